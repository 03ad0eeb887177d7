"""Answering a question of a lesson page the way a person does: clicks, lists, buttons, typing."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page


def answer_question(page: Page, question: Any, value: Any) -> None:
    """Give `value` (the answer's JSON form) to `question` through its controls."""
    element = page.locator(f'mt-question[data-question="{question.id}"]')
    if question.type in {"single", "multiple"}:
        wanted = {value} if question.type == "single" else set(value)
        for number, option in enumerate(question.public()["options"]):
            choice = element.locator(".mtq-option").nth(number)
            checked = choice.locator("input").is_checked()
            if checked != (option["id"] in wanted) and (question.type == "multiple" or not checked):
                choice.click()
    elif question.type == "true_false":
        element.get_by_text("Đúng" if value else "Sai", exact=True).click()
    elif question.type == "order":
        _order(element, question, value)
    elif question.type in {"match", "classify"}:
        rows = question.public()["left" if question.type == "match" else "items"]
        selects = element.locator("select")
        for number, row in enumerate(rows):
            if row["id"] not in value:
                continue
            if selects.count():
                selects.nth(number).select_option(value=value[row["id"]])
            else:
                groups = [group["id"] for group in question.public()["groups"]]
                one = element.locator("fieldset fieldset").nth(number)
                one.locator("label").nth(groups.index(value[row["id"]])).click()
    else:
        box = element.locator("textarea")
        box.fill(value)
        box.blur()


def _order(element: Locator, question: Any, value: list[str]) -> None:
    shown = [item["id"] for item in question.public()["items"]]
    for place, wanted in enumerate(value):
        while shown.index(wanted) > place:
            at = shown.index(wanted)
            element.locator(".mtq-step").nth(at).get_by_role("button", name="Lên").click()
            shown[at - 1], shown[at] = shown[at], shown[at - 1]
    if value == [item["id"] for item in question.public()["items"]]:
        element.get_by_role("button", name="Giữ thứ tự này").click()
