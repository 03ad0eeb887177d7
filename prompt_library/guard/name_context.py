"""What stands round a word that may begin a name: a label, a word that calls a person, a place, a body."""

from __future__ import annotations

import re

from prompt_library.guard import lists
from prompt_library.guard import name_patterns as patterns
from prompt_library.guard.shape_patterns import LAND_TWO
from prompt_library.guard.view import View
from prompt_library.guard.words import APART, CAPITALS, HYPHEN, SMALL, SPACE, TITLE, Words

_ITEM_OPENS = re.compile(r"(?:^|[\n|;\t•]|[\-–+*]|\d[.)/])[ \t]*$")
_LISTED = re.compile(
    r"(?:[^\W\d_]+ ){1,3}[^\W\d_]+(?:, (?:bí thư|phó|tổ|trưởng|chủ|ủy viên|kế toán|thủ quỹ|thư ký"
    r"|chi hội|công an|sn|sinh|đội)(?!\w)|[ ,:(\-–]{1,3}0\d{3}[ .\-]?\d{3})"
)
# Without marks these are tôi, tui, nói, ... at the head of a sentence.
PRONOUNS = frozenset(["toi", "tui", "noi", "hoi", "cha", "sao", "con", "den", "moi", "the", "tai", "bao"])
_ITEM_ENDS = re.compile(r"[ \t]*(?:$|[\n|;,\t(\-–:])")


