"""What the tagger sees of a text: words and numbers as rows of small integers, and their pairings.

A token is a word or a row of digits; what stands between two tokens is an attribute of the first one.
Every attribute is a number from a vocabulary of the weights (0: none or unknown), so that all pairings are
sums of arrays.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prompt_library.guard import lists
from prompt_library.guard.view import View, fold

Numbers = NDArray[np.int64]
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_BARE_TEXT = 0.06  # share of words with marks below which a text is typed without them
SHAPES = 12
_LINES = 6
_PLACES = 5
# Vocabularies kept with the weights; `pair` holds two folded words.
VOCABULARIES = ("fold", "low", "gaz", "role", "phrase", "gap", "label", "pair")


def _by_word(parts: Mapping[str, frozenset[str]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the letters of the lists that hold a word, by the word with marks and without."""
    marked: dict[str, set[str]] = {}
    for letter, words in parts.items():
        for word in words:
            if " " not in word:
                marked.setdefault(word, set()).add(letter)
    bare: dict[str, set[str]] = {}
    for word, letters in marked.items():
        bare.setdefault(fold(word), set()).update(letters)
    return (
        {word: "".join(sorted(letters)) for word, letters in marked.items()},
        {word: "".join(sorted(letters)) for word, letters in bare.items()},
    )


def _level(level: int) -> frozenset[str]:
    return frozenset(word for word, one in lists.SURNAMES.items() if one == level)


def _all(name: str) -> frozenset[str]:
    return frozenset(word for words in lists.sections(name).values() for word in words)


_HEALTH = {part: frozenset(words) for part, words in lists.sections("health").items()}
_GAZ, _GAZ_BARE = _by_word(
    {
        "1": _level(1),
        "2": _level(2),
        "3": _level(3),
        "g": lists.GIVENS.marked,
        "m": lists.MIDDLES.marked,
        "f": lists.FIRST_TITLED.marked,
        "t": lists.SAINTS.marked,
        "z": lists.NAME_STOPS.marked,
        "o": lists.section("ordinary"),
    }
)
_ROLES = {
    "k": lists.KIN_ANY.marked,
    "q": lists.KIN_GIVEN.marked,
    "j": lists.KIN_TITLE.marked,
    "i": lists.KIN_SHORT.marked,
    "d": lists.PLACE_HEADS.marked,
    "b": lists.BODY_HEADS.marked,
    "l": lists.PLACES.marked,
    "e": lists.PEOPLES.marked,
    "r": _all("faiths_peoples") - lists.PEOPLES.marked,
    "s": _HEALTH.get("sure", frozenset()),
    "w": frozenset().union(*(words for part, words in _HEALTH.items() if part != "sure")),
    "x": lists.NO_CALL.marked,
}
_ROLE, _ROLE_BARE = _by_word(_ROLES)


def _by_phrase() -> tuple[dict[str, str], dict[str, str]]:
    """Return the letters of phrases, with marks and without; the first two of more words have `+`."""
    marked: dict[str, set[str]] = {}
    for letter, phrases in {**_ROLES, "c": lists.COMPOUNDS.marked, "p": lists.PUBLIC.marked}.items():
        for phrase in phrases:
            words = _TOKEN.findall(phrase)
            if 2 <= len(words) <= 4:
                marked.setdefault(" ".join(words), set()).add(letter)
    bare: dict[str, set[str]] = {}
    for phrase, letters in marked.items():
        bare.setdefault(fold(phrase), set()).update(letters)
    for some in (marked, bare):
        for phrase in [phrase for phrase in some if phrase.count(" ") > 1]:
            some.setdefault(" ".join(phrase.split()[:2]), set()).add("+")
    joined = [{p: "".join(sorted(s)) for p, s in some.items()} for some in (marked, bare)]
    return joined[0], joined[1]


_PHRASE, _PHRASE_BARE = _by_phrase()
_RUN = re.compile(r"(.)\1+", re.DOTALL)


