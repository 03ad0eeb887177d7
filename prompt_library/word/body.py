"""The text of the document: headings, paragraphs, lists and tables as Word has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from prompt_library.word.blocks import Block, Heading, Item, Paragraph, Span, Table, plain
from prompt_library.word.numbering import STEP_MM, Numbering
from prompt_library.word.ooxml import Element, paragraph, runs, twips
from prompt_library.word.page import FIRST_LINE
from prompt_library.word.tables import table

# The grounds of a paper ("Căn cứ …;") are written in italics.
_GROUNDS = re.compile(r"Căn cứ\b.*[;.]")


def body(blocks: Sequence[Block], numbering: Numbering, *, end_mark: str) -> list[Element]:
    """Return the elements of the text, ended with `end_mark`; the last paragraph stays with the signature."""
    blocks = _ended(blocks, end_mark)
    made: list[Element] = []
    after_table = False
    for place, block in enumerate(blocks):
        before = 6 if after_table else None
        keep = bool(end_mark) and place == len(blocks) - 1
        if isinstance(block, Table):
            if after_table:
                made.append(paragraph(exact=6))  # two tables in a row would become one
            made.append(table(block, keep_last=keep))
        else:
            made.append(_text(block, numbering, before=before, keep=keep))
        after_table = isinstance(block, Table)
    if after_table:
        made.append(paragraph(exact=6, keep_next=True))
    return made


def _text(
    block: Heading | Paragraph | Item, numbering: Numbering, *, before: float | None, keep: bool
) -> Element:
    if isinstance(block, Heading):
        number = numbering.number(block.label, 0, heading=True) if block.label else None
        return paragraph(runs(block.line), style=f"Heading{block.level}", number=number, before=before)
    if isinstance(block, Item):
        if block.label:
            number = numbering.number(block.label, block.depth)
            return paragraph(
                runs(block.line), style="ListParagraph", number=number, before=before, keep_next=keep
            )
        left = twips(block.depth * STEP_MM)
        return paragraph(
            runs(block.line),
            style="ListParagraph",
            left=left,
            first=FIRST_LINE,
            before=before,
            keep_next=keep,
        )
    line = block.line
    if _GROUNDS.fullmatch(plain(line)):
        line = tuple(replace(span, italic=True) for span in line)
    return paragraph(runs(line), style="BodyText", before=before, keep_next=keep)


def _ended(blocks: Sequence[Block], end_mark: str) -> list[Block]:
    """Return the blocks with the sign that ends an official text after the last word of it."""
    kept = list(blocks)
    if end_mark and kept and isinstance(kept[-1], Paragraph | Item):
        *front, last = kept[-1].line
        text = re.sub(r"\s*(?:\./\.|[.;,])?\s*$", "", last.text)
        mark = end_mark if not text.endswith(("!", "?", "…", ":")) else end_mark.lstrip(".")
        kept[-1] = replace(kept[-1], line=(*front, Span(text + mark, last.bold, last.italic)))
    return kept
