"""The lists of words behind the rules, read once from `lists/*.txt` as plain data."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from importlib.resources import files

from prompt_library.guard.view import fold, look


def sections(name: str) -> dict[str, list[str]]:
    """Return the words of a list by section; the section before the first heading is ''."""
    text = files("prompt_library.guard").joinpath("lists", f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {"": []}
    here = found[""]
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("[") and line.endswith("]"):
            here = found.setdefault(line[1:-1], [])
            continue
        words = line.split("|") if "|" in line else line.split()
        here.extend(look(word.replace("\\s", " ").strip()).low for word in words)
    return found


def expressions(name: str) -> dict[str, list[str]]:
    """Return the regular expressions of a list by section, in order; two spaces stand between them."""
    text = files("prompt_library.guard").joinpath("lists", f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    here: list[str] = []
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            here = found.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            here.extend(line.split("  "))
    return found


def section(name: str, part: str = "") -> frozenset[str]:
    """Return one section of a list, in lower case with marks."""
    return frozenset(sections(name)[part])


def folded(words: frozenset[str]) -> frozenset[str]:
    """Return the words without marks."""
    return frozenset(fold(word) for word in words)


class Words:
    """A list that a word written with marks must match with marks, a bare word without them."""

    def __init__(self, words: frozenset[str]) -> None:
        self.marked = words
        self.bare = folded(words)
        self._either = self.marked | self.bare

    def __contains__(self, word: tuple[str, str]) -> bool:
        """Say whether the word `(low, fold)` is in the list."""
        low, bare = word
        return low in (self._either if low == bare else self.marked)


class Kinds:
    """Lists by name: which of them hold a word is looked up once, not list by list."""

    def __init__(self, groups: Iterable[tuple[str, Words]]) -> None:
        self._marked: dict[str, tuple[str, ...]] = {}
        self._either: dict[str, tuple[str, ...]] = {}
        for kind, words in groups:
            for word in words.marked:
                self._marked[word] = (*self._marked.get(word, ()), kind)
            for word in words.marked | words.bare:
                self._either[word] = (*self._either.get(word, ()), kind)

    def of(self, word: tuple[str, str]) -> tuple[str, ...]:
        """Return the names of the lists that `(low, fold)` is in, in the order of the lists."""
        low, bare = word
        return (self._either if low == bare else self._marked).get(low, ())


def agrees(low: str, form: str) -> bool:
    """Say whether what was written is `form`, marks left out perhaps but none of them wrong."""
    return low == form or (
        len(low) == len(form) and all(a in (b, fold(b)) for a, b in zip(low, form, strict=True))
    )


def scanned(low: str, form: str) -> bool:
    """Say whether what was written is `form`, tones lost perhaps: `tai biên`, `năm liêt giường`."""
    return low == form or (
        len(low) == len(form) and all(a == b or a in _LESS.get(b, ()) for a, b in zip(low, form, strict=True))
    )


def _less(letter: str) -> tuple[str, ...]:
    """Return a letter without its tone (`ế`: ê) and without any mark."""
    parts = unicodedata.normalize("NFD", letter)
    kept = "".join(part for part in parts if part not in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", kept), fold(letter)


_LESS = {letter: _less(letter) for letter in map(chr, range(0xE0, 0x1EFA)) if letter.isalpha()}


SURNAMES: dict[str, int] = {word: level for level in (1, 2, 3) for word in sections("surnames")[str(level)]}
SURNAMES_BARE: dict[str, int] = {}
for _word, _level in SURNAMES.items():
    SURNAMES_BARE[fold(_word)] = max(_level, SURNAMES_BARE.get(fold(_word), 0))
MIDDLES_SURE = Words(section("middles", "sure"))
MIDDLES = Words(section("middles", "usual") | section("middles", "sure"))
GIVENS = Words(section("givens"))
FIRST_SURE = Words(section("first_peoples", "sure"))
FIRST_TITLED = Words(section("first_peoples", "with-title") | section("first_peoples", "sure"))
SAINTS = Words(section("saints"))
KIN_ANY = Words(section("kin", "any"))
KIN_GIVEN = Words(section("kin", "given"))
KIN_TITLE = Words(section("kin", "title"))
KIN_SHORT = Words(section("kin", "short"))
NAME_STOPS = Words(section("name_stops", "title"))
CAPITAL_STOPS = Words(section("name_stops", "title") | section("name_stops", "capitals"))
PLACE_HEADS = Words(section("place_heads"))
PLACES = Words(
    section("places", "provinces")
    | section("places", "districts")
    | section("places", "communes")
    | section("places", "wards")
)
PEOPLES = Words(section("faiths_peoples", "peoples"))
# The first words of names in capital letters.
STARTS = (
    frozenset(SURNAMES)
    | GIVENS.marked
    | FIRST_TITLED.marked
    | SAINTS.marked
    | {p.split()[0] for p in PEOPLES.marked}
)
STARTS_BARE = (
    frozenset(SURNAMES_BARE)
    | GIVENS.bare
    | FIRST_TITLED.bare
    | SAINTS.bare
    | {p.split()[0] for p in PEOPLES.bare}
)
# Words that open a name or are passed over without a family name or a word for a person before them.
SPECIAL = Words(FIRST_TITLED.marked | SAINTS.marked | {p.split()[0] for p in PEOPLES.marked})
ONLY_GIVENS = GIVENS.marked - frozenset(SURNAMES) - SPECIAL.marked - frozenset(SURNAMES_BARE)
# Words before which a word for a person is no such word: công cụ, đàn ông, trẻ em.
NO_CALL = Words(section("kin", "false"))
CALL_ENDS = frozenset(
    fold(word.rsplit(" ", 1)[-1])
    for part in ("any", "given", "title", "short")
    for word in section("kin", part)
) | frozenset("c")
# How a phrase calls a person, by how many words it has: "any", ..., the firmest first.
CALLS = tuple(
    Kinds(
        (kind, Words(frozenset(p for p in group.marked if p.count(" ") == size - 1)))
        for kind, group in (
            ("any", KIN_ANY),
            ("title", KIN_TITLE),
            ("given", KIN_GIVEN),
            ("short", KIN_SHORT),
        )
    )
    for size in (1, 2, 3)
)
LONG_CALL_ENDS = frozenset(
    fold(word.rsplit(" ", 1)[-1])
    for part in ("any", "given", "title")
    for word in section("kin", part)
    if " " in word
)
BODY_HEADS = Words(section("place_heads", "bodies"))
PUBLIC = Words(section("public_persons"))
COMPOUNDS = Words(section("compounds"))