def gap_key(between: str) -> str:
    """Return what stands between two tokens in a short form."""
    if between in ("", " "):
        return "1" if between else "0"
    wide = "W" if "   " in between or "\t" in between else ""
    short = _RUN.sub(r"\1", "".join(between.replace("\n", "N").split()))[:3]
    return wide + short or "_"


def _shape(word: str) -> int:
    if word.islower():
        return 5 if len(word) == 1 else 6
    if word.isdecimal():
        return min(len(word), 4)
    if len(word) == 1:
        return 7
    if word.isupper():
        return 8
    return 9 if word[1:].islower() else 10


@dataclass
class Tokens:
    """The tokens of a view and their attributes before any vocabulary."""

    spans: list[tuple[int, int]]
    low: list[str]
    fold: list[str]
    gaz: list[str]
    role: list[str]
    phrase: list[str]
    gap: list[str]  # to the next token
    label: dict[int, str]  # what a label before a colon says, by the token it begins at
    shape: Numbers
    line: Numbers  # which sort of line
    place: Numbers  # number in its line, at most 4
    line_number: Numbers
    bare: bool = False
    attributes: dict[str, Numbers] = field(default_factory=dict)


def tokens_of(view: View) -> Tokens:
    """Return the tokens of `view`."""
    plain, view_low, view_fold = view.plain, view.low, view.fold
    spans = [m.span() for m in _TOKEN.finditer(plain)]
    raw = [plain[a:b] for a, b in spans]
    low = [view_low[a:b] for a, b in spans]
    folded = [view_fold[a:b] for a, b in spans]
    bare = sum(a != b for a, b in zip(low, folded, strict=True)) <= _BARE_TEXT * len(low)
    gap = [plain[a[1] : b[0]] for a, b in itertools.pairwise(spans)]
    gap.append("\n")
    if bare:
        gaz = [_GAZ_BARE.get(word, "") for word in folded]
        role = [_ROLE_BARE.get(word, "") for word in folded]
    else:
        gaz = [_GAZ.get(word, "") for word in low]
        role = [_ROLE.get(word, "") for word in low]
    shape = np.array([_shape(word) for word in raw], dtype=np.int64)
    starts = np.array([a for a, _ in spans], dtype=np.int64)
    number = np.searchsorted(np.array(view.line_starts), starts, side="right") - 1
    line, place = _lines(view, shape, number)
    return Tokens(
        spans, low, folded, gaz, role, _phrases(folded if bare else low, gap, bare), gap,
        _labels(folded, gap), shape, line, place, number, bare,
    )  # fmt: skip


def _phrases(words: Sequence[str], gap: Sequence[str], bare: bool) -> list[str]:
    """Return for each token the phrases it opens (capital letters) or goes on (small ones)."""
    known = _PHRASE_BARE if bare else _PHRASE
    found = [""] * len(words)
    for at, two in enumerate(itertools.pairwise(words)):
        letters = known.get(f"{two[0]} {two[1]}")
        if not letters:
            continue
        if letters[0] == "+":
            letters = letters[1:]
            for end in (at + 3, at + 4):
                longer = known.get(" ".join(words[at:end])) if end <= len(words) else None
                if longer:
                    found[at] += longer.upper()
                    for k in range(at + 1, end):
                        found[k] += longer
        if letters and gap[at] in (" ", "\n", "-"):
            found[at] += letters.upper()
            found[at + 1] += letters
    return ["".join(sorted(set(one))) if len(one) > 1 else one for one in found]


def _labels(folded: Sequence[str], gap: Sequence[str]) -> dict[int, str]:
    """Return the labels before colons and line breaks that end them, by the token after them."""
    labels = {}
    for at, between in enumerate(gap):
        if ":" in between and "\n" not in between.split(":", 1)[0]:
            labels[at + 1] = "_".join(folded[max(0, at - 1) : at + 1])
        elif "\n" in between or "|" in between or ";" in between:
            labels[at + 1] = ""
    return labels


