"""The contract: stock nbgrader, without our packages, gives exactly the platform's marks.

Every submission is graded here by the platform's grader, exported, and autograded again by nbgrader
in a virtual environment of its own.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest

from courses.competencies import load_competencies
from courses.lesson import Lesson, parse_lesson
from grading.compare_marks import Points, differences, nbgrader_marks, platform_marks
from grading.engine import Grader, answers_file, assignment_name
from grading.errors import FolderInUse, SubmissionTwice, UnsafeName
from grading.export import SubmissionToExport, export_course
from hub.legal.register import load_register
from tests.grading.grading_samples import (
    BROKEN_FILES,
    HOSTILE_TEXTS,
    MALFORMED,
    WRONG,
    partial_answers,
    right_answers,
)
from tests.grading.stock_nbgrader import VERSION, StockNbgrader, ensure_stock_nbgrader, finished

pytestmark = pytest.mark.postgres

WHEN = datetime(2026, 11, 21, 14, 30, tzinfo=timezone(timedelta(hours=7)))
CONTENT = Path(__file__).parents[2] / "courses" / "content"


@dataclass(frozen=True)
class Case:
    """What a learner left behind: answers, or the bytes of `answers.json`, or no such file (None)."""

    student: str
    lesson: Lesson
    answers: dict[str, Any]
    content: bytes | None


@pytest.fixture(scope="session")
def stock(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> StockNbgrader:
    """The second environment, kept in pytest's cache from one run to the next."""
    cache = request.config.cache
    assert cache is not None
    folder = cache.mkdir("stock-nbgrader") / VERSION
    ensure_stock_nbgrader(folder)
    stock = StockNbgrader(folder, tmp_path_factory.mktemp("home"))
    for package in ("grading", "courses", "exercises", "hub"):
        absent = stock.start("python", "-c", f"import {package}", cwd=tmp_path_factory.mktemp("empty"))
        assert f"No module named '{package}'" in absent.communicate()[0]
    return stock


def _as_sent(student: str, lesson: Lesson, answers: dict[str, Any]) -> Case:
    return Case(student, lesson, answers, answers_file(lesson, answers))


def _sample_cases(lesson: Lesson, texts: Sequence[str]) -> list[Case]:
    right = right_answers(lesson)
    other = json.dumps({"lesson": lesson.id, "version": "0" * 8, "answers": right}).encode()
    hostile = [
        _as_sent(f"hostile-{name}", lesson, right | dict.fromkeys(("q1", "q7", "q8"), HOSTILE_TEXTS[name]))
        for name in texts
    ]
    return [
        _as_sent("right", lesson, right),
        _as_sent("wrong", lesson, WRONG),
        _as_sent("partial", lesson, partial_answers(lesson)),
        _as_sent("empty", lesson, {}),
        _as_sent("malformed", lesson, MALFORMED),
        Case("missing", lesson, {}, None),
        Case("cut", lesson, {}, BROKEN_FILES["cut file"]),
        Case("not-text", lesson, {}, BROKEN_FILES["not text"]),
        Case("other-version", lesson, {}, other),
        *hostile,
    ]


