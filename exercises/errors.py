"""What can go wrong with an exercise: problems an author must mend, and refusals a learner sees."""

from __future__ import annotations

from collections.abc import Sequence

from hub.errors import UserError


class QuestionError(ValueError):
    """A question is not written as docs/lesson-format.md says.

    `question` is its id (or what stands in its place), `problems` every problem found, in English,
    each beginning with the field it is about.
    """

    def __init__(self, question: str, problems: Sequence[str]) -> None:
        self.question = question
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{question}: {problem}" for problem in self.problems))


class InvalidValue(UserError):
    """An answer does not fit its question. `question` is the question's id, `need` what would fit."""

    code = "invalid_value"
    status = 422

    def __init__(self, question: str, need: str) -> None:
        super().__init__(f"Câu {question.removeprefix('q')}: {need}")
        self.question = question


class AnswerConflict(UserError):
    """The id of an answer is already taken by another person's answer, or by other content."""

    code = "answer_conflict"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Câu trả lời này chưa được lưu vì trùng mã với một câu trả lời khác. "
            "Mời đồng chí tải lại trang rồi trả lời lại."
        )
