"""nbgrader's own steps over one gradebook handed through, instead of one opened by each step.

The steps and their order are those of `nbgrader generate_assignment` and `nbgrader autograde`
(nbgrader/converters); only the way to the gradebook is ours.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Sequence
from typing import Any, Protocol

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    OverwriteCells,
    SaveAutoGrades,
    SaveCells,
)
from nbgrader.preprocessors.base import NbGraderPreprocessor

from courses.notebook import ANSWER_STUB

# nbgrader tells every cell it restores as a warning; here all are restored, and none was changed.
_QUIET = logging.getLogger("grading.nbgrader")
_QUIET.setLevel(logging.ERROR)


class MarkBook(Protocol):
    """The part of nbgrader's `Gradebook` that `SaveAutoGrades` calls."""

    db: Any

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str, /) -> Any:
        """Return the grade of a cell."""

    def find_comment(self, solution_cell: str, notebook: str, assignment: str, student: str, /) -> Any:
        """Return the comment on a cell."""


def resources_for(assignment: str, notebook: str, student: str = ".") -> ResourcesDict:
    """Return the resources by which nbgrader's steps know what they work on."""
    names = {"assignment": assignment, "notebook": notebook, "student": student, "db_url": ""}
    return ResourcesDict(nbgrader=names)


def release_notebook(source: NotebookNode) -> NotebookNode:
    """Return what learners get of a source notebook: no hidden tests, cells locked, checksums set."""
    return _generated(source, resources_for(".", "."), [])


def register_notebook(gradebook: Any, source: NotebookNode, assignment: str, notebook: str) -> None:
    """Write a source notebook's cells to the gradebook, as `nbgrader generate_assignment` does."""
    gradebook.update_or_create_assignment(assignment)
    _generated(source, resources_for(assignment, notebook), [_SaveCellsTo(gradebook)])


def _generated(
    source: NotebookNode, resources: ResourcesDict, save: Sequence[NbGraderPreprocessor]
) -> NotebookNode:
    steps = [
        LockCells(),
        ClearSolutions(text_stub=ANSWER_STUB),
        ClearOutput(),
        CheckCellMetadata(),
        ComputeChecksums(),
        *save,
        ClearHiddenTests(),
        ClearMarkScheme(),
        ComputeChecksums(),
        CheckCellMetadata(),
    ]
    notebook = copy.deepcopy(source)
    for step in steps:
        notebook, resources = step.preprocess(notebook, resources)
    return notebook


def restore_cells(gradebook: Any, notebook: NotebookNode, resources: ResourcesDict) -> None:
    """Put the gradebook's source into the locked cells of `notebook`, as nbgrader does before running."""
    _OverwriteCellsFrom(gradebook).preprocess(notebook, resources)


def save_marks(gradebook: MarkBook, notebook: NotebookNode, resources: ResourcesDict) -> None:
    """Write the marks of a notebook that was run, by nbgrader's `determine_grade`, to the gradebook."""
    _SaveAutoGradesTo(gradebook).preprocess(notebook, resources)


class _SaveCellsTo(SaveCells):
    def __init__(self, gradebook: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.gradebook = gradebook

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        self.new_grade_cells: dict[str, Any] = {}
        self.new_solution_cells: dict[str, Any] = {}
        self.new_task_cells: dict[str, Any] = {}
        self.new_source_cells: dict[str, Any] = {}
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        self._create_notebook(nb)
        return nb, resources


class _OverwriteCellsFrom(OverwriteCells):
    def __init__(self, gradebook: Any) -> None:
        super().__init__(log=_QUIET)  # type: ignore[no-untyped-call]
        self.gradebook = gradebook

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        done: tuple[NotebookNode, ResourcesDict] = NbGraderPreprocessor.preprocess(self, nb, resources)
        return done


class _SaveAutoGradesTo(SaveAutoGrades):
    def __init__(self, gradebook: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.gradebook = gradebook

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        self.student_id = resources["nbgrader"]["student"]
        done: tuple[NotebookNode, ResourcesDict] = NbGraderPreprocessor.preprocess(self, nb, resources)
        return done
