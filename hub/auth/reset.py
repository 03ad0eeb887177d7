"""Codes for a forgotten password: given by one's own administrator, for 15 minutes, once, recorded.

A code is short enough to be read out on the telephone, so only a keyed hash of it is stored and guesses
are counted as failed sign-ins are. No answer tells whether a name or a code exists.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.auth.change import check_pair, store_password, void_codes
from hub.auth.passwords import PasswordPool
from hub.auth.signin import typed_username
from hub.auth.throttle import check_wait, forget_failures, record_failure
from hub.db import Database
from hub.errors import Forbidden, UserError
from hub.people.store import Person
from hub.people.tables import people, reset_codes, units
from hub.permissions import Action, may, require
from hub.text import squeeze

DIGITS = 8
VALID_FOR = timedelta(minutes=15)


class WrongCode(UserError):
    """Name and code do not belong together, or the code's time is over."""

    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__(
            "Tên đăng nhập hoặc mã không đúng, hoặc mã đã hết hạn. Mời đồng chí nhập lại, "
            "hoặc hỏi quản trị của đơn vị để nhận mã mới."
        )


@dataclass(frozen=True)
class IssuedCode:
    """A code just made. `code` (eight digits) exists here only."""

    code: str = field(repr=False)
    expires_at: datetime

    @property
    def spoken(self) -> str:
        """The code in two groups, as one reads it out."""
        half = DIGITS // 2
        return f"{self.code[:half]} {self.code[half:]}"


@dataclass(frozen=True)
class CodeRecord:
    """One line of the record: who gave a code to whom, when, and when it was used."""

    full_name: str
    username: str
    unit_name: str
    issuer: str
    issued_at: datetime
    used_at: datetime | None
    expires_at: datetime


def check_may_issue(issuer: Person, person: Person) -> None:
    """Raise Forbidden unless `issuer` may give `person` a code.

    A code is as good as the person's password, so nobody may take over an account with wider rights than
    their own, and nobody may get around the question for their own current password.
    """
    require(issuer, Action.ISSUE_RESET_CODE, person.unit_code)
    if issuer.id == person.id:
        raise Forbidden("Đồng chí đổi mật khẩu của chính mình ở mục “Đổi mật khẩu”.")
    if person.role in {"trainer", "province_admin"} and not may(issuer, Action.SET_ROLE):
        raise Forbidden("Tài khoản này do quản trị cấp tỉnh cấp mã đặt lại mật khẩu.")
    if not person.active:
        raise Forbidden("Tài khoản này đã ngừng hoạt động nên không cấp mã đặt lại mật khẩu.")


def _hash(key: str, person_id: int, code: str) -> str:
    return hmac.new(key.encode(), f"reset\n{person_id}\n{code}".encode(), hashlib.sha256).hexdigest()


def _typed(code: str) -> str:
    """Return what was typed without the spaces, dots and dashes one puts between digits."""
    return re.sub(r"[\s.\-–]", "", squeeze(code))


async def issue_code(
    conn: AsyncConnection, issuer: Person, person: Person, *, key: str, now: datetime
) -> IssuedCode:
    """Make a code for `person` and record who gave it; earlier codes become void. Raises Forbidden.

    `key` is the installation's secret for codes.
    """
    check_may_issue(issuer, person)
    await void_codes(conn, person.id, now)
    issued = IssuedCode(f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", now + VALID_FOR)
    await conn.execute(
        insert(reset_codes).values(
            person_id=person.id,
            issued_by=issuer.id,
            code_hash=_hash(key, person.id, issued.code),
            issued_at=now,
            expires_at=issued.expires_at,
        )
    )
    return issued


async def reset_password(
    db: Database,
    passwords: PasswordPool,
    *,
    username: str,
    code: str,
    new: str,
    repeat: str,
    key: str,
    address: str,
    now: datetime,
) -> str:
    """Set a new password by a code; return the username.

    Raises WeakPassword, NotRepeated, WrongCode or TooManyFailures.
    """
    username = typed_username(username)
    password = check_pair(new, repeat, username)
    counted_as = f"{username}\nreset"  # guesses of a code do not delay signing in
    async with passwords.turn(counted_as):
        async with db.begin() as conn:
            await check_wait(conn, counted_as, address, now)
            found = await _find_code(conn, username, _typed(code), key, now)
        if found is None:
            async with db.begin() as conn:
                await record_failure(conn, counted_as, address, now)
            raise WrongCode
        person_id, code_id = found
        hashed = await passwords.hash(password)
        async with db.begin() as conn:
            used = await conn.scalar(
                update(reset_codes)
                .where(
                    reset_codes.c.id == code_id,
                    reset_codes.c.used_at.is_(None),
                    reset_codes.c.expires_at > now,
                )
                .values(used_at=now)
                .returning(reset_codes.c.id)
            )
            if used is None:
                raise WrongCode
            await store_password(conn, person_id, hashed, now)
            for name in (counted_as, username):
                await forget_failures(conn, name, address)
    return username


async def _find_code(
    conn: AsyncConnection, username: str, code: str, key: str, now: datetime
) -> tuple[int, int] | None:
    """Return (person id, code id) of the usable code that fits."""
    rows = await conn.execute(
        select(people.c.id, reset_codes.c.id.label("code_id"), reset_codes.c.code_hash)
        .join(reset_codes, reset_codes.c.person_id == people.c.id)
        .where(
            people.c.username == username,
            people.c.active,
            reset_codes.c.used_at.is_(None),
            reset_codes.c.expires_at > now,
        )
    )
    for row in rows:
        if hmac.compare_digest(row.code_hash, _hash(key, row.id, code)):
            return row.id, row.code_id
    return None


async def recent_codes(
    conn: AsyncConnection, *, unit_code: str | None, since: datetime, limit: int = 20
) -> list[CodeRecord]:
    """Return the record of codes, newest first: of people now in the unit, or of every unit for `None`."""
    issuers = people.alias("issuers")
    query = (
        select(
            people.c.full_name,
            people.c.username,
            units.c.name,
            issuers.c.full_name,
            reset_codes.c.issued_at,
            reset_codes.c.used_at,
            reset_codes.c.expires_at,
        )
        .select_from(reset_codes)
        .join(people, people.c.id == reset_codes.c.person_id)
        .join(units, units.c.code == people.c.unit_code)
        .join(issuers, issuers.c.id == reset_codes.c.issued_by)
        .where(reset_codes.c.issued_at >= since)
        .order_by(reset_codes.c.issued_at.desc())
        .limit(limit)
    )
    if unit_code is not None:
        query = query.where(people.c.unit_code == unit_code)
    return [CodeRecord(*row) for row in await conn.execute(query)]
