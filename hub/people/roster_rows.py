"""Turn the sheets of a roster into rows of fields: find the heading, carry the unit down, drop totals.

A row that is no person (title, total, signature) is kept with the reason it was passed over, so that
the preview can show it: nothing of the file disappears silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hub.people.errors import NotARoster
from hub.people.roster_files import Sheet, SheetRow, read_sheets
from hub.people.roster_headings import Field, column_letter, columns_of, fields_of
from hub.people.units import Unit, find_unit
from hub.text import fold, squeeze

HEADING_WITHIN = 50  # filled rows searched for the heading
_TOTAL = re.compile(r"(?:tổng cộng|tổng số|tổng|cộng)\b")
_TOTAL_FOLDED = re.compile(r"(?:tong cong|tong so|tong|cong)\s*(?:$|[:(\d])")
_FOOTER = re.compile(
    r"nguoi (?:lap|tong hop)\b|noi nhan\b|an dinh danh sach|danh sach (?:nay )?(?:co|gom) \d"
    r"|\(?ky\b.*ho ten|ghi chu\b|xac nhan cua\b|.*\bngay .{1,12}\bthang .{1,12}\bnam\b"
)
_SIGNED_FOR = re.compile(r"(?:TM|T/M|KT|TL|TUQ)\b")
_NUMBERING = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?")
_ENUMERATOR = re.compile(r"(?:[IVXLC]+|[A-ZĐ]|\d+(?:\.\d+)*)\s*[.)/:-]\s*")
_ORDINAL = re.compile(
    r"\d+(?:\.\d+)*[.)]?|[IVXLC]+[.)]?|[A-Za-zĐđ][.)]?"
)  # else it is a title in that column
_GROUP_ORDINAL = re.compile(r"[IVXLC]+\.?|[A-ZĐ]\.?")
_HEAD_COUNT = re.compile(r"\s*[:(–-]*\s*\d+\s*(?:đồng chí|đ/c|người|cán bộ)\b.*$|\s*:\s*$", re.IGNORECASE)
_UNIT_WORD = re.compile(r"\b(?:xa|phuong|dac khu|thi tran|ubmttq\w*|ub mttq|uy ban|mttq)\b|^(?:x|p|tt)\.")
_OTHER_LEVEL = re.compile(r"\b(?:khoi|co quan|don vi|tinh|van phong|ban|hoi|xa|phuong|doan)\b")
_OLD_FONTS = ("hä vµ tªn", "hä tªn", "§¬n vÞ", "hoï vaø teân", "hoï teân", "ñôn vò")


@dataclass(frozen=True)
class RawRow:
    """A row below a heading. `values` are texts by field; `ignored` says why the row is no person."""

    sheet: str  # empty for CSV
    row: int  # as the person sees it, from 1
    values: Mapping[Field, str]
    columns: Mapping[Field, str]  # where each field stands: “Đơn vị” (cột C)
    labels: tuple[str, ...]
    cells: tuple[str, ...]
    inherited: frozenset[Field] = field(default_factory=frozenset)  # came from a merged cell above
    ignored: str = ""


def read_roster(filename: str, data: bytes) -> list[RawRow]:
    """Return the rows of an .xlsx or CSV roster, those passed over included (`ignored`).

    Blocking; up to ten seconds for the largest file allowed, so call it in a thread. Raises
    `NotARoster` or `RosterTooLarge` with what to do.
    """
    sheets = read_sheets(data, delimiter_score=_heading_score)
    read = [(sheet, _read_sheet(sheet)) for sheet in sheets]
    if all(rows is None for _, rows in read):
        raise _no_heading(filename, sheets)
    result: list[RawRow] = []
    for sheet, rows in read:
        if rows is None and sheet.rows:
            first = sheet.rows[0]
            reason = "trang tính không có dòng tiêu đề cột nên không được đọc"
            rows = [RawRow(sheet.name, first.number, {}, {}, (), first.cells, ignored=reason)]
        result += rows or []
    return result


def _heading_score(rows: list[list[str]]) -> int:
    return max((len(columns_of(row) or ()) for row in rows), default=0)


def _no_heading(filename: str, sheets: Sequence[Sheet]) -> NotARoster:
    texts = [cell.lower() for sheet in sheets for row in sheet.rows[:HEADING_WITHIN] for cell in row.cells]
    if any(old in text for text in texts for old in _OLD_FONTS):
        return NotARoster(
            f"Tệp “{filename}” gõ bằng phông cũ (.VnTime, VNI). Mời đồng chí chuyển danh sách sang Unicode "
            "(trong Unikey: Công cụ, chuyển mã), lưu lại rồi nhập."
        )
    return NotARoster(
        f"Không tìm thấy dòng tiêu đề cột trong tệp “{filename}”. Mời đồng chí ghi một dòng có ít nhất cột "
        "“Họ và tên” và cột “Đơn vị” ở phía trên danh sách."
    )


@dataclass
class _Reading:
    """What is known while going down one sheet."""

    sheet: Sheet
    labels: tuple[str, ...] = ()
    columns: Mapping[Field, tuple[int, ...]] = field(default_factory=dict)
    where: Mapping[Field, str] = field(default_factory=dict)  # as `RawRow.columns`
    section: str = ""
    sections_seen: bool = False
    footer: bool = False
    rows: list[RawRow] = field(default_factory=list)

    def under(self, labels: Sequence[str], columns: Mapping[Field, tuple[int, ...]]) -> None:
        """Go on under a heading row."""
        self.labels, self.columns = tuple(labels), columns
        where = {name: f"“{labels[i[0]]}” (cột {column_letter(i[0])})" for name, i in columns.items()}
        self.where = {Field.NAME: where.get(Field.FAMILY, ""), **where}

    def texts(self, row: SheetRow) -> list[tuple[int, str]]:
        """Return the row's own filled cells, without the ordinal number."""
        ordinal = self.columns.get(Field.ORDINAL, ())
        return [
            (i, c)
            for i, c in enumerate(row.cells)
            if c and i not in row.inherited and not (i in ordinal and _ORDINAL.fullmatch(c))
        ]

    def values(self, row: SheetRow) -> dict[Field, str]:
        """Return the text of each field: names joined over their columns, else the first that is filled."""
        found: dict[Field, str] = {}
        for name, indexes in self.columns.items():
            texts = [row.cells[i] for i in indexes if i < len(row.cells) and row.cells[i]]
            if name is Field.NAME:
                found[name] = " ".join(dict.fromkeys(texts))
            else:
                found[name] = texts[0] if texts else ""
        family, given = found.pop(Field.FAMILY, ""), found.pop(Field.GIVEN, "")
        name_text = found.get(Field.NAME, "") or family
        if given and not fold(f" {name_text}").endswith(fold(f" {given}")):
            name_text = f"{name_text} {given}"
        found[Field.NAME] = squeeze(name_text)
        return found

    def add(self, row: SheetRow, values: Mapping[Field, str], *, ignored: str = "") -> None:
        """Keep the row."""
        where = {
            name: f"“{self.labels[i[0]]}” (cột {column_letter(i[0])})"
            for name, i in self.columns.items()
            if i
        }
        where.setdefault(Field.NAME, where.get(Field.FAMILY, ""))
        inherited = frozenset(name for name, i in self.columns.items() if row.inherited & set(i))
        cells = row.cells + ("",) * (len(self.labels) - len(row.cells))
        self.rows.append(
            RawRow(self.sheet.name, row.number, values, self.where, self.labels, cells, inherited, ignored)
        )


