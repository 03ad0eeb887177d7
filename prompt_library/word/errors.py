"""What Word export refuses: each error holds a Vietnamese sentence for the person."""

from __future__ import annotations

from hub.errors import UserError


class TooMuchText(UserError):
    """The text, or a table in it, is larger than one document holds."""

    code = "too_large"
    status = 413


class UnknownProfile(UserError):
    """There is no such kind of document."""

    code = "unknown_profile"
    status = 404

    def __init__(self, profile: str) -> None:
        super().__init__(f"Chưa có mẫu Word tên “{profile[:40]}”. Mời đồng chí chọn một mẫu trong danh sách.")
