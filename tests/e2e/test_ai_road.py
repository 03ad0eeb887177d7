"""AI on the running platform: a prompt from search to Word file, and the same gateway for a program."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import openai
import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.demo_people import LEARNER, PROVINCE_ADMIN
from tests.browsing import WIDTHS, chromium, shoot, sign_in, window
from tests.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.timeout(600)]

NAME, PHONE = "Nguyễn Thị Ví Dụ", "0600 000 123"


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with chromium(chromium_path) as running:
        yield running


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    with window(browser, request.param) as context:
        yield context.new_page()


def test_from_the_search_to_the_word_file(demo_stack: Stack, page: Page) -> None:
    sign_in(page, demo_stack, PROVINCE_ADMIN.username, PROVINCE_ADMIN.password)
    page.goto(f"{demo_stack.portal}prompts")
    page.get_by_label("Tìm theo việc cần làm").fill("bien ban hop")
    shoot(page, "ai-search")
    page.get_by_role("link", name="Biên bản").first.click()
    expect(page.get_by_text("Chưa được Ủy ban MTTQ tỉnh phê duyệt").first).to_be_visible()
    page.get_by_role("button", name="Điền ví dụ").click()
    notes = page.locator("textarea").first
    notes.fill(f"{notes.input_value()}\n{NAME}, số điện thoại {PHONE}, xin góp ý.")
    expect(page.get_by_text("[ĐIỆN_THOẠI_1]").first).to_be_visible(timeout=15_000)
    shoot(page, "ai-masked")
    page.get_by_role("button", name="Chạy", exact=True).click()
    word = page.get_by_role("button", name="Tải Word")
    expect(word).to_be_enabled(timeout=60_000)
    expect(page.get_by_text("mô phỏng").first).to_be_visible()
    shoot(page, "ai-answer")
    with page.expect_download() as waiting:
        word.click()
    data = waiting.value.path().read_bytes()
    paper = docx.Document(io.BytesIO(data))
    heading = "\n".join(cell.text for table in paper.tables[:1] for row in table.rows for cell in row.cells)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in heading
    assert "TỈNH QUẢNG TRỊ" in heading
    assert waiting.value.suggested_filename.endswith(".docx")


def test_the_openai_sdk_with_a_hub_token(demo_stack: Stack) -> None:
    token = demo_stack.token(PROVINCE_ADMIN.username)
    with openai.OpenAI(base_url=f"{demo_stack.url}/services/ai/v1", api_key=token, max_retries=0) as client:
        assert {"nhanh", "sau"} <= {model.id for model in client.models.list()}
        asked = f"Viết một câu cảm ơn gửi bà {NAME}, số điện thoại {PHONE}."
        whole = client.chat.completions.create(model="nhanh", messages=[{"role": "user", "content": asked}])
        receipt = whole.model_extra["mttq"]["receipt"]  # type: ignore[index]
        assert NAME not in receipt["sent"]
        assert PHONE not in receipt["sent"]
        pieces = client.chat.completions.create(
            model="nhanh", messages=[{"role": "user", "content": asked}], stream=True
        )
        assert "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices)
        with pytest.raises(openai.APIStatusError) as refused:
            client.chat.completions.create(
                model="nhanh", messages=[{"role": "user", "content": "TỐI MẬT\nBáo cáo tình hình"}]
            )
        assert refused.value.code == "state_secret"
    token = demo_stack.token(LEARNER.username)
    with openai.OpenAI(base_url=f"{demo_stack.url}/services/ai/v1", api_key=token, max_retries=0) as client:
        with pytest.raises(openai.PermissionDeniedError) as caught:
            client.chat.completions.create(model="nhanh", messages=[{"role": "user", "content": "Chào"}])
        assert caught.value.code in {"not_entitled", "no_licence"}
