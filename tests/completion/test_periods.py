"""A period is frozen as of its cutoff, once: later passes, moves and departures change nothing."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.targets import load_targets
from grading.completion import completion_by_unit
from grading.periods import (
    Period,
    PeriodNotEnded,
    UnknownPeriod,
    ended_periods,
    freeze_due,
    freeze_period,
    frozen_completion,
    frozen_period,
    frozen_periods,
    last_day,
)
from grading.tables import period_figures, periods, submissions
from hub.db import Database
from hub.people.tables import memberships, people
from tests.completion.rosters import END, LESSONS, Someone, add_pass, add_roster

TARGETS = load_targets().targets
T1 = TARGETS[0]
EARLY = date(2026, 9, 1)
AFTER = END + timedelta(minutes=5)


def done(unit: str, at: datetime = END - timedelta(days=1)) -> Someone:
    """Somebody who completed every target at `at`."""
    return Someone(((EARLY, unit),), True, True, True, dict.fromkeys(LESSONS, at))


async def stored(conn: AsyncConnection) -> list[tuple[object, ...]]:
    """Return every frozen row."""
    both = select(periods, period_figures).join(period_figures)
    return [tuple(row) for row in await conn.execute(both.order_by(*period_figures.primary_key))]


async def test_later_passes_moves_and_a_second_freeze_change_nothing(conn: AsyncConnection) -> None:
    slow = Someone(((EARLY, "19333"),), True, True, True, {})
    ids = await add_roster(conn, [done("19333"), done("19333", END), slow])
    frozen = await freeze_period(conn, "2026-10", AFTER, cutoff_day=14)
    assert frozen == Period("2026-10", date(2026, 10, 14), AFTER)
    before = await stored(conn)
    assert len(before) == 86 * 3
    assert {row[5:] for row in before if row[4:6] == ("T1", "19333")} == {
        ("19333", 1, 3, load_targets().rule(T1))
    }

    for lesson in LESSONS:
        await add_pass(conn, ids[2], lesson, END - timedelta(hours=1))  # graded late, handed in before
    await conn.execute(update(people).where(people.c.id == ids[0]).values(unit_code="19441"))
    await conn.execute(
        insert(memberships).values(person_id=ids[0], since=date(2026, 10, 1), unit_code="19441")
    )
    await conn.execute(update(people).where(people.c.id == ids[1]).values(active=False))
    again = await freeze_period(conn, "2026-10", AFTER + timedelta(days=30), cutoff_day=20)
    assert again == frozen
    assert (await completion_by_unit(conn, T1, now=AFTER, units={"19333"})).total.denominator == 1
    assert await stored(conn) == before


async def test_people_stand_in_the_unit_of_the_cutoff_day(conn: AsyncConnection) -> None:
    moved = Someone(((EARLY, "19333"), (date(2026, 10, 15), "19441")), True, True, True, {})
    moved_in_time = Someone(((EARLY, "19333"), (date(2026, 10, 14), "19441")), True, True, True, {})
    came_late = Someone(((date(2026, 10, 15), "19333"),), True, True, True, {})
    await add_roster(conn, [moved, moved_in_time, came_late])
    await freeze_period(conn, "2026-10", AFTER, cutoff_day=14)
    frozen = await frozen_completion(conn, T1, "2026-10")
    now = await completion_by_unit(conn, T1, now=AFTER)
    assert {r.unit.code: r.denominator for r in frozen.rows if r.denominator} == {"19333": 1, "19441": 1}
    assert {r.unit.code: r.denominator for r in now.rows if r.denominator} == {"19333": 1, "19441": 2}


async def test_an_administrator_without_membership_belongs_since_the_account_is(
    conn: AsyncConnection,
) -> None:
    for number, day in enumerate((10, 20)):
        await conn.execute(
            insert(people).values(
                username=f"mau{number}",
                full_name="Nguyễn Văn Mẫu",
                folded_name="nguyen van mau",
                unit_code="T-VP",
                created_at=datetime(2026, 10, day, tzinfo=UTC),
            )
        )
    await freeze_period(conn, "2026-10", AFTER, cutoff_day=14)
    frozen = await frozen_completion(conn, T1, "2026-10", units={"T-VP"})
    assert frozen.total.denominator == 1


async def test_a_period_is_over_at_midnight_in_vietnam(conn: AsyncConnection) -> None:
    with pytest.raises(PeriodNotEnded) as refused:
        await freeze_period(conn, "2026-10", END - timedelta(seconds=1), cutoff_day=14)
    assert await frozen_periods(conn) == []
    await freeze_period(conn, "2026-10", END, cutoff_day=14)
    assert refused.value.code == "period_not_ended"
    assert "14/10/2026" in refused.value.message


@pytest.mark.parametrize("name", ["2026-13", "2026-00", "2026-1", "10-2026", "2026-10\n", "", "hôm nay"])
def test_a_name_that_is_no_month_is_refused(name: str) -> None:
    with pytest.raises(UnknownPeriod):
        last_day(name, 14)


async def test_a_period_that_was_not_frozen_is_unknown(conn: AsyncConnection) -> None:
    await freeze_period(conn, "2026-10", AFTER, cutoff_day=14)
    assert (await frozen_period(conn, "2026-10")).label == "tháng 10/2026"
    with pytest.raises(UnknownPeriod):
        await frozen_period(conn, "2026-09")


async def test_two_who_freeze_at_once_give_one_period(platform: Database) -> None:
    async with platform.begin() as conn:
        await add_roster(conn, [done("19333")])

    async def freeze(minutes: int) -> Period:
        async with platform.begin() as conn:
            return await freeze_period(conn, "2026-10", AFTER + timedelta(minutes=minutes), cutoff_day=14)

    found = await asyncio.gather(freeze(1), freeze(2), freeze(3))
    assert len(set(found)) == 1
    async with platform.begin() as conn:
        assert len(await stored(conn)) == 86 * 3


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 14, 16, 59, tzinfo=UTC), ["2026-09", "2026-10"]),  # 23:59 on the 14th
        (datetime(2026, 11, 14, 17, 0, tzinfo=UTC), ["2026-10", "2026-11"]),
        (datetime(2027, 1, 3, tzinfo=UTC), ["2026-11", "2026-12"]),
        (datetime(2027, 1, 31, tzinfo=UTC), ["2026-12", "2027-01"]),
    ],
)
def test_which_periods_are_over(now: datetime, expected: list[str]) -> None:
    assert ended_periods(now, 14, count=2) == expected


class TestFreezeDue:
    """What a timer calls."""

    async def test_freezes_the_last_period_and_then_each_that_follows(self, conn: AsyncConnection) -> None:
        await add_roster(conn, [done("19333")])
        assert [p.name for p in await freeze_due(conn, AFTER, cutoff_day=14)] == ["2026-10"]
        assert await freeze_due(conn, AFTER + timedelta(hours=1), cutoff_day=14) == []
        stopped = await freeze_due(conn, AFTER + timedelta(days=62), cutoff_day=14)
        assert [p.name for p in stopped] == ["2026-11", "2026-12"]

    async def test_an_empty_roster_is_not_frozen(self, conn: AsyncConnection) -> None:
        assert await freeze_due(conn, AFTER, cutoff_day=14) == []
        assert await frozen_periods(conn) == []

    async def test_waits_a_day_for_what_is_being_graded(self, conn: AsyncConnection) -> None:
        (person_id,) = await add_roster(conn, [done("19333")])
        await conn.execute(
            insert(submissions).values(
                id=uuid4(),
                key=uuid4(),
                person_id=person_id,
                lesson="k2-b1",
                version="00000000",
                attempt=2,
                answers={},
                submitted_at=END - timedelta(seconds=5),
            )
        )
        assert await freeze_due(conn, AFTER, cutoff_day=14) == []
        frozen = await freeze_due(conn, END + timedelta(days=1), cutoff_day=14)
        assert [p.name for p in frozen] == ["2026-10"]
