"""Codes for a forgotten password: who may give one, how long it holds, how it is guarded."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hub.auth.change import NotRepeated
from hub.auth.must_change import must_change_password
from hub.auth.passwords import PasswordPool, WeakPassword
from hub.auth.reset import VALID_FOR, WrongCode, check_may_issue, issue_code, recent_codes, reset_password
from hub.auth.signin import sign_in
from hub.auth.throttle import TooManyFailures
from hub.db import Database
from hub.errors import Forbidden
from hub.people.store import Person
from hub.people.tables import people, reset_codes
from tests.auth.people import A_DOI, LIA, OFFICE, PASSWORD, add_person, password_fits

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
HALL = "203.0.113.7"
KEY = "khoa-cua-bai-thu"
NEW = "Sông Thạch Hãn 75"


class Desk:
    """An administrator of Lìa with a cadre who forgot the password, at one moment."""

    def __init__(self, db: Database, passwords: PasswordPool, admin: Person, cadre: Person) -> None:
        self.db, self.passwords, self.admin, self.cadre, self.now = db, passwords, admin, cadre, NOW

    async def give(self, person: Person | None = None) -> str:
        async with self.db.begin() as conn:
            issued = await issue_code(conn, self.admin, person or self.cadre, key=KEY, now=self.now)
        return issued.code

    async def use(
        self,
        code: str,
        username: str = "mau.nv",
        new: str = NEW,
        repeat: str = NEW,
        address: str = HALL,
        key: str = KEY,
    ) -> str:
        return await reset_password(
            self.db,
            self.passwords,
            username=username,
            code=code,
            new=new,
            repeat=repeat,
            key=key,
            address=address,
            now=self.now,
        )

    async def fits(self, password: str) -> bool:
        return await password_fits(self.db, self.passwords, self.cadre, password)


@pytest.fixture
async def desk(people_db: Database, passwords: PasswordPool) -> Desk:
    """Return the desk."""
    admin = await add_person(people_db, "quantri.lia", role="commune_admin")
    return Desk(people_db, passwords, admin, await add_person(people_db, "mau.nv", must_change=True))


def other(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 10**8:08}"


# -- who may give a code -------------------------------------------------------------------------

# Role and unit of the administrator, role and unit of the person, whether a code may be given.
ISSUING = [
    ("cadre", LIA, "cadre", LIA, False),
    ("trainer", LIA, "cadre", LIA, False),
    ("commune_admin", LIA, "cadre", LIA, True),
    ("commune_admin", LIA, "cadre", A_DOI, False),
    ("commune_admin", LIA, "commune_admin", LIA, True),
    ("commune_admin", LIA, "commune_admin", A_DOI, False),
    ("commune_admin", LIA, "trainer", LIA, False),  # would open every unit's figures
    ("commune_admin", LIA, "province_admin", LIA, False),
    ("commune_admin", OFFICE, "province_admin", OFFICE, False),
    ("province_admin", OFFICE, "cadre", LIA, True),
    ("province_admin", OFFICE, "trainer", A_DOI, True),
    ("province_admin", OFFICE, "commune_admin", LIA, True),
    ("province_admin", OFFICE, "province_admin", OFFICE, True),
]


def somebody(person_id: int, role: str, unit: str, *, active: bool = True) -> Person:
    return Person(person_id, f"nguoi{person_id}", "", unit, "", "xa", "", False, True, role, active)


@pytest.mark.parametrize(("role", "unit", "of_role", "of_unit", "allowed"), ISSUING)
def test_who_may_give_a_code(role: str, unit: str, of_role: str, of_unit: str, allowed: bool) -> None:
    """A code is as good as a password: only for one's own unit, never for wider rights than one's own."""
    issuer, person = somebody(1, role, unit), somebody(2, of_role, of_unit)
    if allowed:
        check_may_issue(issuer, person)
        with pytest.raises(Forbidden):  # nobody for oneself: that would get around the current password
            check_may_issue(issuer, somebody(1, of_role, of_unit))
        with pytest.raises(Forbidden):
            check_may_issue(issuer, somebody(2, of_role, of_unit, active=False))
    else:
        with pytest.raises(Forbidden):
            check_may_issue(issuer, person)


async def test_a_refused_code_is_not_recorded(desk: Desk) -> None:
    """An administrator who tries for another unit leaves no code behind."""
    stranger = await add_person(desk.db, "thu.tt", unit=A_DOI)
    with pytest.raises(Forbidden):
        await desk.give(stranger)
    async with desk.db.begin() as conn:
        assert (await conn.scalar(select(reset_codes.c.id))) is None


# -- using it ------------------------------------------------------------------------------------


async def test_code_sets_the_password(desk: Desk) -> None:
    """The new password holds, nothing has to be changed again, and signing in works at once."""
    code = await desk.give()
    assert len(code) == 8
    assert code.isdigit()
    assert await desk.use(code) == "mau.nv"
    assert await desk.fits(NEW)
    assert not await desk.fits(PASSWORD)
    async with desk.db.begin() as conn:
        assert not await must_change_password(conn, desk.cadre.id)


@pytest.mark.parametrize("typed", ["{0}{1}", " {0} {1} ", "{0}-{1}", "{0}.{1}", "{0}\u00a0{1}"])
async def test_code_as_people_type_it(desk: Desk, typed: str) -> None:
    """Spaces, dots and dashes between the digits are read over; so are capitals in the name."""
    code = await desk.give()
    assert await desk.use(typed.format(code[:4], code[4:]), username=" Mau.NV") == "mau.nv"


@pytest.mark.parametrize(
    ("after", "holds"),
    [
        (timedelta(0), True),
        (VALID_FOR - timedelta(seconds=1), True),
        (VALID_FOR, False),
        (timedelta(days=1), False),
    ],
)
async def test_how_long(desk: Desk, after: timedelta, holds: bool) -> None:
    """A code holds for fifteen minutes."""
    assert timedelta(minutes=15) == VALID_FOR
    code = await desk.give()
    desk.now += after
    if holds:
        await desk.use(code)
    else:
        with pytest.raises(WrongCode):
            await desk.use(code)
    assert await desk.fits(NEW) is holds


async def test_once(desk: Desk) -> None:
    """A used code is wrong, and so are all others of the person, earlier and later."""
    earlier = await desk.give()
    code = await desk.give()
    with pytest.raises(WrongCode):
        await desk.use(earlier)
    await desk.use(code)
    with pytest.raises(WrongCode):
        await desk.use(code, new="Cửa Tùng 1972", repeat="Cửa Tùng 1972")
    assert await desk.fits(NEW)


async def test_twice_at_once(desk: Desk) -> None:
    """Of two who send the same code at the same moment, one is in."""
    code = await desk.give()
    results = await asyncio.gather(
        desk.use(code), desk.use(code, new="Cửa Tùng 1972", repeat="Cửa Tùng 1972"), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["WrongCode", "str"]


async def test_code_of_somebody_else(desk: Desk) -> None:
    """A code belongs to one person, and to this installation's key."""
    await add_person(desk.db, "thu.tt")
    code = await desk.give()
    with pytest.raises(WrongCode):
        await desk.use(code, username="thu.tt")
    with pytest.raises(WrongCode):
        await desk.use(code, key="another key")
    await desk.use(code)


