"""One portal and one Chromium for these tests; a browser and a person of its own for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.conftest import PostgresServer
from tests.courses_pages.learner import Learner
from tests.courses_pages.room import Portal
from tests.room_hub import RoomHub

PLAIN_HOST = "hoc.vidu.example"  # not loopback: no service worker, no crypto.randomUUID
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
]


@pytest.fixture(scope="package")
def portal(postgres_server: PostgresServer, room_hub: RoomHub) -> Iterator[Portal]:
    """Serve the lessons, published, on a database of their own."""
    database = postgres_server.create(template=postgres_server.template)
    gradebook = postgres_server.create()
    running = Portal(database, gradebook, room_hub).start()
    yield running
    running.stop()
    postgres_server.drop(database)
    postgres_server.drop(gradebook)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Run Playwright; it ends before tests with an event loop of their own run."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def chromium(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """Run one Chromium for these tests; it knows a plain HTTP address that is not this machine's own."""
    browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def open_browser(chromium: Browser, portal: Portal) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a browser of its own; all are closed and the network mended after."""
    opened: list[BrowserContext] = []

    def open_one(**settings: Any) -> BrowserContext:
        context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "vi-VN", **settings}
        )
        context.set_default_timeout(30_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    portal.wire.mend()
    portal.wire.delay_s = 0.0
    portal.wire.lose_answer_to.clear()


@pytest.fixture
def learner(portal: Portal, open_browser: Callable[..., BrowserContext]) -> Iterator[Learner]:
    """A cadre, signed in at an office PC, with nothing learnt yet."""
    someone = Learner(portal, open_browser())
    someone.sign_in()
    yield someone
    assert someone.complaints == []
