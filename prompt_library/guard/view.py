"""A text as the rules read it: nothing invisible, digits and letters in plain forms, offsets kept.

All strings of a `View` have one length, and `index` leads each of their characters back to the NFC text,
so that a zero-width character inside a number hides nothing and is still covered by the entity.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from prompt_library.guard.openings import Openings

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\U000e0000-\U000e007f\u0300-\u036f]"
)
# Letters of other scripts that look Latin: a name or an e-mail address written with them must not hide.
_ALIKE = dict(
    zip(
        "АВЕІЈКМНОРСТУХаеіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν",
        "ABEIJKMHOPCTYXaeijopcyxABEZHIKMNOPTYXoav",
        strict=True,
    )
)
# Capital letters of Vietnamese, for character classes of regular expressions.
_UPPER_MARKED = "".join(c for c in map(chr, [*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)]) if c.isupper())
UPPER = "A-Z" + _UPPER_MARKED
UPPER_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ" + _UPPER_MARKED)
# A capital letter with no letter before it; the class goes first, so that `re` skips to its letters.
_CAPITAL = re.compile(rf"[{UPPER}](?<![^\W\d_].)")
# The tone mark of oa, oe, uy at the end of a syllable may stand on either vowel: hoà, hòa.
_OLD_TONE = re.compile("(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?![^\\W\\d_])")
_PAIRS = [
    "oà",
    "òa",
    "oá",
    "óa",
    "oả",
    "ỏa",
    "oã",
    "õa",
    "oạ",
    "ọa",
    "oè",
    "òe",
    "oé",
    "óe",
    "oẻ",
    "ỏe",
    "oẽ",
    "õe",
    "oẹ",
    "ọe",
    "uỳ",
    "ùy",
    "uý",
    "úy",
    "uỷ",
    "ủy",
    "uỹ",
    "ũy",
    "uỵ",
    "ụy",
]
_MOVE = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))


def _tables() -> tuple[dict[int, str], dict[int, str]]:
    """Return translation tables (to plain characters, to folded lower case), one character to one."""
    plain: dict[int, str] = {}
    folded: dict[int, str] = {}
    for code in [*range(0x80, 0x250), *range(0x370, 0x500), *range(0x1E00, 0x2070), *range(0xFF00, 0xFFF0)]:
        char = chr(code)
        simple = unicodedata.normalize("NFKC", char)
        if char.isspace():
            plain[code] = "\n" if char in "\x85\u2028\u2029" else " "
        elif char in _ALIKE:
            plain[code] = _ALIKE[char]
        elif len(simple) == 1 and simple != char and (code >= 0xFF00 or simple.isdigit()):
            plain[code] = simple
        elif char in "‐‑‒–—―−":
            plain[code] = "-"
        elif char in "ðÐƉɖ":
            plain[code] = "đ" if char in "ðɖ" else "Đ"
    for code in [*range(0x41, 0x5B), *range(0x80, 0x250), *range(0x370, 0x500), *range(0x1E00, 0x1F00)]:
        char = plain.get(code, chr(code))
        base = unicodedata.normalize("NFD", char)[0].lower()
        folded[code] = "d" if base in "đð" else base if len(base) == 1 else char
    plain.update((ord(line), "|") for line in "│┃┆┊║¦｜")  # the sides of drawn boxes
    for table in (plain, folded):  # a character that is missing costs `translate` an exception
        for code in [*range(0x250), *range(0x1E00, 0x2070)]:
            table.setdefault(code, chr(code))
    return plain, folded


_PLAIN, _FOLDED = _tables()
_ODD_DIGIT = re.compile(r"(?![0-9])\d")


@dataclass(frozen=True)
class View:
    """The NFC `text` and its readable forms: `plain` (case kept), `low` (marks kept), `fold` (no marks)."""

    text: str
    plain: str
    low: str
    fold: str
    index: tuple[int, ...] | None
    line_starts: tuple[int, ...]

    @cached_property
    def openings(self) -> Openings:
        """Return where words begin in `fold`, by their first letters."""
        return Openings(self.fold)

    @cached_property
    def capitals(self) -> list[int]:
        """Return where a capital letter of Vietnamese stands with no letter before it, in order."""
        return [match.start() for match in _CAPITAL.finditer(self.plain)]

    def capitals_before(self, ends: Iterable[int], reach: int) -> list[int]:
        """Return the `capitals` that stand at most `reach` characters before one of `ends`, in order."""
        capitals = self.capitals
        found: set[int] = set()
        for end in ends:
            found.update(capitals[bisect_left(capitals, end - reach) : bisect_left(capitals, end)])
        return sorted(found)

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in `text` of the view's `start:end` (not empty)."""
        if self.index is None:
            return start, end
        return self.index[start], self.index[end - 1] + 1

    def line(self, at: int) -> tuple[int, int]:
        """Return start and end (without the line break) of the line that holds `at`."""
        number = bisect_right(self.line_starts, at) - 1
        start = self.line_starts[number]
        last = number + 1 == len(self.line_starts)
        return start, len(self.plain) if last else self.line_starts[number + 1] - 1

    def line_number(self, at: int) -> int:
        """Return the number, from 0, of the line that holds `at`."""
        return bisect_right(self.line_starts, at) - 1

    def unmark(self, place: int) -> int:
        """Return the place in the view of the offset `place` in `text`."""
        return place if self.index is None else bisect_left(self.index, place)


def fold(text: str) -> str:
    """Return `text` in lower case without marks, each character standing for one of `text`."""
    return text.translate(_FOLDED)


def look(text: str) -> View:
    """Return the view of `text`, which is made NFC first."""
    text = unicodedata.normalize("NFC", text)
    index: tuple[int, ...] | None = None
    plain = text
    if _INVISIBLE.search(text):
        kept, start = [], 0
        for match in _INVISIBLE.finditer(text):
            kept.append(range(start, match.start()))
            start = match.end()
        kept.append(range(start, len(text)))
        index = tuple(chain.from_iterable(kept))
        plain = _INVISIBLE.sub("", text)
    plain = plain.replace("\r", "\n").replace("\v", "\n").replace("\f", "\n").translate(_PLAIN)
    if not plain.isascii():
        plain = _ODD_DIGIT.sub(_plain_digit, plain)
    low = plain.lower()
    if len(low) != len(plain):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
    low = _OLD_TONE.sub(lambda m: _MOVE.get(m[0], m[0]), low)
    folded = low.translate(_FOLDED).replace("_", " ")
    starts = [0, *(m.end() for m in re.finditer("\n", plain))]
    return View(text, plain, low, folded, index, tuple(starts))


def _plain_digit(match: re.Match[str]) -> str:
    return str(unicodedata.decimal(match[0]))


def last_match(
    pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> re.Match[str] | None:
    """Return the last match of `pattern` in `text[start:end]`, None when there is none."""
    found = None
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        found = match
    return found
