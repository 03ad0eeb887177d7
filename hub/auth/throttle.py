"""Waits that grow after failed sign-ins: for an account, and for an account at an address.

A hall of 430 people shares one address, so an address alone is slowed only far above that many
failures. A wait is announced the same way whether the name exists or not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.errors import UserError
from hub.people.tables import sign_in_failures as table

FORGET_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """After `free` failures the wait is `first_s` seconds and doubles up to `longest_s`."""

    name: str
    free: int
    first_s: float
    longest_s: float

    def wait_s(self, failures: int) -> float:
        """Return the wait after that many failures, in seconds."""
        if failures < self.free:
            return 0.0
        return float(min(self.longest_s, self.first_s * 2.0 ** min(failures - self.free, 30)))


LIMITS = (
    Limit("account+address", free=5, first_s=5, longest_s=900),
    # Many addresses trying one account; short, so that nobody can lock a colleague out for long.
    Limit("account", free=20, first_s=5, longest_s=120),
    # One address trying many accounts: well above a hall where everybody mistypes twice.
    Limit("address", free=1200, first_s=5, longest_s=300),
)


class TooManyFailures(UserError):
    """Sign-in is asked to wait; `wait_s` says how long, in seconds."""

    code = "too_many_failures"
    status = 429

    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        seconds = max(1, round(wait_s))
        span = f"{seconds} giây" if seconds < 120 else f"{round(seconds / 60)} phút"
        super().__init__(
            f"Đã nhập sai nhiều lần. Mời đồng chí chờ {span} rồi thử lại, "
            "hoặc hỏi quản trị của đơn vị để nhận mã đặt lại mật khẩu."
        )


def _keys(username: str, address: str) -> dict[str, Limit]:
    plain = {"account+address": f"{username}\n{address}", "account": username, "address": address}
    return {
        f"{limit.name}:{hashlib.sha256(plain[limit.name].encode()).hexdigest()[:32]}": limit
        for limit in LIMITS
    }


async def check_wait(conn: AsyncConnection, username: str, address: str, now: datetime) -> None:
    """Raise TooManyFailures when this sign-in must still wait."""
    keys = _keys(username, address)
    rows = await conn.execute(
        select(table).where(table.c.key.in_(list(keys)), table.c.last_at > now - FORGET_AFTER)
    )
    longest = 0.0
    for row in rows:
        until = row.last_at + timedelta(seconds=keys[row.key].wait_s(row.failures))
        longest = max(longest, (until - now).total_seconds())
    if longest > 0:
        raise TooManyFailures(longest)


async def record_failure(conn: AsyncConnection, username: str, address: str, now: datetime) -> None:
    """Count one failure; counts older than an hour start again."""
    for key in sorted(_keys(username, address)):  # one order of locks for everybody
        statement = insert(table).values(key=key, failures=1, last_at=now)
        grown = statement.on_conflict_do_update(
            index_elements=[table.c.key],
            set_={"failures": table.c.failures + 1, "last_at": now},
            where=table.c.last_at > now - FORGET_AFTER,
        ).returning(table.c.key)
        if (await conn.execute(grown)).first() is None:  # an old count: start again
            await conn.execute(table.update().where(table.c.key == key).values(failures=1, last_at=now))


async def forget_failures(conn: AsyncConnection, username: str, address: str) -> None:
    """Forget the failures of an account after a success; those of the address stay."""
    mine = [key for key, limit in _keys(username, address).items() if limit.name != "address"]
    await conn.execute(delete(table).where(table.c.key.in_(mine)))
