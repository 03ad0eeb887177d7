"""Waits after failed sign-ins, as decision tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from hub.auth.throttle import (
    LIMITS,
    TooManyFailures,
    _keys,
    check_wait,
    forget_failures,
    record_failure,
)
from hub.db import Database
from hub.people.tables import sign_in_failures

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
HALL = "203.0.113.7"
BY_NAME = {limit.name: limit for limit in LIMITS}


@pytest.mark.parametrize(
    ("limit", "failures", "wait_s"),
    [
        ("account+address", 0, 0),
        ("account+address", 4, 0),
        ("account+address", 5, 5),
        ("account+address", 6, 10),
        ("account+address", 9, 80),
        ("account+address", 13, 900),
        ("account+address", 10_000, 900),
        ("account", 19, 0),
        ("account", 20, 5),
        ("account", 24, 80),
        ("account", 25, 120),
        ("account", 10_000, 120),
        ("address", 430 * 2, 0),  # a full hall where everybody mistypes twice
        ("address", 1199, 0),
        ("address", 1200, 5),
        ("address", 10_000, 300),
    ],
)
def test_wait(limit: str, failures: int, wait_s: float) -> None:
    """A wait begins after the free failures, doubles, and ends growing."""
    assert BY_NAME[limit].wait_s(failures) == wait_s


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_waits_only_grow(limit: object) -> None:
    """One failure more never means a shorter wait."""
    waits = [limit.wait_s(n) for n in range(2000)]  # type: ignore[attr-defined]
    assert waits == sorted(waits)


async def wait_of(db: Database, username: str, address: str, now: datetime) -> float:
    """Return the wait that is asked for, in seconds."""
    try:
        async with db.begin() as conn:
            await check_wait(conn, username, address, now)
    except TooManyFailures as error:
        return error.wait_s
    return 0.0


async def fail(db: Database, username: str, address: str, times: int, now: datetime = NOW) -> None:
    async with db.begin() as conn:
        for _ in range(times):
            await record_failure(conn, username, address, now)


@pytest.mark.parametrize(
    ("failures", "at", "after_s", "waits_s"),
    [
        (4, HALL, 0, 0),
        (5, HALL, 0, 5),
        (5, HALL, 4, 1),
        (5, HALL, 5, 0),
        (7, HALL, 0, 20),
        (7, "198.51.100.9", 0, 0),  # the person's other address is free
        (20, "198.51.100.9", 0, 5),  # until the account itself has too many
        (25, "198.51.100.9", 0, 120),
        (25, HALL, 0, 900),
        (25, HALL, 3600, 0),  # forgotten after an hour
    ],
)
async def test_waiting_at_an_account(
    database: Database, failures: int, at: str, after_s: int, waits_s: float
) -> None:
    """What is asked after failures at one account from one address."""
    await fail(database, "mau.nv", HALL, failures)
    assert await wait_of(database, "mau.nv", at, NOW + timedelta(seconds=after_s)) == waits_s


async def test_a_full_hall_is_not_slowed(database: Database) -> None:
    """430 people behind one address who each mistype wait for nothing."""
    async with database.begin() as conn:
        for number in range(430):
            await record_failure(conn, f"nguoi{number}.nv", HALL, NOW)
    for name in ("nguoi0.nv", "nguoi429.nv", "moi.nv"):
        assert await wait_of(database, name, HALL, NOW) == 0


async def test_one_address_trying_every_account_is_slowed(database: Database) -> None:
    """Far above a hall the address itself waits, also at an account nobody tried."""
    key = next(key for key, limit in _keys("", HALL).items() if limit.name == "address")
    async with database.begin() as conn:
        await conn.execute(insert(sign_in_failures).values(key=key, failures=1199, last_at=NOW))
    assert await wait_of(database, "moi.nv", HALL, NOW) == 0
    await fail(database, "mau.nv", HALL, 1)
    assert await wait_of(database, "moi.nv", HALL, NOW) == 5
    assert await wait_of(database, "moi.nv", "198.51.100.9", NOW) == 0


async def test_an_old_count_starts_again(database: Database) -> None:
    """Four failures yesterday and one today are one failure."""
    await fail(database, "mau.nv", HALL, 4)
    await fail(database, "mau.nv", HALL, 1, NOW + timedelta(hours=2))
    assert await wait_of(database, "mau.nv", HALL, NOW + timedelta(hours=2)) == 0


async def test_success_forgets_the_account_but_not_the_address(database: Database) -> None:
    """Whoever signs in with an account of their own does not wash the address clean."""
    await fail(database, "mau.nv", HALL, 6)
    async with database.begin() as conn:
        await forget_failures(conn, "mau.nv", HALL)
        left = list(await conn.scalars(select(sign_in_failures.c.key)))
    assert [key.partition(":")[0] for key in left] == ["address"]
    assert await wait_of(database, "mau.nv", HALL, NOW) == 0


async def test_no_name_and_no_address_is_stored(database: Database) -> None:
    """The table of failures holds digests only."""
    await fail(database, "mau.nv", HALL, 1)
    async with database.begin() as conn:
        keys = " ".join(await conn.scalars(select(sign_in_failures.c.key)))
    assert "mau" not in keys
    assert HALL not in keys


@pytest.mark.parametrize(("wait_s", "said"), [(0.2, "1 giây"), (80, "80 giây"), (900, "15 phút")])
def test_sentence(wait_s: float, said: str) -> None:
    """The sentence says how long and what else to do."""
    message = TooManyFailures(wait_s).message
    assert f"chờ {said} rồi thử lại" in message
    assert "mã đặt lại mật khẩu" in message
