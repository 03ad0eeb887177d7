"""The one way to PostgreSQL: an engine, transactions, and a metadata for each package's schema."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import URL, Engine, ExceptionContext, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

_FRESH_S = 1.0  # a connection used this lately is not asked whether PostgreSQL still holds it

# An error names its statement, never the values: they are answers, names and password hashes.
ENGINE_OPTIONS = {"hide_parameters": True}

_NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def metadata_for(schema: str) -> MetaData:
    """Return the metadata on which a package declares its tables (its own PostgreSQL schema)."""
    return MetaData(schema=schema, naming_convention=_NAMING)


def driver_url(url: str | URL) -> URL:
    """Return `url` (`postgresql://…`) with the psycopg 3 driver named, as SQLAlchemy wants it."""
    return make_url(url).set(drivername="postgresql+psycopg")


def libpq_url(url: str | URL) -> str:
    """Return `url` as libpq and procrastinate want it (`postgresql://…`, password included)."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def sync_engine(url: str | URL) -> Engine:
    """Return a synchronous engine, for migrations and nbgrader; its connections are tried before use."""
    engine = create_engine(driver_url(url), pool_pre_ping=True, **ENGINE_OPTIONS)
    _keep_details_out(engine)
    return engine


class Database:
    """The platform's own database.

    `url` is a libpq URL. At most `pool_size` connections stay open, up to twice as many under load; a
    connection that was idle and that PostgreSQL dropped is noticed before use.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            driver_url(url), pool_size=pool_size, max_overflow=pool_size, **ENGINE_OPTIONS
        )
        _keep_details_out(self.engine.sync_engine)
        self._single = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        _ping_when_idle(self.engine.sync_engine)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction: committed when the block ends, rolled back when it raises."""
        async with self.engine.begin() as conn:
            yield conn

    @asynccontextmanager
    async def single(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection on which each statement is a transaction of its own, committed at once.

        For one statement it says what `begin` says and asks PostgreSQL once instead of three times.
        """
        async with self._single.connect() as conn:
            yield conn

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _keep_details_out(engine: Engine) -> None:
    """Take PostgreSQL's DETAIL ("Failing row contains (…)") out of the words of errors; `diag` keeps it."""

    @event.listens_for(engine, "handle_error")
    def shorten(context: ExceptionContext) -> None:
        error = context.original_exception
        told = getattr(getattr(error, "diag", None), "message_primary", None)
        if told is None:
            return  # not PostgreSQL's own words
        long, error.args = str(error), (told,)
        wrapped = context.sqlalchemy_exception
        if wrapped is not None:
            wrapped.args = tuple(
                word.replace(long, told) if isinstance(word, str) else word for word in wrapped.args
            )


def _ping_when_idle(engine: Engine) -> None:
    """Ask a pooled connection whether it still stands, unless it was in use a moment ago.

    `pool_pre_ping` asks at every checkout, which under load is one question more for each answer saved.
    """

    @event.listens_for(engine, "checkin")
    def note(_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ping(connection: Any, record: Any, _proxy: Any) -> None:
        used = record.info.get("used")
        if used is None or time.monotonic() - used < _FRESH_S:
            return
        dialect = engine.dialect
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error
