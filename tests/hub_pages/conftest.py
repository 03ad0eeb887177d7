"""A real JupyterHub behind the real proxy on a free port, and a browser to look at its pages.

Both end with the module: Playwright's synchronous interface keeps an event loop open in this thread,
in which no asynchronous test could run.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.hub_pages.looking import Visitor
from tests.hub_pages.processes import Hub, running_hub


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """Run the throwaway Hub for the tests of a module."""
    with running_hub(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Open Chromium, speaking English itself, so that a browser's own words would be noticed."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path,
            args=["--no-sandbox", "--disable-background-networking", "--lang=en-US"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(hub: Hub, browser: Browser) -> Iterator[Visitor]:
    """Return a fresh window on the Hub."""
    context = browser.new_context(locale="en-US")
    yield Visitor(hub, context.new_page())
    context.close()


@pytest.fixture
def visitor_without_script(hub: Hub, browser: Browser) -> Iterator[Visitor]:
    """Return a fresh window whose JavaScript is off."""
    context = browser.new_context(java_script_enabled=False)
    yield Visitor(hub, context.new_page())
    context.close()
