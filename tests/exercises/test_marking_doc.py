"""docs/marking.md is right: every example in it is scored."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from exercises.questions import QUESTION_TYPES
from exercises.scoring import score

_DOC = Path(__file__).parents[2] / "docs" / "marking.md"
_ROW = re.compile(
    r"^\| `(?P<type>\w+)` \| `(?P<key>[^`]+)` \| `(?P<value>[^`]+)` \| (?P<earns>[^|]+) \|$", re.M
)


class Example(NamedTuple):
    type: str
    key: dict[str, Any]
    value: Any
    earns: str


def _examples() -> list[Example]:
    return [
        Example(row["type"], json.loads(row["key"]), json.loads(row["value"]), row["earns"])
        for row in _ROW.finditer(_DOC.read_text(encoding="utf-8"))
    ]


def test_no_row_of_a_table_is_overlooked() -> None:
    lines = _DOC.read_text(encoding="utf-8").splitlines()
    assert len(_examples()) == sum(line.startswith("| `") for line in lines)


@pytest.mark.parametrize("question_type", QUESTION_TYPES)
def test_every_type_has_a_heading_a_full_and_a_lost_mark(question_type: str) -> None:
    assert f"\n## {question_type}" in _DOC.read_text(encoding="utf-8")
    assert {"0", "1"} <= {e.earns for e in _examples() if e.type == question_type}


@pytest.mark.parametrize("example", _examples(), ids=lambda e: f"{e.type}-{e.value}"[:60])
def test_the_example_earns_what_the_page_says(example: Example) -> None:
    earned = score(example.type, example.key, example.value)
    if example.earns == "by hand":
        assert earned is None
    else:
        assert earned == pytest.approx(float(Fraction(example.earns)), abs=1e-12)
