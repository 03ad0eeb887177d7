"""Read the texts of one roster row into values, or say in Vietnamese what is wrong and what to write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TypeVar

from hub.people.roster_files import FORMULA_WITHOUT_VALUE
from hub.people.roster_headings import Field
from hub.people.roster_messages import NEW_PERSON
from hub.people.roster_rows import RawRow
from hub.people.roster_units import directory
from hub.people.units import Ambiguous, Unit, find_unit
from hub.text import fold, squeeze

_T = TypeVar("_T")
_LIMITS = {
    Field.NAME: 80,
    Field.UNIT: 200,
    Field.POSITION: 200,
    Field.ORGANISATION: 200,
    Field.STAFF_CODE: 40,
    Field.USERNAME: 64,
}
_MARKED = frozenset(
    {"x", "v", "co", "1", "true", "yes", "ct", "+", "chuyen trach", "can bo chuyen trach", "dung"}
)
_UNMARKED = frozenset(
    {"", "khong", "k", "ko", "0", "false", "no", "-", "kct", "khong chuyen trach", "ban chuyen trach"}
    | {"kiem nhiem", "can bo khong chuyen trach", "nguoi hoat dong khong chuyen trach"}
)
_ROLES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("can bo", "hoc vien", "nguoi hoc", "cadre"), "cadre"),
        **dict.fromkeys(("giang vien", "trainer"), "trainer"),
        **dict.fromkeys(
            ("quan tri xa", "quan tri cap xa", "quan tri don vi", "commune_admin"), "commune_admin"
        ),
        **dict.fromkeys(("quan tri tinh", "quan tri cap tinh", "province_admin"), "province_admin"),
    }
)
ROLE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "cadre": "cán bộ",
        "trainer": "giảng viên",
        "commune_admin": "quản trị đơn vị",
        "province_admin": "quản trị tỉnh",
    }
)
_TITLE = re.compile(r"^(?:đồng chí|đ/c|đc|bà)\s*[.:]?\s+(?=\S+\s+\S)", re.IGNORECASE)
# "Ông" is also a family name, so it goes only before three words ("Ông Nguyễn Văn Mẫu", not "Ông Ích Khiêm").
_SIR = re.compile(r"^ông\s*[.:]?\s+(?=\S+\s+\S+\s+\S)", re.IGNORECASE)
_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class RowError:
    """One thing wrong in one row. `message` is a whole sentence naming row and column."""

    sheet: str
    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Entry:
    """The values of one row. `None`: the file says nothing about it (no column, or an empty cell)."""

    raw: RawRow
    full_name: str
    unit: Unit
    position: str | None
    organisation: str | None
    full_time: bool | None
    counted: bool | None
    staff_code: str | None
    birth_year: int | None
    phone_last4: str | None
    role: str | None
    username: str | None  # of the person meant; "" when the row says that the person is new


class _Wrong(Exception):
    """What is wrong with one cell, and what to write instead."""


def row_error(raw: RawRow, field: Field, what: str) -> RowError:
    """Return the error of a cell, its message beginning with where the cell stands."""
    column = raw.columns.get(field) or f"“{field}”"
    sheet = f"Trang “{raw.sheet}”, dòng" if raw.sheet else "Dòng"
    return RowError(raw.sheet, raw.row, str(field), f"{sheet} {raw.row}, cột {column}: {what}")


class _Cells:
    """The cells of one row, and what was wrong with those read so far."""

    def __init__(self, raw: RawRow) -> None:
        self.raw = raw
        self.errors: list[RowError] = []

    def read(self, field: Field, parse: Callable[[str], _T], missing: _T) -> _T:
        """Return the parsed text of the field, or note the error and return `missing`."""
        text = self.raw.values.get(field, "")
        longest = _LIMITS.get(field, 200)
        try:
            if len(text) > longest:
                raise _Wrong(f"dài quá {longest} ký tự. Rút gọn rồi nhập lại.")
            if text == FORMULA_WITHOUT_VALUE:
                raise _Wrong(
                    "ô công thức chưa có kết quả. Mở tệp bằng Excel, lưu lại, hoặc gõ thẳng giá trị."
                )
            if re.fullmatch(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)", text):
                raise _Wrong(f"công thức trong ô báo lỗi {text}. Gõ thẳng giá trị đúng.")
            return parse(text)
        except _Wrong as wrong:
            self.errors.append(row_error(self.raw, field, str(wrong)))
            return missing


def parse_row(raw: RawRow, now: datetime) -> tuple[Entry | None, list[RowError]]:
    """Return the values of the row, or every error in it."""
    cells = _Cells(raw)
    entry = Entry(
        raw=raw,
        full_name=cells.read(Field.NAME, lambda text: _name(raw, text), ""),
        unit=cells.read(Field.UNIT, _unit, Unit("", "", "")),
        position=cells.read(Field.POSITION, _optional, None),
        organisation=cells.read(Field.ORGANISATION, _optional, None),
        full_time=_full_time(cells),
        counted=cells.read(Field.COUNTED, lambda text: _mark(text) if text else None, None),
        staff_code=cells.read(Field.STAFF_CODE, _staff_code, None),
        birth_year=cells.read(Field.BIRTH, lambda text: _birth_year(text, now), None),
        phone_last4=cells.read(Field.PHONE, lambda text: _phone(raw, text), None),
        role=cells.read(Field.ROLE, _role, None),
        username=cells.read(Field.USERNAME, _username, None),
    )
    return (None if cells.errors else entry), cells.errors


def _optional(text: str) -> str | None:
    return text or None


def _name(raw: RawRow, text: str) -> str:
    """Return the full name without "Ông", "Bà", "đồng chí", in capitals and small letters as a name is."""
    if not text:
        raise _Wrong("thiếu họ và tên. Ghi đầy đủ họ, tên đệm và tên.")
    if Field.NAME in raw.inherited:
        raise _Wrong("ô họ tên gộp nhiều dòng. Mỗi người chỉ ghi một dòng; bỏ gộp ô hoặc xóa dòng thừa.")
    name = _SIR.sub("", _TITLE.sub("", text)).strip(" .,;:")
    strange = sorted({c for c in name if not (c.isalpha() or unicodedata.combining(c) or c in " .-'’")})
    if strange:
        raise _Wrong(
            f"họ và tên “{text}” có ký tự lạ ({' '.join(strange)}). Ghi họ và tên bằng chữ, phông Unicode."
        )
    if any(c.isalpha() and ord(c) < 0x250 and c in "µ¸·¹¨©ª«¬®¶" for c in name):
        raise _Wrong(f"họ và tên “{text}” gõ bằng phông cũ (.VnTime, VNI). Chuyển tệp sang phông Unicode.")
    if " " not in name:
        raise _Wrong(f"“{text}” chưa đủ họ và tên. Ghi đầy đủ họ, tên đệm và tên.")
    if name in (name.upper(), name.lower()):
        name = re.sub(r"[^\W\d_]+", lambda word: word[0][0].upper() + word[0][1:].lower(), name)
    return name


def _unit(text: str) -> Unit:
    if not text:
        raise _Wrong("thiếu đơn vị. Ghi tên xã, phường, đặc khu hoặc cơ quan cấp tỉnh.")
    found = find_unit(text)
    if isinstance(found, Unit):
        return found
    if isinstance(found, Ambiguous):
        names = [unit.name for unit in found.candidates]
        listed = ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
        if len(names) == 1:
            raise _Wrong(f"không có “{text}”. Nếu là {listed} thì ghi đúng tên như vậy.")
        raise _Wrong(f"“{text}” có thể là nhiều đơn vị. Ghi rõ một trong các tên: {listed}.")
    near = [unit.name for unit in directory().suggest(text)]
    hint = f" Có phải: {', '.join(near)}?" if near else ""
    raise _Wrong(
        f"không có đơn vị nào tên “{text}”.{hint} Ghi tên như “Xã Hướng Phùng” hoặc mã 5 số của đơn vị."
    )


def _mark(text: str) -> bool:
    key = fold(text).strip(" .")
    if key in _MARKED or text in {"✓", "✔", "√", "☑"}:
        return True
    if key in _UNMARKED:
        return False
    raise _Wrong(f"không hiểu “{text}”. Ghi “x” nếu có, để trống nếu không.")


def _full_time(cells: _Cells) -> bool | None:
    """Return whether the person is full-time: an empty cell in such a column means no."""
    columns = cells.raw.columns
    if Field.FULL_TIME not in columns and Field.PART_TIME not in columns:
        return None
    is_full = cells.read(Field.FULL_TIME, _mark, False)

    def part(text: str) -> bool:
        if _mark(text) and is_full:
            raise _Wrong("đánh dấu cả chuyên trách và không chuyên trách. Chỉ đánh dấu một ô.")
        return _mark(text)

    is_part = cells.read(Field.PART_TIME, part, False)
    return is_full if Field.FULL_TIME in columns else not is_part


def _staff_code(text: str) -> str | None:
    if not text:
        return None
    if re.fullmatch(r"0\d{11}", text):
        raise _Wrong(
            "dãy 12 số này giống số căn cước. Hệ thống không nhận số căn cước; ghi mã cán bộ hoặc để trống."
        )
    if not re.fullmatch(r"[\w./-]+", text):
        raise _Wrong(f"mã cán bộ “{text}” có ký tự lạ. Chỉ dùng chữ, số và các dấu . / -")
    return text.upper()


def _birth_year(text: str, now: datetime) -> int | None:
    if not text:
        return None
    year = int(found[1]) if (found := re.fullmatch(r"(?:.*\D)?(\d{4})(?: 00:00:00)?", text)) else None
    if found is None and re.fullmatch(r"\d{5}", text):  # a date without its format: days since 1899-12-30
        year = (_EXCEL_EPOCH + timedelta(days=int(text))).year
    if found is None and (iso := re.match(r"(\d{4})-\d{1,2}-\d{1,2}", text)):
        year = int(iso[1])
    if year is None or not now.year - 110 <= year <= now.year - 14:
        raise _Wrong(
            f"năm sinh “{text}” không đúng. Ghi bốn chữ số như 1975, hoặc ngày 01/02/1975, hoặc để trống."
        )
    return year


def _phone(raw: RawRow, text: str) -> str | None:
    """Return the last four digits of the first number; the rest of the number is never kept."""
    if not text:
        return None
    if re.fullmatch(r"\d[.,]\d+[eE]\+\d+", text):
        raise _Wrong(f"Excel đã đổi số điện thoại thành {text} nên mất số. Gõ lại số, hoặc để trống.")
    first = re.split(r"[;/,|]|\s+-\s+|\bhoặc\b", re.sub(r"\.0+$", "", text))[0]
    digits = re.sub(r"\D", "", first)
    if "4 so cuoi" in fold(raw.columns.get(Field.PHONE, "")):
        digits = digits.zfill(4)
    if re.search(r"[^\d\s.+()-]", first) or not (len(digits) == 4 or 8 <= len(digits) <= 12):
        raise _Wrong("số điện thoại không đúng. Ghi đủ số, hoặc chỉ 4 số cuối, hoặc để trống.")
    return digits[-4:]


def _role(text: str) -> str | None:
    if not text:
        return None
    role = _ROLES.get(fold(text))
    if role is None:
        raise _Wrong(
            f"không có vai trò “{text}”. Ghi một trong: {', '.join(ROLE_NAMES.values())}, hoặc để trống."
        )
    return role


def _username(text: str) -> str | None:
    if not text:
        return None
    return "" if fold(text) == fold(NEW_PERSON) else squeeze(text).lower()
