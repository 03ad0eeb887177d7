"""Tables as files for an office: .xlsx with heading and rule, .csv that Excel opens; never a formula.

Names come from rosters typed by hand, so a cell that begins like a formula is written as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.formatting.rule import DataBarRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from courses.targets import Target
from grading.completion import Completion, Figure, MissingPerson
from hub.people.units import Unit
from hub.web.pages import HANOI, vi_percent

Value = str | int | float | None
AnyCell = Cell | MergedCell  # what openpyxl says that a place holds

KINDS = {"tinh": "Cơ quan cấp tỉnh", "phuong": "Phường", "xa": "Xã", "dac_khu": "Đặc khu"}
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
_NONE = "–"
# What Excel, LibreOffice and WPS take for the beginning of a formula, typed wide (U+FF…) too.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_THIN = Side(style="thin", color="B8AA96")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True)
class Column:
    """A column: heading, width in characters, and whether it holds a share (0-1)."""

    heading: str
    width: int
    share: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table on its way to a file: `lines` stand above it, `total` (a row) below it."""

    name: str
    title: str
    lines: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None


def completion_sheet(
    completion: Completion, *, date_line: str, filter_line: str, lesson_title: Callable[[str], str]
) -> Sheet:
    """Return the table of units; `date_line` says of when it is, `filter_line` which rows ("" all)."""
    target = completion.target
    lessons = "; ".join(f"{lesson.upper()} {lesson_title(lesson)}" for lesson in target.lessons)
    rows = tuple(
        (number, row.unit.code, row.unit.name, KINDS[row.unit.kind], *_figures(row))
        for number, row in enumerate(completion.rows, start=1)
    )
    return Sheet(
        name=f"{target.id} theo đơn vị",
        title=f"Kết quả chỉ tiêu {target.id} – {target.title} theo đơn vị",
        lines=tuple(
            line
            for line in (
                f"Chỉ tiêu: “{target.sentence}” ({target.place}).",
                completion.rule,
                f"Các bài: {lessons}.",
                date_line,
                filter_line,
            )
            if line
        ),
        columns=(
            Column("STT", 6),
            Column("Mã đơn vị", 11),
            Column("Đơn vị", 42),
            Column("Loại", 17),
            Column("Đã hoàn thành", 12),
            Column("Tổng số người", 12),
            Column("Còn thiếu", 10),
            Column("Tỷ lệ", 14, share=True),
        ),
        rows=rows,
        total=(None, None, "Cộng", None, *_figures(completion.total)),
    )


def _figures(figure: Figure) -> tuple[Value, ...]:
    return figure.numerator, figure.denominator, figure.missing, figure.share


def missing_sheet(
    target: Target,
    unit: Unit,
    people: Sequence[MissingPerson],
    *,
    rule: str,
    date_line: str,
    lesson_title: Callable[[str], str],
) -> Sheet:
    """Return the list of who in `unit` has not completed `target`, and what each lacks."""
    return Sheet(
        name=f"{target.id} còn thiếu",
        title=f"Danh sách chưa hoàn thành chỉ tiêu {target.id} – {unit.name}",
        lines=(
            f"Chỉ tiêu: “{target.sentence}” ({target.place}).",
            rule,
            date_line,
            "Danh sách có tên người: chỉ dùng để nhắc học trong đơn vị, không đăng công khai.",
        ),
        columns=(
            Column("STT", 6),
            Column("Họ và tên", 30),
            Column("Chức vụ", 34),
            Column("Số bài còn thiếu", 10),
            Column("Các bài còn thiếu", 70),
        ),
        rows=tuple(
            (
                number,
                found.person.full_name,
                found.person.position,
                len(found.lessons_missing),
                "; ".join(f"{lesson.upper()} {lesson_title(lesson)}" for lesson in found.lessons_missing),
            )
            for number, found in enumerate(people, start=1)
        ),
    )


def as_text(value: str) -> str:
    """Return `value` such that no spreadsheet takes it for a formula (OWASP, CSV injection)."""
    shown = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{shown}" if shown.lstrip(" ").startswith(_FORMULA_STARTS) else shown