async def test_code_of_somebody_who_left(desk: Desk, people_db: Database) -> None:
    """A person made inactive after the code was given does not get in by it."""
    code = await desk.give()
    async with people_db.begin() as conn:
        await conn.execute(people.update().where(people.c.id == desk.cadre.id).values(active=False))
    with pytest.raises(WrongCode):
        await desk.use(code)


async def test_weak_password_does_not_use_the_code_up(desk: Desk) -> None:
    """A password refused leaves the code as it was, and says nothing of the name or the code."""
    code = await desk.give()
    for wrong in (code, other(code)):
        with pytest.raises(WeakPassword):
            await desk.use(wrong, new="ngắn", repeat="ngắn")
        with pytest.raises(NotRepeated):
            await desk.use(wrong, repeat="Cửa Tùng 1972")
    await desk.use(code)


async def test_only_a_hash_is_stored(desk: Desk) -> None:
    """Neither the code nor a plain digest of it is in the database."""
    code = await desk.give()
    async with desk.db.begin() as conn:
        stored = await conn.scalar(select(reset_codes.c.code_hash))
    assert stored is not None
    assert code not in stored
    assert stored != hashlib.sha256(code.encode()).hexdigest()


# -- guessing ------------------------------------------------------------------------------------


async def test_the_answer_does_not_tell_what_exists(desk: Desk) -> None:
    """Known with a code, known without, inactive and unknown names: the same answers in the same order."""
    await add_person(desk.db, "khong.ma")
    await add_person(desk.db, "nghi.lv", active=False)
    code = await desk.give()
    told = {}
    for name in ("mau.nv", "khong.ma", "nghi.lv", "khong.co"):
        answers = []
        for _ in range(7):
            try:
                await desk.use(other(code), username=name)
            except (WrongCode, TooManyFailures) as error:
                answers.append((type(error).__name__, error.message, error.status))
        told[name] = answers
    assert len({tuple(answers) for answers in told.values()}) == 1
    assert [kind for kind, _, _ in told["mau.nv"]] == ["WrongCode"] * 5 + ["TooManyFailures"] * 2