def _lines(view: View, shape: Numbers, number: Numbers) -> tuple[Numbers, Numbers]:
    """Return the sort of line each token stands on, and its number there."""
    if not len(number):
        return number, number
    count = len(view.line_starts)
    total = np.bincount(number, minlength=count)
    capitals = np.bincount(number[shape == 8], minlength=count)
    small = np.bincount(number[(shape == 5) | (shape == 6)], minlength=count)
    words = np.bincount(number[shape >= 5], minlength=count)
    rows = np.array([line.count("|") + line.count(";") + line.count("\t") for line in view.plain.split("\n")])
    sort = np.where(total <= 6, 2, 1)
    sort = np.where(small == words, 3, sort)
    sort = np.where((capitals > 2) & (capitals > 0.6 * words), 4, sort)
    sort = np.where(rows >= 2, 5, sort)
    first = np.concatenate(([0], np.cumsum(total)[:-1]))
    place = np.minimum(np.arange(len(number)) - first[number], _PLACES - 1)
    return sort[number], place


Vocabulary = Mapping[str, Mapping[Any, int]]


def numbered(tokens: Tokens, vocabulary: Vocabulary) -> None:
    """Give the tokens the numbers of their attributes."""
    get = {name: vocabulary[name].get for name in VOCABULARIES if name != "pair"}
    out = tokens.attributes
    for name, values in (
        ("fold", tokens.fold), ("low", tokens.low), ("gaz", tokens.gaz), ("role", tokens.role),
        ("phrase", tokens.phrase),
    ):  # fmt: skip
        known = get[name]
        out[name] = np.array([known(value, 0) for value in values], dtype=np.int64)
    known = get["gap"]
    seen: dict[str, int] = {}
    gaps = []
    for between in tokens.gap:
        one = seen.get(between)
        if one is None:
            one = seen[between] = known(gap_key(between), 0)
        gaps.append(one)
    out["gap"] = np.array(gaps, dtype=np.int64)
    label = np.zeros(len(tokens.low), dtype=np.int64)
    for at, told in tokens.label.items():
        label[at:] = get["label"](told, 0)
    out["label"] = label


# The columns: a pairing of attributes and the places, seen from a token, where it is looked at.
COLUMNS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("fold", (-3, -2, -1, 0, 1, 2, 3)),
    ("low", (-2, -1, 0, 1, 2)),
    ("shape", (-3, -2, -1, 0, 1, 2, 3)),
    ("gaz", (-3, -2, -1, 0, 1, 2, 3)),
    ("role", (-3, -2, -1, 0, 1, 2, 3)),
    ("phrase", (-2, -1, 0, 1, 2)),
    ("gap", (-2, -1, 0, 1)),
    ("shape2", (-2, -1, 0, 1)),
    ("shape3", (-2, -1, 0)),
    ("gaz.shape", (-1, 0, 1)),
    ("gaz2", (-2, -1, 0, 1)),
    ("gaz2.shape", (-1, 0)),
    ("role.shape", (-2, -1, 0)),
    ("phrase.shape", (-1, 0, 1)),
    ("fold.shape", (-2, -1, 0)),
    ("shape.fold", (-1, 0)),
    ("fold.gaz", (-1,)),
    ("pair", (-2, -1, 0, 1)),
    ("pair.shape", (-2,)),
    ("gap.shape2", (-2, -1, 0)),
    ("line.shape", (0,)),
    ("line.place", (0,)),
    ("place.shape2", (0,)),
    ("label", (0,)),
    ("label.shape.place", (0,)),
    ("bare.shape", (0,)),
)
REACH = 3  # the farthest place a column looks at


