"""Which unit a hand-typed name means: marks are honoured when typed, and nobody guesses between two.

A name of today is preferred to the same name of before 1 July 2025, unless the text names a district or
says "cũ": then both readings count, and when they differ the answer is `Ambiguous`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from hub.people.units import OTHER_CODES, Ambiguous, Unit, UnitList, load_units
from hub.text import fold, squeeze

_KEPT = 4096
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_WORD = re.compile(r"\w+")
_SEGMENT = re.compile(r"\s*[,;()\[\]]+\s*|\s+[-–—]\s+")
_CODE = re.compile(r"(\d{5})(?:\.0+)?")
_DOTTED = re.compile(r"\b(x|p|tt|h|tx|tp)\.\s*", re.IGNORECASE)  # "X. Lìa", "P.1", "UBMTTQ x. Lìa"
_LONG = {"x": "xã", "p": "phường", "tt": "thị trấn", "h": "huyện", "tx": "thị xã", "tp": "thành phố"}
_FRONT = re.compile(
    r"\b(?:co quan )?(?:u[yi] ban |ub ?)?(?:mat tran to quoc|mat tran|mttq|mt)(?: ?(?:viet nam|vn))?\b"
)
_PREFIXES: dict[tuple[str, ...], str] = {
    ("xa",): "xa",
    ("phuong",): "phuong",
    ("dac", "khu"): "dac_khu",
    ("thi", "tran"): "thi_tran",
    ("huyen",): "huyen",
    ("thi", "xa"): "huyen",
    ("thanh", "pho"): "huyen",
    ("tp",): "huyen",
    ("tx",): "huyen",
    ("tinh",): "tinh",
}
# Short prefixes without a dot count only where a name begins: "X Lìa", "P 1", "TT Hồ Xá".
_SHORT: dict[tuple[str, ...], str] = {
    ("x",): "xa",
    ("p",): "phuong",
    ("dk",): "dac_khu",
    ("tt",): "thi_tran",
    ("h",): "huyen",
}


def fold_key(text: str) -> str:
    """Return the letters and digits of `text`, without marks, spaces and punctuation ("dakrong")."""
    return "".join(_WORD.findall(fold(text)))


def marks_key(text: str) -> str:
    """Return the letters of `text` with their marks, so that "Thuỷ" and "Thủy", "Hoà" and "Hòa" are equal."""
    words = []
    for word in _WORD.findall(squeeze(text).casefold()):
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(sorted(c for c in letters if c in _TONES))
        words.append("".join(c for c in letters if c not in _TONES) + tones)
    return "".join(words)


def _body_key(text: str) -> str:
    """Return the key of a provincial body: the Front's name shortened, the province's name dropped."""
    short = _FRONT.sub("mttq", fold(text))
    short = re.sub(r"\btinh quang tri$", "tinh", short.strip())
    return fold_key(re.sub(r"\s*\bviet nam\b", "", short))


@dataclass(frozen=True)
class _Name:
    """One name that a unit of today has or had: its kind then, and the districts of then it lies in."""

    unit: Unit
    kind: str
    marks: str
    folded: str
    districts: frozenset[str]


def _split_prefix(words: list[str], at: int, *, short: bool) -> tuple[str | None, int]:
    """Return the kind named by the words from `at` and how many words that took (`None`, 0: none)."""
    folded = tuple(fold(word) for word in words[at : at + 2])
    for length in (2, 1):
        kind = _PREFIXES.get(folded[:length]) or (_SHORT.get(folded[:length]) if short else None)
        if kind and len(folded) >= length and at + length < len(words):
            return kind, length
    return None, 0


class UnitDirectory:
    """Finds units by what people type; a list names few units many times, so answers are kept."""

    def __init__(self, listed: UnitList) -> None:
        self._found: dict[str, Unit | Ambiguous | None] = {}
        self.units = {unit.code: unit for unit in listed.units}
        self._bodies = {_body_key(name): self.units[code] for name, code in listed.aliases}
        self._provincial = tuple(unit for unit in listed.units if unit.kind == "tinh")
        self._districts: dict[str, set[Unit]] = {}
        for district, code in listed.old_districts:
            self._districts.setdefault(self._bare(district), set()).add(self.units[code])
        self._today = [
            self._name(unit, unit.name, frozenset(d for d, of in self._districts.items() if unit in of))
            for unit in listed.units
            if unit.kind != "tinh"
        ]
        self._before = [
            self._name(self.units[old.unit_code], spelling, frozenset({self._bare(old.district)}))
            for old in listed.old
            for spelling in self._spellings(old.name)
        ]
        # A bare "Hướng Hóa" means the district of before, hence any unit of today in it.
        self._before += [
            self._name(self.units[code], district, frozenset()) for district, code in listed.old_districts
        ]

    @staticmethod
    def _bare(name: str) -> str:
        words = _WORD.findall(name)
        return fold_key(" ".join(words[_split_prefix(words, 0, short=True)[1] :])).removeprefix("dao")

    @staticmethod
    def _spellings(name: str) -> list[str]:
        """Return the ways a name is written: "Thị trấn Nông trường Việt Trung" also NT or without it."""
        return list(
            dict.fromkeys([name, name.replace("Nông trường ", "NT "), name.replace("Nông trường ", "")])
        )

    @staticmethod
    def _name(unit: Unit, name: str, districts: frozenset[str]) -> _Name:
        words = _WORD.findall(name)
        kind, used = _split_prefix(words, 0, short=False)
        bare = " ".join(words[used:])
        return _Name(unit, kind or unit.kind, marks_key(bare), fold_key(bare), districts)

    def find(self, text: str) -> Unit | Ambiguous | None:
        """Return the unit `text` names, `Ambiguous` when several may be meant, `None` when none is."""
        if text not in self._found:
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> Unit | Ambiguous | None:
        text = _DOTTED.sub(lambda short: f"{_LONG[short[1].casefold()]} ", squeeze(text))
        if code := _CODE.fullmatch(text):
            return self.units.get(OTHER_CODES.get(code[1], code[1]))
        if text.upper() in self.units:
            return self.units[text.upper()]
        key = _body_key(text)
        if key in self._bodies:
            return self._bodies[key]
        if key in {"quangtri", "tinh", "mttq", "mttqtinh", "captinh"}:
            town = tuple(n.unit for n in self._today if n.folded == key)
            return Ambiguous((*town, *self._provincial))
        segments = [part for part in _SEGMENT.split(text) if part]
        for index, segment in enumerate(segments):
            found = self._find_in(segment, segments[index + 1 :], marked=fold(text) != text.casefold())
            if found is not None:
                return found
        return None

    def suggest(self, text: str, *, at_most: int = 3) -> list[Unit]:
        """Return units whose names look like `text`, the most alike first."""
        words = _WORD.findall(squeeze(text))
        bare = fold_key(" ".join(words[_split_prefix(words, 0, short=True)[1] :]))
        names = {name.folded: name.unit for name in (*self._before, *self._today)}
        close = get_close_matches(bare, list(names), n=at_most, cutoff=0.82)
        return list(dict.fromkeys(names[key] for key in close))

    def _find_in(self, segment: str, qualifiers: list[str], *, marked: bool) -> Unit | Ambiguous | None:
        """Read the segment from its start, then from each prefix inside it ("UBMTTQ xã Lìa")."""
        words = _WORD.findall(segment)
        for start in range(len(words)):
            kind, used = _split_prefix(words, start, short=start == 0)
            # "xa" inside a text with marks is a syllable of a name (Hồ Xá), not the word for a commune.
            inside = start > 0 and marked and fold(words[start]) == words[start].casefold()
            if start and (kind is None or inside):
                continue
            found = self._read(words[start + used :], kind, qualifiers)
            if found is not None:
                return found
        return None

    def _read(self, words: list[str], kind: str | None, qualifiers: list[str]) -> Unit | Ambiguous | None:
        """Look up "name [huyện …]" whose prefix (`kind`) has been read."""
        if kind == "tinh":
            return (
                Ambiguous(self._provincial) if not words or fold_key("".join(words)) == "quangtri" else None
            )
        if kind == "huyen":
            units = self._districts.get(fold_key("".join(words)).removeprefix("dao"))
            return _answer(units or ())
        for at in range(1, len(words)):
            level, _used = _split_prefix(words, at, short=False)
            if level in {"huyen", "tinh"}:
                qualifiers = [" ".join(words[at:]), *qualifiers]
                words = words[:at]
                break
        old = bool(words[1:]) and words[-1].casefold() == "cũ"
        words = words[:-1] if old else words
        old = old or any(fold_key(q) == "cu" for q in qualifiers)
        district = self._district_of(qualifiers)
        name = " ".join(words)
        found = self._lookup(name, kind, district, old=old)
        if not found and (kind or district or old):
            loose = self._lookup(name, kind, None, old=False) or self._lookup(name, None, None, old=False)
            return Ambiguous(tuple(sorted(loose, key=lambda u: u.sort_key))) if loose else None
        return _answer(found)

    def _district_of(self, qualifiers: list[str]) -> str | None:
        """Return the key of the district of before that a qualifier names, if one does."""
        for qualifier in qualifiers:
            words = _WORD.findall(qualifier)
            kind, used = _split_prefix(words, 0, short=True)
            key = fold_key(" ".join(words[used:])).removeprefix("dao").removesuffix("cu")
            if key in self._districts and (kind == "huyen" or (kind is None and key != "quangtri")):
                return key
        return None

    def _lookup(self, name: str, kind: str | None, district: str | None, *, old: bool) -> set[Unit]:
        """Return the units of that name: with its marks, else folded; of today, else of before."""

        def fits(entry: _Name) -> bool:
            return kind in (None, entry.kind) and (district is None or district in entry.districts)

        today = [] if old else [entry for entry in self._today if fits(entry)]
        before = [entry for entry in self._before if fits(entry)]
        if kind is None and fold_key(name).isdigit():
            return set()  # a bare "4" is a number, not Phường 4
        wanted = {"marks": marks_key(name), "folded": fold_key(name)}
        for field, key in wanted.items():
            current = {e.unit for e in today if getattr(e, field) == key}
            former = {e.unit for e in before if getattr(e, field) == key}
            if district is not None and (current or former):
                return current | former
            if current or former:
                return current or former
        return set()


def _answer(units: Iterable[Unit]) -> Unit | Ambiguous | None:
    """Return the one unit, `Ambiguous` for several, `None` for none."""
    found = sorted(units, key=lambda unit: unit.sort_key)
    if len(found) > 1:
        return Ambiguous(tuple(found))
    return found[0] if found else None


@cache
def directory() -> UnitDirectory:
    """Return the directory over the units of `load_units`."""
    return UnitDirectory(load_units())
