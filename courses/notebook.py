"""A lesson as an nbgrader source notebook: keys stand in hidden tests only, learners' code nowhere.

Cells, by nbgrader's names: `setup` (locked: scoring and answers.json), and for question `q1` the
locked `q1-show` and the autograder test `q1`, or, where a trainer marks by hand, the answer cell
`q1`. The names and the order of the cells are a format: marks given long ago hang on them
(docs/decisions/0001-grading-in-process.md).
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from courses import notebook_setup
from courses.errors import LessonError, Problem
from courses.lesson import Lesson, QuestionBlock, TextBlock
from courses.markdown import reference_anchor
from exercises import scoring
from exercises.questions import Question, ShortTextQuestion

ANSWERS_FILE = "answers.json"
ANSWER_STUB = "Đồng chí viết câu trả lời trên trang bài học."

_BEGIN, _END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
# Words that make nbgrader cut, replace or generate lines; in a lesson's text they would do so there.
_RESERVED = ("HIDDEN TESTS", "BEGIN SOLUTION", "END SOLUTION", "MARK SCHEME", "AUTOTEST")
_UNGRADED = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
_EMPTY_LINES = re.compile(r"\n{2,}")

_SETUP = '''
LESSON, VERSION = {lesson!r}, {version!r}
QUESTIONS = json.loads({questions!r})
try:
    with open({answers_file!r}, "rb") as _file:
        ANSWERS = parse_answers(_file.read(), LESSON, VERSION)
except OSError:
    ANSWERS = {{}}


def mark(question: str, question_type: str, answer_key: "dict[str, Any]", points: float) -> float:
    """Return the points that the answer to `question` earns."""
    return points_earned(score(question_type, answer_key, ANSWERS.get(question)), points)


def show_question(question: str) -> None:
    """Show `question`, with what was answered so far."""
    show(QUESTIONS[question], ANSWERS.get(question), LESSON, VERSION)
'''


def build_source_notebook(lesson: Lesson) -> NotebookNode:
    """Return the nbgrader source notebook of `lesson`, the same for the same lesson.

    Raises LessonError when the lesson's text would change what nbgrader does with a cell.
    """
    notebook: NotebookNode = new_notebook(
        cells=list(_cells(lesson)),
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    check_source_notebook(lesson, notebook)
    return notebook


def marked_by_hand(question: Question) -> bool:
    """Tell whether a trainer marks `question` by hand: a text for which no words are required."""
    return isinstance(question, ShortTextQuestion) and not question.required


def _cells(lesson: Lesson) -> Iterator[NotebookNode]:
    yield _text_cell("title", f"# {lesson.title}\n\n{lesson.summary}")
    yield _locked_code("setup", _setup_source(lesson))
    texts = 0
    for block in lesson.blocks:
        if isinstance(block, QuestionBlock):
            yield from _question_cells(block.question)
        else:
            texts += 1
            yield _text_cell(f"text-{texts}", _text_source(block))
    if lesson.references:
        yield _text_cell("references", _references_source(lesson))


def _text_source(block: TextBlock) -> str:
    """Return the HTML of `block` without empty lines, at which Markdown would stop reading HTML."""
    return _EMPTY_LINES.sub(lambda found: "\n" + "&#10;" * (len(found[0]) - 1), block.html.strip())


def _references_source(lesson: Lesson) -> str:
    lines = [f'<li id="{reference_anchor(r.id)}">{r.html}</li>' for r in lesson.references]
    return "\n".join(["<h2>Căn cứ</h2>", "<ul>", *lines, "</ul>"])


def _question_cells(question: Question) -> Iterator[NotebookNode]:
    yield _locked_code(f"{question.id}-show", f'show_question("{question.id}")')
    if marked_by_hand(question):
        yield _markdown(question.id, ANSWER_STUB, _graded(question, solution=True))
    else:
        yield _code(question.id, _test_source(question), _graded(question, solution=False))


def _setup_source(lesson: Lesson) -> str:
    tail = _SETUP.format(
        lesson=lesson.id,
        version=lesson.version,
        questions=json.dumps({q.id: q.public() for q in lesson.questions}, ensure_ascii=False),
        answers_file=ANSWERS_FILE,
    )
    return f"{inspect.getsource(scoring)}\n\n{inspect.getsource(notebook_setup)}\n{tail}".strip()


def _test_source(question: Question) -> str:
    call = f"mark({question.id!r}, {question.type!r}, {question.answer_key()!r}, {float(question.points)!r})"
    return f"# Chấm câu {question.id}\n{_BEGIN}\n{call}\n{_END}"


def _text_cell(name: str, source: str) -> NotebookNode:
    return _markdown(name, source, {"editable": False, "deletable": False})


def _locked_code(name: str, source: str) -> NotebookNode:
    return _code(name, source, {"nbgrader": {**_UNGRADED, "locked": True, "grade_id": name}})


def _graded(question: Question, *, solution: bool) -> dict[str, Any]:
    return {
        "nbgrader": {
            **_UNGRADED,
            "grade": True,
            "solution": solution,
            "locked": not solution,
            "grade_id": question.id,
            "points": float(question.points),
        }
    }


def _code(name: str, source: str, metadata: dict[str, Any]) -> NotebookNode:
    hidden = {"jupyter": {"source_hidden": True}}
    cell: NotebookNode = new_code_cell(source, id=name, metadata=hidden | metadata)
    return cell


def _markdown(name: str, source: str, metadata: dict[str, Any]) -> NotebookNode:
    cell: NotebookNode = new_markdown_cell(source, id=name, metadata=metadata)
    return cell


def check_source_notebook(lesson: Lesson, notebook: NotebookNode) -> None:
    """Raise LessonError unless every cell of `notebook` is one that nbgrader marks as we mean it."""
    questions = {q.id: q for q in lesson.questions}
    problems = []
    for cell in notebook.cells:
        source = cell.source
        if cell.cell_type == "code":
            if (refusal := _compile_refusal(source)) is not None:
                problems.append(f"cell {cell.id}: {refusal}")
                continue
            if cell.id in questions:
                if (refusal := refusal_of_test_cell(source, questions[cell.id])) is not None:
                    problems.append(f"cell {cell.id}: {refusal}")
                source = source.replace(_BEGIN, "", 1).replace(_END, "", 1)
        problems += [
            f"cell {cell.id}: holds the words {word}, which nbgrader acts on"
            for word in _RESERVED
            if word in source
        ]
    if problems:
        raise LessonError([Problem(lesson.id, 0, problem) for problem in problems])


def refusal_of_test_cell(source: str, question: Question) -> str | None:
    """Return why `source` may not be the test cell of `question`; None when it may.

    nbgrader gives full marks for a cell whose last line shows no number, so that line is one call
    of `mark` with the question's own id, type, key and points, and nothing else is run.
    """
    lines = source.split("\n")
    if lines[-1] != _END or lines.count(_BEGIN) != 1 or lines.index(_BEGIN) != len(lines) - 3:
        return "the hidden test is not one line at the end"
    call = _only_call(source)
    if call is None or call.keywords:
        return "is not one call"
    if call.col_offset != 0 or call.end_col_offset != len(lines[-2].encode()):
        return "something stands beside the call"  # after a semicolon, IPython shows nothing
    if not isinstance(call.func, ast.Name) or call.func.id != "mark":
        return "the last line does not call mark"
    try:
        given = [ast.literal_eval(argument) for argument in call.args]
    except ValueError:
        return "mark is called with something that is not plain data"
    wanted = [question.id, question.type, question.answer_key(), float(question.points)]
    if given != wanted or type(given[-1]) is not float:
        return "mark is not called with the question's id, type, key and points"
    return None


def key_in_test_cell(source: str) -> Any:
    """Return the right value that a test cell of `build_source_notebook` compares with, None for a text."""
    call = _only_call(source)
    return ast.literal_eval(call.args[2]).get("key") if call else None


def _only_call(source: str) -> ast.Call | None:
    """Return the call that `source` consists of, None when it holds anything else."""
    match ast.parse(source).body:
        case [ast.Expr(value=ast.Call() as call)]:
            return call
    return None


def _compile_refusal(source: str) -> str | None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a warning on stderr would zero the cell
        try:
            compile(source, "<cell>", "exec", dont_inherit=True)
        except (SyntaxError, Warning) as error:
            return f"is not clean Python: {error}"
    return None
