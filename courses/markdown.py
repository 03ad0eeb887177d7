"""The text of a lesson: CommonMark and tables to safe HTML, citations resolved, authors' rules checked.

Nothing an author writes becomes markup by itself: raw HTML is escaped, links are `https:` or
citations, and no inline style is written (the pages' content security policy forbids it).
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from courses.findings import Findings
from hub.legal.register import Register
from hub.text import fold

PARAGRAPH_LENGTH = 600
LIST_ITEM_LENGTH = 400

_CALLOUTS = {"tinh huong": "situation", "ghi nho": "remember", "quy uoc": "convention"}
_IMAGE = re.compile(r"(?:[a-z0-9-]+/)*[a-z0-9-]+\.(?:png|jpg|svg|webp)\Z")
_CITATION = re.compile(r"\[([^\[\]]*)\]\(luat:([^()\s]*)\)")
_SLUG = re.compile(r"[^a-z0-9]+")


def reference_anchor(document_id: str) -> str:
    """Return the id of the document's line in the list "Căn cứ" of the page."""
    return f"can-cu-{document_id}"


class LessonText:
    """The Markdown of one lesson, read piece by piece from top to bottom.

    `citable` holds the ids that the front matter lists; `lines_before` is the number of lines of the
    file before the body. After reading, `used` maps each cited id to its first line and `images`
    holds the paths of the images.
    """

    def __init__(
        self, register: Register, citable: Container[str], findings: Findings, lines_before: int
    ) -> None:
        self._register = register
        self._citable = citable
        self._findings = findings
        self._first_line = lines_before + 1
        self._markdown = _parser()
        self._heading_level = 1  # the title of the lesson
        self._names: set[str] = set()  # ids of headings and labels of tables, each unique on the page
        self.used: dict[str, int] = {}
        self.images: list[str] = []

    def tokens(self, body: str) -> list[Token]:
        """Return the tokens of the whole body."""
        return self._markdown.parse(body)

    def line(self, token: Token) -> int:
        """Return the line of the file on which a block token begins."""
        return self._first_line + (token.map[0] if token.map else 0)

    def html(self, tokens: Sequence[Token]) -> str:
        """Return the HTML of consecutive block tokens, noting what breaks the rules."""
        line = self._first_line
        items: list[list[int]] = []  # open list items: line, characters so far
        for place, token in enumerate(tokens):
            line = self.line(token) if token.map else line
            if token.type == "inline":
                length = self._inline(token, line)
                if items:
                    items[-1][1] += length
                elif tokens[place - 1].type == "paragraph_open":
                    self._check_length("paragraph", length, PARAGRAPH_LENGTH, line)
            elif token.type == "list_item_open":
                items.append([line, 0])
            elif token.type == "list_item_close":
                item_line, length = items.pop()
                self._check_length("list item", length, LIST_ITEM_LENGTH, item_line)
            elif token.type == "heading_open":
                self._heading(token, tokens[place + 1], line)
            elif token.type == "blockquote_open":
                _make_callout(tokens, place)
            elif token.type == "table_open":
                self._table(tokens, place)
            elif token.type == "html_block":
                self._findings.editorial(line, "raw HTML is not allowed")
            elif token.type == "fence" and token.info.split()[:1] == ["question"]:
                self._findings.broken(line, "a question must not stand inside a list or a quotation")
        rendered: str = self._markdown.renderer.render(tokens, self._markdown.options, {})
        return rendered

    def question_markdown(self, text: str, line: int) -> str:
        """Return the Markdown of a question with its citations written out as text.

        The question is shown in places that have no list "Căn cứ" (a notebook, a result), so a
        citation in it is no link; it counts as used all the same.
        """

        def written_out(match: re.Match[str]) -> str:
            label, cited = match.groups()
            self._cite(cited, line + text.count("\n", 0, match.start()))
            return label or (self._register.cite(cited) if cited in self._register else cited)

        resolved = _CITATION.sub(written_out, text)
        for token in self._markdown.parse(resolved):
            if token.type == "inline":
                length = sum(_length(child) for child in token.children or ())
                where = line + (token.map[0] if token.map else 0)
                self._check_length("paragraph", length, PARAGRAPH_LENGTH, where)
        return resolved

    def _check_length(self, what: str, length: int, longest: int, line: int) -> None:
        if length > longest:
            self._findings.editorial(line, f"{what} of {length} characters; at most {longest} fit a phone")

    def _heading(self, opening: Token, inline: Token, line: int) -> None:
        level = int(opening.tag[1])
        if level == 1:
            self._findings.editorial(line, "headings start at ## (the title is in the front matter)")
        elif level > self._heading_level + 1:
            above = "#" * self._heading_level
            self._findings.editorial(line, f"heading {'#' * level} follows {above}: a level is skipped")
        self._heading_level = max(level, 2)
        slug = _SLUG.sub("-", fold("".join(map(_text, inline.children or ())))).strip("-")
        opening.attrSet("id", self._unique(f"muc-{slug}" if slug else "muc", "-{}"))

    def _table(self, tokens: Sequence[Token], opening: int) -> None:
        headings = []
        for place in range(opening, len(tokens)):
            token = tokens[place]
            if style := token.attrs.pop("style", None):
                token.attrSet("class", str(style).replace("text-align:", "align-"))
            if token.type == "th_open":
                text = "".join(map(_text, tokens[place + 1].children or ()))
                if text:
                    headings.append(text)
                    token.attrSet("scope", "col")
                else:
                    token.tag = tokens[place + 2].tag = "td"  # a corner without text heads nothing
            elif token.type == "table_close":
                break
        tokens[opening].meta["label"] = self._unique(f"Bảng: {', '.join(headings)}", " ({})")

    def _unique(self, name: str, suffix: str) -> str:
        unique, number = name, 1
        while unique in self._names:
            number += 1
            unique = name + suffix.format(number)
        self._names.add(unique)
        return unique

    def _inline(self, inline: Token, line: int) -> int:
        """Resolve the links of a run of text and return how many characters a reader sees."""
        children: list[Token] = []
        closing: list[bool] = []  # for each open link, whether it stays a link
        before = inline.children or []
        for place, token in enumerate(before):
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            elif token.type == "html_inline":
                self._findings.editorial(line, f"raw HTML is not allowed: {token.content}")
            elif token.type == "image":
                self._image(token, line)
            elif token.type == "text":
                self._check_leftovers(token.content, line)
            elif token.type == "link_open":
                empty = before[place + 1].type == "link_close"
                label = self._link(token, empty, line)
                closing.append(label is not None)
                children += [token] if label is not None else []
                if empty:
                    children.append(Token("text", "", 0, content=label or ""))
                continue
            elif token.type == "link_close" and not closing.pop():
                continue
            children.append(token)
        inline.children = children
        return sum(_length(child) for child in children)

    def _link(self, token: Token, empty: bool, line: int) -> str | None:
        """Return the label for an empty link, or `None` when the link must not stay one."""
        href = str(token.attrs["href"])
        if href.startswith("luat:"):
            cited = href.removeprefix("luat:")
            if not self._cite(cited, line):
                return None
            token.attrs = {"class": "cite", "href": f"#{reference_anchor(cited)}"}
            return self._register.cite(cited)
        if empty:
            self._findings.editorial(line, f"link to {href} has no text")
        if not href.startswith("https://"):
            self._findings.editorial(line, f"link to {href}: only https: and luat: are allowed")
            return None
        token.attrSet("rel", "noopener")
        return href

    def _cite(self, cited: str, line: int) -> bool:
        """Note a citation and say whether it can be resolved."""
        if cited not in self._register:
            self._findings.editorial(line, f"citation luat:{cited}: not in the legal register")
            return False
        if cited not in self._citable:
            self._findings.editorial(line, f"citation luat:{cited}: not listed in cites")
            return False
        self.used.setdefault(cited, line)
        return True

    def _image(self, token: Token, line: int) -> None:
        source = str(token.attrs["src"])
        if not token.content.strip():
            self._findings.editorial(line, f"image {source} has no alternative text")
        if _IMAGE.match(source):
            self.images.append(source)
        else:
            self._findings.editorial(line, f"image {source}: must be a file beside the lesson")

    def _check_leftovers(self, text: str, line: int) -> None:
        if "**" in text:
            self._findings.editorial(line, "** is not read as bold: unclosed, or a space inside it")
        if "](" in text:
            self._findings.editorial(line, "]( is not read as a link: unclosed, or a space in the address")


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # seen here, refused by us
    for name, rule in _RULES.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _escaped(_self: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    return escapeHtml(tokens[place].content)


def _code(_self: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    return f'<pre tabindex="0"><code>{escapeHtml(tokens[place].content)}</code></pre>\n'


def _table_open(_self: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    label = escapeHtml(str(tokens[place].meta["label"]))
    return f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">\n<table>\n'


def _table_close(_self: Any, _tokens: Sequence[Token], _place: int, _options: Any, _env: Any) -> str:
    return "</table>\n</div>\n"


def _picture(_self: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    source, alt = str(tokens[place].attrs["src"]), escapeHtml(tokens[place].content)
    return f'<img src="{escapeHtml(source)}" alt="{alt}" loading="lazy">' if _IMAGE.match(source) else alt


_RULES = {
    "html_block": _escaped,
    "html_inline": _escaped,
    "fence": _code,
    "code_block": _code,
    "table_open": _table_open,
    "table_close": _table_close,
    "image": _picture,
}


def _make_callout(tokens: Sequence[Token], opening: int) -> None:
    """Turn a block quotation whose first line is bold into a call-out."""
    inline = tokens[opening + 2] if len(tokens) > opening + 2 else None
    words = [child for child in (inline.children if inline else None) or () if child.content or child.tag]
    if len(words) < 2 or words[0].type != "strong_open":
        return
    label = fold(words[1].content)
    kind = next((kind for start, kind in _CALLOUTS.items() if label.startswith(start)), "note")
    closing = next(
        token
        for token in tokens[opening:]
        if token.type == "blockquote_close" and token.level == tokens[opening].level
    )
    tokens[opening].tag = closing.tag = "div"
    tokens[opening].attrs = {"class": f"callout callout-{kind}", "role": "note"}


def _text(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline", "image") else ""


def _length(token: Token) -> int:
    return len(_text(token))