def _read_sheet(sheet: Sheet) -> list[RawRow] | None:
    """Return the rows below the heading, or `None` when the sheet has none."""
    rows = sheet.rows
    start = next((i for i, row in enumerate(rows[:HEADING_WITHIN]) if columns_of(row.spread)), None)
    if start is None:
        return None
    reading = _Reading(sheet)
    at = start
    while at < len(rows):
        if _may_be_heading(reading, rows[at]) and columns_of(rows[at].spread):
            at = _read_heading(reading, rows, at)
            continue
        _read_row(reading, rows[at])
        at += 1
    return _with_units(reading, titles=[c for row in rows[:start] for c in row.cells if c])


def _may_be_heading(reading: _Reading, row: SheetRow) -> bool:
    """Whether it is worth asking: a row with an ordinal number is none, and most rows have one."""
    ordinal = reading.columns.get(Field.ORDINAL, ())
    return not any(row.cells[i].isdigit() for i in ordinal if i < len(row.cells))


def _read_heading(reading: _Reading, rows: Sequence[SheetRow], at: int) -> int:
    """Take the labels of the heading at `at` and of the heading rows under it; return the next row."""
    labels = list(rows[at].spread)
    at += 1
    while at < len(rows) and _continues_heading(labels, rows[at]):
        below = rows[at].spread
        labels += [""] * (len(below) - len(labels))
        for i, text in enumerate(below):
            if text and (not labels[i] or fields_of(text)):
                labels[i] = text
        at += 1
    columns = columns_of(labels)
    if columns is not None:
        reading.under(labels, columns)
    return at


def _continues_heading(labels: Sequence[str], row: SheetRow) -> bool:
    """Whether the row is a second heading row: names merged down, or sub-headings such as Nam, Nữ."""
    filled = [(i, text) for i, text in enumerate(row.spread) if text]
    same = [i for i, text in filled if i < len(labels) and labels[i] == text]
    if any({Field.NAME, Field.FAMILY} & set(fields_of(labels[i])) for i in same):
        return True
    return all(fold(text) in {"nam", "nu"} or fields_of(text) for _, text in filled)


