"""nbgrader's gradebook on PostgreSQL: made once by whoever comes first, readable by nbgrader's own tools."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import func, inspect, select, text
from sqlalchemy import table as table_named
from sqlalchemy.engine import make_url

from courses.lesson import Lesson
from courses.notebook import build_source_notebook
from grading.engine import Grader, assignment_name
from grading.errors import AssignmentChanged, GradebookOutdated
from grading.nbgrader_gradebook import ensure_gradebook
from hub.db import driver_url, sync_engine
from tests.grading.grading_samples import MAX_SCORE, PARTIAL_POINTS, QUESTIONS, partial_answers, right_answers

pytestmark = pytest.mark.postgres
WHEN = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


def _nbgrader(url: str) -> Gradebook:
    """Open the gradebook as nbgrader's own tools do."""
    return Gradebook(driver_url(url), "hoc-ai-mat-tran")


def _count(url: str, table: str) -> int:
    engine = sync_engine(url)
    with engine.connect() as conn:
        found = conn.execute(select(func.count()).select_from(table_named(table))).scalar_one()
    engine.dispose()
    return int(found)


def test_the_gradebook_is_the_one_nbgrader_makes(empty_database_url: str) -> None:
    ensure_gradebook(empty_database_url)
    ensure_gradebook(empty_database_url)
    engine = sync_engine(empty_database_url)
    tables = inspect(engine).get_table_names()
    with engine.connect() as conn:
        ours = conn.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    engine.dispose()
    assert len(tables) == 14  # 13 of nbgrader and alembic_version
    assert ours == ["e43177bfe90b"]  # what `alembic heads` says of nbgrader 0.9.6
    with _nbgrader(empty_database_url) as gradebook:
        assert gradebook.assignments == []


def test_two_processes_may_make_the_gradebook_at_the_same_time(empty_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ensure_gradebook, [empty_database_url] * 4))
    assert _count(empty_database_url, "course") == 1


def test_a_gradebook_of_another_nbgrader_is_refused(gradebook_url: str) -> None:
    engine = sync_engine(gradebook_url)
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    engine.dispose()
    with pytest.raises(GradebookOutdated, match="older"):
        ensure_gradebook(gradebook_url)


def test_nbgrader_reads_the_assignment_and_the_marks(
    gradebook_url: str, grader: Grader, lesson: Lesson
) -> None:
    graded = grader.project(lesson, "mau", partial_answers(lesson) | {"q8": "Ý kiến."}, WHEN)
    name = assignment_name(lesson)
    with _nbgrader(gradebook_url) as gradebook:
        assert gradebook.find_assignment(name).max_score == MAX_SCORE
        submission = gradebook.find_submission(name, "mau")
        assert submission.score == pytest.approx(graded.score) == sum(PARTIAL_POINTS.values())
        assert submission.timestamp == datetime(2026, 11, 21, 7, 30)
        assert submission.needs_manual_grade
        for question in QUESTIONS:
            grade = gradebook.find_grade(question, lesson.id, name, "mau")
            expected = None if question == "q8" else PARTIAL_POINTS[question]
            assert (question, grade.auto_score) == (question, expected)
            assert grade.needs_manual_grade == (question == "q8")
        assert gradebook.find_comment("q8", lesson.id, name, "mau").auto_comment is None


def test_the_cells_are_those_that_nbgrader_itself_would_register(
    gradebook_url: str, grader: Grader, lesson: Lesson
) -> None:
    grader.ensure_assignment(lesson)
    with _nbgrader(gradebook_url) as gradebook:
        notebook = gradebook.find_notebook(lesson.id, assignment_name(lesson))
        assert {c.name: c.max_score for c in notebook.grade_cells} == {
            q.id: q.points for q in lesson.questions
        }
        assert [c.name for c in notebook.solution_cells] == ["q8"]
        expected = {c.id: c.source for c in build_source_notebook(lesson).cells if "nbgrader" in c.metadata}
        assert {c.name: c.source for c in notebook.source_cells} == expected
        assert all(c.locked == (c.name != "q8") for c in notebook.source_cells)


def test_a_later_attempt_takes_the_place_of_the_earlier(
    gradebook_url: str, grader: Grader, lesson: Lesson
) -> None:
    grader.project(lesson, "mau", right_answers(lesson), WHEN)
    grader.project(lesson, "mau", {}, WHEN)
    with _nbgrader(gradebook_url) as gradebook:
        submission = gradebook.find_submission(assignment_name(lesson), "mau")
        assert (submission.score, submission.needs_manual_grade) == (0.0, False)
        assert gradebook.find_comment("q8", lesson.id, submission.name, "mau").auto_comment == "No response."
    assert _count(gradebook_url, "submitted_assignment") == 1
    assert _count(gradebook_url, "grade") == len(QUESTIONS)


