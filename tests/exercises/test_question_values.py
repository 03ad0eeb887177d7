"""Which values a question takes from a learner, and what it says to the others."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exercises.errors import InvalidValue
from exercises.questions import BaseQuestion, parse_question
from hub.errors import UserError
from tests.exercises.question_samples import right_value, written
from tests.exercises.question_strategies import calmly, json_values, questions


@pytest.mark.parametrize(
    ("question_type", "value"),
    [
        ("single", "c"),
        ("multiple", []),
        ("multiple", ["d"]),
        ("multiple", ["d", "a"]),
        ("multiple", ["a", "b", "c", "d"]),
        ("true_false", True),
        ("true_false", False),
        ("order", ["i4", "i3", "i2", "i1"]),
        ("match", {}),
        ("match", {"l2": "r4"}),
        ("match", {"l1": "r1", "l2": "r1", "l3": "r1"}),
        ("classify", {}),
        ("classify", {"i3": "g2"}),
        ("short_text", ""),
        ("short_text", "Tôi kiểm chứng."),
        ("short_text", "x" * 200),
    ],
)
def test_a_value_that_fits_comes_back_as_it_is(question_type: str, value: Any) -> None:
    taken = parse_question(written(question_type)).check_value(value)
    assert taken == value
    assert type(taken) is type(value)


def test_an_answer_may_be_taken_back(question: BaseQuestion) -> None:
    assert question.check_value(None) is None


def test_the_value_kept_is_not_the_callers_own_list() -> None:
    sent = ["a"]
    taken = parse_question(written("multiple")).check_value(sent)
    sent.append("z")
    assert taken == ["a"]


REFUSED: list[tuple[str, Any]] = [
    ("single", "z"),
    ("single", "A"),
    ("single", ""),
    ("single", ["a"]),
    ("single", True),
    ("single", {"a": "a"}),
    ("multiple", "a"),
    ("multiple", ["a", "a"]),
    ("multiple", ["a", "z"]),
    ("multiple", [["a"]]),
    ("multiple", [{}]),
    ("multiple", {"a": True}),
    ("multiple", ("a", "c")),
    ("true_false", 0),
    ("true_false", 1),
    ("true_false", "true"),
    ("true_false", [True]),
    ("order", []),
    ("order", ["i1", "i2", "i3"]),
    ("order", ["i1", "i2", "i3", "i3"]),
    ("order", ["i1", "i2", "i3", "i5"]),
    ("order", ["i1", "i2", "i3", "i4", "i1"]),
    ("order", "i1i2i3i4"),
    ("order", [1, 2, 3, 4]),
    ("match", []),
    ("match", {"l4": "r1"}),
    ("match", {"l1": "r5"}),
    ("match", {"l1": None}),
    ("match", {"l1": ["r1"]}),
    ("match", {"r1": "l1"}),
    ("match", {1: "r1"}),
    ("classify", {"i5": "g0"}),
    ("classify", {"i1": "g3"}),
    ("classify", {"i1": 0}),
    ("classify", [["i1", "g0"]]),
    ("short_text", 5),
    ("short_text", True),
    ("short_text", ["Tôi"]),
    ("short_text", {"text": "Tôi"}),
    ("short_text", "x" * 201),
]


@pytest.mark.parametrize(("question_type", "value"), REFUSED)
def test_a_value_that_does_not_fit_is_refused_in_vietnamese(question_type: str, value: Any) -> None:
    question = parse_question(written(question_type))
    with pytest.raises(InvalidValue) as refused:
        question.check_value(value)
    error = refused.value
    assert isinstance(error, UserError)
    assert (error.code, error.status, error.question) == ("invalid_value", 422, question.id)
    assert error.message.startswith(f"Câu {question.id[1:]}: ")
    assert "mời đồng chí" in error.message
    assert error.message.endswith(".")
    assert unicodedata.is_normalized("NFC", error.message)


def test_the_refusal_of_a_long_text_tells_both_lengths() -> None:
    with pytest.raises(InvalidValue, match="dài 201 ký tự, nhiều nhất là 200"):
        parse_question(written("short_text")).check_value("x" * 201)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt"),
        ("một\r\nhai\rba\x0bbốn\u2028năm", "một\nhai\nba\nbốn\nnăm"),
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("😀 xong \ud83d", "😀 xong "),
        ("a\u200b\u0301", "á"),
        ("\ufeffgiữ  hai dấu cách\tvà tab ", "giữ  hai dấu cách\tvà tab "),
    ],
)
def test_a_text_is_cleaned_of_what_nobody_sees(typed: str, kept: str) -> None:
    assert parse_question(written("short_text")).check_value(typed) == kept


def test_a_length_is_counted_after_cleaning() -> None:
    question = parse_question(written("short_text"))
    assert question.check_value("e\u0302\u0301" * 200 + "\u200b\x00") == "ế" * 200


@given(
    st.text(max_size=100)
    | st.text(alphabet="ae\u0302\u0301\u0323\u200b\r\n\x00\ufe0f\u1100\u1161", max_size=40)
)
@example("e\u200b\u0301")
@example("\r\x00\n")
@calmly
def test_cleaning_a_text_twice_changes_nothing_and_leaves_what_can_be_stored(typed: str) -> None:
    question = parse_question(written("short_text", max_length=400))
    kept = question.check_value(typed)
    assert isinstance(kept, str)
    assert question.check_value(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert "\x00" not in kept
    kept.encode("utf-8")


@given(questions(), json_values)
@calmly
def test_any_value_is_taken_or_refused_and_nothing_else_happens(question: BaseQuestion, value: Any) -> None:
    try:
        taken = question.check_value(value)
    except InvalidValue:
        return
    assert question.check_value(taken) == taken
    if question.type != "short_text":
        assert taken == value


def test_the_right_value_is_taken(question: BaseQuestion) -> None:
    assert question.check_value(right_value(question)) == right_value(question)
