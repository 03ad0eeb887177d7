"""Vietnamese words for the search: folded, with their marks, as they sound, and what abbreviations mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from hub.text import fold, squeeze

_DATA = Path(__file__).parent / "data" / "search.yml"
_WORD = re.compile(r"[^\W_]+")
TONES = "\u0300\u0301\u0309\u0303\u0323"
# Pairs that are written for each other in the Centre and elsewhere; the folded syllable is rewritten.
SOUNDS = (
    (re.compile(r"^(?:gi|r|v)(?=[aeiouy])"), "d"),
    (re.compile(r"^tr"), "ch"),
    (re.compile(r"^x"), "s"),
    (re.compile(r"^n(?=[aeiouy])"), "l"),
    (re.compile(r"^ngh"), "ng"),
    (re.compile(r"^gh"), "g"),
    (re.compile(r"^[ckq]u?(?=[aeiouy])"), "k"),
    (re.compile(r"y"), "i"),
    (re.compile(r"(?:ng|nh)$"), "n"),
    (re.compile(r"(?:ch|c|p)$"), "t"),
)


@dataclass(frozen=True)
class Word:
    """One word: `plain` for comparison without marks, `marked` with its marks, the tone at the end."""

    plain: str
    marked: str
    capital: bool


@dataclass(frozen=True)
class Lexicon:
    """`abbreviations`, the meanings by marked form (and plain, where no other has it).

    Those of `capital` are words as well, so that only capitals mean them; `stop`, plain, say little.
    """

    abbreviations: Mapping[str, tuple[str, ...]]
    capital: frozenset[str]
    stop: frozenset[str]

    def meanings(self, word: Word) -> tuple[str, ...]:
        """Return what `word` stands for, the most common meaning first; nothing when it is a word."""
        if word.marked in self.capital and not word.capital:
            return ()
        return self.abbreviations.get(word.marked, ())


def words(text: str) -> list[Word]:
    """Return the words of `text` in order; hòa and hoà are the same word."""
    return [Word(fold(one), marked(one), one.isupper()) for one in _WORD.findall(squeeze(text))]


@lru_cache(maxsize=8192)
def marked(word: str) -> str:
    """Return `word` in lower case with its tone at the end, wherever it was written: hoa + grave."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = "".join(c for c in parts if c in TONES)
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES)) + tones


@lru_cache(maxsize=8192)
def sound(plain: str) -> str:
    """Return what words that are easily written for each other have in common: `xat` and `sat`."""
    for pattern, instead in SOUNDS:
        plain = pattern.sub(instead, plain)
    return plain


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the abbreviations and stop words of data/search.yml."""
    data: dict[str, Any] = yaml.load(_DATA.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    abbreviations = {marked(short): tuple(meant) for short, meant in data["abbreviations"].items()}
    for short, meant in data["abbreviations"].items():
        abbreviations.setdefault(fold(short), tuple(meant))
    return Lexicon(
        abbreviations,
        frozenset(marked(word) for word in data["capital"]),
        frozenset(fold(word) for word in data["stop"]),
    )


def distance(one: str, other: str, most: int) -> int:
    """Return the number of slips between two words (a letter more, less, other, or two swapped).

    Anything above `most` comes back as `most + 1` (optimal string alignment).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
