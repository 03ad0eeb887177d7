"""Fields of forms and of machine output: a label says what its value is.

`Dân tộc: Kinh`, `"dan_toc": "Kinh"`, `<dan_toc>Kinh</dan_toc>`; also the value of a second person, who stands
beside the first, apart by a wide gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from prompt_library.guard import entity as kinds
from prompt_library.guard import lists
from prompt_library.guard.entity import Found
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import View, last_match

TOLD = "told"  # a label under which only words of illness count
_LABELS = tuple(
    (kind, re.compile("(?:" + "|".join(expressions) + ")$"))
    for kind, expressions in lists.expressions("fields").items()
)
_SIGN = re.compile(r"[:=>]")
_LABEL = re.compile(r"[^\s,;.|{}\[\]()\"':=<>•+*☐☑/&\-–][^,;.|\n{}\[\]()\"\t:=<>&•+*☐☑/]{0,39}$")
_NO_LABEL = re.compile(r"[,;.|\n{}\[\]()\"\t:=<>&•+*☐☑/]")  # in no label: it begins behind the last
_BRACKET = re.compile(r"\([^()\n]{1,24}\)$")
_QUOTED = re.compile(r'"([^"\n]*)"')
_OPEN = re.compile(r"[ *_'“”.…]*")
_NEXT_LINE = re.compile(r"[ *.…]*\n[ ]*[-+•*]?[ ]?")
# A value ends at a mark, at a wide gap, or where the next label stands.
_VALUE = re.compile(
    r"[^;|\n\t<{}&\"]{1,110}?(?=[;|\n\t<{}&\"]|[ ]{3,}"
    r"|[,.]? [^\W\d_](?:[\w /]|[.](?![.…])){1,22}[^\s\d.…][ ]?:(?!\d)|$)"
)
_GAP = re.compile(r"[ ]{3,}|[ ]*\t[ ]*|[ ]*\|[ ]*")
_DATE = re.compile(
    r"(?:ngay )?\d{1,2}[/.\- ]\d{1,2}[/.\- ](?:\d{4}|\d{2})"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?:18|19|20)\d{2}(?:[/\-]\d{1,2}[/\-]\d{1,2}(?:t\d\d:\d\d(?::\d\d)?(?:\.\d+)?z?)?)?"
    r"|\d{1,2}[ \-][a-z]{3,9}[ \-]\d{4}"
)
# Keys that are parts of a name only together: `"ho": "Lê", "dem": "Văn", "ten": "Thử"`.
_PARTS = frozenset(("ho", "dem", "ten", "ho dem", "first", "last", "middle"))
_PART_KEY = re.compile(r'"(?:ho|dem|ho dem|last|middle)"[ ]?:')


# An address told without a sign: `dia chi duoi doc cho, nha mai ton, xom 2`.
_TOLD_ADDRESS = Scan(
    "fold",
    r"(?<![a-z])(?:dia chi|hktt|noi o|cho o)(?: (?:tai|o|la|hien tai|em|toi|chau|con|minh|tui|cua))* "
    r"(?=(?:so|nha|lo|ngo|kiet|hem|duong|xom|to|doi|canh|gan|sau|truoc|doi dien|duoi|tren|trong|cuoi|dau"
    r"|giua|ven"
    r"|chan|day|tro|phong|can|k?\d+)(?![a-z]))"
    r"([^.;|\n(]{6,130}?)(?=[.;|\n(]|$|,? (?:sdt|dt|so dt|dien thoai|cccd|cmnd|lien he|goi|xin"
    r"|de nghi)(?![a-z]))",
)


class Field(NamedTuple):
    """A value `start:end` of the view under a label of `kind`; `told` fields hold it somewhere inside."""

    kind: str
    start: int
    end: int


def kind_of(label: str) -> str:
    """Return the kind of a folded label that fills its cell or line so far, '' for none."""
    for kind, pattern in _LABELS:
        match = pattern.search(label)
        if match and (match.start() == 0 or label[match.start() - 1] in " _"):
            return kind
    return ""


def read_fields(view: View) -> Iterator[Field]:
    """Yield the fields of the view whose label has a sign after it."""
    fold = view.fold
    for sign in _SIGN.finditer(fold):
        at = sign.start()
        before = fold[max(0, at - 56) : at].rstrip(" \"'”*`")
        if before.endswith(")"):
            before = _BRACKET.sub("", before).rstrip()
        stop = last_match(_NO_LABEL, before, 0, len(before.rstrip("\n")))
        label = _LABEL.search(before, max(stop.end() if stop else 0, len(before) - 41))
        kind = kind_of(label[0]) if label else ""
        quoted = fold[at - 1] == '"' and fold[at + 1 : at + 3].strip(" ")[:1] in ('"', "[")
        if quoted and label and label[0] in _PARTS:
            near = _PART_KEY.search(fold, max(0, fold.rfind("{", 0, at)), at + 60)
            kind = kinds.NAME if near else ""
        if not kind:
            continue
        if quoted:
            yield from _quoted(fold, at + 1, kind)
        elif kind != kinds.NAME:
            yield from _plain(fold, at + 1, kind)
        else:
            yield from list(_plain(fold, at + 1, kind))[1:]  # the first name is the name rules' own

    if any(word in fold for word in ("dia chi ", "hktt ", "noi o ", "cho o ")):
        for match in _TOLD_ADDRESS.over(view):
            yield Field(kinds.ADDRESS, match.start(1), match.end(1))


def _quoted(fold: str, at: int, kind: str) -> Iterator[Field]:
    """Yield the string, or the strings of the list, after a key of JSON."""
    stop = fold.find("\n", at)
    stop = len(fold) if stop < 0 else stop
    opened = fold.find("[", at, at + 3)
    if opened >= 0:
        stop = fold.find("]", at, stop + 400)
        stop = min(len(fold), at + 300) if stop < 0 else stop
    for number, match in enumerate(_QUOTED.finditer(fold, at, stop)):
        if number and opened < 0:
            return
        if match[1].strip():
            yield Field(kind, match.start(1), match.end(1))


def _plain(fold: str, at: int, kind: str) -> Iterator[Field]:
    """Yield the value after a label, and what stands beside it apart by a wide gap."""
    lead = _OPEN.match(fold, at)
    start = lead.end() if lead else at
    below = _NEXT_LINE.match(fold, at)
    if below:
        line = fold[below.end() : (fold + "\n").find("\n", below.end())]
        if ":" in line or len(line) > 90:
            return
        start = below.end()
    for _ in range(4):
        value = _VALUE.match(fold, start)
        if not value or fold[value.end() : value.end() + 2].strip(" ")[:1] == ":" or ":" in value[0]:
            return
        end = start + len(value[0].rstrip(" .,…"))
        if end > start:
            yield Field(kind, start, end)
        if kind == kinds.HEALTH and fold[value.end() : value.end() + 1] in (";", ","):
            yield Field(TOLD, value.end() + 1, (fold + "\n").find("\n", value.end()))  # the next illness
        if (
            kind == kinds.HEALTH
            and value[0].rstrip().endswith(",")
            and fold[value.end() : value.end() + 1] == "\n"
        ):
            below_it = (fold + "\n").find("\n", value.end() + 1)
            if ":" not in fold[value.end() : below_it]:
                yield Field(kind, value.end() + 1, below_it)  # the list of illnesses goes on
        gap = _GAP.match(fold, value.end())
        if not gap or below:
            return
        start = gap.end()
        line = fold[start : (fold + "\n").find("\n", start)]
        if re.match(r"[^:|\t]{2,40}:", line):
            return  # the next label, not the next person


def births(view: View, fields: Iterable[Field]) -> Iterator[Found]:
    """Yield the birth dates in fields that are called so."""
    for field in fields:
        date = _DATE.match(view.fold, field.start, field.end) if field.kind == kinds.BIRTH else None
        if date:
            yield Found(field.start, date.end(), kinds.BIRTH, 0.95, sure=True)
