"""Files are read back with other programs' eyes: same rows, rule and date in them, never a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from courses.targets import load_targets
from grading.completion import Completion, MissingPerson, UnitRow
from grading.completion_files import (
    as_text,
    completion_sheet,
    file_name,
    missing_sheet,
    to_csv,
    to_xlsx,
)
from hub.people.store import Person
from hub.people.units import Unit

T1 = load_targets().targets[0]
RULE = load_targets().rule(T1)
UNITS = [
    Unit("19333", "Phường Đông Hà", "phuong"),
    Unit("19441", "Xã Hướng Phùng", "xa"),
    Unit("19742", "Đặc khu Cồn Cỏ", "dac_khu"),
]
COMPLETION = Completion(T1, (UnitRow(2, 3, UNITS[0]), UnitRow(5, 5, UNITS[1]), UnitRow(0, 0, UNITS[2])), RULE)
DANGEROUS = ["=1+1", "+84600000001", "-2+3", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "＝1+1", '="a";\nb']


def title(lesson: str) -> str:
    """Stand for the lesson's title."""
    return f"Bài {lesson}"


def sheet_of(*names: str) -> bytes:
    """Return the workbook of a list of people called so."""
    return to_xlsx(_missing(*names))


def _missing(*names: str):  # type: ignore[no-untyped-def]
    people = [
        MissingPerson(
            Person(n, f"mau{n}", name, "19333", "Phường Đông Hà", "phuong", name, True, True, "cadre", True),
            ("k2-b1", "k2-b3"),
        )
        for n, name in enumerate(names)
    ]
    return missing_sheet(T1, UNITS[0], people, rule=RULE, date_line="Số liệu lúc 09:00.", lesson_title=title)


def test_the_workbook_holds_rule_date_rows_and_total() -> None:
    sheet = completion_sheet(
        COMPLETION,
        date_line="Kỳ báo cáo tháng 10/2026: đã chốt.",
        filter_line="Chỉ gồm các đơn vị: xã.",
        lesson_title=title,
    )
    page = load_workbook(io.BytesIO(to_xlsx(sheet))).active
    assert page is not None
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    text = "\n".join(str(row[0]) for row in rows)
    for line in (T1.sentence, RULE, "Kỳ báo cáo tháng 10/2026: đã chốt.", "Chỉ gồm các đơn vị: xã."):
        assert line in text
    assert "K2-B3 Bài k2-b3" in text
    head = next(n for n, row in enumerate(rows) if row[0] == "STT")
    assert rows[head + 1 :] == [
        [1, "19333", "Phường Đông Hà", "Phường", 2, 3, 1, pytest.approx(2 / 3)],
        [2, "19441", "Xã Hướng Phùng", "Xã", 5, 5, 0, 1],
        [3, "19742", "Đặc khu Cồn Cỏ", "Đặc khu", 0, 0, 0, "–"],
        [None, None, "Cộng", None, 7, 8, 1, 0.875],
    ]
    assert page.cell(head + 2, 8).number_format == "0.0%"
    assert page.freeze_panes == f"A{head + 2}"
    assert page.print_title_rows == f"${head + 1}:${head + 1}"
    assert page.auto_filter.ref == f"A{head + 1}:H{head + 4}"


def test_the_csv_opens_in_vietnamese_excel() -> None:
    sheet = completion_sheet(COMPLETION, date_line="Lúc 09:00.", filter_line="", lesson_title=title)
    content = to_csv(sheet)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == [*(column.heading for column in sheet.columns), "Ghi chú"]
    assert rows[1][:8] == ["1", "19333", "Phường Đông Hà", "Phường", "2", "3", "1", "66,7%"]
    assert rows[3][7] == "–"
    assert rows[4][:8] == ["", "", "Cộng", "", "7", "8", "1", "87,5%"]
    assert RULE in rows[1][8]
    assert "Lúc 09:00." in rows[1][8]
    assert rows[2][8] == ""


@pytest.mark.parametrize("name", DANGEROUS)
def test_no_cell_is_a_formula(name: str) -> None:
    rows = list(
        csv.reader(io.StringIO(to_csv(_missing(name)).decode("utf-8-sig"), newline=""), delimiter=";")
    )
    assert rows[1][1] == rows[1][2] == f"'{name}"
    page = load_workbook(io.BytesIO(sheet_of(name))).active
    assert page is not None
    for row in page.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
    cell = next(cell for row in page.iter_rows() for cell in row if cell.value == name)
    assert cell.quotePrefix  # Excel keeps it as text when somebody edits it


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_whatever_a_name_is_the_files_can_be_read(name: str) -> None:
    content = to_csv(_missing(name, "Kăn Thử")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    assert [len(row) for row in rows] == [6, 6, 6]
    assert rows[1][1] == as_text(name)
    assert not rows[1][1].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    page = load_workbook(io.BytesIO(sheet_of(name, "Kăn Thử"))).active
    assert page is not None
    assert "Kăn Thử" in [cell.value for row in page.iter_rows() for cell in row]


def test_what_is_no_formula_stays_as_it_is() -> None:
    for text in ("Hồ Văn Ví Dụ", "Phó Chủ tịch – phụ trách", "5 + 3", "a@vidu.example", "–"):
        assert as_text(text) == text


def test_an_empty_list_has_a_heading_only() -> None:
    rows = to_csv(_missing()).decode("utf-8-sig").splitlines()
    assert len(rows) == 1


def test_the_file_name_is_plain_and_dated_in_vietnam() -> None:
    late = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    assert file_name("ket-qua", ["T1", "ky-2026-10"], late, "xlsx") == "ket-qua-T1-ky-2026-10-2026-11-21.xlsx"
