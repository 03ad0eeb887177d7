"""Names of persons: a family name and what follows it, or a given name after a word for a person.

Capitalised, all in capitals, in small letters, with or without marks: each way of writing has its own
proof, because `Hồ Xá`, `Đoàn Thanh niên` and `nguyên nhân` begin like names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from prompt_library.guard import lists
from prompt_library.guard import name_patterns as patterns
from prompt_library.guard.entity import NAME, Found
from prompt_library.guard.name_small import small_name
from prompt_library.guard.name_talk import Talk
from prompt_library.guard.shape_patterns import LAND
from prompt_library.guard.words import (
    BREAK,
    CAPITALS,
    HYPHEN,
    SMALL,
    SPACE,
    TITLE,
)

_MOST = 6  # words in a name
_AT_SIGN = re.compile("@")


class NameFinder(Talk):
    """One pass over the words of a view; `find` yields each name once, in order of appearance."""

    def find(self) -> Iterator[Found]:
        """Yield the names."""
        words, place = self.words, 0
        speakers = self._speakers()
        for at in self._candidates(speakers):
            if at < place:
                continue
            end, confidence = self._name_at(at)
            if end == 0:
                end, confidence = self._mixed_case(at), 0.8
            if end == 0 and words.case[at] == TITLE:
                end, confidence = self._in_talk(at), 0.6
            if end <= at:
                end, confidence = max(end, self._hailed(at) if "oi" in words.places else 0), 0.7
            if end <= at and at in speakers:
                end, confidence = speakers[at], 0.65
            if end > at:
                end = self._nickname(end)
                yield Found(words.starts[at], self._with_dot(end), NAME, confidence)
                place = end
            else:
                # A chain that is a place or a body is passed as a whole: no name inside it.
                place = -end if end < 0 else at + 1

    def _candidates(self, speakers: Iterable[int]) -> list[int]:
        """Return the numbers of the words that may begin a name, in order: most words cannot."""
        words, last = self.words, len(self.words)
        low, bare, case = words.low, words.bare, words.case
        both = enumerate(zip(low, bare, strict=True))
        starts = [at for at, (word, plain) in both if word in lists.STARTS or plain in lists.STARTS_BARE]
        called = {at + 1 for at, word in enumerate(words.fold) if word in lists.CALL_ENDS}
        found = {
            at
            for at in starts
            if at in called
            or (case[at] != SMALL and (low[at] not in lists.ONLY_GIVENS or bare[at] in lists.SPECIAL.bare))
        }
        # A lone given name in capital letters only beside a word of talk.
        near = (patterns.MEET.bare | patterns.WHOSE_BARE) & words.places.keys()
        talk = {at + 1 for word in near for at in words.places[word]}
        talk.update(
            at - by for word in patterns.SAYS.bare for at in words.places.get(word, ()) for by in (1, 2)
        )
        found.update(at for at in starts if at in talk and case[at] == TITLE)
        nicks = patterns.NICKNAMES_FOLDED & words.places.keys()
        found.update(at - 1 for nick in nicks for at in words.places[nick] if at and case[at - 1] == TITLE)
        # In small letters, without a word for a person before it, only a family and a middle name will do.
        second = (at for word in lists.MIDDLES.bare & words.places.keys() for at in words.places[word])
        found.update({at - 1 for at in second if words.pair(at) in lists.MIDDLES}.intersection(starts))
        found.update(at for at in called if at < last and case[at] != SMALL)
        found.update(at - by for at in words.places.get("oi", ()) for by in (1, 2))
        found.update(at - 1 for at in starts if case[at] == TITLE and lists.SURNAMES.get(low[at], 0) == 3)
        found.update(words.at_or_after(match.end()) for match in _AT_SIGN.finditer(self.view.plain))
        found.update(self.labelled)
        found.update(speakers)
        return [at for at in sorted(found) if 0 <= at < last]

    def _with_dot(self, end: int) -> int:
        """Return the end of a name in the text, the dot after an initial included: `T.`"""
        stop = self.words.ends[end - 1]
        initial = len(self.words.low[end - 1]) == 1 and self.view.plain[stop : stop + 1] == "."
        return stop + 1 if initial else stop

    def _name_at(self, at: int) -> tuple[int, float]:
        """Return (end, confidence) of the name at word `at`; (0, 0) none; (-end, 0) pass over to end."""
        words = self.words
        case = words.case[at]
        if case == SMALL:
            low, bare = words.pair(at)
            first_name = (low, bare) in lists.FIRST_SURE and low != words.fold[at] and self._next(at)
            if first_name and words.case[at + 1] == TITLE and words.gap[at] == SPACE:
                return at + 2, 0.8  # pả Hơn
            known = low in lists.SURNAMES or bare in lists.SURNAMES_BARE
            after = self._after_person(at)
            labelled = at in self.labelled and self._firm_label(at)
            return small_name(words, at, after, labelled) if known or after or labelled else (0, 0.0)
        level = self._level(at)
        called = self._called(at)
        if words.low[at] == "ông" and self._ong_family(at, called):
            return self._chain(at), 0.85
        if not level and not called and words.pair(at) not in lists.SPECIAL:
            foreign = self._foreign(at)
            return (foreign, 0.7) if foreign else (0, 0.0)
        if not level and (foreign := self._foreign(at)):
            return foreign, 0.7
        first = lists.FIRST_SURE if not called else lists.FIRST_TITLED
        if words.pair(at) in lists.SAINTS and self._next(at) and self._level(at + 1):
            end, confidence = self._name_at(at + 1)
            if end > at + 1:
                return end, confidence
            if words.pair(at + 1) in lists.GIVENS and not self._next(at + 1):
                return at + 2, 0.8
        if (
            words.pair(at) in first
            and level < 3
            and words.pairs(at, min(at + 2, len(words))) not in lists.PEOPLES
        ):
            end = self._chain(at)
            if end - at >= 2 or (called and words.pair(at) in lists.FIRST_SURE):
                return (end, 0.85) if words.pairs(at, end) not in lists.PLACES else (-end, 0.0)
        if not called and (
            words.pairs(at, min(at + 2, len(words))) in lists.PEOPLES
            or words.pairs(at, min(at + 3, len(words))) in lists.PEOPLES
        ):
            return -(at + 2), 0.0
        if level == 1 and not called and case == TITLE and words.pair(at) in lists.PLACE_HEADS:
            level = 0
        if level:
            found = self._by_surname(at, level, called)
            if found[0]:
                return found
        if called:
            return self._by_call(at, called)
        return 0, 0.0

    def _chain(self, at: int) -> int:
        """Return the end of the capitalised words from `at` that may be one name."""
        words = self.words
        end = at + 1
        while end < len(words) and end - at < _MOST:
            gap = words.gap[end - 1]
            if gap == BREAK:
                # A name cut by the end of the line: family and middle name above, given name below.
                if not (
                    end - at == 2 and words.pair(end - 1) in lists.MIDDLES_SURE and self._level(at)
                    and words.case[end] != SMALL
                ):  # fmt: skip
                    break
            elif gap not in (SPACE, HYPHEN) or words.case[end] == SMALL:
                break
            if words.case[end] == CAPITALS and not patterns.VOWEL.search(words.fold[end]):
                break
            stops = lists.CAPITAL_STOPS if words.case[end] == CAPITALS else lists.NAME_STOPS
            if words.pair(end) in stops and not self._given_for_sure(at, end) and not self._bare_middle(end):
                break
            if words.fold[end] in ("truong", "sinh") and self._school_or_birth(end):
                break
            end += 1
        # `Đoàn Thanh niên`: the last word belongs to the small word after it.
        small = end < len(words) and words.gap[end - 1] == SPACE and words.case[end] == SMALL
        if small and end - at >= 2 and words.pair(end - 2) not in lists.MIDDLES_SURE:
            end -= words.pairs(end - 1, end + 1) in lists.COMPOUNDS
        return end

    def _school_or_birth(self, at: int) -> bool:
        """Say whether `Trường`, `Sinh` at word `at` speaks of a school or a birth, not of a person."""
        words = self.words
        word = words.fold[at]
        if word not in ("truong", "sinh"):
            return False
        if (
            word == "sinh"
            and self.view.plain[words.ends[at] : words.ends[at] + 3].strip(" :'.")[:1].isdigit()
        ):
            return True
        follows = patterns.AFTER_SCHOOL if word == "truong" else patterns.AFTER_BIRTH
        return at + 1 < len(words) and words.gap[at] == SPACE and words.fold[at + 1] in follows

    def _given_for_sure(self, at: int, place: int) -> bool:
        """Say whether word `place` is a given name although lists say it ends names: `Trần Văn Ban`."""
        words = self.words
        inner = words.pair(place) in lists.MIDDLES_SURE and self._next(place) and self._next(place - 1)
        if inner and words.case[place + 1] == words.case[place]:
            return True
        if words.case[place] == CAPITALS and self._level(at) > 1 and self._capital_name(at, place):
            return True
        if place - at == 3 and words.case[place] == CAPITALS and words.pair(at + 1) in lists.MIDDLES_SURE:
            return words.pair(place) in lists.GIVENS and not self._next(place)
        if place - at != 2 or words.pair(place - 1) not in lists.MIDDLES_SURE or not self._level(at):
            return place - at == 1 and words.pair(place) in lists.MIDDLES_SURE
        after = place + 1
        small_after = after < len(words) and words.gap[place] == SPACE and words.case[after] == SMALL
        return not (small_after and words.pairs(place, after + 1) in lists.COMPOUNDS)

    def _by_surname(self, at: int, level: int, called: str) -> tuple[int, float]:
        words = self.words
        end = self._chain(at)
        size = end - at
        if size >= 2 and called in ("", "title") and (self._place_before(at) or self._body_before(at, size)):
            if size >= 3 and self._officer(at, end):
                return end, 0.8
            inner = [
                k
                for k in range(at + 1, end - 2)
                if self._level(k) > 1 and words.pair(k + 1) in lists.MIDDLES_SURE
            ]
            return -(inner[0] if inner else end), 0.0
        if size == 1:
            return 0, 0.0
        whole = words.pairs(at, end)
        if (
            words.low[at] == "duong"
            and words.bare[at] == "duong"
            and size > 1
            and self._level(at + 1) == 3
            and not called
        ):
            return -end, 0.0  # Duong Le Loi: a street without marks
        if at and words.gap[at - 1] == SPACE and words.case[at - 1] == TITLE and not called:
            longer = words.pairs(at - 1, end)
            if longer in lists.PUBLIC or longer in lists.PLACES:
                return -end, 0.0  # Han Mac Tu
        if (
            level < 3
            and size >= 3
            and words.pairs(at + 1, end) in lists.PLACES
            and not called
            and not self._by_middle(at, end)
        ):
            return -end, 0.0  # `Từ Bến Hải`, `Báo Quảng Trị`
        for cut in range(end, at + 1, -1):
            piece = words.pairs(at, cut)
            if piece in lists.PUBLIC and (cut == end or cut - at >= 3) and not self._ordinary(at):
                more = cut + 1 == end and words.pair(cut) in lists.GIVENS
                if not more or (not called and whole in lists.PLACES):
                    return -end, 0.0
            if piece in lists.PLACES and (level < 3 or cut == end):
                if called in ("any", "label") and size >= 2 and (level >= 2 or size >= 3):
                    break
                if cut - at >= 2 and not (size >= 3 and self._by_middle(at, end)):
                    return -cut, 0.0
        if (
            not called
            and words.pairs(at, at + 2) in lists.COMPOUNDS
            and words.pair(at + 1) not in lists.MIDDLES_SURE
        ):
            return 0, 0.0
        if words.case[at] == CAPITALS and all(
            words.case[k] == CAPITALS or len(words.low[k]) == 1 for k in range(at, end)
        ):
            return self._in_capitals(at, end, level, called)
        second = words.pair(at + 1)
        if size == 2:
            given = second in lists.GIVENS or len(words.low[at + 1]) == 1
            if whole in lists.COMPOUNDS and not called:
                return 0, 0.0
            if called or level == 3 or (given and level == 2):
                return end, 0.9 if given else 0.75
            if given and level == 1 and (self._alone(at, end) or self._number_follows(end)):
                return end, 0.6
            return 0, 0.0
        if level == 1 and not called and not self._by_middle(at, end):
            alone = self._alone(at, end) and words.pair(end - 1) in lists.GIVENS
            return (end, 0.65) if alone or self._among_people(at, end) else (0, 0.0)
        if (
            level == 2
            and not called
            and not self._by_middle(at, end)
            and words.pair(end - 1) not in lists.GIVENS
        ):
            return end, 0.6
        return end, 0.95

    def _in_capitals(self, at: int, end: int, level: int, called: str) -> tuple[int, float]:
        """Read a name out of capitals, where every word is capitalised."""
        words = self.words
        second = words.pair(at + 1)
        stop = min(end, at + 5)
        if words.fold[at] == "duong" and words.pairs(at + 1, stop) in lists.PUBLIC:
            return 0, 0.0  # DUONG LE HONG PHONG
        if second in lists.MIDDLES_SURE and stop - at >= 3:
            while stop - at > 3 and not (
                words.pair(stop - 1) in lists.GIVENS or self._alone(at, stop) or stop == end
            ):
                stop -= 1
            return stop, 0.9
        if (called or self._alone(at, stop)) and level >= 2:
            return stop, 0.85
        if level >= 2 and second in lists.MIDDLES and stop - at >= 3 and words.pair(at + 2) in lists.GIVENS:
            if words.pairs(at + 1, at + 3) in lists.COMPOUNDS:
                return 0, 0.0
            four = stop - at >= 4 and words.pair(at + 3) in lists.GIVENS
            return (at + 4 if four else at + 3), 0.8
        if called == "label" or (stop == end and stop - at >= 3 and self._ends_in_capitals(at, end, level)):
            return stop, 0.8
        return 0, 0.0

    def _by_call(self, at: int, called: str) -> tuple[int, float]:
        """Read a given name, nickname or initials after a word that calls a person."""
        words = self.words
        pair = words.pair(at)
        if len(pair[0]) == 1:
            return self._initials(at, called)
        if called == "any" and words.case[at - 1] != SMALL and self._place_before(at - 1):
            return 0, 0.0  # chợ Bà Chiểu, nhãn hiệu Bà Tý
        titled = called == "any" and words.case[at - 1] == TITLE and at > 1 and words.gap[at - 2] == SPACE
        if titled and words.pair(at - 2) in LAND:
            return 0, 0.0  # Đồng Bà Cai, bún hến O Lý
        if self._school_or_birth(at):
            return 0, 0.0
        inside = at > 1 and words.case[at - 1] == words.case[at - 2] == TITLE and words.gap[at - 2] == SPACE
        if inside and self._level(at - 2) > 1:
            return 0, 0.0  # Nguyễn Bá Ngọc
        if pair in lists.NAME_STOPS and not (called == "any" and self._bare_given(at)):
            return 0, 0.0
        if self._place_before(at) and called != "any":
            return 0, 0.0
        if (called not in ("any", "label") or words.case[at] == CAPITALS) and words.pairs(
            at - 1, at + 1
        ) in lists.COMPOUNDS:
            return 0, 0.0
        end = self._chain(at)
        after = at + 1
        compound = words.gap[at] == SPACE and words.pairs(at, after + 1) in lists.COMPOUNDS
        # Chi Hanh trinh bay: the word after belongs to the one behind it.
        bare = called == "any" and words.low[at] == words.bare[at]
        compound = compound and not (bare and words.pairs(after, after + 2) in lists.COMPOUNDS)
        if compound and (words.case[after] == SMALL or called in ("title", "given", "short")):
            return 0, 0.0
        whole = words.pairs(at, end)
        if (
            end - at >= 2
            and (whole in lists.PLACES or words.pairs(at, at + 2) in lists.PLACES)
            and called != "any"
        ):
            return -end, 0.0
        if words.pairs(max(0, at - 1), end) in lists.PUBLIC or (
            whole in lists.PUBLIC and not self._ordinary(at)
        ):
            return -end, 0.0
        if (
            words.pairs(max(0, at - 1), at + 1) in lists.PLACES
            or words.pairs(max(0, at - 1), at + 1) in lists.PUBLIC
        ):
            return 0, 0.0
        if called in ("any", "label"):
            if words.case[at] == CAPITALS and called == "any":
                return self._called_in_capitals(at)
            if words.case[at] == CAPITALS and pair not in lists.GIVENS:
                return 0, 0.0
            if (
                at in self.named
                and words.case[at] == TITLE
                and not (end < len(words) and self._next(end - 1))
            ):
                return end, 0.7
            person = at and words.gap[at - 1] == SPACE and words.pair(at - 1) in lists.KIN_ANY
            if called == "label" and not person and pair not in lists.GIVENS and end - at < 2:
                return 0, 0.0
            known = person or any(words.pair(k) in lists.GIVENS for k in range(at, end))
            if called == "label" and not known:
                firm = self._firm_label(at) and end - at >= (2 if self._alone(at, end) else 3)
                return (end, 0.62) if firm and self._unknown_run(at, end) else (0, 0.0)
            return end, 0.85
        if pair in lists.BODY_HEADS or (
            end < len(words) and words.gap[end - 1] == SPACE and words.case[end] == CAPITALS
        ):
            return 0, 0.0
        if end - at == 1 and words.case[at] == TITLE and words.low[at - 1] in patterns.PARENTS:
            goes_on = end == len(words) or words.gap[at] != SPACE or words.fold[end] in patterns.GOES_ON
            opens = words.case[at - 1] == SMALL or (at > 1 and words.gap[at - 2] != SPACE)
            if goes_on and opens and pair not in lists.PLACE_HEADS and pair not in lists.PEOPLES:
                return end, 0.62
        if end - at == 1 and called in ("given", "title", "short") and self._unknown(at):
            return end, 0.6
        if end - at >= 2 and called in ("given", "title") and self._unknown_run(at, end):
            return end, 0.6
        nickname = words.low[at] in patterns.BY_BIRTH or words.low[at - 1] in patterns.CHILD_CALLS
        if nickname and end - at == 2 and words.case[at] == TITLE and called == "given":
            return end, 0.7
        if pair in lists.GIVENS and words.pair(end - 1) in lists.GIVENS and end - at <= 3:
            if called == "short" and words.case[at] == CAPITALS:
                return 0, 0.0
            return end, 0.7
        return 0, 0.0