def test_a_mark_given_by_hand_stays_and_is_to_be_looked_at_again(
    gradebook_url: str, grader: Grader, lesson: Lesson
) -> None:
    grader.project(lesson, "mau", {"q8": "Một."}, WHEN)
    name = assignment_name(lesson)
    with _nbgrader(gradebook_url) as gradebook:
        grade = gradebook.find_grade("q8", lesson.id, name, "mau")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    grader.project(lesson, "mau", {"q8": "Hai."}, WHEN)
    with _nbgrader(gradebook_url) as gradebook:
        grade = gradebook.find_grade("q8", lesson.id, name, "mau")
        assert (grade.score, grade.needs_manual_grade) == (1.5, True)


def test_many_at_the_same_time_leave_one_row_each(gradebook_url: str, lesson: Lesson) -> None:
    with ExitStack() as opened:
        graders = [opened.enter_context(closing(Grader(gradebook_url))) for _ in range(3)]  # three workers

        def work(number: int) -> float:
            return graders[number % 3].project(lesson, f"mau{number % 2}", right_answers(lesson), WHEN).score

        with ThreadPoolExecutor(6) as pool:
            scores = set(pool.map(work, range(18)))
    assert scores == {MAX_SCORE - 2.0}  # q8 waits for a trainer
    assert _count(gradebook_url, "assignment") == 1
    assert _count(gradebook_url, "student") == 2
    assert _count(gradebook_url, "submitted_assignment") == 2
    assert _count(gradebook_url, "grade") == 2 * len(QUESTIONS)


def test_a_registration_cut_short_leaves_nothing(
    gradebook_url: str, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    grader = Grader(gradebook_url)
    with monkeypatch.context() as broken:
        broken.setattr("nbgrader.api.Gradebook.update_or_create_source_cell", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            grader.ensure_assignment(lesson)
    assert _count(gradebook_url, "assignment") == _count(gradebook_url, "base_cell") == 0
    assert grader.project(lesson, "mau", {"q1": "b"}, WHEN).score == 1.0
    grader.close()


def test_work_goes_on_after_postgresql_dropped_the_connections(
    gradebook_url: str, grader: Grader, lesson: Lesson
) -> None:
    grader.project(lesson, "mau", {}, WHEN)
    engine = sync_engine(gradebook_url)
    with engine.connect() as conn:
        dropped = conn.execute(
            text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = :name AND pid <> pg_backend_pid()"
            ),
            {"name": make_url(gradebook_url).database},
        ).scalar_one()
    engine.dispose()
    assert dropped >= 1
    assert grader.project(lesson, "mau", {"q1": "b"}, WHEN).score == 1.0


def test_a_version_stays_graded_by_the_cells_it_was_registered_with(
    gradebook_url: str, lesson: Lesson
) -> None:
    def generous(lesson: Lesson):  # type: ignore[no-untyped-def]  # an earlier release's notebook
        notebook = build_source_notebook(lesson)
        setup = next(cell for cell in notebook.cells if cell.id == "setup")
        setup.source = setup.source.replace(
            "return points_earned(score(question_type, answer_key, ANSWERS.get(question)), points)",
            "return points_earned(1.0, points)",
        )
        return notebook

    earlier = Grader(gradebook_url, build=generous)
    assert earlier.project(lesson, "mau", {}, WHEN).score == MAX_SCORE - 2.0
    earlier.close()
    later = Grader(gradebook_url)
    assert later.grade(lesson, "mau", {}).score == MAX_SCORE - 2.0
    cells = {cell.id: cell.source for cell in later.source_notebook(lesson).cells}
    assert "return points_earned(1.0, points)" in cells["setup"]
    later.close()


@pytest.mark.parametrize("change", ["a cell is missing", "a key has other ids"])
def test_cells_that_do_not_fit_the_lesson_are_refused(
    gradebook_url: str, lesson: Lesson, change: str
) -> None:
    def otherwise(lesson: Lesson):  # type: ignore[no-untyped-def]  # another release's notebook
        notebook = build_source_notebook(lesson)
        cell = next(cell for cell in notebook.cells if cell.id == "q3")
        if change == "a cell is missing":
            notebook.cells.remove(cell)
        else:
            cell.source = cell.source.replace("False", "True")
        return notebook

    with closing(Grader(gradebook_url, build=otherwise)) as another:
        if change == "a cell is missing":
            another.ensure_assignment(lesson)
        else:
            with pytest.raises(AssignmentChanged):
                another.ensure_assignment(lesson)
    with closing(Grader(gradebook_url)) as grader, pytest.raises(AssignmentChanged, match=r": q3$"):
        grader.grade(lesson, "mau", {})
