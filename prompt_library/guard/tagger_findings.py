"""What the tagger adds to the rules, where no list speaks against it, and what it doubts.

Of the rules' findings only a weak rule's address may fall, where no word of it looks like part of anything.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from prompt_library.guard import entity as kinds
from prompt_library.guard import lists
from prompt_library.guard.entity import Found
from prompt_library.guard.name_small import EVERYDAY, EVERYDAY_BARE
from prompt_library.guard.tagger import KINDS, likelihoods
from prompt_library.guard.tagger_weights import Weights
from prompt_library.guard.view import View
from prompt_library.guard.words import SMALL, SPACE, TITLE, Words

# How likely one word of a span has to be for the span to be added; for other kinds the gain is too small.
LEAST: Mapping[str, float] = MappingProxyType({kinds.NAME: 0.7, kinds.ADDRESS: 0.8, kinds.HEALTH: 0.85})
_LEAST_ALONE = 0.9  # of a name that is one word
_EACH = 0.3  # how likely every word of a span is
_APART = 3  # characters between two words of one span
_SURE_ENOUGH = 0.62  # what is added leaves no text in doubt at the gateway
# A rule's address no surer than the first is dropped where no word of it is as likely as the second.
DOUBTED = 0.76
HARDLY = 0.005
_HEADS = lists.Words(lists.PLACE_HEADS.marked | lists.BODY_HEADS.marked)
_MANY_DIGITS = re.compile(r"(?:\d\W?){4}")


class Tagged:
    """How the tagger reads a view."""

    def __init__(self, view: View, weights: Weights | None = None) -> None:
        self._view = view
        tokens, self._chances, self._begins = likelihoods(view, weights)
        self._spans = tokens.spans
        self._starts = [start for start, _ in self._spans]

    def find(self) -> Iterator[Found]:
        """Yield the spans that the tagger takes for a name, an address or a condition."""
        for kind, least in LEAST.items():
            likely = self._chances[:, KINDS.index(kind)]
            begins = self._begins[:, KINDS.index(kind)]
            places = (likely >= _EACH).nonzero()[0].tolist()
            runs: list[list[int]] = []
            for at in places:
                new = not runs or runs[-1][1] != at - 1 or begins[at] > likely[at] / 2
                if new or not self._one(kind, at - 1, at):
                    runs.append([at, at])
                else:
                    runs[-1][1] = at
            for first, last in runs:
                most = float(likely[first : last + 1].max())
                if most >= (_LEAST_ALONE if kind == kinds.NAME and first == last else least):
                    confidence = max(_SURE_ENOUGH, round(most * 0.8, 2))
                    yield Found(self._spans[first][0], self._spans[last][1], kind, confidence)

    def _one(self, kind: str, at: int, after: int) -> bool:
        """Say whether what stands between two words leaves them in one span."""
        start, end = self._spans[at]
        between = self._view.plain[end : self._spans[after][0]]
        if kind != kinds.NAME:
            return len(between) <= _APART and "|" not in between and "\t" not in between
        return between in (" ", "-") or (end - start == 1 and between in (".", ". "))

    def doubts(self, address: Found) -> bool:
        """Say whether an address that a weak rule found is none; one that holds a number stays."""
        if address.sure or address.confidence > DOUBTED:
            return False
        if _MANY_DIGITS.search(self._view.plain, address.start, address.end):
            return False
        first = bisect_right(self._starts, address.start)
        first -= first > 0 and self._spans[first - 1][1] > address.start
        last = bisect_left(self._starts, address.end)
        some = self._chances[first:last]
        return bool(some.size) and float(some.sum(axis=1).max()) < HARDLY


def is_name(view: View, words: Words, name: Found) -> bool:
    """Say whether no list speaks against a name that the tagger found."""
    at, end = words.at_or_after(name.start), words.at_or_after(name.end)
    if at == end or any(map(str.isdigit, view.plain[name.start : name.end])):
        return False
    whole = words.pairs(at, end)
    if whole in lists.PUBLIC or whole in lists.PLACES or whole in lists.COMPOUNDS or whole in lists.PEOPLES:
        return False
    joined = at > 0 and words.gap[at - 1] == SPACE
    alone = end - at == 1
    if alone and (len(words.low[at]) == 1 or not joined or whole in lists.NAME_STOPS):
        return False  # a word alone needs one before it to say that it is a person
    if alone and words.case[at] == SMALL and (words.low[at] in EVERYDAY or words.low[at] in EVERYDAY_BARE):
        return False  # `ông hứa kiểm tra`
    follows = end < len(words) and words.gap[end - 1] == SPACE and words.case[end] == SMALL
    if follows and words.pairs(end - 1, end + 1) in lists.COMPOUNDS:
        return False
    return not _after_head(words, at)


def beside(names: Sequence[Found], tagged: Iterable[Found]) -> list[Found]:
    """Return what was tagged without what meets two of the names that rules found: it would make them one."""
    starts = sorted((name.start, name.end) for name in names)
    kept = []
    for one in tagged:
        met = {span for span in starts if span[0] < one.end and one.start < span[1]}
        if len(met) < 2:
            kept.append(one)
    return kept


def _after_head(words: Words, at: int) -> bool:
    """Say whether word `at` goes on the name of a body or a place: `Công ty Hoàng Gia`, `Cồn Mệ Lành`."""
    titled = at > 1 and words.case[at - 1] == words.case[at - 2] == TITLE and words.gap[at - 2] == SPACE
    if titled and words.gap[at - 1] == SPACE and words.pair(at - 1) in lists.KIN_ANY:
        return True
    for before in range(at - 1, max(-1, at - 5), -1):
        if words.gap[before] != SPACE:
            return False
        for size in (1, 2):
            if before + 1 >= size and words.pairs(before + 1 - size, before + 1) in _HEADS:
                return True
        if words.case[before] == SMALL:
            return False
    return False
