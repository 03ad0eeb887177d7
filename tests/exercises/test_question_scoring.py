"""What an answer earns, also when the answer is nonsense; examples are in test_marking_doc.py."""

from __future__ import annotations

import ast
import json
import math
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import exercises.scoring
from exercises.errors import InvalidValue
from exercises.questions import BaseQuestion, parse_question
from exercises.scoring import score
from hub.text import fold
from tests.exercises.question_samples import right_value, written
from tests.exercises.question_strategies import calmly, json_values, questions

_SOURCE = Path(exercises.scoring.__file__)
_WORDS = {"required": [["kiểm chứng", "đối chiếu"], ["chịu trách nhiệm"]], "forbidden": []}


def _is_fraction(earned: object) -> bool:
    return type(earned) is float and math.isfinite(earned) and 0.0 <= earned <= 1.0


@given(questions(), json_values)
@calmly
def test_any_json_value_earns_a_fraction(question: BaseQuestion, value: Any) -> None:
    key = question.answer_key()
    earned = score(question.type, key, value)
    by_hand = question.type == "short_text" and not key["required"]
    assert _is_fraction(earned) or (by_hand and earned is None)


@given(questions(), json_values)
@calmly
def test_what_a_question_refuses_earns_nothing_and_what_it_takes_is_scored_alike(
    question: BaseQuestion, value: Any
) -> None:
    earned = score(question.type, question.answer_key(), value)
    try:
        taken = question.check_value(value)
    except InvalidValue:
        # A text that is only too long for its question still holds its words.
        assert earned == 0.0 or isinstance(value, str)
    else:
        # A text may lose control characters on its way in, and a word with them.
        assert score(question.type, question.answer_key(), taken) == earned or isinstance(value, str)


@given(questions())
@calmly
def test_the_key_is_taken_and_earns_everything(question: BaseQuestion) -> None:
    if question.type == "short_text":
        return  # has no key; its sample is tested below
    key = json.loads(json.dumps(question.solution()["key"]))
    assert question.check_value(key) == key
    assert score(question.type, json.loads(json.dumps(question.answer_key())), key) == 1.0


def test_every_samples_right_value_earns_everything(question: BaseQuestion) -> None:
    assert score(question.type, question.answer_key(), question.check_value(right_value(question))) == 1.0


def test_nothing_earns_nothing(question: BaseQuestion) -> None:
    assert score(question.type, question.answer_key(), None) == 0.0


class Hostile:
    """An object on which every question asked of it fails."""

    def _fail(self, *_args: object) -> NoReturn:
        raise RuntimeError

    __eq__ = __hash__ = __len__ = __iter__ = __contains__ = __bool__ = __str__ = __float__ = _fail  # type: ignore[assignment]


