"""Submissions: one transaction freezes the answers, counts the attempt and enqueues the grading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import procrastinate
from pydantic import JsonValue
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from grading.errors import KeyReused, SubmissionNotFound
from grading.licence import note_licence
from grading.passing import Mark, Outcome
from grading.queue import enqueue_grading
from grading.tables import marks, passes, submissions

GRADED_CHANNEL = "mattran_graded"


@dataclass(frozen=True)
class Submission:
    """One submission as stored; the figures are None until it is graded."""

    id: UUID
    person_id: int
    lesson: str
    version: str
    attempt: int
    answers: dict[str, JsonValue]
    submitted_at: datetime
    graded_at: datetime | None
    score: float | None
    max_score: float | None
    passed: bool | None
    pending_manual: bool | None
    critical_missed: tuple[str, ...]

    @property
    def status(self) -> str:
        """`queued` or `graded`."""
        return "queued" if self.graded_at is None else "graded"


def _submission(row: Any) -> Submission:
    return Submission(
        id=row.id,
        person_id=row.person_id,
        lesson=row.lesson,
        version=row.version,
        attempt=row.attempt,
        answers=row.answers,
        submitted_at=row.submitted_at,
        graded_at=row.graded_at,
        score=row.score,
        max_score=row.max_score,
        passed=row.passed,
        pending_manual=row.pending_manual,
        critical_missed=tuple(row.critical_missed or ()),
    )


async def record_submission(
    conn: AsyncConnection,
    queue: procrastinate.App | None,
    *,
    key: UUID,
    person_id: int,
    lesson: str,
    version: str,
    answers: dict[str, JsonValue],
    now: datetime,
) -> tuple[Submission, bool]:
    """Write a submission and its grading job; return it and whether it is new.

    The same key again returns the first one. With `queue` None no job is written (the caller
    grades it in the same transaction, as the demonstration data does). Raises KeyReused.
    """
    # One submission of a person at a time: attempts are counted without gaps or doubles.
    await conn.execute(text("SELECT pg_advisory_xact_lock(7001, :person)"), {"person": person_id % 2**31})
    earlier = (
        await conn.execute(
            select(submissions).where(submissions.c.person_id == person_id, submissions.c.key == key)
        )
    ).one_or_none()
    if earlier is not None:
        if (earlier.lesson, earlier.version) != (lesson, version):
            raise KeyReused
        return _submission(earlier), False
    last_attempt = await conn.scalar(
        select(func.coalesce(func.max(submissions.c.attempt), 0)).where(
            submissions.c.person_id == person_id, submissions.c.lesson == lesson
        )
    )
    row = (
        await conn.execute(
            insert(submissions)
            .values(
                id=uuid4(),
                key=key,
                person_id=person_id,
                lesson=lesson,
                version=version,
                attempt=(last_attempt or 0) + 1,
                answers=answers,
                submitted_at=now,
            )
            .returning(submissions)
        )
    ).one()
    if queue is not None:
        await enqueue_grading(queue, conn, str(row.id))
    return _submission(row), True


async def submission_by_id(conn: AsyncConnection, submission_id: UUID, *, lock: bool = False) -> Submission:
    """Return the submission, its row locked when asked; raise SubmissionNotFound."""
    query = select(submissions).where(submissions.c.id == submission_id)
    row = (await conn.execute(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise SubmissionNotFound
    return _submission(row)


async def ungraded(conn: AsyncConnection) -> list[UUID]:
    """Return the submissions that have no marks yet, the oldest first."""
    query = select(submissions.c.id).where(submissions.c.graded_at.is_(None))
    return list(await conn.scalars(query.order_by(submissions.c.submitted_at)))


async def last_submission(conn: AsyncConnection, *, person_id: int, lesson: str) -> Submission | None:
    """Return the person's latest attempt at the lesson, or None."""
    row = (
        await conn.execute(
            select(submissions)
            .where(submissions.c.person_id == person_id, submissions.c.lesson == lesson)
            .order_by(submissions.c.attempt.desc())
            .limit(1)
        )
    ).one_or_none()
    return None if row is None else _submission(row)