def pairings(tokens: Tokens, sizes: Mapping[str, int], pairs: Numbers) -> dict[str, Numbers]:
    """Return the pairings of each token's attributes as numbers; `pairs` are the known twos, in order."""
    a = tokens.attributes
    n = len(tokens.low)
    shape = tokens.shape

    def after(values: Numbers, by: int = 1) -> Numbers:
        out = np.zeros_like(values)
        out[: max(0, n - by)] = values[by:]
        return out

    shape_1, shape_2 = after(shape), after(shape, 2)
    shape2 = shape * SHAPES + shape_1
    gaz2 = a["gaz"] * sizes["gaz"] + after(a["gaz"])
    two = a["fold"] * sizes["fold"] + after(a["fold"])
    at = np.minimum(np.searchsorted(pairs, two), len(pairs) - 1)
    pair = np.where(pairs[at] == two, at + 1, 0)
    pair[(a["fold"] == 0) | (after(a["fold"]) == 0)] = 0
    return {
        "fold": a["fold"],
        "low": a["low"],
        "shape": shape,
        "gaz": a["gaz"],
        "role": a["role"],
        "phrase": a["phrase"],
        "gap": a["gap"],
        "shape2": shape2,
        "shape3": shape2 * SHAPES + shape_2,
        "gaz.shape": a["gaz"] * SHAPES + shape,
        "gaz2": gaz2,
        "gaz2.shape": gaz2 * SHAPES + shape_1,
        "role.shape": a["role"] * SHAPES + shape_1,
        "phrase.shape": a["phrase"] * SHAPES + shape,
        "fold.shape": a["fold"] * SHAPES + shape_1,
        "shape.fold": after(a["fold"]) * SHAPES + shape,
        "fold.gaz": a["fold"] * sizes["gaz"] + after(a["gaz"]),
        "pair": pair,
        "pair.shape": pair * SHAPES + shape_2,
        "gap.shape2": a["gap"] * SHAPES * SHAPES + shape2,
        "line.shape": tokens.line * SHAPES + shape,
        "line.place": tokens.line * _PLACES + tokens.place,
        "place.shape2": tokens.place * SHAPES * SHAPES + shape2,
        "label": a["label"],
        "label.shape.place": (a["label"] * SHAPES + shape) * _PLACES + tokens.place,
        "bare.shape": int(tokens.bare) * SHAPES + shape,
    }


def spaces(sizes: Mapping[str, int]) -> dict[str, int]:
    """Return how many numbers each pairing can have."""
    two = SHAPES * SHAPES
    return {
        "fold": sizes["fold"],
        "low": sizes["low"],
        "shape": SHAPES,
        "gaz": sizes["gaz"],
        "role": sizes["role"],
        "phrase": sizes["phrase"],
        "gap": sizes["gap"],
        "shape2": two,
        "shape3": two * SHAPES,
        "gaz.shape": sizes["gaz"] * SHAPES,
        "gaz2": sizes["gaz"] ** 2,
        "gaz2.shape": sizes["gaz"] ** 2 * SHAPES,
        "role.shape": sizes["role"] * SHAPES,
        "phrase.shape": sizes["phrase"] * SHAPES,
        "fold.shape": sizes["fold"] * SHAPES,
        "shape.fold": sizes["fold"] * SHAPES,
        "fold.gaz": sizes["fold"] * sizes["gaz"],
        "pair": sizes["pair"],
        "pair.shape": sizes["pair"] * SHAPES,
        "gap.shape2": sizes["gap"] * two,
        "line.shape": _LINES * SHAPES,
        "line.place": _LINES * _PLACES,
        "place.shape2": _PLACES * two,
        "label": sizes["label"],
        "label.shape.place": sizes["label"] * SHAPES * _PLACES,
        "bare.shape": 2 * SHAPES,
    }


def shifted(values: Numbers, by: int) -> Numbers:
    """Return `values` as seen from each token at the place `by`, -1 outside the text."""
    n = len(values)
    out = np.full(n, -1, dtype=np.int64)
    if by < 0:
        out[-by:] = values[: max(0, n + by)]
    else:
        out[: max(0, n - by)] = values[by:]
    return out
