"""A question as an author writes it: what is accepted, and what is said about each slip."""

from __future__ import annotations

from typing import Any

import pytest

from exercises.errors import QuestionError
from exercises.questions import QUESTION_TYPES, BaseQuestion, parse_question
from tests.exercises.question_samples import WRITTEN, written


def _problems(data: object) -> tuple[str, ...]:
    with pytest.raises(QuestionError) as refused:
        parse_question(data)
    return refused.value.problems


def test_the_samples_cover_every_type() -> None:
    assert tuple(WRITTEN) == QUESTION_TYPES


def test_what_is_not_written_has_its_default(question: BaseQuestion) -> None:
    assert question.points == 1.0
    assert question.critical is (question.type == "single")  # only that sample says so


def test_a_parsed_question_cannot_be_changed(question: BaseQuestion) -> None:
    with pytest.raises(ValueError, match="frozen"):
        question.points = 5.0  # type: ignore[misc]


def test_texts_are_nfc_squeezed_and_without_invisible_characters() -> None:
    data = written("order", items=["Du\u031b\u0300ng  thao\ntác", "Ghi\u200b lại", "\ufeffBáo lãnh đạo"])
    question = parse_question({**data, "prompt": "Sa\u0306\u0301p\r\ncác bước  \n"})
    html = {item["html"] for item in question.public()["items"]}  # type: ignore[index,call-overload,union-attr]
    assert html == {"Dừng thao tác", "Ghi lại", "Báo lãnh đạo"}
    assert question.prompt == "Sắp\ncác bước"


@pytest.mark.parametrize("data", [None, 5, "id: q1", ["q1"], [], True])
def test_what_is_no_mapping_is_refused(data: object) -> None:
    assert _problems(data) == ("must be a mapping of fields",)


def test_all_problems_are_told_at_once_with_the_questions_id() -> None:
    data = {"id": "q1", "type": "single", "options": {"A": "x", "b": 5}, "key": "b", "hint": 1, "points": 0}
    with pytest.raises(QuestionError) as refused:
        parse_question(data)
    assert refused.value.question == "q1"
    assert refused.value.problems == (
        "competency: is missing",
        "points: Input should be greater than 0",
        "prompt: is missing",
        "explanation: is missing",
        "options.A: String should match pattern '^[a-z]$'",
        "options.b: must be text (put it in quotes)",
        "hint: is not a field of this type of question",
    )
    assert str(refused.value).splitlines()[0] == "q1: competency: is missing"


@pytest.mark.parametrize("name", [None, 7, "", ["q1"]])
def test_a_question_without_a_usable_id_is_still_named(name: object) -> None:
    with pytest.raises(QuestionError, match="a question without an id: id: "):
        parse_question({**written("single"), "id": name})


COMMON_SLIPS: list[tuple[dict[str, Any], str]] = [
    ({"type": None}, "type: is missing"),
    ({"type": "essay"}, "type: must be one of single, multiple,"),
    ({"id": "q0"}, "id: String should match"),
    ({"id": "Q1"}, "id: String should match"),
    ({"id": "q100"}, "id: String should match"),
    ({"id": "q1\n"}, "id: String should match"),
    ({"competency": None}, "competency: is missing"),
    ({"competency": "at-1"}, "competency: String should match"),
    ({"points": "1"}, "points: Input should be a valid number"),
    ({"points": True}, "points: Input should be a valid number"),
    ({"points": -1}, "points: Input should be greater than 0"),
    ({"points": 101}, "points: Input should be less than or equal to 100"),
    ({"points": float("nan")}, "points: Input should be"),
    ({"points": float("inf")}, "points: Input should be"),
    ({"critical": "yes"}, "critical: must be true or false"),
    ({"critical": 1}, "critical: must be true or false"),
    ({"prompt": None}, "prompt: is missing"),
    ({"prompt": " \u200b\n"}, "prompt: is empty"),
    ({"prompt": 2025}, "prompt: must be text (put it in quotes)"),
    ({"prompt": "a" * 4001}, "prompt: has 4001 characters, at most 4000 are allowed"),
    ({"explanation": None}, "explanation: is missing"),
    ({"explanation": ""}, "explanation: is empty"),
    ({"explanation": "Xem [luật](luat:luat-117-2025-qh15)."}, "explanation: holds a link"),
    ({"prompt": "![ảnh](a.png)"}, "prompt: holds an image"),
    ({"prompt": "<b>Đậm</b>"}, "prompt: holds raw HTML"),
    ({"prompt": "a\n\n<div>x</div>"}, "prompt: holds raw HTML"),
    ({"prompt": "<https://vidu.example>"}, "prompt: holds a link"),
    ({"prompt": "[x]\n\n[x]: https://vidu.example"}, "prompt: holds a link, a link definition"),
    ({"prompt": "## Đề"}, "prompt: holds a heading"),
    ({"prompt": "> trích"}, "prompt: holds a quotation"),
    ({"prompt": "~~~\nx\n~~~"}, "prompt: holds a code block"),
    ({"prompt": "|a|\n|-|\n|b|"}, "prompt: holds a table"),
    ({"prompt": "a\n\n---\n\nb"}, "prompt: holds a rule"),
    ({"hint": "x"}, "hint: is not a field of this type"),
]


