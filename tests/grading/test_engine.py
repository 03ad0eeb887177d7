"""Marks of answers right, wrong, partial, empty, malformed and hostile, through nbgrader's own scoring."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade

from courses.lesson import Lesson
from exercises.scoring import score
from grading.engine import GradedNotebook, Grader, answers_file
from grading.nbgrader_gradebook import ensure_gradebook
from hub.db import driver_url
from tests.conftest import PostgresServer
from tests.grading.grading_samples import (
    AUTOMATIC,
    BROKEN_FILES,
    HOSTILE_TEXTS,
    MALFORMED,
    MAX_SCORE,
    PARTIAL_POINTS,
    QUESTIONS,
    WRONG,
    partial_answers,
    right_answers,
)

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def shared(postgres_server: PostgresServer, lesson: Lesson) -> Iterator[Grader]:
    """A grader of the sample lesson for tests that write nothing."""
    url = postgres_server.create()
    ensure_gradebook(url)
    grader = Grader(url)
    yield grader
    grader.close()
    postgres_server.drop(url)


def _points(graded: GradedNotebook) -> dict[str, float | None]:
    return {mark.question: mark.score for mark in graded.marks}


def test_right_answers_earn_every_point(shared: Grader, lesson: Lesson) -> None:
    graded = shared.grade(lesson, "mau", right_answers(lesson))
    assert [mark.question for mark in graded.marks] == list(QUESTIONS)
    assert _points(graded) == {mark.question: mark.max_score for mark in graded.marks} | {"q8": None}
    assert [mark.question for mark in graded.marks if mark.needs_manual] == ["q8"]
    assert (graded.score, graded.max_score) == (MAX_SCORE - 2.0, MAX_SCORE)


def test_partial_answers_earn_what_was_counted_by_hand(shared: Grader, lesson: Lesson) -> None:
    assert _points(shared.grade(lesson, "mau", partial_answers(lesson))) == PARTIAL_POINTS


@pytest.mark.parametrize("answers", [{}, WRONG, MALFORMED], ids=["empty", "wrong", "malformed"])
def test_these_answers_earn_nothing_and_wait_for_nobody(
    shared: Grader, lesson: Lesson, answers: dict[str, Any]
) -> None:
    graded = shared.grade(lesson, "mau", answers)
    assert _points(graded) == dict.fromkeys(QUESTIONS, 0.0)
    assert not any(mark.needs_manual for mark in graded.marks)
    assert graded.max_score == MAX_SCORE


@pytest.mark.parametrize("content", BROKEN_FILES.values(), ids=list(BROKEN_FILES))
def test_a_broken_file_earns_nothing(shared: Grader, lesson: Lesson, content: bytes) -> None:
    graded = shared.grade_file(lesson, "mau", content)
    assert _points(graded) == dict.fromkeys(QUESTIONS, 0.0)
    assert {cell.outputs[0].data["text/plain"] for cell in _test_cells(graded)} == {"0.0"}


def test_answers_to_another_version_earn_nothing(shared: Grader, lesson: Lesson) -> None:
    content = json.loads(answers_file(lesson, right_answers(lesson)))
    content["version"] = "00000000"
    assert shared.grade_file(lesson, "mau", json.dumps(content).encode()).score == 0.0


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=list(HOSTILE_TEXTS))
def test_a_hostile_text_is_data(
    shared: Grader, lesson: Lesson, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answers = right_answers(lesson) | {"q1": text, "q2": [text], "q5": {text: text}, "q7": text, "q8": text}
    graded = shared.grade(lesson, text, answers)
    full = {mark.question: mark.max_score for mark in graded.marks}
    expected = full | {"q1": 0.0, "q2": 0.0, "q5": 0.0, "q7": 0.0, "q8": None}
    if text == HOSTILE_TEXTS["words"]:
        expected["q7"] = 1.0
    assert _points(graded) == expected
    assert os.listdir(tmp_path) == []
    cell = next(cell for cell in graded.notebook.cells if cell.id == "q8")
    assert cell.cell_type == "markdown"
    shown = text.encode("utf-8", "replace").decode()
    fence = cell.source.split("text\n")[0]
    assert cell.source == f"{fence}text\n{shown}\n{fence}"
    assert fence.strip("`") == ""
    assert fence not in shown


def test_a_megabyte_of_text_is_harmless(shared: Grader, lesson: Lesson) -> None:
    started = time.thread_time()
    graded = shared.grade(lesson, "mau", {"q7": "tukhoakin " * 100_000, "q8": "`" * 1_000_000})
    assert time.thread_time() - started < 2.0
    assert graded.score == 0.0


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["a", "b", "i1", "r1"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text() | st.just("l1"), inner, max_size=5),
    max_leaves=10,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.dictionaries(st.sampled_from(QUESTIONS), JSON_VALUES))
def test_whatever_is_answered_the_marks_are_those_of_the_formulas(
    shared: Grader, lesson: Lesson, answers: dict[str, Any]
) -> None:
    graded = shared.grade(lesson, "mau", answers)
    for question, mark in zip(lesson.questions, graded.marks, strict=True):
        share = score(question.type, question.answer_key(), answers.get(question.id))
        assert mark.score == (None if share is None else share * question.points)
        assert mark.needs_manual == (share is None)
        if mark.score is not None:
            assert math.isfinite(mark.score)
            assert 0.0 <= mark.score <= mark.max_score


def _test_cells(graded: GradedNotebook) -> list[Any]:
    return [cell for cell in graded.notebook.cells if cell.id in AUTOMATIC]


@pytest.mark.filterwarnings("ignore")  # jupyter_client's own
def test_a_kernel_gives_the_same_marks_for_the_same_notebook(
    shared: Grader, lesson: Lesson, tmp_path: Path
) -> None:
    answers = partial_answers(lesson)
    graded = shared.grade(lesson, "mau", answers)
    (tmp_path / "answers.json").write_bytes(answers_file(lesson, answers))
    here = [determine_grade(cell) for cell in _test_cells(graded)]
    for cell in graded.notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    Execute().preprocess(graded.notebook, {"metadata": {"path": str(tmp_path)}})
    assert [determine_grade(cell) for cell in _test_cells(graded)] == here
    assert [points for points, _ in here] == [PARTIAL_POINTS[question] for question in AUTOMATIC]


def test_grading_writes_nothing(gradebook_url: str, grader: Grader, lesson: Lesson) -> None:
    grader.grade(lesson, "mau", right_answers(lesson))
    with Gradebook(driver_url(gradebook_url), "hoc-ai-mat-tran") as gradebook:
        assert gradebook.students == []
        assert gradebook.assignment_submissions(grader.ensure_assignment(lesson)) == []


def test_one_submission_leaves_nothing_for_the_next(shared: Grader, lesson: Lesson) -> None:
    full = shared.grade(lesson, "mau", right_answers(lesson))
    assert shared.grade(lesson, "mau2", {}).score == 0.0
    assert shared.grade(lesson, "mau3", right_answers(lesson)) == full
