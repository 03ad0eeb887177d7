"""Roster files as offices really type them: made by openpyxl, or as the bytes of a CSV file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hub.people.roster_headings import Field
from hub.people.roster_rows import RawRow, read_roster
from hub.people.roster_values import Entry, parse_row

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
HEADING = ("STT", "Họ và tên", "Đơn vị", "Chức vụ")


def xlsx(
    *sheets: tuple[str, Sequence[Sequence[Any]]], then: Callable[[Worksheet], None] | None = None
) -> bytes:
    """Return an .xlsx file with the sheets; `then` is done to each (merging cells and so on)."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if then:
            then(sheet)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    """Return the bytes of the workbook."""
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def changed(part: str, change: Callable[[bytes], bytes], *, base: bytes) -> bytes:
    """Return the .xlsx file `base` with one part replaced by `change(its bytes)`."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


def merge(*ranges: str) -> Callable[[Worksheet], None]:
    """Return what merges the ranges of a sheet."""

    def do(sheet: Worksheet) -> None:
        for cells in ranges:
            sheet.merge_cells(cells)

    return do


def people_in(data: bytes, name: str = "danh-sach.xlsx") -> list[RawRow]:
    """Return the rows that are people."""
    return [row for row in read_roster(name, data) if not row.ignored]


def brief(data: bytes, *fields: Field) -> list[tuple[str, ...]]:
    """Return name and unit (or `fields`) of every person in the file."""
    wanted = fields or (Field.NAME, Field.UNIT)
    return [tuple(row.values.get(field, "") for field in wanted) for row in people_in(data)]


def entries_of(data: bytes) -> list[Entry]:
    """Return the values of every row of a file without errors."""
    result = []
    for row in people_in(data):
        entry, errors = parse_row(row, NOW)
        assert entry is not None, errors
        result.append(entry)
    return result


def messages_of(data: bytes) -> list[str]:
    """Return every error that reading the cells of the file finds."""
    return [error.message for row in people_in(data) for error in parse_row(row, NOW)[1]]


def csv_of(*rows: Sequence[str], delimiter: str = ",") -> bytes:
    """Return a UTF-8 CSV file of the rows."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows).encode()


def simple(*rows: Sequence[Any], heading: Sequence[str] = HEADING) -> bytes:
    """Return an .xlsx file of one sheet: a heading and the rows."""
    return xlsx(("Danh sách", [heading, *rows]))
