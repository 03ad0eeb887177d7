"""Units and lessons in a database whose changes are undone, and limits small enough to reach."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.catalogue import load_lessons
from courses.versions import publish_lessons
from hub.db import Database
from hub.people.units import ensure_units
from prompt_library.accounts.limits import Defaults
from tests.conftest import PostgresServer

NOW = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
BEFORE = datetime(2026, 9, 1, 8, tzinfo=UTC)
LIMITS = Defaults(person=1000, unit=2500, lab=300, lease=timedelta(seconds=60))


class Undone(Database):
    """A database whose transactions are savepoints of one that is never committed."""

    def __init__(self, url: str, conn: AsyncConnection) -> None:
        super().__init__(url, pool_size=1)
        self._conn = conn

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Open a savepoint: kept when the block ends, undone when it raises."""
        async with self._conn.begin_nested():
            yield self._conn


async def fill(db: Database) -> None:
    """Write units and lessons."""
    async with db.begin() as conn:
        await ensure_units(conn)
        await publish_lessons(conn, load_lessons().values(), BEFORE)


@pytest.fixture(scope="session")
def filled_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Return the URL of a database with units and lessons and nobody in it; nothing is committed to it."""
    url = postgres_server.create(template=postgres_server.template)

    async def make() -> None:
        db = Database(url, pool_size=1)
        await fill(db)
        await db.close()

    asyncio.run(make())
    yield url
    postgres_server.drop(url)


@pytest.fixture
async def people_db(filled_url: str) -> AsyncIterator[Database]:
    """Return a database with units and lessons; what a test writes is undone afterwards."""
    db = Database(filled_url, pool_size=1)
    async with db.engine.connect() as conn:
        yield Undone(filled_url, conn)
        await conn.rollback()
    await db.close()


@pytest.fixture
async def shared_db(postgres_server: PostgresServer, filled_url: str) -> AsyncIterator[Database]:
    """Return a database of the test's own, for transactions that meet."""
    url = postgres_server.create(template=filled_url.split("@/")[1].split("?")[0])
    db = Database(url, pool_size=12)
    yield db
    await db.close()
    postgres_server.drop(url)


def now_utc() -> datetime:
    """Return the present moment: what the pages show is of today."""
    return datetime.now(UTC)
