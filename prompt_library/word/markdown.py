"""Markdown of a model -> blocks and notes: headings, lists, tables, bold and italic; everything else is text.

Nothing is lost silently: a word of the Markdown is in a block or in a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from prompt_library.word.blocks import Block, Cell, Heading, Item, Line, Note, Paragraph, Span, Table, plain
from prompt_library.word.errors import TooMuchText
from prompt_library.word.inline import Inline, cut, strip_bold
from prompt_library.word.labels import MOST_LETTERED, Label, bullet, decimal, letter, split_label
from prompt_library.word.text import clean_text

MOST_CHARACTERS = 200_000  # about 80 pages
MOST_COLUMNS = 14  # on a page as wide as A4 upright
MOST_ROWS = 2_000
_DEEPEST = 60  # levels of the parser: two for a list
_HIGHEST_NUMBER = 9_999
_LONGEST_HEADING = 160  # a longer bold paragraph is a paragraph
_FENCED = re.compile(
    r"\s*(`{3,}|~{3,})[ \t]*(?:markdown|md)?[ \t]*\n(.*?)\n?\1[ \t]*\s*", re.DOTALL | re.IGNORECASE
)
_CODE = "Khối mã được chuyển thành đoạn văn thường."
_RULE = "Đã bỏ đường kẻ ngang."
_STRUCK = "Chữ gạch ngang được giữ lại, không gạch."


def read_markdown(markdown: str) -> tuple[list[Block], list[Note]]:
    """Return the blocks of `markdown` and notes on what did not pass.

    Raises `TooMuchText` for more than `MOST_CHARACTERS`, or a table too wide or too long for a paper.
    """
    text = clean_text(markdown)
    if len(text) > MOST_CHARACTERS:
        raise TooMuchText(
            f"Nội dung dài quá {MOST_CHARACTERS // 1000} nghìn ký tự nên chưa đưa được vào một tệp Word. "
            "Mời đồng chí chia thành nhiều văn bản."
        )
    whole = _FENCED.fullmatch(text)  # some models put their whole answer into a fence
    if whole and not re.search(rf"^\s*{whole[1]}", whole[2], re.MULTILINE):
        text = whole[2]
    notes: list[Note] = []
    # Without "reference": a line "[NGƯỜI_1]: …" is text, not an address. Without "lheading" and "code":
    # "---" under a paragraph, and an indent, mean nothing to those who write papers.
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"]).disable(["reference", "lheading", "code"])
    tokens = parser.parse(text)
    if any(token.level >= _DEEPEST - 1 for token in tokens):  # the parser drops what stands deeper
        text = _flat(text)
        tokens = parser.parse(text)
        notes.append(Note("nesting", "Danh sách hoặc trích dẫn lồng quá sâu được đưa về một cấp."))
    reader = _Reader(Inline(notes), notes, text.split("\n"))
    reader.read(tokens)
    return reader.blocks, notes


def _flat(text: str) -> str:
    """Return the text with at most one sign of a list, and none of a quotation, before each line."""
    return re.sub(
        r"^[\s>]*(?:(?:[-+*]|\d{1,9}[.)])\s+(?=[-+*>]|\d{1,9}[.)])[\s>]*)*", "", text, flags=re.MULTILINE
    )


@dataclass
class _List:
    """An open list: how its items are labelled, and whether the next paragraph begins an item."""

    ordered: bool
    close: str
    numbers: Sequence[int]  # of its items, in order
    place: int = 0
    fresh: bool = False


@dataclass
class _Reader:
    """Walk the tokens once, knowing only in which lists it stands."""

    inline: Inline
    notes: list[Note]
    source: Sequence[str]
    blocks: list[Block] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)

    def read(self, tokens: Sequence[Token]) -> None:
        """Append the blocks of `tokens`."""
        place = 0
        while place < len(tokens):
            token = tokens[place]
            match token.type:
                case "table_open":
                    end = next(i for i in range(place, len(tokens)) if tokens[i].type == "table_close")
                    self._table(tokens[place : end + 1])
                    place = end
                case "bullet_list_open" | "ordered_list_open":
                    end = _closing(tokens, place)
                    self.lists.append(_opened(token, tokens[place:end]))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self.lists[-1].fresh = True
                case "list_item_close":
                    self._skip_empty_item()
                case "heading_open":
                    self._heading(int(token.tag[1:]), tokens[place + 1])
                    place += 1
                case "inline":
                    self._lines(self.inline.lines(token))
                    self._struck(token)
                case "fence":
                    self._fence(token)
                case "html_block":
                    self._lines(self.inline.html_block(token.content))
                case "hr":
                    self.notes.append(Note("rule", _RULE))
            place += 1

    def _heading(self, level: int, inline: Token) -> None:
        lines = self.inline.lines(inline)
        if lines:
            self._append_heading(level, strip_bold(lines[0]))
            self._lines(lines[1:])

    def _append_heading(self, level: int, line: Line) -> None:
        label, start = split_label(plain(line), heading=True)
        self.blocks.append(Heading(level, cut(line, start), label))

    def _lines(self, lines: Sequence[Line]) -> None:
        """Append paragraphs, as items where a list is open."""
        for line in lines:
            if self.lists:
                self._item(line)
            else:
                self._paragraph(line)

    def _paragraph(self, line: Line) -> None:
        text = plain(line)
        bold = all(span.bold for span in line)
        if (bold or text == text.upper()) and len(text) <= _LONGEST_HEADING:
            label, start = split_label(text, heading=True)
            # "**I. TÌNH HÌNH CHUNG**", with or without the stars: a heading in all but its mark
            if label is not None and (bold or label.fmt == "upperRoman"):
                level = {"upperRoman": 1, "upperLetter": 1}.get(label.fmt, 2)
                self.blocks.append(Heading(10 + level, cut(strip_bold(line), start), label))
                return
        self.blocks.append(_labelled(0, line) or Paragraph(line))

    def _item(self, line: Line) -> None:
        depth, current = len(self.lists) - 1, self.lists[-1]
        if not current.fresh:
            self.blocks.append(_labelled(depth, line) or Item(depth, line))
            return
        alike = sum(1 for outer in self.lists if outer.ordered == current.ordered)
        label: Label | None = _label_of(current, alike - 1)
        current.fresh = False
        current.place += 1
        if label and label.fmt == "decimal" and label.value > _HIGHEST_NUMBER:
            line, label = (Span(f"{label.text} "), *line), None  # a year that begins a sentence
        self.blocks.append(Item(depth, line, label))

    def _skip_empty_item(self) -> None:
        if self.lists[-1].fresh:
            self.lists[-1].fresh = False
            self.lists[-1].place += 1

    def _fence(self, token: Token) -> None:
        self.notes.append(Note("code", _CODE, token.info.strip()))
        lines = (" ".join(line.split()) for line in token.content.split("\n"))
        self._lines([(Span(line),) for line in lines if line])

    def _struck(self, token: Token) -> None:
        if any(child.type == "s_open" for child in token.children or []):
            self.notes.append(Note("struck", _STRUCK))

    def _table(self, tokens: Sequence[Token]) -> None:
        rows: list[tuple[Cell, ...]] = []
        aligns: list[str] = []
        row: list[Cell] = []
        for token in tokens:
            match token.type:
                case "tr_open":
                    row, line = [], (token.map or [0])[0]
                case "th_open":
                    aligns.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
                case "inline":
                    row.append(tuple(self.inline.lines(token)))
                    self._struck(token)
                case "tr_close":
                    row.extend([()] * (len(aligns) - len(row)))
                    rows.append(tuple(row[: len(aligns)]))
                    self._extra_cells(rows, len(aligns), line)
        if len(aligns) > MOST_COLUMNS or len(rows) > MOST_ROWS:
            raise TooMuchText(
                f"Một bảng có {len(aligns)} cột, {len(rows)} hàng; tệp Word nhận nhiều nhất {MOST_COLUMNS} "
                f"cột, {MOST_ROWS} hàng. Mời đồng chí chia nhỏ bảng."
            )
        self.blocks.append(Table(tuple(rows), tuple(aligns)))

    def _extra_cells(self, rows: list[tuple[Cell, ...]], columns: int, line: int) -> None:
        """Put the cells that a row has beyond the heading row into its last cell; the parser drops them."""
        source = self.source[line] if line < len(self.source) else ""
        start = source.find("|")
        if self.lists and start >= 0:
            source = source[start:]  # without the sign of the list or quotation it stands in
        cells = escapedSplit(source.strip())
        cells = cells[
            bool(cells and not cells[0].strip()) : len(cells) - bool(cells and not cells[-1].strip())
        ]
        if len(cells) > columns:
            extra = " | ".join(cell.strip() for cell in cells[columns:])
            rows[-1] = (*rows[-1][:-1], (*rows[-1][-1], (Span(extra),)))
            self.notes.append(
                Note("cells", "Một hàng của bảng thừa ô so với hàng tiêu đề; đã dồn vào ô cuối.", extra)
            )


def _labelled(depth: int, line: Line) -> Item | None:
    """Return the line as an item when it begins with a number or dash that somebody typed."""
    label, start = split_label(plain(line), heading=False)
    return Item(depth, cut(line, start), label) if label else None


def _closing(tokens: Sequence[Token], place: int) -> int:
    """Return the place of the token that closes the one at `place`."""
    level = tokens[place].level
    return next(
        i for i in range(place + 1, len(tokens)) if tokens[i].level == level and tokens[i].nesting < 0
    )


def _opened(token: Token, within: Sequence[Token]) -> _List:
    items = [t for t in within if t.type == "list_item_open" and t.level == token.level + 1]
    ordered = token.type == "ordered_list_open"
    typed = [int(item.info or 1) for item in items] if ordered else [1] * len(items)
    if len(set(typed)) <= 1:  # "1." before every item means: count them
        typed = [typed[0] + place for place in range(len(typed))]
    return _List(ordered, token.markup, typed)


def _label_of(current: _List, depth: int) -> Label:
    """Return the label of the next item: 1. then a) then 1) in the order of official papers; or a bullet.

    `depth` counts the lists of the same kind around it.
    """
    if not current.ordered:
        return bullet(depth)
    number = current.numbers[current.place]
    if depth == 1 and number > 0 and max(current.numbers) <= MOST_LETTERED:
        return letter(number)
    return decimal(number, current.close if depth == 0 else ")")
