"""A database with units, and a pool of password threads that hashes cheaply."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hub.auth.passwords import PasswordPool
from hub.db import Database
from tests.auth.people import add_units


@pytest.fixture
def passwords() -> Iterator[PasswordPool]:
    """Return password threads with the smallest memory allowed."""
    pool = PasswordPool(memory_mib=8, parallel=2)
    yield pool
    pool.close()


@pytest.fixture
async def people_db(database: Database) -> Database:
    """Return a database with the units in it and nobody else."""
    await add_units(database)
    return database
