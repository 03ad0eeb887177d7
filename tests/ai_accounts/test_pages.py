"""The administration of AI in the portal: who sees what, what a form changes, and how the pages look."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from playwright.async_api import async_playwright
from sqlalchemy import func, select

from hub.db import Database
from hub.people.counting import ZONE
from hub.people.store import Person
from hub.settings import Settings
from prompt_library import licences
from prompt_library.accounts.entitlement import entitlement
from prompt_library.accounts.models import approvals
from prompt_library.accounts.pages_models import cards
from prompt_library.accounts.quotas import TokenUsage, quota_of, reserve, settle
from prompt_library.accounts.tables import grants, model_decisions, quota_limits
from prompt_library.accounts.usage import record
from tests.ai_accounts.conftest import LIMITS, now_utc
from tests.ai_accounts.room import Catalogue, look, make_portal
from tests.ai_accounts.test_usage import ONE
from tests.auth.people import A_DOI, LIA, OFFICE, add_person
from tests.conftest import PostgresServer
from tests.people_pages.portal import PREFIX, Browser, Site
from tests.people_pages.portal import location as address_of
from tests.people_pages.test_people_in_browser import visiting
from tests.room_hub import RoomHub
from tests.served import listening

pytestmark = pytest.mark.postgres
Open = Callable[[str], Browser]
PAGES = ("ai/accounts", "ai/limits", "ai/models", "ai/usage", "ai/usage.csv")


@pytest.fixture
async def app(
    tmp_path: Path, room_hub: RoomHub, postgres_server: PostgresServer, filled_url: str
) -> AsyncIterator[FastAPI]:
    """Return the running portal over a database of its own."""
    url = postgres_server.create(template=filled_url.split("@/")[1].split("?")[0])
    settings = Settings(
        data=tmp_path / "data", port=room_hub.port - 2, ai_person_tokens=1000, ai_unit_tokens=2500
    )
    app = make_portal(settings, url, room_hub)
    async with app.router.lifespan_context(app):
        yield app
    postgres_server.drop(url)


@pytest.fixture
def db(app: FastAPI) -> Database:
    """Return the portal's database."""
    db: Database = app.state.db
    return db


@pytest.fixture
async def people(db: Database) -> dict[str, Person]:
    """Add people of two communes and the province, with licences, tokens used and rows of the log."""
    rows = [
        ("tinh", "Phạm Thị Tỉnh", OFFICE, "province_admin", "Phó Chánh Văn phòng"),
        ("giang", "Đỗ Văn Giảng", OFFICE, "trainer", "Chuyên viên"),
        ("lia", "Lê Thị Quản", LIA, "commune_admin", "Phó Chủ tịch Ủy ban MTTQ Việt Nam xã"),
        ("mau", "Nguyễn Văn Mẫu", LIA, "cadre", "Công chức"),
        ("thu", "Hồ Thị Thử", LIA, "cadre", "Chủ tịch Ủy ban MTTQ Việt Nam xã"),
        ("adoi", "Hồ Văn Trị", A_DOI, "commune_admin", "Công chức"),
    ]
    found = {
        username: await add_person(db, username, name=name, unit=unit, role=role, position=position)
        for username, name, unit, role, position in rows
    }
    now = now_utc()
    async with db.begin() as conn:
        await licences.ensure_lessons(
            conn,
            [
                licences.LicenceLesson("k2-b1", "Dữ liệu cá nhân"),
                licences.LicenceLesson("k2-b2", "An toàn khi dùng AI"),
            ],
        )
        await licences.note_passes(conn, found["mau"].id, ["k2-b1"])
        await licences.grant(conn, found["thu"].id, "Đạt đủ các bài", now)
        for name in ("thu", "tinh"):
            held = await reserve(conn, found[name], 500, lab=False, now=now, defaults=LIMITS)
            await settle(conn, held, TokenUsage(400, 200), now)
        await record(conn, found["thu"], ONE, now)
        await record(conn, found["thu"], replace(ONE, status="upstream_failed", cost_vnd=None), now)
        await record(conn, found["tinh"], replace(ONE, masked={}, cost_vnd=Decimal(1500)), now)
        await record(conn, found["tinh"], ONE, now - timedelta(days=40))
    return found


