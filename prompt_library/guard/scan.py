"""An expression is tried only where a match can begin: at the words that open with its first letters.

`re` tries an expression that opens with a lookbehind at every character. `Scan` reads off the parsed
expression with which letters its matches begin, and asks the `Openings` of the view where those stand. It
yields exactly what `finditer` yields; an expression that it cannot read is left to `finditer`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, Literal

from prompt_library.guard.openings import LETTERS
from prompt_library.guard.view import UPPER_LETTERS, View, fold

_parser: Any = import_module("re._parser")  # no public door leads to the parsed expression
_MOST = 12000  # openings of one expression; what opens in more ways is cut shorter
_WORD = re.compile(r"\w")
# What a lookbehind forbids right before a match, as a sum: the letters a-z, other letters, digits.
_ASCII, _OTHER, _DIGITS = 1, 2, 4
_NO_WORD = _ASCII | _OTHER | _DIGITS
# With which characters something begins, and whether it is unknown what follows them.
_Leads = frozenset[tuple[str, bool]]
_EMPTY: _Leads = frozenset([("", False)])
_UNKNOWN: _Leads = frozenset([("", True)])


class Scan:
    """An expression for one form of a view, and the letters that its matches begin with."""

    def __init__(self, on: Literal["plain", "low", "fold"], expression: str) -> None:
        self.compiled = re.compile(expression)
        self.on = on
        self._firsts: frozenset[str] = frozenset()
        self._whole: frozenset[str] = frozenset()
        self._cut: frozenset[str] = frozenset()
        self._in_capitals = False
        tree = _parser.parse(expression)
        if self.compiled.flags & re.IGNORECASE:
            return
        texts = frozenset(text for text, _ in _Reader(LETTERS, _folded).leads(tree))
        asked = _ASCII if on == "fold" else _ASCII | _OTHER
        asked |= _DIGITS if any(text[:1].isdigit() for text in texts) else 0
        if asked & ~_guard(tree) or not all(map(_WORD.match, texts)):
            return
        self._firsts = frozenset(text for text, _ in _Reader(1, str).leads(tree))
        self._whole = frozenset(text for text in texts if len(text) == LETTERS)
        self._cut = texts - self._whole
        self._in_capitals = on == "plain" and bool(self._cut) and self._firsts <= UPPER_LETTERS

    @property
    def narrow(self) -> bool:
        """Say whether it is known where matches begin."""
        return bool(self._firsts)

    def over(self, view: View, among: Iterable[int] | None = None) -> Iterator[re.Match[str]]:
        """Yield the matches in the view, from the left, without overlaps.

        `among` are the places, in order, at one of which every match begins, where the caller knows better.
        """
        text: str = getattr(view, self.on)
        firsts = self._firsts
        if not firsts and among is None:
            yield from self.compiled.finditer(text)
            return
        match, end = self.compiled.match, 0
        for at in self.places(view) if among is None else among:
            if at >= end and text[at] in firsts and (found := match(text, at)):
                yield found
                end = found.end()

    def inside(self, view: View, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield the matches in the slice `start:end`, at offsets into it, nothing seen of what is outside."""
        text: str = getattr(view, self.on)[start:end]
        if not self._firsts:
            yield from self.compiled.finditer(text)
            return
        match, stop = self.compiled.match, 0
        places = view.openings.kept(self, self._whole, self._cut)
        for at in (start, *places[bisect_right(places, start) : bisect_left(places, end)]):
            if at - start >= stop and (found := match(text, at - start)):
                yield found
                stop = found.end()

    def places(self, view: View) -> list[int]:
        """Return in order where matches may begin, of an expression that is narrow."""
        if self._in_capitals:
            return view.capitals
        return view.openings.of(self._whole, self._cut)


def _folded(char: str) -> str:
    """Return a character of any form of a view as it is in `fold`."""
    low = char.lower()
    return fold(low if len(low) == 1 else char).replace("_", " ")