async def test_few_guesses_fit_into_the_time_of_a_code(desk: Desk) -> None:
    """From ever new addresses, as fast as the waits allow: at most 40 of 100 million codes are tried."""
    code = await desk.give()
    tries = 0
    while desk.now < NOW + VALID_FOR:
        try:
            await desk.use(other(code), address=f"198.51.100.{tries}")
        except WrongCode:
            tries += 1
        except TooManyFailures as error:
            desk.now += timedelta(seconds=error.wait_s)
    assert 20 <= tries <= 40


async def test_a_burst_of_guesses_is_counted(desk: Desk) -> None:
    """Thirty guesses at once get no more tries than one after the other."""
    code = await desk.give()
    guesses = (desk.use(other(code)) for _ in range(30))
    results = await asyncio.gather(*guesses, return_exceptions=True)
    assert [type(result).__name__ for result in results].count("WrongCode") == 5


async def test_guessing_codes_does_not_delay_signing_in(desk: Desk) -> None:
    """Somebody who plays with the public form locks nobody out; the code then lifts every wait."""
    code = await desk.give()
    for _ in range(5):
        with pytest.raises(WrongCode):
            await desk.use(other(code))
    signing_in = {"username": "mau.nv", "address": HALL, "now": NOW}
    assert await sign_in(desk.db, desk.passwords, password=PASSWORD, **signing_in)  # type: ignore[arg-type]
    for _ in range(6):
        try:
            await sign_in(desk.db, desk.passwords, password="quên rồi", **signing_in)  # type: ignore[arg-type]
        except TooManyFailures:
            break
    desk.now += timedelta(seconds=5)
    await desk.use(code)
    assert await sign_in(desk.db, desk.passwords, password=NEW, **signing_in)  # type: ignore[arg-type]


# -- the record ----------------------------------------------------------------------------------


async def test_record(desk: Desk) -> None:
    """Who gave a code to whom, when, and when it was used; of one unit or of all."""
    first = await desk.give()
    desk.now += timedelta(minutes=1)
    await desk.use(first)
    desk.now += timedelta(hours=1)
    await desk.give()
    async with desk.db.begin() as conn:
        record = await recent_codes(conn, unit_code=LIA, since=NOW)
        assert await recent_codes(conn, unit_code=None, since=NOW) == record
        assert await recent_codes(conn, unit_code=A_DOI, since=NOW) == []
        assert len(await recent_codes(conn, unit_code=LIA, since=NOW + timedelta(minutes=1))) == 1
    assert [(one.username, one.issuer, one.issued_at, one.used_at) for one in record] == [
        ("mau.nv", desk.admin.full_name, desk.now, None),
        ("mau.nv", desk.admin.full_name, NOW, NOW + timedelta(minutes=1)),
    ]
