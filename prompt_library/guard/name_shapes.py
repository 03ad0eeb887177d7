"""Names by their shape and their place in the text, whatever the words are: after a label, before an id,
cut short to letters, under a closing word, over the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from prompt_library.guard import lists
from prompt_library.guard import shape_patterns as patterns
from prompt_library.guard.entity import NAME, Found
from prompt_library.guard.name_patterns import BY_BIRTH, VOWEL
from prompt_library.guard.name_small import EVERYDAY, LITTLE
from prompt_library.guard.view import View
from prompt_library.guard.words import CAPITALS, HYPHEN, SMALL, SPACE, TITLE, Words


class ShapeFinder:
    """One pass over a view for the names that no list of given names holds."""

    def __init__(self, view: View, words: Words) -> None:
        self.view = view
        self.words = words
        self.capitalised = [at for at, case in enumerate(words.case) if case != SMALL]

    def find(self) -> Iterator[Found]:
        """Yield the names, without order; they may overlap each other."""
        plain = self.view.plain
        yield from self._labelled()
        saints = not patterns.SAINT_WORDS.isdisjoint(self.words.places)
        saints = saints or any(form in plain for form in patterns.SAINT_FORMS)
        for pattern in (patterns.CUT_SHORT, patterns.SAINT) if saints else (patterns.CUT_SHORT,):
            for match in pattern.over(self.view):
                if not self._place_before(self.words.at_or_after(match.start())):
                    yield Found(match.start(), match.end(), NAME, 0.75)
        for match in patterns.SIGNED.finditer(plain):
            yield from self._run(match, weak=":" not in match[0])
        for match in patterns.MET.over(self.view):
            yield from self._run(match)
        for match in patterns.SLASHED.over(self.view) if patterns.SLASH.search(plain) else ():
            if lists.SURNAMES_BARE.get(match[1].lower(), 0) >= 2:
                yield Found(match.start(), match.end(), NAME, 0.75)
        for match in patterns.OVER_LINES.over(
            self.view, self.view.capitals_before(self._line_ends(), patterns.THREE_WORDS)
        ):
            yield from self._over_lines(match)
        offices = (match.start() for match in patterns.OFFICES.finditer(self.view.fold))
        for match in patterns.OFFICE_AFTER.over(
            self.view, self.view.capitals_before(offices, 2 * patterns.LONGEST_WORD + 1)
        ):
            at = self.words.at_or_after(match.start())
            opens = not at or plain[match.start() - 1] == "\n" or plain[self.words.ends[at - 1]] in ".;\n"
            if opens or self.words.low[at - 1] in patterns.OFFICE_BEFORE:
                yield from self._run(match, weak=True)
        for sign in self._id_signs():
            before = patterns.BEFORE_ID.search(plain, max(0, sign - 44), sign)
            if before:
                yield from self._run(before)
        for match in patterns.AFTER_CALL.over(self.view):
            yield from self._run(match, weak=match["weak"] is not None)
        for match in patterns.SPEAKER.finditer(plain):
            yield from self._run(match, weak=match["open"] is None)
        yield from self._first_peoples()
        yield from self._by_words()

    def _line_ends(self) -> Iterator[int]:
        """Yield where lines end, the spaces there left out, before a line that opens with a capital."""
        plain = self.view.plain
        for start in self.view.line_starts[1:]:
            if not plain[start : start + 7].lstrip(" ")[:1].isupper():
                continue
            end = start - 1
            while end and plain[end - 1] == " ":
                end -= 1
            yield end

    def _id_signs(self) -> Iterator[int]:
        """Yield where the sign of a person stands right after a word with a capital letter."""
        view, words, plain = self.view, self.words, self.view.plain
        match, done = patterns.ID_SIGN.match, 0
        for at, end in enumerate(words.ends):
            if end < done or plain[end : end + 1] not in patterns.ID_SIGN_OPENS:
                continue
            if words.case[at] == SMALL and plain[words.starts[at] - 1 : words.starts[at]] not in "'’-":
                continue
            if not match(plain, end):
                continue
            # A sign may lie in one before it on the line: read from the start of the line.
            start, done = view.line(end)
            yield from (sign.start() for sign in patterns.ID_SIGN.finditer(plain, start, done + 1))

    def _first_peoples(self) -> Iterator[Found]:
        """Yield `vỗ Nghiên`, `Con Dia`: a first word of the peoples' names, written small or bare."""
        words = self.words
        for at in self.capitalised:
            at -= 1
            if at < 0 or words.gap[at] != SPACE or words.case[at + 1] != TITLE:
                continue
            low, bare = words.low[at], words.fold[at]
            small = words.case[at] == SMALL and low != bare and low in lists.FIRST_SURE.marked
            listed = (
                low in ("con", "côn") and words.case[at] == TITLE and at > 0 and words.gap[at - 1] != SPACE
            )
            if listed and self.view.plain[words.ends[at - 1] : words.starts[at]] not in (", ", "; "):
                listed = False
            if (small or listed) and words.pair(at + 1) not in lists.NAME_STOPS:
                yield self._found(at, at + 2, 0.7)

    def _family(self, at: int) -> int:
        """Return how surely word `at` is a family name, marks left out perhaps; 0 for none."""
        words = self.words
        low = words.low[at]
        known = lists.SURNAMES.get(low, 0)
        if known or low in lists.GIVENS.marked:
            return known
        return lists.SURNAMES_BARE.get(words.fold[at], 0)

    def _found(self, at: int, end: int, confidence: float = 0.65) -> Found:
        return Found(self.words.starts[at], self.words.ends[end - 1], NAME, confidence)

    def _place_before(self, at: int) -> bool:
        """Say whether the word before makes what begins at word `at` a place, a body or a brand."""
        words = self.words
        if not at or words.gap[at - 1] != SPACE:
            return False
        return any(
            at >= size and words.pairs(at - size, at) in held
            for size in (1, 2, 3)
            for held in (lists.PLACE_HEADS, lists.BODY_HEADS, patterns.LAND_TWO)
        )

    def _run(self, match: re.Match[str], weak: bool = False) -> Iterator[Found]:
        """Yield the run of capitalised words in `match` unless it is a place, a body or plain words."""
        start, stop = match.span("run")
        at, end = self.words.at_or_after(start), self.words.at_or_after(stop)
        if at < end and not self._no_person(at, end, weak):
            yield Found(start, stop, NAME, 0.65)

    def _no_person(self, at: int, end: int, weak: bool) -> bool:
        words = self.words
        whole = words.pairs(at, end)
        if whole in lists.PLACES or whole in lists.PUBLIC or (whole in lists.PEOPLES and whole[0] != "hoa"):
            return True
        if self._place_before(at) or any(
            words.pairs(k, min(k + 2, len(words))) in lists.COMPOUNDS for k in range(at, end)
        ):
            return True
        first = words.pair(at)
        family = lists.SURNAMES.get(words.low[at], 0) >= 2
        if not family and (first in lists.PLACE_HEADS or first in lists.BODY_HEADS):
            return True
        if any(
            words.pair(k) in lists.NAME_STOPS or words.pair(k) in patterns.NO_NAME for k in range(at, end)
        ):
            return True
        if all(words.case[k] == CAPITALS and len(words.low[k]) > 1 for k in range(at, end)):
            return True
        if not weak:
            return False
        if end - at == 1:
            return words.pair(at) not in lists.GIVENS
        return not any(
            words.pair(k) in lists.GIVENS or lists.SURNAMES.get(words.low[k], 0) > 1 for k in range(at, end)
        )

    def _labelled(self) -> Iterator[Found]:
        """Yield what stands after a label that only a name can follow, in any case: `tên tôi ...`."""
        words = self.words
        for match in patterns.LABEL.over(self.view):
            at = words.at_or_after(match.end())
            if at >= len(words) or words.starts[at] - match.end() > 1:
                continue
            end = at + 1
            while end < len(words) and end - at < 6 and words.gap[end - 1] in (SPACE, HYPHEN):
                if (
                    words.fold[end] in patterns.ENDS_VALUE
                    and (words.fold[end] != "thi" or end != at + 1)
                    and not (words.case[end] != SMALL and words.case[end] == words.case[at])
                ):
                    break
                if (
                    words.case[at] == TITLE
                    and words.case[end] == SMALL
                    and words.low[end - 1] not in ("thị", "văn")
                ):
                    break
                end += 1
            while end > at + 2 and words.pair(end - 1) in lists.NAME_STOPS:
                end -= 1
            family = lists.SURNAMES.get(words.low[at], 0) or lists.SURNAMES_BARE.get(words.bare[at], 0)
            if words.case[at] == SMALL and (
                not family or end - at < 2 or words.pairs(at, at + 2) in lists.COMPOUNDS
                or (words.fold[at + 1] in LITTLE and words.pair(at + 1) not in lists.MIDDLES_SURE)
            ):  # fmt: skip
                continue
            if (
                words.case[at] != SMALL
                and (end - at < 2 or self._no_person(at, end, ":" not in match[0]))
                and not family
            ):
                continue
            if end - at >= 2:
                yield self._found(at, end, 0.7)

    def _by_words(self) -> Iterator[Found]:
        """Yield names told by their second word, by the order of birth, by two given names in a sentence."""
        words = self.words
        low, case, gap, last = words.low, words.case, words.gap, len(words)
        for at in self.capitalised:
            if at + 1 >= last or gap[at] not in (SPACE, HYPHEN) or case[at + 1] == SMALL:
                continue
            if low[at] in ("văn", "thị") and case[at] == TITLE:
                yield from self._round_middle(at)
            bare = low[at] in ("van", "thi") and at > 0 and gap[at - 1] == SPACE
            if bare and case[at] == case[at - 1] == TITLE and self._family(at - 1) >= 2:
                yield from self._round_middle(at)
            opens = at == 0 or gap[at - 1] != SPACE or case[at - 1] == SMALL
            if not opens or case[at] != TITLE:
                continue
            end = at + 2
            leads = words.pair(at) in patterns.LIVING or low[at] in patterns.MEETS
            if leads and case[at + 1] == TITLE and gap[at + 1] == SPACE and case[at + 2] == TITLE:
                at, end = at + 1, at + 3
            while end < last and gap[end - 1] in (SPACE, HYPHEN) and case[end] == TITLE:
                end += 1
            if end < last and gap[end - 1] == SPACE and case[end] == CAPITALS:
                continue
            if end - at == 2 and case[at + 1] == TITLE:
                yield from self._two(at)
        for at in self.capitalised:
            if case[at] == CAPITALS:
                joined = at and gap[at - 1] == SPACE and case[at - 1] == CAPITALS
                if not joined or not VOWEL.search(words.fold[at - 1]):
                    yield from self._capitals(at)

    def _round_middle(self, at: int) -> Iterator[Found]:
        """Yield the name round `Văn`, `Thị`: any family name before it, given names after it."""
        words = self.words
        if words.pairs(at, at + 2) in lists.COMPOUNDS or words.pair(at + 1) in patterns.NO_GIVEN:
            return
        start, end = at, at + 2
        while start and at - start < 2 and words.gap[start - 1] == SPACE and words.case[start - 1] == TITLE:
            pair = words.pair(start - 1)
            family = lists.SURNAMES.get(words.low[start - 1], 0)
            if not family and (
                pair in lists.KIN_ANY or pair in lists.KIN_GIVEN or pair in lists.KIN_TITLE
                or pair in lists.PLACE_HEADS or pair in lists.BODY_HEADS or pair in lists.NAME_STOPS
            ):  # fmt: skip
                break
            start -= 1
        called = start and words.gap[start - 1] == SPACE and words.pair(start - 1) in lists.KIN_ANY
        if (start == at and not called) or self._place_before(start):
            return
        small = end < len(words) and words.gap[end - 1] == SPACE and words.case[end] == SMALL
        if small and words.pairs(end - 1, end + 1) in lists.COMPOUNDS:
            return
        while end < len(words) and end - at < 4 and words.gap[end - 1] == SPACE and words.case[end] == TITLE:
            if words.pair(end) in lists.NAME_STOPS:
                break
            end += 1
        if words.pairs(start, end) not in lists.PUBLIC:
            yield self._found(start, end, 0.75)

    def _two(self, at: int) -> Iterator[Found]:
        """Yield two capitalised words that stand in a sentence as a person's name does."""
        words, low, end = self.words, self.words.low, at + 2
        whole = words.pairs(at, end)
        if whole in lists.COMPOUNDS or whole in lists.PEOPLES or self._place_before(at):
            return
        after = end < len(words) and words.gap[end - 1] == SPACE
        if after and words.pairs(end - 1, end + 1) in lists.COMPOUNDS:
            return
        before = low[at - 1] if at and words.gap[at - 1] == SPACE else ""
        if before and words.pair(at - 1) in patterns.LIVING:
            stops = words.pair(at) in lists.NAME_STOPS or words.pair(end - 1) in lists.NAME_STOPS
            brand = at > 1 and (words.pairs(at - 2, at) in lists.NO_CALL or self._place_before(at - 1))
            brand = brand or (words.case[at - 1] != SMALL and at > 1 and words.gap[at - 2] == SPACE)
            if not stops and not brand and (whole not in lists.PUBLIC or before not in ("anh", "chị")):
                yield self._found(at, end, 0.7)
            return
        if whole in lists.PLACES or whole in lists.PUBLIC:
            return
        family = lists.SURNAMES.get(low[at], 0)
        said = before and words.case[at - 1] == SMALL and before not in patterns.WHERE
        last_stops = words.pair(end - 1) in lists.NAME_STOPS
        if family >= 2 and said and not low[end - 1].isascii() and not last_stops:
            yield self._found(at, end, 0.6)
            return
        given = words.pair(at) in lists.GIVENS
        second = words.pair(end - 1) in lists.GIVENS
        birth = low[at] in BY_BIRTH or low[at] in patterns.NICK
        if birth and before not in patterns.COUNTED and words.pair(at + 1) not in lists.NAME_STOPS:
            if words.pair(at + 1) not in patterns.NO_GIVEN:
                yield self._found(at, end)
            return
        if lists.SURNAMES.get(low[end - 1], 0) == 3 and low[at] not in patterns.DYNASTIES:
            first = (given or low[at].isascii()) and len(low[at]) > 1 and family < 3
            if first and words.pair(at) not in lists.NAME_STOPS and words.pair(at) not in lists.PLACE_HEADS:
                yield self._found(at, end)
            return
        if before in patterns.MEETS and given and low[at] not in EVERYDAY and not last_stops:
            yield self._found(at, end, 0.62)
            return
        if not (given and second) or (low[end - 1] in EVERYDAY and low[at] in EVERYDAY):
            return
        if before in patterns.PERSONAL and (words.case[at - 1] == SMALL or before in patterns.MEETS):
            yield self._found(at, end, 0.62)
        elif not before and not after and at and self.view.plain[words.starts[at] - 2] == ":":
            yield self._found(at, end, 0.6)  # Khuyến khích: Thục Đoan.
        elif not before and not after and at and words.pair(at - 1) in lists.KIN_ANY:
            between = self.view.plain[words.ends[at - 1] : words.starts[at]]
            if between == ", ":
                yield self._found(at, end, 0.62)  # con gái anh, Nhã Uyên, ...

    def _capitals(self, at: int) -> Iterator[Found]:
        """Yield a family name and what follows in capitals within a line of ordinary writing."""
        words, end = self.words, at + 1
        while end < len(words) and words.gap[end - 1] == SPACE and words.case[end] == CAPITALS:
            end += 1
        called = at and words.gap[at - 1] == SPACE and words.pair(at - 1) in lists.KIN_ANY
        if not (2 if called else 3) <= end - at <= 5 or self._place_before(at):
            return
        if words.fold[at] in patterns.SURE_BARE:
            line = self.view.plain[slice(*self.view.line(words.starts[at]))]
            marked = words.fold[at:end] != words.low[at:end] and words.pairs(at, end) not in lists.PUBLIC
            if marked or any(map(str.islower, line)):
                yield self._found(at, end, 0.7)
            return
        level = self._family(at)
        if level < 2 or words.pairs(at, end) in lists.PUBLIC or words.pairs(at, end) in lists.PLACES:
            return
        start, stop = self.view.line(words.starts[at])
        around = self.view.plain[start : words.starts[at]] + self.view.plain[words.ends[end - 1] : stop]
        if sum(map(str.islower, around)) < 3 and around.strip(" .,:;-*\t"):
            return
        bare = [(word, word) for word in words.fold[at:end]]
        if any(pair in lists.CAPITAL_STOPS for pair in bare[1:]) and words.fold[at + 1] != "thi":
            return
        if words.fold[at + 1] not in ("thi", "van") and any(
            (f"{a[0]} {b[0]}",) * 2 in lists.COMPOUNDS for a, b in pairwise(bare)
        ):
            return
        if level == 3 or bare[-1] in lists.GIVENS:
            yield self._found(at, end, 0.7)

    def _over_lines(self, match: re.Match[str]) -> Iterator[Found]:
        """Yield a name cut by the end of a line, in a narrow column."""
        words = self.words
        at, cut, end = (words.at_or_after(k) for k in (match.start(1), match.start(2), match.end()))
        while at < cut and words.pair(at) in lists.KIN_ANY:
            at += 1
        family = self._family(at)
        bare = [(words.fold[k], words.fold[k]) for k in range(at + 1, end)]
        if family < 2 or end - at < 3 or any(pair not in lists.GIVENS for pair in bare[cut - at :]):
            return
        if any(words.pair(k) in lists.NAME_STOPS or words.pair(k) in lists.KIN_ANY for k in range(cut, end)):
            return
        if len({words.case[k] for k in range(at, end)}) > 1 or self._place_before(at):
            return
        if any(
            words.pairs(k, k + 2) in lists.COMPOUNDS or words.pairs(k, k + 2) in lists.PLACES
            for k in range(cut, end - 1)
        ):
            return
        second = bare[0] in lists.MIDDLES or bare[0] in lists.GIVENS
        if second and (
            cut - at >= 2
            or patterns.LABEL_END.search(self.view.fold[max(0, words.starts[at] - 14) : words.starts[at]])
        ):
            yield self._found(at, end, 0.7)
