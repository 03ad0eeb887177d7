"""The database's shape: every package's tables, brought up to date by Alembic and procrastinate."""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

import courses.tables
import exercises.tables
import grading.tables
import hub.people.tables
import prompt_library.accounts.tables
import prompt_library.publishing.tables
import prompt_library.tables
from hub.db import libpq_url, sync_engine

METADATA = [
    hub.people.tables.metadata,
    prompt_library.tables.metadata,  # filled by the two modules above
    exercises.tables.metadata,
    courses.tables.metadata,
    grading.tables.metadata,
]
SCHEMAS = ["hub", "prompt_library", "exercises", "courses", "grading"]
_LOCK = 70_001  # advisory lock: two processes never migrate at once


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Tell Alembic which schemas are ours (procrastinate's tables live in `public`)."""
    return name in SCHEMAS if kind == "schema" else True


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration over an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def ensure_schema(url: str) -> None:
    """Bring the database `url` (libpq URL) up to date; harmless when it is."""
    engine = sync_engine(url)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.commit()
        command.upgrade(alembic_config(connection), "head")
        connection.commit()
        has_queue = connection.scalar(text("SELECT to_regclass('public.procrastinate_jobs')"))
        connection.commit()
        if has_queue is None:
            with psycopg.connect(libpq_url(url)) as raw:
                raw.execute(SchemaManager.get_schema().encode())
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
        connection.commit()
    engine.dispose()
