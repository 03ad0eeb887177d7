"""A session that ends in the middle of a lesson: answers wait, and are sent after signing in again."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from tests.answers import lessons, right_answer, right_answers
from tests.browsing import PASSWORD, give_password, sign_in, window
from tests.fill import answer_question
from tests.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.timeout(300)]

LESSON = lessons()["k2-b3"]


def test_answers_wait_for_the_person_to_sign_in_again(stack: Stack, browser: Browser) -> None:
    name = stack.add_people(1, prefix=f"s{uuid4().hex[:6]}")[0]
    give_password(stack, name)
    with window(browser, 360) as context:
        page = context.new_page()
        sign_in(page, stack, name)
        page.goto(f"{stack.portal}lessons/{LESSON.id}")
        first, *others = LESSON.questions
        answer_question(page, first, right_answer(first))
        expect(page.locator("#save-state")).to_have_text("Đã lưu")
        context.clear_cookies()  # signed out in another window, or the day is over
        for question in others:
            answer_question(page, question, right_answer(question))
        expect(page.locator("#bar-note")).to_contain_text("Phiên đã hết")
        saved = stack.sql(
            "SELECT count(*) FROM exercises.answers a JOIN hub.people p ON p.id = a.person_id"
            " WHERE p.username = %s",
            name,
        )
        assert saved == [(1,)], "nobody's answers are saved without a session"
        page.locator("#bar-note").get_by_role("link", name="Đăng nhập lại").click()
        page.get_by_label("Tên đăng nhập").fill(name)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(f"{stack.portal}lessons/{LESSON.id}**")  # back where they were
        expect(page.get_by_text("chưa gửi")).to_have_count(0)
        expect(page.locator("#progress-count")).to_have_text(
            f"{len(LESSON.questions)}/{len(LESSON.questions)} câu"
        )
        page.get_by_role("button", name="Nộp bài").click()
        expect(page.locator("#result-body")).to_contain_text("đã đạt bài này")
    frozen = stack.sql(
        "SELECT s.answers FROM grading.submissions s JOIN hub.people p ON p.id = s.person_id"
        " WHERE p.username = %s",
        name,
    )
    assert frozen == [(right_answers(LESSON.id),)]
