"""A person named once is the same person when named again, whole or by the given name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from prompt_library.guard import lists
from prompt_library.guard.entity import FAITH_PEOPLE, HEALTH, NAME, TYPES, Entity, Found
from prompt_library.guard.name_patterns import MEET, SAYS, VOWEL
from prompt_library.guard.name_small import EVERYDAY, EVERYDAY_BARE, LITTLE
from prompt_library.guard.view import View, fold
from prompt_library.guard.words import APART, CAPITALS, DASH, SMALL, SPACE, TITLE, Words, begins_sentence


def find_repeats(view: View, words: Words, names: Sequence[Found]) -> Iterator[Found]:
    """Yield later and earlier mentions of the people in `names`."""
    whole: dict[str, set[tuple[str, ...]]] = {}
    given: set[str] = set()
    small: set[str] = set()  # given names of those written in small letters
    taken: set[int] = set()
    for name in names:
        first = words.at_or_after(name.start)
        last = words.at_or_after(name.end)
        taken.update(range(first, last))
        parts = tuple(words.low[first:last])
        if len(parts) >= 3 or (len(parts) == 2 and len(parts[1]) > 1):
            whole.setdefault(parts[0], set()).add(parts)
        if parts and parts[-1] == "mẫu":
            continue  # a sample's name, also said of forms
        if parts and len(parts[-1]) > 1 and words.case[last - 1] != SMALL:
            given.add(parts[-1])
            if first and words.low[first - 1] in ("chồng", "chong", "vc"):
                given.add(parts[0])
        elif len(parts) >= 3 and len(parts[-1]) > 2:
            small.add(parts[-1])
    again = small | given
    if again:
        yield from _small_again(view, words, again, taken)
    if not whole and not given:
        return
    # Without marks once and with them another time: `Bích Ngọc`, `chao Ngoc`.
    bare_given = {fold(name) for name in given}
    heads = bare_given.union(map(fold, whole)) & words.places.keys()
    for at in sorted(at for head in heads for at in words.places[head]):
        word = words.low[at]
        known = word in given or (word == words.fold[at] and word in bare_given)
        if at in taken or (word not in whole and not known):
            continue
        for parts in sorted(whole.get(words.low[at], ()), key=len, reverse=True):
            end = at + len(parts)
            if words.case[at] == SMALL and words.pairs(at, end) in lists.COMPOUNDS:
                continue
            if len(parts) == 2 and _placed(words, at, end):
                continue
            if tuple(words.low[at:end]) == parts and all(
                words.gap[k] not in (APART, DASH) for k in range(at, end - 1)
            ):
                yield Found(words.starts[at], words.ends[end - 1], NAME, 0.9)
                taken.update(range(at, end))
                break
        else:
            if known and words.case[at] == TITLE and _stands_alone(view, words, at):
                yield Found(words.starts[at], words.ends[at], NAME, 0.6)


def _placed(words: Words, at: int, end: int) -> bool:
    """Say whether the same words are a place or part of a longer name here: `thôn Xuân Hòa`."""
    for size in (1, 2):
        head = words.pairs(at - size, at) if at >= size else ("", "")
        if head in lists.PLACE_HEADS and words.gap[at - 1] == SPACE:
            return True
    more = end < len(words) and words.gap[end - 1] == SPACE and words.case[end] == TITLE
    return more and (words.pairs(at, end + 1) in lists.PUBLIC or words.pairs(at, end + 1) in lists.PLACES)


def _small_again(view: View, words: Words, names: set[str], taken: set[int]) -> Iterator[Found]:
    """Yield given names in small letters where a sentence speaks on of the person: `nghĩa đi đón đoàn`."""
    last, bare = len(words), {fold(name) for name in names}
    for at in sorted({at for name in bare for at in words.places.get(name, ())}):
        word = words.low[at]
        if at in taken or words.case[at] != SMALL or not (word in names or word == words.fold[at]):
            continue
        before = at and words.gap[at - 1] == SPACE
        after = at + 1 < last and words.gap[at] == SPACE
        if before and words.pairs(at - 1, at + 1) in lists.COMPOUNDS:
            continue
        if after and words.pairs(at, at + 2) in lists.COMPOUNDS:
            continue
        everyday = word in EVERYDAY or word in EVERYDAY_BARE or word in LITTLE
        met = before and (words.pair(at - 1) in MEET or words.pair(at - 1) in lists.KIN_ANY)
        met = met or (before and words.fold[at - 1] in _GREETS)
        quoted = view.plain[words.starts[at] - 1 : words.starts[at]] in ('"', "“")
        speaks = not before and after and words.fold[at + 1] in _GOES_ON
        hailed = before and _ends_line(view, words, at)
        if (met or speaks or hailed or (quoted and after)) and not (everyday and not hailed):
            yield Found(words.starts[at], words.ends[at], NAME, 0.62)


def _ends_line(view: View, words: Words, at: int) -> bool:
    """Say whether word `at` is the last of its line, as one who is called at the end of a message."""
    start, stop = view.line(words.starts[at])
    end = words.ends[at]
    message = ":" in view.plain[start : words.starts[at]]
    return message and stop - end <= 4 and not any(map(str.isalnum, view.plain[end:stop]))


_GREETS = frozenset(["chao", "gui", "cam", "nho", "thuong", "than", "hello", "hi", "alo", "thua", "da"])
# How a sentence goes on after a person's name.
_GOES_ON = lists.section("small_words", "goes-on")
_SWEPT = frozenset(TYPES) - {HEALTH, FAITH_PEOPLE}
_WORTH = re.compile(r"(?:\d\D{0,3}){6}|@|^\S+(?:[ ]\S+){2,}$")


def sweep(texts: Sequence[str], found: Sequence[Sequence[Entity]]) -> list[tuple[Entity, ...]]:
    """Return the entities of each text with every other occurrence of their originals added.

    A number told by the words beside it in one place must not stay where those words are missing.
    """
    originals: dict[str, Entity] = {}
    for text, entities in zip(texts, found, strict=True):
        for entity in entities:
            original = text[entity.start : entity.end]
            if entity.type in _SWEPT and _WORTH.search(original):
                originals.setdefault(original, entity)
    longest_first = sorted(originals, key=len, reverse=True)
    return [
        _sweep(text, entities, longest_first, originals) for text, entities in zip(texts, found, strict=True)
    ]


def _sweep(
    text: str, entities: Sequence[Entity], longest_first: Sequence[str], originals: Mapping[str, Entity]
) -> tuple[Entity, ...]:
    """Return the entities with those originals added that occur outside them."""
    pieces, free = [], 0
    for entity in entities:
        pieces.append(text[free : entity.start])
        free = entity.end
    rest = "\0".join((*pieces, text[free:]))
    longest_first = [original for original in longest_first if original in rest]
    if not longest_first:
        return tuple(entities)
    # Longest first: the alternation takes a whole number before a part of it.
    anything = re.compile("|".join(map(re.escape, longest_first)))
    added: list[Entity] = []
    edges = [0, *(edge for e in entities for edge in (e.start, e.end)), len(text)]
    for free, stop in zip(edges[::2], edges[1::2], strict=True):
        for match in anything.finditer(text, free, stop):
            model = originals[match[0]]
            added.append(Entity(match.start(), match.end(), model.type, model.confidence))
    return tuple(sorted((*entities, *added)))


_JOINED = re.compile(r"(?:, | và | - |, và | với |/| [+&] |; |[;,.]?[ \n]{1,2}\d{1,2}[.)] |\n[-+•*] )$")


def find_listed(view: View, words: Words, names: Sequence[Found]) -> Iterator[Found]:
    """Yield given names that go on a list of people: `anh Hùng, Dũng và Sơn`."""
    ends = {name.end for name in names}
    starts = {name.start for name in names}
    for end in sorted(ends):
        at = words.at_or_after(end)
        while at < len(words) and words.starts[at] - end <= 7 and words.starts[at] not in starts:
            if words.fold[at] in ("va", "voi") and words.case[at] == SMALL:
                at += 1
                if at >= len(words) or words.starts[at] in starts:
                    break
            between = view.low[end : words.starts[at]]
            family = lists.SURNAMES.get(words.low[at], 0) >= 2 and words.case[at] == TITLE
            if family and _JOINED.search(between) and at + 1 < len(words) and words.gap[at] == SPACE:
                stop = at + 2
                last = stop >= len(words) or words.gap[stop - 1] != SPACE or words.case[stop] == SMALL
                stops = words.pair(at) in lists.NAME_STOPS or words.pair(at + 1) in lists.NAME_STOPS
                if stops or (stop < len(words) and words.pairs(stop - 1, stop + 1) in lists.COMPOUNDS):
                    break
                if words.case[at + 1] == TITLE and last and words.pairs(at, stop) not in lists.PLACES:
                    if words.pairs(at, stop) in lists.PUBLIC or words.pairs(at, stop) in lists.COMPOUNDS:
                        break
                    starts.add(words.starts[at])
                    yield Found(words.starts[at], words.ends[stop - 1], NAME, 0.7)
                    end, at = words.ends[stop - 1], stop
                    continue
            given = words.pair(at) in lists.GIVENS and words.case[at] == TITLE and len(words.low[at]) > 1
            if not given or not _JOINED.search(between):
                break
            stop = at + 1
            while (
                stop < len(words)
                and words.gap[stop - 1] == SPACE
                and words.case[stop] == TITLE
                and stop - at < 3
            ):
                if words.pair(stop) not in lists.GIVENS:
                    # A nickname after the given name: `Tuấn Sẹo và Hải Bánh`.
                    stop += stop == at + 1 and words.pair(stop) not in lists.NAME_STOPS
                    break
                stop += 1
            whole = words.pairs(at, stop)
            if stop == at + 1 and not _stands_alone(view, words, at):
                break
            follows = stop < len(words) and words.gap[stop - 1] == SPACE
            if follows and (words.case[stop] != SMALL or words.pairs(stop - 1, stop + 1) in lists.COMPOUNDS):
                break
            if whole in lists.PLACES or whole in lists.PUBLIC or whole in lists.COMPOUNDS:
                break
            starts.add(words.starts[at])
            yield Found(words.starts[at], words.ends[stop - 1], NAME, 0.6)
            end = words.ends[stop - 1]
            at = stop


def _stands_alone(view: View, words: Words, at: int) -> bool:
    """Say whether a given name is not part of another name or word."""
    joined = at and words.gap[at - 1] == SPACE and words.case[at - 1] in (TITLE, CAPITALS)
    if joined and words.case[at - 1] == CAPITALS and not VOWEL.search(words.fold[at - 1]):
        joined = False  # SĐT Ái
    if joined and words.pair(at - 1) not in lists.KIN_ANY and words.pair(at - 1) not in lists.KIN_GIVEN:
        return False
    if at and words.gap[at - 1] == SPACE and words.pair(at - 1) in lists.PLACE_HEADS:
        return False
    followed = at + 1 < len(words) and words.gap[at] == SPACE
    if followed and (words.case[at + 1] != SMALL or words.pairs(at, at + 2) in lists.COMPOUNDS):
        return False
    if at + 1 < len(words) and words.gap[at] not in (SPACE, APART, DASH) and words.case[at + 1] != SMALL:
        return False
    if begins_sentence(view, words, at):
        number = view.plain[words.ends[at] : words.ends[at] + 4].strip(" :")
        if at + 1 < len(words) and words.gap[at] == SPACE and words.fold[at + 1] not in _GOES_ON:
            return False
        says = at + 1 < len(words) and words.gap[at] == SPACE and words.pair(at + 1) in SAYS
        return (words.pair(at) in lists.GIVENS or says) and not number[:1].isdigit()
    return True
