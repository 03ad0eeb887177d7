"""Names told by one word or sign beside them: who speaks for a body, who drives, who signs, who is listed.

Each rule runs only where its cue is in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from prompt_library.guard import lists
from prompt_library.guard.entity import NAME, Found
from prompt_library.guard.name_patterns import NO_SPEAKER
from prompt_library.guard.name_small import EVERYDAY, EVERYDAY_BARE, LITTLE
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import UPPER, View
from prompt_library.guard.words import CAPITALS, SMALL, SPACE, Words

_UP = f"[{UPPER}]"
_WORD = rf"{_UP}[^\W\d_{UPPER}]{{0,7}}"
# `Quế Chi MTTQ: ...`, `[19:03] Toàn Dân Quân: ...`, `Tam Xe om: ...`: one who writes more than once.
_SPEAKER = re.compile(
    rf"(?m)^[ \t]*(?P<clock>[\[(][^\]\n]{{1,24}}[\])] ?)?(?P<run>{_WORD}(?: [^\W\d_]{{1,8}}){{1,4}}):(?=\s)"
)
_ROLES = lists.section("shape_words", "speaker-roles")
# Before a name, whoever it is: a trade, an office of the faith.
_TRADE_WORDS = frozenset(["lai", "quy", "toan", "kho", "ban", "sanh", "huu", "danh", "thanh", "su", "ve"])
_TRADE = Scan(
    "plain",
    r"(?<!\w)(?:(?P<weak>lái|thủ quỹ|kế toán|thủ kho|bảo vệ|(?:o|chị|cô|mệ|anh|bà|ông|dì) bán [^\W\d_]{2,6})"
    r"|[Ll]ễ sanh|[Gg]iáo hữu|[Cc]hánh trị sự|[Pp]hó trị sự|[Tt]hông sự|[Tt]hánh danh|[Tt]ên thánh)"
    rf" (?P<run>{_WORD}(?: {_WORD}){{0,3}})(?![\w'’])",
)
# `bản 3, Quyên sửa, Hiệp duyệt`: who did what to a paper.
_DID_WORDS = frozenset(["sua", "duyet", "soan", "go", "nhap", "chup", "dich"])
_DID = Scan(
    "plain",
    rf"(?:(?<=[,;(–-] )|(?<=[(\n])|^)(?P<run>{_WORD}(?: {_WORD})?)"
    r" (?:sửa|duyệt|soạn|gõ|nhập|chụp|dịch)(?=[ ]?[,.;)\n])",
)
_TWO_LETTERS = Scan("plain", rf"(?<![\w.])({_UP}\.) (?:và|với|-|–) ({_UP}\.)(?!\w)")
# The last line of a letter that is a name alone, after a sentence that is closed.
_LAST_LINE = re.compile(rf"[.!?…)\"”]\s*\n\s*(?P<run>(?:{_UP}\. ?)?{_WORD}(?: {_WORD}){{0,3}})[ .]*\Z")
_LAST_WORDS = re.compile(
    r"(?:[Cc][ảá]m ơn|[Cc]am on|[Xx]in chào|[Tt]hân|[Tt]rân trọng|[Ff]aithfully|[Ss]incerely|[Rr]egards)"
    rf"[^.\n,!]{{0,24}}[.,!]\s+(?P<run>(?:{_UP}\. ?)?{_UP}[^\W\d_{UPPER}]{{0,12}}(?: {_WORD}){{0,2}})"
    r"(?=[ .]*\Z|, [A-ZĐ]|\n)"
)
# Syllables that only names of the first peoples begin with: `Kray`, `Blô`, `Mpơ Lâng`.
_CLUSTER = Scan(
    "plain",
    rf"(?<![^\W_])(?:và|với|tên|là|nhà|gọi|hỏi|nhờ|vợ|chồng|con|mẹ|cha|của|cho) "
    rf"(?P<run>(?:Kr|Bl|Dr|Đr|Mp|Kl|Pl|Pr|Br|Gr|Mr)[^\W\d_{UPPER}]{{1,5}}(?: {_WORD})?)(?![\w'’])",
)
_NO_CLUSTER = lists.section("shape_words", "no-cluster")
# Capitals without marks that fill a cell, an item, a value: `| THAI THI NHU Y /`, `tre=HO BAO CHAU ;`.
_CELL = re.compile(
    r"(?:(?<=[•|\t/;:=_,\"\-–])[ ]?|(?m:^)(?:\d{1,3}[.)] ?)?|(?<=[ht]ọ tên )|(?<=ho ten ))"
    r"(?P<run>[A-Z]{2,6}(?: [A-Z]{1,6}){2,4})(?=[ ]?(?:[•|\t/;,_\"=(\-–\n]|$))"
)
_CAPITALS = re.compile(r"[A-Z]{2,6} [A-Z]{1,6} [A-Z]")
# In small letters: the first words of the peoples' names, an item with a year of birth, a letter and a name.
_FIRST_SMALL = frozenset(["kăn", "pả", "mpả"])
_FIRST_AFTER = frozenset(["côn", "vỗ", "hồ", "căn"])
_HOUSE = frozenset(["nhà", "hộ", "mạ", "mẹ", "vợ", "chồng", "chị", "anh", "là"])
_WHEELS = Scan(
    "plain",
    r"(?<!\w)(?:eng|anh|chị|o|chú|bác|dì|cậu|ông|bà|thằng|cu) (?P<run>(?P<given>[^\W\d_]{2,6})"
    r" (?:xe (?:ôm|ben|tải|thồ|lam|khách|ba gác)|bán [^\W\d_]{2,5}|thợ [^\W\d_]{2,4}))(?!\w)",
)
_CUT = re.compile(rf"\n[ ]*(?P<run>(?:Văn|Thị|VĂN|THỊ) (?:{_WORD}(?: {_WORD})?|{_UP}{{2,7}}))(?!\w)")
_DOTTED = Scan("plain", r"(?<![\w.@/])[abckmnlstvg]\.[^\W\d_]{2,6}(?![\w.@/])")
_BORN = frozenset(["sn", "ns"])


def find_cues(view: View, words: Words) -> Iterator[Found]:
    """Yield the names; they may overlap each other."""
    plain, places = view.plain, words.places
    if plain.count(":") > 1:
        yield from _speakers(view, words)
    if not _TRADE_WORDS.isdisjoint(places):
        for match in _TRADE.over(view):
            single = words.pair(words.at_or_after(match.start("run"))) in lists.GIVENS
            yield from _run(words, match, known=match["weak"] is not None and not single)
    if not _DID_WORDS.isdisjoint(places):
        for match in _DID.over(view):
            if not match["run"].startswith(("Mới", "Đã", "Chưa", "Bình ")):
                yield from _run(words, match, known=True, everyday=True)
    if ". và " in plain or ". với " in plain or ". - " in plain:
        for match in _TWO_LETTERS.over(view):
            yield from (Found(*match.span(part), NAME, 0.65) for part in (1, 2))
    tail = max(0, len(plain) - 90)
    for pattern in (_LAST_LINE, _LAST_WORDS):
        if last := pattern.search(plain, tail):
            yield from _run(words, last, known=pattern is _LAST_LINE)
    for match in _CLUSTER.over(view):
        if match["run"].split()[0].lower() not in _NO_CLUSTER:
            yield from _run(words, match, known=False)
    if _CAPITALS.search(plain):
        for match in _CELL.finditer(plain):
            yield from _cell(words, match)
    for match in _CUT.finditer(plain) if "\n" in plain else ():
        at, end = words.at_or_after(match.start("run")), words.at_or_after(match.end("run"))
        family = at and not plain[words.ends[at - 1] : words.starts[at]].strip()
        if family and words.case[at - 1] == words.case[at] and lists.SURNAMES.get(words.low[at - 1], 0) >= 2:
            yield Found(words.starts[at - 1], words.ends[end - 1], NAME, 0.7)
    yield from _small(view, words)


def _speakers(view: View, words: Words) -> Iterator[Found]:
    """Yield who speaks with a body or a trade behind the name: `Quế Chi MTTQ:`, `Tam Xe om:`."""
    lines = list(_SPEAKER.finditer(view.plain))
    spoken = Counter(match["run"] for match in lines)
    clocks = sum(match["clock"] is not None for match in lines) >= 2
    for match in lines:
        at, end = words.at_or_after(match.start("run")), words.at_or_after(match.end("run"))
        stop = end
        while stop > at + 1 and (words.fold[stop - 1] in _ROLES):
            stop -= 1
        again = spoken[match["run"]] > 1 or (clocks and match["clock"] is not None)
        if stop == end and not again:
            continue
        if words.pair(at) not in lists.GIVENS or words.pair(at) in NO_SPEAKER:
            continue
        # `Toàn Dân Quân`: what a speaker calls himself may hold any words.
        if not _person(words, at, at + 1 if again else stop):
            continue
        if stop == at + 1 and words.low[at] in EVERYDAY and not again:
            continue
        yield Found(words.starts[at], words.ends[stop - 1], NAME, 0.65)


def _run(words: Words, match: re.Match[str], *, known: bool, everyday: bool = False) -> Iterator[Found]:
    """Yield the run of `match` if it may be a person; where `known`, one of its words is a given name."""
    start, stop = match.span("run")
    at, end = words.at_or_after(start), words.at_or_after(stop)
    if at >= end or not _person(words, at, end) or all(words.case[k] == CAPITALS for k in range(at, end)):
        return
    if known:
        if end - at == 1 and words.low[at] in EVERYDAY and not everyday:
            return
        if not any(words.pair(k) in lists.GIVENS for k in (end - 1, at)):
            return
    yield Found(start, stop, NAME, 0.65)


def _person(words: Words, at: int, end: int) -> bool:
    """Say whether the words `at:end` are no place, no body, no historical person, no common words."""
    whole = words.pairs(at, end)
    if whole in lists.PLACES or whole in lists.PUBLIC or whole in lists.PEOPLES:
        return False
    first = words.pair(at)
    if first in lists.BODY_HEADS or (first in lists.PLACE_HEADS and first not in lists.GIVENS):
        return False
    if first in lists.KIN_ANY or any(words.pair(k) in lists.NAME_STOPS for k in range(at, end)):
        return False
    follows = end < len(words) and words.gap[end - 1] == SPACE
    return not any(
        words.pairs(k, k + 2) in lists.COMPOUNDS for k in range(at, end - 1 + follows) if k + 2 <= len(words)
    )


def _cell(words: Words, match: re.Match[str]) -> Iterator[Found]:
    """Yield capitals without marks that fill a cell and are built as a name is."""
    at, end = words.at_or_after(match.start("run")), words.at_or_after(match.end("run"))
    bare = [(word, word) for word in words.fold[at:end]]
    if not 3 <= end - at <= 5 or not lists.SURNAMES_BARE.get(bare[0][0], 0):
        return
    likely = bare[1][0] in lists.MIDDLES.bare and bare[-1][0] in lists.GIVENS.bare
    pairs = [(f"{a[0]} {b[0]}",) * 2 in _BARE_COMPOUNDS for a, b in pairwise(bare)]
    # The first two words speak against a name, the last two only where it is not built as one.
    if pairs[0] or (any(pairs) and not likely):
        return
    sure = bare[1][0] in ("thi", "van")
    built = bare[1][0] in lists.MIDDLES.bare and bare[-1][0] in lists.GIVENS.bare
    spread = any(pair[0] in _CAPITAL_STOPS for pair in bare[1:])
    if sure or (built and (not spread or lists.SURNAMES_BARE[bare[0][0]] >= 2)):
        yield Found(*match.span("run"), NAME, 0.65)


_BARE_COMPOUNDS = frozenset((two, two) for two in lists.COMPOUNDS.bare)
_CAPITAL_STOPS = lists.CAPITAL_STOPS.bare


def _small(view: View, words: Words) -> Iterator[Found]:
    """Yield names in small letters: `kăn vỗ`, `nhà hồ pâng -`, `1: hồ tiến đạt sn 88`, `v.tuấn`."""
    low, case, gap, last = words.low, words.case, words.gap, len(words)
    places = words.places
    for word in ("kan", "pa", "mpa", "con", "vo", "ho"):
        for at in places.get(word, ()):
            if at + 1 >= last or gap[at] != SPACE or case[at] != SMALL or case[at + 1] != SMALL:
                continue
            first = low[at] in _FIRST_SMALL and low[at + 1] != "kô"
            house = at and gap[at - 1] == SPACE and low[at - 1] in _HOUSE and low[at] in _FIRST_AFTER
            closed = gap[at + 1] != SPACE
            if words.pairs(at, at + 2) in lists.COMPOUNDS:
                continue
            if first or (house and closed and words.pair(at + 1) not in lists.PLACE_HEADS):
                end = at + 2
                yield Found(words.starts[at], words.ends[end - 1], NAME, 0.62)
    for word in _BORN & places.keys():
        for stop in places[word]:
            at = stop
            while at and stop - at < 4 and gap[at - 1] == SPACE and case[at - 1] == SMALL:
                at -= 1
            family = lists.SURNAMES.get(low[at], 0) >= 2 if at < stop else False
            if family and 2 <= stop - at <= 4 and words.pairs(at, at + 2) not in lists.COMPOUNDS:
                yield Found(words.starts[at], words.ends[stop - 1], NAME, 0.65)
    if words.bare_text:
        return
    for match in _WHEELS.over(view) if "xe" in places or "tho" in places else ():
        at = words.at_or_after(match.start("run"))
        if words.pair(at) in lists.GIVENS and words.pair(at + 1) not in lists.GIVENS:
            yield Found(*match.span("run"), NAME, 0.62)
    if "." not in view.plain:
        return
    for match in _DOTTED.over(view):
        at = words.at_or_after(match.start() + 2)
        given = at < last and (low[at], low[at]) in lists.GIVENS and not low[at].isascii()
        if given and low[at] not in EVERYDAY and low[at] not in LITTLE | EVERYDAY_BARE:
            yield Found(*match.span(), NAME, 0.62)
