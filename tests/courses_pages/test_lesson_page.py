"""Taking a lesson: answering, what is saved, submitting, the mark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.answers import right_answers
from tests.courses_pages.learner import Learner
from tests.courses_pages.room import Portal

pytestmark = [pytest.mark.browser, pytest.mark.postgres]


def test_a_lesson_from_the_first_answer_to_the_mark(learner: Learner, portal: Portal) -> None:
    learner.page.get_by_role("link", name="Vào bài học").click()
    expect(learner.page.locator("h1")).to_have_text("Hai hướng dẫn phải thuộc")
    learner.open_lesson("k2-b3")
    expect(learner.page.locator("#progress-count")).to_have_text("0/9 câu")
    learner.answer_rightly("k2-b3")
    expect(learner.page.locator("#progress-count")).to_have_text("9/9 câu")
    learner.expect_saved()
    learner.submit()
    learner.expect_result("Đạt")
    expect(learner.page.locator(".result-points")).to_have_text("10/10 điểm")
    expect(learner.question("q1").locator(".mtq-verdict")).to_contain_text("Đúng")
    expect(learner.page.locator("#result-title")).to_be_focused()
    (submission,) = portal.submissions_of(learner.username)
    assert submission.passed
    assert submission.answers == right_answers("k2-b3")
    learner.page.get_by_role("link", name="Bài tiếp theo", exact=True).click()
    expect(learner.page.locator("h1")).to_have_text("Deepfake, tin giả và nhãn AI")
    learner.open()
    row = learner.page.locator(".lesson-row", has_text="Bí mật nhà nước và AI")
    expect(row).to_contain_text("Đã đạt")
    expect(row).to_contain_text("Kết quả tốt nhất 100%")


def test_the_page_is_readable_without_javascript(
    open_browser: Callable[..., BrowserContext], portal: Portal
) -> None:
    learner = Learner(portal, open_browser(java_script_enabled=False))
    learner.sign_in("lessons/k2-b3")
    page = learner.page
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_contain_text("muốn trả lời và nộp bài thì cần bật lên")
    expect(page.get_by_text("Chụp bằng điện thoại rồi gửi cho AI", exact=True)).to_be_visible()
    expect(page.get_by_text("Tuyệt mật", exact=True).last).to_be_visible()
    expect(page.locator("#references + ul li")).to_have_count(4)
    expect(page.locator("#submit")).to_be_hidden()
    page.locator("a.cite").first.click()
    assert page.url.endswith("#can-cu-luat-117-2025-qh15")
    page.get_by_role("link", name="Danh sách bài học").click()
    page.get_by_role("link", name="Vào bài học").click()
    expect(page.locator("h1")).to_have_text("Hai hướng dẫn phải thuộc")


def test_saved_is_said_only_after_the_server_said_so(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    expect(learner.saved).to_have_text("")
    portal.wire.delay_s = 1.5
    learner.choose("q1", 1)
    expect(learner.saved).to_have_text("Đang lưu…")
    assert portal.answers_of(learner.username) == []
    learner.expect_saved()
    assert portal.answers_of(learner.username) == [("k2-b3", "q1", "b")]
    portal.wire.delay_s = 0
    # The moment an answer is given, what was true of the one before is not said any more.
    learner.page.evaluate(
        """() => {
          window.untrue = [];
          document.addEventListener("mt-answer", ({ detail }) => {
            const says = document.getElementById("save-state").textContent;
            if (says === "Đã lưu") window.untrue.push(detail.question);
          });
        }"""
    )
    learner.answer_rightly("k2-b3")
    learner.expect_saved()
    assert learner.page.evaluate("window.untrue") == []
    assert len(portal.answers_of(learner.username)) == 10


def test_a_lesson_goes_on_where_it_was_left_when_one_asks_for_it(learner: Learner) -> None:
    learner.open_lesson()
    learner.answer_rightly("k2-b3", "q5", "q6", "q7", "q8", "q9")
    learner.expect_saved()
    learner.open_lesson()
    learner.expect_saved()
    expect(learner.question("q2").locator("input").nth(3)).to_be_checked()
    resume = learner.page.get_by_role("link", name="Tiếp tục từ câu 5")
    expect(resume).to_be_visible()
    assert learner.page.evaluate("scrollY") == 0
    resume.click()
    expect(learner.question("q5")).to_be_in_viewport()
    learner.open()
    expect(learner.page.get_by_text("đã trả lời 4/9 câu")).to_be_visible()
    learner.page.get_by_role("link", name="Học tiếp bài này").click()
    expect(learner.page.locator("h1")).to_have_text("Bí mật nhà nước và AI")


def test_whoever_left_questions_out_is_asked_once(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    learner.answer_rightly("k2-b3", "q4", "q7")
    learner.answer("q4", {"l1": "r1"})
    learner.submit()
    ask = learner.page.locator("#ask")
    expect(ask).to_contain_text("Còn 2 câu chưa trả lời xong: câu 4, câu 7.")
    learner.page.get_by_role("button", name="Làm nốt").click()
    expect(learner.question("q4")).to_be_in_viewport()
    expect(ask).to_be_hidden()
    learner.submit()
    learner.page.get_by_role("button", name="Vẫn nộp bài").click()
    expect(learner.page.locator("#result")).to_be_visible()
    (submission,) = portal.submissions_of(learner.username)
    assert "q7" not in submission.answers


def test_whoever_fails_sees_what_is_missing_and_may_do_it_again(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    learner.answer_rightly("k2-b3", "q1", "q9")
    learner.choose("q1", 0)
    learner.answer("q9", {"i1": "g0"})
    learner.submit()
    learner.page.get_by_role("button", name="Vẫn nộp bài").click()
    learner.expect_result("Lần nộp này chưa đạt")
    result = learner.page.locator("#result")
    expect(result).to_contain_text("Trả lời đúng câu bắt buộc: câu 1.")
    expect(result).to_contain_text("Được từ 80% số điểm trở lên; lần này được 72,5%.")
    expect(result).to_contain_text("Lần nộp thứ 1")
    expect(learner.question("q1").locator("input").nth(1)).to_be_disabled()
    learner.page.get_by_role("button", name="Làm lại").click()
    expect(learner.question("q1").locator(".mtq-result")).to_be_hidden()
    expect(learner.question("q1").locator("input").first).to_be_checked()
    learner.answer_rightly("k2-b3")
    learner.submit()
    learner.expect_result("Đạt")
    assert [row.passed for row in portal.submissions_of(learner.username)] == [False, True]


def test_the_last_result_shows_again_until_an_answer_changes(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    learner.answer_rightly("k2-b3", "q8")
    learner.choose("q8", 1)
    learner.submit()
    learner.expect_result("Đạt")
    learner.open_lesson()
    learner.expect_result("Đạt")
    expect(learner.page.locator("#result-line")).to_contain_text("Lần nộp gần nhất: Đạt, 9/10 điểm.")
    learner.page.get_by_role("link", name="Xem kết quả").click()
    expect(learner.page.locator("#result-title")).to_be_in_viewport()
    expect(learner.question("q8").locator(".mtq-verdict")).to_contain_text("Chưa đúng")
    learner.page.get_by_role("button", name="Làm lại").click()
    learner.choose("q8", 0)
    learner.expect_saved()
    learner.open_lesson()
    learner.expect_result("Kết quả lần nộp trước")
    expect(learner.question("q8").locator(".mtq-result")).to_be_hidden()
    expect(learner.page.locator("#submit")).to_be_visible()
    assert len(portal.submissions_of(learner.username)) == 1


def test_a_value_the_server_refuses_is_told_at_its_question(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    learner.answer_rightly("k2-b3")
    learner.question("q3").evaluate(
        """(node) => node.dispatchEvent(new CustomEvent("mt-answer",
             {bubbles: true, detail: {question: "q3", value: ["a", "a"]}}))"""
    )
    message = learner.page.locator('[data-message="q3"]')
    expect(message).to_contain_text("Câu 3: mời đồng chí chọn lại")
    learner.expect_saved()
    assert learner.waiting() == []
    learner.choose("q3", 2)
    expect(message).to_be_hidden()


def test_a_text_still_being_typed_is_submitted_too(learner: Learner, portal: Portal) -> None:
    learner.open_lesson("k2-b1")
    learner.answer_rightly("k2-b1", "q8")
    learner.question("q8").locator("textarea").press_sequentially("Đã kiểm chứng rồi.")
    learner.page.locator("#submit").evaluate("(button) => button.click()")  # without leaving the field
    expect(learner.page.locator("#result")).to_be_visible()
    (submission,) = portal.submissions_of(learner.username)
    assert submission.answers["q8"] == "Đã kiểm chứng rồi."


def test_a_double_click_is_one_attempt(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    learner.answer_rightly("k2-b3")
    learner.page.locator("#submit").dblclick()
    learner.expect_result("Đạt")
    learner.open_lesson()
    learner.expect_result("Đạt")
    assert len(portal.submissions_of(learner.username)) == 1


def test_a_lost_answer_to_the_submission_is_one_attempt(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    learner.answer_rightly("k2-b3")
    learner.expect_saved()
    portal.wire.lose_answer_to.append("POST /services/portal/api/v1/submissions")
    learner.submit()
    learner.expect_result("Đạt")
    assert portal.wire.lost[-1:] == ["POST /services/portal/api/v1/submissions"]
    assert len(portal.submissions_of(learner.username)) == 1


def test_a_page_opened_while_the_mark_is_awaited_waits_too(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    learner.answer_rightly("k2-b3")
    learner.expect_saved()
    with portal.grading_stopped():
        learner.submit()
        expect(learner.page.locator("#submit-text")).to_have_text("Bài đã nộp. Đang chấm…")
        learner.open_lesson()
        expect(learner.page.locator("#submit")).to_be_hidden()
    learner.expect_result("Đạt")
    assert len(portal.submissions_of(learner.username)) == 1


def test_answers_of_another_person_are_kept_and_told(learner: Learner, portal: Portal) -> None:
    learner.open_lesson()
    somebody = {"x-mattran-person": "mau-khac"}
    learner.page.route("**/answers", lambda route: route.continue_(headers=route.request.headers | somebody))
    learner.choose("q1", 1)
    expect(learner.page.locator("#bar-note")).to_contain_text("Máy này vừa đăng nhập bằng tài khoản khác.")
    expect(learner.saved).to_have_text("1 câu chưa gửi")
    assert len(learner.waiting()) == 1
    assert portal.answers_of(learner.username) == []
    learner.page.unroute_all()
    learner.page.get_by_role("link", name="Tải lại trang").click()
    learner.wait_for_lesson()
    learner.expect_saved()
    assert [answer[1:] for answer in portal.answers_of(learner.username)] == [("q1", "b")]


def test_a_lesson_that_changes_meanwhile_is_marked_as_it_was_read(learner: Learner, portal: Portal) -> None:
    read = portal.lessons["k2-b3"]
    learner.open_lesson()
    learner.answer_rightly("k2-b3", "q1")
    try:
        changed = portal.edited("k2-b3", "key: b", "key: c")
        portal.publish(changed)
        learner.choose("q1", 1)
        learner.expect_saved()
        expect(learner.page.locator("#newer")).to_be_hidden()
        learner.open_lesson()
        expect(learner.page.locator("#newer")).to_contain_text("Bài này vừa có bản mới")
        learner.submit()
        learner.expect_result("Đạt")
        (submission,) = portal.submissions_of(learner.username)
        assert submission.version == read.version
        assert submission.score == submission.max_score
        learner.page.get_by_role("link", name="mở bản mới").click()
        learner.wait_for_lesson()
        expect(learner.page.locator("#newer")).to_be_hidden()
        expect(learner.page.locator("#progress-count")).to_have_text("0/9 câu")
    finally:
        portal.publish(read)


def test_what_does_not_exist_is_said_in_vietnamese(learner: Learner) -> None:
    learner.open("lessons/k9-b9")
    expect(learner.page.get_by_text("Không có bài học này.")).to_be_visible()
    learner.open("lessons/k2-b3?version=00000000")
    expect(learner.page.get_by_text("chưa từng được phát hành")).to_be_visible()
