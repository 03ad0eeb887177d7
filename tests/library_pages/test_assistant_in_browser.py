"""The assistant: masked, answered, kept in this browser for this person only."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import BrowserContext, Route, expect

from tests.gateway.vendors import Behaviour, pieces_of
from tests.library_pages.person import MODELS, Reader, look
from tests.library_pages.room import Room

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

NAME = "Hồ Thị Ví Dụ"
HELLO = f"Soạn lời nhắn hẹn bà {NAME}, điện thoại 0600 000 123, tới họp tổ."


def ask(reader: Reader, text: str) -> None:
    """Send a message and wait for its answer."""
    before = reader.page.locator(".answer").count()
    reader.page.get_by_role("textbox", name="Lời nhắn").fill(text)
    reader.page.get_by_role("button", name="Gửi", exact=True).click()
    expect(reader.page.locator('.answer [data-answer="html"]:visible')).to_have_count(before + 1)
    expect(reader.page.locator("#status")).to_have_text("Đã có câu trả lời.")


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.slow), 360])
def test_a_conversation_survives_reload_and_nobody_else_sees_it(
    room: Room, browser: Callable[..., BrowserContext], width: int
) -> None:
    context = browser(width)
    reader = Reader(room, context)
    page = reader.page
    reader.enter("assistant")
    expect(page.locator("#quota")).to_contain_text("Đã dùng 0 / ")
    page.get_by_role("textbox", name="Lời nhắn").fill(HELLO)
    expect(page.locator("#preview")).to_contain_text("[NGƯỜI_1]")
    room.vendors.behave("gan", Behaviour(say=lambda sent: pieces_of("Kính mời bà [NGƯỜI_1] tới **họp tổ**.")))
    ask(reader, HELLO)
    expect(page.locator(".answer")).to_contain_text(f"Kính mời bà {NAME} tới họp tổ.")
    assert not any(NAME in text for heard in room.vendors.heard for text in heard.texts)
    ask(reader, "Viết trang trọng hơn.")
    roles = [role for role, _ in room.vendors.heard[-1].messages]
    assert roles == ["system", "user", "assistant", "user"]
    assert not any(NAME in text for text in room.vendors.heard[-1].texts)
    expect(page.locator("#quota")).not_to_contain_text("Đã dùng 0 / ")
    look(page, "assistant-answered")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Tải Word").first.click()
    document = Document(BytesIO(Path(downloading.value.path()).read_bytes()))
    assert any(NAME in one.text for one in document.paragraphs)
    page.reload()
    expect(page.locator(".question")).to_have_count(2)
    expect(page.locator(".answer")).to_have_count(2)
    expect(page.locator(".answer").first).to_contain_text(NAME)
    other = Reader(room, context)
    other.enter("assistant")
    expect(other.page.locator("#quota")).to_be_visible()
    assert NAME not in other.page.content()
    expect(other.page.locator(".question")).to_have_count(0)
    reader.enter("assistant")
    expect(page.locator("#quota")).to_be_visible()
    expect(page.locator(".question")).to_have_count(0)
    assert reader.complaints == other.complaints == []


def test_deleting_a_conversation_asks_first_and_is_for_good(reader: Reader, room: Room) -> None:
    page = reader.page
    reader.enter("assistant")
    expect(page.locator("#quota")).to_be_visible()
    ask(reader, "Chào đồng chí.")
    page.get_by_role("button", name="Xóa hội thoại").click()
    page.get_by_role("button", name="Giữ lại").click()
    expect(page.locator(".question")).to_have_count(1)
    page.get_by_role("button", name="Xóa hội thoại").click()
    page.get_by_role("button", name="Xóa", exact=True).click()
    expect(page.locator(".question")).to_have_count(0)
    page.reload()
    expect(page.locator("#quota")).to_be_visible()
    expect(page.locator(".question")).to_have_count(0)


def test_the_level_closes_models_and_settings_go_along(reader: Reader, room: Room) -> None:
    page = reader.page
    reader.enter("assistant")
    page.locator(".how summary").click()
    expect(page.get_by_label("Ở xa: dùng thử")).to_be_disabled()
    page.get_by_label("Nội dung này là").select_option("0")
    expect(page.get_by_label("Ở xa: dùng thử")).to_be_enabled()
    page.locator("#personal summary").click()
    page.get_by_label("Gọi tôi là").fill("đồng chí Mẫu")
    page.get_by_label("Cách trả lời").fill("ngắn gọn")
    page.get_by_role("button", name="Lưu thiết lập").click()
    expect(page.locator("#personal-said")).to_contain_text("Đã lưu")
    ask(reader, "Chào.")
    assert any("ngắn gọn" in text for text in room.vendors.heard[-1].texts)
    page.reload()
    page.locator("#personal summary").click()
    expect(page.get_by_label("Cách trả lời")).to_have_value("ngắn gọn")
    look(page, "assistant-settings")


def test_who_sends_before_the_models_have_come_is_answered_once_they_have(reader: Reader, room: Room) -> None:
    held: list[Route] = []
    reader.page.route(MODELS, lambda route: held.append(route))
    with reader.page.expect_request(MODELS):
        reader.enter("assistant")
    reader.page.get_by_role("textbox", name="Lời nhắn").fill("Xin chào.")
    reader.page.get_by_role("button", name="Gửi", exact=True).click()
    expect(reader.page.get_by_text("Đang kết nối với máy chủ AI…")).to_be_visible()
    held[0].continue_()
    expect(reader.page.locator("#status")).to_have_text("Đã có câu trả lời.")
    assert len(room.vendors.of("gan")) == 1
    assert reader.complaints == []


def test_a_refusal_leaves_what_was_typed(reader: Reader, room: Room) -> None:
    page = reader.page
    reader.enter("assistant")
    expect(page.locator("#quota")).to_be_visible()
    room.vendors.behave("gan", Behaviour(status=500))
    page.get_by_role("textbox", name="Lời nhắn").fill("Câu hỏi của tôi")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("#refusal")).to_contain_text("Mô hình AI đang không trả lời được")
    expect(page.get_by_role("textbox", name="Lời nhắn")).to_have_value("Câu hỏi của tôi")
    expect(page.locator(".question")).to_have_count(0)
    page.get_by_role("textbox", name="Lời nhắn").fill("TUYỆT MẬT\nPhương án")
    expect(page.locator("#preview").get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi", exact=True)).to_be_disabled()
