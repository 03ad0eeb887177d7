"""Who asks is looked up together with others who ask at the same moment, each in their own database."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import event

from hub.db import Database
from hub.settings import Settings
from hub.web.session import Sessions
from tests.auth.people import add_person
from tests.conftest import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture
def sessions() -> Sessions:
    """Return what recognises the callers of one application."""
    return Sessions(
        Settings(), prefix="/services/portal/", client_id="service-portal", api_token="t", key="k"
    )


async def test_callers_of_one_moment_are_looked_up_together(people_db: Database, sessions: Sessions) -> None:
    names = [f"mau{number}" for number in range(8)]
    for name in names[:-1]:
        await add_person(people_db, name)
    asked: list[str] = []
    event.listen(people_db.engine.sync_engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    wanted = [*names, names[0]]
    found = await asyncio.gather(*(sessions._person(people_db, name) for name in wanted))
    assert [person and person.username for person in found] == [*names[:-1], None, names[0]]
    assert len([one for one in asked if "hub.people" in one]) == 1, "one question for all of them"


async def test_another_database_is_asked_by_itself(
    people_db: Database, postgres_server: PostgresServer, sessions: Sessions
) -> None:
    await add_person(people_db, "mau")
    assert await sessions._person(people_db, "mau") is not None
    url = postgres_server.create(template=postgres_server.template)
    other = Database(url, pool_size=1)
    assert await sessions._person(other, "mau") is None
    await other.close()
    postgres_server.drop(url)
