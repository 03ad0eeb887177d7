"""`mattran courses check`: everything an author must mend, and everything an author should know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from courses.catalogue import CONTENT_DIR, read_lessons
from courses.competencies import load_competencies
from courses.errors import Problem
from courses.lesson import Lesson
from hub.legal.register import Document, Register, load_register

_WEAK_EVIDENCE = {
    "secondary": "known from a secondary source only",
    "memory": "known from memory only",
    "unverified": "not verified",
}


@dataclass(frozen=True)
class CheckReport:
    """What was found: with `errors` the content is refused, `warnings` stop nothing."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Say whether the content can be published."""
        return not self.errors


def check_content(
    folder: Path = CONTENT_DIR, on: date | None = None, *, register: Register | None = None
) -> CheckReport:
    """Return what is wrong with the lessons of `folder` on the day `on`. Raise nothing for their sake."""
    register = register or load_register()
    competencies = load_competencies()
    lessons, errors = read_lessons(folder, register=register, competencies=competencies, on=on)
    warnings = [
        warning for path, lesson in lessons.items() for warning in _warnings(path, lesson, register, on)
    ]
    return CheckReport(tuple(errors), tuple(warnings))


def _warnings(path: str, lesson: Lesson, register: Register, on: date | None) -> Iterator[Problem]:
    for cited in lesson.cites + lesson.cites_outdated:
        line = _line_of(f"luat:{cited})", lesson.source)
        for doubt in _doubts(register.get(cited), on):
            yield Problem(path, line, f"{cited} ({register.cite(cited)}): {doubt}")
    asked = {question.competency for question in lesson.questions}
    for code in lesson.competencies:
        if code not in asked:
            yield Problem(path, _line_of("competencies:", lesson.source), f"no question measures {code}")
    if not lesson.questions:
        yield Problem(path, 0, "the lesson has no question, so nobody can pass it")


def _doubts(document: Document, on: date | None) -> Iterator[str]:
    if document.evidence in _WEAK_EVIDENCE:
        yield f"{_WEAK_EVIDENCE[document.evidence]}; open the original before relying on its articles"
    if document.status == "unknown":
        yield "its state is unknown; look it up before writing that it is in force"
    if on is not None and document.effective is not None and on < document.effective:
        yield f"takes effect only on {document.effective.isoformat()}"


def _line_of(words: str, source: str) -> int:
    place = source.find(words)
    return source.count("\n", 0, place) + 1 if place >= 0 else 0
