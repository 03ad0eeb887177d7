"""Markdown of a question becomes HTML that can do nothing."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.markup import refused_in_block, refused_in_inline, render_block, render_inline
from tests.exercises.question_strategies import calmly

_BLOCK_TAGS = {"p", "ul", "ol", "li", "strong", "em", "code", "br"}
_INLINE_TAGS = {"strong", "em", "code", "br"}


class _Tags(HTMLParser):
    """Collects the tags a browser would see, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_comment(self, data: str) -> None:
        self.tags.add("comment")

    def handle_decl(self, decl: str) -> None:
        self.tags.add("declaration")


def test_a_block_has_paragraphs_lists_bold_italics_and_code() -> None:
    text = "Đoạn **một** và *hai* và `mã`.\n\n- a\n- b\n\n1. c\n2. d"
    assert render_block(text) == (
        "<p>Đoạn <strong>một</strong> và <em>hai</em> và <code>mã</code>.</p>\n"
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol>\n<li>c</li>\n<li>d</li>\n</ol>"
    )


def test_an_inline_text_stays_in_its_line() -> None:
    assert render_inline("- **A** & `B<C>` *d*") == (
        "- <strong>A</strong> &amp; <code>B&lt;C&gt;</code> <em>d</em>"
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[x](https://vidu.example)", ["a link"]),
        ("<https://vidu.example>", ["a link"]),
        ("![x](y.png)", ["an image"]),
        ("<b>x</b> <i>y</i>", ["raw HTML"]),
        ("<!-- x -->", ["raw HTML"]),
        ("**[x](y)** <u>z</u>", ["a link", "raw HTML"]),
    ],
)
def test_links_images_and_html_are_seen_in_both_kinds(text: str, what: list[str]) -> None:
    assert refused_in_inline(text) == what
    assert sorted(refused_in_block(f"Đoạn đầu: {text}")) == sorted(what)


@pytest.mark.parametrize(
    "text",
    ["5 < 6 và 7 > 6", "Gửi <tên người nhận>", "[NGƯỜI_1] gửi đơn", "a & b", r"\<b\>", "`<b>`", "2 * 3 * 4"],
)
def test_signs_that_are_no_markup_are_left_alone(text: str) -> None:
    assert refused_in_block(text) == []
    assert refused_in_inline(text) == []


_PIECES = [
    "<script>",
    "<img&nbsp;src=x>",
    "](javascript:alert(1))",
    "![",
    "[",
    "<!--",
    "-->",
    "**",
    "&lt;script&gt;",
]
_PIECES += [
    "&#60;b&#62;",
    "`",
    "``",
    "\\",
    "<svg/onload=x>",
    "<a/href='x'>",
    "]]>",
    "<?php",
    "&",
    ";",
    "_",
    "~~~",
]
_PIECES += ['"', "'", "x", "\x00"]
_LINES = ["\n", "\n\n", "- ", "1. ", "7) ", "    ", "> ", "# ", "|a|\n|-|\n", "<img src=x onerror=alert(1)>"]
_HOSTILE = st.lists(st.sampled_from(_PIECES + _LINES), max_size=25).map("".join)


@given(_HOSTILE | st.text(max_size=80))
@calmly
def test_whatever_is_written_only_harmless_tags_come_out(text: str) -> None:
    block, inline = _Tags(render_block(text)), _Tags(render_inline(text))
    assert block.tags <= _BLOCK_TAGS
    assert block.attributes <= {"start"}
    assert inline.tags <= _INLINE_TAGS
    assert inline.attributes == set()
