"""The answer log against a real PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.answers import AnswerLog, RecordedAnswer, SentAnswer, latest_answers, record_answers
from exercises.errors import AnswerConflict
from exercises.questions import BaseQuestion, parse_question
from exercises.tables import answers
from hub.db import Database
from tests.exercises.question_samples import right_value, written

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 11, 2, 8, 30, 15, 123456, tzinfo=UTC)
ID = UUID("00000000-0000-4000-8000-000000000001")
ANSWER: dict[str, Any] = {
    "id": ID,
    "person_id": 1,
    "lesson": "k2-b3",
    "version": "0a1b2c3d",
    "question": "q1",
    "value": "b",
    "received_at": NOW,
}


def _sent(**changes: Any) -> SentAnswer:
    return SentAnswer(**{**ANSWER, **changes})


async def _record(database: Database, **changes: Any) -> RecordedAnswer:
    async with database.begin() as conn:
        return await _record_on(conn, **changes)


async def _record_on(conn: AsyncConnection, **changes: Any) -> RecordedAnswer:
    (became,) = await record_answers(conn, [_sent(**changes)])
    if isinstance(became, AnswerConflict):
        raise became
    return became


async def _latest(database: Database, **changes: Any) -> dict[str, Any]:
    where = {"person_id": 1, "lesson": "k2-b3", "version": "0a1b2c3d", **changes}
    async with database.begin() as conn:
        return await latest_answers(conn, **where)


async def _count(database: Database) -> int:
    async with database.begin() as conn:
        return (await conn.execute(select(func.count()).select_from(answers))).scalar_one()


async def test_an_answer_is_saved_once_however_often_it_is_sent(database: Database) -> None:
    first = await _record(database)
    again = await _record(database, received_at=NOW + timedelta(minutes=5))
    assert first == RecordedAnswer(ID, NOW, created=True)
    assert again == RecordedAnswer(ID, NOW, created=False)
    assert await _count(database) == 1
    assert await _latest(database) == {"q1": "b"}


async def test_saved_at_is_in_utc_whatever_zone_the_time_came_in(database: Database) -> None:
    saved = await _record(database, received_at=NOW.astimezone(timezone(timedelta(hours=7))))
    assert saved.saved_at == NOW
    assert saved.saved_at.tzinfo is UTC


async def test_the_latest_answer_of_each_question_counts(database: Database) -> None:
    for question, value in (("q1", "a"), ("q2", ["a", "c"]), ("q1", "c"), ("q3", True), ("q1", "b")):
        # The times are equal: the order of arrival decides, not the clock.
        await _record(database, id=uuid4(), question=question, value=value)
    assert await _latest(database) == {"q1": "b", "q2": ["a", "c"], "q3": True}
    assert await _count(database) == 5


async def test_a_repeat_of_an_older_answer_does_not_bring_it_back(database: Database) -> None:
    await _record(database, value="a")
    await _record(database, id=uuid4(), value="b")
    await _record(database, value="a")
    assert await _latest(database) == {"q1": "b"}


async def test_an_answer_taken_back_is_kept_as_null(database: Database) -> None:
    await _record(database)
    await _record(database, id=uuid4(), value=None)
    assert await _latest(database) == {"q1": None}
    async with database.begin() as conn:
        kinds = await conn.execute(
            text("SELECT jsonb_typeof(value) AS kind FROM exercises.answers ORDER BY seq")
        )
        assert [row.kind for row in kinds] == ["string", "null"]


async def test_answers_of_people_lessons_and_versions_stay_apart(database: Database) -> None:
    await _record(database, value="mine")
    await _record(database, id=uuid4(), person_id=2, value="theirs")
    await _record(database, id=uuid4(), lesson="k2-b4", value="other lesson")
    await _record(database, id=uuid4(), version="ffffffff", value="other version")
    assert await _latest(database) == {"q1": "mine"}
    assert await _latest(database, person_id=2) == {"q1": "theirs"}
    assert await _latest(database, lesson="k2-b4") == {"q1": "other lesson"}
    assert await _latest(database, version="ffffffff") == {"q1": "other version"}
    assert await _latest(database, lesson="k9-b9") == {}


@pytest.mark.parametrize(
    "change",
    [
        {"person_id": 2},
        {"value": "c"},
        {"value": None},
        {"question": "q2"},
        {"lesson": "k2-b4"},
        {"version": "ffffffff"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_an_id_taken_by_another_answer_is_refused(database: Database, change: dict[str, Any]) -> None:
    await _record(database)
    with pytest.raises(AnswerConflict) as refused:
        await _record(database, **change)
    assert (refused.value.status, refused.value.code) == (409, "answer_conflict")
    assert "đồng chí" in refused.value.message
    assert await _count(database) == 1
    assert await _latest(database) == {"q1": "b"}


async def test_true_and_one_are_different_contents(database: Database) -> None:
    await _record(database, value=True)
    with pytest.raises(AnswerConflict):
        await _record(database, value=1)


async def test_the_order_of_the_pairs_in_a_mapping_is_no_difference(database: Database) -> None:
    await _record(database, value={"l1": "r2", "l2": "r1"})
    again = await _record(database, value={"l2": "r1", "l1": "r2"})
    assert not again.created


async def test_many_sendings_at_one_moment_make_one_row(database: Database) -> None:
    saved = await asyncio.gather(
        *(_record(database, received_at=NOW + timedelta(seconds=i)) for i in range(12))
    )
    assert sum(answer.created for answer in saved) == 1
    assert len({answer.saved_at for answer in saved}) == 1
    assert await _count(database) == 1


async def test_a_repeat_waits_for_the_first_sending_and_takes_its_place_when_it_fails(
    database: Database,
) -> None:
    async with database.engine.connect() as conn:
        await _record_on(conn)
        repeat = asyncio.create_task(_record(database, received_at=NOW + timedelta(seconds=9)))
        await _until_a_query_waits(database)
        assert not repeat.done()
        await conn.rollback()
    assert await repeat == RecordedAnswer(ID, NOW + timedelta(seconds=9), created=True)
    assert await _count(database) == 1


async def _until_a_query_waits(database: Database) -> None:
    """Return when PostgreSQL says that one of its connections waits for another's transaction."""
    for _ in range(200):
        async with database.begin() as conn:
            waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if (await conn.execute(waiting)).scalar_one():
                return
        await asyncio.sleep(0.05)
    pytest.fail("the repeat did not wait for the first sending within 10 s")


