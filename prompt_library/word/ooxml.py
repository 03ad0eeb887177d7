"""Elements of WordprocessingML, with their children in the order the schema wants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from prompt_library.word.blocks import Span

TWIPS_PER_MM = 1440 / 25.4
BLACK = "000000"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Element = Any


def twips(millimetres: float) -> int:
    """Return twentieths of a point."""
    return round(millimetres * TWIPS_PER_MM)


def element(tag: str, *children: Element, **attributes: str | int) -> Element:
    """Return `<w:tag w:name="value">` with the children that are not `None`."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name.rstrip('_')}"), str(value))
    for child in children:
        if child is not None:
            made.append(child)
    return made


def run(
    text: str, *, size: float | None = None, bold: bool | None = None, italic: bool | None = None
) -> Element:
    """Return a run; `size` in points, and `None` leaves a look to the style."""
    marks = []
    for tag, wanted in (("b", bold), ("bCs", bold), ("i", italic), ("iCs", italic)):
        if wanted is not None:
            marks.append(element(tag, val="1" if wanted else "0"))
    if size is not None:
        marks += [element("sz", val=round(size * 2)), element("szCs", val=round(size * 2))]
    content = element("t")
    content.text = text
    content.set(XML_SPACE, "preserve")
    return element("r", element("rPr", *marks) if marks else None, content)


def runs(line: Iterable[Span], *, size: float | None = None) -> list[Element]:
    """Return the runs of a line; a look is only set where it differs from that of the style."""
    return [run(span.text, size=size, bold=span.bold or None, italic=span.italic or None) for span in line]


def paragraph(
    content: Sequence[Element] = (),
    *,
    style: str | None = None,
    align: str | None = None,
    before: float | None = None,
    after: float | None = None,
    line: int | None = None,
    exact: float | None = None,
    left: int | None = None,
    right: int | None = None,
    first: int | None = None,
    number: int | None = None,
    top_line: bool = False,
    keep_next: bool = False,
    keep_lines: bool = False,
) -> Element:
    """Return a paragraph.

    `before`, `after` and `exact` (line height) in points, `line` in 240ths of a line, indents `left`, `right`
    and `first` (negative hangs) in twips, `number` a w:numId. `top_line` draws a rule from indent to indent.
    """
    properties = element(
        "pPr",
        element("pStyle", val=style) if style else None,
        element("keepNext") if keep_next else None,
        element("keepLines") if keep_lines else None,
        element("numPr", element("ilvl", val=0), element("numId", val=number)) if number else None,
        element("pBdr", element("top", val="single", sz=6, space=0, color=BLACK)) if top_line else None,
        _spacing(before, after, line, exact),
        _indents(left, right, first),
        element("jc", val=align) if align else None,
    )
    return element("p", properties if len(properties) else None, *content)


def _spacing(before: float | None, after: float | None, line: int | None, exact: float | None) -> Element:
    values: dict[str, str | int] = {}
    if before is not None:
        values["before"] = round(before * 20)
    if after is not None:
        values["after"] = round(after * 20)
    if exact is not None:
        values |= {"line": round(exact * 20), "lineRule": "exact"}
    elif line is not None:
        values |= {"line": line, "lineRule": "auto"}
    return element("spacing", **values) if values else None


def _indents(left: int | None, right: int | None, first: int | None) -> Element:
    values: dict[str, str | int] = {}
    if left is not None:
        values["left"] = left
    if right is not None:
        values["right"] = right
    if first is not None:
        values["firstLine" if first >= 0 else "hanging"] = abs(first)
    return element("ind", **values) if values else None


def rule(length_mm: float, width_mm: float, *, after: float = 0, gap: float = 2.5) -> Element:
    """Return a thin rule of `length_mm` in the middle of a column of `width_mm`, `gap` points below the text.

    It is the border of an empty, low paragraph between two indents: no drawing to go astray, and its length
    can be read from the file.
    """
    indent = twips(max(0.0, (width_mm - length_mm) / 2))
    mark = element("rPr", element("sz", val=4), element("szCs", val=4))
    made = paragraph(before=gap, after=after, exact=3, left=indent, right=indent, first=0, top_line=True)
    made.pPr.append(mark)
    return made


def bare_table(widths_mm: Sequence[float], rows: Sequence[Sequence[Sequence[Element]]]) -> Element:
    """Return a table without lines and inner margins: `rows` of cells, each cell a row of paragraphs."""
    margins = (element(side, w=0, type="dxa") for side in ("left", "right"))
    properties = element(
        "tblPr",
        element("tblW", w=sum(twips(width) for width in widths_mm), type="dxa"),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *margins),
    )
    grid = element("tblGrid", *(element("gridCol", w=twips(width)) for width in widths_mm))
    made = element("tbl", properties, grid)
    for cells in rows:
        row = element("tr", element("trPr", element("cantSplit")))
        for width, content in zip(widths_mm, cells, strict=True):
            size = element("tcPr", element("tcW", w=twips(width), type="dxa"))
            row.append(element("tc", size, *(content or (paragraph(),))))
        made.append(row)
    return made
