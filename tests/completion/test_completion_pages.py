"""The page of a target: what it says, filters and order without a script, frozen periods, phones, axe."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from courses.targets import Target, load_targets
from grading.completion import Completion, UnitRow
from grading.pages import Choice, choice_of, chosen_rows
from hub.people.units import Unit
from tests.completion.conftest import LoadedDemo
from tests.completion.portal import PREFIX, make_portal
from tests.room_hub import RoomHub
from tests.served import Served, listening

T1, T2, T3 = load_targets().targets
AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")


def _completion() -> Completion:
    rows = [
        UnitRow(0, 0, Unit("T-VP", "Văn phòng", "tinh")),
        UnitRow(3, 3, Unit("1", "Phường Đông Hà", "phuong")),
        UnitRow(1, 4, Unit("2", "Phường Đồng Hới", "phuong")),
        UnitRow(2, 4, Unit("3", "Xã Đông Trạch", "xa")),
    ]
    return Completion(T1, tuple(rows), "quy tắc")


@pytest.mark.parametrize(
    ("choice", "codes"),
    [
        ({}, ["T-VP", "1", "2", "3"]),
        ({"q": "dong"}, ["1", "2", "3"]),
        ({"q": "ĐÔNG"}, ["1", "3"]),  # typed with marks, so Đồng Hới is not meant
        ({"q": "đông hơi"}, ["2"]),  # marks that fit no unit are not insisted on
        ({"q": "  ha  "}, ["1"]),
        ({"q": "không có"}, []),
        ({"kind": "phuong"}, ["1", "2"]),
        ({"open": "1"}, ["2", "3"]),  # where nobody counts there is nothing to reach
        ({"sort": "share"}, ["2", "3", "1", "T-VP"]),
        ({"sort": "-share"}, ["1", "3", "2", "T-VP"]),
        ({"kind": "phuong", "open": "1", "q": "dong"}, ["2"]),
        ({"kind": "huyen", "sort": "'; --"}, ["T-VP", "1", "2", "3"]),
    ],
)
def test_filters_and_order(choice: dict[str, str], codes: list[str]) -> None:
    assert [row.unit.code for row in chosen_rows(_completion(), choice_of(**choice))] == codes


def test_a_choice_survives_its_own_address() -> None:
    choice = Choice("T2", "2026-10", "Đông & Hà", "xa", True, "-share")
    assert choice_of(**{name: value for name, (value,) in parse_qs(choice.query()).items()}) == choice
    assert Choice().query() == "target=T1"
    assert Choice(q="a", open=True).query(q="", open=False) == "target=T1"


@pytest.fixture(scope="module")
def portal(demo: LoadedDemo, tmp_path_factory: pytest.TempPathFactory, room_hub: RoomHub) -> FastAPI:
    """The pages over the demonstration."""
    return make_portal(demo.url, room_hub, tmp_path_factory.mktemp("portal"))


@pytest.fixture
async def client(portal: FastAPI, room_hub: RoomHub) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without scripts, signed in as the province's administrator."""
    headers = {"Authorization": f"token {room_hub.token('quan-tri-tinh')}", "Accept": "text/html"}
    async with (
        portal.router.lifespan_context(portal),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(portal), base_url=f"http://thu{PREFIX}", headers=headers
        ) as client,
    ):
        yield client


def _text(answer: httpx.Response) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


@pytest.mark.parametrize("target", [T1, T2, T3], ids=lambda target: target.id)
async def test_the_page_quotes_the_plan_and_names_the_rule(client: httpx.AsyncClient, target: Target) -> None:
    text = _text(await client.get(f"completion?target={target.id}"))
    assert f"“{target.sentence}”" in text
    assert load_targets().rule(target) in text
    assert ("hoàn thành bù, duy trì" in text) is (target.year == 2025)
    assert ("Đề án không nêu năm" in text) is (target.year is None)
    assert "Số liệu lúc" in text


