"""Open a spreadsheet or CSV file of unknown origin as sheets of text, refusing what could hurt first.

Nothing of the file is trusted: it is measured while it is unpacked (hub/archives.py), formulas are never
computed, a merged or linked range is measured before the reader would fill it in.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from hub.archives import ArchiveBroken, ArchiveTooLarge, unpacked
from hub.people.errors import NotARoster, RosterTooLarge
from hub.text import squeeze

MAX_FILE_MIB = 10
MAX_UNPACKED_MIB = 80
MAX_PARTS = 2_000
MAX_CELLS = 600_000  # 20,000 rows of 30 columns
MAX_ROWS = 20_000  # rows with anything in them, over all sheets
MAX_COLUMNS = 200
MAX_CELL_CHARS = 2_000  # longer texts are cut here; the field limits refuse them later

FORMULA_WITHOUT_VALUE = "#CHƯA TÍNH"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]|_x000D_")
# No pattern runs past the next "<", so that each costs time in proportion to the file. A part is looked at
# whatever its name: the workbook may call any part a worksheet.
_TAG = rb"<(?:[^\s<>/:]+:)?"
_CELL_TAG = re.compile(_TAG + rb"c[\s/>]")
_FORMULA_TAG = re.compile(_TAG + rb"f[\s/>]")
# openpyxl makes a cell for every place in these ranges, however small the file that names them.
_RANGE_TAG = re.compile(_TAG + rb"(?:mergeCell|hyperlink)\b([^<]*)")
_REF = re.compile(rb"\bref\s*=\s*[\"']([^\"'<]*)[\"']")


@dataclass(frozen=True)
class SheetRow:
    """One row: `cells` hold own values and those of a merge above, `spread` also those of a merge beside."""

    number: int  # as the person sees it, from 1
    cells: tuple[str, ...]
    spread: tuple[str, ...]
    inherited: frozenset[int] = frozenset()  # columns whose value stands in a merged cell above


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet that hold anything; `name` is empty for a CSV file."""

    name: str
    rows: tuple[SheetRow, ...]


def read_sheets(data: bytes, *, delimiter_score: Callable[[list[list[str]]], int]) -> list[Sheet]:
    """Return the visible sheets of an .xlsx file, or the one sheet of a CSV file.

    The bytes decide what the file is, not its name. `delimiter_score` says of a CSV file split by one
    delimiter how much it looks like a roster; the best wins. Raises `NotARoster` or `RosterTooLarge`.
    """
    if not data.strip(b"\0 \r\n\t"):
        raise NotARoster("Tệp trống. Mời đồng chí chọn tệp danh sách cán bộ (.xlsx hoặc .csv).")
    if len(data) > MAX_FILE_MIB * 2**20:
        raise RosterTooLarge(
            f"Tệp lớn hơn {MAX_FILE_MIB} MB. Mời đồng chí bỏ hình ảnh và các trang tính không dùng, "
            "hoặc chia thành nhiều tệp."
        )
    if data.startswith(b"PK\x03\x04"):
        return _read_xlsx(data)
    _refuse_other_kinds(data)
    return [_read_csv(_decode(data), delimiter_score)]


