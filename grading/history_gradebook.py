"""nbgrader's gradebook for many past submissions: nbgrader writes one of a kind, the others are copies.

Submissions with the same answers to the same lesson version differ in the gradebook by student and
time only. Writing each by `Grader.project` takes tens of milliseconds; a copy takes less than one.
"""

# mypy: disallow-untyped-calls=False
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from grading.engine import Grader, assignment_name
from grading.history import GradedSheet
from grading.nbgrader_gradebook import OpenGradebook


@dataclass(frozen=True)
class Standing:
    """The attempt of a person that the gradebook is to show."""

    student: str
    sheet: GradedSheet
    submitted_at: datetime


def project_history(url: str | URL, grader: Grader, standings: Sequence[Standing]) -> None:
    """Write the standings to the gradebook at `url`; a submission that stands there already stays."""
    alike: defaultdict[int, list[Standing]] = defaultdict(list)
    for standing in standings:
        alike[id(standing.sheet)].append(standing)
    gradebook = OpenGradebook(url)
    try:
        with gradebook.transaction("project_history") as session:
            there = _there(session)
        for group in alike.values():
            new = [s for s in group if (assignment_name(s.sheet.lesson), s.student) not in there]
            if not new:
                continue
            first, others = new[0], new[1:]
            lesson = first.sheet.lesson
            grader.project(lesson, first.student, first.sheet.answers, first.submitted_at)
            with gradebook.transaction("project_history") as session:
                _copy(session, assignment_name(lesson), first.student, others)
    finally:
        gradebook.close()


def _there(session: Session) -> set[tuple[str, str]]:
    rows: Any = session.execute(
        select(Assignment.name, SubmittedAssignment.student_id).join_from(
            SubmittedAssignment, Assignment, Assignment.id == SubmittedAssignment.assignment_id
        )
    )
    return {(name, student) for name, student in rows}


def _copy(session: Session, assignment: str, student: str, others: Sequence[Standing]) -> None:
    """Write for each of `others` what the gradebook holds of the student's submission."""
    if not others:
        return
    one = session.execute(
        select(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment, SubmittedAssignment.student_id == student)
    ).scalar_one()
    notebook = session.execute(
        select(SubmittedNotebook).where(SubmittedNotebook.assignment_id == one.id)
    ).scalar_one()
    kept: dict[Any, list[dict[str, Any]]] = {
        kind: [_columns(row) for row in session.scalars(select(kind).where(kind.notebook_id == notebook.id))]
        for kind in (Grade, Comment)
    }
    rows: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
    for other in others:
        submission, paper = uuid4().hex, uuid4().hex
        when = other.submitted_at.astimezone(UTC).replace(tzinfo=None)  # as nbgrader keeps times
        rows[Student].append({"id": other.student})
        rows[SubmittedAssignment].append(
            _columns(one) | {"id": submission, "student_id": other.student, "timestamp": when}
        )
        rows[SubmittedNotebook].append(_columns(notebook) | {"id": paper, "assignment_id": submission})
        for kind, found in kept.items():
            rows[kind] += [row | {"id": uuid4().hex, "notebook_id": paper} for row in found]
    session.execute(upsert(Student).on_conflict_do_nothing(), rows.pop(Student))
    for kind, new in rows.items():
        if new:
            session.execute(insert(kind.__table__), new)


def _columns(row: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}
