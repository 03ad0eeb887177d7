"""The network goes away and comes back: nothing is lost, nothing is somebody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.answers import right_answers
from tests.courses_pages.learner import Learner
from tests.courses_pages.room import Portal

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["office", "phone"])
def test_ten_answers_without_the_network_arrive_in_order(
    open_browser: Callable[..., BrowserContext], portal: Portal, screen: dict[str, object]
) -> None:
    learner = Learner(portal, open_browser(**screen))
    learner.sign_in("lessons/k2-b3")
    learner.wait_for_lesson()
    learner.context.set_offline(True)
    given = [*right_answers("k2-b3").items(), ("q1", "b")]
    learner.answer("q1", "c")
    expect(learner.saved).to_have_text("Chờ mạng – 1 câu chưa gửi")
    for question, value in given[1:]:
        learner.answer(question, value)
    expect(learner.saved).to_have_text("Chờ mạng – 9 câu chưa gửi")
    expect(learner.page.locator("#bar-note")).to_contain_text("tự gửi khi có mạng lại")
    assert portal.answers_of(learner.username) == []
    learner.context.set_offline(False)
    learner.expect_saved()
    arrived = [(question, value) for _, question, value in portal.answers_of(learner.username)]
    assert arrived == [("q1", "c"), *given[1:]]
    assert learner.waiting() == []
    learner.submit()
    learner.expect_result("Đạt")
    assert learner.complaints == []


def test_a_portal_that_does_not_answer_is_asked_again(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    portal.wire.cut()
    learner.choose("q1", 1)
    expect(learner.saved).to_have_text("Chờ mạng – 1 câu chưa gửi")
    expect(learner.page.locator("#bar-note")).to_contain_text("Máy chủ chưa trả lời.")
    learner.choose("q2", 3)
    expect(learner.saved).to_have_text("Chờ mạng – 2 câu chưa gửi")
    portal.wire.mend()
    learner.expect_saved()
    expect(learner.page.locator("#bar-note")).to_be_hidden()
    assert [answer[1:] for answer in portal.answers_of(learner.username)] == [("q1", "b"), ("q2", "d")]


def test_an_answer_whose_receipt_got_lost_is_in_the_log_once(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    portal.wire.lose_answer_to.append("POST /services/portal/api/v1/answers")
    learner.choose("q1", 0)
    learner.choose("q1", 1)
    learner.expect_saved()
    assert portal.wire.lose_answer_to == []
    assert [answer[1:] for answer in portal.answers_of(learner.username)] == [("q1", "a"), ("q1", "b")]


def test_an_opened_lesson_opens_again_without_the_network(learner: Learner, portal: Portal) -> None:
    learner.wait_for_worker()
    learner.open_lesson()
    learner.wait_for_worker()
    learner.choose("q1", 1)
    learner.expect_saved()
    learner.context.set_offline(True)
    learner.choose("q2", 3)
    expect(learner.saved).to_have_text("Chờ mạng – 1 câu chưa gửi")
    learner.page.reload()
    learner.wait_for_lesson()
    expect(learner.question("q1").locator("input").nth(1)).to_be_checked()  # saved after the page was kept
    expect(learner.question("q2").locator("input").nth(3)).to_be_checked()  # still waiting
    expect(learner.saved).to_have_text("Chờ mạng – 1 câu chưa gửi")
    learner.page.get_by_role("link", name="Danh sách bài học").click()
    expect(learner.page.get_by_role("link", name="Bí mật nhà nước và AI")).to_be_visible()
    expect(learner.page.locator("#offline-banner")).to_be_visible()
    learner.page.get_by_role("link", name="Năm mức nhạy cảm 0–4").click()
    expect(learner.page.locator("h1")).to_have_text("Đang mất mạng")
    learner.context.set_offline(False)
    learner.page.get_by_role("link", name="Thử lại").click()
    expect(learner.page.locator("h1")).to_have_text("Năm mức nhạy cảm 0–4")
    learner.expect_saved()  # what waited for another lesson went out from here
    assert learner.waiting() == []
    assert [answer[1:] for answer in portal.answers_of(learner.username)] == [("q1", "b"), ("q2", "d")]


def test_a_press_without_the_network_goes_out_when_it_is_back(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    learner.wait_for_worker()
    learner.context.set_offline(True)
    learner.answer_rightly("k2-b3")
    learner.submit()
    expect(learner.page.locator("#submit-text")).to_contain_text("Bài tự nộp khi có mạng lại.")
    learner.page.get_by_role("button", name="Chưa nộp vội, làm tiếp").click()
    learner.choose("q1", 0)
    learner.submit()
    expect(learner.page.locator("#submit-text")).to_contain_text("Bài tự nộp khi có mạng lại.")
    learner.context.set_offline(False)
    learner.expect_result("Lần nộp này chưa đạt")
    (submission,) = portal.submissions_of(learner.username)
    assert submission.answers == right_answers("k2-b3") | {"q1": "a"}


def test_a_press_outlives_the_page_and_is_one_attempt(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    learner.answer_rightly("k2-b3")
    learner.expect_saved()
    learner.context.set_offline(True)
    learner.submit()
    expect(learner.page.locator("#submit-text")).to_contain_text("Bài tự nộp khi có mạng lại.")
    learner.page.close()
    learner.context.set_offline(False)
    learner.page = learner.new_page()
    learner.open()
    expect(learner.page.get_by_text("nay đã nộp xong")).to_be_visible()
    learner.page.get_by_role("link", name="Xem kết quả").click()
    learner.expect_result("Đạt")
    assert len(portal.submissions_of(learner.username)) == 1


def test_a_press_is_taken_up_by_the_same_page(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    learner.wait_for_worker()
    learner.context.set_offline(True)
    learner.answer_rightly("k2-b3")
    learner.submit()
    expect(learner.page.locator("#submit-text")).to_contain_text("Bài tự nộp khi có mạng lại.")
    learner.page.reload()
    learner.wait_for_lesson()
    expect(learner.page.locator("#submit-text")).to_contain_text("Bài tự nộp khi có mạng lại.")
    learner.context.set_offline(False)
    learner.expect_result("Đạt")
    assert len(portal.submissions_of(learner.username)) == 1


def test_a_slow_network_shows_the_kept_page_after_four_seconds(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    learner.wait_for_worker()
    portal.wire.delay_s = 8
    learner.page.reload(wait_until="commit")
    learner.wait_for_lesson()
    portal.wire.delay_s = 0


def test_a_session_that_ended_keeps_the_answers_for_after_signing_in(
    learner: Learner, portal: Portal
) -> None:
    learner.open_lesson()
    learner.answer_rightly("k2-b3", "q8", "q9")
    learner.expect_saved()
    portal.end_sessions(learner.username)
    learner.answer("q8", right_answers("k2-b3")["q8"])
    note = learner.page.locator("#bar-note")
    expect(note).to_contain_text("Phiên đã hết, mời đồng chí đăng nhập lại.")
    learner.answer("q9", right_answers("k2-b3")["q9"])
    learner.submit()
    expect(learner.page.locator("#submit-text")).to_contain_text("bài tự nộp tiếp")
    assert len(portal.answers_of(learner.username)) == 7
    note.get_by_role("link", name="Đăng nhập lại").click()
    learner.sign_in_here()
    learner.page.wait_for_url("**/services/portal/lessons/k2-b3")
    learner.expect_result("Đạt")
    (submission,) = portal.submissions_of(learner.username)
    assert submission.answers == right_answers("k2-b3")


def test_two_people_on_one_office_pc(open_browser: Callable[..., BrowserContext], portal: Portal) -> None:
    office_pc = open_browser()
    first = Learner(portal, office_pc)
    first.sign_in()
    first.open_lesson()
    first.wait_for_worker()
    office_pc.set_offline(True)
    first.choose("q1", 1)
    first.choose("q2", 3)
    expect(first.saved).to_have_text("Chờ mạng – 2 câu chưa gửi")
    first.page.locator(".user-menu summary").click()
    first.page.get_by_role("link", name="Đăng xuất").click()
    expect(first.page.get_by_text("Còn 2 câu trả lời chưa gửi")).to_be_visible()
    expect(first.page.get_by_text("việc đăng xuất hoàn tất khi máy này mở lại trang học")).to_be_visible()
    first.page.get_by_role("button", name="Vẫn đăng xuất").click()
    expect(first.page.locator("h1")).to_have_text("Đang mất mạng")
    office_pc.set_offline(False)

    second = Learner(portal, office_pc)
    second.open()  # finds the first's session, which ends before anything waiting is sent
    second.page.wait_for_url("**/hub/login")
    second.sign_in()
    second.open_lesson()
    expect(second.page.locator("#progress-count")).to_have_text("0/9 câu")
    expect(second.question("q1").locator("input:checked")).to_have_count(0)
    second.choose("q3", 0)
    second.expect_saved()
    assert [row["username"] for row in second.waiting()] == [first.username, first.username]
    assert portal.answers_of(first.username) == []
    assert [answer[1:] for answer in portal.answers_of(second.username)] == [("q3", ["a"])]
    second.page.locator(".user-menu summary").click()
    second.page.get_by_role("link", name="Đăng xuất").click()
    second.page.wait_for_url("**/hub/login")

    first.page = first.new_page()
    first.sign_in("lessons/k2-b3")
    first.wait_for_lesson()
    first.expect_saved()
    expect(first.question("q2").locator("input").nth(3)).to_be_checked()
    assert [answer[1:] for answer in portal.answers_of(first.username)] == [("q1", "b"), ("q2", "d")]
    assert first.waiting() == []
    assert first.complaints + second.complaints == []


@pytest.mark.slow  # waits for a slow network again and again
def test_nobody_meets_a_kept_page_of_the_one_before(
    open_browser: Callable[..., BrowserContext], portal: Portal
) -> None:
    """The first walks off without signing out; the second signs in on a slow network, then loses it."""
    office_pc = open_browser()
    first = Learner(portal, office_pc)
    first.sign_in()
    first.open_lesson("k2-b3")
    first.wait_for_worker()
    first.page.close()
    portal.end_sessions(first.username)
    second = Learner(portal, office_pc)
    second.open("lessons/k2-b3")
    second.page.wait_for_url("**/hub/login?next=*")
    portal.wire.delay_s = 5.0  # longer than the worker's patience
    second.page.set_default_timeout(90_000)
    second.sign_in_here()
    second.page.wait_for_url("**/lessons/k2-b3")
    portal.wire.delay_s = 0.0
    assert second.page.evaluate("JSON.parse(document.getElementById('page-data').textContent).username") == (
        second.username
    )
    second.wait_for_worker()
    kept = second.page.evaluate(
        """async () => Promise.all((await (await caches.open("mattran-pages")).matchAll())
             .map((page) => page.headers.get("X-Mattran-Person")))"""
    )
    assert kept == [second.username]


def test_signing_out_says_when_the_portal_cannot_be_reached(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    portal.wire.cut()
    learner.page.locator(".user-menu summary").click()
    learner.page.get_by_role("link", name="Đăng xuất").click()
    learner.page.get_by_role("button", name="Ở lại trang").click()
    portal.wire.mend()
    learner.choose("q1", 1)
    learner.expect_saved()
    learner.open()
    expect(learner.page.locator("h1")).to_have_text("Bài học")  # nobody was signed out


def test_signing_out_takes_the_kept_pages_away(learner: Learner) -> None:
    learner.open_lesson()
    learner.choose("q1", 1)
    learner.expect_saved()
    learner.wait_for_worker()
    learner.page.locator(".user-menu summary").click()
    learner.page.get_by_role("link", name="Đăng xuất").click()
    learner.page.wait_for_url("**/hub/login")
    assert learner.page.evaluate("caches.has('mattran-pages')") is False
    learner.context.set_offline(True)
    learner.page.goto(learner.url + "lessons/k2-b3")
    expect(learner.page.locator("h1")).to_have_text("Đang mất mạng")
