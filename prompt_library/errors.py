"""What the prompt library and its guard refuse: each error holds a Vietnamese sentence for the person."""

from __future__ import annotations

from hub.errors import UserError


class StateSecret(UserError):
    """The text bears a state-secret marking: nothing of it may leave."""

    code = "state_secret"
    status = 422


class GuardFailed(UserError):
    """The guard could not read the text to the end: nothing is sent (it fails closed)."""

    code = "guard_failed"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            "Bộ lọc dữ liệu cá nhân gặp lỗi nên chưa có nội dung nào được gửi đi. "
            "Mời đồng chí thử lại; nếu vẫn lỗi, đề nghị báo quản trị."
        )


class InvalidInputs(UserError):
    """What was typed into a prompt's form does not fit its fields; `fields` has one sentence for each."""

    code = "invalid_inputs"
    status = 422

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(
            "Mời đồng chí xem lại các mục đã điền: " + " ".join(fields.values()),
            details=list(fields.values()),
        )


class GuidanceOnly(UserError):
    """The card says how to do a task without AI: there is nothing to run."""

    code = "level_refused"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "Việc này không được đưa lên AI. Mời đồng chí đọc hướng dẫn trên thẻ và làm theo các bước ở đó."
        )


class UnknownPrompt(UserError):
    """No prompt of this id exists."""

    code = "unknown_prompt"
    status = 404

    def __init__(self) -> None:
        super().__init__("Không có câu lệnh này. Mời đồng chí tìm lại trong thư viện.")


class NotExchangeable(UserError):
    """A file that was to become a prompt cannot; `details` say for an author what is wrong with it."""

    code = "not_exchangeable"
    status = 422

    def __init__(self, message: str, details: list[str] | None = None) -> None:
        super().__init__(message, details=details)
