"""What a first visit costs, and what makes the site installable."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, CDPSession, Playwright

from tests.courses_pages.conftest import CHROMIUM_ARGUMENTS
from tests.courses_pages.learner import Learner
from tests.courses_pages.room import Portal

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

MOST_BYTES = 150 * 1024
MOST_REQUESTS = 10


class Traffic:
    """Requests and bytes that Chromium reports, its service worker's included."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes: dict[str, float] = {}
        self.urls: dict[str, str] = {}
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _asked(self, event: dict[str, Any]) -> None:
        self.urls[event["requestId"]] = event["request"]["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes[event["requestId"]] = event["encodedDataLength"]


def _signed_in(portal: Portal, username: str) -> list[Any]:
    """Return the cookies of a browser that has signed in to the portal and kept nothing else."""
    with httpx.Client(follow_redirects=True, headers={"Accept": "text/html"}) as browser:
        for name, value in portal.hub.sign_in(username).items():
            browser.cookies.set(name, value, domain="127.0.0.1")
        assert browser.get(portal.url).status_code == 200
        return [
            {"name": cookie.name, "value": cookie.value, "domain": "127.0.0.1", "path": cookie.path}
            for cookie in browser.cookies.jar
        ]


@pytest.mark.parametrize("lesson", ["k2-b1", "k2-b2", "k2-b3", "k2-b4", "k2-b5"])
def test_a_first_load_is_small(
    open_browser: Callable[..., BrowserContext], portal: Portal, lesson: str
) -> None:
    learner = Learner(portal, open_browser())
    learner.context.add_cookies(_signed_in(portal, learner.username))
    seen = Traffic(learner.context.new_cdp_session(learner.page))
    requests, sent = len(portal.wire.requests), portal.wire.sent_bytes
    learner.page.goto(f"{portal.url}lessons/{lesson}")
    learner.wait_for_lesson()
    by_page = [url for url in seen.urls.values() if url.startswith("http")]
    learner.wait_for_worker()
    learner.page.wait_for_load_state("networkidle")
    # Chromium's own count for the page; on the wire also what the service worker fetched by itself.
    assert len(by_page) <= MOST_REQUESTS, by_page
    assert sum(seen.bytes.values()) <= MOST_BYTES
    on_the_wire = portal.wire.requests[requests:]
    assert len(on_the_wire) <= MOST_REQUESTS, on_the_wire
    assert portal.wire.sent_bytes - sent <= MOST_BYTES
    print(f"{lesson}: {len(on_the_wire)} requests, {portal.wire.sent_bytes - sent} bytes")


def test_worker_and_manifest_are_public(portal: Portal) -> None:
    worker = httpx.get(portal.url + "sw.js")
    assert worker.status_code == 200
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache"
    assert worker.headers["service-worker-allowed"] == "/services/portal/"
    assert "Đang mất mạng" in worker.text
    again = httpx.get(portal.url + "sw.js", headers={"If-None-Match": worker.headers["etag"]})
    assert again.status_code == 304
    manifest = httpx.get(portal.url + "manifest.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    described = json.loads(manifest.text)
    assert described["lang"] == "vi"
    assert described["start_url"] == described["scope"] == "/services/portal/"
    for icon in described["icons"]:
        picture = httpx.get(str(httpx.URL(portal.url).join(icon["src"])))
        assert picture.status_code == 200
        assert picture.content.startswith(b"\x89PNG")
    assert httpx.get(portal.url).status_code == 401


def test_chromium_finds_the_site_installable(
    playwright: Playwright, chromium_path: str, portal: Portal, tmp_path: Path
) -> None:
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=chromium_path, args=CHROMIUM_ARGUMENTS
    )
    try:
        learner = Learner(portal, context)
        learner.sign_in()
        learner.wait_for_worker()
        session = context.new_cdp_session(learner.page)
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        assert session.send("Page.getAppManifest")["errors"] == []
    finally:
        context.close()
