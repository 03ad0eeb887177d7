"""The one way to PostgreSQL: connections that PostgreSQL dropped while they were idle do no harm."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text

from hub import db
from hub.db import Database
from tests.conftest import PostgresServer


async def backend(database: Database) -> int:
    """Return PostgreSQL's number of the pooled connection that is taken next."""
    async with database.single() as conn:
        return int((await conn.execute(text("SELECT pg_backend_pid()"))).scalar_one())


def drop(server: PostgresServer, pid: int) -> None:
    """End a connection from PostgreSQL's side, as a restart does."""
    with server.admin() as conn:
        assert conn.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,)).fetchone() == (True,)


async def test_an_idle_connection_that_was_dropped_is_replaced(
    database: Database, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_FRESH_S", 0.0)  # nothing counts as just used
    first = await backend(database)
    assert await backend(database) == first  # it stays in the pool
    drop(postgres_server, first)
    assert await backend(database) != first


async def test_a_statement_by_itself_is_committed_at_once(database: Database, database_url: str) -> None:
    async with database.single() as conn:
        await conn.execute(text("CREATE TABLE kept (n int)"))
        await conn.execute(text("INSERT INTO kept VALUES (1)"))
        with psycopg.connect(database_url) as other:
            assert other.execute("SELECT n FROM kept").fetchall() == [(1,)]


async def test_a_transaction_that_fails_keeps_nothing(database: Database, database_url: str) -> None:
    async with database.begin() as conn:
        await conn.execute(text("CREATE TABLE kept (n int)"))

    async def fail() -> None:
        async with database.begin() as conn:
            await conn.execute(text("INSERT INTO kept VALUES (1)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    with psycopg.connect(database_url) as other:
        assert other.execute("SELECT n FROM kept").fetchall() == []
