"""Export a course so that stock nbgrader, without our packages, gives exactly the platform's marks.

The folder is nbgrader's course directory, and a README in it says the commands. It appears whole or
not at all.
"""

from __future__ import annotations

import csv
import inspect
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from courses.lesson import Lesson
from courses.notebook import ANSWERS_FILE, build_source_notebook
from grading import compare_marks
from grading.engine import answers_file, assignment_name, copied, fill_in, left_to_trainer
from grading.errors import FolderInUse, SubmissionTwice, UnsafeName
from grading.export_texts import config_text, readme_text
from grading.nbgrader_pipeline import release_notebook
from grading.passing import Mark

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_COLUMNS = ("student", "assignment", "question", "automatic_score", "score", "max_score")


@dataclass(frozen=True)
class SubmissionToExport:
    """The attempt of a person that counts; `submitted_at` is aware, `marks` are the platform's."""

    student: str
    lesson: Lesson
    answers: Mapping[str, Any]
    submitted_at: datetime
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Exported:
    """What an export holds: nbgrader's names of the assignments, and how many submissions."""

    assignments: tuple[str, ...]
    submissions: int


def export_course(
    folder: Path,
    lessons: Iterable[Lesson],
    submissions: Iterable[SubmissionToExport],
    *,
    source_of: Callable[[Lesson], NotebookNode] = build_source_notebook,
) -> Exported:
    """Write the course directory `folder`, which must be new or empty, and say what it holds.

    `source_of` gives the source notebook of a lesson version: `Grader.source_notebook` where the
    marks may have been given by an earlier release of the platform. Raises FolderInUse,
    SubmissionTwice and UnsafeName, and leaves nothing behind then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)  # keys and people's answers
    try:
        course = _Course(unfinished, source_of)
        for lesson in lessons:
            course.release(lesson)
        count = course.write_submissions(submissions)
        exported = Exported(tuple(sorted(course.releases)), count)
        (unfinished / "nbgrader_config.py").write_text(config_text(), "utf-8")
        (unfinished / "README.md").write_text(readme_text(exported.assignments, count), "utf-8")
        (unfinished / "compare_marks.py").write_text(inspect.getsource(compare_marks), "utf-8")
        unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return exported


class _Course:
    """A course directory being written; `releases` holds the release notebook of each assignment."""

    def __init__(self, folder: Path, source_of: Callable[[Lesson], NotebookNode]) -> None:
        self.releases: dict[str, NotebookNode] = {}
        self._folder = folder
        self._source_of = source_of

    def release(self, lesson: Lesson) -> NotebookNode:
        """Return the release notebook of a lesson version, written with its source the first time."""
        name = assignment_name(lesson)
        if name not in self.releases:
            source = self._source_of(lesson)
            self.releases[name] = release_notebook(source)
            for step, notebook in (("source", source), ("release", self.releases[name])):
                _write_notebook(self._folder / step / _safe(name), lesson, notebook)
        return self.releases[name]

    def write_submissions(self, submissions: Iterable[SubmissionToExport]) -> int:
        """Write every submission and `marks.csv`; return how many there were."""
        written: set[tuple[str, str]] = set()
        with (self._folder / "marks.csv").open("x", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(_COLUMNS)
            for submission in submissions:
                place = (submission.student, assignment_name(submission.lesson))
                if place in written:
                    raise SubmissionTwice(*place)
                written.add(place)
                self._write_submission(submission)
                table.writerows(_rows(submission))
        return len(written)

    def _write_submission(self, submission: SubmissionToExport) -> None:
        lesson = submission.lesson
        notebook = copied(self.release(lesson))
        fill_in(notebook, lesson, submission.answers)
        target = self._folder / "submitted" / _safe(submission.student) / assignment_name(lesson)
        _write_notebook(target, lesson, notebook)
        (target / ANSWERS_FILE).write_bytes(answers_file(lesson, submission.answers))
        moment = submission.submitted_at.astimezone(UTC)
        (target / "timestamp.txt").write_text(f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC", "ascii")


def _rows(submission: SubmissionToExport) -> Iterator[tuple[object, ...]]:
    by_hand = left_to_trainer(submission.lesson, submission.answers)
    for mark in submission.marks:
        # What was left to a trainer stays so here, whatever has been given meanwhile.
        automatic = None if mark.question in by_hand else mark.score
        yield (
            submission.student,
            assignment_name(submission.lesson),
            mark.question,
            "" if automatic is None else repr(float(automatic)),
            "" if mark.score is None else repr(float(mark.score)),
            repr(float(mark.max_score)),
        )


def _write_notebook(folder: Path, lesson: Lesson, notebook: NotebookNode) -> None:
    folder.mkdir(parents=True)
    text = nbformat.writes(notebook, version=4)
    (folder / f"{_safe(lesson.id)}.ipynb").write_text(text + "\n", "utf-8")


def _safe(name: str) -> str:
    """Return `name`, which is to be a folder or a file; raise UnsafeName."""
    if not _SAFE_NAME.match(name):
        raise UnsafeName(name)
    return name
