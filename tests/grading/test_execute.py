"""Running the instructor's cells in this process: what a kernel would give, and nobody's code."""

from __future__ import annotations

import ast
import gc
import os
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade

from grading.errors import LearnerCode
from grading.nbgrader_execute import InProcessExecute, compile_cell

CELLS = [
    "import json\nimport os\nimport sys\nx = 2",
    "print('một', 'hai', sep='-')\nprint('ba')\nx",
    "print('lỗi', file=sys.stderr)\n1.0",
    "0.1 + 0.2",
    "1e-07",
    "1.0 / 3",
    "None",
    "float('nan')",
    "y = 1.5",
    "[1.5, 'a']",
    "-0.0",
    "x / 0",
    "json.loads('{')",
    "open('answers.json', 'rb').read().decode()",
    "open('không có.json')",
    "def f(n):\n    return 1.0 if n == 0 else f(n - 1)\n\n\nf(5)",
    "raise SystemError('hỏng')",
    "os.environ.get('NBGRADER_EXECUTION')",
    "import grading_is_not_installed_there",
]
ANSWERS = b'{"answers": {}}'


def _notebook(cells: Sequence[str]) -> NotebookNode:
    metadata = {"schema_version": 3, "grade": True, "solution": False, "task": False, "locked": True}
    return new_notebook(
        cells=[
            new_code_cell(source, metadata={"nbgrader": metadata | {"grade_id": f"c{n}", "points": 2.0}})
            for n, source in enumerate(cells)
        ]
    )


def _run_here(cells: Sequence[str]) -> NotebookNode:
    programs = {source: compile_cell(source, "<cell>") for source in cells}
    notebook, _ = InProcessExecute({"answers.json": ANSWERS}, programs).preprocess(_notebook(cells), {})
    return notebook


def _seen(cell: NotebookNode) -> list[tuple[Any, ...]]:
    """Return the outputs of a cell without tracebacks, which name files."""
    seen: list[tuple[Any, ...]] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            seen.append(("stream", output.name, output.text))
        elif output.output_type == "error":
            seen.append(("error", output.ename, output.evalue))
        else:
            seen.append((output.output_type, dict(output.data), output.execution_count))
    return seen


@pytest.mark.filterwarnings("ignore")  # jupyter_client's own
def test_outputs_and_marks_are_those_of_a_real_kernel(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "answers.json").write_bytes(ANSWERS)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    there = _notebook(CELLS)
    there, _ = Execute().preprocess(there, {"metadata": {"path": str(tmp_path)}})
    here = _run_here(CELLS)
    for source, ours, theirs in zip(CELLS, here.cells, there.cells, strict=True):
        assert _seen(ours) == _seen(theirs), source
        assert determine_grade(ours) == determine_grade(theirs), source


@pytest.mark.parametrize(
    "metadata", [{}, {"nbgrader": {"grade": True, "solution": True}}, {"nbgrader": {"locked": False}}]
)
def test_a_cell_that_is_not_locked_is_not_run(metadata: dict[str, Any]) -> None:
    programs = {"1 + 1": compile_cell("1 + 1", "<cell>")}
    notebook = new_notebook(cells=[new_code_cell("1 + 1", id="x", metadata=metadata)])
    with pytest.raises(LearnerCode, match="cell x"):
        InProcessExecute({}, programs).preprocess(notebook, {})


def test_a_locked_cell_with_another_source_is_not_run() -> None:
    with pytest.raises(LearnerCode):
        InProcessExecute({}, {}).preprocess(_notebook(["open('x', 'w')"]), {})


def test_cells_write_no_file_and_read_the_submission_only(tmp_path: Any) -> None:
    secret = tmp_path / "bí mật.txt"
    secret.write_text("bí mật")
    cells = [
        f"open({str(secret)!r}).read()",
        f"open({str(tmp_path / 'mới.txt')!r}, 'w')",
        "open('answers.json', 'a')",
    ]
    names = [cell.outputs[0].ename for cell in _run_here(cells).cells]
    assert names == ["FileNotFoundError", "FileNotFoundError", "PermissionError"]
    assert [path.name for path in tmp_path.iterdir()] == ["bí mật.txt"]


def test_the_process_is_left_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    before = (os.getcwd(), dict(os.environ), sys.stdout, sys.stderr)
    _run_here(["print('x')", "import sys; print('y', file=sys.stderr)", "import os; os.environ['A'] = '1'"])
    assert (os.getcwd(), dict(os.environ), sys.stdout, sys.stderr) == before
    assert capfd.readouterr() == ("", "")
    assert _seen(_run_here(["import os; os.environ.get('A')"]).cells[0]) == []


def test_nothing_stays_from_one_submission_to_the_next() -> None:
    _run_here(["left = 1"])
    assert _run_here(["left"]).cells[0].outputs[0].ename == "NameError"


class _ParsesWhenItGoes:
    """What a finaliser that prints a traceback does: CPython 3.11 parses the line that failed."""

    def __init__(self) -> None:
        self.itself = self  # so that only the garbage collector ends it

    def __del__(self) -> None:
        (lambda: ast.parse("1 + 1"))()


def test_a_finaliser_that_parses_does_not_disturb_the_compiling_of_a_cell() -> None:
    source = "\n".join(f"x{n} = [{n}, ({n} + 1) * {n}]" for n in range(200))
    gc.collect()
    for waiting in range(0, gc.get_threshold()[0], 70):  # the collector comes at another place each time
        gc.disable()
        kept = [[n] for n in range(waiting)]
        _ParsesWhenItGoes()
        gc.enable()
        compile_cell(source, "<cell>")
        assert gc.isenabled()
        del kept
        gc.collect()
