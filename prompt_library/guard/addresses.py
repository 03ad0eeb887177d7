"""Addresses below the commune: a house, an alley, a hamlet that somebody lives in.

The address is one entity from the door to, not including, the commune: the commune, which one needs to know
whom a letter concerns, leads to nobody's door. The seat of an office is left as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from prompt_library.guard import address_cues as cues
from prompt_library.guard import address_patterns as patterns
from prompt_library.guard import lists
from prompt_library.guard.address_foreign import find_foreign
from prompt_library.guard.address_parts import BESIDE, DOOR, Reader
from prompt_library.guard.entity import ADDRESS, NAME, Found
from prompt_library.guard.fields import Field
from prompt_library.guard.view import View, fold

_SURE_STREETS = lists.PUBLIC
_PEOPLE = 140  # how far before the address the person may stand


class AddressFinder(Reader):
    """Find addresses of a view, given the people (names, ids, phones) already found on it.

    `bare_text` says that the whole text is typed without marks.
    """

    def __init__(
        self, view: View, people: Sequence[Found], bare_text: bool = False, fields: Sequence[Field] = ()
    ) -> None:
        super().__init__(view, bare_text)
        self.fields = [f for f in fields if f.kind == ADDRESS]
        self.people_ends = sorted(p.end for p in people)
        self.names = sorted((p.start, p.end) for p in people if p.type == NAME)
        self.name_starts = [s for s, _ in self.names]

    def find(self) -> Iterator[Found]:
        """Yield the addresses, each up to the commune."""
        yield from self._by_head()
        yield from self._by_stay()
        yield from self._by_number()
        yield from self._by_name()
        for match in patterns.FIELD.finditer(self.view.fold):
            lone = patterns.lone_hamlet(match[1])
            if match[1].strip() and (
                self._person_within(match.start(), 300) if lone else self._particulars(match.start())
            ):
                yield Found(match.start(1), match.end(1), ADDRESS, 0.75)
        for start, end in find_foreign(self.view):
            if not self._office(start):
                yield Found(start, end, ADDRESS, 0.8)

    def _by_head(self) -> Iterator[Found]:
        """Yield addresses that open with a house, a lane or a hamlet."""
        place = 0
        for start in self.heads():
            if start < place:
                continue
            end, door, kinds = self.read(start, cue=self._cue(start))
            if not kinds:
                continue
            if "lane" in kinds and "house" not in kinds:
                number = patterns.NUMBER_BEFORE.search(self.view.plain, max(0, start - 24), start)
                if number:
                    start = number.start()
                    kinds.add("house")
            if self._holds(start, end, kinds):
                before = patterns.PREFIX.search(self.view.fold, max(0, start - 17), start)
                start = before.start() if before else start
                yield Found(start, door, ADDRESS, 0.9 if "house" in kinds or "lane" in kinds else 0.8)
                place = end
            elif not kinds & set(BESIDE):
                place = end

    def _by_stay(self) -> Iterator[Found]:
        """Yield addresses told by what stands beside them: `ở sau lưng chợ`, `nhà sát trạm bơm`."""
        fold = self.view.fold
        for match in self.stays():
            start = match.end()
            _, end, kinds = self.read(start, cue=True, open_with=BESIDE)
            if (
                not kinds
                or kinds == {"host"}
                or end - start < 6
                or cues.MERE_HOUSE.fullmatch(fold, start, end)
            ):
                continue
            if kinds == {"complex"} and cues.OPEN_PLACE.match(fold, start) and not self._cue(start):
                continue
            if match[1] in ("o", "tai", "ve", "nam") and (
                patterns.EVENT.search(fold, max(0, match.start() - 36), match.start())
                or (cues.CROSSING.match(fold, start) and not self._stands(match.start()))
            ):
                continue
            if (
                kinds == {"landmark"}
                and match[1] in ("o", "tai", "ve")
                and cues.OUTDOORS.match(fold, start)
                and self.view.low[start:end] == self.view.plain[start:end]
            ):
                continue
            if match[1] == "nha" and cues.BUILT.search(fold, max(0, match.start() - 10), match.start()):
                continue
            if match[1] == "ve" and (
                fold.startswith("duong", start) or "tới" in self.view.low[match.start() : start]
            ):
                continue  # `ý kiến về đường nội đồng`, `về tới đầu làng`
            away = (
                match[1] == "tai" and not self._person_before(start) and not self._person_above(match.start())
            )
            if away or self._office(start):
                continue
            near = self._someone(match.start(), start) or self._cue(start)
            near = near or cues.WHOSE.match(fold, match.start()) is not None
            if not near and not (
                cues.CLOSE_BY.match(fold, match.start()) and self._person_within(start, 200)
            ):
                continue
            if fold[end : end + 1] == ":":
                continue  # a label: `Chỗ ở trước bão:`
            before = patterns.PREFIX.search(fold, max(match.start(), start - 12), start)
            start = before.start() if before else start
            yield Found(match.start(1) if match[1] == "nha" else start, end, ADDRESS, 0.75)

    def _by_number(self) -> Iterator[Found]:
        """Yield addresses that open with a mere number before a street: `12/5 Lê Lợi`."""
        view = self.view
        for match in patterns.STREET_NUMBER.over(view):
            start = match.start()
            low = view.low[match.start("street") : match.end("street")]
            known = (low, fold(low)) in _SURE_STREETS
            cue = self._cue(start)
            near = cue or patterns.WEAK_LIVES.search(view.fold, max(0, start - 16), start)
            near = near or cues.TAKEN_TO.search(view.fold, max(0, start - 16), start)
            _, end, kinds = self.chain(match.end(), cue=cue)
            tail = known and "commune" in kinds
            if known and (near or tail or "/" in match[0] or self._person_before(start)):
                pass
            elif not cue or view.low.startswith(("ngày", "tháng", "năm"), start):
                continue
            parked = not cue and cues.PARKED.search(view.fold, max(0, start - 40), start)
            if not parked and not self._office(start):
                yield Found(start, end, ADDRESS, 0.85)
        for match in patterns.STREET_NUMBER_SMALL.over(view):
            if not self.bare(match.start()) or view.plain[match.start(2)].isupper():
                continue
            words = match[2].split(" ")
            size = next((n for n in (3, 2) if " ".join(words[:n]) in _SURE_STREETS.bare), 0)
            if size:
                stop = match.start(2) + len(" ".join(words[:size]))
                yield Found(match.start(1), stop, ADDRESS, 0.7)

    def _by_name(self) -> Iterator[Found]:
        """Yield addresses in a field of a person's particulars, and places right after a name."""
        for _, start, end in self.fields:
            _, door, parts = self.read(start, cue=True, open_with=(*DOOR, *BESIDE))
            end = self.view.fold.find(". ", start, end) % (end + 1)
            stop = start + len(patterns.OUTER.split(self.view.low[start:end], maxsplit=1)[0])
            stop = min(stop, door) if "commune" in parts else stop
            told = self.view.fold[start:stop].strip()
            if not patterns.DOORLESS.fullmatch(told) and not patterns.lone_hamlet(told):
                low = self.view.low[start:stop].strip()
                if (low, told) not in lists.PLACES and self._among(start) and not self._office(start):
                    yield Found(start, stop, ADDRESS, 0.8)
        for match in patterns.ADDRESS_FIELD.over(self.view):
            start, end = match.start(1), match.end(1)
            _, door, kinds = self.read(start, cue=True, open_with=(*DOOR, *BESIDE))
            mine = cues.OF_MINE.search(self.view.fold, max(0, start - 24), start)
            if kinds and (mine or self._particulars(start)) and not self._office(start):
                yield Found(start, door if "commune" in kinds else max(door, end), ADDRESS, 0.75)
        for start, end in self._listed():
            yield Found(start, end, ADDRESS, 0.75)
        for _, name_end in self.names:
            after = patterns.NEXT_TO.match(self.view.low, name_end)
            if not after and self.bare(name_end):
                after = patterns.NEXT_TO_BARE.match(self.view.fold, name_end)
            if after:
                _, end, kinds = self.read(after.end(), cue=True, open_with=BESIDE)
                if kinds and not self._office(after.end()):
                    yield Found(after.end(), end, ADDRESS, 0.65)
                continue
            after = cues.AFTER_NAME.match(self.view.fold, name_end)
            if after and not self._office(after.end()):
                _, end, kinds = self.read(after.end(), cue=True, open_with=("spot", *BESIDE))
                near = cues.BESIDE.search(self.view.fold, after.end(), end)
                if kinds and kinds != {"host"} and (near or kinds != {"complex"}) and end - after.end() > 8:
                    yield Found(after.end(), end, ADDRESS, 0.65)

    def _listed(self) -> Iterator[tuple[int, int]]:
        """Yield the addresses in a list of people, one to a line."""
        for name, name_end in self.names:
            line, _ = self.view.line(name)
            match = patterns.LISTED.match(self.view.fold, name_end) if name - line <= 14 else None
            if not match:
                continue
            low = self.view.low[match.start(1) : match.end(1)]
            if low.startswith("đẩy"):
                continue  # without marks it is `dãy`
            told = patterns.OUTER.split(low, maxsplit=1)[0]
            bare = fold(told)
            lone = patterns.lone_hamlet(bare) or patterns.DOORLESS.fullmatch(bare)
            if len(bare) >= 6 and not lone and patterns.DOOR_WORD.search(bare):
                yield match.start(1), match.start(1) + len(told)

    def _someone(self, before: int, start: int) -> bool:
        """Say whether somebody is spoken of near `before`, who may live at `start`."""
        line, _ = self.view.line(start)
        if self._person_before(start) or before - line < 4:
            return True
        return bool(patterns.SOMEBODY.search(self.view.fold, max(line, before - 80), before))

    def _cue(self, start: int) -> bool:
        line, _ = self.view.line(start)
        if patterns.LIVES.search(self.view.fold, max(line, start - 60), start):
            return True
        return "?" in self.view.fold[max(0, start - 16) : start] and cues.asked(self.view.fold, start)

    def _person_before(self, start: int) -> bool:
        """Say whether a person stands before `start` on the line, near enough to live there."""
        line, _ = self.view.line(start)
        at = bisect_left(self.people_ends, start + 1) - 1
        return at >= 0 and self.people_ends[at] >= max(line, start - _PEOPLE)

    def _person_within(self, at: int, size: int) -> bool:
        """Say whether a person is named in the `size` characters before `at`, on whatever line."""
        last = bisect_left(self.people_ends, at + 1) - 1
        return last >= 0 and self.people_ends[last] >= at - size

    def _person_above(self, at: int) -> bool:
        """Say whether `at` opens its line and what is known of a person ends the line above."""
        line, _ = self.view.line(at)
        if at - line > 8 or self.view.fold[line:at].strip(" -+*•"):
            return False
        last = bisect_left(self.people_ends, line) - 1
        return last >= 0 and not self.view.fold[self.people_ends[last] : line].strip(" .,;|\n")

    def _stands(self, at: int) -> bool:
        """Say whether what is before `at` (`ở`) is a person and no verb: `bà Lan ở ngã tư Sòng`."""
        last = bisect_left(self.people_ends, at + 1) - 1
        if last >= 0 and not self.view.fold[self.people_ends[last] : at].strip():
            return True
        return (
            bool(cues.STANDS.search(self.view.fold, max(0, at - 10), at)) or not self.view.fold[:at].strip()
        )

    def _particulars(self, at: int) -> bool:
        """Say whether a field (`Thôn: ...`) stands among the particulars of a person."""
        near = bisect_left(self.name_starts, at + 200)
        return near > 0 and self.name_starts[near - 1] >= at - 300

    def _among(self, at: int) -> bool:
        """Say whether a field of a form stands among what is said of a person, a number of theirs too."""
        near = bisect_left(self.people_ends, at + 1)
        return (near > 0 and self.people_ends[near - 1] >= at - 300) or self._particulars(at)

    def _person_near(self, start: int, end: int) -> bool:
        """Say whether a person is named on the same line, near before or after."""
        line, stop = self.view.line(start)
        line = max(line, start - 160, self.view.fold.rfind(";", line, start) + 1)
        at = bisect_left(self.name_starts, line)
        near = at < len(self.names) and self.names[at][0] < min(stop, end + 60)
        return near and ";" not in self.view.fold[end : max(end, self.names[at][0])]

    def _office(self, start: int) -> bool:
        """Say whether the address is of an office: one is named before it and no person after that."""
        line, _ = self.view.line(start)
        clause = self.view.fold.rfind(";", line, start) + 1
        last = cues.last_body(self.view.fold, max(line, clause, start - 90), start)
        if last is None and line and start - line < 12:
            above, _ = self.view.line(line - 1)
            last = cues.last_body(self.view.fold, max(above, line - 90), line)
        if last is None:
            return False
        if patterns.PRIVATE.search(self.view.fold, last.end(), start):
            own = cues.BODY_AT.fullmatch(self.view.fold, last.end(), start)
            if not own or cues.OFFICER.search(self.view.fold, max(0, last.start() - 10), last.start()):
                return False
        at = bisect_left(self.name_starts, start) - 1
        return not (at >= 0 and self.names[at][0] >= last.start())

    def _holds(self, start: int, end: int, kinds: set[str]) -> bool:
        """Say whether the parts read are where somebody lives."""
        view = self.view
        line, _ = view.line(start)
        before = view.fold[max(line, start - 40) : start]
        door = "house" in kinds or ("lane" in kinds and bool(re.search(r"\d", view.plain[start:end])))
        cue = self._cue(start)
        if self._office(start):
            return False
        if kinds <= {"hamlet", "commune"} and cues.GIVEN.search(before):
            return False
        if "hamlet" in kinds and before.endswith("; ") and view.fold.startswith(";", end):
            first = self.name_starts[bisect_left(self.name_starts, line) :][:1]
            if first and first[0] <= line + 6 and cues.RECORD.match(view.fold, line):
                return True  # an item of a record: `1. Lê Văn Mẫu; 1950; thôn 4; hộ nghèo`
        if kinds == {"hamlet"} and not cue:
            if (
                patterns.HAPPENS.search(before)
                or cues.TEAM_AFTER.match(view.fold, end)
                or cues.tag(view, start, end)
            ):
                return False  # what takes place in a hamlet
            if view.plain.startswith(("  ", "\t"), end) and before.endswith(("  ", "\t")):
                return False  # a column of hamlets
        if (
            kinds <= {"house", "commune"}
            and not cue
            and (cues.PLOT.match(view.fold, start) or cues.MAP_SHEET.search(before))
        ):
            return False  # a plot of the land register
        if "hamlet" in kinds and self._person_above(start) and view.fold[end : end + 1] in ("", "\n", "|"):
            return True  # a record in lines: name, year, address
        if cues.visited(self.view.fold, before, end, kinds):
            return True
        if cues.ROAD.match(view.fold, start) and not cue:
            beside = "landmark" in kinds and self._someone(start, start)
            return beside or ("hamlet" in kinds and self._person_before(start))
        if door and not cue:
            if cues.PARKED.search(before) or cues.GRAVE.search(before):
                return False
            if view.low.startswith("số", start) and cues.NUMBERED.search(view.low, max(0, start - 16), start):
                return False
        if "house" not in kinds and "lane" in kinds and not cue:
            works = cues.WORKS_BEFORE.search(before) or cues.WORKS_AFTER.match(view.fold, end)
            if works:
                return False
        if door:
            if kinds == {"lane"}:
                return (
                    cue
                    or bool(re.match(r"ngo|ngach|kiet|hem", view.fold[start : start + 5]))
                    or (
                        self._person_before(start)
                        and bool(re.fullmatch(r"[ ,(\-;:|]*(?:o|tai|nha)?[ ]*", self._between(start)))
                    )
                )
            return True
        if "hamlet" not in kinds and not cue:
            return False
        if kinds <= {"lane", "commune"}:
            return cue and not patterns.BODY_BEFORE.search(before) and self._person_before(start)
        if cues.SEAT_BEFORE.search(before):
            return False
        if cue:
            return True
        if patterns.BESIDE.search(before) and self._person_before(start):
            return True
        if patterns.BODY_BEFORE.search(before):
            return False
        stays = patterns.STAYS.search(before) and not patterns.STATISTIC.match(view.low, end)
        if stays and (
            patterns.SOMEBODY.search(view.fold[max(line, start - 80) : start - 2])
            or start - line < 6
            or self._person_before(start)
        ):
            return True
        if (
            "commune" in kinds
            and "hamlet" in kinds
            and self._person_near(start, end)
            and not patterns.STATISTIC.match(view.low, end)
        ):
            return True
        if not self._person_before(start):
            return False
        if patterns.STATISTIC.match(view.low, end):
            return False
        between = self._between(start)
        if kinds >= {"hamlet", "landmark"} and len(between) <= 24 and "." not in between:
            return True
        if re.fullmatch(
            r"[ ]*[,(\-–;:|\[]*[ ]*(?:(?:o|tai|nguoi|que|nha|dan|thuoc|ben)[ ])*(?:tai |o )?", between
        ):
            return True
        if patterns.WEAK_LIVES.search(before):
            return len(between) <= 140 and not re.search(r"\.[ \n]", between.strip(". "))
        return (
            bool(re.search(r"[,(\-–][ ]*$", between))
            and len(between) <= 45
            and not patterns.BODY_BEFORE.search(between.rstrip(" ,(-–"))
        )

    def _between(self, start: int) -> str:
        at = bisect_left(self.people_ends, start + 1) - 1
        return self.view.fold[self.people_ends[at] : start]
