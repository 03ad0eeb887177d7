"""From finding a prompt to a Word file, as a cadre does it in a browser."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import BrowserContext, Route, expect

from prompt_library.word.check import check_docx
from tests.gateway.vendors import Behaviour, pieces_of
from tests.library_pages.person import MODELS, Reader, look
from tests.library_pages.room import PREFIX, Room

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

MINUTES = "b14-bien-ban-thong-bao-ket-luan"
NEWS = "a01-tin-bai-fanpage"
NAME = "Hồ Thị Ví Dụ"
PHONE = "0600 000 123"
STORED = "JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})"
ANSWER = """# Biên bản giao ban

- Chủ trì: đồng chí [NGƯỜI_1], số [ĐIỆN_THOẠI_1].

| Việc | Hạn |
|--|--|
| Rác chợ | 25/11 |
"""


@pytest.mark.parametrize("width", [1280, 360])
def test_find_fill_see_the_masking_run_and_get_word(
    room: Room, browser: Callable[..., BrowserContext], width: int
) -> None:
    reader = Reader(room, browser(width))
    page = reader.page
    reader.enter("prompts")
    page.get_by_label("Tìm theo việc cần làm").fill("bien ban hop")
    page.get_by_role("link", name="Biên bản họp, thông báo kết luận").click()
    expect(reader.part("quota")).to_be_visible()
    assert page.url.endswith(f"{PREFIX}prompts/{MINUTES}"), page.url
    page.get_by_role("button", name="Điền ví dụ").click()
    page.get_by_label("Chủ trì, thư ký").fill(f"Chủ trì: đồng chí {NAME}, điện thoại {PHONE}, Chủ tịch")
    preview = reader.part("preview")
    expect(preview.get_by_text("[NGƯỜI_1]").first).to_be_visible()
    expect(preview.get_by_text("Số điện thoại: 1")).to_be_visible()
    assert room.vendors.heard == [], "looking at the masking sends nothing to a model"
    look(page, "form-filled")
    room.vendors.behave("gan", Behaviour(say=lambda sent: pieces_of(ANSWER)))
    reader.run_and_wait()
    shown = reader.answer("html")
    expect(shown.get_by_role("heading", name="Biên bản giao ban")).to_be_visible()
    expect(shown).to_contain_text(NAME)
    expect(shown).to_contain_text(PHONE)
    (heard,) = room.vendors.of("gan")
    assert NAME.encode() not in heard.raw
    assert not any(NAME in text or PHONE in text for text in heard.texts)
    expect(reader.answer("checks").locator("li").first).to_be_visible()
    expect(reader.answer("receipt-line")).to_contain_text("đã che")
    reader.answer("receipt").locator("summary").click()
    expect(reader.answer("sent")).to_contain_text("[NGƯỜI_1]")
    expect(reader.answer("receipt-facts")).to_contain_text("Máy chủ đặt tại Việt Nam")
    expect(reader.answer("profile")).to_have_value("bien-ban")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Tải Word").click()
    data = Path(downloading.value.path()).read_bytes()
    assert downloading.value.suggested_filename.endswith(".docx")
    text = "\n".join(
        [paragraph.text for paragraph in Document(BytesIO(data)).paragraphs]
        + [cell.text for table in Document(BytesIO(data)).tables for row in table.rows for cell in row.cells]
    )
    assert "BIÊN BẢN" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert NAME in text
    assert check_docx(data, "bien-ban") == []
    expect(reader.answer("said")).to_contain_text("Đã tải tệp")
    look(page, "form-answered")
    assert reader.complaints == []


def test_a_simulated_answer_says_so_is_edited_and_rated(reader: Reader) -> None:
    page = reader.page
    reader.enter(f"prompts/{NEWS}")
    page.get_by_role("button", name="Điền ví dụ").click()
    page.get_by_label("Sâu: việc dài").check()
    reader.run_and_wait()
    expect(reader.answer("simulated")).to_contain_text("Trả lời mô phỏng")
    expect(reader.answer("html")).not_to_contain_text("Câu trả lời mô phỏng")
    expect(reader.answer("checks").locator(".check-look")).to_have_count(0)
    page.get_by_role("button", name="Sửa", exact=True).click()
    reader.answer("edited").fill("# Tiêu đề tôi sửa\n\nĐoạn tôi viết <b>thêm</b>.")
    page.get_by_role("button", name="Sửa xong").click()
    expect(reader.answer("html").get_by_role("heading", name="Tiêu đề tôi sửa")).to_be_visible()
    expect(reader.answer("html")).to_contain_text("<b>thêm</b>")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Tải Word").click()
    assert "mo-phong" in downloading.value.suggested_filename
    document = Document(BytesIO(Path(downloading.value.path()).read_bytes()))
    assert any("Đoạn tôi viết" in one.text for one in document.paragraphs)
    page.get_by_label("4", exact=True).check()
    page.get_by_label("Góp ý").fill("Gọn, đúng việc.")
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(reader.part("rated")).to_contain_text("Cảm ơn đồng chí")
    reader.open(f"prompts/{NEWS}")
    expect(page.locator(".prompt-facts")).to_contain_text("4/5 điểm")


def test_two_models_answer_one_request(reader: Reader, room: Room) -> None:
    page = reader.page
    reader.enter(f"prompts/{NEWS}")
    page.get_by_role("button", name="Điền ví dụ").click()
    room.vendors.behave("gan", Behaviour(say=lambda sent: pieces_of("# Của mô hình gần")))
    page.get_by_label("So sánh hai mô hình").check()
    page.get_by_role("button", name="Chạy", exact=True).click()
    expect(page.locator(".answer")).to_have_count(2)
    first, second = page.locator(".answer").nth(0), page.locator(".answer").nth(1)
    expect(first.get_by_role("heading", name="Của mô hình gần")).to_be_visible()
    expect(second.locator("[data-answer=simulated]")).to_be_visible()
    expect(first.locator("[data-answer=simulated]")).to_be_hidden()
    assert len(room.vendors.heard) == 1
    look(page, "form-compared")


def test_what_is_typed_at_level_two_is_never_kept_and_elsewhere_until_signing_out(reader: Reader) -> None:
    page = reader.page
    reader.enter(f"prompts/{MINUTES}")
    page.get_by_label("Ghi chép thô").fill("Chuyện riêng của một người")
    expect(reader.part("quota")).to_be_visible()
    assert "Chuyện riêng" not in page.evaluate(STORED)
    reader.open(f"prompts/{NEWS}")
    page.locator("[data-field] textarea").first.fill("Khánh thành nhà văn hóa")
    page.reload()
    expect(page.locator("[data-field] textarea").first).to_have_value("Khánh thành nhà văn hóa")
    page.locator(".user-menu summary").click()
    page.get_by_role("link", name="Đăng xuất").click()
    expect(page).to_have_url(f"{reader.room.origin}/hub/login")
    reader.enter(f"prompts/{NEWS}")
    expect(reader.part("quota")).to_be_visible()
    expect(page.locator("[data-field] textarea").first).to_have_value("")
    assert "Khánh thành" not in page.evaluate(STORED)


def test_a_state_secret_is_refused_while_typing_and_nothing_can_be_run(reader: Reader, room: Room) -> None:
    page = reader.page
    reader.enter(f"prompts/{NEWS}")
    page.get_by_role("button", name="Điền ví dụ").click()
    page.locator("[data-field] textarea").first.fill("TỐI MẬT\nKế hoạch bảo vệ")
    expect(reader.part("preview").get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="Chạy", exact=True)).to_be_disabled()
    page.locator("[data-field] textarea").first.fill("Kế hoạch truyền thông")
    expect(page.get_by_role("button", name="Chạy", exact=True)).to_be_enabled()
    assert room.vendors.heard == []


def test_who_runs_before_the_models_have_come_is_answered_once_they_have(reader: Reader, room: Room) -> None:
    held: list[Route] = []  # a thin network: the page is there, the list of models not yet
    reader.page.route(MODELS, lambda route: held.append(route))
    with reader.page.expect_request(MODELS):
        reader.enter(f"prompts/{NEWS}")
    reader.page.get_by_role("button", name="Điền ví dụ").click()
    reader.page.get_by_role("button", name="Chạy", exact=True).click()
    expect(reader.page.get_by_text("Đang kết nối với máy chủ AI…")).to_be_visible()
    reader.page.get_by_role("button", name="Chạy", exact=True).click()  # impatient
    slow = Behaviour(say=lambda sent: pieces_of("Tin. " * 60), pause_s=0.05)
    room.vendors.behave("gan", slow)
    held[0].continue_()
    expect(reader.part("status")).to_have_text("AI đang viết…")
    expect(reader.answer("stream")).to_contain_text("Tin.")
    expect(reader.part("status")).to_have_text("AI đang viết…")
    expect(reader.answer("html")).to_be_visible()
    expect(reader.page.locator(".answer")).to_have_count(1)
    assert len(held) == 1
    assert reader.complaints == []


def test_stopping_keeps_what_was_written_and_lets_the_person_ask_again(reader: Reader, room: Room) -> None:
    page = reader.page
    reader.enter(f"prompts/{NEWS}")
    page.get_by_role("button", name="Điền ví dụ").click()
    say = Behaviour(say=lambda sent: pieces_of("Đoạn đầu tiên của tin. " * 200), pause_s=0.05)
    room.vendors.behave("gan", say)
    page.get_by_role("button", name="Chạy", exact=True).click()
    expect(reader.answer("stream")).to_contain_text("Đoạn đầu tiên")
    page.get_by_role("button", name="Dừng").click()
    expect(reader.answer("said")).to_contain_text("Đã dừng")
    expect(reader.answer("html")).to_contain_text("Đoạn đầu tiên")
    room.vendors.forget()
    room.vendors.behave("gan", Behaviour(say=lambda sent: pieces_of("# Lần hai")))
    refused: list[Route] = []  # as when the gateway has not yet seen that the first was stopped

    def busy_once(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route)
            error = {"code": "busy", "message": "Đang có một yêu cầu khác chạy."}
            route.fulfill(status=409, json={"error": error})

    page.route("**/services/ai/v1/chat/completions", busy_once)
    reader.run_and_wait()
    assert len(refused) == 1
    expect(reader.answer("html").get_by_role("heading", name="Lần hai")).to_be_visible()


def test_who_lacks_the_licence_or_the_account_reads_what_to_do(
    room: Room, browser: Callable[..., BrowserContext]
) -> None:
    learner = Reader(room, browser(), room.newcomer(licensed=False))
    learner.enter(f"prompts/{NEWS}")
    expect(learner.part("standing")).to_contain_text("cần đạt các bài về an toàn")
    expect(learner.part("standing").get_by_role("link").first).to_have_attribute(
        "href", f"{PREFIX}lessons/k2-b1"
    )
    expect(learner.page.get_by_role("button", name="Chạy", exact=True)).to_be_disabled()
    other = Reader(room, browser(360), room.newcomer(unit="19489", position="Ủy viên"))
    other.enter(f"prompts/{NEWS}")
    expect(other.part("standing")).to_contain_text("chưa được cấp tài khoản AI")
    look(other.page, "form-not-entitled")
    assert learner.complaints == other.complaints == []


def test_a_session_that_ended_keeps_what_was_typed_and_asks_to_sign_in(reader: Reader, room: Room) -> None:
    page = reader.page
    reader.enter(f"prompts/{MINUTES}")
    page.get_by_role("button", name="Điền ví dụ").click()
    expect(reader.part("preview")).to_contain_text("Họ tên người")
    room.hub.end_sessions(reader.username)
    for sessions in room.sessions:
        sessions.forget(reader.username)
    page.get_by_role("button", name="Chạy", exact=True).click()
    expect(reader.part("refusal")).to_contain_text("Đăng nhập lại ở thẻ mới")
    expect(page.get_by_label("Cuộc họp, giờ")).not_to_have_value("")
    address = reader.part("refusal").get_by_role("link").get_attribute("href")
    assert address == f"/services/ai/login?next=%2Fservices%2Fportal%2Fprompts%2F{MINUTES}"
    again = reader.context.new_page()
    reader.context.add_cookies(room.hub.sign_in_at(room.origin, reader.username))
    again.goto(room.origin + address)
    again.wait_for_url(f"**{PREFIX}prompts/{MINUTES}")
    room.vendors.behave("gan", Behaviour(say=lambda sent: pieces_of("# Sau khi đăng nhập lại")))
    page.get_by_role("button", name="Chạy", exact=True).click()
    expect(reader.answer("html")).to_contain_text("Sau khi đăng nhập lại")


def test_a_hub_that_never_lets_in_does_not_send_the_page_round_for_ever(reader: Reader, room: Room) -> None:
    page = reader.page
    reader.enter("prompts")
    before = len(room.hub.signed_in_to(reader.username))
    page.route("**/services/ai/api/v1/me", lambda route: route.fulfill(status=401, json={"error": {}}))
    reader.open(f"prompts/{NEWS}")
    expect(reader.part("refusal")).to_be_visible()
    assert room.hub.signed_in_to(reader.username)[before:] == ["service-ai"], (
        "signed in once, then asked no more"
    )


def test_masked_text_to_copy_for_another_app(reader: Reader) -> None:
    page = reader.page
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.enter(f"prompts/{MINUTES}")
    page.get_by_role("button", name="Điền ví dụ").click()
    page.get_by_role("button", name="Sao chép câu lệnh đã che").click()
    expect(reader.part("status")).to_contain_text("Đã sao chép câu lệnh")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[NGƯỜI_1]" in copied
    assert "Nguyễn Văn Mẫu" not in copied


def test_missing_fields_are_named_and_the_first_is_gone_to(reader: Reader, room: Room) -> None:
    page = reader.page
    reader.enter(f"prompts/{MINUTES}")
    expect(reader.part("quota")).to_be_visible()
    page.get_by_role("button", name="Chạy", exact=True).click()
    expect(page.get_by_text("Mời đồng chí điền mục này.").first).to_be_visible()
    expect(page.get_by_label("Cần văn bản nào")).to_be_focused()
    page.get_by_label("Cuộc họp, giờ").fill("a" * 410)
    expect(page.get_by_text("Thừa 10 ký tự, nhiều nhất 400.")).to_be_visible()
    assert room.vendors.heard == []


def test_level_three_only_chooses_and_its_page_has_no_preview(reader: Reader) -> None:
    reader.enter("prompts/e34-quy-trinh-don-thu")
    expect(reader.part("quota")).to_be_visible()
    expect(reader.part("preview-card")).to_have_count(0)
    expect(reader.page.locator("[data-field] :is(textarea, input)")).to_have_count(0)
    reader.page.get_by_role("button", name="Điền ví dụ").click()
    reader.page.get_by_label("Sâu: việc dài").check()
    reader.run_and_wait()
