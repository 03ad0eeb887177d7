"""Accounts whose password is no secret (a demonstration's): found by trying it, given another, or closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.auth.passwords import PasswordPool
from hub.people.tables import accounts, people


async def holders(
    conn: AsyncConnection, passwords: PasswordPool, known: Mapping[str, Collection[str]]
) -> dict[str, int]:
    """Return username and id of the active people who sign in with one of the passwords `known` of them."""
    rows = await conn.execute(
        select(people.c.id, people.c.username, accounts.c.password_hash)
        .join(accounts, accounts.c.person_id == people.c.id)
        .where(people.c.username.in_(list(known)), people.c.active)
    )
    found = {}
    for row in rows.all():
        for password in known[row.username]:
            if await passwords.verify(row.password_hash, password):
                found[row.username] = row.id
    return found


async def give_password(conn: AsyncConnection, person_id: int, password_hash: str, now: datetime) -> None:
    """Give the person's account another password."""
    await conn.execute(
        update(accounts)
        .where(accounts.c.person_id == person_id)
        .values(password_hash=password_hash, changed_at=now)
    )


async def close_accounts(conn: AsyncConnection, person_ids: Collection[int]) -> None:
    """Make the people inactive: they cannot sign in, no session or token of theirs works any longer."""
    await conn.execute(update(people).where(people.c.id.in_(list(person_ids))).values(active=False))
