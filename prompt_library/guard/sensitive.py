"""Health, religion and ethnicity said of a person; the same words about a programme or a people stay.

A term counts where its sentence, line or row speaks of somebody: a person was found before it, or a word
such as `cháu`, `chồng tôi` stands there, and no word of programmes or statistics governs it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from prompt_library.guard import lists
from prompt_library.guard import sensitive_patterns as patterns
from prompt_library.guard.entity import FAITH_PEOPLE, HEALTH, Found
from prompt_library.guard.fields import TOLD, Field
from prompt_library.guard.health_patterns import HARM_WORDS, HARMED, STATE, STATE_WORDS
from prompt_library.guard.sensitive_context import Surroundings
from prompt_library.guard.view import View
from prompt_library.guard.words import SPACE, Phrases, Words

_SURE = Phrases(lists.section("health", "sure") | lists.section("conditions", "sure"))
_WEAK = Phrases(lists.section("health", "weak") | lists.section("conditions", "weak"))
_FAITHS = Phrases(lists.section("faiths_peoples", "faiths"))
_FOLLOWERS = Phrases(lists.section("faiths_peoples", "followers"))
_PEOPLES = Phrases(lists.section("faiths_peoples", "peoples"))
_ONE = lists.Words(lists.section("about_one"))
_ONES = frozenset(word.rsplit(" ", 1)[-1] for word in _ONE.bare)


class SensitiveFinder(Surroundings):
    """Find what a view says of a person's health, religion and ethnicity."""

    def __init__(
        self, view: View, words: Words, people: Sequence[Found], fields: Sequence[Field] = ()
    ) -> None:
        self.view = view
        self.fields = [f for f in fields if f.kind in (HEALTH, FAITH_PEOPLE, TOLD)]
        self.words = words
        self.spans = sorted((p.start, p.end) for p in people)
        self.starts = [s for s, _ in self.spans]
        self.ones = sorted(
            words.starts[at]
            for word in _ONES & words.places.keys()
            for at in words.places[word]
            if self._one(at)
        )

    def _one(self, at: int) -> bool:
        """Say whether word `at` ends a word that speaks of one person: `cháu`, `nạn nhân`."""
        words = self.words
        before = words.pairs(max(0, at - 1), at + 1)
        if words.pair(at) not in _ONE and before not in _ONE:
            return False
        if before in lists.NO_CALL or before in lists.COMPOUNDS:
            return False
        return words.pairs(at, min(at + 2, len(words))) not in lists.COMPOUNDS

    def find(self) -> Iterator[Found]:
        """Yield findings of health, religion and ethnicity."""
        words, bare = self.words, self.view.fold
        yield from self._by_field()
        for at, end in _SURE.find(words):
            start = words.starts[at]
            if patterns.COUNTS.match(bare, words.ends[end - 1]) or patterns.NO_TERM.match(bare, start):
                continue
            if words.low[at] == "loa":  # mở loa
                continue
            if patterns.COUNTED_AFTER.match(bare, words.ends[end - 1]) and patterns.COUNTED_BEFORE.search(
                bare, max(0, start - 3), start
            ):
                continue
            if words.low[at] == "mổ" and patterns.SLAUGHTER.search(bare, max(0, start - 4), start):
                continue
            if self._told(start):
                yield self._health(start, words.ends[end - 1], 0.8)
                continue
            other = " ".join(words.low[at:end]) in patterns.OTHER_BARE
            if other and not patterns.ILL.search(bare, max(0, start - 30), start):
                continue
            if patterns.OF_BODY.search(bare, max(0, start - 24), start) and not self._right_after(start):
                continue
            if bare.startswith("mu", start) and patterns.MIST.search(bare, max(0, start - 8), start):
                continue
            if patterns.GONE.match(bare, words.ends[end - 1]):
                continue
            if words.low[at] == "lẫn" and at and words.low[at - 1] in patterns.MIXED:
                continue
            lead = patterns.LEAD.search(bare, max(0, start - 12), start)
            if self._of_one(lead.start() if lead else start, words.ends[end - 1], patterns.GENERAL_HEALTH):
                yield self._health(lead.start() if lead else start, words.ends[end - 1], 0.8)
        for at, end in _WEAK.find(words):
            start = words.starts[at]
            if patterns.NO_TERM.match(bare, start):
                continue
            martyr = patterns.MARTYR.match(bare, words.ends[end - 1])  # liệt sĩ
            if words.low[at] == "bệnh" and words.pairs(at, min(at + 2, len(words)))[0] in patterns.NO_ILLNESS:
                continue
            if not words.bare_text and not martyr and self._told(start):
                yield self._health(start, words.ends[end - 1], 0.7)
                continue
            ill = (
                at
                and words.pair(at - 1) in patterns.VERBS
                and patterns.ILL.search(bare, max(0, start - 30), start)
            )
            if ill and self._of_one(start, words.ends[end - 1], patterns.GENERAL_HEALTH):
                yield self._health(start, words.ends[end - 1], 0.7)
        for match in self._from(HARMED, HARM_WORDS):
            if match[0] in (
                "ho so",
                "lan cuoi",
                "dau lun",
                "duc tai",
                "duc co",
                "hong goi",
                "mo tay",
                "be tay",
                "dau co",
                "te rang",
                "tê răng",
            ) or patterns.OTHER_HARM.match(self.view.fold, match.start()):
                continue  # hồ sơ, lần cuối, Đức Tài
            last = match.start() + match[0].rfind(" ") + 1
            if (
                words.bare_text
                and self.view.plain[last].isupper()
                and self.view.plain[match.start()].islower()
            ):
                continue  # `hoc bong Vu A Dinh`
            if self._told(match.start()) or self._of_one(match.start(), match.end(), patterns.GENERAL_HEALTH):
                yield self._health(match.start(), match.end(), 0.75)
        yield from self._states()
        yield from self._peoples()
        yield from self._faiths()

    def _from(
        self, by_marks: dict[bool, re.Pattern[str]], firsts: dict[bool, frozenset[str]]
    ) -> Iterator[re.Match[str]]:
        """Yield the matches that begin with one of the words `firsts`, in order, without overlaps."""
        words, bare = self.words, self.words.bare_text
        pattern, text, first = by_marks[bare], self.view.fold if bare else self.view.low, firsts[bare]
        free = 0
        low, places = words.fold if bare else words.low, words.places
        likely = firsts[True] & places.keys()
        for at in sorted(at for word in likely for at in places[word] if low[at] in first):
            match = pattern.match(text, words.starts[at]) if words.starts[at] >= free else None
            if match:
                free = match.end()
                yield match

    def _states(self) -> Iterator[Found]:
        """Yield what a number says of somebody's state, and a line of a list that is an illness alone."""
        for match in self._from(STATE, STATE_WORDS):
            if self._told(match.start()) or self._of_one(match.start(), match.end(), patterns.GENERAL_HEALTH):
                yield self._health(match.start(), match.end(), 0.75)

    def _by_field(self) -> Iterator[Found]:
        """Yield the values of fields about health, religion and people, among a person's particulars."""
        for kind, start, end in self.fields:
            text = self.view.fold[start:end]
            if kind == TOLD or not self._particulars(start):
                continue
            if kind == FAITH_PEOPLE:
                size = len(patterns.VALUE_END.split(text, maxsplit=1)[0])
                also = patterns.ALSO.match(text, size)
                size = also.end() if also else size
                if patterns.BOX.match(self.view.fold, start + size) or "□" in text:
                    continue  # the boxes of an empty form
                if 1 < size <= 40 and not patterns.NOT_FAITH.match(text) and not re.search(r"\d", text):
                    yield Found(start, start + size, kind, 0.85, sure=True)
                continue
            after = bisect_left(self.starts, start)
            stop = min(end, self.starts[after]) if after < len(self.starts) else end
            if stop - start > 1 and not patterns.NOT_ILL.match(text) and not patterns.TALLY.match(text):
                code = patterns.CODE.search(self.view.fold, start, stop)  # of the illness: `(K85)`
                yield Found(start, code.start() if code else stop, HEALTH, 0.8)
                if code and stop - code.end() > 4:
                    yield Found(code.end(), stop, HEALTH, 0.75)

    def _told(self, at: int) -> bool:
        """Say whether `at` is in a field that tells how a person is: `Tình trạng:`, `Ghi chú:`."""
        return any(f.kind != FAITH_PEOPLE and f.start <= at < f.end for f in self.fields) and (
            self._particulars(at)
        )

    def _health(self, start: int, end: int, confidence: float) -> Found:
        stop = self._goes_on(end)
        if stop == end and self.view.fold.endswith("nhom mau", start, end):
            more = patterns.BLOOD.match(self.view.fold, end)
            stop = more.end() if more else end
        before = patterns.ILL_BEFORE.search(self.view.low, max(0, start - 40), start)
        return Found(before.start() if before else start, stop, HEALTH, confidence)

    def _peoples(self) -> Iterator[Found]:
        words, bare = self.words, self.view.fold
        fields = set()
        for match in (
            patterns.PEOPLE_FIELD.over(self.view) if patterns.PEOPLE_FIELDS & words.places.keys() else ()
        ):
            at = words.at_or_after(match.start(1))
            known = _PEOPLES.at(words, at) if at < len(words) else 0
            end = words.ends[known - 1] if known else words.ends[at] if at < len(words) else 0
            fields.add(match.start(1))
            if not known and (match[0][1] != "a" or not self.view.plain[match.start(1)].isupper()):
                continue
            if end and ":" in match[0] and not re.match(r"[ ]?[\d:%(□☐]", self.view.fold[end : end + 2]):
                yield Found(match.start(1), end, FAITH_PEOPLE, 0.9)
        for at, end in _PEOPLES.find(words):
            start, stop = words.starts[at], words.ends[end - 1]
            lead = patterns.PEOPLE_LEAD.search(bare, max(0, start - 28), start)
            if words.gap[end - 1] == SPACE and words.pairs(end - 1, end + 1) in lists.COMPOUNDS:
                continue  # người kinh tế
            small = end == at + 1 and not self.view.plain[start].isupper() and words.gap[at] == SPACE
            known = patterns.UNMISTAKEN.fullmatch(bare, start, stop) is not None
            if small and not words.bare_text and not known:
                continue  # `người chăm sóc`
            said = known and at and words.gap[at - 1] == SPACE and self._one(at - 1)  # `cháu pa kô`
            said = said or (known and self._right_after(start))
            if not lead and (said or self._item(start, stop)):
                yield Found(start, stop, FAITH_PEOPLE, 0.7)
                short = patterns.SHORT_FAITH.match(bare, stop)
                if short:
                    yield Found(short.start(1), short.end(1), FAITH_PEOPLE, 0.7)
            if (
                words.bare_text
                and bare[start:stop] in patterns.UNSURE_BARE
                and lead
                and lead[0] in ("nguoi ", "nha ", "con nha ", "dan ", "dt ", "goc ")
            ):
                continue  # `nha tho`
            if not lead or start in fields or patterns.AFTER_GENERAL.match(bare, stop):
                continue
            if (":" in lead[0] and self._particulars(start)) or self._of_one(
                lead.start(), stop, patterns.GENERAL_FAITH
            ):
                yield Found(
                    lead.start() if patterns.OWN_LEAD.match(lead[0]) else start,
                    stop,
                    FAITH_PEOPLE,
                    0.8,
                )

    def _faiths(self) -> Iterator[Found]:
        words, bare = self.words, self.view.fold
        for match in (
            patterns.FAITH_FIELD.over(self.view) if patterns.FAITH_FIELDS & words.places.keys() else ()
        ):
            which = match.lastindex or 1
            yield Found(match.start(which), match.end(which), FAITH_PEOPLE, 0.8)
        for at, end in _FAITHS.find(words):
            start, stop = words.starts[at], words.ends[end - 1]
            lead = patterns.FAITH_LEAD.search(bare, max(0, start - 24), start)
            if words.low[at:end] == ["đạo"] or patterns.AFTER_GENERAL.match(bare, stop):
                continue
            alone = words.low[at] == "đạo" or words.low[at : at + 2] in (["theo", "chúa"], ["không", "tôn"])
            field = lead is not None and ":" in lead[0] and self._particulars(start)
            if (
                (not lead and not alone and (self._item(start, stop) or self._right_after(start)))
                or field
                or (
                    (lead or alone)
                    and self._of_one(lead.start() if lead else start, stop, patterns.GENERAL_FAITH)
                )
            ):
                if lead and (lead[0].startswith("theo") or patterns.OWN_LEAD.match(lead[0])):
                    start = lead.start()
                yield Found(start, stop, FAITH_PEOPLE, 0.8)
        for at, end in _FOLLOWERS.find(words):
            start, stop = words.starts[at], words.ends[end - 1]
            if words.low[at : at + 2] == ["theo", "đạo"] and any(
                _FAITHS.at(words, k) for k in (end - 1, end) if k < len(words) and words.low[k] != "đạo"
            ):
                continue
            if patterns.COUNTED.search(bare, max(0, start - 8), start):
                continue  # `1.209 giáo dân`
            if self._of_one(start, stop, patterns.GENERAL_FAITH):
                yield Found(start, stop, FAITH_PEOPLE, 0.75)

    def _item(self, start: int, end: int) -> bool:
        """Say whether the term is an item by itself beside a person: `; nữ; 1992; Kinh;`, `(Vân Kiều)`."""
        plain, bare = self.view.plain, self.view.fold
        before, after = plain[max(0, start - 2) : start], plain[end : end + 2]
        known = patterns.UNMISTAKEN.fullmatch(self.view.fold, start, end) is not None
        if not (
            (plain[start].isupper() or known)
            and re.search(r"[;,|\t(\-'][ ]?$|  $", before)
            and re.match(r"[ ]?[;,.|\t\n)\-']|$|  ", after)
        ):
            return False
        row = bare[self._clause(start) : start]
        short = bare[start:end] in (
            "kinh",
            "hoa",
            "thai",
            "muong",
            "tay",
            "nung",
            "dao",
            "tho",
            "lao",
            "sach",
            "tri",
            "may",
            "ma",
            "co",
        )
        if short:
            return (
                "quoc tich" not in row
                and bool(re.search(r"\b(?:nam|nu)[;,|\t ]|\d{4}[;,|\t ]", row))
                and self._particulars(start)
            )
        if known and before[:1] in "- " and patterns.PERSON_ROW.match(row):
            return True
        number = bisect_left(self.starts, start) - 1
        return (
            number >= 0
            and start - self.spans[number][1] <= (120 if known else 40)
            and self.spans[number][1] >= self._clause(start)
        )

    def _of_one(self, start: int, end: int, general: re.Pattern[str]) -> bool:
        """Say whether the words around speak of one person, and not of a programme or a people."""
        begin = self._clause(start)
        number = bisect_left(self.starts, start) - 1
        anchor = self.starts[number] if number >= 0 and self.starts[number] >= begin else -1
        after_name = self.spans[number][1] if anchor >= 0 else -1
        one = bisect_left(self.ones, start) - 1
        anybody = anchor < 0
        if one >= 0 and self.ones[one] > max(anchor, begin - 1):
            anchor = self.ones[one]
            anybody = anybody and patterns.ANY_ONE.match(self.view.fold, anchor) is not None
        if general is patterns.GENERAL_HEALTH and self._of_anybody(start, end, explained=anybody):
            return False
        if anchor < 0 and general is patterns.GENERAL_HEALTH:
            if patterns.TAKES.search(self.view.fold, max(begin, start - 24), start):
                return True
            if number >= 0 and begin - self.spans[number][1] <= 90 and begin > self.view.line(start)[0]:
                # the sentence goes on about the person of the one before
                return not general.search(self.view.fold[begin:end])
        if anchor < 0 and number >= 0 and patterns.DT.match(self.view.fold, start):
            near = begin - self.spans[number][1] <= 90 and begin > self.view.line(start)[0]
            if near and not general.search(self.view.fold[begin:start]):
                return True
        if anchor < 0:
            before = self.view.fold[max(begin, start - 12) : start]
            if (
                general is patterns.GENERAL_FAITH
                and patterns.CONVERT.match(self.view.fold, start)
                and not patterns.MANY.search(before)
            ):
                return begin < start - 1 and not general.search(self.view.fold[begin:start])
            if (
                self.view.plain[end : end + 1] not in ("=", ":")
                and self._wrapped(begin)
                and self._of_one_above(start, end, begin, general)
            ):
                return True
            return self._person_soon(end) or (
                general is patterns.GENERAL_HEALTH and self._line_of_list(start, end)
            )
        if number >= 0 and anchor == self.starts[number]:
            anchor = min(after_name, start)  # what the name itself says speaks of no programme
        else:
            # A count right before: `12 bệnh nhân`; `sức khỏe`, `gia đình` alone are nobody.
            anchor = max(begin, anchor - (40 if patterns.NO_ONE.match(self.view.fold, anchor) else 7))
        return not general.search(
            self.view.fold[anchor : start if general is patterns.GENERAL_FAITH else end]
        )
