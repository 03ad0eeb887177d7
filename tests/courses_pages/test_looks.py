"""The pages as a person sees them: fitting at every width, in Vietnamese, accessible, with screenshots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.courses_pages.learner import Learner
from tests.courses_pages.room import ROOT, Portal
from tests.english import PAGE_TEXT_JS, english_words

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

AXE = ROOT / "tests/vendor/axe.min.js"
SCREENSHOTS = ROOT / "build/screenshots/courses_pages"
# Words of the lessons' own subject, and how the platform's name is written.
FOREIGN = {"deepfake", "chatbot", "openai", "facebook", "messenger", "prompt"}


def look(page: Page, name: str, width: int, *, whole: bool = True) -> None:
    """Check the open page and keep a screenshot `build/screenshots/courses_pages/<name>-<width>.png`.

    On the narrowest screen only whether it fits: what it says and means is the same as at 360 px.
    """
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=whole)
    wide, there = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= there, f"{name} is {wide} px wide on {there} px"
    if width < 360:
        return
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert violations(page) == []
    assert english_words(str(page.evaluate(PAGE_TEXT_JS)), allowed=FOREIGN) == []
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })")


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and its best practices on the open page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run(document).then((result) => result.violations)")
    return [f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes']][:3]}" for one in found]


@pytest.mark.parametrize(
    "width", [360, *(pytest.param(width, marks=pytest.mark.slow) for width in (1280, 320))]
)
def test_every_state_of_the_pages(
    open_browser: Callable[..., BrowserContext], portal: Portal, width: int
) -> None:
    learner = Learner(portal, open_browser(viewport={"width": width, "height": 900 if width > 600 else 740}))
    page = learner.page
    learner.sign_in()
    expect(page.locator(".next-up-title")).to_be_visible()
    look(page, "home-new", width)
    learner.open_lesson("k2-b3")
    look(page, "lesson-new", width)
    learner.answer_rightly("k2-b3", "q1", "q5", "q9")
    learner.choose("q1", 2)
    learner.expect_saved()
    learner.open_lesson("k2-b3")
    expect(page.get_by_role("link", name="Tiếp tục từ câu 5")).to_be_visible()
    look(page, "lesson-resume", width, whole=False)
    learner.open()
    look(page, "home-midway", width)
    learner.open_lesson("k2-b3")
    learner.context.set_offline(True)
    learner.choose("q5", 2)
    expect(learner.saved).to_have_text("Chờ mạng – 1 câu chưa gửi")
    page.locator("#cau-5").scroll_into_view_if_needed()
    look(page, "lesson-offline", width, whole=False)
    learner.submit()
    page.locator("#ask").scroll_into_view_if_needed()
    look(page, "lesson-ask", width, whole=False)
    page.get_by_role("button", name="Vẫn nộp bài").click()
    expect(page.locator("#submit-text")).to_contain_text("Bài tự nộp khi có mạng lại.")
    page.locator("#submit-card").scroll_into_view_if_needed()
    look(page, "lesson-waiting", width, whole=False)
    learner.context.set_offline(False)
    learner.expect_result("Lần nộp này chưa đạt")
    look(page, "result-failed", width, whole=False)
    page.locator("#cau-1").scroll_into_view_if_needed()
    look(page, "result-question", width, whole=False)
    page.get_by_role("button", name="Làm lại").click()
    learner.answer_rightly("k2-b3")
    learner.submit()
    learner.expect_result("Đạt")
    look(page, "result-passed", width, whole=False)
    portal.end_sessions(learner.username)
    page.get_by_role("button", name="Làm lại").click()
    learner.choose("q1", 0)
    expect(page.locator("#bar-note")).to_contain_text("Phiên đã hết")
    look(page, "lesson-signed-out", width, whole=False)
    learner.sign_in()
    expect(page.get_by_text("Đã gửi xong các câu trả lời còn chờ.")).to_be_visible()
    look(page, "home-one-passed", width)
    learner.wait_for_worker()
    learner.context.set_offline(True)
    learner.open("lessons/k2-b5")
    expect(page.locator("h1")).to_have_text("Đang mất mạng")
    look(page, "offline", width)
    assert learner.complaints == []


def test_a_newer_version_and_a_kept_answer_of_somebody_leaving(learner: Learner, portal: Portal) -> None:
    page = learner.page
    learner.open_lesson("k2-b5")
    learner.choose("q1", 0)
    learner.expect_saved()
    read = portal.lessons["k2-b5"]
    try:
        portal.publish(portal.edited("k2-b5", "minutes: 12", "minutes: 13"))
        learner.open_lesson("k2-b5")
        expect(page.locator("#newer")).to_be_visible()
        look(page, "lesson-newer", 1280, whole=False)
        learner.context.set_offline(True)
        learner.choose("q1", 1)
        page.locator(".user-menu summary").click()
        page.get_by_role("link", name="Đăng xuất").click()
        expect(page.get_by_text("Còn 1 câu trả lời chưa gửi")).to_be_visible()
        look(page, "sign-out-ask", 1280, whole=False)
        page.get_by_role("button", name="Ở lại trang").click()
        learner.context.set_offline(False)
        learner.expect_saved()
    finally:
        portal.publish(read)
