"""How a test shows a question and reads what the component told the page."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from exercises.questions import BaseQuestion


def ask(page: Page, question: BaseQuestion, **properties: Any) -> Locator:
    """Append `<mt-question>` for the public form of `question`; return the element."""
    page.evaluate("([question, properties]) => ask(question, properties)", [question.public(), properties])
    elements = page.locator("mt-question")
    return elements.nth(elements.count() - 1)


def answers(page: Page) -> list[Any]:
    """Return the values of all mt-answer events so far, oldest first."""
    return [told["value"] for told in page.evaluate("answers")]


def prop(element: Locator, name: str) -> Any:
    """Return a property of the element."""
    return element.evaluate("(element, name) => element[name]", name)


def set_prop(element: Locator, name: str, value: Any) -> None:
    """Set a property of the element, as a page does."""
    element.evaluate("(element, [name, value]) => { element[name] = value; }", [name, value])


def status(element: Locator) -> str:
    """Return the words that say whether the question is answered."""
    return element.locator(".mtq-status").inner_text()


def shown_order(element: Locator) -> list[str]:
    """Return the texts of an order question's steps from top to bottom."""
    return element.locator(".mtq-step .mtq-text").all_inner_texts()
