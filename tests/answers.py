"""Answers to the real lessons, right and wrong, computed from their keys."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from courses.catalogue import load_lessons
from courses.lesson import Lesson


@lru_cache(maxsize=1)
def lessons() -> dict[str, Lesson]:
    """Return every lesson of the catalogue."""
    return load_lessons()


def right_answer(question: Any) -> Any:
    """Return a value that earns every point."""
    if question.type == "short_text":
        return question.solution().get("sample") or "Đã kiểm chứng và chịu trách nhiệm."
    return question.solution()["key"]


def right_answers(lesson_id: str) -> dict[str, Any]:
    """Return right answers to every question of the lesson."""
    return {question.id: right_answer(question) for question in lessons()[lesson_id].questions}
