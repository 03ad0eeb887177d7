"""Give a refused roster back as an .xlsx file with a column "Lỗi", ready to be corrected and imported."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hub.people.roster_headings import Field, columns_of
from hub.people.roster_plan import ImportPlan
from hub.people.roster_rows import RawRow

ERROR_LABEL = "Lỗi"
_HEAD = PatternFill("solid", fgColor="E7EBF0")
_BAD = PatternFill("solid", fgColor="FBE3E1")
_WRAP = Alignment(wrap_text=True, vertical="top")
_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]")


def errors_workbook(rows: Sequence[RawRow], plan: ImportPlan) -> bytes:
    """Return an .xlsx file: every row of the roster as it was read, with what is wrong in it.

    A unit that stood in a merged cell, a title or a sheet's name is written out in each row, so the
    file can be corrected and imported as it is. Text stays text: no cell becomes a formula.
    """
    messages: dict[tuple[str, int], list[str]] = {}
    for error in plan.errors:
        messages.setdefault((error.sheet, error.row), []).append(error.message)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name in dict.fromkeys(row.sheet for row in rows):
        of_sheet = [row for row in rows if row.sheet == name]
        title = _FORBIDDEN_IN_TITLE.sub(" ", name)[:31] or "Danh sách"
        _write_sheet(workbook.create_sheet(title), of_sheet, messages)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _write_sheet(
    sheet: Worksheet, rows: Sequence[RawRow], messages: dict[tuple[str, int], list[str]]
) -> None:
    labels: tuple[str, ...] | None = None
    line = 0
    widths: dict[int, int] = {}
    for row in rows:
        # A unit known from the title or the sheet's name has no column of its own: give it one.
        own_column = bool(row.columns) and Field.UNIT not in row.columns
        head = (*row.labels, Field.UNIT.value) if own_column else row.labels
        if head != labels:
            labels = head
            line += 1
            _write(sheet, line, (*_without_error(head), ERROR_LABEL), widths, fill=_HEAD, bold=True)
        unit = row.values.get(Field.UNIT, "")
        cells = list(row.cells[: len(row.labels)] if row.labels else row.cells)
        if own_column:
            cells.append("" if row.ignored else unit)
        elif not row.ignored and (columns := columns_of(row.labels)):
            at = columns[Field.UNIT][0]
            cells[at] = cells[at] or unit
        wrong = "\n".join(messages.get((row.sheet, row.row), []))
        line += 1
        _write(sheet, line, (*_without_error(cells, head), wrong), widths, fill=_BAD if wrong else None)
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(max(width + 2, 6), 60)
    sheet.freeze_panes = "A2"


def _without_error(cells: Sequence[str], labels: Sequence[str] | None = None) -> list[str]:
    """Drop the column "Lỗi" of an earlier copy, so that a second copy has only its own."""
    labels = cells if labels is None else labels
    return [cell for i, cell in enumerate(cells) if i >= len(labels) or labels[i] != ERROR_LABEL]


def _write(
    sheet: Worksheet,
    line: int,
    cells: Sequence[str],
    widths: dict[int, int],
    *,
    fill: PatternFill | None = None,
    bold: bool = False,
) -> None:
    for column, text in enumerate(cells, start=1):
        if not text and fill is None:
            continue
        cell = sheet.cell(line, column, text)
        cell.data_type = "s"  # "=1+1" typed by somebody stays the text it was
        cell.alignment = _WRAP
        cell.font = Font(bold=bold)
        if fill is not None:
            cell.fill = fill
        widths[column] = max(widths.get(column, 0), max(map(len, text.split("\n")), default=0))
