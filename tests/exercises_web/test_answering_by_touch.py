"""Every type answered by finger on a phone 360 px wide; a finger on a question still scrolls the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from .asking import answers, ask, shown_order
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


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """Open the page on a phone."""
    return open_page(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)


def swipe(page: Page, start: Locator, by: int) -> None:
    """Put a finger on `start` and move it `by` pixels down (negative: up) in small steps."""
    start.scroll_into_view_if_needed()
    box = start.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: dict[str, Any]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for part in range(1, 11):
        touch("touchMove", {"x": x, "y": y + by * part / 10})
    touch("touchEnd")


def test_single(phone: Page) -> None:
    ask(phone, SINGLE).get_by_text("Không đưa vào AI nào").tap()
    assert answers(phone) == ["b"]


def test_multiple(phone: Page) -> None:
    element = ask(phone, MULTIPLE)
    for option in right_answer(MULTIPLE):
        element.get_by_text(texts(MULTIPLE, "options")[option]).tap()
    assert answers(phone)[-1] == right_answer(MULTIPLE)


def test_true_false(phone: Page) -> None:
    ask(phone, TRUE_FALSE).get_by_text("Sai", exact=True).tap()
    assert answers(phone) == [False]


def test_order_by_buttons(phone: Page) -> None:
    element = ask(phone, ORDER)
    shown = texts(ORDER, "items")
    for place, wanted in enumerate(right_answer(ORDER)):
        up = element.locator(".mtq-step", has_text=shown[wanted]).get_by_role("button", name="Lên")
        for _ in range(shown_order(element).index(shown[wanted]) - place):
            up.tap()
    assert answers(phone)[-1] == right_answer(ORDER)


def test_order_kept_as_shown(phone: Page) -> None:
    ask(phone, ORDER).get_by_role("button", name="Giữ thứ tự này").tap()
    assert answers(phone) == [list(texts(ORDER, "items"))]


def test_order_dragged_by_its_handle_does_not_scroll_the_page(phone: Page) -> None:
    element = ask(phone, ORDER)
    ask(phone, SINGLE)
    first, second, *rest = texts(ORDER, "items")
    handle = element.locator(".mtq-handle").first
    handle.scroll_into_view_if_needed()
    before = phone.evaluate("scrollY")
    start, next_step = handle.bounding_box(), element.locator(".mtq-step").nth(1).bounding_box()
    assert start is not None
    assert next_step is not None
    middle = next_step["y"] + next_step["height"] / 2
    swipe(phone, handle, round(middle + 10 - start["y"] - start["height"] / 2))
    assert answers(phone) == [[second, first, *rest]]
    assert phone.evaluate("scrollY") == before


def test_a_finger_on_a_step_scrolls_the_page_and_moves_no_step(phone: Page) -> None:
    element = ask(phone, ORDER)
    ask(phone, CLASSIFY)
    before = phone.evaluate("scrollY")
    swipe(phone, element.locator(".mtq-step .mtq-text").first, -200)
    phone.wait_for_function("before => scrollY > before + 50", arg=before)
    assert answers(phone) == []


@pytest.mark.parametrize(("question", "left"), [(MATCH, "left"), (CLASSIFY, "items")])
def test_match_and_classify_by_the_phones_own_list(phone: Page, question: Any, left: str) -> None:
    """The list that a tap opens is the phone's own, outside the page: Playwright chooses in its place."""
    element = ask(phone, question)
    for item, choice in right_answer(question).items():
        select = element.get_by_label(texts(question, left)[item], exact=True)
        select.tap()
        select.select_option(value=choice)
    assert answers(phone)[-1] == right_answer(question)


def test_classify_with_few_groups(phone: Page) -> None:
    element = ask(phone, CLASSIFY_TWO)
    groups, items = texts(CLASSIFY_TWO, "groups"), texts(CLASSIFY_TWO, "items")
    for item, group in right_answer(CLASSIFY_TWO).items():
        element.get_by_role("group", name=items[item]).get_by_text(groups[group]).tap()
    assert answers(phone)[-1] == right_answer(CLASSIFY_TWO)


def test_short_text(phone: Page) -> None:
    element = ask(phone, SHORT_TEXT)
    element.get_by_label("Câu trả lời của đồng chí").tap()
    phone.keyboard.insert_text(TEXT)
    phone.get_by_role("heading").tap()
    assert answers(phone) == [TEXT]


@pytest.mark.parametrize("width", [320, 360])
def test_every_target_is_44_pixels_high(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(viewport={"width": width, "height": 640}, has_touch=True, is_mobile=True)
    for question in (SINGLE, MULTIPLE, TRUE_FALSE, ORDER, MATCH, CLASSIFY, CLASSIFY_TWO, SHORT_TEXT):
        ask(page, question)
    sizes = page.locator(".mtq-option, .mtq-button, .mtq-handle, .mtq-select, .mtq-area").evaluate_all(
        "all => all.map(one => [one.className, one.offsetWidth, one.offsetHeight])"
    )
    assert len(sizes) > 30
    assert [size for size in sizes if size[1] < 44 or size[2] < 44] == []
