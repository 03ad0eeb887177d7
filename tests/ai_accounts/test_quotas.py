"""Quotas: reserved, settled by what was reported, freed; and never passed however many ask at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.db import Database
from hub.errors import Forbidden
from hub.people.store import Person
from hub.settings import current_settings
from prompt_library.accounts.errors import Busy, InvalidForm, QuotaExceeded
from prompt_library.accounts.limits import Defaults, set_person_limit, set_unit_limit
from prompt_library.accounts.quotas import (
    Quota,
    Reservation,
    TokenUsage,
    free_interrupted,
    quota_of,
    release,
    reserve,
    settle,
)
from tests.ai_accounts.conftest import LIMITS, NOW
from tests.auth.people import A_DOI, LIA, OFFICE, add_person

pytestmark = pytest.mark.postgres


async def hold(
    db: Database, person: Person, tokens: int = 400, *, lab: bool = False, now: datetime = NOW
) -> Reservation:
    async with db.begin() as conn:
        return await reserve(conn, person, tokens, lab=lab, now=now, defaults=LIMITS)


async def use(db: Database, held: Reservation, prompt: int, completion: int) -> bool:
    async with db.begin() as conn:
        return await settle(conn, held, TokenUsage(prompt, completion), NOW)


async def seen(db: Database, person: Person, now: datetime = NOW) -> Quota:
    async with db.begin() as conn:
        return await quota_of(conn, person, now, defaults=LIMITS)


async def test_what_was_reserved_is_seen_and_what_was_reported_is_counted(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    held = await hold(people_db, person)
    assert await seen(people_db, person) == Quota(0, 400, 1000, 0, 2500, date(2026, 12, 1), 0, 300)
    assert await use(people_db, held, 120, 80)
    assert await seen(people_db, person) == Quota(200, 0, 1000, 200, 2500, date(2026, 12, 1), 0, 300)


async def test_a_request_is_counted_once(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    held = await hold(people_db, person)
    assert await use(people_db, held, 100, 100)
    assert not await use(people_db, held, 100, 100)
    async with people_db.begin() as conn:
        assert not await release(conn, held, NOW)
    assert (await seen(people_db, person)).used == 200


async def test_a_released_request_counts_nothing_and_frees_the_person(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    held = await hold(people_db, person)
    async with people_db.begin() as conn:
        assert await release(conn, held, NOW)
    assert not await use(people_db, held, 100, 100)
    assert (await seen(people_db, person)).used == 0
    await hold(people_db, person)


async def test_more_than_is_left_is_refused_and_leaves_no_lease(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    await use(people_db, await hold(people_db, person), 600, 100)
    with pytest.raises(QuotaExceeded, match=r"của đồng chí không còn đủ.*01/12/2026") as refusal:
        await hold(people_db, person, 301)
    assert (refusal.value.scope, refusal.value.status) == ("person", 429)
    await hold(people_db, person, 300)


async def test_a_report_above_the_reservation_is_counted_whole(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    await use(people_db, await hold(people_db, person, 100), 900, 400)
    assert (await seen(people_db, person)).used == 1300
    with pytest.raises(QuotaExceeded):
        await hold(people_db, person, 1)


async def test_the_units_limit_holds_for_its_people_together(people_db: Database) -> None:
    for name in ("a", "b"):
        held = await hold(people_db, await add_person(people_db, f"mau-{name}"), 1000)
        await use(people_db, held, 1000, 0)
    third = await add_person(people_db, "mau-c")
    with pytest.raises(QuotaExceeded, match="của đơn vị") as refusal:
        await hold(people_db, third, 501)
    assert refusal.value.scope == "unit"
    await hold(people_db, await add_person(people_db, "mau-d", unit=A_DOI), 501)
    await hold(people_db, third, 500)


async def test_labs_have_a_quota_of_their_own(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    await use(people_db, await hold(people_db, person, 200, lab=True), 150, 50)
    with pytest.raises(QuotaExceeded, match="thực hành"):
        await hold(people_db, person, 101, lab=True)
    after = await seen(people_db, person)
    assert (after.used, after.unit_used, after.lab_used) == (0, 0, 200)
    await hold(people_db, person, 1000)


async def test_a_month_begins_at_midnight_in_vietnam(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    last = datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC)  # 23:59:59 on the 30th in Vietnam
    held = await hold(people_db, person, 1000, now=last)
    await use(people_db, held, 900, 100)  # ends after midnight: counts where it began
    assert (await seen(people_db, person, last)).used == 1000
    midnight = await seen(people_db, person, last + timedelta(seconds=1))
    assert (midnight.used, midnight.unit_used, midnight.resets_on) == (0, 0, date(2027, 1, 1))
    await hold(people_db, person, 1000, now=last + timedelta(seconds=1))


async def test_one_request_at_a_time_lab_or_not(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    await hold(people_db, person, 10)
    for lab in (False, True):
        with pytest.raises(Busy):
            await hold(people_db, person, 10, lab=lab)


async def test_what_a_killed_gateway_left_frees_itself(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    left = await hold(people_db, person, 1000)
    with pytest.raises(Busy):
        await hold(people_db, person, 1000, now=NOW + timedelta(seconds=59))
    again = await hold(people_db, person, 1000, now=NOW + timedelta(seconds=60))
    # The first was only slow: what it used is counted, and it does not end the second's lease.
    assert await use(people_db, left, 10, 5)
    assert (await seen(people_db, person)).used == 15
    with pytest.raises(Busy):
        await hold(people_db, person, 10, now=NOW + timedelta(seconds=61))
    assert await use(people_db, again, 1, 1)


async def test_the_gateway_frees_what_its_last_life_left(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    await hold(people_db, person, 1000)
    async with people_db.begin() as conn:
        assert await free_interrupted(conn) == 1
        assert await free_interrupted(conn) == 0
    await hold(people_db, person, 1000)


async def _try(db: Database, person: Person, tokens: int, *, lab: bool = False) -> Reservation | None:
    try:
        return await hold(db, person, tokens, lab=lab)
    except (QuotaExceeded, Busy):
        return None


async def test_a_units_people_asking_at_once_never_pass_its_limit(shared_db: Database) -> None:
    people = [await add_person(shared_db, f"mau-{n}") for n in range(12)]
    for _ in range(3):
        held = [one for one in await asyncio.gather(*(_try(shared_db, p, 400) for p in people)) if one]
        assert len(held) == 6  # 6 x 400 <= 2500 < 7 x 400
        async with shared_db.begin() as conn:
            for one in held:
                await release(conn, one, NOW)
    held = [one for one in await asyncio.gather(*(_try(shared_db, p, 400) for p in people)) if one]
    await asyncio.gather(*(use(shared_db, one, 300, 50) for one in held))
    assert (await seen(shared_db, people[0])).unit_used == 6 * 350


async def test_one_person_asking_many_times_at_once_gets_one(shared_db: Database) -> None:
    person = await add_person(shared_db, "mau-a")
    got = await asyncio.gather(*(_try(shared_db, person, 10, lab=n % 2 == 0) for n in range(10)))
    assert sum(one is not None for one in got) == 1


async def test_an_administrators_limit_goes_before_the_settings(people_db: Database) -> None:
    admin = await add_person(people_db, "tinh", unit=OFFICE, role="province_admin")
    person = await add_person(people_db, "mau-a")
    async with people_db.begin() as conn:
        await set_person_limit(conn, admin, person, 50, NOW)
        await set_unit_limit(conn, admin, LIA, 5000, NOW)
    shown = await seen(people_db, person)
    assert (shown.limit, shown.unit_limit) == (50, 5000)
    with pytest.raises(QuotaExceeded):
        await hold(people_db, person, 51)
    async with people_db.begin() as conn:
        await set_person_limit(conn, admin, person, 0, NOW)
    with pytest.raises(QuotaExceeded):
        await hold(people_db, person, 1)
    async with people_db.begin() as conn:
        await set_person_limit(conn, admin, person, None, NOW)
        await set_unit_limit(conn, admin, LIA, None, NOW)
    shown = await seen(people_db, person)
    assert (shown.limit, shown.unit_limit) == (1000, 2500)


async def test_a_limit_out_of_range_is_refused(people_db: Database) -> None:
    admin = await add_person(people_db, "tinh", unit=OFFICE, role="province_admin")
    for tokens in (-1, 1_000_000_001):
        with pytest.raises(InvalidForm):
            async with people_db.begin() as conn:
                await set_unit_limit(conn, admin, LIA, tokens, NOW)


async def test_only_the_province_sets_limits(people_db: Database) -> None:
    for role in ("cadre", "trainer", "commune_admin"):
        by = await add_person(people_db, f"mau-{role}", role=role)
        async with people_db.begin() as conn:
            with pytest.raises(Forbidden):
                await set_person_limit(conn, by, by, 1, NOW)
            with pytest.raises(Forbidden):
                await set_unit_limit(conn, by, LIA, 1, NOW)


async def test_without_other_word_the_settings_limits_hold(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    async with people_db.begin() as conn:
        shown = await quota_of(conn, person, NOW)
    ours = Defaults.of(current_settings())
    assert (shown.limit, shown.unit_limit, shown.lab_limit) == (ours.person, ours.unit, ours.lab)
