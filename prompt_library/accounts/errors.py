"""What AI accounts refuse: who may not, how much is used up, and forms filled wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hub.errors import UserError


class NotEntitled(UserError):
    """Neither the person's position nor a grant gives an AI account."""

    code = "not_entitled"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "Đồng chí chưa được cấp tài khoản AI. Tài khoản dành cho cán bộ cơ quan tỉnh, Chủ tịch và "
            "Phó Chủ tịch Ủy ban MTTQ cấp xã; trường hợp khác, đề nghị đơn vị báo quản trị cấp tỉnh xem xét."
        )


class NoLicence(UserError):
    """The lessons that give the licence are not all passed; `missing` are their ids."""

    code = "no_licence"
    status = 403

    def __init__(self, missing: Sequence[str]) -> None:
        lessons = ", ".join(lesson.upper() for lesson in missing)
        what = f"các bài còn thiếu: {lessons}" if lessons else "các bài về an toàn và dữ liệu cá nhân"
        super().__init__(f"Mời đồng chí học và đạt {what} rồi dùng AI.", details=list(missing))


class QuotaExceeded(UserError):
    """The month's tokens of the person, the unit or the labs do not suffice for the request."""

    code = "quota_exceeded"
    status = 429

    def __init__(self, scope: str, resets_on: date) -> None:
        whose = {
            "person": "Hạn mức AI tháng này của đồng chí",
            "unit": "Hạn mức AI tháng này của đơn vị",
            "lab": "Hạn mức thực hành AI tháng này của đồng chí",
        }[scope]
        super().__init__(
            f"{whose} không còn đủ cho yêu cầu này. Hạn mức mới bắt đầu ngày {resets_on:%d/%m/%Y}; "
            "nếu cần gấp, đề nghị đồng chí báo quản trị cấp tỉnh."
        )
        self.scope = scope


class Busy(UserError):
    """Another request of this person is running."""

    code = "busy"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Một yêu cầu AI khác của đồng chí đang chạy. Mời đồng chí đợi trả lời xong rồi gửi tiếp."
        )


class InvalidForm(UserError):
    """A value somebody typed is missing, too long or not of its kind."""

    code = "invalid_value"
    status = 422


class NothingToRevoke(UserError):
    """The grant is not there, or somebody has revoked it already."""

    code = "nothing_to_revoke"
    status = 409

    def __init__(self) -> None:
        super().__init__("Cán bộ này không có tài khoản AI do quản trị cấp. Mời đồng chí tải lại trang.")


class AlreadyEntitled(UserError):
    """The person has an AI account already."""

    code = "already_entitled"
    status = 409

    def __init__(self, why: str) -> None:
        super().__init__(f"Cán bộ này đã có tài khoản AI ({why}), không cần cấp thêm.")
