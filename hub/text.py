"""Vietnamese text at the door: NFC, no invisible characters, and one way of folding for comparison."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f\U000e0000-\U000e007f]")
_SPACE = re.compile(r"\s+")
# Three letters that look alike: U+0110/0111 (Vietnamese), U+00D0/00F0 (Icelandic eth), U+0189 (African).
_D_STROKE = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "Ɖ": "D", "ɖ": "d"})


def clean(text: str) -> str:
    """Return `text` in NFC without zero-width, variation-selector and tag characters."""
    # Normalised after removing: a mark may come together with its letter only then.
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def squeeze(text: str) -> str:
    """Return `clean(text)` with every run of white space as one space, and none at the ends."""
    return _SPACE.sub(" ", clean(text)).strip()


def fold(text: str) -> str:
    """Return `text` for comparison: squeezed, lower case, without diacritics, đ as d."""
    decomposed = unicodedata.normalize("NFD", squeeze(text).translate(_D_STROKE))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
