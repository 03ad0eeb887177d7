"""Small questions about people and units that the rest of the platform asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.tables import people, units
from hub.people.units import Unit
from hub.text import fold


@dataclass(frozen=True)
class Person:
    """Somebody of the roster, with the unit they belong to now."""

    id: int
    username: str
    full_name: str
    unit_code: str
    unit_name: str
    unit_kind: str
    position: str
    full_time: bool
    counted: bool
    role: str  # cadre | trainer | commune_admin | province_admin
    active: bool


def _person_query() -> Select[Any]:
    """Select the columns of `Person`, in its order."""
    return select(
        people.c.id,
        people.c.username,
        people.c.full_name,
        people.c.unit_code,
        units.c.name.label("unit_name"),
        units.c.kind.label("unit_kind"),
        people.c.position,
        people.c.full_time,
        people.c.counted,
        people.c.role,
        people.c.active,
    ).join_from(people, units, people.c.unit_code == units.c.code)


# Made once: every request of every service asks it, and making it takes as long as asking.
_BY_USERNAMES = _person_query().where(people.c.username == any_(bindparam("usernames", type_=ARRAY(String))))


async def person_by_username(conn: AsyncConnection, username: str) -> Person | None:
    """Return the person, active or not, or `None`."""
    return (await people_by_username(conn, [username])).get(username)


async def people_by_username(conn: AsyncConnection, usernames: Collection[str]) -> dict[str, Person]:
    """Return those of `usernames` that are people, active or not, by username."""
    rows = await conn.execute(_BY_USERNAMES, {"usernames": list(usernames)})
    return {row.username: Person(*row) for row in rows}


async def person_by_id(conn: AsyncConnection, person_id: int) -> Person | None:
    """Return the person, active or not, or `None`."""
    row = (await conn.execute(_person_query().where(people.c.id == person_id))).one_or_none()
    return Person(*row) if row else None


async def people_of_unit(conn: AsyncConnection, unit_code: str) -> list[Person]:
    """Return everybody of the unit, active or not, by name."""
    rows = (await conn.execute(_person_query().where(people.c.unit_code == unit_code))).all()
    return sorted((Person(*row) for row in rows), key=lambda person: (fold(person.full_name), person.id))


async def units_all(conn: AsyncConnection) -> list[Unit]:
    """Return every unit in the order lists show them."""
    rows = (await conn.execute(select(units.c.code, units.c.name, units.c.kind))).all()
    return sorted((Unit(*row) for row in rows), key=lambda unit: unit.sort_key)
