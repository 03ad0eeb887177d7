"""Every type answered with the keyboard alone, from the top of the page, with focus in sight."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .asking import answers, ask, shown_order, status
from .samples import (
    CLASSIFY,
    CLASSIFY_TWO,
    MATCH,
    MULTIPLE,
    ORDER,
    SHORT_TEXT,
    SINGLE,
    TEXT,
    TRUE_FALSE,
    right_answer,
    texts,
)

pytestmark = pytest.mark.browser


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has focus; it must then have an outline."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            outline = target.evaluate("element => getComputedStyle(element).outlineStyle")
            assert outline == "solid", "focus is not in sight"
            return
    pytest.fail(f"Tab never came to {target}")


def choose(page: Page, select: Locator, text: str) -> None:
    """Choose in a closed select by arrow keys, as a person does."""
    tab_to(page, select)
    wanted = select.locator("option", has_text=text).evaluate("option => option.index")
    for _ in range(wanted):
        page.keyboard.press("ArrowDown")


def test_single(page: Page) -> None:
    element = ask(page, SINGLE)
    tab_to(page, element.get_by_role("radio").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert answers(page) == ["a", "b"]
    assert status(element) == "Đã trả lời"


def test_multiple(page: Page) -> None:
    element = ask(page, MULTIPLE)
    for place in (0, 1, 3):
        tab_to(page, element.get_by_role("checkbox").nth(place))
        page.keyboard.press("Space")
    assert answers(page)[-1] == right_answer(MULTIPLE)


def test_true_false(page: Page) -> None:
    element = ask(page, TRUE_FALSE)
    tab_to(page, element.get_by_role("radio", name="Đúng"))
    page.keyboard.press("ArrowDown")
    assert answers(page)[-1] is False


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_order_keeps_focus_on_the_step_that_moves(page: Page, key: str) -> None:
    element = ask(page, ORDER)
    shown = texts(ORDER, "items")
    last = list(shown)[-1]
    up = element.locator(".mtq-step", has_text=shown[last]).get_by_role("button", name="Lên")
    tab_to(page, up)
    for _ in range(5):
        page.keyboard.press(key)
    expect(up).to_be_focused()
    assert shown_order(element)[0] == shown[last]
    assert answers(page)[-1] == [last, *list(shown)[:-1]]
    assert len(answers(page)) == 3, "at the top more presses change nothing"


def test_order_confirmed(page: Page) -> None:
    element = ask(page, ORDER)
    keep = element.locator(".mtq-keep")
    tab_to(page, keep)
    page.keyboard.press("Enter")
    expect(keep).to_be_focused()
    assert answers(page) == [list(texts(ORDER, "items"))]


def test_match(page: Page) -> None:
    element = ask(page, MATCH)
    rights = texts(MATCH, "right")
    for left, right in right_answer(MATCH).items():
        choose(page, element.get_by_label(texts(MATCH, "left")[left], exact=True), rights[right])
    assert answers(page)[-1] == right_answer(MATCH)


def test_classify_with_many_groups(page: Page) -> None:
    element = ask(page, CLASSIFY)
    groups = texts(CLASSIFY, "groups")
    for item, group in right_answer(CLASSIFY).items():
        choose(page, element.get_by_label(texts(CLASSIFY, "items")[item]), groups[group])
    assert answers(page)[-1] == right_answer(CLASSIFY)


def test_classify_with_few_groups(page: Page) -> None:
    element = ask(page, CLASSIFY_TWO)
    expected: dict[str, Any] = right_answer(CLASSIFY_TWO)
    for item, group in expected.items():
        radios = element.get_by_role("group", name=texts(CLASSIFY_TWO, "items")[item]).get_by_role("radio")
        tab_to(page, radios.first)
        page.keyboard.press("Space" if group == "g0" else "ArrowRight")
    assert answers(page)[-1] == expected


def test_short_text(page: Page) -> None:
    element = ask(page, SHORT_TEXT)
    tab_to(page, element.get_by_role("textbox"))
    page.keyboard.type(TEXT)
    page.keyboard.press("Tab")
    assert answers(page)[-1] == TEXT
    expect(element.get_by_role("textbox")).not_to_be_focused()


def test_a_screen_reader_hears_where_a_step_went(page: Page) -> None:
    element = ask(page, ORDER)
    second = shown_order(element)[1]
    live = element.locator("[aria-live=polite]")
    down = element.locator(".mtq-step").nth(1).get_by_role("button", name="Xuống")
    expect(down).to_have_accessible_name(f"Xuống “{second}”")
    down.focus()
    page.keyboard.press("Enter")
    expect(live).to_have_text(f"Đã chuyển “{second}” lên vị trí 3 trên 4")
    page.keyboard.press("Enter")
    expect(live).to_have_text(f"Đã chuyển “{second}” lên vị trí 4 trên 4")
    page.keyboard.press("Enter")
    expect(live).to_have_text("Mục này đã ở cuối danh sách")


def test_a_screen_reader_hears_that_a_question_is_answered_and_how_much_is_left(page: Page) -> None:
    element = ask(page, MATCH)
    live = element.locator("[aria-live=polite]")
    choose(page, element.get_by_role("combobox").nth(0), "A. ")
    expect(live).to_have_text("Đã ghép 1/3")
    text = ask(page, SHORT_TEXT)
    text.get_by_role("textbox").fill("a" * 71)
    expect(text.locator("[aria-live=polite]")).to_have_text("Còn 49 ký tự")
    text.get_by_role("textbox").press("End")
    page.keyboard.insert_text("b" * 60)
    expect(text.locator("[aria-live=polite]")).to_have_text("Đã hết số ký tự cho phép")
    assert text.get_by_role("textbox").input_value() == "a" * 71 + "b" * 49
