"""Upload, preview and confirm a roster as a browser without JavaScript does, and read what comes back."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Sequence
from typing import Any

import httpx
from docx import Document
from sqlalchemy import func, select

from hub.db import Database
from hub.people.tables import people
from tests.people.files import simple
from tests.people_pages.portal import PREFIX, Browser, field_of, location

HEADING = ("STT", "Họ và tên", "Đơn vị", "Chức vụ", "Vai trò", "Tên đăng nhập")
TWO = (
    (1, "Hoàng Văn Thí", "Xã Lìa", "Chủ tịch", "", ""),
    (2, "Hoàng Thị Nghiệm", "Xã Lìa", "Phó Chủ tịch", "", ""),
)


def roster(*rows: Sequence[Any], heading: Sequence[str] = HEADING) -> bytes:
    return simple(*(rows or TWO), heading=heading)


async def upload(browser: Browser, data: bytes, name: str = "danh sách xã Lìa.xlsx") -> httpx.Response:
    """Send the file by the page's form; the answer is not followed."""
    token = field_of(await browser.get("roster"), "csrf_token")
    return await browser.client.post("roster", data={"csrf_token": token}, files={"file": (name, data)})


async def look(browser: Browser, answer: httpx.Response) -> httpx.Response:
    """Follow to the preview, as often as the page says that it is still working."""
    path = location(answer).removeprefix(PREFIX)
    for _ in range(60):
        page = await browser.get(path)
        if page.status_code != 200 or "refresh" not in page.headers:
            return page
        await asyncio.sleep(0.2)
    raise AssertionError("the page works for ever")


async def confirm(browser: Browser, preview: httpx.Response, **changed: str) -> httpx.Response:
    """Press the button of the preview."""
    path = preview.request.url.path.removeprefix(PREFIX)
    fields = {name: field_of(preview, name) for name in ("csrf_token", "digest")}
    return await browser.post(f"{path}/apply", fields | changed)


async def import_all(browser: Browser, data: bytes) -> httpx.Response:
    """Upload, preview, confirm; return the page of the result."""
    preview = await look(browser, await upload(browser, data))
    assert "thay đổi vào hệ thống" in preview.text, preview.text
    return await look(browser, await confirm(browser, preview))


def figures(page: httpx.Response) -> dict[str, int]:
    """Return the counts at the top of a preview or result."""
    pairs = re.findall(r"<dt>([^<]+)</dt>\s*<dd>\s*(\d+)\s*</dd>", page.text)
    return {label: int(number) for label, number in pairs}


async def count(db: Database) -> int:
    async with db.begin() as conn:
        return int(await conn.scalar(select(func.count()).select_from(people)) or 0)


def passwords_in(document: bytes) -> dict[str, str]:
    """Return the one-time password by username, read from the account sheets as a person reads them."""
    found = {}
    for table in Document(io.BytesIO(document)).tables:
        for cell in {id(cell._tc): cell for row in table.rows for cell in row.cells}.values():
            text = "\n".join(p.text for p in _paragraphs(cell))
            username = re.search(r"^([a-z]+\.[a-z]+\d*)$", text, re.MULTILINE)
            password = re.search(r"^([b-z2-9]{10})$", text, re.MULTILINE)
            if username and password:
                found[username[1]] = password[1]
    return found


def _paragraphs(cell: Any) -> Any:
    yield from cell.paragraphs
    for table in cell.tables:
        for row in table.rows:
            for inner in row.cells:
                yield from _paragraphs(inner)
