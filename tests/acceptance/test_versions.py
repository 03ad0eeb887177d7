"""A lesson changes while people are in the middle of it: each is graded by what they read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, expect

from courses.lesson import Lesson
from grading.engine import assignment_name
from hub.db import driver_url
from tests.acceptance.publishing import lesson_from, publish, real_lessons_afterwards
from tests.answers import lessons, right_answer
from tests.browsing import give_password, shoot, sign_in, window
from tests.fill import answer_question
from tests.stack import Stack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.timeout(600)]

OLD = lessons()["k2-b3"]
CHOICE, SORTED, GONE = "q8", "q7", "q9"  # its key changes; its shuffle changes; it is taken out


def changed(lesson: Lesson) -> Lesson:
    """Return the lesson with another key, another order of the same items, and a question less."""
    blocks = re.split(r"(```question\n.*?\n```\n)", lesson.source, flags=re.DOTALL)
    for place, block in enumerate(blocks):
        if f"id: {CHOICE}\n" in block:
            blocks[place] = block.replace("\nkey: a\n", "\nkey: b\n")
        elif f"id: {SORTED}\n" in block:
            blocks[place] = block.replace("explanation: >-\n", "explanation: >-\n  Xin đồng chí lưu ý.\n")
        elif f"id: {GONE}\n" in block:
            blocks[place] = ""
    return lesson_from("".join(blocks))


NEW = changed(OLD)


def right(lesson: Lesson) -> dict[str, Any]:
    return {question.id: right_answer(question) for question in lesson.questions}


def test_the_two_versions_differ_where_it_matters() -> None:
    assert OLD.version != NEW.version
    assert (right(OLD)[CHOICE], right(NEW)[CHOICE]) == ("a", "b")
    assert right(OLD)[SORTED] != right(NEW)[SORTED], "the same ids stand for other items"
    assert GONE in right(OLD)
    assert GONE not in right(NEW)


@dataclass
class Learner:
    """One person by the API."""

    stack: Stack
    username: str
    client: httpx.Client

    def answer(self, lesson: Lesson, questions: list[str], answers: dict[str, Any]) -> None:
        for question in questions:
            body = {"id": str(uuid4()), "lesson": lesson.id, "version": lesson.version, "question": question}
            saved = self.client.post("answers", json=body | {"value": answers[question]})
            assert saved.status_code == 201, saved.text

    def submit(self, lesson: Lesson) -> dict[str, Any]:
        body = {"lesson": lesson.id, "version": lesson.version, "key": str(uuid4())}
        receipt = self.client.post("submissions", json=body)
        assert receipt.status_code == 202, receipt.text
        return self.graded(receipt.json()["id"])

    def graded(self, submission: str) -> dict[str, Any]:
        found: Any = wait_until(
            lambda: (
                (r := self.client.get(f"submissions/{submission}?wait=20").json())["status"] == "graded" and r
            ),
            "the mark",
            120,
        )
        return dict(found)

    def read(self, query: str = "") -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"lessons/{OLD.id}{query}").raise_for_status().json()
        return found

    def status(self) -> str:
        courses = self.client.get("courses").json()["courses"]
        return str(next(x["status"] for c in courses for x in c["lessons"] if x["id"] == OLD.id))


@pytest.fixture(scope="module")
def people(stack: Stack) -> Iterator[list[Learner]]:
    """Five in the middle, one who passed before, one who comes afterwards."""
    names = stack.add_people(7, prefix=f"b{uuid4().hex[:6]}")
    with ExitStack() as open_clients:
        yield [
            Learner(stack, name, open_clients.enter_context(stack.api(stack.token(name)))) for name in names
        ]


def _go_offline_in_the_middle(browser: Browser, stack: Stack) -> tuple[str, Page]:
    """Open the lesson, answer one question, lose the network, answer the rest."""
    name = stack.add_people(1, prefix=f"m{uuid4().hex[:6]}")[0]
    give_password(stack, name)
    page = window(browser).new_page()
    sign_in(page, stack, name)
    page.goto(f"{stack.portal}lessons/{OLD.id}")
    first, *others = OLD.questions
    answer_question(page, first, right_answer(first))
    expect(page.locator("#save-state")).to_have_text("Đã lưu")
    page.context.set_offline(True)
    for question in others:
        answer_question(page, question, right_answer(question))
    expect(page.get_by_text("chưa gửi").first).to_be_visible()
    return name, page


def _come_back_and_submit(stack: Stack, name: str, page: Page) -> None:
    page.context.set_offline(False)
    expect(page.get_by_text("chưa gửi")).to_have_count(0, timeout=60_000)
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("#result")).to_be_visible(timeout=60_000)
    expect(page.locator("#result-body")).to_contain_text("đã đạt bài này")
    shoot(page, "old-version")
    page.context.close()


def _marks(stack: Stack, username: str) -> list[tuple[object, ...]]:
    """Return version, score, highest score and passed of the person's submissions."""
    return stack.sql(
        "SELECT s.version, s.score, s.max_score, s.passed FROM grading.submissions s"
        " JOIN hub.people p ON p.id = s.person_id WHERE p.username = %s ORDER BY s.attempt",
        username,
    )


