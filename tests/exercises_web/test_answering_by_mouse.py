"""Every type answered with a mouse: the page hears values that the server takes and scores."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from exercises.scoring import score

from .asking import answers, ask, prop, shown_order, status
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


def move_up(element: Locator, text: str) -> None:
    """Press “Lên” of the step with this text."""
    element.locator(".mtq-step", has_text=text).get_by_role("button", name="Lên").click()


def test_single(page: Page) -> None:
    element = ask(page, SINGLE)
    assert (status(element), prop(element, "value")) == ("Chưa trả lời", None)
    element.get_by_text("Chỉ gõ lại ý chính").click()
    element.get_by_text("Không đưa vào AI nào").click()
    assert page.evaluate("answers") == [{"question": "q1", "value": "c"}, {"question": "q1", "value": "b"}]
    assert status(element) == "Đã trả lời"
    assert score("single", SINGLE.answer_key(), SINGLE.check_value(prop(element, "value"))) == 1


def test_multiple_tells_the_ids_in_the_order_of_the_options(page: Page) -> None:
    element = ask(page, MULTIPLE)
    for text in ("Nhờ AI dịch", "Chụp bằng điện thoại", "Lưu trên máy"):
        element.get_by_text(text).click()
    assert answers(page) == [["d"], ["a", "d"], ["a", "b", "d"]]
    assert score("multiple", MULTIPLE.answer_key(), MULTIPLE.check_value(prop(element, "value"))) == 1


def test_multiple_unticked_again_is_an_answer_taken_back(page: Page) -> None:
    element = ask(page, MULTIPLE)
    element.get_by_text("Lưu trên máy").click()
    element.get_by_text("Lưu trên máy").click()
    assert answers(page) == [["b"], None]
    assert status(element) == "Chưa trả lời"


def test_true_false(page: Page) -> None:
    element = ask(page, TRUE_FALSE)
    element.get_by_text("Đúng", exact=True).click()
    element.get_by_text("Sai", exact=True).click()
    assert answers(page) == [True, False]
    assert TRUE_FALSE.check_value(answers(page)[-1]) is False


def test_order_by_buttons(page: Page) -> None:
    element = ask(page, ORDER)
    shown = texts(ORDER, "items")
    assert shown_order(element) == list(shown.values())
    for place, wanted in enumerate(right_answer(ORDER)):
        for _ in range(shown_order(element).index(shown[wanted]) - place):
            move_up(element, shown[wanted])
    assert answers(page)[-1] == right_answer(ORDER)
    assert ORDER.check_value(answers(page)[-1]) == right_answer(ORDER)
    assert status(element) == "Đã trả lời"
    places = element.locator(".mtq-place").all_inner_texts()
    assert places == ["1", "2", "3", "4"]


def test_order_down_and_at_the_ends(page: Page) -> None:
    element = ask(page, ORDER)
    first, second, *rest = texts(ORDER, "items")
    steps = element.locator(".mtq-step")
    steps.first.get_by_role("button", name="Lên").click(force=True)
    assert answers(page) == [], "the first step has nowhere to go"
    assert status(element) == "Chưa trả lời"
    steps.first.get_by_role("button", name="Xuống").click()
    assert answers(page) == [[second, first, *rest]]


def test_order_kept_as_shown(page: Page) -> None:
    element = ask(page, ORDER)
    element.get_by_role("button", name="Giữ thứ tự này").click()
    assert answers(page) == [list(texts(ORDER, "items"))]
    assert status(element) == "Đã trả lời"
    element.get_by_role("button", name="Đã chọn thứ tự này").click(force=True)
    assert len(answers(page)) == 1


def test_order_dragged_by_its_handle(page: Page) -> None:
    element = ask(page, ORDER)
    first, *rest = texts(ORDER, "items")
    start = element.locator(".mtq-handle").first.bounding_box()
    end = element.locator(".mtq-step").last.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 20, start["y"] + start["height"] / 2)
    page.mouse.down()
    for part in (1, 2, 3, 4):
        page.mouse.move(start["x"] + 25, start["y"] + (end["y"] + end["height"] - start["y"]) * part / 4)
    assert answers(page) == [], "nothing is told before the step is let go"
    page.mouse.up()
    assert answers(page) == [[*rest, first]]
    expect(element.locator(".mtq-dragging")).to_have_count(0)


def test_match_is_told_pair_by_pair(page: Page) -> None:
    element = ask(page, MATCH)
    right = right_answer(MATCH)
    letters = dict(zip(texts(MATCH, "right"), "ABCD", strict=True))
    for number, (left, text) in enumerate(texts(MATCH, "left").items(), start=1):
        label = f"{letters[right[left]]}. {texts(MATCH, 'right')[right[left]]}"
        element.get_by_label(text, exact=True).select_option(label=label)
        assert answers(page)[-1] == {left: right[left] for left in list(right)[:number]}
        assert status(element) == f"Đã ghép {number}/3"
    assert score("match", MATCH.answer_key(), MATCH.check_value(prop(element, "value"))) == 1
    element.get_by_label("Tối mật").select_option(label="— chọn —")
    assert answers(page)[-1] == {"l1": right["l1"], "l3": right["l3"]}


def test_match_shows_long_texts_whole_and_what_is_used(page: Page) -> None:
    element = ask(page, MATCH)
    long_id, long_text = max(texts(MATCH, "right").items(), key=lambda pair: len(pair[1]))
    expect(element.locator(".mtq-letters")).to_contain_text(long_text)
    element.get_by_label("Tuyệt mật").select_option(value=long_id)
    expect(element.locator(".mtq-echo:visible")).to_contain_text(long_text)
    expect(element.locator(".mtq-letters li", has_text=long_text)).to_contain_text("đã ghép")
    expect(element.locator(".mtq-used:visible")).to_have_count(1)


def test_classify_with_many_groups(page: Page) -> None:
    element = ask(page, CLASSIFY)
    groups, items = texts(CLASSIFY, "groups"), texts(CLASSIFY, "items")
    for item, group in right_answer(CLASSIFY).items():
        element.get_by_label(items[item]).select_option(label=groups[group])
    assert score("classify", CLASSIFY.answer_key(), CLASSIFY.check_value(answers(page)[-1])) == 1
    assert status(element) == "Đã xếp 4/4"


def test_classify_with_few_groups_shows_them_all(page: Page) -> None:
    element = ask(page, CLASSIFY_TWO)
    groups, items = texts(CLASSIFY_TWO, "groups"), texts(CLASSIFY_TWO, "items")
    assert element.locator("select").count() == 0
    for number, (item, group) in enumerate(right_answer(CLASSIFY_TWO).items(), start=1):
        element.get_by_role("group", name=items[item]).get_by_text(groups[group]).click()
        assert status(element) == f"Đã xếp {number}/3"
    assert score("classify", CLASSIFY_TWO.answer_key(), CLASSIFY_TWO.check_value(answers(page)[-1])) == 1


def test_short_text(page: Page) -> None:
    element = ask(page, SHORT_TEXT)
    element.get_by_label("Câu trả lời của đồng chí").fill(TEXT)
    page.get_by_role("heading").click()
    assert page.evaluate("answers") == [{"question": "q8", "value": TEXT}]
    assert SHORT_TEXT.check_value(TEXT) == TEXT
    assert status(element) == "Đã trả lời"
    expect(element.locator(".mtq-count")).to_have_text(f"còn {120 - len(TEXT)} ký tự")