async def test_answers_of_one_moment_are_saved_together_in_their_order(database: Database) -> None:
    log, statements = AnswerLog(database), []
    event.listen(
        database.engine.sync_engine, "before_cursor_execute", lambda *call: statements.append(call[2])
    )
    values = [f"{number}" for number in range(150)]
    saved = await asyncio.gather(*(log.add(_sent(id=uuid4(), value=value)) for value in values))
    assert all(one.created for one in saved)
    assert await _count(database) == 150
    assert await _latest(database) == {"q1": "149"}
    assert len([one for one in statements if "INSERT" in one]) == 2, "100 and 50 of them together"


async def test_what_is_wrong_with_one_answer_is_told_to_its_sender_alone(database: Database) -> None:
    log = AnswerLog(database)
    await log.add(_sent())
    mine = uuid4()
    sent = [
        _sent(id=uuid4(), value="a"),
        _sent(value="c"),  # the id has another content
        _sent(id=uuid4(), person_id=999),  # nobody: PostgreSQL refuses the whole statement
        _sent(id=mine, value="d"),
        _sent(id=mine, value="d"),  # sent twice in one moment
        _sent(id=mine, value="e"),
    ]
    became = await asyncio.gather(*(log.add(one) for one in sent), return_exceptions=True)
    kinds = [type(one).__name__ for one in became]
    assert kinds == [
        "RecordedAnswer",
        "AnswerConflict",
        "IntegrityError",
        "RecordedAnswer",
        "RecordedAnswer",
        "AnswerConflict",
    ]
    assert [one.created for one in became if isinstance(one, RecordedAnswer)] == [True, True, False]
    assert await _count(database) == 3
    assert await _latest(database) == {"q1": "d"}


async def test_an_answer_is_acknowledged_only_when_it_is_committed(database: Database) -> None:
    log = AnswerLog(database)
    async with database.engine.connect() as other:
        await _record_on(other)  # holds the id
        waiting = asyncio.create_task(log.add(_sent(received_at=NOW + timedelta(seconds=9))))
        await _until_a_query_waits(database)
        assert not waiting.done()
        await other.commit()
    assert await waiting == RecordedAnswer(ID, NOW, created=False)


async def test_the_caller_decides_whether_an_answer_stays(database: Database) -> None:
    async with database.engine.connect() as conn:
        assert (await _record_on(conn)).created
        await conn.rollback()
    assert await _count(database) == 0


async def test_an_answer_of_nobody_is_refused_by_the_database(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await _record(database, person_id=999)


async def test_every_type_of_value_comes_back_as_it_went_in(
    database: Database, question: BaseQuestion
) -> None:
    value = question.check_value(right_value(question))
    await _record(database, question=question.id, value=value)
    assert await _latest(database) == {question.id: value}


@pytest.mark.parametrize("dirt", ["\x00", "\ud83d", "\x1b[31m", "\ufeff"], ids=ascii)
async def test_a_text_with_dirt_in_it_is_cleaned_so_that_the_database_takes_it(
    database: Database, dirt: str
) -> None:
    value = parse_question(written("short_text")).check_value(f"Kiểm{dirt} chứng")
    await _record(database, value=value)
    assert await _latest(database) == {"q1": value}


async def test_the_latest_answers_are_found_by_the_index_without_sorting(database: Database) -> None:
    sent: list[tuple[str, Any]] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def keep(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    await _record(database)
    await _latest(database)
    statement, parameters = sent[-1]
    async with database.begin() as conn:
        await conn.execute(text("SET LOCAL enable_seqscan = off"))
        plan = await conn.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        lines = "\n".join(row[0] for row in plan)
    assert "ix_answers_latest" in lines
    assert "Sort" not in lines
