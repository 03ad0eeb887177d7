"""Browsers that can do less: no service worker, no randomUUID, no database of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.courses_pages.conftest import PLAIN_HOST
from tests.courses_pages.learner import Learner
from tests.courses_pages.room import Portal

pytestmark = [pytest.mark.browser, pytest.mark.postgres]


def test_plain_http_from_elsewhere_works_and_says_what_it_cannot(
    open_browser: Callable[..., BrowserContext], portal: Portal
) -> None:
    learner = Learner(portal, open_browser(), host=PLAIN_HOST)
    learner.sign_in("lessons/k2-b3")
    learner.wait_for_lesson()
    page = learner.page
    assert page.evaluate("[isSecureContext, typeof crypto.randomUUID, 'caches' in window]") == [
        False,
        "undefined",
        False,
    ]
    told = page.locator("#no-offline")
    expect(told).to_contain_text("Trang này không mở lại được lúc mất mạng.")
    learner.context.set_offline(True)
    learner.answer_rightly("k2-b3")
    expect(learner.saved).to_have_text("Chờ mạng – 9 câu chưa gửi")
    learner.context.set_offline(False)
    learner.expect_saved()
    learner.submit()
    learner.expect_result("Đạt")
    page.get_by_role("button", name="Đã rõ").click()
    learner.open_lesson("k2-b4")
    expect(told).to_be_hidden()  # said once
    page.locator(".user-menu summary").click()
    page.get_by_role("link", name="Đăng xuất").click()
    page.wait_for_url("**/hub/login")
    assert learner.complaints == []


def test_a_browser_without_a_database_holds_answers_while_the_page_is_open(
    open_browser: Callable[..., BrowserContext], portal: Portal
) -> None:
    learner = Learner(portal, open_browser())
    learner.context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    learner.sign_in("lessons/k2-b3")
    learner.wait_for_lesson()
    note = learner.page.locator("#bar-note")
    expect(note).to_contain_text("Trình duyệt này không giữ được câu trả lời khi đóng trang.")
    learner.context.set_offline(True)
    learner.answer_rightly("k2-b3", "q1")
    learner.choose("q1", 0)
    learner.choose("q1", 1)
    expect(learner.saved).to_have_text("Chờ mạng – 9 câu chưa gửi")
    expect(note).to_contain_text("Đồng chí để nguyên trang này")
    learner.submit()
    expect(learner.page.locator("#submit-text")).to_contain_text("Đồng chí để nguyên trang này.")
    learner.context.set_offline(False)
    learner.expect_result("Đạt")
    assert len(portal.submissions_of(learner.username)) == 1
    assert learner.complaints == []
