"""What a cell means, and the sentence a person reads when it means nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.roster_headings import Field
from hub.people.roster_rows import RawRow
from hub.people.roster_values import Entry, parse_row
from tests.people.files import NOW, entries_of, messages_of, people_in, simple

ROW = {"Họ và tên": "Nguyễn Văn Mẫu", "Đơn vị": "Xã Lìa", "Tổ chức": "Hội Nông dân"}


def one(label: str, value: object) -> bytes:
    """Return a file of one person with this cell."""
    row = {**ROW, label: value}
    return simple(tuple(row.values()), heading=tuple(row))


def entry(label: str, value: object) -> Entry:
    """Return the values of that one person."""
    return entries_of(one(label, value))[0]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("NGUYỄN VĂN MẪU", "Nguyễn Văn Mẫu"),
        ("nguyễn  văn mẫu", "Nguyễn Văn Mẫu"),
        ("Đ/c Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu"),
        ("Bà Trần Thị Thử", "Trần Thị Thử"),
        ("Ông Nguyễn Văn Mẫu.", "Nguyễn Văn Mẫu"),
        ("Ông Ví Dụ", "Ông Ví Dụ"),  # a family name too
        ("HỒ THỊ Y-MAI", "Hồ Thị Y-Mai"),
        ("Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu"),
    ],
)
def test_names(typed: str, name: str) -> None:
    assert entry("Họ và tên", typed).full_name == name


@pytest.mark.parametrize(
    ("label", "typed", "field", "value"),
    [
        ("Năm sinh", 1975, "birth_year", 1975),
        ("Năm sinh", "1975.0", "birth_year", None),
        ("Năm sinh", 1975.0, "birth_year", 1975),
        ("Ngày sinh", "1/2/1975", "birth_year", 1975),
        ("Ngày sinh", "02-1975", "birth_year", 1975),
        ("Ngày sinh", "1975-02-01", "birth_year", 1975),
        ("Ngày sinh", 27426, "birth_year", 1975),  # a date that lost its format
        ("Ngày sinh", "", "birth_year", None),
        ("SĐT", 600000123.0, "phone_last4", "0123"),
        ("SĐT", "0600 000 123", "phone_last4", "0123"),
        ("SĐT", "+84.600.000.123", "phone_last4", "0123"),
        ("SĐT", "0600000123 / 0600000456", "phone_last4", "0123"),
        ("SĐT", "600000123.0", "phone_last4", "0123"),
        ("4 số cuối điện thoại", 12, "phone_last4", "0012"),
        ("Chuyên trách", "x", "full_time", True),
        ("Chuyên trách", "X ", "full_time", True),
        ("Chuyên trách", "có", "full_time", True),
        ("Chuyên trách", 1, "full_time", True),
        ("Chuyên trách", True, "full_time", True),
        ("Chuyên trách", "Chuyên trách", "full_time", True),
        ("Chuyên trách", "✓", "full_time", True),
        ("Chuyên trách", "không chuyên trách", "full_time", False),
        ("Chuyên trách", None, "full_time", False),
        ("Chuyên trách", 0, "full_time", False),
        ("Không chuyên trách", "x", "full_time", False),
        ("Không chuyên trách", "", "full_time", True),
        ("Chức vụ", "", "position", None),
        ("Chức vụ", "=1+1", "position", None),
        ("Mã cán bộ", "cb-01", "staff_code", "CB-01"),
        ("Vai trò", "Giảng viên", "role", "trainer"),
        ("Vai trò", "quan tri don vi", "role", "commune_admin"),
        ("Tên đăng nhập", "mau.nv", "username", "mau.nv"),
        ("Tên đăng nhập", "Mới", "username", ""),
        ("Tính vào chỉ tiêu", "không", "counted", False),
        ("Tính vào chỉ tiêu", "", "counted", None),
    ],
)
def test_cells(label: str, typed: object, field: str, value: object) -> None:
    if value is None and typed in ("1975.0", "=1+1"):
        assert messages_of(one(label, typed))
        return
    assert getattr(entry(label, typed), field) == value


@pytest.mark.parametrize(
    ("label", "typed", "says"),
    [
        ("Họ và tên", "", "thiếu họ và tên"),
        ("Họ và tên", "Mẫu", "chưa đủ họ và tên"),
        ("Họ và tên", "Nguyễn Văn Mẫu 2", "ký tự lạ (2)"),
        ("Họ và tên", "NguyÔn V¨n MÉu", "Unicode"),
        ("Họ và tên", "Nguyễn " + "Văn " * 40, "80 ký tự"),
        ("Đơn vị", "", "thiếu đơn vị"),
        ("Đơn vị", "Xã Hướng Phừnh", "Có phải: Xã Hướng Phùng?"),
        ("Đơn vị", "TP. Đông Hà", "Phường Đông Hà, Phường Nam Đông Hà"),
        ("Đơn vị", "Phường Hướng Phùng", "ghi đúng tên như vậy"),
        ("Đơn vị", "#N/A", "công thức trong ô báo lỗi"),
        ("Đơn vị", "=A2", "công thức chưa có kết quả"),
        ("Năm sinh", "75", "bốn chữ số"),
        ("Năm sinh", 2024, "không đúng"),
        ("SĐT", "9.12E+08", "Excel đã đổi"),
        ("SĐT", "123", "4 số cuối"),
        ("SĐT", "gọi sau", "4 số cuối"),
        ("Chuyên trách", "chưa rõ", "ghi “x”"),
        ("Mã cán bộ", "000000000012", "số căn cước"),
        ("Mã cán bộ", "CB 01", "ký tự lạ"),
        ("Vai trò", "giám đốc", "cán bộ, giảng viên"),
    ],
)
def test_wrong_cells_are_named_with_what_to_write(label: str, typed: object, says: str) -> None:
    messages = messages_of(one(label, typed))
    assert len(messages) == 1
    assert says.lower() in messages[0].lower()
    assert messages[0].startswith(f"Trang “Danh sách”, dòng 2, cột “{label}” (cột ")


def test_every_error_of_a_row_is_told_at_once() -> None:
    data = simple(
        ("Mẫu", "Xã Không Có", 75, "x", "x"),
        heading=("Họ và tên", "Đơn vị", "Năm sinh", "Chuyên trách", "Không chuyên trách"),
    )
    (row,) = people_in(data)
    values, errors = parse_row(row, NOW)
    assert values is None
    assert [error.column for error in errors] == [
        Field.NAME, Field.UNIT, Field.PART_TIME, Field.BIRTH,
    ]  # fmt: skip


@given(st.sampled_from(list(Field)), st.text(max_size=60))
def test_no_text_breaks_a_row(field: Field, text: str) -> None:
    texts = {Field.NAME: "Nguyễn Văn Mẫu", Field.UNIT: "Xã Lìa", field: text}
    row = RawRow("", 2, texts, dict.fromkeys(texts, "“Cột” (cột A)"), ("Cột",), ("",))
    values, errors = parse_row(row, NOW)
    assert (values is None) == bool(errors)
    if values is not None and values.phone_last4 is not None:
        assert len(values.phone_last4) == 4
        assert values.phone_last4.isdigit()
