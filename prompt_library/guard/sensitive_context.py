"""What stands round a term of health or religion: the sentence, the lines above, who is meant by it."""

from __future__ import annotations

import re
from bisect import bisect_left

from prompt_library.guard import sensitive_patterns as patterns
from prompt_library.guard.health_patterns import ON
from prompt_library.guard.view import View, last_match
from prompt_library.guard.words import Words

_BACK = 260


class Surroundings:
    """Questions about the places of one view; who is in it stands in `spans` and `ones`."""

    view: View
    words: Words
    spans: list[tuple[int, int]]  # of the people
    starts: list[int]
    ones: list[int]  # where words such as `cháu`, `nạn nhân` begin

    def _clause(self, at: int) -> int:
        """Return where the sentence or line that holds `at` begins, at most `_BACK` characters back."""
        begin = max(0, at - _BACK)
        last = last_match(patterns.BREAK, self.view.fold, begin, at)
        return last.end() if last else begin

    def _goes_on(self, end: int) -> int:
        """Return the end of an illness with the words that go on about it: how bad, where, since when."""
        more = ON[False].match(self.view.low, end)
        if not more:
            more = ON[True].match(self.view.fold, end)
            if more and not self.words.bare_text and not self.view.low[end : more.end()].isascii():
                more = None
        return more.end() if more else end

    def _wrapped(self, begin: int) -> bool:
        """Say whether the line at `begin` goes on in small letters where the one above was cut."""
        plain = self.view.plain
        before, after = plain[max(0, begin - 12) : begin].rstrip(), plain[begin : begin + 12].lstrip()
        return (
            plain[begin - 1 : begin] == "\n"
            and after[:1].islower()
            and before[-1:].isalpha() | (before[-1:] == ",")
        )

    def _of_one_above(self, start: int, end: int, begin: int, general: re.Pattern[str]) -> bool:
        """Say whether a person stands in the line above, of which this line is the rest."""
        above = self._clause(begin - 1)
        if not self.starts:
            return False
        if self._wrapped(above):
            above = self._clause(above - 1)
        number = bisect_left(self.starts, begin) - 1
        one = bisect_left(self.ones, begin) - 1
        named = self.starts[number] if number >= 0 else -1
        person = max(named, self.ones[one] if one >= 0 else -1)
        after = self.spans[number][1] if named == person else person
        return person >= above and not general.search(
            self.view.fold[after : start if general is patterns.GENERAL_FAITH else end]
        )

    def _line_of_list(self, start: int, end: int) -> bool:
        """Say whether an illness fills its line, below a person: a table read cell by cell."""
        opens, closes = self.view.line(start)
        fold, number = self.view.fold, bisect_left(self.starts, start) - 1
        rest = fold[self._goes_on(end) : closes]
        if number < 0 or fold[opens:start].strip(" -+•*.|") or rest.strip(" .;,")[:28] != rest.strip(" .;,"):
            return False
        if rest[:1] not in ("", " ", ",", ".", ";"):
            return False
        between = fold[self.spans[number][1] : opens]
        lines = between.split("\n")
        return 1 < len(lines) <= 6 and all(len(line) <= 50 and ":" not in line for line in lines)

    def _of_anybody(self, start: int, end: int, *, explained: bool) -> bool:
        """Say whether the term is said of people at large; `explained`: nobody stands in its sentence."""
        fold = self.view.fold
        end = self._goes_on(end)
        if explained and patterns.OF_ALL.match(fold, end):
            return True
        near = max(0, start - 48)
        who = patterns.ANYBODY.search(fold, near, start) is not None
        if not who and patterns.OF_ALL.match(fold, end):
            who = patterns.ANYBODY_OPENS.search(fold, near, start) is not None
        return who and not self._person_soon(end)

    def _person_soon(self, end: int) -> bool:
        """Say whether a person follows in brackets or after a colon: `bị tai biến: ông Nguyễn Văn Mẫu`."""
        if patterns.SUBJECT.match(self.view.fold, self._goes_on(end)):
            begin = self._clause(end - 1)
            return not patterns.GENERAL_HEALTH.search(self.view.fold[begin:end])
        number = bisect_left(self.starts, end)
        if number >= len(self.starts):
            return False
        between = self.view.fold[end : min(self.starts[number], end + 40)]
        return bool(
            re.fullmatch(r"[ ]?(?:\(|:|cua|la|cho|nhu|gom)[ ]?(?:ong|ba|anh|chi|chau|em|cu)?[ ]?", between)
        )

    def _right_after(self, start: int) -> bool:
        """Say whether a person is named right before `start`: `anh Khoa suy thận`."""
        number = bisect_left(self.starts, start) - 1
        return number >= 0 and 0 <= start - self.spans[number][1] <= 1

    def _particulars(self, at: int) -> bool:
        """Say whether a field (`Dân tộc: Kinh`) belongs to a person's particulars within a few lines."""
        near = bisect_left(self.starts, at + 300)
        return near > 0 and self.starts[near - 1] >= at - 400
