"""Recognise the heading row of a roster: what each column holds, whatever the office called it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from hub.text import fold


class Field(StrEnum):
    """What a column of a roster may hold. The value names it in messages to people."""

    NAME = "Họ và tên"
    FAMILY = "Họ và tên đệm"
    GIVEN = "Tên"
    UNIT = "Đơn vị"
    POSITION = "Chức vụ"
    ORGANISATION = "Tổ chức"
    FULL_TIME = "Chuyên trách"
    PART_TIME = "Không chuyên trách"
    STAFF_CODE = "Mã cán bộ"
    BIRTH = "Năm sinh"
    PHONE = "Số điện thoại"
    ROLE = "Vai trò"
    COUNTED = "Tính vào chỉ tiêu"
    USERNAME = "Tên đăng nhập"
    ORDINAL = "STT"


LONGEST_HEADING = 80  # characters; a longer text is a title, not a heading

# Patterns over the folded label; the first that fits decides. `None`: a look-alike that is something else.
_PATTERNS: tuple[tuple[str, tuple[Field, ...] | None], ...] = (
    (r"(?:ho )?(?:va )?ten (?:cha|me|bo|vo|chong|con|than nhan|nguoi than)\b.*", None),
    (
        r"don vi (?:tinh|cu)\b.*|chuc vu (?:trong )?(?:dang|cu)\b.*|que quan.*|dia chi.*|noi (?:o|sinh)\b.*",
        None,
    ),
    (r"(?:dien thoai|sdt|so dt|dt) (?:co quan|ban|cq)\b.*", None),
    (r"stt|tt|so tt|so thu tu|no", (Field.ORDINAL,)),
    (r"ho|ho (?:va )?(?:ten )?(?:dem|lot)|ho (?:va )?chu lot", (Field.FAMILY,)),
    (r"ten", (Field.GIVEN,)),
    (r"ho (?:va )?(?:chu lot (?:va )?)?ten(?: .*)?", (Field.NAME,)),
    (r"hoten|hovaten|fullname|full name|name|ten can bo|can bo", (Field.NAME,)),
    (r"(?:ten dang nhap|ten tai khoan|username|user name)(?: .*)?", (Field.USERNAME,)),
    (
        r"(?:ma|so hieu|ma so) (?:can bo|cb|cbcc|cbccvc|ccvc|cong chuc|nhan vien|nv)(?: .*)?",
        (Field.STAFF_CODE,),
    ),
    (r"macb|macanbo|manv|shcb", (Field.STAFF_CODE,)),
    (r"(?:chuc vu|chuc danh).*\b(?:don vi|noi cong tac|co quan)\b.*", (Field.POSITION, Field.UNIT)),
    (r"(?:chuc vu|chuc danh|vi tri viec lam|nhiem vu)(?: .*)?|chucvu|chucdanh", (Field.POSITION,)),
    (r"(?:nguoi hoat dong |can bo |cb )?(?:khong|ban) chuyen trach", (Field.PART_TIME,)),
    (r"(?:la |can bo |cb |hinh thuc )?chuyen trach(?: .*)?|chuyentrach", (Field.FULL_TIME,)),
    (
        r"(?:ngay thang nam|ngay thang|thang nam|ngay|nam) sinh(?: .*)?|sinh (?:ngay|nam)(?: .*)?",
        (Field.BIRTH,),
    ),
    (r"ns|namsinh|ngaysinh", (Field.BIRTH,)),
    (r"(?:4|bon) so cuoi.*", (Field.PHONE,)),
    (r"(?:so )?(?:dien thoai|di dong|dtdd|zalo|phone|may)(?: .*)?|(?:so dt|sdt)(?: .*)?|dt", (Field.PHONE,)),
    (r"(?:vai tro|phan quyen|quyen)(?: .*)?", (Field.ROLE,)),
    (r"(?:dien |co )?tinh (?:vao )?chi tieu(?: .*)?", (Field.COUNTED,)),
    (
        r"(?:to chuc|doan the|hoi doan the|khoi|phong ban|bo phan|ban phong)(?: .*)?|tochuc",
        (Field.ORGANISATION,),
    ),
    (r"(?:ten |ma )?(?:xa|phuong|dac khu)(?: (?:xa|phuong|dac khu|thi tran|tt))*", (Field.UNIT,)),
    (r"(?:ten |ma )?(?:don vi|dv|dvhc|donvi|co quan|noi cong tac|dia phuong|dia ban)(?: .*)?", (Field.UNIT,)),
    (r"(?:ubmttq|mttq|uy ban mttq)(?: .*)?", (Field.UNIT,)),
)
_COMPILED = tuple((re.compile(pattern), fields) for pattern, fields in _PATTERNS)
# Where two columns could give the unit, the more exact heading is read first.
_EXACT_UNIT = re.compile(r"(?:ten |ma )?(?:xa|phuong|dac khu|don vi|dv|dvhc|donvi)\b(?! cong tac)")


def heading_key(label: str) -> str:
    """Return a label folded, without what stands in brackets and without punctuation."""
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", fold(label))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


@lru_cache(maxsize=4096)
def fields_of(label: str) -> tuple[Field, ...]:
    """Return what a column with this heading holds: usually one field, none when it is of no use.

    A combined heading ("Chức vụ, đơn vị công tác") gives two.
    """
    if len(label) > LONGEST_HEADING:
        return ()
    key = heading_key(label)
    for pattern, fields in _COMPILED:
        if pattern.fullmatch(key):
            return fields or ()
    return ()


def columns_of(labels: Sequence[str]) -> Mapping[Field, tuple[int, ...]] | None:
    """Return the columns (from 0) of each field when `labels` is a heading row, else `None`.

    A heading row names people and at least one thing more.
    """
    found: dict[Field, list[int]] = {}
    for index, label in enumerate(labels):
        for field in fields_of(label):
            found.setdefault(field, []).append(index)
    if Field.NAME not in found and Field.FAMILY not in found and Field.GIVEN in found:
        found[Field.NAME] = found.pop(Field.GIVEN)
    named = Field.NAME in found or {Field.FAMILY, Field.GIVEN} <= found.keys()
    if not named or len(found) < 2:
        return None
    if Field.UNIT in found:
        found[Field.UNIT].sort(key=lambda i: (len(fields_of(labels[i])), not _is_exact_unit(labels[i]), i))
    return MappingProxyType({field: tuple(indexes) for field, indexes in found.items()})


def _is_exact_unit(label: str) -> bool:
    return bool(_EXACT_UNIT.match(heading_key(label)))


def column_letter(index: int) -> str:
    """Return the letter that a spreadsheet shows above the column (0 is A, 26 is AA)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
