"""The first administrator of an empty installation."""

from __future__ import annotations

from datetime import UTC, datetime

from hub.auth.first_admin import USERNAME, ensure_first_admin
from hub.auth.must_change import must_change_password
from hub.auth.passwords import PasswordPool
from hub.auth.signin import sign_in
from hub.db import Database
from hub.people.store import person_by_username
from tests.auth.people import add_person


async def test_made_once_with_a_one_time_password(people_db: Database, passwords: PasswordPool) -> None:
    """The password works, must be changed, and is told at the first start only."""
    async with people_db.begin() as conn:
        made = await ensure_first_admin(conn, passwords)
    assert made is not None
    username, password = made
    assert username == USERNAME
    async with people_db.begin() as conn:
        person = await person_by_username(conn, username)
        assert person is not None
        assert await must_change_password(conn, person.id)
        assert await ensure_first_admin(conn, passwords) is None
    assert (person.role, person.unit_kind, person.counted) == ("province_admin", "tinh", False)
    entered = await sign_in(
        people_db, passwords, username=username, password=password, address="::1", now=datetime.now(UTC)
    )
    assert entered is not None


async def test_not_made_where_somebody_is(people_db: Database, passwords: PasswordPool) -> None:
    """An installation with a roster gets no administrator behind its back."""
    await add_person(people_db, "mau.nv")
    async with people_db.begin() as conn:
        assert await ensure_first_admin(conn, passwords) is None
        assert await person_by_username(conn, USERNAME) is None
