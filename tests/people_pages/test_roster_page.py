"""The page /roster: upload, preview, write all or nothing, account sheets for an hour."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from hub.auth.passwords import PasswordPool
from hub.auth.signin import sign_in
from hub.db import Database
from hub.people.tables import accounts, people
from hub.settings import Settings
from tests.people_pages.conftest import Open
from tests.people_pages.portal import PREFIX, field_of, location
from tests.people_pages.rosters import (
    TWO,
    confirm,
    count,
    figures,
    look,
    passwords_in,
    roster,
    upload,
)

# -- the whole way -------------------------------------------------------------------------------


async def test_import(browse: Open, db: Database, passwords: PasswordPool) -> None:
    """Preview, confirm, result, account sheets: the printed password opens the account, once."""
    browser, before = browse("quantri.lia"), await count(db)
    preview = await look(browser, await upload(browser, roster()))
    assert figures(preview) == {
        "Người mới": 2, "Đổi thông tin": 0, "Chuyển đơn vị": 0, "Không đổi": 0, "Lỗi": 0
    }  # fmt: skip
    assert "Hoàng Thị Nghiệm" in preview.text
    assert "Có trong hệ thống, không có trong tệp (5)" in preview.text
    assert await count(db) == before
    done = await look(browser, await confirm(browser, preview))
    assert "đã được ghi vào hệ thống" in done.text
    assert figures(done) == {"Người mới": 2, "Đổi thông tin": 0, "Chuyển đơn vị": 0, "Không đổi": 0}
    assert await count(db) == before + 2
    path = done.request.url.path.removeprefix(PREFIX)
    sheets = await browser.get(f"{path}/sheets.docx")
    assert sheets.headers["content-disposition"].startswith('attachment; filename="phieu-tai-khoan.docx"')
    assert sheets.headers["cache-control"] == "no-store"
    printed = passwords_in(sheets.content)
    assert set(printed) == {"thi.hv", "nghiem.ht"}
    now = datetime.now(UTC)
    signed_in = await sign_in(
        db, passwords, username="thi.hv", password=printed["thi.hv"], address="::1", now=now
    )
    assert signed_in is not None
    async with db.begin() as conn:
        must = (await conn.scalars(
            select(accounts.c.must_change).where(accounts.c.person_id == signed_in.person_id)
        )).all()  # fmt: skip
    assert must == [True]


async def test_twice_is_once(browse: Open, db: Database) -> None:
    """Confirming twice, by two clicks or by coming back, writes once; so does the same file later."""
    browser = browse("quantri.lia")
    preview = await look(browser, await upload(browser, roster()))
    answers = await asyncio.gather(*(confirm(browser, preview) for _ in range(3)))
    assert len({location(answer) for answer in answers}) == 1
    done = await look(browser, answers[0])
    after = await count(db)
    again = await look(browser, await confirm(browser, preview))
    assert figures(again) == figures(done)
    assert await count(db) == after
    second = await look(browser, await upload(browser, roster()))
    assert figures(second)["Không đổi"] == 2
    assert "không cần nhập" in second.text
    assert 'name="digest"' not in second.text


async def test_change_and_move(browse: Open, db: Database) -> None:
    """The province moves somebody to another commune and changes a position; the preview names both."""
    browser = browse("quantri.tinh")
    file = roster(
        (1, "Nguyễn Văn Mẫu", "Xã A Dơi", "Ủy viên", "", "mau.nv"),
        (2, "Nguyễn Thị Mậu", "Xã Lìa", "Chủ tịch", "giảng viên", "mau.nt"),
    )
    preview = await look(browser, await upload(browser, file))
    assert figures(preview) == {
        "Người mới": 0, "Đổi thông tin": 1, "Chuyển đơn vị": 1, "Không đổi": 0, "Lỗi": 0
    }  # fmt: skip
    text = " ".join(preview.text.split())
    assert "Đơn vị: Xã Lìa → <strong>Xã A Dơi</strong>" in text
    assert "Vai trò: cán bộ → <strong>giảng viên</strong>" in text
    done = await look(browser, await confirm(browser, preview))
    assert "Phiếu tài khoản" not in done.text
    async with db.begin() as conn:
        rows = (await conn.execute(
            select(people.c.username, people.c.unit_code, people.c.role)
            .where(people.c.username.in_(["mau.nv", "mau.nt"])).order_by(people.c.username)
        )).all()  # fmt: skip
    assert [tuple(row) for row in rows] == [("mau.nt", "19489", "trainer"), ("mau.nv", "19483", "cadre")]


async def test_a_row_is_wrong(browse: Open, db: Database) -> None:
    """Nothing is written while a row is wrong; the errors come as sentences and as a sheet to correct."""
    browser, before = browse("quantri.lia"), await count(db)
    file = roster(
        *TWO, (3, "Nguyễn Văn Sai", "Xã Không Có Thật", "", "", ""), (4, "Mẫu", "Xã Lìa", "", "", "")
    )
    preview = await look(browser, await upload(browser, file))
    assert figures(preview)["Lỗi"] == 2
    assert 'name="digest"' not in preview.text
    assert "Dòng 4, cột “Đơn vị” (cột C)" in preview.text.replace("Trang “Danh sách”, dòng", "Dòng")
    path = preview.request.url.path.removeprefix(PREFIX)
    sheet = await browser.get(f"{path}/errors.xlsx")
    disposition = sheet.headers["content-disposition"]
    assert "danh%20s%C3%A1ch%20x%C3%A3%20L%C3%ACa%20-%20l%E1%BB%97i.xlsx" in disposition
    table = load_workbook(io.BytesIO(sheet.content)).worksheets[0]
    assert [cell.value for cell in table[1]][-1] == "Lỗi"
    assert [bool(row[-1].value) for row in table.iter_rows(min_row=2)] == [False, False, True, True]
    # Somebody who sends the form all the same changes nothing.
    token = field_of(await browser.get("roster"), "csrf_token")
    answer = await browser.post(f"{path}/apply", {"csrf_token": token, "digest": "0" * 64})
    assert location(answer) == f"{PREFIX}{path}"
    assert await count(db) == before


# -- rights --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "rows", "errors"),
    [
        ("quantri.lia", TWO, 0),
        ("quantri.lia", [(1, "Hoàng Văn Thí", "Xã A Dơi", "", "", "")], 1),
        ("quantri.lia", [(1, "Trần Thị Thử", "Xã Lìa", "Ủy viên", "", "thu.tt")], 1),  # of another unit
        ("quantri.lia", [(1, "Hoàng Văn Thí", "Xã Lìa", "", "quản trị đơn vị", "")], 1),
        ("quantri.lia", [(1, "Nguyễn Văn Mẫu", "Xã Lìa", "Ủy viên", "quản trị tỉnh", "mau.nv")], 1),
        ("quantri.tinh", [(1, "Hoàng Văn Thí", "Xã A Dơi", "", "quản trị đơn vị", "")], 0),
    ],
)
async def test_rights_over_rows(browse: Open, username: str, rows: Any, errors: int) -> None:
    """A commune's administrator imports people of the commune only and gives nobody a role."""
    browser = browse(username)
    preview = await look(browser, await upload(browser, roster(*rows)))
    assert figures(preview)["Lỗi"] == errors


