"""The whole road in a browser: sign in, answer, lose the network, submit, and the unit's figure moves."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from courses.lesson import Lesson
from deploy.demo_people import DEMO_ACCOUNTS
from exercises.questions import Question
from hub.auth.passwords import PasswordPool
from tests.answers import lessons, right_answer, right_answers
from tests.browsing import WIDTHS, chromium, shoot, sign_in, window
from tests.fill import answer_question
from tests.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.timeout(600)]

LESSON = "k2-b2"
OFFLINE = 10  # answers given while the network is gone
PASSWORD = {account.username: account.password for account in DEMO_ACCOUNTS}


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with chromium(chromium_path) as running:
        yield running


def figure(page: Page, stack: Stack) -> tuple[int, int]:
    """Return T1's numerator and denominator of the administrator's own unit, from the API by cookie."""
    answer = page.request.get(f"{stack.portal}api/v1/completion?target=T1&by=unit")
    rows = answer.json()["rows"]
    assert [row["unit"]["code"] for row in rows] == ["19333"]
    return rows[0]["numerator"], rows[0]["denominator"]


def take_lesson(page: Page, stack: Stack) -> None:
    """Open the lesson, answer with the network gone for ten answers, submit, see the mark."""
    page.goto(f"{stack.portal}lessons/{LESSON}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Năm mức nhạy cảm")
    shoot(page, "lesson")
    before, during = parts()
    for question in before:
        answer_question(page, question, right_answer(question))
    expect(page.locator("#save-state")).to_have_text("Đã lưu")
    page.context.set_offline(True)
    for question in during:
        answer_question(page, question, right_answer(question))
    expect(page.locator("#save-state")).to_have_text(f"Chờ mạng – {OFFLINE} câu chưa gửi")
    shoot(page, "offline")
    page.context.set_offline(False)
    expect(page.get_by_text("chưa gửi")).to_have_count(0, timeout=30_000)
    expect(page.locator("#save-state")).to_have_text("Đã lưu")
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.get_by_text("Đạt", exact=False).first).to_be_visible(timeout=30_000)
    shoot(page, "mark", whole=False)


def parts() -> tuple[list[Question], list[Question]]:
    """Return what is answered while the network is there, and the ten that are answered without it.

    An answer of several clicks is one row only while it waits: its last value takes the place of those never
    tried. What is tried at once (the first part, and the first of the ten) is answered by one click, then.
    """
    questions = lessons()[LESSON].questions
    by_a_click = [question for question in questions if question.type in {"single", "true_false"}]
    before = by_a_click[: len(questions) - OFFLINE]
    first = by_a_click[len(before)]
    others = [question for question in questions if question not in [*before, first]]
    return before, [first, *others]


def check_log(stack: Stack, username: str) -> None:
    """Check that the log holds exactly the answers given, each once, and that these were submitted."""
    before, during = parts()
    assert len(during) == OFFLINE
    of_person = " JOIN hub.people p ON p.id = person_id WHERE p.username = %s AND lesson = %s"
    logged = stack.sql(
        f"SELECT question, value FROM exercises.answers{of_person} ORDER BY seq", username, LESSON
    )
    assert logged == [(question.id, right_answer(question)) for question in [*before, *during]]
    frozen = stack.sql(f"SELECT attempt, answers FROM grading.submissions{of_person}", username, LESSON)
    assert frozen == [(1, right_answers(LESSON))]


def another_learner(stack: Stack, username: str) -> str:
    """Add somebody of the same unit who passed every lesson of T1 but one; return the username."""
    stack.add_people(1, prefix=username)
    username = f"{username}-1"
    stored = PasswordPool(memory_mib=8, parallel=1).hash_now(PASSWORD["hoc-vien"])
    stack.sql(
        "INSERT INTO hub.accounts (person_id, password_hash, must_change)"
        " SELECT id, %s, false FROM hub.people WHERE username = %s",
        stored,
        username,
    )
    with stack.api(stack.token(username)) as client:
        for lesson in (found for found in lessons().values() if found.id != LESSON):
            submit_right_answers(client, lesson)
    return username


def submit_right_answers(client: httpx.Client, lesson: Lesson) -> None:
    """Answer and submit a lesson through the API, and wait for the pass."""
    for question in lesson.questions:
        body = {
            "id": str(uuid4()),
            "lesson": lesson.id,
            "version": lesson.version,
            "question": question.id,
            "value": right_answer(question),
        }
        client.post("answers", json=body).raise_for_status()
    body = {"lesson": lesson.id, "version": lesson.version, "key": str(uuid4())}
    submission = client.post("submissions", json=body).raise_for_status().json()["id"]
    assert client.get(f"submissions/{submission}?wait=20").json()["passed"]


@pytest.mark.parametrize("width", WIDTHS)
def test_from_sign_in_to_the_units_figure(demo_stack: Stack, browser: Browser, width: int) -> None:
    username = another_learner(demo_stack, f"hoc-vien-{width}")
    administrator = window(browser, width).new_page()
    sign_in(administrator, demo_stack, "quan-tri-xa", PASSWORD["quan-tri-xa"])
    before = figure(administrator, demo_stack)
    learner = window(browser, width).new_page()
    sign_in(learner, demo_stack, username, PASSWORD["hoc-vien"])
    shoot(learner, "home")
    take_lesson(learner, demo_stack)
    check_log(demo_stack, username)
    assert figure(administrator, demo_stack) == (before[0] + 1, before[1])
    administrator.goto(f"{demo_stack.portal}completion?target=T1")
    expect(administrator.locator("main").get_by_text("Phường Đông Hà").first).to_be_visible()
    shoot(administrator, "completion")
    learner.context.close()
    administrator.context.close()
