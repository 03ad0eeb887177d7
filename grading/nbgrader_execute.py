"""Run the instructor's cells in this process, with the outputs a kernel would give; nobody else's.

A stand-in for nbgrader's `Execute`, which starts a kernel for each submission. The cells see a world
of their own: `open` reads the submission's files from memory, `print` and `sys` write to the cell's
outputs, `os.environ` is nbgrader's while it grades. Neither the working directory, nor the
environment, nor the streams of the process are touched, so other threads are not disturbed.
"""

from __future__ import annotations

import ast
import builtins
import gc
import io
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from types import CodeType, SimpleNamespace
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors.base import NbGraderPreprocessor

from grading.errors import LearnerCode

_PARSING = Lock()
_ENVIRONMENT = {"NBGRADER_EXECUTION": "autograde"}


@dataclass(frozen=True)
class Program:
    """A cell ready to run: its statements, and its last line when that is an expression."""

    body: CodeType
    last: CodeType | None


@contextmanager
def _parsing_undisturbed() -> Iterator[None]:
    """Keep every other parse of the process out of this one.

    CPython 3.11 counts the depth of a tree in one place for the whole interpreter: a parse begun inside
    another makes the outer one fail with "AST constructor recursion depth mismatch" (python/cpython#106905,
    mended in 3.12.2). The one way in is the garbage collector, which may run anybody's finaliser, say one
    that prints a traceback, amid the C code; without it that code holds the interpreter to its end.
    """
    with _PARSING:
        collects = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if collects:
                gc.enable()


def compile_cell(source: str, name: str) -> Program:
    """Return the program of a cell; raises SyntaxError."""
    with _parsing_undisturbed():
        tree = ast.parse(source, filename=name)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            expression = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
            last = compile(expression, name, "eval", dont_inherit=True)
        return Program(compile(tree, name, "exec", dont_inherit=True), last)


class InProcessExecute(NbGraderPreprocessor):
    """Preprocessor that runs the code cells of a notebook with `files` as the notebook's folder.

    `programs` maps the source of every cell that may be run to its program: the instructor's locked
    cells as the gradebook keeps them. Any other code cell raises LearnerCode.
    """

    def __init__(self, files: Mapping[str, bytes], programs: Mapping[str, Program]) -> None:
        """Prepare to run cells of `programs` beside `files`, the content of each file by its name."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._files = files
        self._programs = programs

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Run every code cell in order; an error ends its cell only, as in nbgrader."""
        world = _World(self._files)
        for cell in nb.cells:
            if cell.cell_type == "code":
                program = self._programs.get(cell.source)
                if program is None or not utils.is_locked(cell):
                    raise LearnerCode(cell.get("id", "?"))
                cell.outputs = world.run(program)
                cell.execution_count = world.count
        return nb, resources


class _World:
    """What the cells of one notebook share: their names and their surroundings."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.count = 0
        self._files = files
        self._outputs: list[NotebookNode] = []
        self._stdout = _Stream("stdout", self._stream)
        self._modules: dict[str, Any] = {
            "os": SimpleNamespace(environ=dict(_ENVIRONMENT)),
            "sys": SimpleNamespace(stdout=self._stdout, stderr=_Stream("stderr", self._stream)),
        }
        own = {"open": self._open, "print": self._print, "__import__": self._import}
        self._names: dict[str, Any] = {"__name__": "__main__", "__builtins__": {**vars(builtins), **own}}

    def run(self, program: Program) -> list[NotebookNode]:
        """Run a cell and return its outputs."""
        self.count += 1
        self._outputs = []
        try:
            exec(program.body, self._names)  # noqa: S102 - the instructor's cells, nobody else's
            value = eval(program.last, self._names) if program.last else None  # noqa: S307
            if value is not None:
                self._result(repr(value))
        except Exception as error:
            self._error(error)
        return self._outputs

    def _result(self, plain: str) -> None:
        self._outputs.append(
            NotebookNode(
                output_type="execute_result",
                execution_count=self.count,
                data=NotebookNode({"text/plain": plain}),
                metadata=NotebookNode(),
            )
        )

    def _error(self, error: Exception) -> None:
        self._outputs.append(
            NotebookNode(
                output_type="error",
                ename=type(error).__name__,
                evalue=str(error),
                traceback="".join(traceback.format_exception(error)).splitlines(),
            )
        )

    def _stream(self, name: str, text: str) -> None:
        last = self._outputs[-1] if self._outputs else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        elif text:
            self._outputs.append(NotebookNode(output_type="stream", name=name, text=text))

    def _open(self, file: str | os.PathLike[str], mode: str = "r", **options: Any) -> io.IOBase:
        content = self._files.get(os.fspath(file))
        if content is None:
            raise FileNotFoundError(2, "No such file or directory", os.fspath(file))
        if set(mode) - set("rbt"):
            raise PermissionError(13, "Permission denied", os.fspath(file))
        return io.BytesIO(content) if "b" in mode else io.TextIOWrapper(io.BytesIO(content), **options)

    def _print(self, *values: Any, file: Any = None, **options: Any) -> None:
        print(*values, file=file or self._stdout, **options)

    def _import(self, name: str, *arguments: Any, **options: Any) -> Any:
        if name in self._modules:
            return self._modules[name]
        if name.partition(".")[0] not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return builtins.__import__(name, *arguments, **options)


@dataclass(frozen=True)
class _Stream:
    """A stream that writes to the outputs of the cell that runs."""

    name: str
    output: Callable[[str, str], None]

    def write(self, text: str) -> int:
        """Add `text` to the cell's outputs."""
        self.output(self.name, text)
        return len(text)

    def flush(self) -> None:
        """Do nothing: nothing is kept back."""
