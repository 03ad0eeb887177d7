"""Grade a submission by nbgrader in this process: no kernel, no files, nothing typed by a learner run.

`Grader.grade` computes marks and writes nothing; `Grader.project` writes them to the gradebook, which
holds one row per assignment and person: the caller decides which attempt stands there. Why marks
come out as from `nbgrader autograde`: docs/decisions/0001-grading-in-process.md.
"""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from nbformat import NotebookNode
from sqlalchemy.engine import URL

from courses.lesson import Lesson
from courses.notebook import ANSWERS_FILE, build_source_notebook, key_in_test_cell, marked_by_hand
from courses.notebook_setup import parse_answers
from exercises import scoring
from grading.errors import AssignmentChanged
from grading.nbgrader_execute import InProcessExecute, Program, compile_cell
from grading.nbgrader_gradebook import OpenGradebook, StoredCell
from grading.nbgrader_pipeline import (
    register_notebook,
    release_notebook,
    resources_for,
    restore_cells,
    save_marks,
)
from grading.passing import Mark


@dataclass(frozen=True)
class GradedNotebook:
    """The marks of a submission, in the order of its questions, and the notebook that was run."""

    score: float  # points; what a trainer has yet to mark counts 0
    max_score: float
    marks: tuple[Mark, ...]
    notebook: NotebookNode = field(repr=False, compare=False)


def assignment_name(lesson: Lesson) -> str:
    """Return nbgrader's name for this version of the lesson."""
    return f"{lesson.id}-{lesson.version}"


def answers_file(lesson: Lesson, answers: Mapping[str, Any]) -> bytes:
    """Return the content of `answers.json`; ASCII, so that half characters stay what they are."""
    content = {"lesson": lesson.id, "version": lesson.version, "answers": dict(answers)}
    return json.dumps(content, indent=1).encode("ascii")