@pytest.fixture
async def browse(app: FastAPI, people: dict[str, Person], room_hub: RoomHub) -> AsyncIterator[Open]:
    """Return what opens a browser signed in as somebody."""
    opened: list[Browser] = []

    def open_browser(username: str) -> Browser:
        opened.append(Browser(app, room_hub, username=username))
        return opened[-1]

    yield open_browser
    for browser in opened:
        await browser.client.aclose()


def location(answer: httpx.Response) -> str:
    """Return where a redirect leads, below the portal."""
    return address_of(answer).removeprefix(PREFIX)


def text_of(page: httpx.Response) -> str:
    """Return the page's text, white space squeezed."""
    assert page.status_code == 200, page.text
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())


def row_of(page: httpx.Response, name: str) -> str:
    """Return the text of the first row of a table that names `name`."""
    assert page.status_code == 200, page.text
    rows = re.findall(r"<tr>.*?</tr>", page.text, re.DOTALL)
    return next(" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows if name in row)


async def test_who_sees_which_page(browse: Open) -> None:
    """Cadres and trainers see none; a commune its own, without the models and without forms."""
    expected = {
        "tinh": dict.fromkeys(PAGES, 200),
        "lia": dict.fromkeys(PAGES, 200) | {"ai/models": 403},
        "mau": dict.fromkeys(PAGES, 403),
        "giang": dict.fromkeys(PAGES, 403),
    }
    for username, pages in expected.items():
        browser = browse(username)
        for path, status in pages.items():
            assert (await browser.get(path)).status_code == status, (username, path)
    own = browse("lia")
    for path in ("ai/accounts", f"ai/accounts?unit={A_DOI}", f"ai/limits?unit={A_DOI}", "ai/usage"):
        page = await own.get(path)
        assert "A Dơi" not in page.text
        assert "Hồ Văn Trị" not in page.text
        assert 'method="post"' not in page.text
    assert OFFICE not in (await own.get("ai/usage.csv")).text


async def test_only_the_province_changes_anything(
    browse: Open, people: dict[str, Person], db: Database
) -> None:
    mau = people["mau"].id
    forms = [
        (f"ai/accounts/{mau}/grant", {"reason": "x"}),
        (f"ai/accounts/{mau}/revoke", {"reason": "x"}),
        (f"ai/limits/people/{mau}", {"tokens": "5"}),
        (f"ai/limits/units/{LIA}", {"tokens": "5"}),
        ("ai/models", {"model": "tinh/nho", "decision": "approve", "document": "1/QĐ"}),
    ]
    token = {}
    for username in ("lia", "tinh"):
        page = await browse(username).get("ai/accounts")
        found = re.search(r'<meta name="csrf-token" content="([^"]+)"', page.text)
        assert found
        token[username] = found[1]
    for path, fields in forms:
        refused = await browse("lia").post(path, {"csrf_token": token["lia"], **fields})
        assert refused.status_code == 403
        forged = await browse("tinh").post(path, {"csrf_token": token["lia"], **fields})
        assert forged.status_code == 403
    async with db.begin() as conn:
        for table in (grants, quota_limits, model_decisions):
            assert await conn.scalar(select(func.count()).select_from(table)) == 0


async def test_giving_and_taking_back_an_account(
    browse: Open, people: dict[str, Person], db: Database
) -> None:
    browser, mau = browse("tinh"), people["mau"]
    first = await browser.get("ai/accounts")
    assert "Mời đồng chí chọn một đơn vị" in text_of(first)
    page = await browser.get("ai/accounts", params={"q": "mau"})
    assert row_of(page, "Nguyễn Văn Mẫu").startswith(
        "Nguyễn Văn Mẫu Xã Lìa Công chức Chưa có Thiếu 1 bài K2-B2 Cấp tài khoản"
    )
    sent = await browser.send(
        f"ai/accounts?unit={LIA}", f"ai/accounts/{mau.id}/grant", unit=LIA, reason="Phụ trách <b>CĐS</b>"
    )
    page = await browser.get(location(sent))
    assert "Đã cấp tài khoản AI cho đồng chí Nguyễn Văn Mẫu" in text_of(page)
    assert "quản trị tỉnh cấp: Phụ trách &lt;b&gt;CĐS&lt;/b&gt;" in page.text
    assert "Phạm Thị Tỉnh" in text_of(page)
    async with db.begin() as conn:
        assert (await entitlement(conn, mau)).entitled
    again = await browser.send("ai/accounts?q=mau", f"ai/accounts/{mau.id}/grant", reason="lần nữa")
    assert again.status_code == 409
    sent = await browser.send("ai/accounts?q=mau", f"ai/accounts/{mau.id}/revoke", q="mau", reason="thôi")
    page = await browser.get(location(sent))
    assert "không còn tài khoản AI do quản trị cấp" in text_of(page)
    async with db.begin() as conn:
        assert not (await entitlement(conn, mau)).entitled
    for reason in ("", "  ", "x" * 301):
        refused = await browser.send("ai/accounts?q=mau", f"ai/accounts/{mau.id}/grant", reason=reason)
        assert refused.status_code == 422
    nobody = await browser.send("ai/accounts?q=mau", "ai/accounts/99999999/grant", reason="x")
    assert nobody.status_code == 404


async def test_the_list_by_state(browse: Open) -> None:
    browser = browse("lia")
    page = await browser.get("ai/accounts")
    assert "Dùng được AI 1/3 Có tài khoản, thiếu bài 1/3 Chưa có tài khoản 1/3" in text_of(page)
    assert "Chủ tịch, Phó Chủ tịch cấp xã Đủ từ" in row_of(page, "Hồ Thị Thử")
    names = {"ready": "Hồ Thị Thử", "lessons": "Lê Thị Quản", "none": "Nguyễn Văn Mẫu"}
    for show, name in names.items():
        page = await browser.get("ai/accounts", params={"show": show})
        assert [n for n in names.values() if f'<th scope="row">{n}' in page.text] == [name]
    assert "Không có ai hợp" in text_of(await browser.get("ai/accounts", params={"q": "không ai"}))
    assert (await browser.get("ai/accounts", params={"q": "a\0%_\\", "show": "x"})).status_code == 200


async def test_limits_and_what_is_used(browse: Open, people: dict[str, Person], db: Database) -> None:
    browser, thu = browse("tinh"), people["thu"]
    page = await browser.get("ai/limits")
    assert row_of(page, "Xã Lìa") == "Xã Lìa 600 2.500 24%"
    page = await browser.get(f"ai/limits?unit={LIA}")
    assert "Đã dùng 600 trong 2.500 token" in text_of(page)
    assert row_of(page, "Hồ Thị Thử").startswith("Hồ Thị Thử 600 1.000 60%")
    sent = await browser.send(f"ai/limits?unit={LIA}", f"ai/limits/people/{thu.id}", tokens="2.000")
    assert row_of(await browser.get(location(sent)), "Hồ Thị Thử").startswith(
        "Hồ Thị Thử Hạn mức riêng 600 2.000 30%"
    )
    await browser.send(f"ai/limits?unit={LIA}", f"ai/limits/units/{LIA}", tokens="6 000")
    async with db.begin() as conn:
        shown = await quota_of(conn, thu, now_utc(), defaults=LIMITS)
    assert (shown.limit, shown.unit_limit) == (2000, 6000)
    await browser.send(f"ai/limits?unit={LIA}", f"ai/limits/people/{thu.id}", tokens="")
    async with db.begin() as conn:
        assert (await quota_of(conn, thu, now_utc(), defaults=LIMITS)).limit == 1000
    for typed in ("nhiều", "-5", "1" * 13, "2000000000"):
        refused = await browser.send(f"ai/limits?unit={LIA}", f"ai/limits/people/{thu.id}", tokens=typed)
        assert refused.status_code == 422, typed
    assert (await browser.send("ai/limits?unit=19489", "ai/limits/units/0", tokens="5")).status_code == 404


async def test_deciding_on_models(browse: Open, people: dict[str, Person], db: Database) -> None:
    browser = browse("tinh")
    page = text_of(await browser.get("ai/models"))
    assert "Nhà cung cấp ngừng mô hình này sau ngày" in page
    assert "còn 30 ngày" in page
    assert page.count("Chưa phê duyệt") == 2
    far = {"model": "xa/lon", "document": "12/QĐ-MTTQ-BTT"}
    for decision in ("approve", "dossier"):
        location(await browser.send("ai/models", "ai/models", decision=decision, **far))
    async with db.begin() as conn:
        found = (await approvals(conn))["xa/lon"]
    assert found.approved is not None
    assert found.dossier is not None
    assert (found.approved.document, found.approved.by) == ("12/QĐ-MTTQ-BTT", people["tinh"].id)
    page = text_of(await browser.get("ai/models"))
    assert "Ở nước ngoài, đã có hồ sơ" in page
    assert "12/QĐ-MTTQ-BTT, Phạm Thị Tỉnh ghi ngày" in page
    for decision in ("withdraw", "no_dossier"):
        location(await browser.send("ai/models", "ai/models", decision=decision, **far))
    page = text_of(await browser.get("ai/models"))
    assert "Thôi phê duyệt Mô hình lớn ở xa 12/QĐ-MTTQ-BTT" in page
    assert page.count("Chưa phê duyệt") == 2
    bad = [
        ({"model": "la", "decision": "approve", "document": "1/QĐ"}, 404),
        ({"model": "xa/lon", "decision": "la", "document": "1/QĐ"}, 422),
        ({"model": "xa/lon", "decision": "approve", "document": " "}, 422),
    ]
    for fields, status in bad:
        assert (await browser.send("ai/models", "ai/models", **fields)).status_code == status


@pytest.mark.parametrize(("soon", "warned"), [(60, False), (59, True), (0, True), (-1, True)])
def test_a_model_that_ends_soon_comes_first(soon: int, warned: bool) -> None:
    shown = cards(Catalogue(soon).models(), {}, now_utc().astimezone(ZONE).date())
    far = next(card for card in shown if card.model.id == "xa/lon")
    assert (far.days_left, far.warn, shown[0] is far) == (soon, warned, warned)


async def test_use_by_unit_as_page_and_file(browse: Open) -> None:
    browser = browse("tinh")
    page = await browser.get("ai/usage")
    assert row_of(page, "Xã Lìa") == "Xã Lìa 2 1 1 6 240 160 12"
    assert row_of(page, "Cộng 2 đơn vị") == "Cộng 2 đơn vị 3 2 1 6 360 240 1.512"
    months = re.findall(r'<option value="([\d-]+)"', page.text)
    assert len(months) == 12
    before = [
        month for month in months[1:3] if "Cộng" not in (await browser.get(f"ai/usage?month={month}")).text
    ]
    assert before  # another month shows other rows
    answer = await browser.get("ai/usage.csv", params={"month": months[0]})
    assert answer.headers["content-disposition"] == f'attachment; filename="dung-ai-{months[0]}.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Đơn vị"] for row in rows] == [
        name for name in re.findall(r'<th scope="row">([^<]+)</th>', page.text) if "Cộng" not in name
    ]
    lia = next(row for row in rows if row["Mã đơn vị"] == LIA)
    assert (lia["Số yêu cầu"], lia["Số chỗ dữ liệu cá nhân đã che"], lia["Chi phí (đồng)"]) == (
        "2",
        "6",
        "12",
    )
    assert (await browser.get("ai/usage", params={"month": "nhiều"})).status_code == 200


