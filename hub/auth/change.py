"""A person's own change of password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.auth.passwords import PasswordPool, WeakPassword, check_new_password
from hub.auth.signin import sign_in
from hub.db import Database
from hub.errors import UserError
from hub.people.store import Person
from hub.people.tables import accounts, reset_codes
from hub.text import clean


class WrongPassword(UserError):
    """The current password is not right."""

    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__("Mật khẩu hiện tại không đúng. Mời đồng chí nhập lại.")


class NotRepeated(UserError):
    """The new password and its repetition differ."""

    code = "not_repeated"

    def __init__(self) -> None:
        super().__init__("Hai lần nhập mật khẩu mới không giống nhau. Mời đồng chí nhập lại cả hai ô.")


def check_pair(new: str, repeat: str, username: str) -> str:
    """Return the new password in NFC; raise WeakPassword or NotRepeated."""
    password = check_new_password(new, username)
    if password != clean(repeat):
        raise NotRepeated
    return password


async def store_password(conn: AsyncConnection, person_id: int, password_hash: str, now: datetime) -> None:
    """Write the person's own password and make every reset code not yet used void."""
    values = {"password_hash": password_hash, "must_change": False, "changed_at": now}
    await conn.execute(
        insert(accounts)
        .values(person_id=person_id, **values)
        .on_conflict_do_update(index_elements=["person_id"], set_=values)
    )
    await void_codes(conn, person_id, now)


async def void_codes(conn: AsyncConnection, person_id: int, now: datetime) -> None:
    """End every reset code of the person that could still be used; the record stays."""
    await conn.execute(
        update(reset_codes)
        .where(
            reset_codes.c.person_id == person_id,
            reset_codes.c.used_at.is_(None),
            reset_codes.c.expires_at > now,
        )
        .values(expires_at=now)
    )


async def change_password(
    db: Database,
    passwords: PasswordPool,
    person: Person,
    *,
    current: str,
    new: str,
    repeat: str,
    address: str,
    now: datetime,
) -> None:
    """Replace the person's password.

    Raises WeakPassword, NotRepeated, WrongPassword or TooManyFailures: guesses of the current password
    count as failed sign-ins.
    """
    password = check_pair(new, repeat, person.username)
    if password == clean(current):
        raise WeakPassword("Mật khẩu mới phải khác mật khẩu hiện tại. Mời đồng chí chọn mật khẩu khác.")
    known = await sign_in(db, passwords, username=person.username, password=current, address=address, now=now)
    if known is None:
        raise WrongPassword
    hashed = await passwords.hash(password)
    async with db.begin() as conn:
        await store_password(conn, person.id, hashed, now)
