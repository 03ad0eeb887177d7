"""Tables decide by their headings: under `Họ và tên` stand names, under `Số tiền` no numbers of persons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prompt_library.guard import entity as kinds
from prompt_library.guard import lists
from prompt_library.guard.address_patterns import OUTER, lone_hamlet
from prompt_library.guard.entity import Found
from prompt_library.guard.fields import TOLD, Field, births, kind_of, read_fields
from prompt_library.guard.view import View

_COMPILED = tuple(
    ({"protect": "-", "other": ""}.get(kind, kind), re.compile("|".join(expressions)))
    for kind, expressions in lists.expressions("headings").items()
)
_ANY = re.compile("|".join(pattern.pattern for _, pattern in _COMPILED))
_LONGEST = 48  # characters of a heading
_SHORT = 30  # characters of a heading in a row parted by commas
_SENTENCE = re.compile(r"[.!?](?:[ ]|$)|[^\d]: ?$")
_EMPTY = re.compile(r"[\s\-–—./0xX?*]*|(?:khong|ko|chua|khong co|chua co|da|co|nt|như trên)")
_RULE = re.compile(r"[\s|:\-+=]*")
_DIGITS = re.compile(r"\d")
_CSV_CELL = re.compile(r'"(?:[^"\n]|"")*"|[^,\n]*')
_WIDE = re.compile(r"[ ]{2,}|\t")
_TAGS = re.compile(r"(?:</?t[a-z]{1,5}(?: [^<>\n]{0,60})?>[ ]*)+")
# Marks that part the cells of a row only where a heading is parted by them.
_LIGHT = ("/", " - ")
# In the column of names: a body, whose numbers are nobody's.
_BODY = re.compile(
    r"(?:htx|hop tac xa|cong ty|cty|dntn|doanh nghiep|tnhh|truong (?:thpt|thcs|tieu hoc|mam non|th)|ubnd"
    r"|uy ban|benh vien|trung tam|to hop tac|hoi (?:nong|phu|cuu|chu)|mttq|ubmttq|chi nhanh)(?![a-z])"
)
_MONEY = re.compile(r"[\d., ]+(?:d|dong|vnd|k|trieu|tr)?")
_SLASHED_DATE = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/(?:19|20)\d{2}(?!\d)")
# What a table tells of each of its people, not of who heads a hamlet.
_OF_ONE = frozenset((kinds.FAITH_PEOPLE, kinds.HEALTH, kinds.BIRTH, kinds.PERSON_ID))
_INTRO = re.compile(r"[^:|\t;/]{2,30}:[ ]?")
_COUNTED = re.compile(r"\d{1,3}[.)]?[ ]+")


@dataclass(frozen=True)
class Table:
    """What tables say: findings, and spans where numbers are not personal."""

    found: tuple[Found, ...]
    protected: tuple[tuple[int, int], ...]
    fields: tuple[Field, ...]


def read_tables(view: View) -> Table:
    """Return the findings and protected spans of every table in the view."""
    found: list[Found] = []
    protected: list[tuple[int, int]] = []
    fields = list(read_fields(view))
    header: list[str | None] | None = None
    mark = ""
    for number, start in enumerate(view.line_starts):
        last = number + 1 == len(view.line_starts)
        end = len(view.plain) if last else view.line_starts[number + 1] - 1
        line = view.fold[start:end]
        if "<t" in line:  # a row of HTML
            line = _TAGS.sub(lambda m: "|" + " " * (len(m[0]) - 1), line)
        if not line.strip():
            if header and mark in ("|",):
                continue
            header = None
            continue
        if header and line[0] == "#":
            continue  # a remark between the rows
        separator = _separator(line, mark if header else "")
        if not separator:
            header = None
            continue
        cells = list(_cells(line, separator))
        longest = _SHORT if separator == "," else _LONGEST
        if header is None and separator in ",;":
            if any(b - a > longest for a, b in cells) or _SENTENCE.search(line):
                continue  # a sentence, not a heading
        elif separator in _LIGHT and header is None and (len(cells) < 3 or _DIGITS.search(line)):
            continue
        if len(_DIGITS.findall(line)) <= 4:
            columns = list(_columns(line, separator, cells))
            if _is_header(line, separator, cells, columns):
                header, mark = columns, separator
                continue
        if (
            header
            and separator == mark
            and not _RULE.fullmatch(line)
            and abs(len(cells) - len(header)) <= 1
            and len(cells) > 1
        ):
            if set(header) - {None} == {kinds.NAME} and kind_of(line[slice(*cells[0])]):
                fields += _row(line, start, cells)  # people stand side by side under their names
                continue
            # A table by hamlet tells of hamlets, even if it names who heads them.
            rows_are_places = next((k for k in header if k not in (None, "", "-")), None) == kinds.ADDRESS
            people = kinds.NAME in header and (not rows_are_places or bool(_OF_ONE.intersection(header)))
            body = any(
                k == kinds.NAME and _BODY.match(line[a:b]) for (a, b), k in zip(cells, header, strict=False)
            )
            for (a, b), kind in zip(cells, header, strict=False):
                if body and kind == kinds.TAX:
                    protected.append((start + a, start + b))
                    continue
                if kind == TOLD and people and a < b:
                    fields.append(Field(TOLD, start + a, start + b))
                    continue
                _cell(view, start + a, start + b, kind, people, found, protected)
        elif len(cells) < 2:
            header = None
        elif separator in ("|", "\t", "  ") and 2 <= len(cells) <= 9:
            fields += _row(line, start, cells)
    found += births(view, fields)
    for field in fields:
        if field.kind == kinds.NAME and _like_a_name(view.plain[field.start : field.end]):
            found += (Found(a, b, kinds.NAME, 0.9, sure=True) for a, b in _name_part(view, *field[1:]))
    return Table(tuple(found), tuple(protected), tuple(fields))


def _like_a_name(text: str) -> bool:
    """Say whether a value reads as a person's name: a capital first, few words, no figure."""
    return text[0].isupper() and text.count(" ") < 6 and not _DIGITS.search(text) and "." not in text[-6:]