class Context:
    """Questions about the words of one view."""

    def __init__(self, view: View, words: Words) -> None:
        self.view = view
        self.words = words
        self.named: set[int] = set()
        self._calls_of: dict[int, str] = {}
        self._placed: dict[int, bool] = {}
        self.labelled = self._labelled()

    def _labelled(self) -> set[int]:
        """Return the numbers of the words that stand right after a label such as `Họ và tên:`."""
        found = set()
        other = not patterns.OTHER_LABEL_WORDS.isdisjoint(self.words.places)
        labels = (patterns.LABEL, patterns.SPOKEN_LABEL, patterns.OTHER_LABEL)
        for pattern in labels if other else labels[:2]:
            for match in pattern.over(self.view):
                at = self.words.at_or_after(match.end())
                if at < len(self.words) and self.words.starts[at] - match.end() <= 1:
                    found.add(at)
                    if patterns.NAMED.match(match[0]):
                        self.named.add(at)
        return found

    def _firm_label(self, at: int) -> bool:
        """Say whether the label before word `at` ends with a colon, or says `tên là`, `tôi tên`."""
        before = self.view.fold[max(0, self.words.starts[at] - 24) : self.words.starts[at]]
        return bool(
            re.search(
                r"[:=\t]\W*(?:(?:ong|ba|anh|chi|em|chau)[ .]+)?$|(?:ten la|(?:toi|em|tui|chau|con"
                r"|minh) ten(?: la)?|ten (?:toi|em|tui|chau) la) $",
                before,
            )
        )

    def _level(self, at: int) -> int:
        low, bare = self.words.pair(at)
        return lists.SURNAMES.get(low, 0) or (lists.SURNAMES_BARE.get(bare, 0) if low == bare else 0)

    def _next(self, at: int) -> bool:
        """Say whether another capitalised word follows word `at` in the same name."""
        words = self.words  # after the last word the gap is APART
        return words.gap[at] in (SPACE, HYPHEN) and words.case[at + 1] != SMALL

    def _called(self, at: int) -> str:
        """Return how the word before calls a person, looked up once for each word."""
        known = self._calls_of.get(at)
        if known is None:
            known = self._calls_of[at] = self._read_call(at)
        return known

    def _read_call(self, at: int) -> str:
        """Return how the word before calls a person: '', 'any', 'given', 'title', 'short', 'label'."""
        words = self.words
        if at in self.labelled:
            return "label"
        if words.starts[at] and self.view.plain[words.starts[at] - 1] == "@":
            return "any"
        if at == 0 or words.fold[at - 1] not in lists.CALL_ENDS:
            return ""
        if at > 1 and words.pairs(at - 2, at) in lists.NO_CALL:
            return ""
        between = self.view.plain[words.ends[at - 1] : words.starts[at]]
        if words.low[at - 1] in ("o", "cau", "cu") and self._bare_place(at):
            return ""
        if between not in (" ", "  ", ". ", ".", ": ", ":", " : ", "\xa0") or len(between) > 3:
            return ""
        if ":" in between and len(words.low[at - 1]) == 1:
            return ""  # the letter of an option: `b: Không`
        if "." in between and len(words.low[at - 1]) > 1 and words.low[at - 1] not in patterns.ABBREVIATED:
            return ""
        if words.fold[max(0, at - 2) : at] == ["d", "c"]:
            return "any"
        for size in (3, 2, 1) if words.fold[at - 1] in lists.LONG_CALL_ENDS else (1,):
            if at < size or APART in words.gap[at - size : at - 1]:
                continue
            pair = words.pairs(at - size, at)
            for kind in lists.CALLS[size - 1].of(pair):
                if self._calls(kind, pair[0], at, between):
                    return kind
        return ""

    def _bare_place(self, at: int) -> bool:
        """Say whether `o`, `cau`, `cu` before word `at` are ở, cầu, cũ typed without marks."""
        words = self.words
        joined = at > 1 and words.gap[at - 2] == SPACE and words.case[at - 2] == SMALL
        call, before = words.low[at - 1], words.fold[at - 2] if joined else ""
        if words.bare[at - 1] != call and (call != "o" or words.low[at] != words.fold[at]):
            return False
        if before in patterns.PLACES_AFTER or (call == "cu" and before in ("can", "dan", "nhu", "khu")):
            return True
        two = at + 1 < len(words) and words.gap[at] == SPACE and words.case[at + 1] == TITLE
        if words.bare[at] != words.fold[at] or words.case[at] == SMALL:
            return False
        known = words.pair(at) in lists.GIVENS
        if call == "cau":
            return two or not known or not (self._goes_on(at + 1))
        family = two and self._level(at) >= 2 and words.pair(at + 1) in lists.MIDDLES
        return call == "o" and bool(before) and not family and (two or not known)

    def _goes_on(self, end: int) -> bool:
        """Say whether the word at `end` goes on a sentence about a person."""
        words = self.words
        return end < len(words) and words.gap[end - 1] == SPACE and words.fold[end] in patterns.GOES_ON

    def _calls(self, kind: str, phrase: str, at: int, between: str) -> bool:
        """Say whether a phrase of `kind` before word `at`, with `between` after it, calls a person."""
        if kind == "given":
            return between != "."
        if kind == "short" and self.words.bare_text and self.words.low[at] in PRONOUNS:
            return False  # `xa Mau B. Toi la ...`
        if kind == "short":
            small = self.words.case[at - 1] == SMALL or between != " "
            return small or (phrase in ("a", "c", "e", "ô", "ch") and self._opens(at))
        return ":" not in between

    def _opens(self, at: int) -> bool:
        """Say whether `A Khánh`, `C Hương` opens a message, `Ô Tửu` a sentence: one given name after it."""
        line, _ = self.view.line(self.words.starts[at])
        first = self.words.starts[at - 1]
        closed = self.words.low[at - 1] == "ô" and self.view.plain[max(0, first - 2) : first] in (". ", "; ")
        return (first == line or closed) and not self._next(at)

    def _after_person(self, at: int) -> bool:
        """Say whether the word before is one that calls a person by the name that follows."""
        full = (
            at + 1 < len(self.words) and self.words.pair(at + 1) in lists.MIDDLES_SURE and self._level(at) > 1
        )
        if self.words.pairs(at - 1, at + 1) in lists.COMPOUNDS and not full:
            return False
        called = self._called(at)
        return called == "any" or (
            called in ("given", "short") and self.words.low[at - 1] in patterns.SMALL_CALLS
        )

    def _place_before(self, at: int) -> bool:
        """Say whether the words before make what follows a place, a body or a work; looked up once."""
        known = self._placed.get(at)
        if known is None:
            known = self._placed[at] = self._reads_place(at)
        return known

    def _reads_place(self, at: int) -> bool:
        words = self.words
        if at > 1 and words.gap[at - 1] == SPACE and words.pairs(at - 2, at) in LAND_TWO:
            return True
        if (
            at > 1
            and words.pairs(at - 2, at) in lists.COMPOUNDS
            and words.pairs(at - 2, at) not in lists.PLACE_HEADS
        ):
            return False
        for size in (1, 2, 3):
            first = at - size
            short = first >= 0 and size == 1 and words.fold[at - 1] in ("tp", "tx", "tt", "p", "x")
            if (first < 0 or words.gap[at - 1] != SPACE) and not short:
                return False
            if any(words.gap[k] != SPACE for k in range(first, at - 1)):
                return False
            pair = words.pairs(first, at)
            # In capitals `HỒ`, `PHÙ` ... may be the family name itself.
            if pair in lists.PLACE_HEADS and not (words.low[at - 1] == "hồ" and words.case[at - 1] != SMALL):
                return True
        return False

    def _body_before(self, at: int, size: int) -> bool:
        """Say whether a body's name runs into the words at `at`: `Công ty TNHH Vận tải Hoàng Long`."""
        words, first = self.words, at
        while first > 0 and at - first < 7 and words.gap[first - 1] == SPACE:
            first -= 1
            pair = words.pair(first)
            two = words.pairs(first, first + 2)
            if two not in lists.BODY_HEADS and (two in lists.KIN_TITLE or two in lists.COMPOUNDS):
                continue
            if pair in lists.BODY_HEADS or two in lists.BODY_HEADS:
                between = [words.case[k] for k in range(first + 1, at)]
                return size == 2 or TITLE in between or CAPITALS in between or at - first <= 2
            if pair in lists.KIN_ANY or words.low[first] in patterns.ENDS_BODY:
                return False
        return False

    def _officer(self, at: int, end: int) -> bool:
        """Say whether an office of a commune or hamlet runs into the name: `Chủ tịch UBND xã Hồ Văn Mừng`."""
        words = self.words
        if words.fold[at - 1] not in (
            "xa",
            "phuong",
            "huyen",
            "tinh",
            "thon",
            "ban",
            "xom",
            "pho",
            "hoi",
            "doan",
            "bo",
            "uy",
            "tran",
        ):
            return False
        if words.low[at - 1] == "phố" and words.low[at - 2] != "khu":
            return False
        if words.pairs(at, end) in lists.PLACES or words.pairs(at, end) in lists.PUBLIC:
            return False
        titles = any(words.low[k] in patterns.OFFICES for k in range(max(0, at - 6), at - 1))
        return titles and self._by_middle(at, end)

    def _by_middle(self, at: int, end: int) -> bool:
        """Say whether the second word is a usual middle name and the rest does not speak against it."""
        words = self.words
        if words.pair(at + 1) in lists.MIDDLES_SURE:
            return True
        return words.pair(at + 1) in lists.MIDDLES and words.pair(end - 1) in lists.GIVENS

    def _ordinary(self, at: int) -> bool:
        low = self.words.low
        if at > 1 and low[at - 1] in ("tên", "ten") and low[at - 2] in patterns.NAMES_STREETS:
            return False
        if at > 1 and low[at - 2 : at] == ["đ", "c"]:
            return True
        if (at > 0 and low[at - 1] in patterns.ORDINARY) or at in self.labelled:
            return True
        # `+ Nguyễn Hoàng, bí thư chi đoàn`: an item of a list of people alive.
        start = self.words.starts[at]
        return bool(_LISTED.match(self.view.plain, start)) and bool(
            _ITEM_OPENS.search(self.view.plain[max(0, start - 6) : start])
        )

    def _alone(self, at: int, end: int) -> bool:
        """Say whether the words fill their line, cell or item."""
        plain = self.view.plain
        start, stop = self.words.starts[at], self.words.ends[end - 1]
        return bool(_ITEM_OPENS.search(plain[max(0, start - 6) : start])) and bool(
            _ITEM_ENDS.match(plain[stop : stop + 4])
        )

    def _number_follows(self, end: int) -> bool:
        stop = self.words.ends[end - 1]
        return bool(
            re.match(
                r"[ ,;(\-–:]{1,4}(?:\+?\d{4,}|sn|sinh|sđt|sdt|đt|cccd|cmnd)", self.view.low[stop : stop + 14]
            )
        )
