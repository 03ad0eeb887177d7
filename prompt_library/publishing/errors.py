"""What publishing refuses, each with a Vietnamese sentence for the person."""

from __future__ import annotations

from hub.errors import UserError


class UnknownPrompt(UserError):
    """No such prompt or version, or not for this person."""

    code = "unknown_prompt"
    status = 404

    def __init__(self) -> None:
        super().__init__("Không có câu lệnh này, hoặc câu lệnh đã ngừng dùng. Mời đồng chí mở lại Thư viện.")


class NotThatState(UserError):
    """The decision does not fit the version's state (somebody decided meanwhile)."""

    code = "prompt_state"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Phiên bản này vừa được người khác xử lý hoặc không còn ở bước này. Mời đồng chí tải lại trang."
        )


class NoteMissing(UserError):
    """A decision needs a note."""

    code = "note_missing"
    status = 422

    def __init__(self) -> None:
        super().__init__("Mời đồng chí ghi một câu nhận xét để người đề xuất và người dùng hiểu vì sao.")


class BadProposal(UserError):
    """The proposed text is not a prompt; `details` say why."""

    code = "bad_proposal"
    status = 422

    def __init__(self, details: list[str]) -> None:
        super().__init__("Đề xuất chưa dùng được; mời đồng chí sửa các chỗ sau rồi gửi lại.", details=details)


class NotYourOwn(UserError):
    """Nobody decides on a version that they proposed themselves."""

    code = "own_proposal"
    status = 403

    def __init__(self) -> None:
        super().__init__("Đề xuất của đồng chí cần người khác xem xét.")
