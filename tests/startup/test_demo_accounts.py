"""The demonstration's passwords: known to all on this machine, its own for others, closed in earnest."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from deploy.demo_accounts import (
    SECRET,
    close_demo_accounts,
    demo_accounts,
    demonstration_is_closed,
    replace_known_passwords,
)
from deploy.demo_people import DEMO_ACCOUNTS, LEARNER, PASSWORD, PROVINCE_ADMIN, DemoAccount
from hub.auth.first_admin import ensure_first_admin
from hub.auth.passwords import PasswordPool
from hub.auth.signin import sign_in
from hub.db import Database
from hub.people.store import person_by_username
from hub.settings import Settings
from tests.auth.people import add_person, add_units
from tests.stack import Stack

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
OWN = "sông Hiếu 2026"


@pytest.fixture
def passwords() -> Iterator[PasswordPool]:
    with contextlib.closing(PasswordPool(memory_mib=8, parallel=2)) as pool:
        yield pool


@pytest.fixture
async def known(database: Database) -> Database:
    """Return a database with the demonstration's accounts, all with the password anybody knows."""
    await add_units(database)
    for one in DEMO_ACCOUNTS:
        role = "province_admin" if one is PROVINCE_ADMIN else "cadre"
        await add_person(database, one.username, unit=one.unit_code, role=role, password=PASSWORD)
    return database


def outside(folder: Path) -> Settings:
    return Settings(data=folder, public_url="https://hoc.vidu.example", demo=True)


async def enters(db: Database, passwords: PasswordPool, account: DemoAccount) -> bool:
    """Tell whether the account signs in."""
    made = await sign_in(
        db, passwords, username=account.username, password=account.password, address="::1", now=NOW
    )
    return made is not None


def test_others_get_passwords_that_only_this_data_folder_has(tmp_path: Path) -> None:
    here, there = outside(tmp_path / "a"), outside(tmp_path / "b")
    assert demo_accounts(Settings(data=here.data)) == DEMO_ACCOUNTS
    made = demo_accounts(here)
    every = {one.password for one in (*made, *demo_accounts(there))}
    assert len(every) == 2 * len(DEMO_ACCOUNTS)
    assert {len(one) for one in every} == {12}
    assert demo_accounts(here) == made
    assert demo_accounts(Settings(data=here.data)) == made, "they stay when it is shown at home again"
    assert (here.secrets_dir / SECRET).stat().st_mode & 0o777 == 0o600


async def test_shown_to_others_the_known_password_opens_nothing(
    known: Database, passwords: PasswordPool, tmp_path: Path
) -> None:
    made = demo_accounts(outside(tmp_path))
    for _ in range(2):
        async with known.begin() as conn:
            await replace_known_passwords(conn, passwords, made, NOW)
    for before, after in zip(DEMO_ACCOUNTS, made, strict=True):
        assert not await enters(known, passwords, before)
        assert await enters(known, passwords, after)


@pytest.mark.parametrize("shown", [False, True])
async def test_in_earnest_the_accounts_are_closed_and_an_administrator_is_made(
    known: Database, passwords: PasswordPool, tmp_path: Path, shown: bool
) -> None:
    made = DEMO_ACCOUNTS
    if shown:
        made = demo_accounts(outside(tmp_path))
        async with known.begin() as conn:
            await replace_known_passwords(conn, passwords, made, NOW)
    settings = Settings(data=tmp_path, demo=False)
    async with known.begin() as conn:
        assert not await demonstration_is_closed(conn)
        closed = await close_demo_accounts(conn, passwords, settings)
        assert await demonstration_is_closed(conn)
        first = await ensure_first_admin(conn, passwords, after_demonstration=True)
    assert set(closed) == {one.username for one in DEMO_ACCOUNTS}
    assert first is not None
    for one in (*made, *DEMO_ACCOUNTS):
        assert not await enters(known, passwords, one)
    assert await sign_in(
        known, passwords, username=first[0], password=first[1], address="::1", now=datetime.now(UTC)
    )
    async with known.begin() as conn:
        assert await close_demo_accounts(conn, passwords, settings) == ()
        assert await ensure_first_admin(conn, passwords, after_demonstration=True) is None


async def test_somebody_real_of_that_username_keeps_the_account(
    database: Database, passwords: PasswordPool, tmp_path: Path
) -> None:
    await add_units(database)
    await add_person(database, LEARNER.username, password=OWN)
    async with database.begin() as conn:
        assert await close_demo_accounts(conn, passwords, Settings(data=tmp_path, demo=False)) == ()
        person = await person_by_username(conn, LEARNER.username)
    assert person is not None
    assert person.active


@pytest.mark.slow
@pytest.mark.stack
@pytest.mark.timeout(900)
def test_at_home_then_shown_to_others_then_in_earnest() -> None:
    stack = Stack(demo=True)
    try:
        stack.start()
        assert stack.output.count(PASSWORD) == len(DEMO_ACCOUNTS)
        stack.stop()
        stack.arguments = ["--demo", "--public-url", "http://hoc.vidu.example"]
        stack.start()
        assert stack.output.count(PASSWORD) == len(DEMO_ACCOUNTS), "not printed again"
        assert "bản trình diễn để người khác xem" in stack.output
        own = demo_accounts(outside(stack.settings.data))
        assert all(f"{one.username:<14}  {one.password}" in stack.output for one in own)
        assert _signs_in(stack, own[0])
        assert not _signs_in(stack, DEMO_ACCOUNTS[1])
        stack.stop()
        stack.arguments = ["--no-demo"]
        stack.start()
        assert "đã khóa các tài khoản dùng thử" in stack.output
        assert "Quản trị tỉnh (mật khẩu dùng một lần)" in stack.output
        assert not any(_signs_in(stack, one) for one in own)
    finally:
        stack.remove()


def _signs_in(stack: Stack, account: DemoAccount) -> bool:
    """Sign in at the proxy as the browser of a visitor does."""
    with httpx.Client(base_url=f"http://127.0.0.1:{stack.port}", trust_env=False, timeout=60) as client:
        client.get("/hub/login")
        answer = client.post(
            "/hub/login",
            data={
                "username": account.username,
                "password": account.password,
                "_xsrf": client.cookies["_xsrf"],
            },
        )
    return answer.status_code == 302
