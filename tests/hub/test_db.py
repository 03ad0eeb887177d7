"""The one way to PostgreSQL: dropped connections do no harm, errors tell no values."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import structlog
from jupyterhub.orm import new_session_factory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from traitlets.config import Config

from grading.nbgrader_gradebook import OpenGradebook
from hub import db
from hub.db import Database, driver_url
from hub.jupyterhub.config import configure
from hub.settings import Settings
from hub.web.logs import configure_logs
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


Logged = Callable[[BaseException], str]


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[Logged]:
    """Return what logs an error as the portal and as JupyterHub do, and returns what came out."""

    def log(error: BaseException) -> str:
        configure_logs()
        structlog.get_logger("web").exception("unexpected", exc_info=error)
        logging.getLogger("hub").error("unexpected", exc_info=error)
        return capsys.readouterr().err + caplog.text

    yield log
    structlog.reset_defaults()  # it wrote to this test's standard error


MARK = "mat-khau-bam-cua-hoc-vien"
# A missing table names no row; a refused row is told by PostgreSQL with all its values ("DETAIL").
PROVOKED = ("INSERT INTO nowhere VALUES (:mark)", "INSERT INTO strict VALUES (:mark, NULL)")


@pytest.mark.parametrize("statement", PROVOKED)
async def test_an_error_in_the_log_tells_no_value(database: Database, logged: Logged, statement: str) -> None:
    async with database.begin() as conn:
        await conn.execute(text("CREATE TABLE strict (kept text, missing text NOT NULL)"))
    with pytest.raises(DBAPIError) as raised:
        async with database.begin() as conn:
            await conn.execute(text(statement), {"mark": MARK})
    _look_at(raised.value, logged(raised.value))


@pytest.mark.parametrize("statement", PROVOKED)
def test_an_error_of_the_gradebook_tells_no_value(database_url: str, logged: Logged, statement: str) -> None:
    book = OpenGradebook(database_url)
    with book.transaction("test") as session:
        session.execute(text("CREATE TABLE strict (kept text, missing text NOT NULL)"))
        with pytest.raises(DBAPIError) as raised:
            session.execute(text(statement), {"mark": MARK})
        session.rollback()
    book.close()
    _look_at(raised.value, logged(raised.value))


def _look_at(error: DBAPIError, text: str) -> None:
    assert text.count("unexpected") == 2
    assert str(error.orig) in text
    assert MARK not in text + repr(error)


def test_jupyterhub_logs_no_value_either(tmp_path: Path, database_url: str) -> None:
    c = Config()
    configure(c, Settings(data=tmp_path, database_url="postgresql://nobody@127.0.0.1"))
    url = driver_url(database_url).render_as_string(hide_password=False)
    session = new_session_factory(url, **c.JupyterHub.db_kwargs)()
    with pytest.raises(DBAPIError) as raised:
        session.execute(text("INSERT INTO nowhere VALUES (:mark)"), {"mark": MARK})
    assert MARK not in str(raised.value)
    session.close()
    session.get_bind().dispose()


def test_postgresqls_own_log_tells_no_row(postgres_server: PostgresServer) -> None:
    with postgres_server.admin() as conn:
        assert conn.execute("SHOW log_error_verbosity").fetchone() == ("terse",)
        assert conn.execute("SHOW log_parameter_max_length_on_error").fetchone() == ("0",)
