"""Units and lessons in a fresh database, and the demonstration loaded once for the tests that only look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.catalogue import load_lessons
from courses.versions import publish_lessons
from deploy.demo import load_demo
from deploy.demo_people import DemoAccount
from grading.engine import Grader
from grading.nbgrader_gradebook import ensure_gradebook
from hub.auth.passwords import PasswordPool
from hub.db import Database
from hub.people.units import ensure_units
from tests.conftest import PostgresServer

NOW = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


async def fill(db: Database) -> None:
    """Write units and lessons."""
    async with db.begin() as conn:
        await ensure_units(conn)
        await publish_lessons(conn, load_lessons().values(), NOW)


@pytest.fixture(scope="session")
def filled_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a database with units and lessons, shared: nothing is committed to it."""
    url = postgres_server.create(template=postgres_server.template)

    async def make() -> None:
        db = Database(url, pool_size=1)
        await fill(db)
        await db.close()

    asyncio.run(make())
    yield url
    postgres_server.drop(url)


@pytest.fixture
async def conn(filled_url: str) -> AsyncIterator[AsyncConnection]:
    """A connection to units and lessons, nobody on the roster; rolled back afterwards."""
    db = Database(filled_url, pool_size=1)
    async with db.engine.connect() as connection:
        yield connection
        await connection.rollback()
    await db.close()


@pytest.fixture
async def platform(database: Database) -> Database:
    """A database of the test's own with units and lessons, nobody on the roster."""
    await fill(database)
    return database


@dataclass(frozen=True)
class LoadedDemo:
    """A loaded demonstration: libpq URLs of both databases, and what was said and returned."""

    url: str
    gradebook_url: str
    accounts: tuple[DemoAccount, ...]
    said: tuple[str, ...]


@pytest.fixture(scope="session")
def demo(postgres_server: PostgresServer) -> Iterator[LoadedDemo]:
    """Load the demonstration, marked by nbgrader."""
    url = postgres_server.create(template=postgres_server.template)
    gradebook_url = postgres_server.create()
    ensure_gradebook(gradebook_url)
    said: list[str] = []

    async def load() -> tuple[DemoAccount, ...]:
        db = Database(url, pool_size=2)
        passwords = PasswordPool(memory_mib=8, parallel=1)
        grader = Grader(gradebook_url)
        try:
            await fill(db)
            return await load_demo(
                db, grader, passwords.hash_now, NOW, said.append, gradebook_url=gradebook_url
            )
        finally:
            grader.close()
            passwords.close()
            await db.close()

    accounts = asyncio.run(load())
    yield LoadedDemo(url, gradebook_url, accounts, tuple(said))
    postgres_server.drop(url)
    postgres_server.drop(gradebook_url)


@pytest.fixture
async def demo_database(demo: LoadedDemo) -> AsyncIterator[Database]:
    """The demonstration's database; tests change nothing in it."""
    db = Database(demo.url, pool_size=2)
    yield db
    await db.close()
