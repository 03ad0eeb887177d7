"""One gateway for these tests; every test begins with vendors that have heard nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import PostgresServer
from tests.gateway.room import Room
from tests.room_hub import RoomHub


@pytest.fixture(scope="package")
def serving(postgres_server: PostgresServer, room_hub: RoomHub) -> Iterator[Room]:
    """Serve the gateway on a database of its own."""
    database = postgres_server.create(template=postgres_server.template)
    running = Room(database, room_hub).start()
    yield running
    running.stop()
    postgres_server.drop(database)


@pytest.fixture
def room(serving: Room) -> Iterator[Room]:
    """The gateway, its vendors as new."""
    serving.vendors.forget()
    yield serving
    serving.close_clients()


@pytest.fixture
def cadre(room: Room) -> str:
    """Somebody who may use AI and has not asked for anything yet."""
    return room.newcomer()
