"""Names as they come in talk: who speaks, who is called out or spoken of, and names in mixed case."""

from __future__ import annotations

from collections import Counter

from prompt_library.guard import lists
from prompt_library.guard import name_patterns as patterns
from prompt_library.guard.name_context import PRONOUNS, Context
from prompt_library.guard.name_small import EVERYDAY, EVERYDAY_BARE, LITTLE
from prompt_library.guard.shape_patterns import NO_NAME
from prompt_library.guard.words import BREAK, CAPITALS, HYPHEN, SMALL, SPACE, TITLE


class Talk(Context):
    """Given names without a family name and without a word for a person before them."""

    def _speakers(self) -> dict[int, int]:
        """Return first word and end of the names that head a line: all words are given names."""
        words, found = self.words, {}
        lines = list(patterns.SPEAKER.finditer(self.view.plain))
        spoken = Counter(m[1] for m in lines)
        several = len(spoken) >= 2 and max(spoken.values()) >= 2
        for match in lines:
            at, end = words.at_or_after(match.start(1)), words.at_or_after(match.end(1))
            again = spoken[match[1]] > 1 and end - at > 1
            heads = words.pair(at) in patterns.NO_SPEAKER and (end - at == 1 or not self._level(end - 1))
            if words.case[at] == CAPITALS or heads:
                continue
            if not again and any(words.pair(k) not in lists.GIVENS for k in range(at, end)):
                continue
            low, bare = words.pair(at)
            small = (low in EVERYDAY or (low == bare and bare in EVERYDAY_BARE)) and not several
            small = small or (words.pairs(at, end) in lists.PLACES and not again)
            if (end - at == 1 and small) or (words.pairs(at, at + 2) in lists.COMPOUNDS and not again):
                continue
            found[at] = end
        return found

    def _ong_family(self, at: int, called: str) -> bool:
        """Say whether `Ông` is the family name: `Ông Thị Mẫu`, `bà Ông Ích Mẫu`."""
        words = self.words
        if not self._next(at) or words.gap[at] != SPACE:
            return False
        return words.low[at + 1] == "thị" or (called in ("any", "label") and self._next(at + 1))

    def _bare_middle(self, at: int) -> bool:
        """Say whether a word without marks that ends names elsewhere is a middle name: `Dinh Ba Khang`."""
        words = self.words
        if words.low[at] != words.bare[at] or words.case[at] != TITLE:
            return False
        if self._next(at):
            return words.pair(at) in lists.MIDDLES and words.case[at + 1] == TITLE
        if words.pair(at) not in lists.GIVENS or words.case[at - 1] != TITLE:
            return False
        # `Phan Dinh Thang`, not `Dinh thang 3`: the last word of a phrase that a family name began.
        number = self.view.plain[words.ends[at] : words.ends[at] + 3].lstrip(" .")[:1].isdigit()
        small = words.gap[at] == SPACE and words.pairs(at, at + 2) in lists.COMPOUNDS
        return not number and not small and max(self._level(at - 1), self._level(at - 2) if at > 1 else 0) > 1

    def _bare_given(self, at: int) -> bool:
        """Say whether such a word stands as the given name after a call: `vo ong, ba Cuc.`"""
        words = self.words
        if words.low[at] != words.bare[at] or words.pair(at) not in lists.GIVENS:
            return False
        last = at + 1 == len(words) or words.gap[at] != SPACE
        return words.case[at] == TITLE and (last or words.fold[at + 1] in patterns.GOES_ON)

    def _unknown(self, at: int) -> bool:
        """Say whether a word of no list, after `em`, `cô giáo`, `con dâu`, goes on as a person does."""
        words = self.words
        if words.case[at] != TITLE or words.pair(at) in lists.PLACE_HEADS or words.pair(at) in lists.PEOPLES:
            return False
        if words.pair(at - 1) in lists.PLACE_HEADS:
            return False
        if words.pair(at) in lists.NAME_STOPS or words.pair(at) in NO_NAME or words.pair(at) in lists.KIN_ANY:
            return False
        if words.low[at] == words.bare[at] and words.fold[at] in LITTLE:
            return False
        opens = words.case[at - 1] == SMALL or at < 2 or words.gap[at - 2] != SPACE
        if not opens or at + 1 >= len(words):
            return opens and len(words) > 2
        if words.gap[at] != SPACE:
            return self.view.plain[words.ends[at] : words.ends[at] + 1] in (",", ".", ";", ")", "\n", " ")
        if words.case[at + 1] != SMALL or words.pairs(at, at + 2) in lists.COMPOUNDS:
            return False
        return words.fold[at + 1] in patterns.GOES_ON or words.pair(at + 1) in patterns.SAYS

    def _unknown_run(self, at: int, end: int) -> bool:
        """Say whether capitalised words of no list, after `thủ môn`, `Người gửi:`, are a person's name."""
        words = self.words
        if end - at > 5 or any(words.case[k] != TITLE or len(words.low[k]) < 2 for k in range(at, end)):
            return False
        if at < 1 or (words.case[at - 1] != SMALL and at > 1 and words.gap[at - 2] == SPACE):
            return False
        if words.pair(at - 1) in lists.PLACE_HEADS:
            return False  # trưởng bản Ka Túp: the hamlet
        for k in range(at, end):
            pair = words.pair(k)
            if pair in lists.NAME_STOPS or pair in NO_NAME or words.pairs(k, k + 2) in lists.COMPOUNDS:
                return False
            if pair in lists.PLACE_HEADS and not self._level(k) and pair not in lists.GIVENS:
                return False
            if words.pairs(k, end) in lists.PLACES or words.pairs(at, k + 1) in lists.PLACES:
                return False
        follows = end < len(words) and words.gap[end - 1] == SPACE
        if follows and (words.case[end] != SMALL or words.pairs(end - 1, end + 1) in lists.COMPOUNDS):
            return False
        whole = words.pairs(at, end)
        return not (whole in lists.PUBLIC or whole in lists.PEOPLES or words.pair(at) in lists.BODY_HEADS)

    def _among_people(self, at: int, end: int) -> bool:
        """Say whether words that begin with a rare family name stand where a person does."""
        words = self.words
        likely = words.pair(end - 1) in lists.GIVENS or words.pair(at + 1) in lists.MIDDLES
        common = any(words.pairs(k, k + 2) in lists.COMPOUNDS for k in range(at, end))
        if words.pairs(at, end) in lists.PLACES or end - at > 4 or common:
            return False
        before = words.pair(at - 1) if at and words.gap[at - 1] == SPACE else None
        if before is not None:
            return likely and words.case[at - 1] == SMALL and before in patterns.BEFORE_PEOPLE
        plain = self.view.plain
        left = plain[: words.starts[at]].rstrip(" ")[-1:] if at else "\n"
        right = plain[words.ends[end - 1] : words.ends[end - 1] + 2].lstrip(" ")[:1]
        return left in (":", ";", ",", "\n", "|", "\t", "-", "(") and right in (
            ",",
            ";",
            "|",
            "\t",
            "(",
            "-",
            ".",
        )

    def _ends_in_capitals(self, at: int, end: int, level: int) -> bool:
        """Say whether capitals from a sure family name to the end of their phrase are all words of names."""
        words = self.words
        if level < 3 or end - at > 4 or (end < len(words) and words.gap[end - 1] == SPACE):
            return False
        names = all(
            words.pair(k) in lists.GIVENS or words.pair(k) in lists.MIDDLES for k in range(at + 1, end)
        )
        pairs = any(words.pairs(k, k + 2) in lists.COMPOUNDS for k in range(at, end - 1))
        return names and not pairs and words.pairs(at, end) not in lists.PUBLIC

    def _mixed_case(self, at: int) -> int:
        """Return the end of a full name whose words are not written alike: `Nguyễn văn Mẫu`; 0 for none."""
        words = self.words
        if at + 2 >= len(words) or words.pair(at + 1) not in lists.MIDDLES_SURE or self._level(at) < 2:
            return 0
        if words.case[at] == SMALL and self._level(at) < 3 and words.case[at + 1] != SMALL:
            return 0  # đoàn Văn công
        gaps = (words.gap[at], words.gap[at + 1])
        cases = {words.case[k] for k in range(at, at + 3)}
        if any(g not in (SPACE, HYPHEN, BREAK) for g in gaps) or len(cases) < 2 or self._place_before(at):
            return 0
        if words.pair(at + 2) in lists.GIVENS or words.case[at + 2] == TITLE:
            four = at + 3 < len(words) and words.gap[at + 2] == SPACE and words.case[at + 3] == TITLE
            return at + 4 if four and words.pair(at + 3) in lists.GIVENS else at + 3
        return 0

    def _in_talk(self, at: int) -> int:
        """Return the end of a given name of one or two words that is spoken of: `gặp Hải`, `Tuấn bảo`."""
        words, end = self.words, at + 1
        if words.pair(at) not in lists.GIVENS:
            return 0
        if named := self._nicknamed(at):
            return named
        if self._next(at):
            end = at + 2
            if words.pair(at + 1) not in lists.GIVENS or self._next(at + 1) or words.gap[at] != SPACE:
                return 0
            whole = words.pairs(at, end)
            if whole in lists.PLACES or whole in lists.PUBLIC or whole in lists.COMPOUNDS:
                return 0
        elif words.low[at] in EVERYDAY or (words.bare_text and words.low[at] in PRONOUNS):
            return 0
        after = end < len(words) and words.gap[end - 1] == SPACE
        if after and words.pairs(end - 1, end + 1) in lists.COMPOUNDS:
            return 0
        if after and words.pair(end) in patterns.SAYS and (at == 0 or words.gap[at - 1] != SPACE):
            return end
        alone = end == len(words) or words.gap[end - 1] != SPACE
        if (
            alone
            and at
            and words.gap[at - 1] == SPACE
            and words.low[at - 1] in patterns.WHOSE
            and end == at + 1
        ):
            return end
        met = at and words.gap[at - 1] == SPACE and words.pair(at - 1) in patterns.MEET
        if met and end - at == 1 and words.low[at - 1] in ("gửi", "tặng", "mời"):
            return 0  # tặng Huân chương
        # `Nhờ Thanh Tâm in giúp`
        opens = at and end - at == 2 and (at == 1 or words.gap[at - 2] != SPACE)
        return end if met and (words.case[at - 1] == SMALL or opens) else 0

    def _nickname(self, end: int) -> int:
        """Return the end of a name with the nickname after it in small letters: `Hải đen`."""
        words = self.words
        if end >= len(words) or words.case[end] != SMALL or words.gap[end - 1] != SPACE:
            return end
        low = words.low[end]
        bare = words.bare[end] == low and low in patterns.NICKNAMES_BARE
        if low not in patterns.NICKNAMES and not bare:
            return end
        follows = end + 1 < len(words) and words.gap[end] == SPACE
        if follows and words.pairs(end, end + 2) in lists.COMPOUNDS:
            return end
        if words.pairs(end - 1, end + 1) in lists.COMPOUNDS:
            return end
        # A nickname ends its phrase, or the sentence goes on about the person.
        return end + 1 if not follows or words.fold[end + 1] in patterns.GOES_ON else end

    def _nicknamed(self, at: int) -> int:
        """Return the end of a given name that its nickname alone tells: `gọi cho Lâm sẹo`; 0 for none."""
        words = self.words
        if words.pair(at) not in lists.GIVENS or (
            at and words.gap[at - 1] == SPACE and words.case[at - 1] != SMALL
        ):
            return 0
        if at and words.gap[at - 1] == SPACE and self._place_before(at):
            return 0
        everyday = words.low[at] in EVERYDAY or (
            words.low[at] == words.fold[at] and words.fold[at] in EVERYDAY_BARE
        )
        if everyday and (at == 0 or words.gap[at - 1] != SPACE):
            return 0
        end = self._nickname(at + 1)
        return end if end > at + 1 else 0

    def _foreign(self, at: int) -> int:
        """Return the end of a foreign first name before a family name: `Emily Nguyễn`; 0 for none."""
        words = self.words
        low = words.low[at]
        if len(low) < 4 or not low.isascii() or at + 1 >= len(words) or words.gap[at] != SPACE:
            return 0
        family = words.low[at + 1]
        surely = lists.SURNAMES.get(family, 0) == 3 and not family.isascii()
        if not surely and not patterns.SYLLABLE.fullmatch(words.fold[at]):
            surely = max(lists.SURNAMES.get(family, 0), lists.SURNAMES_BARE.get(family, 0)) == 3  # David Pham
        surely = surely and words.case[at] == words.case[at + 1] == TITLE
        return at + 2 if surely and not self._next(at + 1) else 0

    def _hailed(self, at: int) -> int:
        """Return the end of a given name that is called out: `Hạnh ơi`, `Bảo Châu oi`; 0 for another word."""
        words, last = self.words, len(self.words)
        end = at + 1
        if (
            end < last
            and words.case[end] == TITLE
            and words.pair(end) in lists.GIVENS
            and words.gap[at] == SPACE
        ):
            end += 1
        if (
            end >= last
            or words.fold[end] != "oi"
            or words.low[end] not in ("ơi", "oi")
            or words.gap[end - 1] != SPACE
        ):
            return 0
        if words.pair(at) not in lists.GIVENS or (words.low[at] in EVERYDAY and words.case[at] == SMALL):
            return 0
        if words.low[end] == "oi" and words.case[at] == SMALL:
            return 0
        if self._place_before(at):
            return 0  # thôn Hà Lợi ơi
        return 0 if words.pair(at) in lists.KIN_ANY or words.pair(at) in lists.KIN_GIVEN else end

    def _called_in_capitals(self, at: int) -> tuple[int, float]:
        """Read a given name in capitals after a word that calls a person: `ÔNG TỐI`, `GẶP O SEN`."""
        words = self.words
        call = words.low[at - 1]
        if words.pairs(at - 1, at + 1) in lists.COMPOUNDS or words.pairs(at, at + 2) in lists.COMPOUNDS:
            return 0, 0.0
        if words.pair(at) not in lists.GIVENS:
            last = words.gap[at] != SPACE and not call.isascii() and words.pair(at) not in lists.CAPITAL_STOPS
            return (at + 1, 0.6) if last and words.case[at - 1] == CAPITALS else (0, 0.0)
        two = at + 1 < len(words) and words.gap[at] == SPACE and words.case[at + 1] == CAPITALS
        if two and (words.low[at] in patterns.BY_BIRTH or words.low[at] != words.fold[at]):
            then = words.pair(at + 1) in lists.GIVENS and words.pair(at + 1) not in lists.CAPITAL_STOPS
            after = at + 2 < len(words) and words.gap[at + 1] == SPACE
            if then and not (after and words.pairs(at + 1, at + 3) in lists.COMPOUNDS):
                return at + 2, 0.65
        little = words.fold[at] in LITTLE or words.fold[at] in EVERYDAY_BARE
        if little and words.low[at] == words.fold[at] and call not in patterns.PLAIN_CALLS:
            return 0, 0.0
        plain_call = call in patterns.PLAIN_CALLS or not call.isascii() or words.bare[at] == words.fold[at]
        return (at + 1, 0.65) if plain_call else (0, 0.0)

    def _initials(self, at: int, called: str) -> tuple[int, float]:
        """Read `N.V.M`, `T.`, `H` after a word that calls a person."""
        words, plain = self.words, self.view.plain
        if called not in ("any", "label", "given"):
            return 0, 0.0
        end = at + 1
        while end < len(words) and end - at < 4 and words.gap[end - 1] == SPACE and words.case[end] != SMALL:
            if len(words.low[end]) > 1 and plain[words.ends[end - 1]] != ".":
                break
            end += 1
        return end, 0.85

    def _capital_name(self, at: int, place: int) -> bool:
        """Say whether word `place` of capitals is part of a full name: `NGÔ QUỐC ANH`, `TRẦN CÔNG DANH`."""
        words = self.words
        follows = self._next(place) and words.gap[place] == SPACE
        if follows and words.pairs(place, place + 2) in lists.COMPOUNDS:
            return False
        if words.pairs(place - 1, place + 1) in lists.COMPOUNDS:
            return False
        if place - at == 1:
            marked = words.low[at] != words.fold[at] or words.low[place] != words.fold[place]
            if not follows or words.pair(place) not in lists.MIDDLES or not (marked or self._level(at) == 3):
                return False
            given = words.pair(place + 1) in lists.GIVENS
            more = self._next(place + 1) and words.pairs(place + 1, place + 3) in lists.COMPOUNDS
            return given and not more
        return (
            place - at == 2
            and not follows
            and words.pair(place) in lists.GIVENS
            and words.pair(at + 1) in lists.MIDDLES
        )
