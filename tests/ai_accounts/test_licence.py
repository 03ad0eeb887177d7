"""The licence: given by the pass that completes its lessons, once; also for passes from before."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.catalogue import CONTENT_DIR, load_catalogue, load_lessons
from courses.competencies import load_competencies
from courses.lesson import parse_lesson
from courses.targets import load_targets
from courses.versions import publish_lessons
from grading.licence import ensure_licences
from grading.passing import Mark, outcome_of
from grading.submissions import record_marks, record_submission, submission_by_id
from grading.tables import passes, submissions
from hub.db import Database
from hub.legal.register import load_register
from prompt_library import licences
from prompt_library.accounts.tables import licences as licences_table
from prompt_library.licences import licence_state
from tests.ai_accounts.conftest import BEFORE, NOW
from tests.auth.people import add_person
from tests.stack import Stack

pytestmark = pytest.mark.postgres

ASKED = load_targets().licence.lessons


async def hand_in(
    conn: AsyncConnection, person_id: int, lesson: str, *, right: bool = True, now: datetime = NOW
) -> None:
    """Hand in a lesson and have it marked, as the worker does with nbgrader's marks."""
    submission, _ = await record_submission(
        conn, None, key=uuid4(), person_id=person_id, lesson=lesson, version="0" * 8, answers={}, now=now
    )
    marks = (Mark("q1", 1.0 if right else 0.0, 1.0),)
    outcome = outcome_of(marks, critical=frozenset(), free_text=frozenset(), share=0.8)
    assert await record_marks(conn, submission, marks, outcome, now)


async def missing(db: Database, person_id: int) -> tuple[str, ...]:
    async with db.begin() as conn:
        return tuple(one.lesson for one in (await licence_state(conn, person_id)).missing)


async def licensed_at(db: Database, person_id: int) -> datetime | None:
    async with db.begin() as conn:
        return (await licence_state(conn, person_id)).granted_at


def test_the_licence_asks_for_lessons_that_exist() -> None:
    assert ASKED == ("k2-b1", "k2-b2", "k2-b3", "k2-b4", "k2-b5")
    assert set(ASKED) <= set(load_catalogue().lessons)


