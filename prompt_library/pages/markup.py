"""Markdown of models and guidance cards as safe HTML: no raw HTML, no images, links only to our prompts."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_PROMPT = re.compile(r"prompt:([a-m][0-9]{2}-[a-z0-9-]+)\Z")
MOST_CHARS = 60_000


def to_html(markdown: str, prompt_address: Callable[[str], str], *, top: int = 3) -> Markup:
    """Return `markdown` as HTML; links other than `prompt:<id>` become text.

    The highest level of heading that occurs becomes h`top` and none is skipped, so that the text fits under
    the headings of a page.

    Longer than 60,000 characters is cut: no answer of a model is.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "autolink"])
    tokens = parser.parse(markdown[:MOST_CHARS])
    _outline(tokens, top)
    for token in tokens:
        if token.children:
            token.children = list(_links(token.children, prompt_address))
    # Every token is ours or escaped by the renderer.
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704


def _outline(tokens: list[Token], top: int) -> None:
    """Give the headings levels from `top` down without a gap, in the order of what they were."""
    open_levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, top + len(open_levels) - 1)}"


def _links(children: list[Token], prompt_address: Callable[[str], str]) -> list[Token]:
    kept: list[Token] = []
    inside: list[bool] = []
    for token in children:
        if token.type == "link_open":
            match = _PROMPT.match(str(token.attrGet("href") or ""))
            inside.append(match is not None)
            if match is None:
                continue
            token.attrs = {"href": prompt_address(match[1])}
        elif token.type == "link_close" and not inside.pop():
            continue
        kept.append(token)
    return kept
