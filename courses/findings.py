"""What the build finds wrong with one lesson, collected so that an author sees everything at once."""

from __future__ import annotations

from typing import NoReturn

from courses.errors import LessonError, Problem


class Findings:
    """Problems of one file.

    A `broken` lesson cannot be shown or graded. An `editorial` problem breaks a rule for authors; a
    version that was published before the rule (or before a law expired) stays readable all the same.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._broken: list[Problem] = []
        self._editorial: list[Problem] = []

    def broken(self, line: int, message: str) -> None:
        """Note that the lesson cannot be used because of `line`."""
        self._broken.append(Problem(self.path, line, message))

    def fail(self, line: int, message: str) -> NoReturn:
        """Note that nothing after `line` can be read, and raise LessonError with everything found."""
        self.broken(line, message)
        raise LessonError(self._broken + self._editorial)

    def editorial(self, line: int, message: str) -> None:
        """Note that `line` breaks a rule for authors."""
        self._editorial.append(Problem(self.path, line, message))

    def raise_if_broken(self) -> None:
        """Raise LessonError with everything found when the lesson cannot be used at all."""
        if self._broken:
            raise LessonError(self._broken + self._editorial)

    def raise_if_any(self) -> None:
        """Raise LessonError with everything found."""
        if self._broken or self._editorial:
            raise LessonError(self._broken + self._editorial)
