"""Walks through the platform as one person and looks at each page: Vietnamese, fitting, accessible, quiet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import ConsoleMessage, Page

from prompt_library.library.load import load_library
from tests.browsing import WIDTHS, shoot
from tests.english import PAGE_TEXT_JS, english_words
from tests.hub_pages.looking import violations
from tests.stack import Stack

_LINKS_JS = "[...document.querySelectorAll('a[href]')].map((a) => a.href)"
# What makes the page wider than its window, for the message of a failure.
_WIDE_JS = """() => [...document.body.querySelectorAll('*')]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.table-scroll'))
  .slice(0, 5).map((e) => e.outerHTML.slice(0, 120))"""
# What Vietnamese people write as it is, in our lessons and about files.
LOAN_WORDS = frozenset(
    [
        "chat",
        "chatbot",
        "deepfake",
        "fanpage",
        "deepseek",
        "grok",
        "dupage",
        "countif",
        "xlsx",
        "xls",
        "csv",
        "ods",
        "docx",
        "zalo",
        "prompty",
        "promptfoo",
        "zip",
        "yaml",
        "token",
        "ocop",
        "logo",
        "email",
        # Abbreviations, neighbours and methods of the Front's own tasks, in titles of prompts.
        *("bhyt", "kpi", "vneid", "dhtn", "swot", "why", "noel", "bru", "salavan", "savannakhet"),
        *("postmart", "infographic", "python", "markdown", "photo", "ctrl", "enter"),
    ]
)
_FILE = re.compile(r"\.(xlsx|csv|docx|zip)$")
_NOT_FOLLOWED = re.compile(r"/hub/(logout|login|spawn|user/|api/|oauth_login)|/user/|/oauth_callback")


@dataclass
class Visitor:
    """One signed-in person (or nobody) at one window; `faults` holds what is wrong with the pages seen."""

    stack: Stack
    page: Page
    who: str
    usernames: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = self.stack.sql("SELECT username FROM hub.people")
        self.usernames = {part for (name,) in names for part in re.findall("[a-z]+", str(name))}
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self._fault(f"script: {error}"))

    def _listen(self, message: ConsoleMessage) -> None:
        page_itself = message.location.get("url", "") == self.page.url  # a page that is meant to be 404
        address = message.location.get("url", "")
        if "401" in message.text and address.endswith("/services/ai/api/v1/me"):
            return  # the first contact with the gateway, which then signs in
        if message.type in {"error", "warning"} and not page_itself:
            self._fault(f"console: {message.text} ({message.location.get('url')})")

    def _fault(self, what: str) -> None:
        self.faults.append(f"{self.who} at {self.page.url}: {what}")

    def go(self, path: str, *, status: int = 200) -> None:
        """Open a path of the platform (`/hub/home`, `/services/portal/`)."""
        answer = self.page.goto(f"{self.stack.url}{path}")
        if answer is None or answer.status != status:
            self._fault(f"status {answer and answer.status}, not {status}")
        self.page.wait_for_load_state("networkidle")  # a page of AI signs in to the gateway first

    def look(self, name: str) -> None:
        """Look at the open page in both widths; what is wrong is added to `faults`."""
        self.seen.append(self.page.url)
        for width, height in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": height})
            shoot(self.page, f"{self.who}-{name}")
            self._fits(width)
            text = str(self.page.evaluate(PAGE_TEXT_JS))
            if words := english_words(text, allowed=LOAN_WORDS | self.usernames):
                self._fault(f"English: {sorted(set(words))}")
            self._fits(width)  # PAGE_TEXT_JS opened every <details>
            for found in violations(self.page):
                self._fault(f"{width} px: {found}")
            self.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })")
        if self.page.evaluate("document.documentElement.lang") != "vi":
            self._fault("is not marked as Vietnamese")
        self.page.set_viewport_size({"width": 1280, "height": WIDTHS[1280]})

    def _fits(self, width: int) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            self._fault(f"{wide} px wide on {width} px: {self.page.evaluate(_WIDE_JS)}")

    def walk(self, start: str, *, skip: Iterable[str] = ()) -> set[str]:
        """Follow every link from `start`, one page of each kind; return the kinds seen.

        Pages alike in all but a lesson's, unit's or person's name are one kind.
        """
        done = set(skip)
        waiting = [start]
        while waiting:
            path = waiting.pop(0)
            if (kind := kind_of(path)) in done:
                continue
            done.add(kind)
            self.go(path)
            self.look(re.sub(r"\W+", "-", kind).strip("-") or "first")
            waiting += [link for link in self._links() if kind_of(link) not in done]
        return done

    def _links(self) -> Iterator[str]:
        for href in self.page.evaluate(_LINKS_JS):
            parts = urlsplit(href)
            own = href.startswith(f"{self.stack.url}/")
            if own and not _FILE.search(parts.path) and not _NOT_FOLLOWED.search(parts.path):
                yield parts.path + (f"?{parts.query}" if parts.query else "")


@cache
def _cards() -> set[str]:
    return {prompt.id for prompt in load_library().prompts.values() if prompt.kind == "guidance"}


def _kind_of_prompt(found: re.Match[str]) -> str:
    """A guidance card is another page than a form."""
    return f"/prompts/*{'guidance' if found[0].removeprefix('/prompts/') in _cards() else ''}"


def kind_of(path: str) -> str:
    """Return what kind of page `path` is: names of lessons, prompts, units and people left out."""
    parts = urlsplit(path)
    plain = re.sub(r"/lessons/[^/]+", "/lessons/*", parts.path)
    plain = re.sub(r"/completion/(T\d)/[^/]+", r"/completion/\1/*", plain)
    plain = re.sub(r"/(people|roster|ai/accounts)/[0-9a-f]+", r"/\1/*", plain)
    plain = re.sub(r"/prompts/[^/]+", _kind_of_prompt, plain)
    names = sorted({name for name, _ in parse_qsl(parts.query)} - {"target"})
    return plain + (f"?{'&'.join(names)}" if names else "")
