"""The source notebook: what nbgrader is given, and what a learner is not."""

from __future__ import annotations

import json
import sys
import warnings
from types import SimpleNamespace

import nbformat
import pytest
from nbformat import NotebookNode

from courses.errors import LessonError
from courses.lesson import Lesson
from courses.notebook import build_source_notebook, check_source_notebook, refusal_of_test_cell
from courses.notebook_setup import parse_answers, points_earned, question_text, show
from grading.nbgrader_pipeline import release_notebook
from tests.grading.grading_samples import EXPLANATION, FORBIDDEN, QUESTIONS, REQUIRED, SAMPLE, sample_lesson


def _cell(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def test_the_same_lesson_gives_the_same_bytes_and_a_valid_notebook(lesson: Lesson) -> None:
    first, second = build_source_notebook(lesson), build_source_notebook(sample_lesson())
    assert nbformat.writes(first) == nbformat.writes(second)
    nbformat.validate(first)
    nbformat.validate(release_notebook(first))


def test_every_question_is_one_graded_cell_with_its_points(lesson: Lesson) -> None:
    graded = [c for c in build_source_notebook(lesson).cells if c.metadata.get("nbgrader", {}).get("grade")]
    assert [c.metadata.nbgrader.grade_id for c in graded] == list(QUESTIONS)
    assert [c.metadata.nbgrader.points for c in graded] == [1.0, 2.0, 1.0, 1.5, 1.0, 1.0, 1.0, 2.0]
    assert [c.cell_type for c in graded] == ["code"] * 7 + ["markdown"]
    assert [c.metadata.nbgrader.solution for c in graded] == [False] * 7 + [True]


def test_nothing_secret_is_in_the_release_notebook(lesson: Lesson) -> None:
    released = nbformat.writes(release_notebook(build_source_notebook(lesson)))
    for secret in (EXPLANATION, REQUIRED, FORBIDDEN, SAMPLE, "critical", "HIDDEN TESTS"):
        assert secret.casefold() not in released.casefold(), secret
    notebook = nbformat.reads(released, as_version=4)
    for question in lesson.questions:
        assert json.dumps(question.answer_key())[1:-1] not in released
        if _cell(notebook, question.id).cell_type == "code":
            assert _cell(notebook, question.id).source == f"# Chấm câu {question.id}"


def test_explanations_samples_and_critical_flags_are_in_no_notebook_at_all(lesson: Lesson) -> None:
    source = nbformat.writes(build_source_notebook(lesson))
    for secret in (EXPLANATION, SAMPLE, "critical"):
        assert secret.casefold() not in source.casefold(), secret
    assert REQUIRED in source  # so the words are looked for where they can be found


def test_texts_of_the_lesson_stay_one_block_of_html(lesson: Lesson) -> None:
    notebook = build_source_notebook(lesson)
    text = _cell(notebook, "text-1").source
    assert "dòng 1\n&#10;dòng 3 *không nghiêng*" in text
    assert "\n\n" not in text
    assert "số 117/2025/QH15" in _cell(notebook, "references").source


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("score = 2.0", "not one call"),
        ("mark('q2', 'multiple', {'key': ['a', 'c'], 'options': ['a', 'b', 'c', 'd']}, 2.0);", "beside"),
        ("1.0; mark('q2', 'multiple', {'key': ['a', 'c'], 'options': ['a', 'b', 'c', 'd']}, 2.0)", "not one"),
        (
            "mark('q1', 'multiple', {'key': ['a', 'c'], 'options': ['a', 'b', 'c', 'd']}, 2.0)",
            "question's id",
        ),
        ("mark('q2', 'multiple', {'key': ['a'], 'options': ['a', 'b', 'c', 'd']}, 2.0)", "question's id"),
        (
            "mark('q2', 'multiple', {'key': ['a', 'c'], 'options': ['a', 'b', 'c', 'd']}, 3.0)",
            "question's id",
        ),
        ("mark('q2', 'multiple', {'key': ['a', 'c'], 'options': ['a', 'b', 'c', 'd']}, 2)", "question's id"),
        ("mark('q2', 'multiple', KEY, 2.0)", "not plain data"),
        ("mark(*ARGUMENTS)", "not plain data"),
        ("print('q2')", "does not call mark"),
        ("None", "not one call"),
        ("float('nan')", "does not call mark"),
        ("", "not one call"),
    ],
)
def test_any_other_last_line_is_refused(lesson: Lesson, line: str, reason: str) -> None:
    question = lesson.question("q2")
    assert question is not None
    source = f"# Chấm câu q2\n### BEGIN HIDDEN TESTS\n{line}\n### END HIDDEN TESTS"
    refusal = refusal_of_test_cell(source, question)
    assert refusal is not None
    assert reason in refusal


