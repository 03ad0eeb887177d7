"""Graded submissions of the past, written many at once: demonstrations and benchmarks.

Each row is what `record_submission` and `record_marks` would have written one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.lesson import Lesson
from courses.targets import load_targets
from grading.passing import Mark, Outcome, outcome_of
from grading.tables import marks, passes, submissions


@dataclass(frozen=True)
class GradedSheet:
    """One set of answers to a lesson and the marks nbgrader gave them; many people may share it."""

    lesson: Lesson
    answers: Mapping[str, Any]
    marks: tuple[Mark, ...]
    outcome: Outcome


@dataclass(frozen=True)
class PastSubmission:
    """A person handed in the answers of `sheet`; `id` and `key` are made by the caller."""

    id: UUID
    key: UUID
    person_id: int
    sheet: GradedSheet
    submitted_at: datetime
    graded_at: datetime


def graded_sheet(lesson: Lesson, answers: Mapping[str, Any], given: Sequence[Mark]) -> GradedSheet:
    """Return the sheet with what its marks amount to, by the rule of courses/targets.yml."""
    outcome = outcome_of(
        given,
        critical=frozenset(q.id for q in lesson.questions if q.critical),
        free_text=frozenset(q.id for q in lesson.questions if q.type == "short_text"),
        share=load_targets().pass_share,
    )
    return GradedSheet(lesson, answers, tuple(given), outcome)


async def record_history(conn: AsyncConnection, history: Sequence[PastSubmission]) -> None:
    """Write the submissions with marks and first passes; attempts are counted in the order of time."""
    if not history:
        return
    in_order = sorted(history, key=lambda past: past.submitted_at)
    attempts = await _attempts_so_far(conn, {past.person_id for past in in_order})
    rows: list[dict[str, Any]] = []
    given: list[dict[str, Any]] = []
    first: dict[tuple[int, str], dict[str, Any]] = {}
    for past in in_order:
        lesson, outcome = past.sheet.lesson, past.sheet.outcome
        attempts[past.person_id, lesson.id] += 1
        rows.append(
            {
                "id": past.id,
                "key": past.key,
                "person_id": past.person_id,
                "lesson": lesson.id,
                "version": lesson.version,
                "attempt": attempts[past.person_id, lesson.id],
                "answers": dict(past.sheet.answers),
                "submitted_at": past.submitted_at,
                "graded_at": past.graded_at,
                "gradings": 1,
                "score": outcome.score,
                "max_score": outcome.max_score,
                "auto_score": outcome.auto_score,
                "auto_max": outcome.auto_max,
                "critical_missed": list(outcome.critical_missed),
                "pending_manual": outcome.pending_manual,
                "passed": outcome.passed,
            }
        )
        given += [
            {
                "submission_id": past.id,
                "question": mark.question,
                "score": mark.score,
                "max_score": mark.max_score,
                "needs_manual": mark.needs_manual,
            }
            for mark in past.sheet.marks
        ]
        if outcome.passed:
            first.setdefault(
                (past.person_id, lesson.id),
                {
                    "person_id": past.person_id,
                    "lesson": lesson.id,
                    "passed_at": past.submitted_at,
                    "submission_id": past.id,
                },
            )
    await conn.execute(insert(submissions), rows)
    await conn.execute(insert(marks), given)
    if first:
        await conn.execute(upsert(passes).on_conflict_do_nothing(), list(first.values()))


async def _attempts_so_far(conn: AsyncConnection, people: set[int]) -> defaultdict[tuple[int, str], int]:
    rows = await conn.execute(
        select(submissions.c.person_id, submissions.c.lesson, func.max(submissions.c.attempt))
        .where(submissions.c.person_id.in_(people))
        .group_by(submissions.c.person_id, submissions.c.lesson)
    )
    return defaultdict(int, {(person_id, lesson): attempt for person_id, lesson, attempt in rows})
