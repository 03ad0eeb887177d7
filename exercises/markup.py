"""Markdown of a question to safe HTML: paragraphs, lists, bold, italics, inline code, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_INLINE_RULES = ["emphasis", "backticks", "escape", "entity", "newline"]
# The "zero" preset knows paragraphs and text only and escapes HTML; what is not enabled stays text.
_INLINE = MarkdownIt("zero").enable(_INLINE_RULES)
_BLOCK = MarkdownIt("zero").enable([*_INLINE_RULES, "list"])
# Reads everything Markdown has, to tell an author what a question may not hold.
_EVERYTHING = MarkdownIt("commonmark", {"html": True}).enable("table")

_REFUSED = {
    "link_open": "a link",
    "image": "an image",
    "html_inline": "raw HTML",
    "html_block": "raw HTML",
    "heading_open": "a heading",
    "blockquote_open": "a quotation",
    "fence": "a code block",
    "code_block": "a code block",
    "hr": "a rule",
    "table_open": "a table",
}


def render_block(text: str) -> str:
    """Return the HTML of one or more paragraphs and lists."""
    return str(_BLOCK.render(text)).strip()


def render_inline(text: str) -> str:
    """Return the HTML of a piece of a line: an option, an item, a group's name."""
    return str(_INLINE.renderInline(text)).strip()


def refused_in_block(text: str) -> list[str]:
    """Return what `text` holds that `render_block` would not draw, as English nouns ("a link")."""
    env: dict[str, Any] = {}
    found = _refused(_EVERYTHING.parse(text, env))
    return [*found, "a link definition"] if env.get("references") else found


def refused_in_inline(text: str) -> list[str]:
    """Return what `text` holds that `render_inline` would not draw, as English nouns ("a link")."""
    return _refused(_EVERYTHING.parseInline(text))


def _refused(tokens: Sequence[Token]) -> list[str]:
    return list(dict.fromkeys(_REFUSED[t.type] for t in _walk(tokens) if t.type in _REFUSED))


def _walk(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walk(token.children or ())