def to_csv(sheet: Sheet) -> bytes:
    """Return the table with its heading in the first row; the lines above it stand beside the first row.

    UTF-8 with a byte order mark and semicolons, as Excel with Vietnamese settings opens it.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(column.heading for column in sheet.columns), "Ghi chú"])
    note = as_text(" ".join(sheet.lines))
    for row in (*sheet.rows, *([sheet.total] if sheet.total else [])):
        cells = [_csv_cell(value, column) for value, column in zip(row, sheet.columns, strict=True)]
        writer.writerow([*cells, note])
        note = ""
    return stream.getvalue().encode("utf-8-sig")


def _csv_cell(value: Value, column: Column) -> str:
    if column.share:
        return vi_percent(value if isinstance(value, float) else None)
    if value is None:
        return ""
    return as_text(value) if isinstance(value, str) else str(value)


def to_xlsx(sheet: Sheet) -> bytes:
    """Return a workbook with one printed-ready sheet (A4, heading repeated on each page)."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)  # noqa: S101 - a new workbook has one; for the type checker
    page.title = sheet.name
    width = len(sheet.columns)
    _heading_lines(page, sheet, width)
    head = len(sheet.lines) + 3
    for place, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = column.width
        cell = page.cell(head, place)
        _put(cell, column.heading)
        cell.font = Font(name="Times New Roman", size=12, bold=True)
        cell.fill = PatternFill("solid", start_color="F3EADB")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for offset, row in enumerate((*sheet.rows, *([sheet.total] if sheet.total else [])), start=1):
        for place, (value, column) in enumerate(zip(row, sheet.columns, strict=True), start=1):
            _put_styled(page.cell(head + offset, place), value, column, bold=row is sheet.total)
    last = head + len(sheet.rows)
    if sheet.rows:
        page.auto_filter.ref = f"A{head}:{get_column_letter(width)}{last}"
        for place, column in enumerate(sheet.columns, start=1):
            if column.share:
                letter = get_column_letter(place)
                page.conditional_formatting.add(
                    f"{letter}{head + 1}:{letter}{last}",
                    DataBarRule("num", 0, "num", 1, color="8FC3A1"),  # type: ignore[no-untyped-call]
                )
    page.freeze_panes = f"A{head + 1}"
    page.print_title_rows = f"{head}:{head}"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="&P/&N"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _heading_lines(page: Worksheet, sheet: Sheet, width: int) -> None:
    characters = sum(column.width for column in sheet.columns)
    for number, line in enumerate((sheet.title, *sheet.lines), start=1):
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
        cell = page.cell(number, 1)
        _put(cell, line)
        cell.font = Font(name="Times New Roman", size=14 if number == 1 else 12, bold=number == 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        # Excel does not grow the row of a merged cell by itself.
        page.row_dimensions[number].height = 18 * max(1, -(-len(line) // int(characters * 0.95)))


def _put(cell: AnyCell, value: Value) -> None:
    """Write a value; text stays text, also when somebody edits the cell later."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"
    if as_text(value) != cell.value:
        cell.quotePrefix = True  # what typing ' before it does in Excel


def _put_styled(cell: AnyCell, value: Value, column: Column, *, bold: bool) -> None:
    if column.share and value is None:
        value = _NONE
    _put(cell, value)
    cell.font = Font(name="Times New Roman", size=12, bold=bold)
    cell.border = _GRID
    number = not isinstance(value, str) or column.share
    cell.alignment = Alignment(horizontal="right" if number else "left", vertical="top", wrap_text=not number)
    if column.share:
        cell.number_format = "0.0%"


def file_name(kind: str, parts: Sequence[str], moment: datetime, suffix: str) -> str:
    """Return an ASCII name: "ket-qua-T1-2026-11-21.xlsx"."""
    return "-".join([kind, *parts, moment.astimezone(HANOI).strftime("%Y-%m-%d")]) + f".{suffix}"
