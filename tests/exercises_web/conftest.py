"""A real Chromium and a small local server that sends the platform's strict content policy."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from exercises.assets import component_css, component_source

HERE = Path(__file__).parent
WEB = HERE.parents[1] / "exercises" / "web"
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Bài học</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/page.css"><link rel="stylesheet" href="/question.css">{head}</head>
<body><main><h1>Bí mật nhà nước và AI</h1>{body}</main></body></html>"""
PAGE_CSS = """body { margin: 0; background: #f4f0e9; color: #221d18; font-family: "DejaVu Sans", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem; } h1 { font-size: 1.5rem; }"""
FALLBACK = '<mt-question id="served"><p>Câu hỏi đọc được khi chưa có JavaScript.</p></mt-question>'


def _files() -> dict[str, tuple[str, str, str]]:
    """Return path -> (content type, content policy, text) of everything the server has."""
    script = '<script type="module" src="/page.js"></script>'
    files = {
        "/": ("text/html", STRICT, PAGE.format(head=script, body="")),
        "/fallback": ("text/html", STRICT, PAGE.format(head="", body=FALLBACK)),
        "/notebook": ("text/html", "", PAGE.format(head="", body="")),
        "/component.js": ("text/javascript", "", component_source()),
        "/question.css": ("text/css", "", component_css()),
        "/page.js": ("text/javascript", "", (HERE / "static_page.js").read_text(encoding="utf-8")),
        "/page.css": ("text/css", "", PAGE_CSS),
        "/favicon.ico": ("image/svg+xml", "", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    }
    for module in sorted(WEB.rglob("*.js")):
        path = "/web/" + module.relative_to(WEB).as_posix()
        files[path] = ("text/javascript", "", module.read_text(encoding="utf-8"))
    axe = HERE.parent / "vendor" / "axe.min.js"
    files["/axe.min.js"] = ("text/javascript", "", axe.read_text(encoding="utf-8"))
    return files


@pytest.fixture(scope="package")
def site() -> Iterator[str]:
    """Serve the pages on a loopback port; yield the address."""
    files = _files()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content_type, policy, text = files.get(self.path.split("?")[0], ("text/plain", "", ""))
            body = text.encode()
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", f"{content_type}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Keep the test report free of requests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="package")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """Run one Chromium for these tests; it ends before tests with an event loop of their own run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a browser context; all are closed after the test."""
    opened: list[BrowserContext] = []

    def open_one(**settings: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        context.set_default_timeout(30_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture(scope="package")
def office(chromium: Browser) -> Iterator[Page]:
    """Open one tab on an office screen, used again by each test: a new one costs half a second."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(site: str, office: Page) -> Iterator[Page]:
    """Load the strict page on an office screen; the test must leave no error behind."""
    with _watched(office) as complaints:
        _load(office, site)
        yield office
        assert office.evaluate("window.violations") == []
    assert complaints == []


@pytest.fixture
def open_page(site: str, open_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the strict page otherwise; the test must leave no error behind."""
    watches = ExitStack()
    opened: list[tuple[Page, list[str]]] = []

    def open_one(**settings: Any) -> Page:
        page = open_context(**settings).new_page()
        opened.append((page, watches.enter_context(_watched(page))))
        _load(page, site)
        return page

    with watches:
        yield open_one
        for page, complaints in opened:
            assert page.evaluate("window.violations") == []
            assert complaints == []


def _load(page: Page, site: str) -> None:
    page.goto(site + "/")
    page.wait_for_selector("html[data-ready]", state="attached")


@contextmanager
def _watched(page: Page) -> Iterator[list[str]]:
    """Yield a list that fills with the page's errors."""
    complaints: list[str] = []

    def on_error(error: Any) -> None:
        complaints.append(str(error))

    def on_console(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    page.on("pageerror", on_error)
    page.on("console", on_console)
    yield complaints
    page.remove_listener("pageerror", on_error)
    page.remove_listener("console", on_console)