def _read_row(reading: _Reading, row: SheetRow) -> None:
    texts = reading.texts(row)
    values = reading.values(row)
    ordinal = values.get(Field.ORDINAL, "")
    numbered = ordinal.rstrip(".)").isdigit()
    if not texts:
        return
    if len(texts) > 1 and all(_NUMBERING.fullmatch(text) for _, text in texts):
        return  # the row (1) (2) (3) under a heading
    if any(_is_total(text) for text in (ordinal, *(text for _, text in texts[:2]))):
        reading.add(row, values, ignored="dòng tổng cộng")
        return
    if not numbered:
        signed = [text for _, text in texts if _FOOTER.match(fold(text)) or _SIGNED_FOR.match(text)]
        reading.footer = reading.footer or bool(
            signed and (not values[Field.NAME] or values[Field.NAME] in signed)
        )
    if len(texts) == 1 and not reading.footer and (reason := _open_section(reading, row, texts[0], ordinal)):
        reading.add(row, values, ignored=reason)
        return
    if reading.footer and not _is_person_below(reading, values, numbered=numbered):
        reading.add(row, values, ignored="phần ký và ghi chú dưới bảng")
        return
    if not any(value for name, value in values.items() if name is not Field.ORDINAL):
        reading.add(row, values, ignored="dòng không có nội dung ở các cột cần đọc")
        return
    if reading.section and not values.get(Field.UNIT):
        values[Field.UNIT] = reading.section
    reading.add(row, values)


def _is_person_below(reading: _Reading, values: Mapping[Field, str], *, numbered: bool) -> bool:
    """Whether a row under the signatures still belongs to the list: numbered, or with a unit."""
    if Field.ORDINAL in reading.columns:
        return numbered
    return bool(values[Field.NAME] and values.get(Field.UNIT))


def _is_total(text: str) -> bool:
    """Whether the text heads a total; with marks, so that the family names Tống and Công are no totals."""
    lower = text.casefold()
    return bool(_TOTAL.match(lower) or (lower == fold(text) and _TOTAL_FOLDED.match(lower)))


def _open_section(reading: _Reading, row: SheetRow, cell: tuple[int, str], ordinal: str) -> str:
    """Take a row holding one text only as the title of the rows under it; return why, or "" if it is none."""
    if ordinal.rstrip(".)").isdigit() and cell[0] in reading.columns.get(Field.UNIT, ()):
        return ""  # a numbered row with its unit: somebody whose name was forgotten
    text = _HEAD_COUNT.sub("", cell[1])
    spread = sum(other == cell[1] for other in row.spread) > 1
    group = spread or bool(_ENUMERATOR.match(text) or _GROUP_ORDINAL.fullmatch(ordinal))
    bare = _ENUMERATOR.sub("", text, count=1)
    if group or _UNIT_WORD.match(fold(bare)):
        for candidate in (text, bare):
            if find_unit(candidate) is not None:
                reading.section, reading.sections_seen = candidate, True
                return "dòng tên đơn vị của các dòng dưới"
    if not group:
        return ""
    if _OTHER_LEVEL.search(fold(text)):
        reading.section = ""  # another group of units: the last unit no longer holds
    return "dòng tên nhóm"


def _with_units(reading: _Reading, titles: Iterable[str]) -> list[RawRow]:
    """Give a unit to the rows that name none: from the row above where the office writes it once,
    or from the title or the sheet's name where there is no column for it."""
    rows = reading.rows
    people = [i for i, row in enumerate(rows) if not row.ignored]
    named = [i for i in people if rows[i].values.get(Field.UNIT)]
    if not named:
        unit = _unit_of_titles(titles) or _unit_of_titles([reading.sheet.name], bare=True)
        return [row if row.ignored or not unit else _in_unit(row, unit) for row in rows]
    if reading.sections_seen or not _written_once([rows[i].values[Field.UNIT] for i in people]):
        return rows
    current = ""
    for i in people:
        current = rows[i].values.get(Field.UNIT) or current
        rows[i] = _in_unit(rows[i], current)
    return rows


def _written_once(units: Sequence[str]) -> bool:
    """Whether blanks mean "as above": at least as many blanks as units, and no unit written twice running.

    One blank among many units is a forgotten cell, and stays an error.
    """
    if not units[0] or sum(not unit for unit in units) < sum(map(bool, units)):
        return False
    return not any(above and above == unit for above, unit in pairwise(units))


def _unit_of_titles(titles: Iterable[str], *, bare: bool = False) -> str:
    found = set()
    for title in titles:
        if not bare and (_FOOTER.match(fold(title)) or not _UNIT_WORD.search(fold(title))):
            continue
        for text in (title, title.rpartition(":")[2]):
            unit = find_unit(text)
            if isinstance(unit, Unit):
                found.add(unit.name)
                break
    return found.pop() if len(found) == 1 else ""


def _in_unit(row: RawRow, unit: str) -> RawRow:
    return replace(row, values={**row.values, Field.UNIT: row.values.get(Field.UNIT) or unit})