async def test_a_frozen_period_shows_its_own_figures(client: httpx.AsyncClient) -> None:
    shares = []
    for period in ("2026-09", "2026-10", "2026-11"):
        text = _text(await client.get(f"completion?target=T1&period={period}"))
        assert f"Kỳ báo cáo tháng {int(period[-2:])}/2026" in text
        assert f"đến hết ngày 14/{period[-2:]}/2026, đã chốt ngày 15/{period[-2:]}/2026" in text
        found = re.search(r"Số người (\d+)/(\d+)", text)
        assert found is not None
        shares.append(int(found[1]) / int(found[2]))
        assert "completion/T1/" not in text  # who was missing then was not kept
    assert shares == sorted(shares)
    assert len(set(shares)) == 3


async def test_everything_works_as_a_plain_form_under_the_strict_policy(client: httpx.AsyncClient) -> None:
    page = await client.get("completion?target=T1&kind=phuong&q=dong+ha&sort=share")
    assert page.text.count('<th scope="row">') == 3  # Đông Hà, Nam Đông Hà, total
    for path in ("completion?target=T1", "completion/T1/19333"):
        html = (await client.get(path)).text
        assert "<style" not in html
        assert " style=" not in html
        assert re.search(r"<script(?![^>]*\bsrc=)", html) is None
        assert re.search(r"\son[a-z]+=", html) is None
    download = await client.get("completion.csv?target=T1&kind=phuong&q=dong+ha&sort=share")
    assert len(download.content.decode("utf-8-sig").splitlines()) == 4
    assert "Chỉ gồm các đơn vị: tên có “dong ha”, phường." in download.content.decode()
    assert download.headers["content-disposition"].startswith('attachment; filename="ket-qua-T1-')


async def test_the_missing_are_named_with_the_lessons_they_lack(client: httpx.AsyncClient) -> None:
    answer = await client.get("completion/T1/19333")
    row = re.search(r"Hồ Văn Ví Dụ</th>(.*?)</tr>", answer.text, re.S)
    assert row is not None
    assert re.findall(r"<li>\s*(.*?)\s*</li>", row[1], re.S) == ["K2-B3 Bí mật nhà nước và AI"]
    assert "Hồ Văn Ví Dụ" not in (await client.get("completion/T3/19333")).text
    csv = (await client.get("completion/T1/19333/missing.csv")).content.decode("utf-8-sig")
    assert "K2-B3 Bí mật nhà nước và AI" in csv


# -- in a real browser ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(portal: FastAPI) -> Iterator[str]:
    """The pages on a loopback port."""

    class Pages(Served):
        @asynccontextmanager
        async def serving(self) -> AsyncIterator[None]:
            async with listening(portal) as self.port:
                yield

    pages = Pages().start()
    yield f"http://127.0.0.1:{pages.port}{PREFIX}"
    pages.stop()


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, address: str, room_hub: RoomHub) -> Iterator[Callable[..., Page]]:
    """Return what opens the page in a window of a width, as somebody; all are closed after the test."""
    opened: list[BrowserContext] = []

    def open_one(width: int, *, who: str = "quan-tri-tinh", script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            extra_http_headers={"Authorization": f"token {room_hub.token(who)}"},
            java_script_enabled=script,
            bypass_csp=True,  # for axe, which the test adds to the page
        )
        opened.append(context)
        page = context.new_page()
        page.goto(f"{address}completion")
        return page

    yield open_one
    for context in opened:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("quan-tri-tinh", "completion?target=T2"),
        ("quan-tri-tinh", "completion?target=T1&period=2026-10&open=1"),
        ("quan-tri-tinh", "completion?q=khong+co"),
        ("quan-tri-xa", "completion"),
        ("quan-tri-xa", "completion/T1/19333"),
    ],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    open_page: Callable[..., Page], address: str, who: str, path: str, width: int
) -> None:
    page = open_page(width, who=who)
    page.goto(address + path)
    page.add_script_tag(content=AXE)
    violations = page.evaluate(
        "async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))])"
    )
    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_filtering_and_drilling_down_without_javascript(open_page: Callable[..., Page]) -> None:
    page = open_page(360, script=False)
    page.get_by_label("Tên đơn vị").fill("phuong dong ha")
    page.get_by_role("button", name="Xem").click()
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("link", name="Phường Đông Hà", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Phường Đông Hà: ai còn thiếu chỉ tiêu T1"
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải danh sách Excel (.xlsx)").click()
    assert download.value.suggested_filename.startswith("con-thieu-T1-19333-")
