"""The library while typing: found at once, filtered, kept, and without the network."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from prompt_library.library.search import Index
from tests.library_pages.person import Reader, look
from tests.library_pages.room import Room

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

CARDS = ".prompt-card:not([hidden])"
IDS = f"Array.from(document.querySelectorAll('{CARDS}')).filter((one) => one.checkVisibility())"
QUERIES = ["bao cao thang", "giấy mời", "KNTC", "GSPB", "bien ban hpo", "thư cảm ơn", "1"]


def shown(reader: Reader) -> list[str]:
    """Return the ids of the cards that are seen, in their order."""
    found: list[str] = reader.page.evaluate(f"{IDS}.map((one) => one.dataset.id)")
    return found


@pytest.mark.parametrize("width", [1280, pytest.param(360, marks=pytest.mark.slow)])
def test_the_library_looks_right(room: Room, browser: Callable[..., BrowserContext], width: int) -> None:
    reader = Reader(room, browser(width))
    reader.enter("prompts")
    expect(reader.page.locator("#find-button")).to_be_hidden()
    look(reader.page, "list", whole=width > 600)
    reader.page.get_by_label("Tìm theo việc cần làm").fill("kntc")
    expect(reader.page.locator("#found")).to_have_text(re.compile(r"Có [1-9] câu lệnh\."))
    look(reader.page, "list-searched")
    assert reader.complaints == []


def test_typing_finds_what_the_server_finds_in_the_same_order(reader: Reader, room: Room) -> None:
    index = Index(room.library.prompts.values())
    reader.enter("prompts")
    for query in QUERIES:
        reader.page.get_by_label("Tìm theo việc cần làm").fill(query)
        assert shown(reader) == [hit.id for hit in index.search(query, limit=20)], query
    reader.page.get_by_label("Tìm theo việc cần làm").fill("zzzz qqqq")
    assert shown(reader) == []
    expect(reader.page.locator("#found")).to_contain_text("Không tìm thấy")
    reader.page.get_by_label("Tìm theo việc cần làm").fill("")
    assert shown(reader) == sorted(room.library.prompts)


def test_filters_stay_with_the_page_and_need_no_network(reader: Reader, room: Room) -> None:
    page = reader.page
    reader.enter("prompts")
    page.get_by_label("Nhóm việc").select_option("D")
    assert shown(reader) == sorted(one.id for one in room.library.prompts.values() if one.group == "D")
    page.get_by_label("Mức nhạy cảm").select_option("2")
    wanted = [one.id for one in room.library.prompts.values() if (one.group, one.level) == ("D", 2)]
    assert shown(reader) == sorted(wanted)
    page.reload()
    assert shown(reader) == sorted(wanted)
    page.get_by_label("Nhóm việc").select_option("")
    page.get_by_label("Mức nhạy cảm").select_option("")
    reader.context.set_offline(True)
    page.get_by_label("Tìm theo việc cần làm").fill("giay moi")
    assert shown(reader)[0] == "c19-giay-moi"
    page.locator(f"{CARDS} form button").first.click()
    expect(page.locator("#found")).to_contain_text("Chưa đổi được mục hay dùng")


def test_favourites_are_kept_and_filtered(reader: Reader) -> None:
    page = reader.page
    reader.enter("prompts")
    star = page.locator('[data-id="c19-giay-moi"] form button')
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Chỉ mục hay dùng").check()
    assert shown(reader) == ["c19-giay-moi"]
    reader.open("prompts?mine=1")
    assert shown(reader) == ["c19-giay-moi"]
    page.locator('[data-id="c19-giay-moi"] form button').click()
    expect(page.locator('[data-id="c19-giay-moi"]')).to_be_hidden()


def test_what_the_server_found_without_a_script_stays_when_the_script_comes(reader: Reader) -> None:
    reader.enter("prompts?q=giay+moi&level=1")
    first = shown(reader)
    assert first[0] == "c19-giay-moi"
    expect(reader.page.get_by_label("Tìm theo việc cần làm")).to_have_value("giay moi")
    reader.page.get_by_label("Tìm theo việc cần làm").fill("")
    assert len(shown(reader)) > len(first)


def test_a_card_says_what_to_do_instead(room: Room, browser: Callable[..., BrowserContext]) -> None:
    reader = Reader(room, browser(360))
    reader.enter("prompts/e34-don-khieu-nai-to-cao")
    page = reader.page
    expect(page.get_by_text("Không đưa việc này lên bất kỳ công cụ AI nào.")).to_be_visible()
    look(page, "card")
    assert page.locator("textarea, form [type=text]").count() == 0
    page.get_by_role("link", name="Quy trình xử lý đơn thư").click()
    expect(page.locator("h1")).to_have_text(room.library.prompts["e34-quy-trinh-don-thu"].title)
    assert reader.complaints == []