class _Reader:
    """Read with which characters an expression begins: `depth` or fewer, each passed through `form`."""

    def __init__(self, depth: int, form: Callable[[str], str]) -> None:
        self._depth = depth
        self._form = form

    def leads(self, items: Iterable[tuple[Any, Any]]) -> _Leads:
        """Return the beginnings of what `items` match one after the other."""
        found = _EMPTY
        for op, value in items:
            found = self._join(found, self._one(str(op), value))
            if all(cut or len(text) == self._depth for text, cut in found):
                break
        return found

    def _join(self, before: _Leads, after: _Leads) -> _Leads:
        still = [text for text, cut in before if not cut and len(text) < self._depth]
        if still:  # no more of what follows than finds room
            room = self._depth - min(map(len, still))
            after = frozenset((text[:room], cut and len(text) < room) for text, cut in after)
        if len(still) * len(after) + len(before) > _MOST:
            after = frozenset((text[:1], True) for text, _ in after)
        if len(still) * len(after) + len(before) > _MOST:
            return frozenset((text, True) for text, _ in before)
        grown = {((text + more)[: self._depth], cut) for text in still for more, cut in after}
        return frozenset(grown | {(text, cut) for text, cut in before if cut or len(text) == self._depth})

    def _one(self, op: str, value: Any) -> _Leads:
        if op == "LITERAL":
            return frozenset([(self._form(chr(value)), False)])
        if op == "IN":
            return self._class(value)
        if op == "BRANCH":
            return frozenset[tuple[str, bool]]().union(*map(self.leads, value[1]))
        if op == "SUBPATTERN" and not value[1] and not value[2]:
            return self.leads(value[3])
        if op in ("MAX_REPEAT", "MIN_REPEAT"):
            return self._repeat(*value)
        return _EMPTY if op in ("AT", "ASSERT", "ASSERT_NOT") else _UNKNOWN

    def _class(self, members: Iterable[tuple[Any, Any]]) -> _Leads:
        chars = ""
        for op, value in members:
            if str(op) == "LITERAL":
                chars += chr(value)
            elif str(op) == "RANGE" and value[1] - value[0] < _MOST:
                chars += "".join(map(chr, range(value[0], value[1] + 1)))
            elif str(value) == "CATEGORY_DIGIT":
                chars += "0123456789"  # a view has no others
            else:
                return _UNKNOWN
        return frozenset((self._form(char), False) for char in chars)

    def _repeat(self, least: int, most: int, items: Any) -> _Leads:
        one, found, times = self.leads(items), _EMPTY, 0
        out: set[tuple[str, bool]] = set()
        while times < most and times <= self._depth and not all(cut for _, cut in found):
            if times >= least:
                out |= found
            found = self._join(found, one)
            times += 1
        return frozenset(out | {(text, cut or times < most) for text, cut in found})


def _guard(items: Iterable[tuple[Any, Any]]) -> int:
    """Return what surely does not stand right before what `items` match."""
    found = 0
    for op, value in items:
        name = str(op)
        if name == "ASSERT_NOT" and value[0] < 0:
            found |= _forbids(value[1])
        elif name == "ASSERT" and value[0] < 0:
            leads = _Reader(1, str).leads([value[1][-1]])
            found |= _NO_WORD if all(char and not char.isalnum() for char, _ in leads) else 0
        elif name == "AT":
            # What begins with a letter or digit at the edge of a word has neither before it.
            edge = str(value) in ("AT_BEGINNING", "AT_BEGINNING_STRING", "AT_BOUNDARY")
            found |= _NO_WORD if edge else 0
        elif name == "BRANCH":
            common = _NO_WORD
            for branch in value[1]:
                common &= _guard(branch)
            return found | common
        elif name == "SUBPATTERN":
            return found | _guard(value[3])
        elif name not in ("ASSERT", "ASSERT_NOT"):
            break
    return found


def _forbids(items: Any) -> int:
    """Return what a lookbehind of one character forbids."""
    if len(items) != 1 or str(items[0][0]) != "IN":
        return 0
    (first, _), *_ = items[0][1]
    members = {str(value) for _, value in items[0][1]}
    if str(first) == "NEGATE":
        if not members <= {"None", "CATEGORY_NOT_WORD", "CATEGORY_DIGIT", str(ord("_"))}:
            return 0
        return _NO_WORD & ~_DIGITS if "CATEGORY_DIGIT" in members else _NO_WORD
    if "CATEGORY_WORD" in members:
        return _NO_WORD
    ascii_ = _ASCII if str((ord("a"), ord("z"))) in members else 0
    digits = members & {"CATEGORY_DIGIT", str((ord("0"), ord("9")))}
    return ascii_ | (_DIGITS if digits else 0)
