"""A lesson in JupyterLab in a real browser: opened by a link, answered, submitted, marked as on the page."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.answers import lessons, right_answer
from tests.english import PAGE_TEXT_JS, english_words
from tests.fill import answer_question
from tests.notebook.learner_server import LearnerServer
from tests.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.timeout(900)]

LESSON = "k2-b3"
PASSWORD = "hoc-ai-an-toan-7"
OPEN_MS = 180_000
# Names of files, keys and people that stand on these pages and are no English text.
ALLOWED = ["hocvien", "bai", "hoc", "ctrl", "shift", "enter", "alt", "del", "backspace", "down", "python"]
# Lines that JupyterLab writes past its own translator, most of them for screen readers only.
LEFT_IN_ENGLISH = 10


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser: Browser, learner_server: LearnerServer) -> Iterator[Page]:
    """Return the lesson's notebook as the learner sees it who followed the link of the lesson page."""
    stack = learner_server.stack
    hashed = PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1).hash(PASSWORD)
    stack.sql(
        "INSERT INTO hub.accounts (person_id, password_hash, must_change)"
        " SELECT id, %s, false FROM hub.people WHERE username = %s",
        hashed,
        learner_server.username,
    )
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    page = context.new_page()
    page.goto(stack.url)
    page.get_by_label("Tên đăng nhập").fill(learner_server.username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{stack.portal}**")
    page.goto(f"{stack.url}/hub/user-redirect/lab/tree/bai-hoc/{LESSON}.ipynb")
    expect(question(page, "q1").locator("fieldset").first).to_be_visible(timeout=OPEN_MS)
    yield page
    shoot(page, "notebook-end")
    context.close()


def question(page: Page, question_id: str) -> Any:
    """Return the element of a question."""
    return page.locator(f'mt-question[data-question="{question_id}"]')


def state(page: Page, question_id: str) -> Any:
    """Return the line that says whether the question's answer is saved."""
    return (
        page.locator(".widget-output, .jp-OutputArea-output")
        .filter(has=question(page, question_id))
        .locator(".mtn-state")
    )


def shoot(page: Page, name: str) -> None:
    """Keep a screenshot where MATTRAN_SHOTS says, for people to look at."""
    if folder := os.environ.get("MATTRAN_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def logged(stack: Stack, username: str, question_id: str) -> list[object]:
    """Return the answers to a question in the log, the first one first."""
    rows = stack.sql(
        "SELECT a.value FROM exercises.answers a JOIN hub.people p ON p.id = a.person_id"
        " WHERE p.username = %s AND a.lesson = %s AND a.question = %s ORDER BY a.seq",
        username,
        LESSON,
        question_id,
    )
    return [row[0] for row in rows]


def test_the_lesson_is_ready_without_a_click_and_shows_no_code(page: Page) -> None:
    shoot(page, "notebook-open")
    expect(page.get_by_role("heading", name=lessons()[LESSON].title)).to_be_visible()
    expect(page.get_by_text("show_question")).not_to_have_count(0)  # it is there, and is not seen
    for code in ("show_question", "standard library only", "show_submit"):
        assert not [one for one in page.get_by_text(code).all() if one.is_visible()]
    expect(page.locator("#jp-right-stack")).to_be_hidden()
    expect(page.locator(".lm-MenuBar-item")).to_have_text(
        ["Tệp", "Sửa", "Xem", "Chạy", "Bộ chạy", "Trợ giúp"]
    )


def test_an_answer_is_saved_in_the_same_log(page: Page, learner_server: LearnerServer) -> None:
    first = lessons()[LESSON].questions[0]
    question(page, "q1").scroll_into_view_if_needed()
    answer_question(page, first, right_answer(first))
    expect(state(page, "q1")).to_have_text("Đã lưu", timeout=30_000)
    shoot(page, "notebook-saved")
    assert logged(learner_server.stack, learner_server.username, "q1") == [right_answer(first)]


def test_what_cannot_be_saved_is_said_and_sent_again(page: Page, learner_server: LearnerServer) -> None:
    second = lessons()[LESSON].questions[1]
    stack = learner_server.stack
    question(page, "q2").scroll_into_view_if_needed()
    stack.sql("ALTER TABLE exercises.answers RENAME TO answers_away")
    try:
        answer_question(page, second, right_answer(second))
        expect(state(page, "q2")).to_contain_text("Chưa lưu", timeout=30_000)
    finally:
        stack.sql("ALTER TABLE exercises.answers_away RENAME TO answers")
    expect(state(page, "q2")).to_have_text("Đã lưu", timeout=60_000)
    assert logged(stack, learner_server.username, "q2")[-1] == right_answer(second)


def test_the_lesson_page_and_a_reloaded_notebook_show_the_same_answers(
    page: Page, learner_server: LearnerServer
) -> None:
    first = lessons()[LESSON].questions[0]
    portal = page.context.new_page()
    portal.goto(f"{learner_server.stack.portal}lessons/{LESSON}")
    expect(portal.locator("#cau-1 input:checked")).to_have_count(1)
    portal.close()
    page.reload()
    expect(question(page, "q1").locator("fieldset").first).to_be_visible(timeout=OPEN_MS)
    expect(question(page, "q1").locator("input:checked")).to_have_count(1)
    assert question(page, "q1").evaluate("(element) => element.value") == right_answer(first)


def test_submitting_shows_the_mark_at_every_question(page: Page, learner_server: LearnerServer) -> None:
    stack, username = learner_server.stack, learner_server.username
    for each in lessons()[LESSON].questions:
        if logged(stack, username, each.id)[-1:] == [right_answer(each)]:
            continue  # answered by an earlier test
        question(page, each.id).scroll_into_view_if_needed()
        answer_question(page, each, right_answer(each))
        expect(state(page, each.id)).to_have_text("Đã lưu", timeout=30_000)
    button = page.get_by_role("button", name="Nộp bài")
    button.scroll_into_view_if_needed()
    button.click()
    expect(page.locator(".mtn-submit")).to_contain_text("Đạt", timeout=90_000)
    shoot(page, "notebook-mark")
    question(page, "q1").scroll_into_view_if_needed()
    expect(question(page, "q1").locator(".mtq-result")).to_contain_text("Giải thích")
    graded = learner_server.stack.sql(
        "SELECT s.passed, s.attempt FROM grading.submissions s JOIN hub.people p ON p.id = s.person_id"
        " WHERE p.username = %s",
        learner_server.username,
    )
    assert graded == [(True, 1)]


def test_no_key_is_in_the_learners_files_or_messages_before_the_mark(own_server: LearnerServer) -> None:
    """A learner who has answered nothing finds no explanation in any of their files."""
    printed = own_server.run(
        "import pathlib, json\n"
        "files = [path for path in pathlib.Path.home().rglob('*') if path.is_file()]\n"
        "print(json.dumps([json.dumps(json.loads(path.read_text()), ensure_ascii=False) for path in files\n"
        "                  if path.suffix == '.ipynb']))"
    )
    text = _plain("\n".join(json.loads(printed)))
    assert text.count("show_question(") >= sum(len(lesson.questions) for lesson in lessons().values())
    for each in (one for lesson in lessons().values() for one in lesson.questions):
        assert _plain(each.solution()["explanation_html"]) not in text, each.id


def _plain(markup: str) -> str:
    return re.sub(r"<[^>]+>|\s|\\\\n", "", markup)


def test_little_english_is_left_on_a_learners_path(page: Page) -> None:
    seen: dict[str, str] = {}
    username = page.url.split("/user/")[1].split("/")[0]

    def look(where: str) -> None:
        for line in str(page.evaluate(PAGE_TEXT_JS)).split("\n"):
            if english_words(line, [*ALLOWED, *re.findall("[a-z]+", username)]):
                seen.setdefault(line.strip(), where)

    def close_everything() -> None:
        for _ in range(4):
            page.keyboard.press("Escape")

    look("the page")
    bar = page.locator(".lm-MenuBar-item")
    for number in range(bar.count()):
        bar.nth(number).click()
        expect(page.locator(".lm-Menu")).not_to_have_count(0)
        look(f"menu {number}")
        for place in range(page.locator('.lm-Menu-item[data-type="submenu"]').count()):
            page.locator('.lm-Menu-item[data-type="submenu"]').nth(place).hover()
            page.wait_for_timeout(400)  # JupyterLab opens a submenu after a pause
            look(f"menu {number}, submenu {place}")
        close_everything()
    for target in (".jp-MarkdownCell", ".jp-DirListing-item", ".jp-DirListing-content"):
        page.locator(target).first.click(button="right")
        expect(page.locator(".lm-Menu")).not_to_have_count(0)
        look(f"right click on {target}")
        close_everything()
    for menu, entry in (
        ("Tệp", "Đổi tên…"),
        ("Tệp", "Về bản lưu trước…"),
        ("Tệp", "Đóng và tắt vở…"),
        ("Bộ chạy", "Khởi động lại bộ chạy…"),
        ("Xem", "Mục lục"),
        ("Xem", "Xem thông báo"),
        ("Sửa", "Tìm và thay…"),
        ("Trợ giúp", "Xem phím tắt…"),
    ):
        page.locator(".lm-MenuBar-item", has_text=re.compile(f"^{menu}$")).click()
        page.locator(".lm-Menu-item", has_text=entry).first.click()
        page.wait_for_timeout(500)
        look(f"{menu} > {entry}")
        close_everything()
    print("\n".join(f"{where}: {line}" for line, where in sorted(seen.items())))
    assert len(seen) <= LEFT_IN_ENGLISH, seen
