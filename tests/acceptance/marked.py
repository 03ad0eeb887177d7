"""Lessons whose secrets carry marks that stand nowhere else, and twins that differ in nothing but secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from courses.lesson import Lesson
from courses.yamltext import read_yaml
from tests.acceptance.publishing import lesson_from

MARK = re.compile(r"zqx[a-z0-9]+")
_QUESTION = re.compile(r"```question\n(.*?\n)```\n", re.DOTALL)
_WHERE_EXPLANATIONS_SHUFFLE = {"order", "match", "classify"}


def _rewritten(lesson: Lesson, change: Callable[[dict[str, Any]], None]) -> Lesson:
    """Return the lesson with every question's fields changed by `change`; JSON is YAML too."""

    def block(found: re.Match[str]) -> str:
        data = dict(read_yaml(found[1], 1).data)
        change(data)
        return f"```question\n{json.dumps(data, ensure_ascii=False, indent=1)}\n```\n"

    return lesson_from(_QUESTION.sub(block, lesson.source))


def marked(lesson: Lesson) -> tuple[Lesson, set[str]]:
    """Return the lesson with a mark in every explanation, sample and deciding word; and the marks."""
    marks = set()

    def mark(question: str, kind: str) -> str:
        made = f"zqx{lesson.id.replace('-', '')}{question}{kind}"
        marks.add(made)
        return made

    def change(data: dict[str, Any]) -> None:
        name = data["id"]
        data["explanation"] = f"{data['explanation'].strip()} {mark(name, 'giaithich')}"
        if data["type"] == "short_text":
            if data.get("sample"):
                data["sample"] = f"{data['sample'].strip()} {mark(name, 'mau')}"
            if data.get("required"):
                data["required"] = [[*group, mark(name, "can")] for group in data["required"]]
            data["forbidden"] = [*data.get("forbidden", []), mark(name, "cam")]

    return _rewritten(lesson, change), marks


def twin(lesson: Lesson) -> Lesson:
    """Return a lesson that reads the same but has other keys, explanations, words and critical questions.

    Items that are arranged keep key and explanation: what is shown of those follows from both.
    """

    def change(data: dict[str, Any]) -> None:
        data["critical"] = not data.get("critical", False) and data["type"] != "short_text"
        if data["type"] == "single":
            data["key"] = next(one for one in data["options"] if one != data["key"])
        elif data["type"] == "multiple":
            others = [one for one in data["options"] if one not in data["key"]]
            data["key"] = others or list(data["options"])[:1]
        elif data["type"] == "true_false":
            data["key"] = not data["key"]
        elif data["type"] == "short_text":
            data |= {"required": [["khác hẳn"]], "forbidden": ["chữ cấm"], "sample": "Khác hẳn."}
        if data["type"] not in _WHERE_EXPLANATIONS_SHUFFLE:
            data["explanation"] = "Lời giải thích khác hẳn."

    return _rewritten(lesson, change)