@pytest.mark.parametrize("username", ["mau.nv", "giang.vien"])
async def test_others_may_not(browse: Open, username: str, settings: Settings) -> None:
    """Neither a cadre nor a trainer sees the page or leaves a file behind."""
    browser = browse(username)
    assert (await browser.get("roster")).status_code == 403
    token = field_of(await browser.get("password"), "csrf_token")
    files = {"file": ("a.xlsx", roster())}
    assert (await browser.client.post("roster", data={"csrf_token": token}, files=files)).status_code == 403
    assert not list((settings.data / "roster").glob("*"))


async def test_an_upload_belongs_to_its_uploader(browse: Open, db: Database) -> None:
    """Another administrator, even of the province, sees of an upload and its sheets nothing."""
    mine, other = browse("quantri.lia"), browse("quantri.tinh", "phien-khac")
    before = await count(db)
    preview = await look(mine, await upload(mine, roster()))
    path = preview.request.url.path.removeprefix(PREFIX)
    for part in ("", "/errors.xlsx", "/sheets.docx"):
        assert (await other.get(path + part)).status_code == 404
    token = field_of(await other.get("roster"), "csrf_token")
    for part in ("/apply", "/delete"):
        fields = {"csrf_token": token, "digest": field_of(preview, "digest")}
        assert (await other.post(path + part, fields)).status_code == 404
    assert await count(db) == before
    done = await look(mine, await confirm(mine, preview))
    assert "Tải phiếu tài khoản" in done.text
    assert (await other.get(f"{path}/sheets.docx")).status_code == 404
    assert (await browse().get(f"{path}/sheets.docx")).status_code == 302


