"""One portal with its gateway and one Chromium for these tests; a person of its own for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.conftest import PostgresServer
from tests.library_pages.person import Reader
from tests.library_pages.room import Room, Visitor
from tests.room_hub import RoomHub


@pytest.fixture(scope="package")
def serving(postgres_server: PostgresServer, room_hub: RoomHub) -> Iterator[Room]:
    """Serve the pages and the gateway on a database of their own."""
    database = postgres_server.create(template=postgres_server.template)
    running = Room(database, room_hub).start()
    yield running
    running.stop()
    postgres_server.drop(database)


@pytest.fixture
def room(serving: Room) -> Room:
    """The pages; the vendor as new."""
    serving.vendors.forget()
    return serving


@pytest.fixture
def visit(room: Room) -> Iterator[Callable[[str], Visitor]]:
    """Return what opens a browser without JavaScript for a username."""
    opened: list[Visitor] = []

    def open_one(username: str) -> Visitor:
        opened.append(room.browser(username))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture(scope="package")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """Run one Chromium; Playwright ends before tests with an event loop of their own run."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return what opens a browser of its own at a width; all are closed after the test."""
    opened: list[BrowserContext] = []

    def open_one(width: int = 1280, **settings: Any) -> BrowserContext:
        context = chromium.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 740}, locale="vi-VN", **settings
        )
        context.set_default_timeout(30_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def reader(room: Room, browser: Callable[..., BrowserContext]) -> Iterator[Reader]:
    """A cadre with an AI account and the licence, signed in at an office PC."""
    someone = Reader(room, browser())
    yield someone
    assert someone.complaints == []
