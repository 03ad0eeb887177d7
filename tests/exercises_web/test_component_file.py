"""The joined file: one module that a page and a notebook import, safe to load twice, and simple enough
for browsers of 2021."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from exercises import assets
from exercises.assets import component_css, component_source

from .conftest import WEB
from .samples import SINGLE

# Syntax and functions that Chrome 90 or Safari 14 does not know.
TOO_NEW = re.compile(
    r"\?\?=|\|\|=|&&=|\.at\(|Object\.hasOwn|structuredClone|\.findLast|\.toSorted|\.replaceAll\(|"
    r"\bthis\.#|^\s*#\w+|^\s*static\b|^await\b|\.showModal|\(\?<[=!]|\bimport\.meta",
    re.MULTILINE,
)
TOO_NEW_CSS = re.compile(
    r":has\(|:is\(|:where\(|@layer|@container|@scope|color-mix|(?<!grid-)\bgap:|\binset:|&"
)


def test_the_joined_file_is_one_module() -> None:
    source = component_source()
    assert not re.search(r"^import\b", source, re.MULTILINE)
    assert re.findall(r"^export .*", source, re.MULTILINE) == ["export function defineMtQuestion() {"]
    modules = [path.read_text(encoding="utf-8").splitlines()[0] for path in WEB.rglob("*.js")]
    assert len(modules) == 11
    for first_line in modules:
        assert source.count(first_line) == 1
    assert source == component_source()


def test_the_stylesheet_holds_every_part() -> None:
    css = component_css()
    for path in WEB.glob("*.css"):
        assert path.read_text(encoding="utf-8") in css
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize(
    "line",
    [
        'import * as parts from "./parts.js";',
        'import { make } from "https://cdn.vidu.example/parts.js";',
        'export { make } from "./parts.js";',
        "export default make;",
    ],
)
def test_a_line_that_joining_would_break_is_refused(
    line: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "parts.js").write_text("export const make = 1;\n", encoding="utf-8")
    (tmp_path / "element.js").write_text(line + "\n", encoding="utf-8")
    monkeypatch.setattr(assets, "_ENTRY", tmp_path / "element.js")
    with pytest.raises(ValueError, match=r"element\.js: cannot join the line"):
        component_source()


def test_nothing_newer_than_chrome_90_and_safari_14() -> None:
    assert TOO_NEW.findall(component_source()) == []
    assert TOO_NEW_CSS.findall(re.sub(r"/\*.*?\*/", "", component_css(), flags=re.DOTALL)) == []


def test_nothing_the_content_policy_would_refuse() -> None:
    source = component_source()
    for word in ("eval(", "new Function", ".style", 'setAttribute("style"', "onclick", "http:", "https:"):
        assert word not in source.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.browser
def test_the_joined_file_defines_the_element(page: Page) -> None:
    assert page.evaluate("Boolean(customElements.get('mt-question'))")


@pytest.mark.browser
def test_the_modules_also_load_one_by_one(site: str, open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    page.goto(site + "/notebook")
    page.evaluate("import('/web/element.js').then((module) => { window.names = Object.keys(module); })")
    assert page.evaluate("names") == ["defineMtQuestion"]
    assert page.evaluate("Boolean(customElements.get('mt-question'))")


@pytest.mark.browser
def test_a_notebook_widget_imports_it_twice_by_address(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    """An anywidget module is a blob, where only an absolute address works, and every cell has its own."""
    page = open_context().new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site + "/notebook")
    widget = """async ([address, question]) => {
        const source = `export default { async render({ url, question, el }) {
            const { defineMtQuestion } = await import(url);
            defineMtQuestion();
            const element = document.createElement("mt-question");
            element.question = question;
            element.addEventListener("mt-answer", (event) => { window.told = event.detail; });
            el.append(element);
        } }`;
        for (const copy of ["?a", "?b", "?b"]) {
            const blob = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
            const { default: module } = await import(blob);
            await module.render({ url: address + copy, question, el: document.querySelector("main") });
        }
    }"""
    page.evaluate(widget, [site + "/component.js", SINGLE.public()])
    questions = page.locator("mt-question")
    assert questions.count() == 3
    names = questions.locator("input").evaluate_all("all => new Set(all.map((one) => one.name)).size")
    assert names == 3, "each question is a radio group of its own"
    questions.last.get_by_role("radio").nth(1).check()
    assert page.evaluate("told") == {"question": "q1", "value": "b"}
    assert errors == []
