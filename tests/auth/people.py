"""Invented people with accounts, for the tests of signing in and of the pages about people."""

from __future__ import annotations

from functools import cache

from sqlalchemy import insert, select

from hub.auth.passwords import PasswordPool
from hub.db import Database
from hub.people.store import Person, person_by_id
from hub.people.tables import accounts, people
from hub.people.units import ensure_units
from hub.text import fold

LIA, A_DOI, OFFICE = "19489", "19483", "T-VP"  # two communes and the provincial Office
PASSWORD = "tre xanh 2026"


@cache
def _hash(password: str) -> str:
    """Return a cheap hash, with the parameters of the tests' password threads."""
    pool = PasswordPool(memory_mib=8, parallel=1)
    try:
        return pool.hash_now(password)
    finally:
        pool.close()


async def add_units(db: Database) -> None:
    """Write the province's units."""
    async with db.begin() as conn:
        await ensure_units(conn)


async def add_person(
    db: Database,
    username: str,
    *,
    name: str = "",
    unit: str = LIA,
    role: str = "cadre",
    password: str = PASSWORD,
    must_change: bool = False,
    active: bool = True,
    position: str = "Ủy viên",
) -> Person:
    """Add somebody with an account and return them."""
    name = name or f"Nguyễn Văn Mẫu {username[:1].upper()}"
    hashed = _hash(password)
    async with db.begin() as conn:
        person_id = await conn.scalar(
            insert(people)
            .values(
                username=username,
                full_name=name,
                folded_name=fold(name),
                unit_code=unit,
                position=position,
                folded_position=fold(position),
                role=role,
                active=active,
            )
            .returning(people.c.id)
        )
        assert person_id is not None
        await conn.execute(
            insert(accounts).values(person_id=person_id, password_hash=hashed, must_change=must_change)
        )
        found = await person_by_id(conn, person_id)
    assert found is not None
    return found


async def password_fits(db: Database, passwords: PasswordPool, person: Person, password: str) -> bool:
    """Tell whether the stored password of the person is this one."""
    async with db.begin() as conn:
        stored = await conn.scalar(select(accounts.c.password_hash).where(accounts.c.person_id == person.id))
    return await passwords.verify(stored, password)
