"""After grading: marks in words, the score, the right answer and the explanation; gone at a new attempt."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from exercises.questions import BaseQuestion

from .asking import answers, ask, prop, set_prop, status
from .samples import (
    ALL,
    CLASSIFY,
    CLASSIFY_TWO,
    MATCH,
    MULTIPLE,
    ORDER,
    SHORT_TEXT,
    SINGLE,
    TEXT,
    TRUE_FALSE,
    result_of,
    right_answer,
    texts,
    weak_answer,
)

pytestmark = pytest.mark.browser


def graded(page: Page, question: BaseQuestion, value: Any, **changes: Any) -> Locator:
    """Show `question` answered by `value` and marked."""
    return ask(page, question, value=value, result={**result_of(question, value), **changes})


def marks(element: Locator, rows: str) -> dict[str, str]:
    """Return the text of each row -> the words of its mark, for rows that have one."""
    found = element.locator(rows).evaluate_all(
        """rows => rows.map(row => [
            row.querySelector(".mtq-text").textContent.trim(),
            row.querySelector(".mtq-mark:not([hidden])")?.textContent,
        ])"""
    )
    return {text: words for text, words in found if words}


def verdict(element: Locator) -> str:
    """Return the line of the result panel, words and score."""
    return " ".join(element.locator(".mtq-verdict").inner_text().split())


@pytest.mark.parametrize("question", ALL[:-1], ids=lambda question: f"{question.id}-{question.type}")
def test_right(page: Page, question: BaseQuestion) -> None:
    element = graded(page, question, right_answer(question))
    points = f"{question.points:g}".replace(".", ",")
    assert verdict(element) == f"Đúng Được {points}/{points} điểm"
    assert status(element) == "Đúng"
    assert element.locator(".mtq-wrong, .mtq-missed, .mtq-open").count() == 0
    assert element.locator(".mtq-right").count() > 0
    expect(element.locator(".mtq-box", has_text="Giải thích")).to_contain_text("luôn là không")
    assert answers(page) == []


def test_single(page: Page) -> None:
    element = graded(page, SINGLE, "a")
    options = texts(SINGLE, "options")
    assert marks(element, ".mtq-option") == {"a. " + options["a"]: "Sai", "b. " + options["b"]: "Đáp án đúng"}
    assert verdict(element) == "Chưa đúng Được 0/1 điểm"
    expect(element.get_by_role("radio", name="Chụp ảnh")).to_have_accessible_name(f"a. {options['a']} Sai")


def test_multiple(page: Page) -> None:
    element = graded(page, MULTIPLE, ["a", "b", "c"])
    options = texts(MULTIPLE, "options")
    assert marks(element, ".mtq-option") == {
        "a. " + options["a"]: "Đúng",
        "b. " + options["b"]: "Đúng",
        "c. " + options["c"]: "Sai",
        "d. " + options["d"]: "Đáp án đúng",
    }
    assert verdict(element) == "Đúng một phần Được 0,67/2 điểm"


def test_true_false_marks_do_not_read_like_the_options(page: Page) -> None:
    element = graded(page, TRUE_FALSE, True)
    assert marks(element, ".mtq-option") == {"Đúng": "Trả lời sai", "Sai": "Đáp án đúng"}
    element = graded(page, TRUE_FALSE, False)
    assert marks(element, ".mtq-option") == {"Sai": "Trả lời đúng"}


def test_order(page: Page) -> None:
    element = graded(page, ORDER, weak_answer(ORDER))
    shown = texts(ORDER, "items")
    first, second, third, last = (shown[i] for i in right_answer(ORDER))
    assert marks(element, ".mtq-step") == {
        first: "Đúng vị trí",
        third: "Sai vị trí. Vị trí đúng: 3",
        second: "Sai vị trí. Vị trí đúng: 2",
        last: "Đúng vị trí",
    }
    assert element.locator(".mtq-answer-list li").all_inner_texts() == [first, second, third, last]
    assert verdict(element) == "Chưa đúng Được 0/1,5 điểm"


def test_order_in_part_says_how_it_earned_something(page: Page) -> None:
    key = right_answer(ORDER)
    element = graded(page, ORDER, [*key[1:], key[0]])
    assert verdict(element) == "Đúng một phần Được 1/1,5 điểm"
    expect(element.locator(".mtq-result")).to_contain_text("các bước đứng liền nhau đúng thứ tự")


def test_match(page: Page) -> None:
    value = weak_answer(MATCH)
    element = graded(page, MATCH, value)
    letters = dict(zip(texts(MATCH, "right"), "ABCD", strict=True))
    key, rights = right_answer(MATCH), texts(MATCH, "right")
    answer = {left: f"Đáp án đúng: {letters[key[left]]}. {rights[key[left]]}" for left in key}
    assert marks(element, ".mtq-pair") == {
        "Tuyệt mật": "Đúng",
        "Tối mật": f"Sai. {answer['l2']}",
        "Mật": f"Chưa ghép. {answer['l3']}",
    }
    assert verdict(element) == "Đúng một phần Được 0,33/1 điểm"


@pytest.mark.parametrize("question", [CLASSIFY, CLASSIFY_TWO], ids=["selects", "radios"])
def test_classify(page: Page, question: BaseQuestion) -> None:
    element = graded(page, question, weak_answer(question))
    key, groups, items = right_answer(question), texts(question, "groups"), texts(question, "items")
    right, wrong, *rest = key
    assert marks(element, ".mtq-pair") == {
        items[right]: "Đúng",
        items[wrong]: f"Sai. Đáp án đúng: {groups[key[wrong]]}",
        **{items[i]: f"Chưa xếp. Đáp án đúng: {groups[key[i]]}" for i in rest},
    }


def test_short_text_waits_for_a_trainer(page: Page) -> None:
    element = graded(page, SHORT_TEXT, TEXT)
    assert status(element) == "Chờ giảng viên chấm"
    assert verdict(element) == "Chờ giảng viên chấm Tối đa 2 điểm"
    sample = SHORT_TEXT.solution()["sample"]
    expect(element.locator(".mtq-box", has_text="Câu trả lời mẫu")).to_contain_text(str(sample))


def test_short_text_marked_by_a_trainer(page: Page) -> None:
    element = graded(page, SHORT_TEXT, TEXT, score=1.5, correct=False, needs_manual=False)
    assert verdict(element) == "Đúng một phần Được 1,5/2 điểm"


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.id}-{question.type}")
def test_an_unanswered_question_shows_what_was_right(page: Page, question: BaseQuestion) -> None:
    element = graded(page, question, None)
    assert status(element) == "Chưa trả lời"
    assert verdict(element).startswith("Chưa trả lời Được 0/")
    assert element.locator(".mtq-wrong, .mtq-right").count() == 0
    expect(element.locator(".mtq-result")).to_contain_text("Giải thích")


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.id}-{question.type}")
def test_a_result_without_a_key_shows_the_score_only(page: Page, question: BaseQuestion) -> None:
    result = {"score": 0.25, "max_score": 1, "correct": False, "needs_manual": False}
    element = ask(page, question, value=weak_answer(question), result=result)
    assert verdict(element) == "Đúng một phần Được 0,25/1 điểm"
    assert element.locator(".mtq-mark:visible, .mtq-box").count() == 0


def test_a_changed_answer_clears_the_result(page: Page) -> None:
    element = graded(page, SINGLE, "a")
    element.get_by_text("Không đưa vào AI nào").click()
    assert prop(element, "result") is None
    assert element.locator(".mtq-mark:visible, .mtq-wrong, .mtq-right, .mtq-missed").count() == 0
    expect(element.locator(".mtq-result")).to_be_hidden()
    assert (status(element), answers(page)) == ("Đã trả lời", ["b"])
    expect(element.locator("[aria-live=polite]")).to_have_text("Đã ẩn kết quả lần trước")


def test_typing_clears_the_result_at_the_first_key(page: Page) -> None:
    element = graded(page, SHORT_TEXT, TEXT)
    element.get_by_role("textbox").press("End")
    element.get_by_role("textbox").press("a")
    expect(element.locator(".mtq-result")).to_be_hidden()
    assert element.get_by_role("textbox").input_value() == TEXT + "a"


def test_moving_a_step_clears_the_result(page: Page) -> None:
    element = graded(page, ORDER, right_answer(ORDER))
    element.locator(".mtq-step").last.get_by_role("button", name="Lên").click()
    assert element.locator(".mtq-right, .mtq-wrong").count() == 0
    assert prop(element, "result") is None


def test_clear_result_keeps_the_answer(page: Page) -> None:
    element = graded(page, MATCH, weak_answer(MATCH))
    element.evaluate("element => element.clearResult()")
    assert prop(element, "value") == weak_answer(MATCH)
    assert element.locator(".mtq-mark:visible").count() == 0
    assert (status(element), answers(page)) == ("Đã ghép 2/3", [])


def test_marks_follow_a_value_set_after_the_result(page: Page) -> None:
    element = ask(page, SINGLE, result=result_of(SINGLE, "a"))
    set_prop(element, "value", "a")
    assert marks(element, ".mtq-option")["a. " + texts(SINGLE, "options")["a"]] == "Sai"


@pytest.mark.parametrize(("score", "shown"), [(2, "2"), (0.5, "0,5"), (1 / 3, "0,33"), (2 / 3, "0,67")])
def test_numbers_are_vietnamese(page: Page, score: float, shown: str) -> None:
    element = graded(page, MULTIPLE, ["a"], score=score, correct=False)
    expect(element.locator(".mtq-score")).to_have_text(f"Được {shown}/2 điểm")
