"""What a cadre does at a browser with the library, in the words of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.english import PAGE_TEXT_JS, english_words
from tests.library_pages.room import Room

_ROOT = Path(__file__).parents[2]
AXE = _ROOT / "tests/vendor/axe.min.js"
SCREENSHOTS = _ROOT / "build/screenshots/library_pages"
# The subject's own words, names of invented people, and codes.
_WORDS = """
    token iii markdown fanpage email javascript ctrl enter clip facebook chatbot chat
    mattranxamaua nhadaidoanket vinguoingheo photo why infographic postmart python swot kpi noel vneid bhyt
    prompty promptfoo csv yaml zip dhtn ocop bru salavan savannakhet
"""
NOT_ENGLISH = frozenset(_WORDS.split())
MODELS = "**/services/ai/v1/models"  # what a page asks last before a person can run something
# Refusals are what some tests want; a browser writes each to its console.
_EXPECTED = ("Failed to load resource", "net::ERR_", "Cross-Origin-Opener-Policy")


class Reader:
    """One person at one browser."""

    def __init__(self, room: Room, context: BrowserContext, username: str = "") -> None:
        self.room = room
        self.context = context
        self.username = username or room.newcomer()
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self._heard(said.type, said.text))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not any(word in text for word in _EXPECTED):
            self.complaints.append(text)

    def enter(self, path: str) -> None:
        """Sign in on the way to a page of the portal."""
        self.context.add_cookies(self.room.hub.sign_in_at(self.room.origin, self.username))
        self.page.goto(f"{self.room.url}{path}")

    def open(self, path: str) -> None:
        """Open a page of the portal."""
        self.page.goto(self.room.url + path)

    def part(self, name: str) -> Locator:
        """Return a part of the prompt's form."""
        return self.page.locator(f'[data-part="{name}"]')

    def answer(self, name: str) -> Locator:
        """Return a part of the first answer on the page."""
        return self.page.locator(f'.answer [data-answer="{name}"]').first

    def run_and_wait(self) -> None:
        """Press “Chạy” and wait for the whole answer."""
        self.page.get_by_role("button", name="Chạy", exact=True).click()
        expect(self.answer("html")).to_be_visible()


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and its best practices on the open page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run(document).then((result) => result.violations)")
    return [f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes']][:3]}" for one in found]


def look(page: Page, name: str, *, whole: bool = True, code: str = "") -> None:
    """Check that the open page fits, is accessible and Vietnamese but for `code`; keep a screenshot."""
    assert page.viewport_size
    width = page.viewport_size["width"]
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=whole)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{name} is {wide} px wide on {width} px"
    found = violations(page)
    assert not found, f"{name}: {found}"
    english = english_words(str(page.evaluate(PAGE_TEXT_JS)), allowed=NOT_ENGLISH.union(code.split()))
    assert not english, f"{name}: {sorted(set(english))}"
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })")