def left_to_trainer(lesson: Lesson, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts, by question, that a trainer has to mark; a text that holds nothing gets 0."""
    return {
        question.id: answers[question.id]
        for question in lesson.questions
        if marked_by_hand(question)
        and scoring.score(question.type, question.answer_key(), answers.get(question.id)) is None
    }


def fill_in(notebook: NotebookNode, lesson: Lesson, answers: Mapping[str, Any]) -> None:
    """Put the texts that a trainer marks into their cells, shown exactly as typed.

    The cell of a text that holds nothing stays as released: nbgrader gives it 0.
    """
    texts = left_to_trainer(lesson, answers)
    for cell in notebook.cells:
        question = cell.metadata.get("nbgrader", {}).get("grade_id")
        if question in texts:
            cell.source = _fenced(texts[question])


def copied(template: NotebookNode) -> NotebookNode:
    """Return a notebook whose code and answer cells are new; texts of the lesson are shared."""
    cells = [copy.deepcopy(cell) if "nbgrader" in cell.metadata else cell for cell in template.cells]
    return NotebookNode({**template, "cells": cells})


def _fenced(text: str) -> str:
    """Return Markdown that shows `text` literally, whatever stands in it."""
    whole = text.encode("utf-8", "replace").decode("utf-8")  # half characters fit no file
    longest = max((len(run) for run in whole.split() if set(run) == {"`"}), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{whole}\n{fence}"


@dataclass(frozen=True)
class _Assignment:
    """What grading a lesson version needs, read once from the gradebook."""

    name: str
    template: NotebookNode  # the release notebook, its cells restored from the gradebook
    programs: Mapping[str, Program]
    max_scores: Mapping[str, float]  # points by question


class Grader:
    """Grades submissions against one open gradebook. Threads may share it.

    `build` makes the source notebook under which a lesson version is registered the first time.
    """

    def __init__(
        self, gradebook_url: str | URL, *, build: Callable[[Lesson], NotebookNode] = build_source_notebook
    ) -> None:
        """Open the gradebook at `gradebook_url`, which `ensure_gradebook` has made."""
        self._gradebook = OpenGradebook(gradebook_url)
        self._build = build
        self._assignments: dict[str, _Assignment] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connections to the gradebook."""
        self._gradebook.close()  # type: ignore[no-untyped-call]

    def ensure_assignment(self, lesson: Lesson) -> str:
        """Register the lesson version in the gradebook when it is not there; return its name.

        What was registered stays: a later release of the platform grades this version by the same
        cells. Raises AssignmentChanged when they are not the cells of the lesson's notebook.
        """
        return self._assignment(lesson).name

    def source_notebook(self, lesson: Lesson) -> NotebookNode:
        """Return the source notebook of `lesson` with the cells by which the gradebook grades it."""
        return self._restored(lesson, self._build(lesson), self._stored(lesson))

    def grade(self, lesson: Lesson, student_id: str, answers: Mapping[str, Any]) -> GradedNotebook:
        """Return the marks of `answers`, question id to value; nothing is written."""
        return self.grade_file(lesson, student_id, answers_file(lesson, answers))

    def grade_file(self, lesson: Lesson, student_id: str, content: bytes) -> GradedNotebook:
        """Return the marks of a submission with this `answers.json`, whatever its bytes are."""
        assignment = self._assignment(lesson)
        notebook = copied(assignment.template)
        fill_in(notebook, lesson, parse_answers(content, lesson.id, lesson.version))
        resources = resources_for(assignment.name, lesson.id, student_id)
        InProcessExecute({ANSWERS_FILE: content}, assignment.programs).preprocess(notebook, resources)
        book = _MarksInMemory(assignment.max_scores)
        save_marks(book, notebook, resources)
        marks = tuple(
            Mark(
                question=question,
                score=None if grade.auto_score is None else float(grade.auto_score),
                max_score=assignment.max_scores[question],
                needs_manual=grade.needs_manual_grade,
            )
            for question, grade in book.grades.items()
        )
        score = sum(mark.score or 0.0 for mark in marks)
        return GradedNotebook(score, sum(mark.max_score for mark in marks), marks, notebook)

    def project(
        self, lesson: Lesson, student_id: str, answers: Mapping[str, Any], submitted_at: datetime
    ) -> GradedNotebook:
        """Grade `answers` and write the marks to the gradebook as the person's submission.

        As when nbgrader grades a second submission, marks given by hand stay, and are to be looked
        at again. One transaction; two at the same time for one person come one after the other.
        """
        graded = self.grade(lesson, student_id, answers)
        name = assignment_name(lesson)
        with self._gradebook.transaction(f"{name}/{student_id}"):
            self._gradebook.put_submission(name, student_id, submitted_at)
            self._gradebook.preload_marks(lesson.id, name, student_id)
            save_marks(self._gradebook, graded.notebook, resources_for(name, lesson.id, student_id))
        return graded

    def _assignment(self, lesson: Lesson) -> _Assignment:
        name = assignment_name(lesson)
        if name not in self._assignments:
            with self._lock:
                if name not in self._assignments:
                    self._assignments[name] = self._load(lesson)
        return self._assignments[name]

    def _load(self, lesson: Lesson) -> _Assignment:
        stored = self._stored(lesson)
        notebook = self._restored(lesson, release_notebook(self._build(lesson)), stored)
        _check_keys(lesson, stored)
        code = [cell for cell in stored if cell.cell_type == "code"]
        order = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
        points = {cell.name: cell.max_score for cell in stored if cell.max_score is not None}
        sources = {cell.name: cell.source for cell in stored}
        for cell in notebook.cells:
            if "nbgrader" in cell.metadata:  # an answer cell is not restored by nbgrader
                cell.source = sources[cell.metadata.nbgrader.grade_id]
        return _Assignment(
            name=assignment_name(lesson),
            template=notebook,
            programs={cell.source: compile_cell(cell.source, f"<{cell.name}>") for cell in code},
            max_scores={name: points[name] for name in order if name in points},
        )

    def _stored(self, lesson: Lesson) -> tuple[StoredCell, ...]:
        name = assignment_name(lesson)
        with self._gradebook.transaction(name):
            stored = self._gradebook.stored_cells(name, lesson.id)
            if not stored:
                register_notebook(self._gradebook, self._build(lesson), name, lesson.id)
                stored = self._gradebook.stored_cells(name, lesson.id)
        return stored

    def _restored(
        self, lesson: Lesson, notebook: NotebookNode, stored: tuple[StoredCell, ...]
    ) -> NotebookNode:
        name = assignment_name(lesson)
        written = {c.metadata.nbgrader.grade_id for c in notebook.cells if "nbgrader" in c.metadata}
        if other := written ^ {cell.name for cell in stored}:
            raise AssignmentChanged(name, other)
        restore_cells(_CellsInMemory(stored), notebook, resources_for(name, lesson.id))
        return notebook


def _check_keys(lesson: Lesson, stored: tuple[StoredCell, ...]) -> None:
    """Raise AssignmentChanged when the page asks with other ids than the registered cells know.

    The ids of shuffled items hang on how they are shuffled: marks would be wrong without a word.
    """
    sources = {cell.name: cell.source for cell in stored if cell.cell_type == "code"}
    other = {
        question.id
        for question in lesson.questions
        if question.id in sources
        and key_in_test_cell(sources[question.id]) != question.answer_key().get("key")
    }
    if other:
        raise AssignmentChanged(assignment_name(lesson), other)


class _CellsInMemory:
    """The part of nbgrader's `Gradebook` that `OverwriteCells` calls, over one notebook's cells."""

    def __init__(self, stored: tuple[StoredCell, ...]) -> None:
        self._stored = {cell.name: cell for cell in stored}

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> StoredCell:
        return self._stored[name]

    find_graded_cell = find_source_cell


class _MarksInMemory:
    """The part of nbgrader's `Gradebook` that `SaveAutoGrades` calls, for one new submission."""

    def __init__(self, questions: Mapping[str, float]) -> None:
        self.grades = {question: SimpleNamespace(manual_score=None) for question in questions}
        self.db = SimpleNamespace(commit=lambda: None)

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str) -> Any:
        return self.grades[grade_cell]

    def find_comment(self, solution_cell: str, notebook: str, assignment: str, student: str) -> Any:
        return SimpleNamespace()
