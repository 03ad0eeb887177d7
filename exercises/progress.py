"""Where a person stopped: the version of a lesson answered last, and which questions have answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.tables import answers


@dataclass(frozen=True)
class LastAnswer:
    """The last answer a person gave in a lesson."""

    version: str
    received_at: datetime


async def last_answer(conn: AsyncConnection, *, person_id: int, lesson: str) -> LastAnswer | None:
    """Return the person's last answer in any version of the lesson, or None."""
    row = (
        await conn.execute(
            select(answers.c.version, answers.c.received_at)
            .where(answers.c.person_id == person_id, answers.c.lesson == lesson)
            .order_by(answers.c.seq.desc())
            .limit(1)
        )
    ).one_or_none()
    return None if row is None else LastAnswer(row.version, row.received_at)


async def answered_counts(conn: AsyncConnection, *, person_id: int) -> dict[tuple[str, str], int]:
    """Return how many questions the person answered, by (lesson, version)."""
    rows = await conn.execute(
        select(answers.c.lesson, answers.c.version, func.count(func.distinct(answers.c.question)).label("n"))
        .where(answers.c.person_id == person_id)
        .group_by(answers.c.lesson, answers.c.version)
    )
    return {(row.lesson, row.version): row.n for row in rows}
