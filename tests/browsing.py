"""Shared by the tests that use the platform as people do: windows, signing in, screenshots, passwords."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from hub.auth.passwords import PasswordPool
from tests.stack import Stack

WIDTHS = {1280: 800, 360: 740}  # and the height of the window
PASSWORD = "mat-khau-vi-du-9"  # of invented people in throw-away installations
_XSRF = re.compile(r'name="_xsrf"\s+value="([^"]+)"')
_CSRF = re.compile(r'name="csrf-token"\s+content="([0-9a-f]+)"')


def invented_name() -> str:
    """Return a name nobody has, and which no test has used: names are matched on import."""
    words = ["Mẫu", "Thử", "Ví", "Dụ", "Giả", "Định", "Minh", "Họa", "Làm", "Tập", "Nháp", "Phỏng"]
    return f"Nguyễn {' '.join(random.sample(words, 4))}"


@contextmanager
def chromium(path: str, *arguments: str) -> Iterator[Browser]:
    """Run Debian's Chromium at `path`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking", *arguments]
        )
        try:
            yield browser
        finally:
            browser.close()


def window(browser: Browser, width: int = 1280) -> BrowserContext:
    """Return a new browser profile with a window of this width, as a person in Vietnam has it."""
    return browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, locale="vi-VN")


def shoot(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep a screenshot where MATTRAN_SHOTS says, for people to look at; not `whole`: as far as it shows."""
    folder = os.environ.get("MATTRAN_SHOTS")
    if folder and page.viewport_size:
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=whole)


def sign_in(page: Page, stack: Stack, username: str, password: str = PASSWORD) -> None:
    """Open the platform's address and sign in by the form."""
    page.goto(stack.url)
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{stack.portal}**")


def give_password(
    stack: Stack, username: str, password: str = PASSWORD, *, must_change: bool = False
) -> None:
    """Give a person of the roster a password, hashed as the platform does."""
    pool = PasswordPool(memory_mib=8, parallel=1)
    try:
        hashed = pool.hash_now(password)
    finally:
        pool.close()
    stack.sql(
        "INSERT INTO hub.accounts (person_id, password_hash, must_change)"
        " SELECT id, %s, %s FROM hub.people WHERE username = %s"
        " ON CONFLICT (person_id) DO UPDATE SET password_hash = excluded.password_hash",
        hashed,
        must_change,
        username,
    )


def enter_hub(stack: Stack, username: str, password: str = PASSWORD) -> httpx.Client:
    """Sign in by the Hub's form without a browser; return a client with the cookies of it."""
    client = httpx.Client(timeout=60, trust_env=False, verify=False)
    form = _XSRF.search(client.get(f"{stack.url}/hub/login").text)
    assert form, "the sign-in form has its token"
    data = {"username": username, "password": password, "_xsrf": form[1]}
    answer = client.post(f"{stack.url}/hub/login", data=data)
    assert answer.status_code == 302, answer.text
    return client


def browser_client(stack: Stack, username: str, password: str = PASSWORD) -> httpx.Client:
    """Sign in without a browser; return a client with its cookies and the headers our pages send."""
    client = enter_hub(stack, username, password)
    client.base_url = httpx.URL(f"{stack.portal}api/v1/")
    page = client.get(stack.portal, headers={"Accept": "text/html"}, follow_redirects=True)
    found = _CSRF.search(page.text)
    assert found, "the page has its CSRF token"
    client.headers.update({"X-CSRF-Token": found[1], "X-Mattran-Person": username})
    return client
