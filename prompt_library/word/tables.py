"""Tables of the text: lines on all sides, a heading row that comes again on each page, widths by content."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prompt_library.word.blocks import Cell, Table, plain
from prompt_library.word.metrics import text_width_mm
from prompt_library.word.ooxml import BLACK, Element, element, paragraph, runs, twips
from prompt_library.word.page import WIDTH_MM

_INNER_MM = 1.6  # between line and text, on either side
_LONGEST_WISH_MM = 70.0  # a column wants no more than this, however long its text
_NUMBER = re.compile(r"[\d.,%/ –-]+")
_SHORT_NUMBER = 5  # signs
_SAMPLE_ROWS = 200  # enough to know how wide columns are


def size_pt(columns: int) -> float:
    """Return the size of the letters in a table: smaller in a wide one, never below 10."""
    return 13 if columns <= 5 else 12 if columns <= 7 else 11 if columns <= 9 else 10


def table(block: Table, *, keep_last: bool = False) -> Element:
    """Return the table as wide as the text; `keep_last` keeps its last row with what follows."""
    size = size_pt(len(block.aligns))
    widths = column_widths_mm(block, size)
    total = sum(twips(width) for width in widths)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    inner = (element(side, w=twips(_INNER_MM), type="dxa") for side in ("left", "right"))
    made = element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=total, type="dxa"),
            element(
                "tblBorders", *(element(side, val="single", sz=4, space=0, color=BLACK) for side in sides)
            ),
            element("tblLayout", type="fixed"),
            element("tblCellMar", *inner),
        ),
        element("tblGrid", *(element("gridCol", w=twips(width)) for width in widths)),
    )
    aligns = _aligns(block)
    for place, row in enumerate(block.rows):
        keep = keep_last and place == len(block.rows) - 1
        made.append(_row(row, aligns, widths, size, head=place == 0, keep=keep))
    return made


def _aligns(block: Table) -> list[str]:
    """Return how columns stand: where the text says nothing, amounts right, other numbers centred."""
    aligns = list(block.aligns)
    for column, align in enumerate(aligns):
        texts = [plain(line) for row in block.rows[1:] for line in row[column]]
        if not align and texts and all(_NUMBER.fullmatch(text) for text in texts):
            aligns[column] = "right" if any(len(text) > _SHORT_NUMBER for text in texts) else "center"
            if any("/" in text for text in texts):  # dates
                aligns[column] = "center"
    return aligns


def _row(
    row: Sequence[Cell],
    aligns: Sequence[str],
    widths: Sequence[float],
    size: float,
    *,
    head: bool,
    keep: bool,
) -> Element:
    made = element("tr", element("trPr", element("cantSplit"), element("tblHeader") if head else None))
    for cell, align, width in zip(row, aligns, widths, strict=True):
        properties = element(
            "tcPr",
            element("tcW", w=twips(width), type="dxa"),
            element("vAlign", val="center") if head else None,
        )
        made.append(element("tc", properties, *_paragraphs(cell, align, size, head=head, keep=keep)))
    return made


def _paragraphs(cell: Cell, align: str, size: float, *, head: bool, keep: bool) -> list[Element]:
    if head:
        lines = [tuple(type(span)(span.text, True, span.italic) for span in line) for line in cell]
        align = "center"
    else:
        lines = list(cell)
    return [
        paragraph(runs(line, size=size), style="TableText", align=align or "left", keep_next=keep)
        for line in lines or [()]
    ]


def column_widths_mm(block: Table, size: float) -> list[float]:
    """Return widths that make up the width of the text: no word broken while there is room."""
    longest_word, wish = [], []
    for column in range(len(block.aligns)):
        texts = [
            (plain(line), place == 0)
            for place, row in enumerate(block.rows[:_SAMPLE_ROWS])
            for line in row[column]
        ]
        words = [text_width_mm(word, size, bold=head) for text, head in texts for word in text.split()]
        longest_word.append(max(words, default=0.0) + 2 * _INNER_MM + 1)
        whole = [text_width_mm(text, size, bold=head) for text, head in texts]
        wish.append(min(max(whole, default=0.0), _LONGEST_WISH_MM) + 2 * _INNER_MM + 1)
    needed = sum(longest_word)
    if needed >= WIDTH_MM:
        return _cut_longest(longest_word)
    more = [max(0.0, want - word) for want, word in zip(wish, longest_word, strict=True)]
    spare, asked = WIDTH_MM - needed, sum(more)
    if asked == 0:
        return [word + spare / len(longest_word) for word in longest_word]
    return [word + spare * extra / asked for word, extra in zip(longest_word, more, strict=True)]


def _cut_longest(wanted: Sequence[float]) -> list[float]:
    """Return the widths cut to the paper that words are longer than: the widest columns give way."""
    room, left = float(WIDTH_MM), len(wanted)
    share = room / left
    for width in sorted(wanted):
        share = room / left
        if width > share:
            break
        room, left = room - width, left - 1
    return [min(width, share) for width in wanted]