@pytest.mark.browser
async def test_the_pages_at_both_widths(
    app: FastAPI, people: dict[str, Person], browse: Open, room_hub: RoomHub, chromium_path: str
) -> None:
    """No script, nothing wider than the window, axe clean, Vietnamese; screenshots for people to look at."""
    admin = browse("tinh")
    await admin.send(
        "ai/accounts?q=mau", f"ai/accounts/{people['mau'].id}/grant", reason="Phụ trách chuyển đổi số"
    )
    for decision in ("approve", "dossier"):
        fields = {"model": "xa/lon", "decision": decision, "document": "12/QĐ-MTTQ-BTT"}
        await admin.send("ai/models", "ai/models", **fields)
    async with listening(app, lifespan="off") as port, async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-background-networking"]
        )
        async with visiting(chromium, Site(f"http://127.0.0.1:{port}", room_hub), "tinh") as visitor:
            for path, name in (
                (f"ai/accounts?unit={LIA}&changed={people['mau'].id}", "ai-accounts"),
                (f"ai/limits?unit={LIA}", "ai-limits-unit"),
                ("ai/models", "ai-models"),
                ("ai/usage", "ai-usage"),
            ):
                await visitor.go(path)
                await look(visitor.page, name)
                assert visitor.refused == [], name
            await visitor.go("ai/limits")
            assert "Xã Lìa" in await visitor.page.inner_text("main")
        await chromium.close()
