"""Errors of people, units and the roster: each says in Vietnamese what is wrong and what to do."""

from __future__ import annotations

from hub.errors import UserError


class UnitListMismatch(UserError):
    """The installed `vietnam-provinces` and the province's own list name different units."""

    code = "unit_list_mismatch"
    status = 500

    def __init__(self, differences: list[str]) -> None:
        super().__init__(
            "Danh sách xã, phường, đặc khu của gói vietnam-provinces không khớp 78 đơn vị của tỉnh. "
            "Đề nghị cán bộ kỹ thuật đối chiếu hub/data/quangtri_units.csv trước khi chạy.",
            details=differences,
        )


class NotARoster(UserError):
    """The file is not a spreadsheet, or no heading row with a name column is in it."""

    code = "not_a_roster"
    status = 422


class RosterTooLarge(UserError):
    """The file, its unpacked size or its number of rows is over the limit."""

    code = "roster_too_large"
    status = 413


class RosterHasErrors(UserError):
    """Somebody asked to apply a plan that has errors: nothing was written."""

    code = "roster_has_errors"
    status = 422

    def __init__(self, messages: list[str]) -> None:
        super().__init__(
            f"Danh sách còn {len(messages)} lỗi nên chưa ghi gì vào hệ thống. "
            "Mời đồng chí sửa các dòng được nêu rồi nhập lại cả tệp.",
            details=messages,
        )


class RosterOutdated(UserError):
    """The people changed between the preview and the import."""

    code = "roster_outdated"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Danh sách cán bộ vừa được người khác thay đổi sau khi đồng chí xem trước. "
            "Chưa ghi gì; mời đồng chí xem trước lại tệp rồi nhập."
        )
