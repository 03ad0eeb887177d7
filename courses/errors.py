"""What can be wrong with lessons: English with line numbers for authors, Vietnamese for those who read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hub.errors import UserError


@dataclass(frozen=True, order=True)
class Problem:
    """One thing an author has to mend: file, line counted from 1 (0: the whole file), English sentence."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


class ContentError(Exception):
    """The content cannot be built; `problems` holds everything found, in the order of files and lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class LessonError(ContentError):
    """One lesson cannot be built."""


class VersionCollision(ContentError):
    """Two sources of a lesson share the 8 hex digits of their version: one more character mends it."""

    def __init__(self, lesson: str, version: str) -> None:
        super().__init__(
            [Problem(lesson, 0, f"version {version} belongs to another source: change the text")]
        )


class UnknownLesson(UserError):
    """No lesson of this id was ever published."""

    code = "unknown_lesson"
    status = 404

    def __init__(self) -> None:
        super().__init__("Không có bài học này. Mời đồng chí về trang học và chọn một bài trong danh sách.")


class UnknownVersion(UserError):
    """This version of the lesson was never published."""

    code = "unknown_version"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            "Phiên bản này của bài học chưa từng được phát hành. "
            "Mời đồng chí tải lại trang bài học rồi làm tiếp."
        )
