"""Looking at a page as a person does: at two widths, in Vietnamese, with axe, and a screenshot to keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Page

from tests.english import PAGE_TEXT_JS, english_words
from tests.hub_pages import stubs
from tests.hub_pages.processes import ROOT, Hub

AXE = ROOT / "tests/vendor/axe.min.js"
SCREENSHOTS = ROOT / "build/screenshots/hub_pages"
WIDTHS = {1280: 900, 360: 740}  # and the height of the window


def look(page: Page, name: str, *, allowed: Iterable[str] = ()) -> str:
    """Check the open page at both widths and return its text: Vietnamese, fitting, accessible.

    Screenshots are kept as `build/screenshots/hub_pages/<name>-<width>.png`.
    """
    text = ""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
        text = str(page.evaluate(PAGE_TEXT_JS))
        assert english_words(text, allowed=allowed) == [], f"{name} at {width} px:\n{text}"
        assert page.evaluate("document.documentElement.lang") == "vi"
        fits(page, name)
        assert violations(page) == [], f"{name} at {width} px"
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })")
    page.set_viewport_size({"width": 320, "height": 640})
    fits(page, name)
    page.set_viewport_size({"width": 1280, "height": 900})
    return text


def fits(page: Page, name: str) -> None:
    """Assert that nothing makes the open page wider than its window."""
    wide, there = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= there, f"{name} is {wide} px wide on {there} px"


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and its best practices on the open page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document).then((result) => result.violations)")
    return [f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes']][:3]}" for one in found]


class Visitor:
    """One person at one browser window of the Hub."""

    def __init__(self, hub: Hub, page: Page) -> None:
        self.hub = hub
        self.page = page
        self.refused: list[str] = []  # what the Content-Security-Policy refused, and broken scripts
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.refused.append(str(error)))

    def _listen(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.refused.append(message.text)

    def go(self, path: str) -> int:
        """Open a path of the Hub; return the status."""
        answer = self.page.goto(f"{self.hub.url}{path}")
        assert answer is not None
        return answer.status

    def sign_in(self, username: str, password: str = stubs.PASSWORD, then: str = "/hub/home") -> None:
        """Sign in by the form, on the way to the page `then`."""
        self.go(f"/hub/login?next={then}")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu", exact=True).fill(password)
        self.page.get_by_role("button", name="Đăng nhập").click()

    def look(self, name: str, *, allowed: Iterable[str] = ()) -> str:
        """Check the open page (see `look`) and that its policy had nothing to refuse."""
        text = look(self.page, name, allowed=allowed)
        assert self.refused == []
        return text
