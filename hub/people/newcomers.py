"""People added many at once with their memberships: demonstrations and benchmarks, never a roster.

An office's own list goes through the roster import, which looks for twins and errors first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.tables import accounts, memberships, people
from hub.text import fold


@dataclass(frozen=True)
class Newcomer:
    """Somebody to add. `belonged` are (first day, unit code) in order; the last is the unit of today."""

    username: str
    full_name: str
    belonged: tuple[tuple[date, str], ...]
    position: str = ""
    organisation: str = ""
    full_time: bool = False
    counted: bool = True
    role: str = "cadre"


async def anybody_there(conn: AsyncConnection) -> bool:
    """Tell whether the roster holds anybody."""
    return bool(await conn.scalar(select(select(people.c.id).exists())))


async def add_newcomers(conn: AsyncConnection, newcomers: Sequence[Newcomer], now: datetime) -> list[int]:
    """Add the people and where they belonged; return their ids in the same order."""
    if not newcomers:
        return []
    rows = [
        {
            "username": one.username,
            "full_name": one.full_name,
            "folded_name": fold(one.full_name),
            "unit_code": one.belonged[-1][1],
            "position": one.position,
            "folded_position": fold(one.position),
            "organisation": one.organisation,
            "full_time": one.full_time,
            "counted": one.counted,
            "role": one.role,
            "created_at": now,
        }
        for one in newcomers
    ]
    ids = list(await conn.scalars(insert(people).returning(people.c.id, sort_by_parameter_order=True), rows))
    await conn.execute(
        insert(memberships),
        [
            {"person_id": person_id, "since": since, "unit_code": unit_code}
            for person_id, one in zip(ids, newcomers, strict=True)
            for since, unit_code in one.belonged
        ],
    )
    return ids


async def add_accounts(
    conn: AsyncConnection, password_hashes: dict[int, str], now: datetime, *, must_change: bool
) -> None:
    """Give accounts to the people (id to argon2id hash) who have none."""
    if password_hashes:
        await conn.execute(
            insert(accounts),
            [
                {"person_id": i, "password_hash": hashed, "must_change": must_change, "changed_at": now}
                for i, hashed in password_hashes.items()
            ],
        )
