"""The pages about people in Chromium, at 1280 and 360 px; they hold no script at all.

Screenshots of every page go to build/screenshots/people_pages.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser as Chromium
from playwright.async_api import ConsoleMessage, Page, Route, async_playwright, expect

from hub.auth.passwords import PasswordPool
from hub.auth.reset import issue_code
from hub.people.pages_forgot import CODES_SECRET
from hub.people.store import Person
from hub.secrets import ensure_secret
from hub.settings import Settings
from tests.auth.people import PASSWORD
from tests.english import PAGE_TEXT_JS, english_words
from tests.people.files import simple
from tests.people_pages.portal import PREFIX, Site, cookies_of
from tests.people_pages.rosters import HEADING, passwords_in
from tests.room_hub import RoomHub
from tests.served import listening

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build/screenshots/people_pages"
AXE = (ROOT / "tests/vendor/axe.min.js").read_text(encoding="utf-8")
NEW = "Sông Thạch Hãn 75"
NOT_ENGLISH = {
    "quantri",
    "lia",
    "adoi",
    "tinh",
    "giang",
    "vien",
    "hunghv",
    "csv",
    "xlsx",
    "docx",
    "xls",
    "qua",
}


@pytest.fixture
async def site(app: FastAPI, room_hub: RoomHub, staff: dict[str, Person]) -> AsyncIterator[Site]:
    """Serve the portal on a loopback port, with the Hub's own pages at the same address."""
    async with listening(room_hub.beside(app), lifespan="off") as port:
        yield Site(f"http://127.0.0.1:{port}", room_hub)


@pytest.fixture
async def chromium(chromium_path: str) -> AsyncIterator[Chromium]:
    """Open Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        await browser.close()


class Visitor:
    """One person at one window, who looks at pages."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.refused: list[str] = []  # what the Content-Security-Policy refused
        page.on("console", self._listen)

    def _listen(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.refused.append(message.text)

    async def go(self, path: str) -> None:
        """Open a page of the portal."""
        await self.page.goto(f"{self.address}{PREFIX}{path}")

    async def look(self, name: str) -> str:
        """Check the page at both widths and return its text: Vietnamese, fitting, accessible."""
        assert await self.page.evaluate("document.scripts.length") == 0, name
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        await self.page.evaluate(f"() => {{ {AXE} }}")
        for width, height in ((360, 740), (1280, 900)):
            await self.page.set_viewport_size({"width": width, "height": height})
            await self.page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
            wide = await self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} px wide on {width} px"
            found = await self.page.evaluate("axe.run(document).then((result) => result.violations)")
            assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == [], name
        text: str = await self.page.evaluate(PAGE_TEXT_JS)
        assert english_words(text, allowed=NOT_ENGLISH) == [], name
        assert self.refused == [], name
        return text


@asynccontextmanager
async def visiting(chromium: Chromium, site: Site, username: str = "") -> AsyncIterator[Visitor]:
    """Open a window, signed in as `username` or as nobody."""
    context = await chromium.new_context(locale="vi-VN", accept_downloads=True)
    if username:
        for name, value, path in cookies_of(site.hub.new_token(username)):
            await context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": path}])
    try:
        yield Visitor(await context.new_page(), site.url)
    finally:
        await context.close()


async def test_first_password(chromium: Chromium, site: Site) -> None:
    """Led to the page, a slip, a sentence, the change, on to learning."""
    async with visiting(chromium, site, "moi.nv") as visitor:
        page = visitor.page
        await visitor.go("people")
        assert "mật khẩu một lần" in await visitor.look("password-first")
        await page.get_by_label("Mật khẩu một lần trên phiếu").fill(PASSWORD)
        await page.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
        await page.get_by_label("Nhập lại mật khẩu mới").fill("Sông Thạch Hãn 57")
        await page.get_by_role("button", name="Đặt mật khẩu và bắt đầu học").click()
        await expect(page.get_by_role("alert")).to_contain_text("không giống nhau")
        await visitor.look("password-refused")
        await page.get_by_label("Mật khẩu một lần trên phiếu").fill(PASSWORD)
        await page.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
        await page.get_by_label("Nhập lại mật khẩu mới").fill(NEW)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Mọi máy khác đã được đăng xuất")
        await visitor.look("password-done")
        await visitor.go("password")
        assert "Đăng xuất khỏi mọi máy khác" in await visitor.look("password")