def _cases_of(lesson: Lesson) -> Iterator[Case]:
    """Return the cases of any lesson: right, wrong, partial, empty, malformed and missing."""
    right = right_answers(lesson)
    wrong: dict[str, Any] = {}
    partial: dict[str, Any] = {}
    for number, (question, value) in enumerate(right.items()):
        if isinstance(value, list):
            wrong[question], partial[question] = value[::-1], [*value[1:], value[0]]
        elif isinstance(value, dict):
            wrong[question] = dict.fromkeys(value, "zz")
            partial[question] = dict(list(value.items())[: (len(value) + 1) // 2])
        elif isinstance(value, bool):
            wrong[question], partial[question] = not value, value
        else:
            wrong[question] = "zz"
            partial[question] = value if number % 2 else value[: len(value) // 2]
    malformed = {question: {"x": [value, None, 1.5]} for question, value in right.items()}
    for name, answers in {"right": right, "wrong": wrong, "partial": partial, "malformed": malformed}.items():
        yield _as_sent(name, lesson, answers)
    yield _as_sent("empty", lesson, {})
    yield Case("missing", lesson, {}, None)


def _export(folder: Path, grader: Grader, cases: Sequence[Case]) -> None:
    """Export the cases with the marks the platform gives, then spoil the files that are to be spoilt."""
    submissions = [
        SubmissionToExport(
            case.student,
            case.lesson,
            case.answers,
            WHEN,
            # A file that is not there reads as one that cannot be read.
            grader.grade_file(case.lesson, case.student, case.content or b"").marks,
        )
        for case in cases
    ]
    lessons = {assignment_name(case.lesson): case.lesson for case in cases}
    export_course(folder, lessons.values(), submissions, source_of=grader.source_notebook)
    for case in cases:
        written = folder / "submitted" / case.student / assignment_name(case.lesson) / "answers.json"
        if case.content is None:
            written.unlink()
        else:
            written.write_bytes(case.content)


def _autograde(stock: StockNbgrader, folders: Sequence[Path]) -> None:
    """Run the README's commands in each folder, two at a time."""
    names = sorted({path.name for folder in folders for path in (folder / "source").iterdir()})
    for name in names:
        here = [folder for folder in folders if (folder / "source" / name).is_dir()]
        for step in (["generate_assignment", name, "--force"], ["autograde", name]):
            starts = [partial(stock.start, "nbgrader", *step, cwd=folder) for folder in here]
            for process, start in [(start(), start) for start in starts]:
                finished(process, start)


def _check(stock: StockNbgrader, tmp_path: Path, grader: Grader, cases: Sequence[Case]) -> None:
    """Hold the contract over `cases`."""
    folders = [tmp_path / "one", tmp_path / "two"]
    halves = [cases[::2], cases[1::2]]
    for folder, half in zip(folders, halves, strict=True):
        _export(folder, grader, half)
    released = {path: path.read_bytes() for folder in folders for path in folder.glob("release/*/*.ipynb")}
    assert released
    _autograde(stock, folders)
    for path, before in released.items():
        assert path.read_bytes() == before, "stock generate_assignment releases another notebook"
    for folder, half in zip(folders, halves, strict=True):
        ours, theirs = platform_marks(folder / "marks.csv"), nbgrader_marks(folder / "gradebook.db")
        assert len(ours) == sum(len(case.lesson.questions) for case in half)
        assert differences(ours, theirs) == []
        assert "0 điểm khác nhau" in stock.run("python", "compare_marks.py", cwd=folder)
        assert not list(folder.rglob("HACKED"))


@pytest.mark.timeout(900)  # the second environment is made the first time
def test_stock_nbgrader_gives_the_platforms_marks(
    stock: StockNbgrader, grader: Grader, lesson: Lesson, tmp_path: Path
) -> None:
    cases = _sample_cases(lesson, ["code", "surrogate"])
    _check(stock, tmp_path, grader, cases)
    _check_times(tmp_path / "one", lesson)


def _check_times(folder: Path, lesson: Lesson) -> None:
    """Look that nbgrader read the time of submission as UTC."""
    stamp = folder / "submitted" / "right" / assignment_name(lesson) / "timestamp.txt"
    assert stamp.read_text() == "2026-11-21 07:30:00.000000 UTC"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_notebooks_pass_nbgraders_own_validation(
    stock: StockNbgrader, grader: Grader, lesson: Lesson, tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    _export(folder, grader, [_as_sent("right", lesson, right_answers(lesson))])
    notebooks = list(folder.rglob("*.ipynb"))
    assert len(notebooks) == 3
    for path in notebooks:
        nbformat.validate(nbformat.read(path, as_version=4))

    def validated(step: str) -> str:
        place = folder / step / assignment_name(lesson)
        return stock.run("nbgrader", "validate", f"{lesson.id}.ipynb", cwd=place)

    assert "Success! Your notebook passes all the tests." in validated("submitted/right")
    untouched = validated("release")  # complains of the unwritten text, and of nothing else
    assert "VALIDATION FAILED ON 1 CELL(S)!" in untouched
    assert "You did not provide a response." in untouched


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_contract_holds_for_every_hostile_text(
    stock: StockNbgrader, grader: Grader, lesson: Lesson, tmp_path: Path
) -> None:
    cases = _sample_cases(lesson, list(HOSTILE_TEXTS))
    _check(stock, tmp_path, grader, [case for case in cases if case.student.startswith("hostile")])


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(path.stem for path in CONTENT.glob("*/*.md")))
def test_the_contract_holds_for_every_lesson(
    stock: StockNbgrader, grader: Grader, tmp_path: Path, name: str
) -> None:
    (path,) = CONTENT.glob(f"*/{name}.md")
    lesson = parse_lesson(
        path.read_text("utf-8"), register=load_register(), competencies=load_competencies(), name=name
    )
    _check(stock, tmp_path, grader, list(_cases_of(lesson)))


def test_an_export_holds_the_marks_and_is_for_one_reader_only(
    grader: Grader, lesson: Lesson, tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    answers = right_answers(lesson)
    marks = grader.grade(lesson, "mau", answers).marks
    given = tuple(replace(m, score=1.5, needs_manual=False) if m.needs_manual else m for m in marks)
    exported = export_course(folder, [lesson], [SubmissionToExport("mau", lesson, answers, WHEN, given)])
    assert (exported.assignments, exported.submissions) == ((assignment_name(lesson),), 1)
    assert folder.stat().st_mode & 0o777 == 0o700
    with (folder / "marks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0] == {
        "student": "mau",
        "assignment": assignment_name(lesson),
        "question": "q1",
        "automatic_score": "1.0",
        "score": "1.0",
        "max_score": "1.0",
    }
    assert (rows[-1]["automatic_score"], rows[-1]["score"]) == ("", "1.5")
    assert f"nbgrader autograde {assignment_name(lesson)}" in (folder / "README.md").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course"]


def test_a_difference_is_told(lesson: Lesson) -> None:
    place = ("mau", "mau-1-0", "q1")
    told = differences({place: Points(1.0, 2.0)}, {place: Points(None, 2.0)})
    assert told == ["mau / mau-1-0 / q1: nền tảng 1.0/2.0, nbgrader chờ chấm tay"]
    assert differences({place: Points(1 / 3, 2.0)}, {place: Points(0.333, 2.0)}) != []
    assert differences({}, {place: Points(1.0, 2.0)}) != []


def test_an_export_that_cannot_be_finished_leaves_nothing(lesson: Lesson, tmp_path: Path) -> None:
    one = SubmissionToExport("mau", lesson, {}, datetime(2026, 11, 21, tzinfo=UTC), ())
    for submissions, refusal in (
        ([one, one], SubmissionTwice),
        ([replace(one, student="../mau")], UnsafeName),
        ([replace(one, student=".")], UnsafeName),
    ):
        with pytest.raises(refusal):
            export_course(tmp_path / "course", [lesson], submissions)
        assert list(tmp_path.iterdir()) == []
    (tmp_path / "course").mkdir()
    export_course(tmp_path / "course", [lesson], [one])
    with pytest.raises(FolderInUse, match="đã có tệp"):
        export_course(tmp_path / "course", [lesson], [one])
