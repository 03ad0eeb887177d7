"""What the set-up cell of a lesson's notebook defines: standard library only, notebooks carry a copy.

Written for Python 3.9 and later, like `exercises/scoring.py`, whose source stands before it in the cell.
"""

import html
import importlib
import json
import os
import re
from typing import Any

_BLOCK = re.compile(r"<(?:/p|/li|br)[^>]*>")
_ITEM = re.compile(r"<li[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def parse_answers(content: bytes, lesson: str, version: str) -> "dict[str, Any]":
    """Return the answers {question: value} in `content`, the bytes of `answers.json`.

    A file that cannot be read as the answers to this version of this lesson holds none.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(data, dict) or data.get("lesson") != lesson or data.get("version") != version:
        return {}
    answers = data.get("answers")
    return answers if isinstance(answers, dict) else {}


def points_earned(share: object, points: float) -> float:
    """Return `share` (0 to 1) of `points` as a built-in finite float, never above `points`.

    nbgrader gives full marks to whatever it cannot read as a number, hence ValueError for the rest:
    an error earns 0.
    """
    if not isinstance(share, (int, float)) or not 0.0 <= share <= 1.0:
        raise ValueError(f"not a share of the points: {share!r}")
    return float(share) * float(points) + 0.0


def question_text(question: "dict[str, Any]") -> str:
    """Return the public form of a question as plain text, an option or an item to a line."""
    lines = [_plain(question["prompt_html"]), ""]
    for part in ("options", "left", "right", "groups", "items"):
        lines += [f"{entry['id']}. {_plain(entry['html'])}" for entry in question.get(part, ())]
    lines += ["", "Đồng chí trả lời câu này trên trang bài học."]
    return "\n".join(lines)


def show(question: "dict[str, Any]", value: object, lesson: str, version: str) -> None:
    """Show a question by the portal's component where the learner's server offers it, else as text.

    A learner's server says so in MATTRAN_QUESTION_WIDGET, "module:function"; the function takes
    (question, value, lesson, version) and displays. While nbgrader grades, text is enough.
    """
    offered = os.environ.get("MATTRAN_QUESTION_WIDGET", "")
    if offered and "NBGRADER_EXECUTION" not in os.environ:
        module, _, function = offered.partition(":")
        try:
            getattr(importlib.import_module(module), function)(question, value, lesson, version)
            return
        except Exception as error:  # whatever is wrong with the component, the question is read
            print(f"(Không mở được khung trả lời: {error})\n")
    print(question_text(question))


def _plain(markup: str) -> str:
    """Return the text of our own simple HTML; paragraphs and list items become lines."""
    lines = _ITEM.sub("- ", _BLOCK.sub("\n", markup))
    return html.unescape(_TAG.sub("", lines)).strip()
