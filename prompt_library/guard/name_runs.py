"""Given names in a row: `ca 1: Hưng, Thủy`, `Hiếu và Nghĩa đi xã`; a row of places or subjects is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_library.guard import lists
from prompt_library.guard.entity import NAME, Found
from prompt_library.guard.name_acts import find_acts
from prompt_library.guard.name_cues import find_cues
from prompt_library.guard.name_phrases import find_phrases
from prompt_library.guard.name_small import EVERYDAY
from prompt_library.guard.name_telex import find_typed
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import UPPER, View
from prompt_library.guard.words import SMALL, SPACE, Words

_ITEM = rf"[{UPPER}][^\W\d_{UPPER}]{{0,6}}(?: [{UPPER}][^\W\d_{UPPER}]{{0,6}})?"
_LONGEST = 15  # characters of an item
_RUN = Scan(
    "plain",
    rf"(?<![\w\-]){_ITEM}(?:(?:, | và | - |, và | với | \+ | & |/){_ITEM}){{1,30}}(?![\w\-/]"
    rf"| [{UPPER}])",
)
_JOINED = re.compile(
    rf"[{UPPER}](?:(?<=, .)|(?<=/.)|(?<= [\-+&] .)|(?<= và .)|(?<= với .))"  # what every row holds
)
_ONE = re.compile(_ITEM)
# Rows of one-syllable words that are no persons: subjects, seasons, quarters, countries, wishes, the zodiac.
_NO_PERSONS = lists.Words(lists.section("small_words", "rows"))


def find_runs(view: View, words: Words) -> Iterator[Found]:
    """Yield the names of each row of given names, one syllable each or one of them at least."""
    yield from find_phrases(view, words)
    yield from find_typed(view, words)
    yield from find_cues(view, words)
    yield from find_acts(view, words)
    joined = (match.start() for match in _JOINED.finditer(view.plain))
    for match in _RUN.over(view, view.capitals_before(joined, _LONGEST + 5)):
        spans = [m.span() for m in _ONE.finditer(view.plain, match.start(), match.end())]
        first = words.at_or_after(match.start())
        if first and words.gap[first - 1] == SPACE:
            before = words.pairs(max(0, first - 2), first)
            if words.case[first - 1] != SMALL or words.pair(first - 1) in lists.PLACE_HEADS:
                continue
            if before in lists.PLACE_HEADS or words.pair(first - 1) in lists.BODY_HEADS:
                continue
        surely = singles = 0
        for start, end in spans:
            at, stop = words.at_or_after(start), words.at_or_after(end)
            whole = words.pairs(at, stop)
            if stop - at == 2 and len(words.low[stop - 1]) == 1:
                stop -= 1  # Tâm B: one of two of the same name
                whole = words.pairs(at, stop)
            if any(
                words.pair(k) not in lists.GIVENS or words.pair(k) in _NO_PERSONS for k in range(at, stop)
            ):
                break
            if (
                whole in lists.PLACES
                or whole in lists.PUBLIC
                or whole in lists.COMPOUNDS
                or whole in lists.PEOPLES
            ):
                break
            if (
                stop < len(words)
                and words.gap[stop - 1] == SPACE
                and words.pairs(stop - 1, stop + 1) in lists.COMPOUNDS
            ):
                break
            singles += stop == at + 1
            surely += stop == at + 1 and words.low[at] not in EVERYDAY
        else:
            if surely and singles * 2 >= len(spans):
                yield from (Found(start, end, NAME, 0.6) for start, end in spans)