def _best_first() -> tuple[Any, ...]:
    """Return the order that puts the attempt that counts first: pass, then higher, then earlier."""
    s = submissions.c
    return (s.passed.desc(), (s.auto_score / func.nullif(s.auto_max, 0)).desc().nulls_last(), s.attempt)


async def best_submission(conn: AsyncConnection, *, person_id: int, lesson: str) -> Submission | None:
    """Return the graded attempt that counts: a pass beats any fail, then the higher, then the earlier."""
    row = (
        await conn.execute(
            select(submissions)
            .where(
                submissions.c.person_id == person_id,
                submissions.c.lesson == lesson,
                submissions.c.graded_at.is_not(None),
            )
            .order_by(*_best_first())
            .limit(1)
        )
    ).one_or_none()
    return None if row is None else _submission(row)


async def best_by_lesson(conn: AsyncConnection, *, person_id: int) -> dict[str, Submission]:
    """Return the attempt that counts of every lesson the person submitted."""
    rows = await conn.execute(
        select(submissions)
        .ext(distinct_on(submissions.c.lesson))
        .where(submissions.c.person_id == person_id, submissions.c.graded_at.is_not(None))
        .order_by(submissions.c.lesson, *_best_first())
    )
    return {row.lesson: _submission(row) for row in rows}


async def counting_submissions(conn: AsyncConnection) -> list[Submission]:
    """Return the attempt that counts of every person and lesson, by person and lesson."""
    rows = await conn.execute(
        select(submissions)
        .ext(distinct_on(submissions.c.person_id, submissions.c.lesson))
        .where(submissions.c.graded_at.is_not(None))
        .order_by(submissions.c.person_id, submissions.c.lesson, *_best_first())
    )
    return [_submission(row) for row in rows]


async def marks_of(conn: AsyncConnection, submission_id: UUID) -> dict[str, Mark]:
    """Return the marks of a graded submission by question."""
    rows = await conn.execute(select(marks).where(marks.c.submission_id == submission_id))
    return {row.question: Mark(row.question, row.score, row.max_score, row.needs_manual) for row in rows}


async def record_marks(
    conn: AsyncConnection,
    submission: Submission,
    given: tuple[Mark, ...],
    outcome: Outcome,
    now: datetime,
) -> bool:
    """Write the marks of a submission, once; return False when it had been graded already.

    A pass that completes what the licence to use AI asks for is written down there.

    The row is locked by the caller (`submission_by_id(..., lock=True)`) or by this update.
    """
    updated = await conn.execute(
        submissions.update()
        .where(submissions.c.id == submission.id, submissions.c.graded_at.is_(None))
        .values(
            graded_at=now,
            gradings=submissions.c.gradings + 1,
            score=outcome.score,
            max_score=outcome.max_score,
            auto_score=outcome.auto_score,
            auto_max=outcome.auto_max,
            critical_missed=list(outcome.critical_missed),
            pending_manual=outcome.pending_manual,
            passed=outcome.passed,
        )
    )
    if updated.rowcount == 0:
        return False
    await conn.execute(
        insert(marks),
        [
            {
                "submission_id": submission.id,
                "question": mark.question,
                "score": mark.score,
                "max_score": mark.max_score,
                "needs_manual": mark.needs_manual,
            }
            for mark in given
        ],
    )
    if outcome.passed:
        await conn.execute(
            insert(passes)
            .values(
                person_id=submission.person_id,
                lesson=submission.lesson,
                passed_at=submission.submitted_at,
                submission_id=submission.id,
            )
            .on_conflict_do_nothing()
        )
        await note_licence(conn, submission.person_id, submission.lesson, now)
    await conn.execute(select(func.pg_notify(GRADED_CHANNEL, str(submission.id))))
    return True
