"""Names told by what the person does or how the name is written: `Loan kiểm tra`, `Phát "đá"`, `hieu.nq`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_library.guard import lists
from prompt_library.guard.entity import NAME, Found
from prompt_library.guard.name_small import EVERYDAY
from prompt_library.guard.view import UPPER, View
from prompt_library.guard.words import CAPITALS, SMALL, SPACE, TITLE, Words

_WORD = rf"[{UPPER}][^\W\d_{UPPER}]{{0,7}}"
_PURE = lists.section("acts", "pure")
_ACTS = lists.Words(lists.section("acts", "acts"))
_THINGS = lists.section("acts", "things")
_STATES = lists.section("acts", "states")
_ROLES = lists.folded(lists.section("acts", "roles"))
_ROLE_ENDS = frozenset(role[-2:] for role in _ROLES)
_SIGN = re.compile(r":[ \t]{0,4}\n?[ \t]*(?=[^\W\d_])")
_ONE = re.compile(rf"{_WORD}(?: {_WORD}){{0,2}}(?=[ ]?(?:[,.;)(\n|/]|[ ]{{2}}|\t|$| [–-]))")
# `Hùng "cận"`, `T. "Cọp"`
_QUOTED = re.compile(r"[\"“][^\"”\n\d]{2,12}[\"”]")
_NICKED = re.compile(rf"(?<![^\W_])(?:{_WORD}(?: {_WORD})?|[{UPPER}]\.) $")
# `hieu.nq`: the name and the letters of the family name, as accounts are called.
_DOT = re.compile(r"\.[bcdđghklmnpqtvx]{2,3}(?![\w.@/])")
_BEFORE_DOT = re.compile(r"(?<![\w.@/\-])[a-z]{2,6}$")
_NO_REST = frozenset(("vn", "tv", "tp", "hn", "kg", "km", "tb", "ptdtbt"))
# The words of a transfer: `ND: Thao ung ho xay nha`.
_TRANSFER = re.compile(
    rf"(?:[Nn]oi dung|[Nn]ội dung|ND|NỘI DUNG|[Ll]ời nhắn|[Ll]oi nhan)[ ]?[:.] ?(?P<run>(?:be |bé |con "
    rf"|co |cô )?{_WORD}(?: {_WORD}){{0,3}})"
    r" (?:ung ho|ủng hộ|gop|góp|dong gop|đóng góp|chuyen|chuyển|ck|gui|gửi|nop|nộp|tra|trả|mua|cam on"
    r"|cảm ơn)(?!\w)"
)
_CONTENT = ("noi dung", "loi nhan")
_MONKS = (
    re.compile(rf"Thích(?: Nữ)? {_WORD} {_WORD}(?: {_WORD})?(?!\w)"),
    re.compile(rf"THÍCH(?: NỮ)?(?: [{UPPER}]{{2,7}}){{2}}(?!\w)"),
)
# `Huy – loa đài; Trinh – nước uống`: who does what, more than once.
_SHARE = re.compile(rf" [–-] (?=[^\W\d_{UPPER}])")
_SHARED = re.compile(rf"(?:(?<=[:;,.\n] )|(?<=\n)|^)(?P<run>{_WORD}(?: {_WORD})?)$")
_AFTER = frozenset(
    [
        "cho",
        "giao",
        "với",
        "để",
        "nhờ",
        "nếu",
        "do",
        "khi",
        "lúc",
        "bữa",
        "chừ",
        "rồi",
        "mà",
        "chiều",
        "sáng",
        "mai",
        "hôm",
    ]
)

_KIN = re.compile(r" \((?:bạn|con|vợ|chồng|nhà|cháu|em|chị|anh|mẹ|lớp|o|bà|ông) ")
_ALL = lists.GIVENS.marked | lists.GIVENS.bare


def find_acts(view: View, words: Words) -> Iterator[Found]:
    """Yield the names; they may overlap others."""
    plain = view.plain
    yield from _doers(words)
    fold = view.fold
    for sign in _SIGN.finditer(fold):
        if not plain[sign.end()].isupper() or not _is_role(fold, sign.start()):
            continue
        run = _ONE.match(plain, sign.end())
        if run and _given(words, *run.span(), firm=True):
            yield Found(*run.span(), NAME, 0.65)
    if '"' in plain or "“" in plain:
        for quoted in _QUOTED.finditer(plain):
            match = _NICKED.search(plain, max(0, quoted.start() - 18), quoted.start())
            if not match:
                continue
            first = words.pair(words.at_or_after(match.start()))
            nick = quoted[0].strip('"“”').islower()
            known = first in lists.GIVENS and first not in lists.PLACE_HEADS and (nick or first[0] in _PURE)
            if known or match[0].endswith(". "):
                yield Found(match.start(), quoted.end(), NAME, 0.65)
    for match in _DOT.finditer(plain):
        before = _BEFORE_DOT.search(plain, max(0, match.start() - 8), match.start())
        if before and match[0][1:] not in _NO_REST and (before[0],) * 2 in lists.GIVENS:
            yield Found(before.start(), match.end(), NAME, 0.62)
    for match in (
        _TRANSFER.finditer(plain)
        if "nd" in words.places or any(word in view.fold for word in _CONTENT)
        else ()
    ):
        if _given(words, *match.span("run"), firm=True):
            yield Found(*match.span("run"), NAME, 0.65)
    for monk in _MONKS:
        yield from (Found(*match.span(), NAME, 0.75) for match in monk.finditer(plain))
    shares = [_SHARED.search(plain, max(0, m.start() - 18), m.start()) for m in _SHARE.finditer(plain)]
    spans = [share.span("run") for share in shares if share]
    if len(spans) > 1 and all(_given(words, *span, firm=True) for span in spans):
        yield from (Found(*span, NAME, 0.62) for span in spans)
    for kin in _KIN.finditer(plain):  # Khánh Ly (bạn Lựu)
        end = words.at_or_after(kin.start())
        at = end - 2
        opens = at == 0 or (at > 0 and words.gap[at - 1] != SPACE)
        titled = at >= 0 and words.gap[at] == SPACE and words.case[at] == words.case[end - 1] == TITLE
        if opens and titled and words.ends[end - 1] == kin.start() and _names(words, at, end):
            yield Found(words.starts[at], kin.start(), NAME, 0.6)


def _doers(words: Words) -> Iterator[Found]:
    """Yield who does something at the head of a clause: `Duy coi lại`, `Lan Chi gom từ 3 điện thoại`."""
    case, gap, low, last = words.case, words.gap, words.low, len(words) - 1
    named = [at for at, how in enumerate(case) if how == TITLE]
    for at in named:
        if at == last or gap[at] != SPACE or low[at] not in _ALL:
            continue
        if at and gap[at - 1] == SPACE and (case[at - 1] != SMALL or low[at - 1] not in _AFTER):
            continue
        end = at + 1 if case[at + 1] == SMALL else at + 2
        if end > last or gap[end - 1] != SPACE or case[end] != SMALL:
            continue
        if words.pair(end) not in _ACTS and words.pairs(end, min(end + 2, last + 1)) not in _ACTS:
            continue
        if end - at == 1 and low[at] in _THINGS and low[end] in _STATES:
            continue
        if end - at == 1 and (low[at] not in _PURE or (low[at].isascii() and words.bare_text)):
            continue
        if words.pairs(end - 1, end + 1) not in lists.COMPOUNDS and _names(words, at, end):
            yield Found(words.starts[at], words.ends[end - 1], NAME, 0.62)


def _given(words: Words, start: int, stop: int, *, firm: bool) -> bool:
    at, end = words.at_or_after(start), words.at_or_after(stop)
    while at < end and case_small(words, at):
        at += 1
    if at >= end or (end - at == 1 and words.low[at] in EVERYDAY and not (firm and words.low[at] in _PURE)):
        return False
    return _names(words, at, end)


def _is_role(fold: str, end: int) -> bool:
    """Say whether the label that ends at `end` is one of work: `Tổng hợp`, `người phụ trách`."""
    at = end
    if fold[at - 1 : at] == ")":
        at = fold.rfind("(", max(0, at - 24), at)
    at -= fold[at - 1 : at] == " "
    if at < 2 or fold[at - 2 : at] not in _ROLE_ENDS:
        return False
    label = fold[max(0, at - 30) : at]
    parts = [part.lstrip("(–-*•.") for part in label.split()[-3:]]
    return any(" ".join(parts[-size:]) in _ROLES for size in (1, 2, 3))


def case_small(words: Words, at: int) -> bool:
    """Say whether word `at` begins with a small letter."""
    return words.case[at] == SMALL


def _names(words: Words, at: int, end: int) -> bool:
    """Say whether the words `at:end` are given names and nothing else."""
    if any(words.pair(k) not in lists.GIVENS or words.case[k] == CAPITALS for k in range(at, end)):
        return False
    whole = words.pairs(at, end)
    held = (lists.PLACES, lists.PUBLIC, lists.PEOPLES, lists.COMPOUNDS)
    if any(whole in known for known in held) or words.pair(at) in lists.PLACE_HEADS:
        return False
    return not any(words.pairs(k, k + 2) in lists.COMPOUNDS for k in range(at, end - 1))
