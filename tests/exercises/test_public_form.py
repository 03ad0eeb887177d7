"""The browser sees a question without what would tell its answer; the solution comes afterwards."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given

from exercises.questions import QUESTION_TYPES, BaseQuestion, parse_question
from tests.exercises.question_samples import WRITTEN, right_value, written
from tests.exercises.question_strategies import calmly, questions

_OWN_FIELDS = {
    "single": {"options"},
    "multiple": {"options"},
    "true_false": set(),
    "order": {"items"},
    "match": {"left", "right"},
    "classify": {"groups", "items"},
    "short_text": {"max_length"},
}


def test_a_public_form_has_the_fields_agreed_and_no_other(question: BaseQuestion) -> None:
    public = question.public()
    assert set(public) == {"id", "type", "points", "prompt_html"} | _OWN_FIELDS[question.type]
    assert json.loads(json.dumps(public)) == public


def test_each_thing_shown_has_an_id_and_html_and_no_more(question: BaseQuestion) -> None:
    for field in _OWN_FIELDS[question.type] - {"max_length"}:
        things: Any = question.public()[field]
        assert things
        assert all(set(thing) == {"id", "html"} for thing in things)


@pytest.mark.parametrize("question_type", QUESTION_TYPES)
def test_what_must_stay_hidden_stands_nowhere_in_the_public_form(question_type: str) -> None:
    hidden = {"explanation": "DẤUEXPLANATION vì vậy.", "competency": "DAUCOMPETENCY-7"}
    if question_type == "short_text":
        hidden_words: dict[str, Any] = {
            "required": [["dấurequired"], ["dấukhác"]],
            "forbidden": ["dấuforbidden"],
            "sample": "DẤUSAMPLE dấurequired dấukhác",
        }
    else:
        hidden_words = {"critical": True}
    question = parse_question(written(question_type, **hidden, **hidden_words))
    public = json.dumps(question.public(), ensure_ascii=False).casefold()
    assert "dấu" not in public
    assert "dau" not in public
    for word in ("key", "critical", "explanation", "required", "forbidden", "sample", "competency"):
        assert word not in public


@pytest.mark.parametrize(
    ("question_type", "keys"),
    [
        ("single", ["a", "b", "c"]),
        ("multiple", [["a"], ["b", "d"], ["a", "b", "c", "d"]]),
        ("true_false", [True, False]),
    ],
)
def test_the_public_form_is_the_same_whatever_the_key(question_type: str, keys: list[Any]) -> None:
    forms = [parse_question(written(question_type, key=key)).public() for key in keys]
    assert all(form == forms[0] for form in forms)


@pytest.mark.parametrize("question_type", [t for t in QUESTION_TYPES if t != "short_text"])
def test_the_public_form_is_the_same_whether_critical_or_not(question_type: str) -> None:
    ordinary, critical = (parse_question(written(question_type, critical=c)) for c in (False, True))
    assert ordinary.public() == critical.public()


def test_the_public_form_is_the_same_whatever_the_words() -> None:
    words = parse_question(written("short_text"))
    by_hand = parse_question(written("short_text", required=None, forbidden=None, sample=None))
    assert words.public() == by_hand.public()


@given(questions())
@calmly
def test_showing_a_question_again_shows_the_same(question: BaseQuestion) -> None:
    again = parse_question(question.model_dump())
    assert again == question
    assert again.public() == question.public()
    assert again.solution() == question.solution()


@pytest.mark.parametrize("question_type", QUESTION_TYPES)
def test_parsing_leaves_the_written_data_alone(question_type: str) -> None:
    data = written(question_type)
    before = copy.deepcopy(data)
    parse_question(data).public()
    assert data == before


def test_the_solution_holds_key_explanation_and_sample(question: BaseQuestion) -> None:
    solution = question.solution()
    assert set(solution) == {"key", "explanation_html", "sample"}
    assert solution["explanation_html"] == "<p>Vì quy định nêu rõ như vậy.</p>"
    assert (solution["sample"] is None) == (question.type != "short_text")
    assert (solution["key"] is None) == (question.type == "short_text")
    assert json.loads(json.dumps(solution)) == solution


@pytest.mark.parametrize(
    ("question_type", "shown", "written_order"),
    [
        ("order", "items", ["Dừng thao tác", "Ghi lại sự việc", "Báo lãnh đạo", "Làm theo hướng dẫn"]),
        ("match", "right", ["30 năm", "20 năm", "10 năm"]),
    ],
)
def test_the_key_in_public_ids_names_the_texts_the_author_wrote(
    question_type: str, shown: str, written_order: list[str]
) -> None:
    question = parse_question(written(question_type))
    things: Any = question.public()[shown]
    texts = {thing["id"]: thing["html"] for thing in things}
    key: Any = right_value(question)
    ids = key if question_type == "order" else [key[left] for left in ("l1", "l2", "l3")]
    assert [texts[i] for i in ids] == written_order


def test_the_key_of_classify_names_the_groups_the_author_wrote() -> None:
    question = parse_question(written("classify"))
    things: Any = question.public()["items"]
    texts = {thing["id"]: thing["html"] for thing in things}
    key: Any = right_value(question)
    assert {texts[i]: group for i, group in key.items()} == {
        item["text"]: item["group"] for item in WRITTEN["classify"]["items"]
    }


def test_markup_in_every_text_is_rendered_and_html_signs_are_escaped() -> None:
    question = parse_question(
        written(
            "single", prompt="Hỏi **gì**?\n\n- một\n- hai", options={"a": "`x` & *y*", "b": "5 < 6"}, key="a"
        )
    )
    public: Any = question.public()
    assert public["prompt_html"] == (
        "<p>Hỏi <strong>gì</strong>?</p>\n<ul>\n<li>một</li>\n<li>hai</li>\n</ul>"
    )
    assert [o["html"] for o in public["options"]] == ["<code>x</code> &amp; <em>y</em>", "5 &lt; 6"]
