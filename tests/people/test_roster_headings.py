"""Heading rows are recognised however an office writes them, and look-alikes are not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.roster_headings import Field, column_letter, columns_of, fields_of
from hub.text import fold

LABELS = {
    Field.NAME: ["Họ và tên", "Họ tên", "Họ, tên", "Họ và tên cán bộ", "HoTen", "ho_va_ten", "Full name"],
    Field.FAMILY: ["Họ", "Họ và đệm", "Họ và tên đệm", "Họ lót"],
    Field.GIVEN: ["Tên"],
    Field.UNIT: [
        "Đơn vị",
        "Xã/phường",
        "Xã, phường, đặc khu",
        "Đơn vị công tác",
        "Cơ quan, đơn vị",
        "Mã đơn vị",
    ],
    Field.POSITION: ["Chức vụ", "Chức danh", "Chức vụ, chức danh", "Vị trí việc làm", "don_vi"][:4],
    Field.ORGANISATION: ["Tổ chức", "Đoàn thể", "Tổ chức CT-XH", "Khối"],
    Field.FULL_TIME: [
        "Chuyên trách",
        "Cán bộ chuyên trách",
        "Chuyên trách (đánh x)",
        "Chuyên trách/không chuyên trách",
    ],
    Field.PART_TIME: ["Không chuyên trách", "Bán chuyên trách"],
    Field.STAFF_CODE: ["Mã cán bộ", "Mã CB", "Mã CBCCVC", "Số hiệu cán bộ"],
    Field.BIRTH: ["Năm sinh", "Ngày sinh", "Ngày, tháng, năm sinh", "Sinh năm"],
    Field.PHONE: ["Số điện thoại", "SĐT", "Điện thoại", "Số ĐT", "Di động", "4 số cuối điện thoại"],
    Field.ROLE: ["Vai trò", "Vai trò trên hệ thống"],
    Field.USERNAME: ["Tên đăng nhập"],
    Field.COUNTED: ["Tính vào chỉ tiêu"],
    Field.ORDINAL: ["STT", "TT", "Số TT"],
}
PAIRS = [(label, field) for field, labels in LABELS.items() for label in labels]
NOT_OURS = [
    "Ghi chú", "Giới tính", "Dân tộc", "Trình độ", "Quê quán", "Nơi sinh", "Địa chỉ", "Ngày vào Đảng",
    "Họ tên cha", "Họ tên vợ/chồng", "Đơn vị tính", "Chức vụ Đảng", "Điện thoại cơ quan", "Số tài khoản",
    "Căn cước", "Số năm công tác", "Email", "Lỗi", "",
]  # fmt: skip


@pytest.mark.parametrize(("label", "field"), PAIRS)
def test_a_label_is_known_with_and_without_marks_in_any_case_and_form(label: str, field: Field) -> None:
    for typed in (
        label,
        label.upper(),
        fold(label),
        unicodedata.normalize("NFD", label),
        f" {label}\n(ghi rõ) :",
    ):
        assert fields_of(typed) == (field,), typed


@pytest.mark.parametrize("label", NOT_OURS)
def test_look_alikes_are_left_alone(label: str) -> None:
    assert fields_of(label) == ()


def test_one_column_may_hold_two_things() -> None:
    assert fields_of("Chức vụ, đơn vị công tác") == (Field.POSITION, Field.UNIT)


def test_the_exact_column_for_the_unit_is_read_first() -> None:
    columns = columns_of(["Họ tên", "Chức vụ, đơn vị công tác", "Cơ quan", "Xã/phường"])
    assert columns is not None
    assert columns[Field.UNIT] == (3, 2, 1)


@given(st.permutations(PAIRS), st.lists(st.sampled_from(NOT_OURS), max_size=4), st.booleans())
def test_columns_are_found_in_any_order_among_others(
    pairs: list[tuple[str, Field]], others: list[str], bare: bool
) -> None:
    chosen: dict[Field, str] = {Field.NAME: "Họ và tên"}
    for label, field in pairs[:12]:
        if field not in {Field.FAMILY, Field.GIVEN}:
            chosen.setdefault(field, label)
    labels = [*others, *chosen.values()]
    columns = columns_of([fold(label) if bare else label for label in labels])
    if len(chosen) == 1:
        assert columns is None
        return
    assert columns is not None
    assert {field: labels[indexes[0]] for field, indexes in columns.items()} == chosen


@given(st.lists(st.text(max_size=30), max_size=12))
def test_other_rows_are_no_headings(cells: list[str]) -> None:
    columns = columns_of(cells)
    if columns is not None:  # then it does name people, by the table above
        assert {Field.NAME, Field.FAMILY} & set(columns)


@pytest.mark.parametrize(
    "cells",
    [
        ["1", "Nguyễn Văn Mẫu", "Xã Lìa", "Chủ tịch"],
        ["DANH SÁCH CÁN BỘ MẶT TRẬN VÀ CÁC ĐOÀN THỂ"],
        ["Họ và tên"],
        ["STT", "Nội dung", "Đơn vị tính"],
        [],
    ],
)
def test_people_titles_and_other_tables_are_no_headings(cells: list[str]) -> None:
    assert columns_of(cells) is None


def test_letters_of_columns() -> None:
    assert [column_letter(i) for i in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