def _refuse_other_kinds(data: bytes) -> None:
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    save_as = "mở tệp bằng Excel, chọn Lưu thành (Save As), kiểu “Excel Workbook (.xlsx)” rồi nhập lại."
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise NotARoster(f"Tệp có mật khẩu nên không đọc được. Mời đồng chí gỡ mật khẩu: {save_as}")
        raise NotARoster(f"Tệp .xls kiểu cũ (Excel 97–2003) không đọc được. Mời đồng chí {save_as}")
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")):
        raise NotARoster(f"Tệp này thật ra là trang web, không phải bảng tính. Mời đồng chí {save_as}")
    if head.startswith((b"%pdf", b"{\\rtf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"rar!", b"7z\xbc")):
        raise NotARoster("Tệp này không phải bảng tính. Mời đồng chí chọn tệp .xlsx hoặc .csv.")


# --- .xlsx ---------------------------------------------------------------------------------------


def _read_xlsx(data: bytes) -> list[Sheet]:
    has_formulas = _check_package(data)
    values = _load(data, values=True)
    formulas = _load(data, values=False) if has_formulas else None
    sheets, rows = [], 0
    for worksheet in values.worksheets:
        if worksheet.sheet_state != "visible":
            continue
        sheet = _sheet(worksheet, formulas[worksheet.title] if formulas else None)
        rows += len(sheet.rows)
        _check_rows(rows)
        sheets.append(sheet)
    return sheets


def _check_package(data: bytes) -> bool:
    """Measure the package before the reader opens it; return whether a sheet holds formulas."""
    damaged = "Tệp .xlsx bị hỏng hoặc tải lên chưa trọn. Mời đồng chí mở bằng Excel, lưu lại rồi nhập lại."
    cells, has_formulas, is_workbook = 0, False, False
    try:
        for name, text in unpacked(data, most_parts=MAX_PARTS, most_bytes=MAX_UNPACKED_MIB * 2**20):
            is_workbook = is_workbook or name.startswith("xl/")
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"<\0" in text[:100] or b"\0<" in text[:100]:
                raise NotARoster(damaged)
            has_formulas = has_formulas or bool(_FORMULA_TAG.search(text))
            cells += len(_CELL_TAG.findall(text)) + sum(map(_area, _ranges(text)))
            if cells > MAX_CELLS:
                raise RosterTooLarge(
                    "Bảng tính có quá nhiều ô (kể cả ô gộp và ô trống có định dạng). "
                    "Mời đồng chí chép riêng bảng danh sách sang tệp mới rồi nhập lại."
                )
    except ArchiveTooLarge as error:
        raise RosterTooLarge(
            f"Nội dung tệp khi mở ra lớn hơn {MAX_UNPACKED_MIB} MB nên hệ thống không mở. "
            "Mời đồng chí chép riêng bảng danh sách sang tệp mới rồi nhập lại."
        ) from error
    except (ArchiveBroken, ValueError) as error:
        raise NotARoster(damaged) from error
    if not is_workbook:
        raise NotARoster(
            "Tệp này không phải bảng tính Excel (có thể là tệp Word, tệp nén hoặc tệp .ods). "
            "Mời đồng chí lưu danh sách thành .xlsx rồi nhập lại."
        )
    return has_formulas


def _ranges(text: bytes) -> Iterator[bytes]:
    """Yield every range that a merge or a link names."""
    for attributes in _RANGE_TAG.findall(text):
        yield from _REF.findall(attributes)


def _area(ref: bytes) -> int:
    """Return how many cells a range covers. Raises ValueError when it is not a range."""
    left, top, right, bottom = range_boundaries(ref.decode("ascii"))
    if left is None or top is None or right is None or bottom is None:
        raise ValueError(ref)
    return (abs(right - left) + 1) * (abs(bottom - top) + 1)


def _load(data: bytes, *, values: bool) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it does not keep
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its XML reading met
        raise NotARoster(
            "Không đọc được tệp .xlsx này. Mời đồng chí mở bằng Excel, chọn Lưu thành (Save As), "
            "kiểu “Excel Workbook (.xlsx)” rồi nhập lại."
        ) from error


def _sheet(worksheet: Any, formulas: Any) -> Sheet:
    """Read the filled cells only: a stray cell in the last row or column must not cost a million."""
    own: dict[int, dict[int, str]] = {}
    # `_cells` is the one way to the cells that exist; `iter_rows` makes every cell of the bounding box.
    for (row, column), cell in worksheet._cells.items():
        text = _text(cell.value, getattr(cell, "number_format", ""))
        if not text and formulas is not None and column <= MAX_COLUMNS:
            source = formulas._cells.get((row, column))
            if cell.value is None and source is not None and getattr(source, "data_type", "") == "f":
                text = FORMULA_WITHOUT_VALUE
        if text and column <= MAX_COLUMNS:
            own.setdefault(row, {})[column - 1] = text
    down: dict[int, dict[int, str]] = {}
    beside: dict[int, dict[int, str]] = {}
    for merged in worksheet.merged_cells.ranges:
        left, top, right, bottom = merged.bounds
        text = own.get(top, {}).get(left - 1, "")
        if not text:
            continue
        for row, column in product(range(top, bottom + 1), range(left, min(right, MAX_COLUMNS) + 1)):
            target = down if column == left and row > top else beside
            target.setdefault(row, {})[column - 1] = text
    numbers = sorted(own.keys() | down.keys())
    return Sheet(
        squeeze(worksheet.title),
        tuple(_row(n, own.get(n, {}), down.get(n, {}), beside.get(n, {})) for n in numbers),
    )


def _row(number: int, own: Mapping[int, str], down: Mapping[int, str], beside: Mapping[int, str]) -> SheetRow:
    cells = {**down, **own}
    spread = {**beside, **cells}
    width = max(spread, default=-1) + 1
    return SheetRow(
        number,
        tuple(cells.get(i, "") for i in range(width)),
        tuple(spread.get(i, "") for i in range(width)),
        frozenset(down.keys() - own.keys()),
    )


def _text(value: Any, number_format: str = "") -> str:
    """Return a cell's value as the person sees it: 912345678.0 as 912345678, a date as 01/02/1975."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int):
        zeros = re.fullmatch(r"0+", number_format or "")
        return str(value).zfill(len(number_format)) if zeros else str(value)
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    return squeeze(_CONTROL.sub(" ", str(value)[:MAX_CELL_CHARS]))


# --- CSV -----------------------------------------------------------------------------------------


def _decode(data: bytes) -> str:
    """Return the text of a CSV file in UTF-8 or UTF-16; refuse every other encoding with what to do."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        if data[1::2].count(0) > len(data) // 4:
            return data.decode("utf-16-le")
        if data[::2].count(0) > len(data) // 4:
            return data.decode("utf-16-be")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise NotARoster(
            f"Không đọc được chữ ở dòng {line} của tệp: tệp bị hỏng hoặc không ở bảng mã Unicode (UTF-8). "
            "Có thể danh sách gõ bằng bảng mã cũ (TCVN3, VNI, Windows-1258). Mời đồng chí mở bằng Excel, "
            "chuyển phông sang Unicode, chọn Lưu thành (Save As) kiểu .xlsx hoặc “CSV UTF-8” rồi nhập lại."
        ) from error


def _read_csv(text: str, delimiter_score: Callable[[list[list[str]]], int]) -> Sheet:
    text = text.replace("\0", "")
    named = re.match(r"sep=(.)\r?\n", text)  # a line that Excel understands
    if named:
        return _csv_sheet(_split(text[named.end() :], named[1]), first=2)
    start = "".join(text.splitlines(keepends=True)[:200])
    delimiter = max(";,\t", key=lambda d: delimiter_score([row for _, row in _split(start, d)]))
    return _csv_sheet(_split(text, delimiter), first=1)


def _split(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return (line, cells) of every row; a cell beginning with "=" stays the text it is."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, line = [], 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line + 1, [_text(cell) for cell in row[:MAX_COLUMNS]]))
            line = reader.line_num
            _check_rows(len(rows))
    except csv.Error as error:
        raise NotARoster(
            f"Tệp CSV bị lỗi ở dòng {line + 1} (dấu ngoặc kép hoặc ô quá dài). "
            "Mời đồng chí mở bằng Excel, lưu thành .xlsx rồi nhập lại."
        ) from error
    return rows


def _csv_sheet(rows: list[tuple[int, list[str]]], *, first: int) -> Sheet:
    return Sheet(
        "", tuple(SheetRow(line + first - 1, tuple(row), tuple(row)) for line, row in rows if any(row))
    )


def _check_rows(rows: int) -> None:
    if rows > MAX_ROWS:
        limit = f"{MAX_ROWS:,}".replace(",", ".")
        raise RosterTooLarge(
            f"Danh sách có hơn {limit} dòng. Mời đồng chí chia thành nhiều tệp rồi nhập từng tệp."
        )