@pytest.mark.parametrize("question_type", QUESTION_TYPES)
@pytest.mark.parametrize(("change", "said"), COMMON_SLIPS, ids=lambda x: str(x)[:40])
def test_a_slip_in_a_common_field_is_named(question_type: str, change: dict[str, Any], said: str) -> None:
    problems = _problems(written(question_type, **change))
    assert len(problems) == 1
    assert problems[0].startswith(said)


_NINE = {letter: f"phương án {letter}" for letter in "abcdefghi"}
SLIPS: list[tuple[str, dict[str, Any], str]] = [
    ("single", {"options": {"a": "một"}}, "options: Dictionary should have at least 2"),
    ("single", {"options": _NINE, "key": "a"}, "options: Dictionary should have at most 8"),
    ("single", {"options": ["một", "hai"]}, "options: must be a mapping"),
    ("single", {"options": {"a": "một", "b": "Một "}}, "options: two options have the same text"),
    ("single", {"options": {"a": "", "b": "hai"}}, "options.a: is empty"),
    ("single", {"options": {"a": "x" * 401, "b": "hai"}}, "options.a: has 401 characters"),
    ("single", {"options": {"a": "[x](y)", "b": "hai"}}, "options.a: holds a link"),
    ("single", {"options": {"a": "x<br>y", "b": "hai"}}, "options.a: holds raw HTML"),
    ("single", {"options": {"aa": "một", "b": "hai"}}, "options.aa: String should match"),
    ("single", {"key": "z"}, "key: z is not one of the options a, b, c"),
    ("single", {"key": ["b"]}, "key: must be text"),
    ("single", {"key": None}, "key: is missing"),
    ("multiple", {"key": "a"}, "key: must be a list"),
    ("multiple", {"key": []}, "key: List should have at least 1"),
    ("multiple", {"key": ["a", "z"]}, "key: z is not one of the options a, b, c, d"),
    ("multiple", {"key": ["a", "a"]}, "key: names an option twice"),
    ("true_false", {"key": "false"}, "key: must be true or false"),
    ("true_false", {"key": 0}, "key: must be true or false"),
    ("true_false", {"options": {"a": "x", "b": "y"}}, "options: is not a field"),
    ("order", {"items": ["một", "hai"]}, "items: List should have at least 3"),
    ("order", {"items": [f"mục {i}" for i in range(9)]}, "items: List should have at most 8"),
    ("order", {"items": ["một", "hai", "một"]}, "items: two items have the same text"),
    ("order", {"items": ["một", "hai", 3]}, "items.2: must be text (put it in quotes)"),
    ("order", {"key": ["i1", "i2"]}, "key: is not a field"),
    ("match", {"pairs": [{"left": "x", "right": "y"}], "extra": None}, "pairs: List should have at least 2"),
    (
        "match",
        {"pairs": [{"left": f"l{i}", "right": f"r{i}"} for i in range(9)]},
        "pairs: List should have at most 8",
    ),
    (
        "match",
        {"pairs": [{"left": "x", "right": "1"}, {"left": "X", "right": "2"}]},
        "pairs: two left sides have the same text",
    ),
    (
        "match",
        {"pairs": [{"left": "x", "right": "1"}, {"left": "y", "right": "1"}]},
        "pairs: two right sides have the same text",
    ),
    ("match", {"extra": ["5 năm", "30 năm"]}, "extra: the same text stands twice"),
    ("match", {"extra": [f"{i} ngày" for i in range(5)]}, "extra: List should have at most 4"),
    ("match", {"pairs": [["x", "1"], {"left": "y", "right": "2"}]}, "pairs.0: must be a mapping"),
    (
        "match",
        {"pairs": [{"left": "x"}, {"left": "y", "right": "2"}]},
        "pairs.0.right: is missing",
    ),
    ("classify", {"groups": {"g0": "một"}}, "groups: Dictionary should have at least 2"),
    ("classify", {"groups": {"g1": "một", "g0": "hai"}}, "groups: the ids must be g0, g1, ..."),
    ("classify", {"groups": {"a": "một", "b": "hai"}}, "groups: the ids must be g0, g1, ..."),
    ("classify", {"groups": {"g0": "một", "g1": "MỘT"}}, "groups: two groups have the same text"),
    (
        "classify",
        {"items": [{"text": "x", "group": "g0"}, {"text": "y", "group": "g9"}]},
        "items: g9 is not one of the groups g0, g1, g2",
    ),
    (
        "classify",
        {"items": [{"text": "x", "group": "g0"}, {"text": "x", "group": "g1"}]},
        "items: two items have the same text",
    ),
    (
        "classify",
        {"items": [{"text": "x", "group": "g0"}, {"text": "y", "group": "g0"}]},
        "items: all items belong to one group",
    ),
    ("classify", {"items": [{"text": "x", "group": "g0"}]}, "items: List should have at least 2"),
    (
        "classify",
        {"items": [{"text": f"mục {i}", "group": f"g{i % 2}"} for i in range(13)]},
        "items: List should have at most 12",
    ),
    ("short_text", {"max_length": 0}, "max_length: Input should be greater than or equal to 1"),
    ("short_text", {"max_length": 4001}, "max_length: Input should be less than or equal to 4000"),
    ("short_text", {"max_length": 10.5}, "max_length: Input should be a valid integer"),
    ("short_text", {"required": ["kiểm chứng"]}, "required.0: must be a list"),
    ("short_text", {"required": [[]]}, "required.0: List should have at least 1"),
    ("short_text", {"required": [["kiểm chứng", "!!"]]}, "required.0.1: holds no word"),
    ("short_text", {"required": [["a" * 101]]}, "required.0.0: has 101 characters"),
    (
        "short_text",
        {"required": None, "sample": None},
        "forbidden: has no effect without `required`",
    ),
    (
        "short_text",
        {"required": [["chịu trách nhiệm"]], "forbidden": ["CHỊU  trach nhiệm"]},
        "forbidden: also required: chiu trach nhiem",
    ),
    ("short_text", {"sample": "Tôi đối chiếu."}, "sample: does not earn full marks"),
    ("short_text", {"sample": "x " * 101}, "sample: has 201 characters, more than max_length"),
    ("short_text", {"sample": " "}, "sample: is empty"),
    ("short_text", {"critical": True}, "critical: short_text never decides passing"),
]


@pytest.mark.parametrize(("question_type", "change", "said"), SLIPS)
def test_a_slip_in_a_types_own_field_is_named(question_type: str, change: dict[str, Any], said: str) -> None:
    problems = _problems(written(question_type, **change))
    assert len(problems) == 1
    assert problems[0].startswith(said)


def test_a_short_text_to_be_marked_by_hand_needs_no_words() -> None:
    question = parse_question(written("short_text", required=None, forbidden=None, max_length=None))
    assert question.answer_key() == {"required": [], "forbidden": []}
    assert question.public()["max_length"] == 1000


def test_both_placements_of_a_tone_mark_may_stand_as_alternatives() -> None:
    parse_question(written("short_text", required=[["minh họa", "minh hoạ"]], sample="Ảnh minh họa."))