def test_each_is_graded_by_the_version_they_read(
    stack: Stack, browser: Browser, people: list[Learner]
) -> None:
    *middle, passed, newcomer = people
    old, new = right(OLD), right(NEW)
    full_old, full_new = (sum(q.points for q in lesson.questions) for lesson in (OLD, NEW))
    half = len(OLD.questions) // 2
    with real_lessons_afterwards(stack):
        passed.answer(OLD, list(old), old)
        assert passed.submit(OLD)["passed"]
        for learner in middle:
            assert learner.read()["version"] == OLD.version
            learner.answer(OLD, list(old)[:half], old)
        away = [_go_offline_in_the_middle(browser, stack) for _ in range(2)]

        publish(stack, [NEW])

        # Whoever is in the middle goes on with what they read, and is told of the new version.
        for learner in middle:
            found = learner.read()
            assert (found["version"], found["current_version"]) == (OLD.version, NEW.version)
            assert found["answers"] == {question: old[question] for question in list(old)[:half]}
        *staying, switching = middle
        for learner in staying:
            learner.answer(OLD, list(old)[half:], old)
            result = learner.submit(OLD)
            assert (result["version"], result["score"], result["passed"]) == (OLD.version, full_old, True)
            assert {q["id"]: q["key"] for q in result["questions"]} == old, "keys of the version they read"
        for name, page in away:
            _come_back_and_submit(stack, name, page)
            assert _marks(stack, name) == [(OLD.version, full_old, full_old, True)]

        # Whoever opens the new version is graded by it.
        assert switching.read(f"?version={NEW.version}")["version"] == NEW.version
        switching.answer(NEW, list(new), new)
        result = switching.submit(NEW)
        assert (result["version"], result["score"], result["max_score"]) == (NEW.version, full_new, full_new)
        assert newcomer.read()["version"] == NEW.version
        newcomer.answer(NEW, list(new), {question: old[question] for question in new})
        wrong = {q["id"] for q in newcomer.submit(NEW)["questions"] if q["correct"] is not True}
        assert wrong == {CHOICE, SORTED}, "what was right in the old version is not in the new one"

        # A pass survives the change, and a failed attempt at the new version.
        assert passed.status() == "passed"
        passed.answer(NEW, [CHOICE], {CHOICE: "c"})
        assert passed.submit(NEW)["passed"] is False
        assert passed.status() == "passed"
        assert stack.sql(
            "SELECT s.version FROM grading.passes g JOIN grading.submissions s ON s.id = g.submission_id"
            " JOIN hub.people p ON p.id = g.person_id WHERE p.username = %s AND g.lesson = %s",
            passed.username,
            OLD.id,
        ) == [(OLD.version,)]

    _check_gradebook(stack, [(OLD, [*staying, passed]), (NEW, [switching, newcomer])])


def _check_gradebook(stack: Stack, expected: list[tuple[Lesson, list[Learner]]]) -> None:
    """Check that both versions are assignments of nbgrader's, each with its people's marks."""
    wait_until(lambda: not stack.sql("SELECT 1 FROM procrastinate_jobs"), "every job is done", 60)
    url = driver_url(stack.settings.database("gradebook")).render_as_string(hide_password=False)
    with Gradebook(url, "hoc-ai-mat-tran") as gradebook:
        for lesson, learners in expected:
            name = assignment_name(lesson)
            assert gradebook.find_assignment(name).max_score == sum(q.points for q in lesson.questions)
            for learner in learners:
                stood = [
                    float(str(score))
                    for version, score, *_ in _marks(stack, learner.username)
                    if version == lesson.version
                ]
                found = gradebook.find_submission(name, learner.username)
                assert found.score == max(stood)
