"""Numbers in layouts of their own: one digit to a box, the lines of a card's back, transfers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_library.guard import entity as kinds
from prompt_library.guard.entity import Found
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import View, last_match

# `|0|9|7|0|…|`, `[0][9][7]`, `0 9 9 | 0 6 6 | …`
_BOXED = re.compile(
    r"(?<![\w.,])(?:\|[ ]?(?:\d[ ]?\|[ ]?){8,18}|(?:\[[ ]?\d[ ]?\][ ]?){9,18}|\d(?:[ ]?[|/][ ]?\d"
    r"|[ ]\d){8,18})(?![\w.,])"
)
_BOX_LABEL = re.compile(
    r"(?P<CMND>cmnd|chung minh)|(?P<SO_DINH_DANH>cccd|can cuoc|dinh danh|ddcn|giay to)|(?P<BHYT>bhyt"
    r"|bao hiem y te)"
    r"|(?P<BHXH>bhxh|bao hiem xa hoi)|(?P<MST_CA_NHAN>mst|ma so thue)|(?P<TAI_KHOAN>tai khoan|stk)"
    r"|(?P<DIEN_THOAI>dien thoai|sdt|dt|di dong)|(?P<HO_CHIEU>ho chieu)"
)
# The machine-readable lines of an identity card or a passport.
_MACHINE = re.compile(r"(?<![\w<])[A-Z0-9<]{20,44}(?![\w])")
# A bank's message: `CT tu 9990000000123 NGUYEN THI MAU toi 0971000000812 TRAN VAN THU`.
_TRANSFER = Scan(
    "fold",
    r"(?<![a-z])(?:tu|den|toi|from|to|cho|nguoi (?:nhan|chuyen|gui)|ben (?:nhan"
    r"|chuyen))[ :]{1,3}(?:(?:so )?s?tk[ :]{1,3})?"
    r"(\d{8,16})(?=[ ]?[:\-,(]?[ ]?[a-z]{2})",
)
_TRANSFER_SIGN = re.compile(
    r"(?<![a-z])(?:ct|ck|ghi co|ghi no|chuyen|tk|stk|so du|sd|gd|ref|bank|vcb|bidv|agribank|icb)(?![a-z])"
)
_TRANSFER_HINTS = (
    "ct tu",
    "ck ",
    "chuyen tien",
    "chuyen khoan",
    " tk ",
    "stk",
    "so du",
    "ghi co",
    "ghi no",
    " sd ",
    "vcb",
    "bidv",
)
# An account whose middle the bank hides: `530xxx0000123`.
_HIDDEN = Scan("plain", r"(?<![\w*])\d{2,8}[xX*]{2,8}\d{2,8}(?![\w*])")
_ACCOUNT_LABEL = re.compile(
    r"(?<![a-z])(?:tk|stk|tai khoan|so the|the|account|acc)[ :.]{0,3}(?:[a-z]{2,8}[ :]{1,2})?$"
)
_LAO_PLATE = re.compile(r"[\u0e81-\u0eae]{1,3}[ \-.]?\d{3,5}(?!\d)")


def find_shapes(view: View) -> Iterator[Found]:
    """Yield the numbers that only their layout tells."""
    plain, fold = view.plain, view.fold
    if "|" in plain or "[" in plain:
        for match in _BOXED.finditer(plain):
            found = _boxed(view, match)
            if found:
                yield found
    if "<<" in plain:
        for match in _MACHINE.finditer(plain):
            if "<" in match[0] and any(c.isdigit() for c in match[0]):
                yield Found(match.start(), match.end(), kinds.PERSON_ID, 0.9)
            elif match[0].count("<") > 3:
                yield Found(match.start(), match.end(), kinds.NAME, 0.9)
    for match in _TRANSFER.over(view) if any(sign in fold for sign in _TRANSFER_HINTS) else ():
        line, _ = view.line(match.start())
        if _TRANSFER_SIGN.search(fold, max(line, match.start() - 160), match.start() + 5):
            yield Found(match.start(1), match.end(1), kinds.ACCOUNT, 0.85)
    for match in _HIDDEN.over(view) if "**" in plain or "xx" in fold else ():
        if _ACCOUNT_LABEL.search(fold, max(0, match.start() - 24), match.start()):
            yield Found(match.start(), match.end(), kinds.ACCOUNT, 0.85)
    if not fold.isascii():
        for match in _LAO_PLATE.finditer(plain):
            yield Found(match.start(), match.end(), kinds.PLATE, 0.8)


def _boxed(view: View, match: re.Match[str]) -> Found | None:
    """Return what the digits in boxes are, by the words before them; None for a row of figures."""
    if not re.search(r"[|\[/]", match[0]):
        return None
    digits = "".join(re.findall(r"\d", match[0]))
    line, _ = view.line(match.start())
    label = last_match(
        _BOX_LABEL, view.fold, max(line - 40 if match.start() - line < 6 else line, 0), match.start()
    )
    if not label and not (len(digits) == 12 and digits[0] == "0"):
        return None
    kind = (label.lastgroup if label else None) or kinds.PERSON_ID
    if len(digits) == 9 and kind == kinds.PERSON_ID:
        kind = kinds.OLD_ID
    return Found(match.start(), match.end(), kind, 0.9)
