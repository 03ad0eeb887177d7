"""How a name goes on past what the rules read: after a hyphen, in a list, at the head of the next line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prompt_library.guard import lists
from prompt_library.guard import shape_patterns as patterns
from prompt_library.guard.entity import NAME, Found
from prompt_library.guard.view import View
from prompt_library.guard.words import BREAK, SMALL, SPACE, TITLE, Words


def grow(view: View, words: Words, names: Sequence[Found]) -> Iterator[Found]:
    """Yield what of a name stands after a hyphen, after its initials, or at the head of the next line."""
    plain = view.plain
    ends = sorted((name.end, name.start) for name in names)
    starts = {name.start for name in names}
    stops = {name.end for name in names}
    for end, begin in ends:
        listed = patterns.LISTED.match(plain, end)
        if not listed:
            continue
        # Two names in a row make a list: what follows between commas is one too.
        goes_on = listed.end() in starts or (begin - 2 in stops and plain[begin - 2 : begin] in (", ", "; "))
        for item in patterns.ITEM.finditer(plain, *listed.span()):
            at, stop = words.at_or_after(item.start()), words.at_or_after(item.end())
            if item.start() in starts or at >= stop:
                continue
            whole = words.pairs(at, stop)
            if (
                whole in lists.PLACES
                or whole in lists.PUBLIC
                or whole in lists.PEOPLES
                or whole in lists.COMPOUNDS
            ):
                break
            if words.pair(at) in lists.PLACE_HEADS or any(
                words.pair(k) in lists.NAME_STOPS for k in range(at, stop)
            ):
                break
            of_people = (
                words.fold[at] in ("con", "kan", "a", "y", "vo", "pa", "am", "pi", "ra") and stop - at > 1
            )
            known = stop - at in (2, 3, 4) and words.low[at] in lists.SURNAMES
            if any(words.pairs(k, k + 2) in lists.COMPOUNDS for k in range(at, stop)):
                break
            if goes_on or of_people or known:
                yield Found(item.start(), item.end(), NAME, 0.62)
    for name in names:
        before = patterns.LITTLE_ONE.search(plain, max(0, name.start - 4), name.start)
        if before:
            yield Found(before.start(), name.end, NAME, name.confidence)
        first = words.at_or_after(name.start)
        if first and _family_before(words, first):
            yield Found(words.starts[first - 1], name.end, NAME, name.confidence)
        alias = patterns.ALIAS.match(plain, name.end)
        if alias and " " in plain[name.start : name.end]:
            called = words.pair(words.at_or_after(alias.start(1)))
            if called in lists.GIVENS and called not in lists.PLACES and called[0] not in patterns.NO_ALIAS:
                yield Found(*alias.span(1), NAME, 0.62)
        if cell := patterns.NEXT_CELL.match(plain, name.end):
            yield from _next_cell(view, words, name, cell.span(1), starts)
        more = patterns.TAIL.match(plain, name.end)
        if more and more[0]:
            yield Found(name.start, more.end(), NAME, name.confidence)
            continue
        at, end = words.at_or_after(name.start), words.at_or_after(name.end)
        if not at < end < len(words) or words.gap[end - 1] != BREAK or end - at > 3:
            continue
        family = lists.SURNAMES.get(words.low[at], 0) or lists.SURNAMES_BARE.get(words.fold[at], 0)
        match = patterns.NEXT_LINE.match(plain, words.ends[end - 1])
        if not match or not (
            family or patterns.LABEL_END.search(view.fold[max(0, name.start - 14) : name.start])
        ):
            continue
        stop = words.at_or_after(match.end())
        rest = range(end, stop)
        if any(words.case[k] == SMALL or words.pair(k) in lists.NAME_STOPS for k in rest):
            continue
        if words.case[end] != words.case[at] or words.pairs(end, stop) in lists.COMPOUNDS:
            continue
        bare = [(words.fold[k], words.fold[k]) for k in rest]
        if any(pair in lists.GIVENS for pair in bare) and not any(
            words.pair(k) in lists.KIN_ANY for k in rest
        ):
            yield Found(name.start, words.ends[stop - 1], NAME, 0.7)


def _next_cell(
    view: View, words: Words, name: Found, cell: tuple[int, int], starts: set[int]
) -> Iterator[Found]:
    """Yield the part of a name in the next cell: `Lê Văn | Đọt`, `Diệp | Thị Hoài | An`."""
    first, last = words.at_or_after(name.start), words.at_or_after(name.end)
    at, end = words.at_or_after(cell[0]), words.at_or_after(cell[1])
    stops = any(words.pair(k) in lists.NAME_STOPS or words.pair(k) in lists.KIN_ANY for k in range(at, end))
    whole = words.pairs(at, end)
    if stops or whole in lists.PLACES or whole in lists.PEOPLES or whole in lists.COMPOUNDS:
        return
    if whole[0] in patterns.NO_ALIAS or not lists.SURNAMES.get(words.low[first], 0):
        return
    middle = words.pair(last - 1)
    split = "dem" in words.places or "lot" in words.places
    ends = last - first > 1 and (middle in lists.MIDDLES_SURE or (split and middle in lists.MIDDLES))
    inner = last - first == 1 and split and words.pair(at) in lists.MIDDLES
    if ends or inner:
        yield Found(*cell, NAME, 0.65)
        behind = patterns.NEXT_CELL.match(view.plain, cell[1]) if inner else None
        if behind and behind.start(1) not in starts and behind[1].lower() not in patterns.NO_ALIAS:
            yield Found(*behind.span(1), NAME, 0.62)


def _family_before(words: Words, at: int) -> bool:
    """Say whether the word before word `at` is the family name that belongs to it."""
    before = at - 1
    if (
        words.gap[before] != SPACE
        or words.case[before] != TITLE
        or at >= len(words)
        or words.case[at] != TITLE
    ):
        return False
    pair = words.pair(before)
    if words.low[before] not in lists.SURNAMES or pair in lists.KIN_ANY or pair in lists.PLACE_HEADS:
        return False
    return not (before and words.gap[before - 1] == SPACE and words.case[before - 1] != SMALL)
