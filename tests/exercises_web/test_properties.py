"""The element's properties: what a page sets, what it reads, when it is told."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from exercises.questions import BaseQuestion

from .asking import answers, ask, prop, set_prop, shown_order, status
from .samples import (
    ALL,
    CLASSIFY,
    MATCH,
    MULTIPLE,
    ORDER,
    SHORT_TEXT,
    SINGLE,
    TEXT,
    TRUE_FALSE,
    right_answer,
    texts,
    weak_answer,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def slow_page(open_context: Callable[..., BrowserContext], site: str) -> Page:
    """Open the page with its clock stopped: time passes only by `page.clock.run_for`."""
    page = open_context().new_page()
    page.clock.install(time=0)
    page.goto(site + "/")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.clock.pause_at(60_000)
    return page


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.id}-{question.type}")
def test_a_set_value_is_shown_and_read_back_and_tells_nobody(page: Page, question: BaseQuestion) -> None:
    element = ask(page, question)
    assert prop(element, "value") is None
    assert status(element) == "Chưa trả lời"
    for value in (right_answer(question), weak_answer(question)):
        set_prop(element, "value", value)
        assert prop(element, "value") == value
        assert status(element) != "Chưa trả lời"
    set_prop(element, "value", None)
    assert prop(element, "value") is None
    assert status(element) == "Chưa trả lời"
    assert element.locator("input:checked").count() == 0
    assert answers(page) == []


def test_a_set_order_is_the_order_shown(page: Page) -> None:
    element = ask(page, ORDER, value=right_answer(ORDER))
    shown = texts(ORDER, "items")
    assert shown_order(element) == [shown[i] for i in right_answer(ORDER)]
    set_prop(element, "value", None)
    assert shown_order(element) == list(shown.values())


@pytest.mark.parametrize(
    ("question", "value", "kept"),
    [
        (SINGLE, "z", None),
        (SINGLE, ["a"], None),
        (MULTIPLE, ["d", "z", "a"], ["a", "d"]),
        (MULTIPLE, [], None),
        (MULTIPLE, "a", None),
        (TRUE_FALSE, "true", None),
        (ORDER, ["i1", "i2"], None),
        (ORDER, ["i1", "i1", "i2", "i3"], None),
        (MATCH, {"l1": "r1", "l2": "r9", "l9": "r1"}, {"l1": "r1"}),
        (MATCH, {}, None),
        (CLASSIFY, ["g0"], None),
        (SHORT_TEXT, 5, None),
        (SHORT_TEXT, "  ", None),
    ],
)
def test_a_value_of_another_version_of_the_lesson_leaves_what_fits(
    page: Page, question: BaseQuestion, value: Any, kept: Any
) -> None:
    element = ask(page, question, value=value)
    assert prop(element, "value") == kept
    assert question.check_value(prop(element, "value")) == kept


def test_what_a_page_does_to_a_read_value_does_not_change_the_answer(page: Page) -> None:
    element = ask(page, MULTIPLE, value=["a"])
    element.evaluate("element => element.value.push('b')")
    assert prop(element, "value") == ["a"]


def test_the_same_answer_again_tells_nobody(page: Page) -> None:
    element = ask(page, SINGLE, value="b")
    element.get_by_text("Không đưa vào AI nào").click()
    assert answers(page) == []


def test_another_question_starts_afresh(page: Page) -> None:
    element = ask(page, SINGLE, value="b", result={"score": 1, "max_score": 1, "correct": True})
    set_prop(element, "question", MULTIPLE.public())
    assert (prop(element, "value"), prop(element, "result")) == (None, None)
    assert element.get_by_role("checkbox").count() == 4
    set_prop(element, "question", None)
    assert element.inner_html() == ""


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.id}-{question.type}")
def test_a_disabled_question_cannot_be_answered(page: Page, question: BaseQuestion) -> None:
    element = ask(page, question, disabled=True)
    controls = element.locator("input, select, textarea, button")
    assert controls.count() > 0
    for control in controls.all():
        expect(control).to_be_disabled()
    set_prop(element, "value", right_answer(question))
    assert prop(element, "value") == right_answer(question)
    set_prop(element, "disabled", False)
    assert element.locator("fieldset").first.evaluate("one => one.disabled") is False


def test_a_disabled_order_cannot_be_dragged(page: Page) -> None:
    element = ask(page, ORDER, disabled=True)
    before = shown_order(element)
    element.locator(".mtq-handle").first.drag_to(element.locator(".mtq-step").last)
    assert (shown_order(element), answers(page)) == (before, [])


def test_the_server_rendered_text_shows_until_the_element_has_a_question(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context().new_page()
    page.goto(site + "/fallback")
    element = page.locator("mt-question")
    fallback = "Câu hỏi đọc được khi chưa có JavaScript."
    expect(element).to_have_text(fallback)
    # The page's script may come first: what it set is taken over when the element is defined.
    properties = {"value": "b", "disabled": True, "question": SINGLE.public()}
    element.evaluate("(element, properties) => Object.assign(element, properties)", properties)
    expect(element).to_have_text(fallback)
    page.evaluate("import('/component.js')")
    expect(element).not_to_contain_text(fallback)
    expect(element.get_by_label("Không đưa vào AI nào")).to_be_checked()
    expect(element.get_by_label("Không đưa vào AI nào")).to_be_disabled()


def test_without_a_question_the_server_rendered_text_stays(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context().new_page()
    page.goto(site + "/fallback")
    page.evaluate("import('/component.js')")
    expect(page.locator("mt-question")).to_have_text("Câu hỏi đọc được khi chưa có JavaScript.")


def test_a_type_that_this_file_does_not_know_is_still_read(page: Page) -> None:
    page.evaluate("question => ask(question, {value: 1})", {**SINGLE.public(), "type": "redact"})
    element = page.locator("mt-question")
    expect(element).to_contain_text("cần tóm tắt trong ngày")
    expect(element).to_contain_text("Mời đồng chí tải lại trang")


def test_text_is_told_800_ms_after_the_last_key(slow_page: Page) -> None:
    element = ask(slow_page, SHORT_TEXT)
    area = element.get_by_role("textbox")
    area.press_sequentially("Tôi kiểm")
    slow_page.clock.run_for(799)
    area.press_sequentially(" chứng")
    slow_page.clock.run_for(799)
    assert answers(slow_page) == []
    assert prop(element, "value") == "Tôi kiểm chứng", "a page that asks gets what is on the screen"
    slow_page.clock.run_for(1)
    assert answers(slow_page) == ["Tôi kiểm chứng"]
    slow_page.clock.run_for(5000)
    area.blur()
    assert answers(slow_page) == ["Tôi kiểm chứng"]


def test_flush_tells_at_once_and_once(slow_page: Page) -> None:
    element = ask(slow_page, SHORT_TEXT)
    element.get_by_role("textbox").fill(TEXT)
    element.evaluate("element => { element.flush(); element.flush(); }")
    slow_page.clock.run_for(2000)
    assert answers(slow_page) == [TEXT]


def test_text_is_told_when_the_page_is_left(slow_page: Page) -> None:
    element = ask(slow_page, SHORT_TEXT)
    element.get_by_role("textbox").fill(TEXT)
    slow_page.evaluate(
        """() => {
            Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    assert answers(slow_page) == [TEXT]


def test_text_that_a_page_replaces_is_not_told(slow_page: Page) -> None:
    element = ask(slow_page, SHORT_TEXT)
    element.get_by_role("textbox").fill(TEXT)
    set_prop(element, "value", "Câu khác.")
    slow_page.clock.run_for(2000)
    assert answers(slow_page) == []
    assert element.get_by_role("textbox").input_value() == "Câu khác."


def test_text_with_its_marks_apart_is_told_and_counted_joined(page: Page) -> None:
    element = ask(page, SHORT_TEXT)
    area = element.get_by_role("textbox")
    area.fill(unicodedata.normalize("NFD", "Kiểm chứng"))
    area.blur()
    assert answers(page) == ["Kiểm chứng"]
    assert area.input_value() == "Kiểm chứng"
    expect(element.locator(".mtq-count")).to_have_text("còn 110 ký tự")


def test_emptied_text_is_an_answer_taken_back(page: Page) -> None:
    element = ask(page, SHORT_TEXT, value=TEXT)
    element.get_by_role("textbox").fill("")
    element.get_by_role("textbox").blur()
    assert answers(page) == [None]
    assert status(element) == "Chưa trả lời"


def test_jupyterlab_leaves_its_keys_alone(page: Page) -> None:
    expect(ask(page, SINGLE)).to_have_attribute("data-lm-suppress-shortcuts", "true")
