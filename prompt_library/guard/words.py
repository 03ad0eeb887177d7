"""The words of a view and how they hang together: what the rules for names and terms walk over."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from prompt_library.guard.lists import agrees, scanned, section
from prompt_library.guard.view import View, fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_END_OF_SENTENCE = re.compile(r"[.!?:;\n|]")

# How a word is written.
SMALL, TITLE, CAPITALS = 0, 1, 2
# What stands between a word and the next one.
APART, SPACE, HYPHEN, BREAK, DASH = 0, 1, 2, 3, 4

# A share of words with marks below which a text is taken as typed without them.
_BARE_TEXT = 0.06
# Family names which without marks are no other word: a name may be typed bare in a text with marks.
_BARE_NAMES = section("small_words", "bare-names")
_NO_BARE = "\0"


@dataclass(frozen=True)
class Words:
    """Parallel lists over the words of a view."""

    starts: list[int]
    ends: list[int]
    low: list[str]
    fold: list[str]
    case: list[int]
    gap: list[int]  # to the next word
    bare: list[str]  # `fold` where the writer leaves marks out, else something no list holds

    @property
    def bare_text(self) -> bool:
        """Say whether the whole text is typed without marks."""
        return self.bare is self.fold

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Return the numbers of the words by what they are without marks."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.fold):
            found.setdefault(word, []).append(at)
        return found

    @cached_property
    def nexts(self) -> list[str]:
        """Return for each word the next one without marks, '' for the last."""
        return [*self.fold[1:], ""]

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self.starts)

    def pair(self, at: int) -> tuple[str, str]:
        """Return the word with and without marks, for the lists."""
        return self.low[at], self.bare[at]

    def pairs(self, at: int, end: int) -> tuple[str, str]:
        """Return the words `at:end` joined by spaces, with and without marks."""
        bare = self.bare
        if end - at == 2 and at >= 0 and end <= len(bare):
            # Most are asked for by twos.
            two = f"{self.low[at]} {self.low[at + 1]}"
            return two, (_NO_BARE if bare[at] is _NO_BARE else f"{bare[at]} {bare[at + 1]}")
        low = self.low[at:end]
        if len(low) == 1:
            return low[0], bare[at]
        joined = " ".join(low)
        # A word of no list makes the whole of none: no second string to build.
        if low and bare[at] is _NO_BARE:
            return joined, _NO_BARE
        rest = bare[at:end]
        return joined, joined if rest == low else " ".join(rest)

    def at_or_after(self, place: int) -> int:
        """Return the number of the first word that begins at `place` or later."""
        return bisect_left(self.starts, place)


class Phrases:
    """Terms of one or more words, to be found in a view's words, with marks or, if left out, without."""

    def __init__(self, forms: frozenset[str]) -> None:
        # By first and second word ('' where the term has one word), the longest first.
        self._by_two: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
        # What may follow each first word.
        self._seconds: dict[str, set[str]] = {}
        for form in forms:
            parts = tuple(fold(w) for w in _WORD.findall(form))
            if parts:
                two = (parts[0], parts[1] if len(parts) > 1 else "")
                self._by_two.setdefault(two, []).append((parts, " ".join(_WORD.findall(form))))
                self._seconds.setdefault(two[0], set()).add(two[1])
        for found in self._by_two.values():
            found.sort(key=lambda item: -len(item[0]))

    def at(self, words: Words, at: int) -> int:
        """Return the end of the longest term at word `at`, 0 if none stands there."""
        first, last = words.fold[at], len(words.fold)
        keys = ((first, words.fold[at + 1]), (first, "")) if at + 1 < last else ((first, ""),)
        for key in keys:
            for parts, form in self._by_two.get(key, ()):
                end = at + len(parts)
                if tuple(words.fold[at:end]) != parts or any(
                    words.gap[k] == APART for k in range(at, end - 1)
                ):
                    continue
                low = " ".join(words.low[at:end])
                if low == form or (
                    scanned(low, form)
                    if len(parts) > 2
                    else (len(parts) > 1 or words.bare[at] != _NO_BARE) and agrees(low, form)
                ):
                    return end
        return 0

    def find(self, words: Words) -> Iterator[tuple[int, int]]:
        """Yield (first word, end) of each term, the longest at its place, without overlaps."""
        places = words.places
        nexts = words.nexts
        likely = []
        for word in self._seconds.keys() & places.keys():
            seconds = self._seconds[word]
            likely += places[word] if "" in seconds else [at for at in places[word] if nexts[at] in seconds]
        for at in sorted(likely):
            end = self.at(words, at)
            if end:
                yield at, end


def split(view: View) -> Words:
    """Return the words of `view`."""
    plain, view_low, view_fold = view.plain, view.low, view.fold
    spans = [m.span() for m in _WORD.finditer(plain)]
    starts = [s for s, _ in spans]
    ends = [e for _, e in spans]
    low = [view_low[s:e] for s, e in spans]
    folded = [view_fold[s:e] for s, e in spans]
    case = [
        SMALL if not plain[s].isupper() else CAPITALS if e - s > 1 and plain[s:e].isupper() else TITLE
        for s, e in spans
    ]
    gap = [
        SPACE
        if start - end == 1 and plain[end] == " "
        else _gap(plain[end:start], end - first, word in ("ng", "th"))
        for first, end, start, word in zip(starts, ends, starts[1:], folded, strict=False)
    ]
    gap.append(APART)
    return Words(starts, ends, low, folded, case, gap, _bare(view, starts, low, folded))


def _bare(view: View, starts: list[int], low: list[str], folded: list[str]) -> list[str]:
    """Return for each word its bare form where marks are left out, else a word of no list."""
    marked = [a != b for a, b in zip(low, folded, strict=True)]
    if sum(marked) <= _BARE_TEXT * len(marked):
        return folded
    bare = [_NO_BARE] * len(low)
    at = 0
    for line_end in (*view.line_starts[1:], len(view.plain) + 1):
        end = bisect_left(starts, line_end, at)
        if end - at >= 4 and sum(marked[at:end]) <= _BARE_TEXT * (end - at):
            bare[at:end] = folded[at:end]
        at = end
    for at, word in enumerate(folded):
        if word in _BARE_NAMES and not marked[at] and not any(marked[at : at + 3]) and len(low) >= at + 2:
            stop = at
            while stop < len(low) and not marked[stop] and stop < at + 5:
                stop += 1
            bare[at:stop] = folded[at:stop]
    return bare


def _gap(between: str, length: int, short: bool) -> int:
    if between in (" ", "  "):
        return SPACE
    if between in ("-", "_", "."):
        return SPACE if between == "." and (length == 1 or short) else HYPHEN
    if between in (".", ". ") and (length == 1 or short):
        return SPACE  # an initial: N.V.M, Trần V. Ghi
    if between in (" - ", " -", "- "):
        return DASH
    return BREAK if len(between) <= 8 and between.strip(" ") in ("\n", "") else APART


def begins_sentence(view: View, words: Words, at: int) -> bool:
    """Say whether word `at` is the first of its sentence, line or cell."""
    return at == 0 or bool(_END_OF_SENTENCE.search(view.plain, words.ends[at - 1], words.starts[at]))
