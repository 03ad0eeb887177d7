"""The shuffle: the same each time, never right as it stands, and pinned for answers already stored."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from exercises.questions import BaseQuestion, parse_question
from exercises.scoring import score
from exercises.types.shuffle import out_of_groups, out_of_line, out_of_order
from tests.exercises.question_samples import written


def _order(count: int, explanation: str) -> BaseQuestion:
    items = [f"Bước {i}" for i in range(count)]
    return parse_question(written("order", items=items, explanation=explanation))


def _shown(question: BaseQuestion, field: str) -> list[str]:
    items: Any = question.public()[field]
    return [item["id"] for item in items]


@pytest.mark.parametrize(
    ("question_type", "key"),
    [
        ("order", ["i3", "i2", "i4", "i1"]),
        ("match", {"l1": "r3", "l2": "r4", "l3": "r1"}),
        ("classify", {"i1": "g0", "i2": "g1", "i3": "g1", "i4": "g0"}),
    ],
)
def test_the_order_of_a_published_question_stays(question_type: str, key: Any) -> None:
    """Answers are stored in these ids: when this fails, every stored answer would be read wrongly."""
    assert parse_question(written(question_type)).solution()["key"] == key


def test_the_ids_tell_the_place_shown_and_nothing_else() -> None:
    assert _shown(parse_question(written("order")), "items") == ["i1", "i2", "i3", "i4"]
    assert _shown(parse_question(written("match")), "left") == ["l1", "l2", "l3"]
    assert _shown(parse_question(written("match")), "right") == ["r1", "r2", "r3", "r4"]
    assert _shown(parse_question(written("classify")), "items") == ["i1", "i2", "i3", "i4"]


@pytest.mark.parametrize("count", range(3, 9))
def test_an_order_as_it_is_shown_earns_at_most_half(count: int) -> None:
    for number in range(60):
        question = _order(count, f"Lý do {number}.")
        shown = _shown(question, "items")
        earned = score("order", question.answer_key(), shown)
        assert earned is not None
        assert earned <= 0.5


@pytest.mark.parametrize("count", range(2, 9))
@pytest.mark.parametrize("extra", [[], ["thừa 1"], ["thừa 1", "thừa 2"]], ids=len)
def test_the_right_column_does_not_stand_beside_its_left(count: int, extra: list[str]) -> None:
    pairs = [{"left": f"trái {i}", "right": f"phải {i}"} for i in range(count)]
    for number in range(40):
        question = parse_question(written("match", pairs=pairs, extra=extra, explanation=f"Lý do {number}."))
        in_line = {f"l{i}": f"r{i}" for i in range(1, count + 1)}
        earned = score("match", question.answer_key(), in_line)
        assert earned is not None
        assert earned <= 0.5


@pytest.mark.parametrize(
    "groups",
    [[0, 1], [1, 0], [0, 1, 2], [0, 0, 1], [0, 1, 1, 1], [2, 2, 2, 0, 0, 1], [0] * 11 + [1]],
    ids=str,
)
def test_items_do_not_stand_group_by_group(groups: list[int]) -> None:
    items = [{"text": f"Mục {i}", "group": f"g{group}"} for i, group in enumerate(groups)]
    for number in range(40):
        question = parse_question(written("classify", items=items, explanation=f"Lý do {number}."))
        key: Any = question.solution()["key"]
        shown = [key[item] for item in _shown(question, "items")]
        assert shown != sorted(shown)
        runs = 1 + sum(a != b for a, b in pairwise(shown))
        assert runs > len(set(groups)) or len(set(groups)) == len(groups)


def test_what_the_browser_does_not_see_decides_the_shuffle() -> None:
    """With the explanation unknown, trying all orders does not tell which one gives what is shown."""
    keys = {str(_order(4, f"Lý do {number}.").solution()["key"]) for number in range(60)}
    assert len(keys) > 5


def test_the_measures_of_disorder() -> None:
    assert not out_of_order((0, 1, 2))
    assert out_of_order((1, 2, 0))
    assert not out_of_order((1, 2, 3, 0))
    assert out_of_line((1, 0), 2)
    assert not out_of_line((0, 1), 2)
    assert out_of_line((0, 2, 1), 2)
    assert not out_of_groups((0, 1), [0, 1])
    assert out_of_groups((1, 0), [0, 1])
    assert not out_of_groups((2, 0, 1), [0, 0, 1])
    assert out_of_groups((0, 2, 1), [0, 0, 1])