async def test_the_pass_that_completes_the_lessons_gives_it(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    async with people_db.begin() as conn:
        assert await ensure_licences(conn, NOW) == 0
    assert await missing(people_db, person.id) == ASKED
    for place, lesson in enumerate(ASKED, 1):
        assert await licensed_at(people_db, person.id) is None
        async with people_db.begin() as conn:
            await hand_in(conn, person.id, lesson, right=False)
        assert await missing(people_db, person.id) == ASKED[place - 1 :]
        async with people_db.begin() as conn:
            await hand_in(conn, person.id, lesson)
        assert await missing(people_db, person.id) == ASKED[place:]
    assert await licensed_at(people_db, person.id) == NOW
    async with people_db.begin() as conn:
        stored = (await conn.execute(select(licences_table.c.reason))).scalars().all()
    assert stored == ["Đạt đủ các bài K2-B1, K2-B2, K2-B3, K2-B4, K2-B5"]


async def test_two_workers_passing_the_last_two_lessons_at_once(shared_db: Database) -> None:
    person = await add_person(shared_db, "mau-a")
    for lesson in ASKED[2:]:
        async with shared_db.begin() as conn:
            await hand_in(conn, person.id, lesson)
    async with shared_db.engine.connect() as one, shared_db.engine.connect() as other:
        await hand_in(one, person.id, ASKED[0])

        async def second() -> None:
            async with other.begin():
                # Not `hand_in`: a submission waits for the person's other submissions anyway.
                submission_id = uuid4()
                row = {"id": submission_id, "key": uuid4(), "person_id": person.id, "lesson": ASKED[1]}
                row |= {"version": "0" * 8, "attempt": 1, "answers": {}, "submitted_at": NOW}
                await other.execute(insert(submissions).values(row))
                submission = await submission_by_id(other, submission_id)
                marks = (Mark("q1", 1.0, 1.0),)
                outcome = outcome_of(marks, critical=frozenset(), free_text=frozenset(), share=0.8)
                await record_marks(other, submission, marks, outcome, NOW)

        running = asyncio.create_task(second())
        await asyncio.sleep(0.3)
        await one.commit()
        await running
    assert await licensed_at(shared_db, person.id) == NOW


async def test_it_is_written_once(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    async with people_db.begin() as conn:
        assert await licences.grant(conn, person.id, "lần đầu", BEFORE)
        assert not await licences.grant(conn, person.id, "lần sau", NOW)
        for lesson in ASKED:
            await hand_in(conn, person.id, lesson)
        assert await ensure_licences(conn, NOW) == 0
    assert await licensed_at(people_db, person.id) == BEFORE


async def _passed_before(db: Database, person_id: int, lessons: tuple[str, ...]) -> None:
    """Write passes as they were written before there were licences."""
    async with db.begin() as conn:
        for lesson in lessons:
            one = {"id": uuid4(), "key": uuid4(), "person_id": person_id, "lesson": lesson, "answers": {}}
            one |= {"version": "0" * 8, "attempt": 1, "submitted_at": BEFORE, "passed": True}
            await conn.execute(insert(submissions).values(one))
            row = {"person_id": person_id, "lesson": lesson, "passed_at": BEFORE, "submission_id": one["id"]}
            await conn.execute(insert(passes).values(row))


async def test_who_had_passed_before_is_licensed_at_the_workers_start(people_db: Database) -> None:
    whole, part = await add_person(people_db, "mau-a"), await add_person(people_db, "mau-b")
    await _passed_before(people_db, whole.id, ASKED)
    await _passed_before(people_db, part.id, ASKED[:3])
    for new in (1, 0):
        async with people_db.begin() as conn:
            assert await ensure_licences(conn, NOW) == new
    assert await licensed_at(people_db, whole.id) == NOW
    assert await licensed_at(people_db, part.id) is None
    assert await missing(people_db, part.id) == ASKED[3:]


async def test_a_lesson_to_be_taken_again_keeps_licences_and_is_asked_of_others(people_db: Database) -> None:
    licensed, late, idle = [await add_person(people_db, f"mau-{n}") for n in "abc"]
    await _passed_before(people_db, licensed.id, ASKED)
    await _passed_before(people_db, late.id, ASKED[:4])
    await _passed_before(people_db, idle.id, ASKED[:2])
    async with people_db.begin() as conn:
        await ensure_licences(conn, NOW)
    assert await missing(people_db, late.id) == ASKED[4:]
    source = (CONTENT_DIR / "k2" / "k2-b1.md").read_text(encoding="utf-8")
    again = source.replace("\ntitle:", "\nretake: 2026-10-01 Luật sửa đổi\ntitle:", 1)
    lesson = parse_lesson(again, register=load_register(), competencies=load_competencies())
    async with people_db.begin() as conn:
        await publish_lessons(conn, [lesson], NOW)
        await hand_in(conn, late.id, ASKED[4])
    assert await licensed_at(people_db, licensed.id) == NOW
    assert await licensed_at(people_db, late.id) is None
    assert await missing(people_db, late.id) == ("k2-b1",)
    async with people_db.begin() as conn:
        assert await ensure_licences(conn, NOW) == 0
    assert await missing(people_db, idle.id) == ("k2-b1", *ASKED[2:])
    assert await missing(people_db, licensed.id) == ()
    async with people_db.begin() as conn:
        again_at = datetime(2026, 11, 21, 9, tzinfo=NOW.tzinfo)
        await hand_in(conn, late.id, "k2-b1", now=again_at)
    assert await licensed_at(people_db, late.id) == again_at


async def test_the_list_follows_the_targets_file(people_db: Database) -> None:
    async with people_db.begin() as conn:
        await licences.ensure_lessons(conn, [licences.LicenceLesson("k9-b1", "Bài cũ")])
        await ensure_licences(conn, NOW)
        asked = await licences.lessons_asked(conn)
    assert tuple(one.lesson for one in asked) == ASKED
    assert asked[0].title == load_lessons()["k2-b1"].title


def test_the_demonstrations_people_are_licensed_once_the_worker_runs(demo_stack: Stack) -> None:
    """Their history was written before any worker: its first step makes that good."""

    async def figures() -> tuple[set[int], set[int]]:
        database = Database(demo_stack.settings.database("mattran"), pool_size=1)
        async with database.begin() as conn:
            passed: dict[int, set[str]] = {}
            for person_id, lesson in await conn.execute(select(passes.c.person_id, passes.c.lesson)):
                passed.setdefault(person_id, set()).add(lesson)
            whole = {person_id for person_id, lessons in passed.items() if lessons >= set(ASKED)}
            licensed = set((await conn.scalars(select(licences_table.c.person_id))).all())
        await database.close()
        return whole, licensed

    with ThreadPoolExecutor(1) as thread:  # a loop of Playwright's may run in this one
        whole, licensed = thread.submit(asyncio.run, figures()).result()
    assert len(whole) > 100
    assert licensed == whole
