"""Who signs in to the demonstration: a password anybody knows on this machine alone, else one of its own."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.demo_people import DEMO_ACCOUNTS, PASSWORD, DemoAccount
from hub.auth.known_passwords import close_accounts, give_password, holders
from hub.auth.passwords import TYPABLE, PasswordPool
from hub.people.store import people_by_username
from hub.secrets import ensure_secret
from hub.settings import Settings

SECRET = "demo-passwords"  # noqa: S105 - the name of a file
_LENGTH = 12


def demo_accounts(settings: Settings) -> tuple[DemoAccount, ...]:
    """Return the accounts with the passwords that hold in this data folder, the same at every start.

    Once the demonstration was open to others, its own passwords stay.
    """
    if settings.local and not (settings.secrets_dir / SECRET).exists():
        return DEMO_ACCOUNTS
    return _with_own_passwords(settings)


def _with_own_passwords(settings: Settings) -> tuple[DemoAccount, ...]:
    key = ensure_secret(settings.secrets_dir, SECRET).encode()
    return tuple(replace(one, password=_password(key, one.username)) for one in DEMO_ACCOUNTS)


def _password(key: bytes, username: str) -> str:
    number = int.from_bytes(hmac.digest(key, username.encode(), hashlib.sha256))
    letters = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(TYPABLE))
        letters += TYPABLE[place]
    return letters


async def replace_known_passwords(
    conn: AsyncConnection, passwords: PasswordPool, accounts: tuple[DemoAccount, ...], now: datetime
) -> None:
    """Give those of `accounts` that still have the password anybody knows the one they are to have."""
    wanted = {one.username: one.password for one in accounts if one.password != PASSWORD}
    found = await holders(conn, passwords, {username: [PASSWORD] for username in wanted})
    for username, person_id in found.items():
        await give_password(conn, person_id, await passwords.hash(wanted[username]), now)


async def close_demo_accounts(
    conn: AsyncConnection, passwords: PasswordPool, settings: Settings
) -> tuple[str, ...]:
    """Close the accounts whose password was printed for everybody who tried; return their usernames.

    Somebody real who has such a username chose a password of their own, and keeps the account.
    """
    known = {one.username: [PASSWORD] for one in DEMO_ACCOUNTS}
    if (settings.secrets_dir / SECRET).exists():
        for one in _with_own_passwords(settings):
            known[one.username].append(one.password)
    found = await holders(conn, passwords, known)
    await close_accounts(conn, found.values())
    return tuple(sorted(found))


async def demonstration_is_closed(conn: AsyncConnection) -> bool:
    """Tell whether the demonstration was here and all its accounts are closed."""
    found = await people_by_username(conn, [one.username for one in DEMO_ACCOUNTS])
    return len(found) == len(DEMO_ACCOUNTS) and not any(person.active for person in found.values())