@pytest.mark.parametrize("path", ["roster/khong-co", "roster/..%2f..%2fsecrets", f"roster/{'0' * 32}"])
async def test_a_forged_address(browse: Open, path: str) -> None:
    """An address that is no upload is not found."""
    for part in ("", "/sheets.docx", "/errors.xlsx"):
        assert (await browse("quantri.tinh").get(path + part)).status_code == 404


async def test_writes_need_the_csrf_token(browse: Open, db: Database, settings: Settings) -> None:
    """Another site can neither upload, confirm nor delete."""
    browser, before = browse("quantri.lia"), await count(db)
    answer = await browser.client.post("roster", files={"file": ("a.xlsx", roster())})
    assert answer.status_code == 403
    assert not list((settings.data / "roster").glob("*"))
    preview = await look(browser, await upload(browser, roster()))
    path = preview.request.url.path.removeprefix(PREFIX)
    digest = field_of(preview, "digest")
    assert (await browser.post(f"{path}/apply", {"digest": digest})).status_code == 403
    assert (await browser.post(f"{path}/delete", {})).status_code == 403
    assert await count(db) == before
    assert (await browser.get(path)).status_code == 200


# -- bad files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "status", "says"),
    [
        ("anh.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200), 422, "không phải bảng tính"),
        ("trong.xlsx", b"", 422, "Tệp trống"),
        ("hong.xlsx", roster()[:800], 422, "bị hỏng"),
        ("cu.xls", b"\xd0\xcf\x11\xe0" + bytes(600), 422, "kiểu cũ"),
        ("thu.csv", "Kính gửi đồng chí,\nmời họp\n".encode(), 422, "Không tìm thấy dòng tiêu đề"),
        ("<img src=x>.xlsx", b"%PDF-1.7", 422, "không phải bảng tính"),
    ],
)
async def test_not_a_roster(
    browse: Open, settings: Settings, name: str, data: bytes, status: int, says: str
) -> None:
    """A file that is no roster gets a sentence on the page where another can be chosen."""
    browser = browse("quantri.lia")
    page = await look(browser, await upload(browser, data, name))
    assert page.status_code == status
    assert says in page.text
    assert "<img src=x>" not in page.text
    assert 'type="file"' in page.text
    assert not list((settings.data / "roster").glob("*"))


async def test_no_file_chosen(browse: Open) -> None:
    """The button without a file says what is missing."""
    browser = browse("quantri.lia")
    token = field_of(await browser.get("roster"), "csrf_token")
    for sent in (
        await browser.client.post("roster", data={"csrf_token": token}, files={"file": ("", b"")}),
        await browser.post("roster", {"csrf_token": token, "file": "chữ"}),
    ):
        assert sent.status_code == 422
        assert "chưa chọn tệp" in sent.text


async def test_too_large(browse: Open, settings: Settings) -> None:
    """More than the limit is refused before it is read."""
    answer = await browse("quantri.lia").client.post(
        "roster", files={"file": ("to.xlsx", bytes(settings.max_upload_mib * 2**20))}
    )
    assert answer.status_code == 413
    assert "quá lớn (tối đa 8 MB)" in answer.text
