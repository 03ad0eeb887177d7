"""Figures equal a naive recount over random rosters; zero denominators; who is missing; retakes."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.catalogue import CONTENT_DIR
from courses.competencies import load_competencies
from courses.lesson import parse_lesson
from courses.targets import load_targets
from courses.versions import publish_lessons
from grading.completion import completion_by_unit, missing, target_or_refuse
from grading.errors import UnknownTarget
from grading.periods import freeze_period, frozen_completion
from hub.db import Database
from hub.legal.register import load_register
from hub.people.newcomers import Newcomer, add_newcomers
from hub.people.tables import people
from tests.completion.conftest import NOW
from tests.completion.rosters import (
    CUTOFF,
    END,
    LESSONS,
    UNITS,
    Someone,
    add_pass,
    add_roster,
    recount,
    rosters,
)

TARGETS = load_targets().targets
T1, T2, T3 = TARGETS
DAY = date(2026, 9, 1)


@settings(max_examples=25)
@given(roster=rosters)
def test_figures_now_and_frozen_equal_a_recount(filled_url: str, roster: list[Someone]) -> None:
    async def check() -> None:
        db = Database(filled_url, pool_size=1)
        async with db.engine.connect() as conn:
            await add_roster(conn, roster)
            await freeze_period(conn, "2026-10", NOW, cutoff_day=CUTOFF.day)
            for target in TARGETS:
                found = await completion_by_unit(conn, target, now=NOW)
                figures = {r.unit.code: (r.numerator, r.denominator) for r in found.rows if r.denominator}
                assert figures == recount(roster, target)
                frozen = await frozen_completion(conn, target, "2026-10")
                figures = {r.unit.code: (r.numerator, r.denominator) for r in frozen.rows if r.denominator}
                assert figures == recount(roster, target, day=CUTOFF, before=END)
                assert len(found.rows) == len(frozen.rows) == 86
                assert found.total.numerator == sum(done for done, _ in recount(roster, target).values())
            await conn.rollback()
        await db.close()

    asyncio.run(check())


@settings(max_examples=15)
@given(roster=rosters)
def test_the_missing_are_those_who_count_and_lack_a_lesson(filled_url: str, roster: list[Someone]) -> None:
    async def check() -> None:
        db = Database(filled_url, pool_size=1)
        async with db.engine.connect() as conn:
            ids = await add_roster(conn, roster)
            for target in TARGETS:
                found = {
                    person.person.id: person.lessons_missing
                    for unit in UNITS
                    for person in await missing(conn, target, unit, now=NOW)
                }
                expected = {
                    person_id: tuple(lesson for lesson in target.lessons if lesson not in one.passed)
                    for person_id, one in zip(ids, roster, strict=True)
                    if one.counts(target)
                }
                assert found == {person_id: lessons for person_id, lessons in expected.items() if lessons}
            await conn.rollback()
        await db.close()

    asyncio.run(check())


async def test_a_unit_where_nobody_counts_has_no_share(conn: AsyncConnection) -> None:
    head = Newcomer("mau", "Nguyễn Văn Mẫu", ((DAY, "19742"),), counted=False)
    await add_newcomers(conn, [head], NOW)
    found = await completion_by_unit(conn, T1, now=NOW, units={"19742"})
    assert [(row.unit.name, row.denominator, row.share) for row in found.rows] == [
        ("Đặc khu Cồn Cỏ", 0, None)
    ]
    assert found.total.share is None
    assert found.reached(found.rows[0]) is None


async def test_only_the_units_asked_for_are_counted(conn: AsyncConnection) -> None:
    roster = [Someone(((DAY, unit),), True, True, True, {}) for unit in UNITS]
    await add_roster(conn, roster)
    found = await completion_by_unit(conn, T1, now=NOW, units=["19441"])
    assert [(row.unit.code, row.denominator) for row in found.rows] == [("19441", 1)]
    assert found.total.denominator == 1


async def test_targets_ask_for_different_people_and_lessons(conn: AsyncConnection) -> None:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    part_time = Someone(((DAY, "19333"),), False, True, True, dict.fromkeys(T3.lessons, at))
    full_time = Someone(((DAY, "19333"),), True, True, True, dict.fromkeys(LESSONS, at))
    await add_roster(conn, [part_time, full_time])
    figures = {}
    for target in TARGETS:
        (row,) = (await completion_by_unit(conn, target, now=NOW, units={"19333"})).rows
        figures[target.id] = (row.numerator, row.denominator)
    assert figures == {"T1": (1, 2), "T2": (1, 1), "T3": (2, 2)}


async def test_the_share_of_t3_is_reached_at_four_of_five(conn: AsyncConnection) -> None:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    done = Someone(((DAY, "19333"),), True, True, True, dict.fromkeys(LESSONS, at))
    not_begun = Someone(((DAY, "19333"),), True, True, True, {})
    await add_roster(conn, [done] * 4 + [not_begun])
    reached = {}
    for target in TARGETS:
        found = await completion_by_unit(conn, target, now=NOW, units={"19333"})
        reached[target.id] = found.reached(found.rows[0])
    assert reached == {"T1": False, "T2": False, "T3": True}


async def test_a_retake_asks_those_who_passed_before_it_again(conn: AsyncConnection) -> None:
    source = (CONTENT_DIR / "k2" / "k2-b1.md").read_text(encoding="utf-8")
    source = source.replace("minutes: 10", "minutes: 10\nretake: 2026-11-01 Luật thay đổi", 1)
    changed = parse_lesson(source, register=load_register(), competencies=load_competencies(), name="k2-b1")
    assert changed.retake is not None
    midnight = datetime(2026, 10, 31, 17, tzinfo=UTC)  # 1 November in Vietnam
    early = Someone(((DAY, "19333"),), True, True, True, dict.fromkeys(LESSONS, END))
    again = Someone(((DAY, "19333"),), True, True, True, dict.fromkeys(LESSONS, END))
    ids = await add_roster(conn, [early, again])
    await publish_lessons(conn, [changed], NOW)
    await add_pass(conn, ids[1], "k2-b1", midnight, attempt=2, first=False)
    before = await completion_by_unit(conn, T1, now=midnight.replace(hour=16), units={"19333"})
    after = await completion_by_unit(conn, T1, now=NOW, units={"19333"})
    lacking = await missing(conn, T1, "19333", now=NOW)
    other = await completion_by_unit(conn, T3, now=NOW, units={"19333"})
    await freeze_period(conn, "2026-10", NOW, cutoff_day=15)
    frozen = await frozen_completion(conn, T1, "2026-10", units={"19333"})
    assert (before.total.numerator, after.total.numerator, other.total.numerator) == (2, 1, 2)
    assert [(found.person.id, found.lessons_missing) for found in lacking] == [(ids[0], ("k2-b1",))]
    assert frozen.total.numerator == 2  # on 15 October nobody was asked again


async def test_who_left_counts_no_more(conn: AsyncConnection) -> None:
    ids = await add_roster(conn, [Someone(((DAY, "19333"),), True, True, True, {})])
    await conn.execute(update(people).where(people.c.id == ids[0]).values(active=False))
    found = await completion_by_unit(conn, T1, now=NOW, units={"19333"})
    assert found.total.denominator == 0
    assert await missing(conn, T1, "19333", now=NOW) == []


def test_an_unknown_target_is_refused() -> None:
    assert target_or_refuse("T2") is T2
    with pytest.raises(UnknownTarget, match="T9"):
        target_or_refuse("T9")
