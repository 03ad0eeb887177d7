"""Where words begin, by their first letters without marks: looked up once for a text, asked by many rules."""

from __future__ import annotations

import re
from collections import defaultdict

LETTERS = 3  # of an opening: enough to tell most words apart
_RUNS = (re.compile("[a-z]+"), re.compile("[0-9]+"), re.compile(r"[^\x00-\x7f]"))
_MANY = 150


class Openings:
    """The openings of a folded text; a word begins where no letter a-z stands before it, a number once."""

    def __init__(self, fold: str) -> None:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for runs in _RUNS[: 2 if fold.isascii() else 3]:
            for run in runs.finditer(fold):
                at = run.start()
                places[fold[at : at + LETTERS]].append(at)
        longer: defaultdict[str, list[str]] = defaultdict(list)
        for key in places:
            for size in range(1, LETTERS):
                longer[key[:size]].append(key)
        self._places, self._longer = dict(places), dict(longer)
        self._kept: dict[object, list[int]] = {}

    def kept(self, asker: object, whole: frozenset[str], cut: frozenset[str]) -> list[int]:
        """Return what `of` returns, for an asker that comes more than once."""
        found = self._kept.get(asker)
        if found is None:
            found = self._kept[asker] = self.of(whole, cut)
        return found

    def of(self, whole: frozenset[str], cut: frozenset[str]) -> list[int]:
        """Return in order where a word begins with one of `whole` (three letters) or `cut` (one or two)."""
        places = self._places
        keys = places.keys() & whole if len(whole) < _MANY else set(whole.intersection(places))
        for short in self._longer.keys() & cut if cut else ():
            keys.update(self._longer[short])
        found: list[int] = []
        for key in keys:
            found += places[key]
        found.sort()
        return found
