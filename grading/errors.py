"""What can go wrong with submissions and marks: for people in Vietnamese, for operators in English."""

from __future__ import annotations

from pathlib import Path

from hub.errors import UserError


class SubmissionNotFound(UserError):
    """There is no such submission, or it is somebody else's."""

    code = "unknown_submission"
    status = 404

    def __init__(self) -> None:
        super().__init__("Không tìm thấy bài nộp này trong tài khoản của đồng chí.")


class KeyReused(UserError):
    """A submission key came again for another lesson or version."""

    code = "key_reused"
    status = 409

    def __init__(self) -> None:
        super().__init__("Lần nộp này trùng mã với một bài khác. Mời đồng chí tải lại trang rồi nộp lại.")


class UnknownTarget(UserError):
    """There is no such target in courses/targets.yml."""

    code = "unknown_target"
    status = 404

    def __init__(self, target: str) -> None:
        super().__init__(f"Không có chỉ tiêu “{target[:40]}”. Các chỉ tiêu đang theo dõi: T1, T2, T3.")


class GradingError(Exception):
    """A submission cannot be graded, or its marks not be kept, until somebody mends the installation."""


class GradebookOutdated(GradingError):
    """The gradebook was made by another version of nbgrader."""

    def __init__(self, found: str | None, wanted: str | None) -> None:
        super().__init__(
            f"the gradebook is at nbgrader's schema {found}, this nbgrader needs {wanted}: "
            "back it up, then run nbgrader db upgrade"
        )


class AssignmentChanged(GradingError):
    """The gradebook's cells of an assignment do not fit the lesson's notebook of today: nothing is marked."""

    def __init__(self, assignment: str, cells: set[str]) -> None:
        super().__init__(
            f"assignment {assignment} was registered with cells that do not fit its lesson as this release "
            f"of the platform reads it: {', '.join(sorted(cells))}"
        )


class LearnerCode(GradingError):
    """A cell that is not the instructor's was about to be run in the worker's own process."""

    def __init__(self, cell: str) -> None:
        super().__init__(f"cell {cell} is not one of the instructor's locked cells: not run")


class UnsafeName(GradingError):
    """A name that becomes a folder of an export holds more than ASCII letters, digits, `.`, `_`, `-`."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} cannot be the name of a folder in an export")


class SubmissionTwice(GradingError):
    """One person's work on one assignment was handed over twice: the gradebook holds one."""

    def __init__(self, student: str, assignment: str) -> None:
        super().__init__(f"two submissions of {assignment} by {student}: an export holds one")


class FolderInUse(UserError):
    """The folder for an export holds something already."""

    code = "folder_in_use"
    status = 409

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Thư mục {folder} đã có tệp. Mời đồng chí chọn một thư mục mới hoặc còn trống.")