class HostileText(str):
    """A text that claims to equal everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("b")


def _deep(depth: int) -> Any:
    value: Any = "b"
    for _ in range(depth):
        value = [value]
    return value


_MALFORMED: list[Any] = [
    0,
    1,
    1.0,
    float("nan"),
    float("inf"),
    10**400,
    b"b",
    {"b"},
    ("b",),
    ("i1", "i2", "i3", "i4"),
    object(),
    Hostile(),
    [Hostile()],
    {"l1": Hostile()},
    [[], {}],
    {"i1": ["g0"]},
    {("i1",): "g0"},
    {1: "g0"},
    ["a"] * 100_000,
    [str(i) for i in range(100_000)],
    {str(i): "g0" for i in range(100_000)},
    "b" * 10_000_000,
    "chịu trách nhiệm và đối chiếu " * 200,
    _deep(100_000),
    float,
]


@pytest.mark.parametrize("value", _MALFORMED, ids=lambda v: type(v).__name__)
def test_a_malformed_or_huge_value_earns_nothing_at_once(question: BaseQuestion, value: Any) -> None:
    started = time.thread_time()
    earned = score(question.type, question.answer_key(), value)
    assert type(earned) is float
    assert earned == 0.0
    assert time.thread_time() - started < 2.0


@pytest.mark.parametrize("value", [HostileText("x"), [HostileText("x")], {"i1": HostileText("x")}], ids=repr)
def test_a_text_that_claims_to_be_the_key_earns_nothing(question: BaseQuestion, value: Any) -> None:
    assert score(question.type, question.answer_key(), value) == 0.0


def test_a_type_that_does_not_exist_is_the_builders_mistake() -> None:
    with pytest.raises(ValueError, match="unknown question type: 'essay'"):
        score("essay", {}, "x")


@pytest.mark.parametrize(
    ("text", "earned"),
    [
        ("Tôi kiểm chứng và chịu trách nhiệm", 1.0),
        ("TÔI KIỂM CHỨNG, RỒI CHỊU\n  TRÁCH\tNHIỆM!", 1.0),
        ("toi doi chieu; chiu trach nhiem", 1.0),
        ("“đối chiếu”/(chịu trách nhiệm)", 1.0),
        ("Kiê\u0309m chư\u0301ng, chi\u0323u tra\u0301ch nhiê\u0323m", 1.0),
        ("ki\u200bểm chứng chịu trách nhiệm", 1.0),
        ("ðối chiếu, chịu trách nhiệm", 1.0),
        ("đối chiếu đối chiếu", 0.5),
        ("đối, chiếu và chịu trách nhiệm", 0.5),
        ("xđối chiếu và chịu trách nhiệmx", 0.0),
        ("đối  chiếu1 chịu_trách nhiệm", 0.0),
        ("", 0.0),
        (" \n\u200b\u0301", 0.0),
    ],
)
def test_required_words_stand_as_whole_words_of_the_folded_text(text: str, earned: float) -> None:
    assert score("short_text", _WORDS, text) == earned


@pytest.mark.parametrize(
    ("text", "earned"),
    [
        ("Tôi không đưa lên AI.", 1.0),
        ("Không đưa lên AI và không đưa lên AI", 1.0),
        ("Tôi đưa lên AI.", 0.0),
        ("Không đưa lên AI, rồi lại đưa lên AI.", 0.0),
        ("Tôi làm tay.", 0.0),
    ],
)
def test_a_forbidden_phrase_inside_a_longer_required_one_does_not_count(text: str, earned: float) -> None:
    assert (
        score("short_text", {"required": [["không đưa lên AI"]], "forbidden": ["đưa lên AI"]}, text) == earned
    )


@pytest.mark.parametrize(
    ("text", "earned"),
    [
        ("Tôi chịu trách nhiệm.", 1.0),
        ("Tôi KHÔNG  chịu trách nhiệm.", 0.0),
        ("Tôi chịu trách nhiệm, máy không chịu trách nhiệm.", 0.0),
        ("Sai hay không, chịu trách nhiệm là tôi.", 1.0),
    ],
)
def test_a_forbidden_phrase_around_a_required_one_makes_it_nothing(text: str, earned: float) -> None:
    key = {"required": [["chịu trách nhiệm"]], "forbidden": ["không chịu trách nhiệm"]}
    assert score("short_text", key, text) == earned


def test_words_that_are_signs_to_a_pattern_are_taken_as_written() -> None:
    key = {"required": [["117/2025 (QH15)"], ["c++"]], "forbidden": [".*"]}
    assert score("short_text", key, "Luật 117/2025 (QH15) và C++") == 1.0
    assert score("short_text", key, "Luật 117-2025 QH15 và C") == 0.0


def test_the_longest_text_with_the_most_words_is_scored_fast() -> None:
    key = {
        "required": [[f"a a{' a' * (i + j)} b" for j in range(20)] for i in range(20)],
        "forbidden": [f"a{' a' * i} c" for i in range(20)],
    }
    started = time.thread_time()
    assert score("short_text", key, "a " * 2000) == 0.0
    assert time.thread_time() - started < 2.0


_TEXTS = st.text() | st.text(
    alphabet="đĐðÐƉɖ İıßŉﬁK\u00a0\u2003\u0301\u0323\u200b\u2060\ufe0f\U000e0041ệỗẵ\t\n"
)


@given(_TEXTS)
@example("e\u200b\u0301")
@example("\ud800x")
@calmly
def test_it_folds_as_the_platform_folds(text: str) -> None:
    assert exercises.scoring.fold(text) == fold(text)


def test_the_answer_key_is_plain_json(question: BaseQuestion) -> None:
    key = question.answer_key()
    assert json.loads(json.dumps(key)) == key


def test_the_source_is_python_3_9_and_imports_the_standard_library_only() -> None:
    tree = ast.parse(_SOURCE.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    imported |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
    assert "__future__" not in imported  # would have to be the first line of a notebook's cell
    annotations = [node.returns for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not any(isinstance(a, ast.BinOp) for a in annotations)  # "float | None" fails in 3.9 unquoted


def test_a_copy_of_the_source_scores_in_a_bare_interpreter() -> None:
    question = parse_question(written("match"))
    call = f"print(score('match', {question.answer_key()!r}, {question.solution()['key']!r}))"
    cell = "x = 1\n" + _SOURCE.read_text(encoding="utf-8") + "\n" + call
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "-"],
        input=cell,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("1.0\n", "")
