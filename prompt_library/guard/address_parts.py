"""Reading an address outward from its first word: door, lane, hamlet, what stands beside it, commune."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from prompt_library.guard import address_patterns as patterns
from prompt_library.guard import lists
from prompt_library.guard.view import View, fold

_HAMLET_WORDS = re.compile(r"(?:thon|ban|xom|lang|buon|khom|khu pho|to dan pho|duong|ngo|kiet|hem|ap)[ ]")
_HAMLET_HEAD = re.compile(r"thon|ban|xom|lang|buon|khom|ap|khu pho|to dan pho")
_HOME_BEFORE = re.compile(
    r"(?<![a-z])(?:o|tru|tru tai|nha (?:toi|tui|tau|mi|em|chau|con|minh|no)) $|\d{4}, $|\($"
)
_NO_NAME = re.compile(
    r"(?:theo|de|tu|voi|bi|duoc|cho|ve|da|se|dang|ben|toi|em|anh|chau|chi|ong|mot|hai|dat|hop|cung|thi"
    r"|xa|huyen|ngheo|que|va|hay|thuong|luon|gan|xa xoi|nhung|neu)(?![a-z])"
)
_LANE_WORDS = re.compile(r"ngo|kiet|hem|duong|pho")
_SMALL_WORDS = re.compile(
    r"[^\W_]+(?:[ ][^\W_]+){0,3}?(?=[ ]?[,;\n)]|[ ](?:phai khong)|[ ](?:xa|phuong"
    r"|thon|doi|xom|huyen|duong|kiet|ngo|hem"
    r"|tinh|khu pho)[ ]|[ ](?:sau|canh|sat|doi dien|gan|ke|duoi chan|ven|giap|truoc)[ ]|$)"
)
_NO_FIRST = re.compile(
    r"(?:của|này|đó|đo|con|không|và|có|là|thì|mình|ta|nào|khác|trong|ở|ni|nớ|no|tôi|tui|em|cháu"
    r"|chúng|anh|chị|nhà)"
    r"[ ,]"
)
_NO_FIRST_BARE = re.compile(patterns.bare(_NO_FIRST.pattern))
_LANE_NEXT = re.compile(r"[ ](?:duong|kiet|ngo|hem)[ ]")
_OUTER_WORD = re.compile(
    r"[ ,]{0,2}(?:xa|phuong|thon|doi|xom|to|huyen|tinh|khu pho|phai khong|(?:duong|kiet|ngo"
    r"|hem)(?= [a-z]))[ ]"
    r"|[ ](?:sau|canh|sat|doi dien|gan|ke|duoi chan|ven|giap|truoc)[ ]"
)
_STREET = re.compile(rf"[ ,]{{1,2}}({patterns.TITLE})")
_TWO_SYLLABLES = re.compile(r"[a-z]{2,7} [a-z]{1,7}")
_SURE_DOOR = re.compile(r"so nha|nha so|sn|lo dat|can ho|kiot|ki-ot|hop thu")
_ROOM = re.compile(r"p\.?\d{3}")
# `nhà 27A`, `nhà 36/1`, `căn A-0507`: no measure.
_LETTERED = re.compile(r"nha \d{1,4}(?:[a-fn]|/\d{1,4}[a-f]?)|can [a-z]-?\d{3,4}")
_BRACKET = re.compile(r"\(")
_MOST = 12  # parts of one address

DOOR = ("house", "lane", "hamlet", "complex")
BESIDE = ("landmark", "spot", "complex", "host")


class Parts(NamedTuple):
    """What was read: where it ends with commune and province, where without them, kinds of parts."""

    end: int
    door: int
    kinds: set[str]


class Reader:
    """Read the parts of addresses on a view; `bare_text` says that it is typed without marks."""

    def __init__(self, view: View, bare_text: bool = False) -> None:
        self.view = view
        self.bare_text = bare_text
        self._bare_at: dict[int, bool] = {}

    def heads(self) -> Iterator[int]:
        """Yield where words stand that may open an address, in order: `bản`, and `ban` in bare lines."""
        view = self.view
        if self.bare_text:
            yield from (m.start() for m in patterns.HEAD[True].over(view))
            return
        found = {m.start() for m in patterns.HEAD[False].over(view)}
        for stretch in patterns.BARE_STRETCH.finditer(view.low):
            for match in patterns.HEAD[True].compiled.finditer(view.fold, stretch.start(), stretch.end()):
                if self.bare(match.start()):
                    found.add(match.start())
        yield from sorted(found)

    def bare(self, at: int) -> bool:
        """Say whether the line at `at` is typed without marks."""
        if self.bare_text:
            return True
        known = self._bare_at.get(at)
        if known is None:
            known = self._bare_at[at] = self._is_bare(at)
        return known

    def _is_bare(self, at: int) -> bool:
        start, end = self.view.line(at)
        end = min(end, at + 32)
        start = max(start, min(at, end - 14))
        return end - start > 12 and self.view.low[start:end] == self.view.fold[start:end]

    def part(self, name: str, at: int) -> int:
        """Return the end of the part `name` at `at`, 0 if it is not there."""
        match = patterns.PART[False][name].match(self.view.plain, at)
        if not match and self.bare(at):
            match = patterns.PART[True][name].match(self.view.plain, at)
        return match.end() if match else 0

    def read(self, start: int, *, cue: bool, open_with: tuple[str, ...] = DOOR) -> Parts:
        """Read parts from `start` outward; no kinds where none stands there."""
        return self._chain(start, start, set(), open_with, cue)

    def chain(self, end: int, *, cue: bool) -> Parts:
        """Read what follows a street that ends at `end`."""
        gap = patterns.SEPARATOR.match(self.view.plain, end)
        if not gap:
            return Parts(end, end, {"house", "lane"})
        return self._chain(end, gap.end(), {"house", "lane"}, (*DOOR, "landmark"), cue)

    def _chain(self, end: int, at: int, kinds: set[str], names: tuple[str, ...], cue: bool) -> Parts:
        start, door = at, end
        for _ in range(_MOST):
            for name in names:
                stop = self.part(name, at)
                if stop and not (name == "house" and not kinds and self._mere_number(at, stop, cue)):
                    kinds.add(name)
                    end = stop
                    if name == "house":
                        end = self._street_after(stop)
                        if end > stop:
                            kinds.add("lane")
                    if name in ("house", "lane"):
                        end = self._known_street(end)
                    door = end
                    break
            else:
                stop = self._small_part(at, bool(kinds)) if at == start or kinds else 0
                if not stop:
                    stop = self._outer(end, at, kinds, cue)
                    if not stop:
                        break
                    kinds.add("commune")
                else:
                    kinds.add("lane" if _LANE_WORDS.match(self.view.fold, at) else "hamlet")
                    door = stop
                end = stop
            gap = patterns.SEPARATOR.match(self.view.plain, end)
            if not gap:
                break
            at = gap.end()
            names = (*DOOR, "landmark", "spot", "host")
            # What goes on in small letters on the next line belongs to this one.
            if "\n" in gap[0] and "commune" in kinds:
                break  # the commune ends an address
            if ";" in gap[0] or ("\n" in gap[0] and not self.view.plain[at : at + 1].islower()):
                names = DOOR
            if gap[0] == " ":
                names = (*DOOR, "landmark")
        return Parts(end, door, kinds)

    def _mere_number(self, at: int, stop: int, cue: bool) -> bool:
        """Say whether `số 12`, `phòng 302` stands without a street or hamlet after it: not yet an address."""
        if _SURE_DOOR.match(self.view.fold, at) or (
            _ROOM.match(self.view.fold, at) and (cue or self._guest(at, stop))
        ):
            return False
        if _LETTERED.fullmatch(self.view.fold, at, stop):
            return False
        goes_on = patterns.GOES_ON.match(self.view.low, stop, stop + 24)
        if not goes_on and self.bare(at):
            goes_on = patterns.GOES_ON_BARE.match(self.view.fold, stop, stop + 24)
        return not goes_on and not self._street_follows(stop, cue)

    def _guest(self, at: int, stop: int) -> bool:
        """Say whether a room opens its line and a name follows: a list of guests."""
        return at == self.view.line(at)[0] and _STREET.match(self.view.plain, stop) is not None

    def _street_follows(self, stop: int, cue: bool) -> bool:
        match = _STREET.match(self.view.plain, stop)
        if not match or self._opens_part(match.start(1)):
            return False
        low = self.view.low[match.start(1) : match.end(1)]
        return (low, fold(low)) in lists.PUBLIC or cue

    def _opens_part(self, at: int) -> bool:
        """Say whether the word at `at` opens a lane or hamlet, and is no street's name."""
        if patterns.HEAD[False].compiled.match(self.view.low, at):
            return True
        return self.bare(at) and patterns.HEAD[True].compiled.match(self.view.fold, at) is not None

    def _street_after(self, stop: int) -> int:
        """Return the end of a street named right after a house number: `số 12 Lê Lợi`; else `stop`."""
        match = _STREET.match(self.view.plain, stop)
        if not match or self.view.plain[stop] != " " or self._opens_part(match.start(1)):
            return stop
        return match.end()

    def _known_street(self, stop: int) -> int:
        """Return the end of a known street in small letters at `stop`: `kiệt 88 lý thường kiệt`."""
        low = self.view.low
        if low[stop : stop + 1] != " " or not low[stop - 1].isdigit():
            return stop
        words = low[stop + 1 : stop + 28].split(" ")
        for size in (3, 2):
            name = re.split(r"[^\w ]", " ".join(words[:size]))[0]
            if name.count(" ") == size - 1 and (name, fold(name)) in lists.PUBLIC:
                return stop + 1 + len(name)
        return stop

    def stays(self) -> Iterator[re.Match[str]]:
        """Yield what is said before a place where somebody stays; `o ở` is an aunt who lives there."""
        fold, place = self.view.fold, 0
        brackets = (match.end() for match in _BRACKET.finditer(fold))
        for at in sorted({*patterns.STAY_OPENS.places(self.view), *brackets}):
            match = patterns.STAY.match(fold, at) if at >= place else None
            if not match:
                continue
            word = self.view.low[match.start(1) : match.end(1)] if match[1] else ""
            if word and word not in patterns.STAY_WORDS and not self.bare(match.end()):
                place = match.start() + 1
                continue
            if word == "tro" and fold.endswith(
                ("ho ", "tai ", "vien ", "bo ", "phu ", "bao "), 0, match.start()
            ):
                place = match.end()
                continue  # `ho tro doc man hinh`
            yield match
            place = max(match.end(), match.start() + 1)

    def _small_part(self, at: int, inside: bool = False) -> int:
        """Read a hamlet written in small letters: `thon 5 xa trieu binh`, `xóm bàu, xã hải lăng`."""
        view = self.view
        head = _HAMLET_WORDS.match(view.fold, at)
        if not head or view.plain.startswith("Đường", at):
            return 0
        if head[0] == "duong ":
            street = view.fold[head.end() : head.end() + 24].split(" ")
            size = next((n for n in (3, 2) if " ".join(street[:n]).rstrip(",.;") in lists.PUBLIC.bare), 0)
            if size:
                return head.end() + len(" ".join(street[:size]).rstrip(",.;"))
        words = _SMALL_WORDS.match(view.fold, head.end())
        if not words or _NO_FIRST.match(view.low, head.end()):
            return 0
        if self.bare(at) and _NO_FIRST_BARE.match(view.fold, head.end()):
            return 0
        outer = words.end() < len(view.fold) and _OUTER_WORD.match(view.fold, words.end(), words.end() + 12)
        home = _HAMLET_HEAD.match(head[0]) and (
            _HOME_BEFORE.search(view.fold, max(0, at - 10), at) or (inside and view.fold[at - 2 : at] == ", ")
        )
        if outer and _HAMLET_HEAD.match(head[0]) and _LANE_NEXT.match(view.fold, words.end()):
            return 0
        if home and not outer and _NO_NAME.match(words[0]) and not view.low.startswith("chợ", head.end()):
            return 0
        return words.end() if outer or home else 0

    def _outer(self, end: int, at: int, kinds: set[str], cue: bool) -> int:
        """Return the end of a commune, district or province at `at`, which `end` leads to; 0 for none."""
        if not kinds:
            return 0
        gap = self.view.plain[end:at]
        stop = self.part("commune", at) or self._named_place(at) or self._small_commune(at)
        if not stop and (cue or "commune" in kinds) and ("," in gap or "-" in gap):
            stop = self._unknown_place(at)
        return stop

    def _unknown_place(self, at: int) -> int:
        """Return the end of a capitalised name of two or three words that fills its item, no person's."""
        match = patterns.UNKNOWN_PLACE.match(self.view.plain, at)
        if not match:
            return 0
        words = self.view.low[at : match.end()].split(" ")
        person = len(words) >= 3 and lists.SURNAMES.get(words[0], 0) > 1 and words[1] in ("văn", "thị")
        return 0 if person or lists.SURNAMES.get(words[0], 0) == 3 else match.end()

    def _named_place(self, at: int) -> int:
        """Return the end of a bare commune, district or province (`Cam Lộ`, `Quảng Trị`) at `at`."""
        match = patterns.PLACE_TAIL.match(self.view.plain, at)
        if not match and self.view.plain[at - 2 : at] == ", ":
            match = patterns.SMALL_PLACE.match(self.view.low, at)
        if not match:
            return 0
        words = self.view.low[at : match.end()].split(" ")
        for size in range(min(3, len(words)), 0, -1):
            name = " ".join(words[:size])
            if (name, fold(name)) in lists.PLACES and (size > 1 or name == "huế"):
                return at + len(name)
        return 0

    def _small_commune(self, at: int) -> int:
        match = patterns.SMALL_COMMUNE.match(self.view.low, at)
        if not match and self.bare(at):
            match = patterns.SMALL_COMMUNE_BARE.match(self.view.fold, at)
        if not match:
            return 0
        words = self.view.fold[match.end() : match.end() + 24].split(" ")
        for size in (3, 2, 1):
            name = re.split(r"[^\w ]", " ".join(words[:size]))[0].strip()
            if name and name in lists.PLACES.bare:
                return match.end() + len(name)
        # Names of communes have two syllables as a rule.
        two = _TWO_SYLLABLES.match(self.view.fold, match.end(), match.end() + 16)
        return two.end() if two else 0
