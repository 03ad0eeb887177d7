"""Signing in with a roster account."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hub.auth.passwords import PasswordPool
from hub.auth.signin import SignedIn, sign_in
from hub.auth.throttle import TooManyFailures
from hub.db import Database
from hub.people.tables import accounts
from tests.auth.people import PASSWORD, add_person

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
HALL = "203.0.113.7"


class Door:
    """Tries to sign in at one moment."""

    def __init__(self, db: Database, passwords: PasswordPool) -> None:
        self.db, self.passwords, self.now = db, passwords, NOW

    async def __call__(self, username: str, password: str = PASSWORD, address: str = HALL) -> SignedIn | None:
        return await sign_in(
            self.db, self.passwords, username=username, password=password, address=address, now=self.now
        )


@pytest.fixture
async def door(people_db: Database, passwords: PasswordPool) -> Door:
    """Return the way in, with three people who have accounts."""
    await add_person(people_db, "mau.nv", role="trainer")
    await add_person(people_db, "thu.tt", must_change=True)
    await add_person(people_db, "nghi.lv", active=False)
    return Door(people_db, passwords)


@pytest.mark.parametrize(
    ("username", "password", "enters"),
    [
        ("mau.nv", PASSWORD, True),
        (" Mau.NV ", PASSWORD, True),  # a phone's capital letter, a space after it
        ("thu.tt", PASSWORD, True),  # a one-time password opens the door once
        ("mau.nv", "tre xanh 2027", False),
        ("mau.nv", "", False),
        ("mau.nv", PASSWORD.upper(), False),
        ("nghi.lv", PASSWORD, False),  # no longer there
        ("khong.co", PASSWORD, False),
        ("", PASSWORD, False),
        ("mau.nv' OR '1'='1", PASSWORD, False),
        ("\x00", PASSWORD, False),
        ("x" * 5000, PASSWORD, False),
    ],
)
async def test_who_enters(door: Door, username: str, password: str, enters: bool) -> None:
    """A right name and password enter; everything else gets the same answer, None."""
    found = await door(username, password)
    assert (found is not None) is enters
    if found and found.username == "mau.nv":
        assert found.role == "trainer"


async def test_the_answer_is_the_same_for_an_unknown_name(door: Door) -> None:
    """Known, unknown and inactive names get None as often, and then the same sentence."""
    told = {}
    for name in ("mau.nv", "khong.co", "nghi.lv"):
        answers: list[object] = []
        for _ in range(7):
            try:
                answers.append(await door(name, "sai"))
            except TooManyFailures as error:
                answers.append(error.message)
        told[name] = answers
    assert told["mau.nv"] == told["khong.co"] == told["nghi.lv"]
    assert told["mau.nv"][:5] == [None] * 5
    assert "chờ 5 giây" in str(told["mau.nv"][5])


async def test_while_waiting_even_the_right_password_waits(door: Door) -> None:
    """A guess during the wait is not even looked at, and does not make the wait longer."""
    for _ in range(5):
        await door("mau.nv", "sai")
    for _ in range(3):
        with pytest.raises(TooManyFailures):
            await door("mau.nv")
    door.now += timedelta(seconds=5)
    assert await door("mau.nv") is not None


async def test_success_starts_the_count_again(door: Door) -> None:
    """Four slips, a success, four slips: nobody waits."""
    for _ in range(2):
        for _ in range(4):
            assert await door("mau.nv", "sai") is None
        assert await door("mau.nv") is not None


async def test_a_burst_of_guesses_is_counted(door: Door) -> None:
    """Thirty guesses sent at once get no more tries than thirty sent one after the other."""

    async def guess(number: int) -> str:
        try:
            return "looked at" if await door("mau.nv", f"đoán {number}") is None else "in"
        except TooManyFailures:
            return "waits"

    answers = await asyncio.gather(*(guess(number) for number in range(30)))
    assert answers.count("looked at") == 5
    assert answers.count("waits") == 25


async def test_a_hall_signs_in_at_once(people_db: Database, passwords: PasswordPool) -> None:
    """Twenty people behind one address, each with a slip before: everybody is in."""
    names = [f"nguoi{n}.nv" for n in range(20)]
    for name in names:
        await add_person(people_db, name)
    door = Door(people_db, passwords)
    assert set(await asyncio.gather(*(door(name, "sai") for name in names))) == {None}
    entered = await asyncio.gather(*(door(name) for name in names))
    assert [one.username for one in entered if one] == names


async def test_an_old_hash_is_made_again(people_db: Database, passwords: PasswordPool) -> None:
    """A hash with yesterday's parameters is replaced at the next success, and still fits."""
    person = await add_person(people_db, "mau.nv")
    stronger = PasswordPool(memory_mib=16, parallel=1)
    door = Door(people_db, stronger)
    assert await door("mau.nv", "sai") is None
    assert await door("mau.nv") is not None
    async with people_db.begin() as conn:
        stored = await conn.scalar(select(accounts.c.password_hash).where(accounts.c.person_id == person.id))
    assert stored is not None
    assert not stronger.needs_rehash(stored)
    assert await door("mau.nv") is not None
    stronger.close()
