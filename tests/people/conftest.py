"""A PostgreSQL with the units in it, and what plans and applies the import of a file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hub.db import Database
from hub.people.roster_apply import ImportResult, apply_import
from hub.people.roster_plan import ImportPlan, plan_import
from hub.people.roster_rows import read_roster
from hub.people.units import ensure_units
from tests.people.files import NOW
from tests.people.imports import hashed


@pytest.fixture
async def roster(database: Database) -> Database:
    """Return a database with the units in it."""
    async with database.begin() as conn:
        await ensure_units(conn)
    return database


@pytest.fixture
def preview(roster: Database) -> Callable[..., Awaitable[ImportPlan]]:
    """Return what plans the import of a file."""

    async def run(data: bytes, **rights: Any) -> ImportPlan:
        async with roster.begin() as conn:
            return await plan_import(conn, read_roster("danh-sach.xlsx", data), NOW, **rights)

    return run


@pytest.fixture
def load(roster: Database) -> Callable[..., Awaitable[ImportResult]]:
    """Return what imports a file that has no errors."""

    async def run(data: bytes, *, now: Any = NOW, **rights: Any) -> ImportResult:
        async with roster.begin() as conn:
            plan = await plan_import(conn, read_roster("danh-sach.xlsx", data), now, **rights)
            return await apply_import(conn, plan, now, hash_password=hashed)

    return run
