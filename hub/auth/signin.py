"""Signing in with a roster account: throttled, hashed in threads, the same answer for every failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hub.auth.passwords import PasswordPool
from hub.auth.throttle import check_wait, forget_failures, record_failure
from hub.db import Database
from hub.people.tables import accounts, people
from hub.text import squeeze


@dataclass(frozen=True)
class SignedIn:
    """A person who proved to hold the account."""

    person_id: int
    username: str
    role: str


def typed_username(text: str) -> str:
    """Return what was typed as a username is stored: lower case, ASCII, at most 64 characters.

    A letter that no username has becomes "?", so that a strange name is simply unknown.
    """
    return squeeze(text).casefold()[:64].encode("ascii", "replace").decode().replace("\0", "?")


async def sign_in(
    db: Database, passwords: PasswordPool, *, username: str, password: str, address: str, now: datetime
) -> SignedIn | None:
    """Return who signed in, or None for a wrong name or password.

    Raises TooManyFailures. No transaction is open while the password is hashed.
    """
    username = typed_username(username)
    async with passwords.turn(username):
        return await _sign_in(db, passwords, username, password, address, now)


async def _sign_in(
    db: Database, passwords: PasswordPool, username: str, password: str, address: str, now: datetime
) -> SignedIn | None:
    async with db.begin() as conn:
        await check_wait(conn, username, address, now)
        row = (
            await conn.execute(
                select(people.c.id, people.c.username, people.c.role, accounts.c.password_hash)
                .join(accounts, accounts.c.person_id == people.c.id)
                .where(people.c.username == username, people.c.active)
            )
        ).one_or_none()
    if not await passwords.verify(row.password_hash if row else None, password):
        async with db.begin() as conn:
            await record_failure(conn, username, address, now)
        return None
    if row is None:  # unreachable: verify(None) is False
        return None
    rehashed = await passwords.hash(password) if passwords.needs_rehash(row.password_hash) else None
    async with db.begin() as conn:
        await forget_failures(conn, username, address)
        if rehashed:
            await conn.execute(
                accounts.update().where(accounts.c.person_id == row.id).values(password_hash=rehashed)
            )
    return SignedIn(row.id, row.username, row.role)
