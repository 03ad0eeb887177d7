"""Headings get levels without gaps, and, where the form wants numbers and the text has none, I., 1., a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from prompt_library.word.blocks import Block, Heading
from prompt_library.word.labels import MOST_LETTERED, Label, decimal, letter, roman

DEEPEST = 4  # levels that have a style


def arrange(blocks: Sequence[Block], *, numbered: bool) -> list[Block]:
    """Return the blocks with heading levels 1, 2, 3 … and, when `numbered`, numbers on their headings."""
    levels = sorted({block.level for block in blocks if isinstance(block, Heading)})
    ranks = {level: min(rank, DEEPEST) for rank, level in enumerate(levels, start=1)}
    arranged: list[Block] = [
        replace(block, level=ranks[block.level]) if isinstance(block, Heading) else block for block in blocks
    ]
    headings = [block for block in arranged if isinstance(block, Heading)]
    if numbered and len(headings) > 1 and not any(heading.label for heading in headings):
        return _number(arranged)
    return arranged


def _number(blocks: Sequence[Block]) -> list[Block]:
    counts = [0] * (DEEPEST + 1)
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            counts[block.level] += 1
            counts[block.level + 1 :] = [0] * (DEEPEST - block.level)
            block = replace(block, label=_label(block.level, counts[block.level]))
        result.append(block)
    return result


def _label(level: int, count: int) -> Label | None:
    if level == 1:
        return roman(count) if count < 40 else decimal(count)
    if level == 2:
        return decimal(count)
    return letter(count) if level == 3 and count <= MOST_LETTERED else None
