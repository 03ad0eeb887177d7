"""A document between Markdown and Word: a flat row of headings, paragraphs, list items and tables."""

from __future__ import annotations

from dataclasses import dataclass

from prompt_library.word.labels import Label


@dataclass(frozen=True)
class Span:
    """Text of one look; it holds no line break."""

    text: str
    bold: bool = False
    italic: bool = False


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; `level` counts from 1 and has no gaps, `label` is its number."""

    level: int
    line: Line
    label: Label | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body."""

    line: Line


@dataclass(frozen=True)
class Item:
    """A paragraph of a list, `depth` from 0; without a label it continues the item before."""

    depth: int
    line: Line
    label: Label | None = None


Cell = tuple[Line, ...]  # paragraphs


@dataclass(frozen=True)
class Table:
    """A table: its heading row first, each row as long as `aligns` ("left", "center", "right", "")."""

    rows: tuple[tuple[Cell, ...], ...]
    aligns: tuple[str, ...]


Block = Heading | Paragraph | Item | Table


@dataclass(frozen=True)
class Note:
    """Something of the Markdown that is not in the Word file as it was: never lost without a word.

    `code` is a stable word for programs, `message` a Vietnamese sentence, `text` what was left out.
    """

    code: str
    message: str
    text: str = ""


def plain(line: Line) -> str:
    """Return the text of a line."""
    return "".join(span.text for span in line)


def text_of(block: Block) -> str:
    """Return the text of a block, label first; cells are parted by spaces."""
    if isinstance(block, Table):
        return " ".join(plain(line) for row in block.rows for cell in row for line in cell)
    label = block.label.text if not isinstance(block, Paragraph) and block.label else ""
    return f"{label} {plain(block.line)}".strip()