async def test_forgotten(
    chromium: Chromium, site: Site, app: FastAPI, settings: Settings, staff: dict[str, Person]
) -> None:
    """The administrator finds the cadre and reads a code out; the cadre types it and has a new password."""
    async with visiting(chromium, site, "quantri.lia") as admin:
        await admin.go("people")
        await admin.look("people")
        await admin.page.get_by_label("Họ tên hoặc tên đăng nhập").fill("mẫu")
        await admin.page.get_by_role("button", name="Tìm").click()
        await admin.page.get_by_role(
            "button", name="Cấp mã đặt lại mật khẩu cho Nguyễn Văn Mẫu (mau.nv)"
        ).click()
        await admin.look("reset-code")
        code = await admin.page.locator(".reference").inner_text()
        await admin.go("people")
        await admin.look("people-record")
    async with visiting(chromium, site) as cadre:
        page = cadre.page
        await cadre.go("forgot")
        await cadre.look("forgot")
        for typed in ("1234 5678", code):
            await page.get_by_label("Tên đăng nhập").fill("mau.nv")
            await page.get_by_label("Mã đặt lại mật khẩu").fill(typed)
            await page.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
            await page.get_by_label("Nhập lại mật khẩu mới").fill(NEW)
            await page.get_by_role("button", name="Đặt mật khẩu mới").click()
            if typed != code:
                await expect(page.get_by_role("alert")).to_contain_text("mã không đúng")
                await cadre.look("forgot-refused")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Đã đặt mật khẩu mới")
        await cadre.look("forgot-done")
    key = ensure_secret(settings.secrets_dir, CODES_SECRET)
    async with app.state.db.begin() as conn:
        for name in ("mau.nt", "moi.nv"):
            await issue_code(conn, staff["quantri.lia"], staff[name], key=key, now=datetime.now(UTC))
    async with visiting(chromium, site, "quantri.tinh") as province:
        await province.go("people")
        await province.look("people-province")
        await province.page.get_by_label("Đơn vị").select_option(label="Xã Lìa")
        await province.page.get_by_role("button", name="Tìm").click()
        await province.look("people-of-a-unit")


@pytest.fixture
def slow_passwords(passwords: PasswordPool, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Hashing stops after seven passwords until the event is set."""
    go_on, made, original = threading.Event(), [], passwords.hash_waiting

    def slow(password: str) -> str:
        made.append(password)
        if len(made) > 7:
            assert go_on.wait(60)
        return original(password)

    monkeypatch.setattr(passwords, "hash_waiting", slow)
    return go_on


async def test_roster(
    chromium: Chromium, site: Site, slow_passwords: threading.Event, tmp_path: Path
) -> None:
    """A file with errors, the corrected file, progress, the account sheets."""
    rows = [(n, f"Hoàng Văn Thí {chr(64 + n)}", "Xã Lìa", "Ủy viên", "", "") for n in range(1, 15)]
    known = [
        (15, "Nguyễn Văn Mẫu", "Xã A Dơi", "Ủy viên", "", "mau.nv"),
        (16, "Nguyễn Thị Mậu", "Xã Lìa", "Phó Chủ tịch", "giảng viên", "mau.nt"),
        (17, "Ngô Văn Mới", "Xã Lìa", "Ủy viên", "", "moi.nv"),
    ]
    wrong = [(18, "Nguyễn Văn Sai", "Xã Không Có Thật", "", "", ""), (19, "Mẫu", "Xã Lìa", "", "chủ hộ", "")]
    total = [("Tổng cộng", "17 người", "", "", "", "")]
    bad, good = tmp_path / "danh sách lỗi.xlsx", tmp_path / "danh sách tháng 11.xlsx"
    bad.write_bytes(simple(*rows, *wrong, heading=HEADING))
    good.write_bytes(simple(*rows, *known, *total, heading=HEADING))
    async with visiting(chromium, site, "quantri.tinh") as visitor:
        page = visitor.page
        await visitor.go("roster")
        await visitor.look("roster")
        await page.get_by_label("Tệp danh sách").set_input_files(bad)
        await page.get_by_role("button", name="Xem trước").click()
        await expect(page.get_by_role("alert")).to_contain_text("còn 3 lỗi", timeout=15_000)
        await visitor.look("roster-errors")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Tải tệp lỗi (.xlsx)").click()
        assert (await download.value).suggested_filename == "danh sách lỗi - lỗi.xlsx"
        await page.get_by_role("link", name="Tải tệp khác lên").click()
        await page.get_by_label("Tệp danh sách").set_input_files(good)
        await page.get_by_role("button", name="Xem trước").click()
        await page.get_by_role("button", name="Nhập 16 thay đổi vào hệ thống").wait_for(timeout=15_000)
        await visitor.look("roster-preview")
        # The page comes again every two seconds; held still while it is looked at.
        await page.route("**/roster/*", _without_refresh)
        await page.get_by_role("button", name="Nhập 16 thay đổi vào hệ thống").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Đang nhập danh sách")
        assert "trên 14 người mới" in await visitor.look("roster-progress")
        await page.unroute("**/roster/*")
        await page.get_by_role("link", name="Xem ngay").click()
        slow_passwords.set()
        # No script and no click: the page moves on by itself.
        await expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhập danh sách", timeout=20_000)
        await visitor.look("roster-done")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Tải phiếu tài khoản (.docx)").click()
        sheets = await (await download.value).path()
        assert len(passwords_in(Path(sheets).read_bytes())) == 14
        await page.get_by_role("button", name="Đã in xong, xóa khỏi hệ thống").click()
        await page.wait_for_url("**/roster")
        await page.get_by_label("Tệp danh sách").set_input_files(ROOT / "hub/web/static/icons/icon-192.png")
        await page.get_by_role("button", name="Xem trước").click()
        await expect(page.get_by_role("alert")).to_contain_text("không phải bảng tính", timeout=15_000)
        await visitor.look("roster-refused")


async def _without_refresh(route: Route) -> None:
    answer = await route.fetch(max_redirects=0)
    headers = {name: value for name, value in answer.headers.items() if name != "refresh"}
    await route.fulfill(response=answer, headers=headers)
