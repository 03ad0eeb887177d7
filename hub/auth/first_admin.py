"""The first administrator of an empty installation, with a one-time password."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.auth.passwords import PasswordPool, one_time_password
from hub.people.tables import accounts, people
from hub.people.units import all_units
from hub.text import fold

USERNAME = "quan-tri"


async def ensure_first_admin(
    conn: AsyncConnection, passwords: PasswordPool, *, after_demonstration: bool = False
) -> tuple[str, str] | None:
    """Make one province administrator when nobody is there yet; return (username, password) then.

    `after_demonstration`: its accounts were closed, so people are there, but perhaps no
    administrator is left.
    """
    there = select(func.count()).select_from(people)
    if after_demonstration:
        there = there.where(people.c.role == "province_admin", people.c.active)
    if await conn.scalar(there):
        return None
    office = next(unit for unit in all_units() if unit.kind == "tinh")
    name = "Quản trị nền tảng"
    person_id = await conn.scalar(
        insert(people)
        .values(
            username=USERNAME,
            full_name=name,
            folded_name=fold(name),
            unit_code=office.code,
            position="Quản trị",
            folded_position="quan tri",
            role="province_admin",
            counted=False,
        )
        .returning(people.c.id)
    )
    password = one_time_password()
    await conn.execute(
        insert(accounts).values(
            person_id=person_id, password_hash=await passwords.hash(password), must_change=True
        )
    )
    return USERNAME, password
