"""The same lesson over HTTPS with a self-made certificate, and over plain HTTP on the machine's own address.

Over plain HTTP a browser gives no service worker and no `crypto.randomUUID`: the page says that it
cannot be opened again without the network, and works all the same. Cookies are Secure exactly on HTTPS.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.certificate import Certificate, self_made
from tests.answers import lessons, right_answer
from tests.browsing import chromium, give_password, shoot, sign_in, window
from tests.fill import answer_question
from tests.stack import Stack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.timeout(900)]

HOST = "hoc.vidu.example"
LESSON = lessons()["k2-b3"]

# What waits in this browser: the last value of each question.
WAITING_JS = """async () => {
  const opening = indexedDB.open("mattran-answers");
  const db = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
  const reading = db.transaction("waiting").objectStore("waiting").getAll();
  const rows = await new Promise((done) => { reading.onsuccess = () => done(reading.result); });
  db.close();
  return Object.fromEntries(rows.map((row) => [row.question, row.value]));
}"""


def own_address() -> str:
    """Return an IPv4 address of this machine that is not loopback; on CI there has to be one."""
    for interface, addresses in psutil.net_if_addrs().items():
        if not psutil.net_if_stats()[interface].isup:
            continue
        for one in addresses:
            if one.family == socket.AF_INET and not ipaddress.ip_address(one.address).is_loopback:
                return str(one.address)
    if os.environ.get("CI"):
        pytest.fail("this machine has no address but loopback")
    pytest.skip("this machine has no address but loopback")


@pytest.fixture(scope="module")
def installation() -> Iterator[Stack]:
    """Return one data folder that is served at one address after the other."""
    stack = Stack()
    try:
        yield stack
    finally:
        stack.remove()


def serve_at(stack: Stack, url: str, certificate: Certificate | None = None) -> Stack:
    """Start, or start again, at the address `url`, as the operator does on the command line."""
    stack.stop()
    more = {"public_url": url}
    arguments = ["--public-url", url]
    if certificate:
        more |= {"cert": str(certificate.cert), "key": str(certificate.key)}
        arguments += ["--cert", str(certificate.cert), "--key", str(certificate.key)]
    stack.settings = stack.settings.model_copy(update={"cert": None, "key": None} | more)
    stack.arguments = ["--no-demo", *arguments]
    return stack.start()


def take_lesson(page: Page, stack: Stack, *, worker: bool) -> None:
    """Answer with the network gone for some answers, submit, see the mark."""
    page.goto(f"{stack.portal}lessons/{LESSON.id}")
    expect(page.locator("#submit-card")).to_be_visible()
    assert page.evaluate("window.isSecureContext") is worker
    notice = page.locator("#no-offline")
    expect(notice).to_be_hidden() if worker else expect(notice).to_contain_text(
        "không mở lại được lúc mất mạng"
    )
    assert page.evaluate("'serviceWorker' in navigator") is worker
    shoot(page, f"address-{urlsplit(stack.url).scheme}")
    first, *others = LESSON.questions
    answer_question(page, first, right_answer(first))
    expect(page.locator("#save-state")).to_have_text("Đã lưu")
    page.context.set_offline(True)
    for question in others[:3]:
        answer_question(page, question, right_answer(question))
    expect(page.get_by_text("chưa gửi").first).to_be_visible()
    wanted = {question.id: right_answer(question) for question in others[:3]}
    wait_until(
        lambda: wanted.items() <= page.evaluate(WAITING_JS).items(), "the browser keeps the last answers", 30
    )
    if worker:
        page.reload()  # the page itself comes from the cache
        expect(page.locator("#submit-card")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("chưa gửi")).to_have_count(0, timeout=60_000)
    for question in others[3:]:
        answer_question(page, question, right_answer(question))
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("#result-body")).to_contain_text("đã đạt bài này", timeout=60_000)


def check_cookies(page: Page, *, secure: bool) -> None:
    """Check that every cookie is Secure exactly on HTTPS, and ours are kept from scripts and other sites."""
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert {"mattran-session", "jupyterhub-session-id"} <= set(cookies)
    assert {name: cookie["secure"] for name, cookie in cookies.items()} == dict.fromkeys(cookies, secure)
    ours = [cookie for name, cookie in cookies.items() if name.startswith(("mattran-", "jupyterhub-hub"))]
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in ours)


def walk(stack: Stack, chromium_path: str, username: str, *arguments: str) -> None:
    """Sign in, take the lesson, see the mark, sign out."""
    secure = stack.url.startswith("https:")
    stack.add_people(1, prefix=username)
    give_password(stack, f"{username}-1")
    with chromium(chromium_path, "--no-proxy-server", *arguments) as browser, window(browser, 360) as context:
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
        sign_in(page, stack, f"{username}-1")
        take_lesson(page, stack, worker=secure)
        check_cookies(page, secure=secure)
        expected = ("ERR_INTERNET_DISCONNECTED", "when fetching the script", "Cross-Origin-Opener-Policy")
        assert [text for text in refused if not any(known in text for known in expected)] == []
        page.goto(f"{stack.url}/hub/logout")
        page.goto(stack.portal)
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
        assert page.url.startswith(f"{stack.url}/hub/login")


def test_https_with_a_self_made_certificate(installation: Stack, chromium_path: str, tmp_path: Path) -> None:
    certificate = self_made(tmp_path, HOST)
    stack = serve_at(installation, f"https://{HOST}:{installation.port}", certificate)
    walk(
        stack,
        chromium_path,
        "https",
        f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
        f"--ignore-certificate-errors-spki-list={certificate.spki}",
    )


@pytest.mark.slow  # the same walk as over HTTPS
def test_plain_http_on_an_address_of_the_machine(installation: Stack, chromium_path: str) -> None:
    stack = serve_at(installation, f"http://{own_address()}:{installation.port}")
    walk(stack, chromium_path, "http")
    with socket.socket() as probe:  # nothing of ours but the proxy listens there
        probe.settimeout(5)
        for port in range(installation.port + 1, installation.port + 5):
            assert probe.connect_ex((own_address(), port)) != 0
