"""Alembic's environment: one tree of migrations over the metadata of every package."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection

from deploy.schema import METADATA, SCHEMAS, include_name


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        include_schemas=True,
        include_name=include_name,
        version_table_schema="hub",
    )
    with context.begin_transaction():
        for schema in SCHEMAS:
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        context.run_migrations()


_given: Any = context.config.attributes["connection"]
_run(_given)