def test_a_test_cell_that_shows_something_after_the_mark_is_refused(lesson: Lesson) -> None:
    notebook = build_source_notebook(lesson)
    _cell(notebook, "q3").source += "\nTrue"
    with pytest.raises(LessonError, match="cell q3: the hidden test is not one line at the end"):
        check_source_notebook(lesson, notebook)


@pytest.mark.parametrize("word", ["BEGIN HIDDEN TESTS", "END SOLUTION", "BEGIN MARK SCHEME", "AUTOTEST"])
def test_words_that_nbgrader_acts_on_are_refused_in_a_lesson(word: str) -> None:
    with pytest.raises(LessonError, match="which nbgrader acts on"):
        build_source_notebook(sample_lesson(("AI luôn đúng.", f"AI luôn đúng {word}.")))
    with pytest.raises(LessonError, match="which nbgrader acts on"):
        build_source_notebook(sample_lesson(("## Mở đầu", f"## Mở đầu {word}")))


def test_a_cell_that_would_warn_is_refused(lesson: Lesson) -> None:
    notebook = build_source_notebook(lesson)
    _cell(notebook, "setup").source += "\nx = 1 is 1"
    with warnings.catch_warnings(), pytest.raises(LessonError, match="cell setup: is not clean Python"):
        check_source_notebook(lesson, notebook)


@pytest.mark.parametrize("share", [None, "1", float("nan"), float("inf"), -0.1, 1.0000001, [1.0]])
def test_what_is_no_share_raises_and_so_earns_nothing(share: object) -> None:
    with pytest.raises(ValueError, match="not a share"):
        points_earned(share, 2.0)


def test_points_are_a_built_in_float() -> None:
    class Share(float):
        def __repr__(self) -> str:
            return "Share(0.5)"

    earned = points_earned(Share(0.5), 2)
    assert (type(earned), repr(earned)) == (float, "1.0")
    assert repr(points_earned(-0.0, 2.0)) == "0.0"
    assert type(points_earned(1, 1)) is float


def test_answers_of_another_lesson_or_version_are_none() -> None:
    content = json.dumps({"lesson": "a", "version": "1", "answers": {"q1": "b"}}).encode()
    assert parse_answers(content, "a", "1") == {"q1": "b"}
    assert parse_answers(content, "a", "2") == {}
    assert parse_answers(content, "b", "1") == {}


def test_a_question_reads_as_text_where_there_is_no_portal(lesson: Lesson) -> None:
    question = lesson.question("q1")
    assert question is not None
    assert question_text(question.public()) == (
        "Đồng nghiệp nhờ dán văn bản Mật vào AI. Đồng chí làm gì?\n\n"
        "a. Dán\nb. Từ chối\nc. Dán một nửa\n\nĐồng chí trả lời câu này trên trang bài học."
    )


def test_a_question_is_shown_by_what_the_learners_server_offers(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    monkeypatch.setitem(sys.modules, "offered", SimpleNamespace(draw=lambda *given: shown.append(given)))
    question = lesson.questions[0].public()
    monkeypatch.setenv("MATTRAN_QUESTION_WIDGET", "offered:draw")
    show(question, "a", "mau-1", "12345678")
    assert shown == [(question, "a", "mau-1", "12345678")]
    assert capsys.readouterr().out == ""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    show(question, "a", "mau-1", "12345678")
    assert len(shown) == 1
    assert capsys.readouterr().out == question_text(question) + "\n"


def test_a_question_is_read_where_what_is_offered_is_broken(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    question = lesson.questions[0].public()
    monkeypatch.setenv("MATTRAN_QUESTION_WIDGET", "no_such_module_here:draw")
    show(question, None, "mau-1", "12345678")
    printed = capsys.readouterr().out
    assert printed.startswith("(Không mở được khung trả lời: No module named 'no_such_module_here')")
    assert question_text(question) in printed
