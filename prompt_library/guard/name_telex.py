"""Names whose marks stayed letters: `nguyeenx thij hoaf`, typed in Telex with the keyboard switched off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from prompt_library.guard import lists
from prompt_library.guard.entity import NAME, Found
from prompt_library.guard.name_small import LITTLE
from prompt_library.guard.view import View, fold
from prompt_library.guard.words import SPACE, Words

_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPES = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}


def telex(word: str) -> frozenset[str]:
    """Return how a word with marks is typed in Telex, the tone at the end or behind its vowel."""
    tone, plain = "", ""
    behind = ""
    for char in word:
        parts = unicodedata.normalize("NFD", char)
        key = next((_TONES[mark] for mark in parts if mark in _TONES), "")
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        shaped = _SHAPES.get(base, base)
        tone = tone or key
        plain += shaped
        behind += shaped + key
    # `ươ` is typed uow, uwow or uwo.
    forms = {plain + tone, behind}
    forms |= {form.replace("uwow", short) for form in forms for short in ("uow", "uwo")}
    return frozenset(form for form in forms if form != fold(word))


def _typed(words: frozenset[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in telex(word))


_FAMILIES = _typed(frozenset(word for word, level in lists.SURNAMES.items() if level >= 2))
_MIDDLES = _typed(lists.MIDDLES.marked) | {"van", "thi"}
_GIVENS = _typed(lists.GIVENS.marked)
_CALLS = _typed(lists.KIN_ANY.marked) | {"anh", "em", "chij", "o"}
_DOUBLES = ("aa", "ee", "oo", "aw", "ow", "uw", "dd")
_LAST = re.compile(r"[a-z]{2,6}[fjx]")  # a tone where none belongs: Vinhf
_SIGN = re.compile(r"(?<![a-z])(?:[a-z]*(?:aa|ee|oo|aw|ow|uw|dd)[a-z]*|[a-z]{1,6}[jfx])(?![a-z])")


def find_typed(view: View, words: Words) -> Iterator[Found]:
    """Yield the names typed in Telex letters, where a text has at least two such words."""
    if not any(double in view.low for double in _DOUBLES):
        return
    signs = _SIGN.finditer(view.low)
    if next(signs, None) is None or next(signs, None) is None:
        return
    low, last = words.low, len(words)
    for at, word in enumerate(low):
        follows = at + 1 < last and words.gap[at] == SPACE
        if word in _FAMILIES or (word in lists.SURNAMES and follows and low[at + 1] in _MIDDLES):
            end = at + 1
            while end < last and end - at < 4 and words.gap[end - 1] == SPACE and (
                _part(low[end]) or (end - at == 2 and _LAST.fullmatch(low[end]))
                or (end - at == 2 and low[end] in lists.GIVENS.bare and low[end] not in LITTLE)
            ):  # fmt: skip
                end += 1
            if end - at >= 2:
                yield Found(words.starts[at], words.ends[end - 1], NAME, 0.7)
        elif word in _CALLS and follows and low[at + 1] in _GIVENS and low[at + 1] not in _MIDDLES:
            yield Found(words.starts[at + 1], words.ends[at + 1], NAME, 0.62)


def _part(word: str) -> bool:
    """Say whether a word may be a middle or given name in Telex letters, or one without marks."""
    return word in _MIDDLES or word in _GIVENS or (word in lists.GIVENS.marked and len(word) > 1)
