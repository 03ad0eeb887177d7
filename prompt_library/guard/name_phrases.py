"""Names told by the phrase they stand in: couples, children, who writes, who is hailed, fields of data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_library.guard import lists
from prompt_library.guard import phrase_patterns as patterns
from prompt_library.guard.entity import NAME, Found
from prompt_library.guard.name_patterns import NO_SPEAKER
from prompt_library.guard.name_small import EVERYDAY, EVERYDAY_BARE, LITTLE
from prompt_library.guard.view import View
from prompt_library.guard.words import CAPITALS, SMALL, SPACE, TITLE, Words

_ITEM = re.compile(patterns.PAIR)


def find_phrases(view: View, words: Words) -> Iterator[Found]:
    """Yield the names that a phrase round them gives away, whatever the words are."""
    plain, fold = view.plain, view.fold
    for lead in patterns.COUPLE.over(view) if patterns.COUPLE_WORDS & words.places.keys() else ():
        run = patterns.COUPLE_NAMES.match(plain, lead.end())
        if run and not any(_no_name(words, *span) for span in (run.span(1), run.span(2), run.span())):
            yield from (Found(*run.span(part), NAME, 0.7) for part in (1, 2))
    for lead in patterns.CHILDREN.over(view):
        run = patterns.ROW.match(plain, lead.end())
        if run:
            yield from _row(words, run.start(), run.end(), alone=lead["one"] is not None)
    yield from _senders(view, words)
    yield from _selves(words)
    aged = patterns.AGED_WORDS & words.places.keys()
    ages = (match.start() for match in patterns.AGE.finditer(fold)) if aged else ()
    for match in patterns.AGED.over(view, view.capitals_before(ages, patterns.AGE_AFTER)):
        at, end = words.at_or_after(match.start("run")), words.at_or_after(match.end("run"))
        if _follows(words, at, patterns.LITTLE_ONES) and _person(words, at, end, firm=True):
            yield Found(*match.span("run"), NAME, 0.65)
    for match in patterns.CREDIT.over(view) if patterns.CREDIT_WORDS & words.places.keys() else ():
        at, end = words.at_or_after(match.start("run")), words.at_or_after(match.end("run"))
        if _person(words, at, end, firm=False):
            yield Found(*match.span("run"), NAME, 0.65)
    for match in patterns.FOREIGN.over(view) if patterns.FOREIGN_WORDS & words.places.keys() else ():
        yield Found(*match.span("run"), NAME, 0.75)
    for lead in patterns.SHOWN.over(view) if patterns.SHOWN_WORDS & words.places.keys() else ():
        run = patterns.REST_OF_LINE.match(plain, lead.end())
        if run:
            yield Found(*run.span(), NAME, 0.7)
    if '":' in plain or "':" in plain or '" :' in plain:
        for match in patterns.FIELD.finditer(plain):
            if patterns.FIELD_NAME.fullmatch(fold, *match.span("key")) and not _no_name(
                words, *match.span("run")
            ):
                yield Found(*match.span("run"), NAME, 0.75)
    for match in patterns.INITIALS.over(view):
        if match[0].strip(".").lower() not in patterns.NO_INITIALS:
            yield Found(*match.span(), NAME, 0.65)


def _senders(view: View, words: Words) -> Iterator[Found]:
    """Yield who sends or is hailed at the head of a line."""
    for start in view.line_starts:
        head = patterns.HEAD.match(view.plain, start)
        place = head.end() if head else start
        for pattern in (patterns.SENDER, patterns.HAILED):
            match = pattern.match(view.plain, place)
            if not match:
                continue
            at, end = words.at_or_after(match.start("run")), words.at_or_after(match.end("run"))
            known = pattern is patterns.HAILED and all(words.pair(k) in lists.GIVENS for k in range(at, end))
            if _person(words, at, end, firm=known or match["firm"] is not None):
                yield Found(*match.span("run"), NAME, 0.65)


def _selves(words: Words) -> Iterator[Found]:
    """Yield who writes of himself: `tui Chien ne`, `em là Lyy nek`."""
    case, gap = words.case, words.gap
    for word in patterns.HERE_BARE & words.places.keys():
        for end in words.places[word]:
            if (
                not end
                or case[end - 1] != TITLE
                or gap[end - 1] != SPACE
                or words.low[end] not in patterns.HERE
            ):
                continue
            at = end - 1
            while at and end - at < 3 and gap[at - 1] == SPACE and case[at - 1] == TITLE:
                at -= 1
            at += at + 1 < end and words.low[at] in patterns.SELF  # Con Thắm đây
            if _follows(words, at, patterns.SELF) and _person(words, at, end, firm=True):
                yield Found(words.starts[at], words.ends[end - 1], NAME, 0.65)


def _follows(words: Words, at: int, before: frozenset[str]) -> bool:
    """Say whether word `at` follows one of `before`, `là` or `tên` between them perhaps."""
    if not at or words.gap[at - 1] != SPACE:
        return False
    by = 2 if words.fold[at - 1] in ("la", "ten") and at > 1 and words.gap[at - 2] == SPACE else 1
    return words.low[at - by] in before


def _no_name(words: Words, start: int, stop: int) -> bool:
    """Say whether the words between two places are a body, a place or plain words."""
    at, end = words.at_or_after(start), words.at_or_after(stop)
    if at >= end:
        return True
    first = words.pair(at)
    if (first in lists.BODY_HEADS or first in lists.PLACE_HEADS) and words.low[at] not in lists.SURNAMES:
        return first not in lists.GIVENS or end - at > 1
    return any(words.pairs(k, k + 2) in lists.COMPOUNDS for k in range(at, end - 1)) or any(
        words.pair(k) in lists.NAME_STOPS and words.pair(k) not in lists.GIVENS for k in range(at, end)
    )


def _goes_on_as_word(words: Words, end: int) -> bool:
    """Say whether the word before `end` is half of a common word with the next one."""
    follows = end < len(words) and words.gap[end - 1] == SPACE
    return follows and words.pairs(end - 1, end + 1) in lists.COMPOUNDS


def _row(words: Words, start: int, stop: int, *, alone: bool) -> Iterator[Found]:
    """Yield the items of a row of names after `ba đứa con`; one item only where one may stand alone."""
    spans = [m.span() for m in _ITEM.finditer(words_text(words, start, stop), 0)]
    places = [(words.at_or_after(start + a), words.at_or_after(start + b)) for a, b in spans]
    if not places or (len(places) < 2 and not alone):
        return
    for at, end in places:
        whole = words.pairs(at, end)
        if whole in lists.PLACES or whole in lists.PUBLIC or whole in lists.PEOPLES:
            return
        if _no_name(words, words.starts[at], words.ends[end - 1]) or _goes_on_as_word(words, end):
            return
    if len(places) == 1 and words.pair(places[0][0]) not in lists.GIVENS:
        return
    for at, end in places:
        yield Found(words.starts[at], words.ends[end - 1], NAME, 0.62)


def words_text(words: Words, start: int, stop: int) -> str:
    """Return the capitalised shape of the words between two places, other characters as commas."""
    out = []
    at = words.at_or_after(start)
    place = start
    while at < len(words) and words.starts[at] < stop:
        gap = words.starts[at] - place
        out.append(" " if gap == 1 and at and words.gap[at - 1] == SPACE else "," * gap)
        low = words.low[at]
        out.append(low.capitalize() if words.case[at] != SMALL else low)
        place = words.ends[at]
        at += 1
    return "".join(out)


def _person(words: Words, at: int, end: int, *, firm: bool) -> bool:
    """Say whether the capitalised words `at:end` may be a person where a person is expected."""
    whole = words.pairs(at, end)
    if whole in lists.PLACES or whole in lists.PUBLIC or whole in lists.PEOPLES or whole in lists.COMPOUNDS:
        return False
    if _no_name(words, words.starts[at], words.ends[end - 1]) or _goes_on_as_word(words, end):
        return False
    if all(words.case[k] == CAPITALS for k in range(at, end)):
        return False
    if any(words.pair(k) in NO_SPEAKER for k in range(at, end)):
        return False
    if firm and (words.pair(at) not in lists.KIN_ANY or words.pair(at) in lists.GIVENS):
        return len(words.low[at]) > 1 and words.low[at] not in ("nào", "mình", "nì", "sếp", "mn")
    if end - at == 1:
        low, bare = words.low[at], words.fold[at]
        if words.pair(at) not in lists.GIVENS or low in EVERYDAY:
            return False
        return low != bare or (bare not in EVERYDAY_BARE and bare not in LITTLE)
    return any(words.pair(k) in lists.GIVENS for k in range(at, end)) and words.case[at] == TITLE