def _row(line: str, start: int, cells: list[tuple[int, int]]) -> Iterator[Field]:
    """Yield the fields of a row that opens with its heading: `Ngày sinh | 01/02/1990 | 03/04/1992`."""
    (a, b), *rest = cells
    label = line[a:b].rstrip(" :*")
    kind = kind_of(label) if len(label) <= 32 and not line[a:b].endswith(":") else ""
    if kind and not any(_column(line[x:y]) for x, y in rest):
        yield from (
            Field(kind, start + x, start + y) for x, y in rest if x < y and not _EMPTY.fullmatch(line[x:y])
        )


def _separator(line: str, known: str) -> str:
    if known and known in line and known != "  ":
        return known
    if known == " - ":
        return ""
    if "|" in line:
        return "|"
    if "\t" in line:
        return "\t"
    if line.count(";") >= 2:
        return ";"
    if known == "  " or len(_WIDE.findall(line.strip())) >= 2:
        return "  " if _WIDE.search(line.strip()) else ""
    if line.count(",") >= 2:
        return ","
    return next((mark for mark in _LIGHT if line.count(mark) >= 2), "")


def _cells(line: str, separator: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each cell, without the spaces round it."""
    if separator == "  ":
        places, at = [], 0
        for gap in _WIDE.finditer(line):
            places.append((at, gap.start()))
            at = gap.end()
        places.append((at, len(line)))
        if places and places[0][0] == places[0][1]:
            places.pop(0)
    elif separator == ",":
        places = [
            m.span()
            for m in _CSV_CELL.finditer(line)
            if m.end() > m.start() or m.start() == 0 or line[m.start() - 1] == ","
        ]
    else:
        places, at = [], 0
        if separator == "/":
            line = _SLASHED_DATE.sub(lambda m: m[0].replace("/", "."), line)
        for part in line.split(separator):
            places.append((at, at + len(part)))
            at += len(part) + len(separator)
        if separator == "|":
            if places and not line[places[0][0] : places[0][1]].strip():
                places.pop(0)
            if places and not line[places[-1][0] : places[-1][1]].strip():
                places.pop()
    for a, b in places:
        while a < b and line[a] in ' \t"*':
            a += 1
        while b > a and line[b - 1] in ' \t"*':
            b -= 1
        yield a, b


def _columns(line: str, separator: str, cells: list[tuple[int, int]]) -> Iterator[str | None]:
    """Yield what each cell says as a heading; of cells parted lightly no more than the first that is none."""
    for number, (a, b) in enumerate(cells):
        kind = _column(line[a:b])
        yield kind
        if kind is None and number and separator in _LIGHT:
            return


def _column(cell: str) -> str | None:
    """Return the type a heading gives to its column, '-' for numbers of no person, None for no heading."""
    if not cell or len(cell) > _LONGEST or len(_DIGITS.findall(cell)) > 2:
        return None
    if not _ANY.search(cell):
        return None
    for kind, pattern in _COMPILED:
        if pattern.search(cell):
            return kind
    return None


def _is_header(line: str, separator: str, cells: list[tuple[int, int]], columns: list[str | None]) -> bool:
    known = sum(1 for c in columns if c is not None)
    if separator in ",;" and (2 * known < len(cells) or _SENTENCE.search(line)):
        return False  # prose has commas too: what it lists must not protect the numbers below
    if separator == "," and any(b - a > _SHORT for a, b in cells):
        return False
    if separator in _LIGHT and (len(cells) < 3 or None in columns[1:] or _DIGITS.search(line)):
        return False
    if re.search(r"[^\s|]:[ ]?\S", line):  # a field, or `Mẫu: họ tên; năm sinh; dân tộc`
        return known >= 3 and bool(_INTRO.match(line)) and line.count(":") == 1
    return len(cells) >= 2 and known >= 2


def _cell(
    view: View,
    start: int,
    end: int,
    kind: str | None,
    people: bool,
    found: list[Found],
    protected: list[tuple[int, int]],
) -> None:
    """Add what the cell is under a heading of `kind`."""
    text = view.fold[start:end]
    if not kind or start >= end or _EMPTY.fullmatch(text):
        if kind == kinds.FAITH_PEOPLE and text.startswith("khong"):
            found.append(Found(start, end, kind, 0.7, sure=True))
        return
    digits = len(_DIGITS.findall(text))
    if kind == "-":
        if end - start <= _LONGEST:
            protected.append((start, end))
    elif kind == kinds.NAME:
        for a, b in _name_part(view, start, end):
            found.append(Found(a, b, kind, 0.9, sure=True))
    elif kind == kinds.ADDRESS:
        if _MONEY.fullmatch(text):
            return
        low = view.low[start:end]
        commune = re.match(
            r"(?:xa|phuong|tinh|huyen|dac khu|thi tran|thanh pho|tp)\b[^,\d]*(?:, ?(?:tinh|huyen|tp"
            r"|thanh pho|thi xa)?[^,\d]*)*$",
            text,
        )
        if (not people or lone_hamlet(text)) and end - start <= _LONGEST:
            protected.append((start, end))
        if people and not commune and not lone_hamlet(text) and (low, text) not in lists.PLACES:
            outer = OUTER.search(low) or (OUTER.search(text) if low == text else None)
            found.append(Found(start, start + outer.start() if outer else end, kind, 0.85, sure=True))
    elif kind in (kinds.HEALTH, kinds.FAITH_PEOPLE):
        if people and len(text) <= 80 and not text.isdigit():
            found.append(Found(start, end, kind, 0.85, sure=True))
    elif kind == kinds.BIRTH:
        if digits >= 2 and ("thang" in text or len(re.findall(r"[^\W\d_]", text)) <= 4):
            found.append(Found(start, end, kind, 0.95, sure=True))
    elif kind == kinds.EMAIL:
        if "@" in text or "(a" in text or "[a" in text:
            found.append(Found(start, end, kind, 0.95, sure=True))
    elif digits >= (4 if kind == kinds.PLATE else 6) and end - start <= 40:
        _numbers(view, start, end, kind, found)


def _numbers(view: View, start: int, end: int, kind: str, found: list[Found]) -> None:
    """Add each number of a cell, `0600 000 001 / 0600 000 002` as two."""
    for part in re.finditer(r"[^/,;]+", view.plain[start:end]):
        digits = len(_DIGITS.findall(part[0]))
        if digits < 4 or (kind == kinds.PASSPORT and len(re.findall(r"[^\W\d_]", part[0])) > 4):
            continue
        what = kinds.OLD_ID if kind == kinds.PERSON_ID and digits == 9 else kind
        left = start + part.start() + (len(part[0]) - len(part[0].lstrip()))
        right = start + part.end() - (len(part[0]) - len(part[0].rstrip()))
        if kind == kinds.ACCOUNT or kind == kinds.PERSON_ID:
            core = re.search(r"\d[\d .\-]*\d", view.plain[left:right])
            if core and re.search(r"[^\W\d_]", part[0]):
                left, right = left + core.start(), left + core.end()
        found.append(Found(left, right, what, 0.95, sure=True))


def _name_part(view: View, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the names in a cell under a heading for names; nothing for a body."""
    count = _COUNTED.match(view.fold, start, end)
    start = count.end() if count else start
    text = view.fold[start:end]
    if re.search(
        r"\b(?:uy ban|ubnd|mttq|hoi|truong|cong ty|hop tac xa|chi bo|to hoa giai|ban|doan|tong|cong"
        r"|tap the|van phong|so|phong|htx|tram|nha tho|nha van hoa|nha sinh hoat|dinh lang|dntn|cty)\b",
        text,
    ) and not re.search(r"\b(?:thi|van)\b", text):
        return
    match = re.match(
        r"(?:(?:ong|ba|anh|chi|co|chu|bac|em|chau|cu|me|mu|o|d/c|dong chi|ho ong"
        r"|ho ba)[ .:]{1,2}(?=[^\W\d]))?",
        text,
    )
    at = start + (match.end() if match else 0)
    name = re.match(r"[^\d,;:(/\[\n|–]{2,48}", view.plain[at:end])
    if name:
        stop = at + len(name[0].rstrip(" -"))
        if stop > at and re.search(r"[^\W\d_]", view.plain[at:stop]):
            yield at, stop
