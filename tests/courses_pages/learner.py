"""What a learner does at a browser, in the words of the tests."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.answers import right_answers
from tests.browsing import PASSWORD
from tests.courses_pages.room import PREFIX, Portal

# What a browser writes to its console when the network is away (also when it looks for a newer service
# worker just then), a call is refused, or the address is plain HTTP, as these tests want.
_EXPECTED = (
    "Failed to load resource",
    "net::ERR_",
    "Failed to fetch",
    "An unknown error occurred when fetching the script",
    "Cross-Origin-Opener-Policy",
)
_MARK_MS = 20_000  # the first submission of a lesson registers its assignment
_IS_KEPT_JS = """async () => {
  const cache = await caches.open("mattran-pages");
  return Boolean(await cache.match(location.href.split("#")[0]));
}"""


class Learner:
    """One person at one browser."""

    def __init__(self, portal: Portal, context: BrowserContext, *, host: str = "127.0.0.1") -> None:
        self.portal = portal
        self.url = portal.url.replace("127.0.0.1", host)
        self.context = context
        self.username = portal.newcomer()
        self.complaints: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Open a tab; errors of scripts and what the policy refuses are collected."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._heard(said.type, said.text))
        return page

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not any(word in text for word in _EXPECTED):
            self.complaints.append(text)

    def sign_in(self, then: str = "") -> None:
        """Sign in on the way to a page of the portal."""
        self.context.add_cookies(self.portal.hub.sign_in_at(self.url.removesuffix(PREFIX), self.username))
        self.page.goto(f"{self.url}{then}")

    def sign_in_here(self) -> None:
        """Fill in the Hub's form, where the browser was led to."""
        self.portal.hub.ensure_account(self.username)
        self.page.get_by_label("Tên đăng nhập").fill(self.username)
        self.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập").click()

    def open(self, path: str = "") -> None:
        """Open a page of the portal."""
        self.page.goto(self.url + path)

    def open_lesson(self, lesson: str = "k2-b3") -> None:
        """Open a lesson and wait until it can be answered."""
        self.open(f"lessons/{lesson}")
        self.wait_for_lesson()

    def wait_for_lesson(self) -> None:
        """Wait until the page can be answered."""
        expect(self.page.locator("mt-question").first.locator("fieldset")).to_be_visible()

    def wait_for_worker(self) -> None:
        """Wait until the service worker has kept the open page."""
        deadline = time.monotonic() + 20
        while not self.page.evaluate(_IS_KEPT_JS):
            assert time.monotonic() < deadline, "the service worker did not keep the page"
            self.page.wait_for_timeout(100)

    def question(self, question: str) -> Locator:
        """Return the element of a question."""
        return self.page.locator(f'mt-question[data-question="{question}"]')

    def answer(self, question: str, value: Any) -> None:
        """Answer as the component does when somebody used its controls."""
        self.question(question).evaluate(
            "(node, value) => { node.value = null; node._change(value, 0); node._paint(); }", value
        )

    def answer_rightly(self, lesson: str, *but: str) -> None:
        """Answer every question of the lesson rightly, except these."""
        for question, value in right_answers(lesson).items():
            if question not in but:
                self.answer(question, value)

    def choose(self, question: str, option: int) -> None:
        """Click an option of a question, counted from 0."""
        self.question(question).locator(".mtq-option").nth(option).click()

    @property
    def saved(self) -> Locator:
        """The words of the saved state."""
        return self.page.locator("#save-state")

    def expect_saved(self) -> None:
        """Wait until the page says that the server has everything."""
        expect(self.saved).to_have_text("Đã lưu", timeout=_MARK_MS)

    def submit(self) -> None:
        """Press “Nộp bài”."""
        self.page.locator("#submit").click()

    def expect_result(self, title: str) -> None:
        """Wait for the mark."""
        expect(self.page.locator("#result-title")).to_have_text(title, timeout=_MARK_MS)
        expect(self.page.locator("#result")).to_be_visible()

    def waiting(self) -> list[dict[str, Any]]:
        """Return what waits in the browser's database, of everybody."""
        rows: list[dict[str, Any]] = self.page.evaluate(
            """() => new Promise((resolve, reject) => {
              const opening = indexedDB.open("mattran-answers");
              opening.onerror = () => reject(opening.error);
              opening.onsuccess = () => {
                const all = opening.result.transaction("waiting").objectStore("waiting").getAll();
                all.onsuccess = () => { opening.result.close(); resolve(all.result); };
              };
            })"""
        )
        return rows
