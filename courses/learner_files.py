"""What is put into a learner's folder: each lesson's released notebook, fit to be read and answered.

The folder `release` is public: `release` (nbgrader's own steps, handed in from grading) has taken out
every hidden test. The cells by which nbgrader marks stay on the server, which marks the answers log;
in their place the copy ends in "Nộp bài".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from courses.lesson import Lesson
from courses.notebook import build_source_notebook

_SUBMIT = """
try:
    from exercises.notebook import show_submit

    show_submit(LESSON, VERSION)
except Exception:  # without the platform there is nowhere to submit to
    print("Đồng chí nộp bài này trên trang bài học.")
"""


def learner_notebook(lesson: Lesson, released: NotebookNode) -> NotebookNode:
    """Return a learner's copy of the `released` notebook of `lesson`.

    Metadata `mattran` of the notebook names lesson and version; of a cell, `{"run": true}` says that it
    is run when the notebook is opened.
    """
    kept = []
    for cell in released.cells:
        marking = cell.metadata.get("nbgrader", {})
        if marking.get("grade") and not (marking.get("solution") and cell.cell_type == "code"):
            continue
        if cell.cell_type == "code" and marking.get("locked"):
            cell.metadata["mattran"] = {"run": True}
        kept.append(cell)
    end = next((number for number, cell in enumerate(kept) if cell.id == "references"), len(kept))
    kept.insert(end, _submit_cell())
    copy = NotebookNode(released)
    copy["cells"] = kept
    copy.metadata["mattran"] = {"lesson": lesson.id, "version": lesson.version}
    nbformat.validate(copy)
    return copy


def _submit_cell() -> NotebookNode:
    hidden = {"jupyter": {"source_hidden": True}, "editable": False, "deletable": False}
    cell: NotebookNode = new_code_cell(
        _SUBMIT.strip(), id="submit", metadata=hidden | {"mattran": {"run": True}}
    )
    return cell


def write_release(
    folder: Path, lessons: Iterable[Lesson], release: Callable[[NotebookNode], NotebookNode]
) -> list[str]:
    """Bring `folder` up to date with `lessons`, one `<lesson>.ipynb` each, and return what was written.

    A file is replaced as a whole, and left alone when nothing changed. Everybody may read the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    written = []
    wanted = set()
    for lesson in lessons:
        name = f"{lesson.id}.ipynb"
        wanted.add(name)
        content = nbformat.writes(learner_notebook(lesson, release(build_source_notebook(lesson)))).encode()
        target = folder / name
        if target.is_file() and target.read_bytes() == content:
            continue
        draft = folder / f".{name}.{os.getpid()}"
        draft.write_bytes(content)
        draft.chmod(0o644)
        draft.replace(target)
        written.append(name)
    for path in folder.glob("*.ipynb"):
        if path.name not in wanted:
            path.unlink()
    return written
