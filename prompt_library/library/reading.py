"""An answer as the checks read it: Markdown's headings, lists and tables, folded text, words and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

from hub.text import fold

_MARKDOWN = MarkdownIt("commonmark").enable("table")
TOKEN = re.compile(r"\[[A-ZĐÀ-Ỹ]+(?:_[A-ZĐÀ-Ỹ]+)*_[0-9]+\]")
# A number stands free: the 15 of QH15, A4 or T1 belongs to its word.
_NUMBER = re.compile(r"(?<![^\W_])(?<!\d[.,])\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_ORDINAL = (
    r"(?:câu(?: hỏi)?|bước|cảnh|phần|mục|ý|bài|nhóm|tiêu chí|bảng|biểu|phụ lục|phương án|việc|vấn đề|nội dung"
    r"|khung|đoạn|hoạt động|kiến nghị|nhiệm vụ|chương|tiết|slide)"
)
# Numbers that only count: 1. 1.2) (3) "Câu 4", at the beginning of a line, a heading or a table's cell.
_COUNTING = re.compile(
    rf"^(?:[\s>|*_]|[-+]\s)*(?:#+\s*(?:\*\*)?(?:{_ORDINAL}\s+)?\d+(?:\.\d+)*\b|{_ORDINAL}\s+\d+(?:\.\d+)*\b"
    r"|\(?\d+(?:\.\d+)*[.)](?=[\s*]|$))",
    re.MULTILINE | re.IGNORECASE,
)
# "như câu 4 ở trên": the answer speaks of its own numbering.
_REFERRING = re.compile(
    r"\b(?:câu|mục|bước|bảng|cảnh|phụ lục|phương án|tiêu chí|kiến nghị)\s+\d{1,2}\b(?!\s*(?:%|[.,/]\d))",
    re.IGNORECASE,
)
_FIRST_CELL = re.compile(r"^\s*\|?\s*(?:\*\*)?\d{1,3}(?:\*\*)?\s*\|", re.MULTILINE)


@dataclass(frozen=True)
class Reading:
    """What an answer is made of; rows of tables with the heading row first."""

    headings: tuple[str, ...]
    items: int
    tables: tuple[tuple[tuple[str, ...], ...], ...]
    folded: str
    raw: str

    def says(self, text: str) -> bool:
        """Say whether `text` stands in the answer as whole words, diacritics, case and Markdown aside."""
        wanted = _folded(text)
        return says(self.folded, wanted) if wanted else text.strip() in self.raw  # "#", "…"


@lru_cache(maxsize=64)
def read(answer: str) -> Reading:
    """Return the parts of a Markdown answer."""
    headings: list[str] = []
    tables: list[list[list[str]]] = []
    items = 0
    tokens = _MARKDOWN.parse(answer)
    for token, after in zip_longest(tokens, tokens[1:]):
        match token.type:
            case "heading_open":
                headings.append(_text(after))
            case "list_item_open":
                items += 1
            case "table_open":
                tables.append([])
            case "tr_open":
                tables[-1].append([])
            case "th_open" | "td_open":
                tables[-1][-1].append(_text(after))
    return Reading(
        tuple(headings),
        items,
        tuple(tuple(tuple(row) for row in table) for table in tables),
        _folded(answer),
        answer,
    )


def _text(token: Token | None) -> str:
    parts = token.children or [] if token is not None else []
    return "".join(one.content for one in parts if one.type in ("text", "code_inline"))


def count_words(answer: str) -> int:
    """Return the number of words as people count them in Vietnamese: syllables between spaces."""
    return sum(1 for word in answer.split() if any(c.isalnum() for c in word))


def _folded(text: str) -> str:
    return fold(re.sub(r"[*_`#|>]+", " ", text))


def says(folded: str, wanted: str) -> bool:
    """Say whether `wanted` stands in `folded` as whole words; both are folded."""
    return bool(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded))


def numbers(text: str) -> Iterator[str]:
    """Yield every number in one way of writing: 1.500 as 1500, 12,5 as 12.5, 05 as 5; tokens left out."""
    for match in _NUMBER.finditer(TOKEN.sub(" ", text)):
        written = match[0]
        if _THOUSANDS.fullmatch(written):
            yield written.replace(".", "").lstrip("0") or "0"
        elif written.count(",") + written.count(".") > 1:  # 1.200,5 or an enumeration 1,2,3
            head, _, tail = written.rpartition(",")
            if _THOUSANDS.fullmatch(head) and tail.isdigit():
                yield f"{head.replace('.', '')}.{tail}"
            else:
                yield from (part.lstrip("0") or "0" for part in re.split(r"[.,]", written))
        else:
            yield written.replace(",", ".").lstrip("0") or "0"


def stated_numbers(answer: str) -> Iterator[str]:
    """Yield the numbers an answer states, without those that only count headings, items and rows."""
    yield from numbers(_REFERRING.sub(" ", _COUNTING.sub(" ", _FIRST_CELL.sub("|", answer))))
