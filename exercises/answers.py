"""The answer log: an answer is added once, however often it is sent, and the latest one counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.errors import AnswerConflict
from exercises.tables import answers
from hub.batching import Batcher
from hub.db import Database

# One statement for any number of answers: each column comes as an array.
_ADD = text(
    """
    INSERT INTO exercises.answers (id, person_id, lesson, version, question, value, received_at)
    SELECT id, person_id, lesson, version, question, CAST(value AS jsonb), received_at
    FROM unnest(
        CAST(:id AS uuid[]), CAST(:person_id AS bigint[]), CAST(:lesson AS text[]), CAST(:version AS text[]),
        CAST(:question AS text[]), CAST(:value AS text[]), CAST(:received_at AS timestamptz[])
    ) WITH ORDINALITY AS sent (id, person_id, lesson, version, question, value, received_at, place)
    ORDER BY place
    ON CONFLICT (id) DO NOTHING
    RETURNING id, received_at
    """
)

_KNOWN = select(answers).where(text("answers.id = ANY(CAST(:id AS uuid[]))"))


@dataclass(frozen=True)
class SentAnswer:
    """An answer as it arrived: `value` comes from `Question.check_value`, `id` from the browser."""

    id: UUID
    person_id: int
    lesson: str
    version: str
    question: str
    value: JsonValue
    received_at: datetime


@dataclass(frozen=True)
class RecordedAnswer:
    """An answer the log holds: `saved_at` (UTC) is when it first arrived, `created` whether just now."""

    id: UUID
    saved_at: datetime
    created: bool


class AnswerLog:
    """Saves the answers that arrive together in one statement; each is acknowledged once it is committed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._add = Batcher(self._save, alone=(IntegrityError, DataError))

    async def add(self, sent: SentAnswer) -> RecordedAnswer:
        """Save one answer; errors as `record_answers` says."""
        return await self._add(sent)

    async def _save(self, sent: Sequence[SentAnswer]) -> list[RecordedAnswer | AnswerConflict]:
        async with self._db.single() as conn:
            return await record_answers(conn, sent)


async def record_answers(
    conn: AsyncConnection, sent: Sequence[SentAnswer]
) -> list[RecordedAnswer | AnswerConflict]:
    """Add answers to the log in their order; return what became of each.

    The same answer sent again gives the first row. AnswerConflict is what becomes of one whose `id`
    belongs to another person's answer or to another content. Two calls with one `id` at the same moment
    wait for each other in PostgreSQL.
    """
    columns = {
        name: [getattr(one, name) for one in sent]
        for name in ("id", "person_id", "lesson", "version", "question", "received_at")
    }
    values = [json.dumps(one.value, ensure_ascii=False) for one in sent]
    added = await conn.execute(_ADD, {**columns, "value": values})
    new = {row.id: row.received_at for row in added}
    known = {}
    if len(new) < len(sent):
        rows = await conn.execute(_KNOWN, {"id": columns["id"]})
        known = {row.id: row for row in rows}
    found: list[RecordedAnswer | AnswerConflict] = []
    for one in sent:
        if one.id in new:
            found.append(RecordedAnswer(one.id, new.pop(one.id).astimezone(UTC), created=True))
            continue
        row = known[one.id]
        first = (row.person_id, row.lesson, row.version, row.question, _canonical(row.value))
        if first == (one.person_id, one.lesson, one.version, one.question, _canonical(one.value)):
            found.append(RecordedAnswer(one.id, row.received_at.astimezone(UTC), created=False))
        else:
            found.append(AnswerConflict())
    return found


async def latest_answers(
    conn: AsyncConnection, *, person_id: int, lesson: str, version: str
) -> dict[str, JsonValue]:
    """Return the latest value of each question the person answered; None where it was taken back."""
    rows = await conn.execute(
        select(answers.c.question, answers.c.value)
        .ext(distinct_on(answers.c.question))
        .where(
            answers.c.person_id == person_id,
            answers.c.lesson == lesson,
            answers.c.version == version,
        )
        .order_by(answers.c.question, answers.c.seq.desc())
    )
    return {row.question: row.value for row in rows}


def _canonical(value: JsonValue) -> str:
    """Return `value` as text: in Python True == 1, in an answer they differ."""
    return json.dumps(value, sort_keys=True)
