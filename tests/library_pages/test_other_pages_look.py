"""The pages of proposing and reviewing: fitting, accessible, Vietnamese."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.library_pages.person import Reader, look
from tests.library_pages.room import Room

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]


@pytest.mark.parametrize("width", [1280, 360])
def test_proposing_and_reviewing(room: Room, browser: Callable[..., BrowserContext], width: int) -> None:
    author = Reader(room, browser(width))
    page = author.page
    author.enter("proposals/new")
    look(page, "proposal-new")
    base = room.library.prompts["g48-thu-cam-on"]
    author.open(f"prompts/{base.id}/propose")
    look(page, "proposal-change")
    page.get_by_label("Dùng để làm gì").fill(f"{base.description} Thêm một ý, khổ {width}.")
    page.get_by_label("Vì sao nên sửa").fill("Cho rõ hơn.")
    page.get_by_role("button", name="Gửi đề xuất").click()
    expect(page.get_by_text("Cho rõ hơn.").first).to_be_visible()
    look(page, "proposals")
    chief = Reader(room, browser(width), room.newcomer(role="province_admin"))
    chief.enter("prompt-review")
    look(chief.page, "review")
    chief.page.get_by_role("link", name=base.title).first.click()
    expect(chief.page.locator(".diff-new")).to_have_count(1)
    look(chief.page, "versions", code="description displayname elif else endif inputs name")
    assert author.complaints == chief.complaints == []


def test_every_form_fits_a_phone_and_is_vietnamese(
    room: Room, browser: Callable[..., BrowserContext]
) -> None:
    reader = Reader(room, browser(320))
    reader.enter("prompts")
    for prompt in room.library.prompts.values():
        reader.open(f"prompts/{prompt.id}")
        if prompt.kind == "prompt":
            expect(reader.part("quota")).to_be_visible()
            reader.page.get_by_role("button", name="Điền ví dụ").click()
        wide = reader.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{prompt.id} is {wide} px wide"
    assert reader.complaints == []


def test_every_sample_answer_is_shown_passes_its_checks_and_goes_to_word(
    room: Room, browser: Callable[..., BrowserContext]
) -> None:
    reader = Reader(room, browser())
    reader.enter("prompts")
    wrong: list[str] = []
    for prompt in room.library.prompts.values():
        if prompt.kind != "prompt":
            continue
        reader.open(f"prompts/{prompt.id}")
        expect(reader.part("quota")).to_be_visible()
        reader.page.get_by_role("button", name="Điền ví dụ").click()
        reader.page.get_by_label("Sâu: việc dài").check()
        reader.page.get_by_role("button", name="Chạy", exact=True).click()
        expect(reader.answer("html").or_(reader.part("refusal")).filter(visible=True).first).to_be_visible()
        if reader.part("refusal").is_visible():
            wrong.append(f"{prompt.id}: {reader.part('refusal').inner_text()}")
            continue
        looks = reader.answer("checks").locator(".check-look").all_inner_texts()
        wrong += [f"{prompt.id}: {look}" for look in looks]
        with reader.page.expect_download():
            reader.page.get_by_role("button", name="Tải Word").click()
    assert wrong == []
