"""How long a line of Times New Roman is: rules are as long as their text, so its width must be known.

Advance widths in thousandths of the size, read from the font tables of Liberation Serif, which has the
metrics of Times New Roman. A letter with a mark is as wide as its base letter.
"""

from __future__ import annotations

import unicodedata

from hub.text import squeeze

_MM_PER_PT = 25.4 / 72
_FIRST = 32  # the tables begin with the space

_REGULAR = (
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333,
    389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469,
    500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389,
    278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
)  # fmt: skip
_BOLD = (
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667, 611, 778, 778, 389,
    500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581,
    500, 333, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389,
    333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520,
)  # fmt: skip
_OTHER = {"đ": "d", "Đ": "D", "–": "n", "“": "r", "”": "r", "‘": "(", "’": "(", "\u00a0": " "}
_WIDE = 1000  # dashes, ellipses and every letter not known


def text_width_mm(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Return the width of `text` on one line, in millimetres, at `size_pt` points."""
    table = _BOLD if bold else _REGULAR
    total = 0
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter):
            continue
        place = ord(_OTHER.get(letter, letter)) - _FIRST
        total += table[place] if 0 <= place < len(table) else _WIDE
    return total / 1000 * size_pt * _MM_PER_PT


def balance(text: str, size_pt: float, width_mm: float, *, bold: bool = False) -> list[str]:
    """Return the fewest lines that `text` takes within `width_mm`, as even as they can be."""
    lines = wrap(text, size_pt, width_mm, bold=bold)
    while True:
        longest = max(text_width_mm(line, size_pt, bold=bold) for line in lines)
        tighter = wrap(text, size_pt, longest - 0.1, bold=bold)
        if len(tighter) > len(lines) or tighter == lines:
            return lines
        lines = tighter


def wrap(text: str, size_pt: float, width_mm: float, *, bold: bool = False) -> list[str]:
    """Return the lines that `text` takes within `width_mm`, filled from the first as Word fills them."""
    lines: list[str] = []
    for word in squeeze(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width_mm(longer, size_pt, bold=bold) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
