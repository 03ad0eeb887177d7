"""Detection: every rule looks at one view, and their findings are settled into one row of entities."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from prompt_library.guard import entity as kinds
from prompt_library.guard.address_tagged import TaggedAddressFinder
from prompt_library.guard.contacts import find_contacts
from prompt_library.guard.dates import find_births, find_births_after
from prompt_library.guard.entity import RANK, Entity, Found
from prompt_library.guard.name_grow import grow
from prompt_library.guard.name_odd import find_odd_names
from prompt_library.guard.name_runs import find_runs
from prompt_library.guard.name_shapes import ShapeFinder
from prompt_library.guard.names import NameFinder
from prompt_library.guard.numbers import find_numbers
from prompt_library.guard.ordinary import without_ordinary
from prompt_library.guard.repeats import find_listed, find_repeats, sweep
from prompt_library.guard.sensitive import SensitiveFinder
from prompt_library.guard.tables import read_tables
from prompt_library.guard.tagger_findings import Tagged, beside, is_name
from prompt_library.guard.view import View, look
from prompt_library.guard.words import split


def detect(text: str) -> tuple[Entity, ...]:
    """Return the entities of `text`, in order, without overlaps, at offsets into its NFC form."""
    view = look(text)
    return sweep([view.text], [detect_in(view)])[0]


def detect_in(view: View) -> tuple[Entity, ...]:
    """Return the entities of a view; the offsets are those of `view.text`."""
    if not view.plain.strip():
        return ()
    words = split(view)
    table = read_tables(view)
    found: list[Found] = list(table.found)
    numbers = [f for f in (*find_contacts(view), *find_numbers(view)) if not _inside(f, table.protected)]
    found += numbers
    found += find_births(view)
    blocked = _Spans(f for f in found if (f.sure and f.type != kinds.NAME) or f.type == kinds.EMAIL)
    names = [
        n
        for n in (
            *NameFinder(view, words).find(),
            *find_odd_names(view),
            *find_runs(view, words),
            *ShapeFinder(view, words).find(),
        )
        if not blocked.meets(n)
    ]
    names = [n for n in without_ordinary(view, words, names) if not _inside(n, table.protected)]
    names += [f for f in table.found if f.type == kinds.NAME]
    names += [n for n in grow(view, words, names) if not blocked.meets(n)]
    names += [n for n in find_listed(view, words, names) if not blocked.meets(n)]
    again = without_ordinary(view, words, find_repeats(view, words, names))
    names += [n for n in again if not blocked.meets(n)]
    tagger = Tagged(view)
    tagged = [t for t in tagger.find() if not blocked.meets(t) and not _inside(t, table.protected)]
    told = [t for t in tagged if t.type == kinds.NAME and is_name(view, words, t)]
    names += beside(names, without_ordinary(view, words, told))
    found += (n for n in names if not n.sure)
    found += (b for b in find_births_after(view, names) if not _inside(b, table.protected))
    people = names + [f for f in found if f.type in _OF_ONE and not f.needs_person]
    finder = TaggedAddressFinder(view, people, words.bare_text, table.fields)
    addresses = [a for a in finder.find() if not tagger.doubts(a)]
    addresses += [t for t in tagged if t.type == kinds.ADDRESS and finder.accepts(t)]
    found += addresses
    found += [t for t in tagged if t.type == kinds.HEALTH and names]
    found += SensitiveFinder(view, words, people + addresses, table.fields).find()
    by_line = {view.line_number(n.start) for n in names}
    held = [f for f in found if not f.needs_person or view.line_number(f.start) in by_line]
    return _settle(view, held)


_OF_ONE = frozenset(
    (
        kinds.PERSON_ID,
        kinds.OLD_ID,
        kinds.PHONE,
        kinds.BIRTH,
        kinds.PASSPORT,
        kinds.HEALTH_CARD,
        kinds.SOCIAL_INSURANCE,
    )
)


class _Spans:
    """Spans to ask whether something meets one of them."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._spans = sorted((f.start, f.end) for f in found)
        self._starts = [s for s, _ in self._spans]

    def meets(self, found: Found) -> bool:
        """Say whether `found` overlaps a span."""
        at = bisect_left(self._starts, found.end) - 1
        return at >= 0 and self._spans[at][1] > found.start


def _inside(found: Found, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_left(spans, (found.start + 1,)) - 1
    return at >= 0 and spans[at][0] <= found.start < spans[at][1]


_LINKS = frozenset((" ", ", ", " và ", " kèm ", ", và ", " + ", "/", " - ", " kèm theo "))


def _continues(view: View, last: Found, item: Found) -> bool:
    """Say whether two findings of health, or of faith, are one list: `suy thận, tiểu đường và lao`."""
    same = last.type == item.type and item.type in (kinds.HEALTH, kinds.FAITH_PEOPLE) and not last.sure
    return same and last.end < item.start and view.low[last.end : item.start] in _LINKS


def _settle(view: View, found: Sequence[Found]) -> tuple[Entity, ...]:
    """Return entities without overlaps: the higher rank wins and grows over what it met."""
    order = sorted(found, key=lambda f: (f.start, -f.end))
    merged: list[Found] = []
    for item in order:
        last_one = merged[-1] if merged else None
        if last_one and _continues(view, last_one, item):
            merged[-1] = Found(last_one.start, max(item.end, last_one.end), item.type, item.confidence)
        elif merged and item.start < merged[-1].end:
            last = merged[-1]
            winner = max(last, item, key=lambda f: (f.sure, RANK[f.type], f.confidence, f.end - f.start))
            merged[-1] = Found(
                min(last.start, item.start),
                max(last.end, item.end),
                winner.type,
                winner.confidence,
                sure=winner.sure,
            )
        else:
            merged.append(item)
    out = []
    for item in merged:
        start, end = item.start, item.end
        while start < end and view.plain[start].isspace():
            start += 1
        while end > start and view.plain[end - 1].isspace():
            end -= 1
        if start < end:
            a, b = view.source(start, end)
            out.append(Entity(a, b, item.type, item.confidence))
    return tuple(out)
