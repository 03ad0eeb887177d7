"""axe finds nothing in any state; the prompt names its group; nothing scrolls sideways; paper works too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from exercises.questions import BaseQuestion

from .asking import ask
from .samples import ALL, ORDER, SHORT_TEXT, SINGLE, result_of, right_answer, weak_answer

pytestmark = pytest.mark.browser

STATES: dict[str, Callable[[BaseQuestion], dict[str, Any]]] = {
    "empty": lambda question: {},
    "answered": lambda question: {"value": weak_answer(question)},
    "disabled": lambda question: {"value": weak_answer(question), "disabled": True},
    "right": lambda question: _graded(question, right_answer(question)),
    "wrong": lambda question: _graded(question, weak_answer(question)),
    "unanswered": lambda question: _graded(question, None),
    "locked": lambda question: {**_graded(question, weak_answer(question)), "disabled": True},
}
RUN_AXE = """async () => {
    const found = await axe.run(document, { rules: { "target-size": { enabled: true } } });
    return found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 200))]);
}"""


def _graded(question: BaseQuestion, value: Any) -> dict[str, Any]:
    return {"value": value, "result": result_of(question, value)}


def show_all(page: Page, state: str) -> None:
    """Show every sample in one state."""
    for question in ALL:
        ask(page, question, **STATES[state](question))


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.slow)])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    open_page: Callable[..., Page], state: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    show_all(page, state)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    too_wide = page.locator("mt-question *:not(.mtq-sr)").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)"
        ".map(one => one.className)"
    )
    assert [name for name in too_wide if "mtq-select" not in name] == []
    page.add_script_tag(url="/axe.min.js")
    assert page.evaluate(RUN_AXE) == []


def test_axe_would_find_a_fault(page: Page) -> None:
    ask(page, SHORT_TEXT)
    page.locator("label").evaluate("label => label.remove()")
    page.add_script_tag(url="/axe.min.js")
    assert "label" in [found[0] for found in page.evaluate(RUN_AXE)]


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.id}-{question.type}")
def test_the_prompt_names_the_group_and_the_status_describes_it(page: Page, question: BaseQuestion) -> None:
    group = ask(page, question).get_by_role("group").first
    prompt = page.locator(".mtq-prompt").inner_text()
    expect(group).to_have_accessible_name(" ".join(prompt.split()))
    expect(group).to_have_accessible_description("Chưa trả lời")


def test_the_head_says_number_task_and_points(page: Page) -> None:
    element = ask(page, ORDER)
    expect(element.locator(".mtq-number")).to_have_text("Câu 4")
    expect(element.locator(".mtq-hint")).to_have_text("Sắp theo thứ tự đúng · 1,5 điểm")


def test_text_set_twice_as_large_still_fits(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 640, "height": 900})
    show_all(page, "wrong")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") == 640


def test_nothing_moves_for_those_who_asked_for_calm(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="reduce")
    option = ask(page, SINGLE).locator(".mtq-option").first
    assert option.evaluate("one => getComputedStyle(one).transitionDuration") == "0s"


def test_on_paper_the_buttons_are_gone_and_the_answers_stay(open_page: Callable[..., Page]) -> None:
    page = open_page()
    show_all(page, "wrong")
    page.emulate_media(media="print")
    assert page.locator("button:visible").count() == 0
    expect(page.locator("mt-question").first.get_by_text("Đáp án đúng")).to_be_visible()
