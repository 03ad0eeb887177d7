"""The shapes in which offices send lists: each file is read to the same people."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest

from hub.people.errors import NotARoster
from hub.people.roster_headings import Field
from hub.people.roster_rows import read_roster
from tests.people.files import HEADING, brief, changed, csv_of, merge, people_in, saved, simple, xlsx

MAU, THU = "Nguyễn Văn Mẫu", "Trần Thị Thử"
BOTH = [(MAU, "Xã Lìa"), (THU, "Xã Lìa")]


def test_plain_table() -> None:
    assert brief(simple([1, MAU, "Xã Lìa", "Chủ tịch"], [2, THU, "Xã Lìa", ""])) == BOTH


def test_title_rows_above_and_signatures_below() -> None:
    data = xlsx(
        (
            "DS",
            [
                ["UBMTTQ VIỆT NAM TỈNH QUẢNG TRỊ", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
                ["XÃ LÌA", None, "Độc lập - Tự do - Hạnh phúc"],
                [],
                ["DANH SÁCH CÁN BỘ MẶT TRẬN"],
                ["(Kèm theo Công văn số 01 ngày 01 tháng 6 năm 2026)"],
                [],
                HEADING,
                ["(1)", "(2)", "(3)", "(4)"],
                [1, MAU, "Xã Lìa", "Chủ tịch"],
                [2, THU, "Xã Lìa", "Phó Chủ tịch"],
                [3, None, None, None],
                [None, "Tổng cộng: 02 đồng chí"],
                [None, "Danh sách có 02 người"],
                [None, None, None, "Lìa, ngày 01 tháng 6 năm 2026"],
                [None, "NGƯỜI LẬP BIỂU", None, "TM. BAN THƯỜNG TRỰC"],
                [None, "(Ký, ghi rõ họ tên)", None, "CHỦ TỊCH"],
                [None, "Hồ Văn Ví Dụ", None, "Lê Thị Kiểm Thử"],
            ],
        ),
        then=merge("A1:B1", "C1:D1", "A4:D4", "A5:D5"),
    )
    assert brief(data) == BOTH
    reasons = {row.ignored for row in read_roster("a.xlsx", data) if row.ignored}
    assert reasons == {"dòng tổng cộng", "phần ký và ghi chú dưới bảng"}


def test_family_names_that_look_like_totals_are_people() -> None:
    data = simple([1, "Tống Văn Mẫu", "Xã Lìa", ""], [2, "Công Thị Thử", "Xã Lìa", ""], ["", "Cộng", "", 2])
    assert brief(data) == [("Tống Văn Mẫu", "Xã Lìa"), ("Công Thị Thử", "Xã Lìa")]


def test_heading_of_two_merged_rows_with_years_of_men_and_women() -> None:
    data = xlsx(
        (
            "DS",
            [
                ["TT", "Họ và tên", "Năm sinh", None, "Đơn vị", "Ghi chú"],
                [None, None, "Nam", "Nữ", None, None],
                [1, MAU, 1975, None, "Xã Lìa", None],
                [2, THU, None, 1980, "Xã Lìa", None],
            ],
        ),
        then=merge("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2"),
    )
    assert brief(data, Field.NAME, Field.BIRTH) == [(MAU, "1975"), (THU, "1980")]


def test_heading_of_two_rows_where_the_lower_is_more_exact() -> None:
    data = xlsx(
        (
            "DS",
            [
                ["STT", "Họ và tên", "Đơn vị công tác", None],
                [None, None, "Xã/phường", "Tổ chức"],
                [1, MAU, "Xã Lìa", "Hội Nông dân"],
            ],
        ),
        then=merge("C1:D1"),
    )
    assert brief(data, Field.NAME, Field.UNIT, Field.ORGANISATION) == [(MAU, "Xã Lìa", "Hội Nông dân")]


def test_unit_in_one_merged_cell_for_the_rows_under_it() -> None:
    data = xlsx(
        (
            "DS",
            [
                ["STT", "Đơn vị", "Họ và tên", "Chức vụ"],
                [1, "Xã Lìa", MAU, "Chủ tịch"],
                [2, None, THU, "Phó Chủ tịch"],
                [1, "Xã A Dơi", "Hồ Văn Ví Dụ", "Chủ tịch"],
            ],
        ),
        then=merge("B2:B3"),
    )
    assert brief(data) == [*BOTH, ("Hồ Văn Ví Dụ", "Xã A Dơi")]


def test_unit_in_a_row_of_its_own_above_its_people() -> None:
    data = xlsx(
        (
            "DS",
            [
                ["STT", "Họ và tên", "Chức vụ"],
                ["I", "XÃ LÌA (02 đồng chí)", None],
                [1, MAU, "Chủ tịch"],
                ["A. Chuyên trách", None, None],
                [2, THU, None],
                ["II. Xã A Dơi:", None, None],
                [1, "Hồ Văn Ví Dụ", "Chủ tịch"],
                ["III. Khối cơ quan chưa rõ", None, None],
                [1, "Lê Thị Kiểm Thử", None],
                ["UBMTTQ phường Đông Hà", None, None],
                [1, "Phạm Văn Thí Dụ", None],
            ],
        ),
        then=merge("A4:C4", "A6:C6", "A8:C8"),
    )
    assert brief(data) == [
        (MAU, "XÃ LÌA"),
        (THU, "XÃ LÌA"),
        ("Hồ Văn Ví Dụ", "II. Xã A Dơi"),
        ("Lê Thị Kiểm Thử", ""),  # the last unit no longer holds in another group
        ("Phạm Văn Thí Dụ", "UBMTTQ phường Đông Hà"),
    ]


def test_a_sheet_for_each_unit_named_by_sheet_or_by_title() -> None:
    rows = [["STT", "Họ tên"], [1, MAU]]
    data = xlsx(
        ("Xã Lìa", rows),
        ("A Dơi", rows),
        ("Sheet3", [["Đơn vị: Phường Đông Hà"], *rows]),
        ("4", rows),
        ("Ghi chú", [["Đề nghị các xã gửi trước ngày 15"]]),
    )
    assert [(row.sheet, row.values.get(Field.UNIT, "")) for row in people_in(data)] == [
        ("Xã Lìa", "Xã Lìa"),
        ("A Dơi", "Xã A Dơi"),
        ("Sheet3", "Phường Đông Hà"),
        ("4", ""),
    ]
    ignored = [row for row in read_roster("a.xlsx", data) if row.ignored]
    assert [row.sheet for row in ignored] == ["Ghi chú"]


def test_family_name_and_given_name_in_two_columns() -> None:
    two = xlsx(("DS", [["TT", "Họ và tên đệm", "Tên", "Đơn vị"], [1, "Nguyễn Văn", "Mẫu", "Xã Lìa"]]))
    one = xlsx(
        ("DS", [["TT", "Họ và tên", None, "Đơn vị"], [1, "Nguyễn Văn", "Mẫu", "Xã Lìa"]]), then=merge("B1:C1")
    )
    sorting = xlsx(("DS", [["TT", "Họ và tên", "Tên", "Đơn vị"], [1, MAU, "Mẫu", "Xã Lìa"]]))
    assert brief(two) == brief(one) == brief(sorting) == BOTH[:1]


def test_headings_without_marks_repeated_on_each_page_in_another_order() -> None:
    data = xlsx(
        (
            "DS",
            [
                ["stt", "ho ten", "xa phuong"],
                [1, MAU, "Xa Lia"],
                [],
                ["STT", "Xã/Phường", "Họ và tên"],
                [2, "Xã Lìa", THU],
            ],
        )
    )
    assert brief(data) == [(MAU, "Xa Lia"), (THU, "Xã Lìa")]


def test_what_excel_made_of_numbers_dates_and_formulas() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["STT", "Họ tên", "Đơn vị", "Số điện thoại", "Ngày sinh", "Mã CB", "Chức vụ"])
    sheet.append([1.0, "  Nguyễn\xa0Văn\n Mẫu ", 19489.0, 912345678.0, datetime(1975, 2, 1), 7, "=1+1"])
    sheet["F2"].number_format = "0000"
    fields = (Field.NAME, Field.UNIT, Field.PHONE, Field.BIRTH, Field.STAFF_CODE, Field.POSITION)
    assert brief(saved(workbook), *fields) == [
        (MAU, "19489", "912345678", "01/02/1975", "0007", "#CHƯA TÍNH")
    ]


def test_a_formula_is_read_by_the_value_that_excel_kept() -> None:
    kept = changed(
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<f>C1</f><v></v>", b"<f>C1</f><v>19489</v>").replace(
            b"<f>C1</f><v/>", b"<f>C1</f><v>19489</v>"
        ),
        base=simple([1, MAU, "=C1", ""]),
    )
    assert brief(kept) == [(MAU, "19489")]


def test_hidden_sheets_are_not_read() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(simple([1, MAU, "Xã Lìa", ""])))
    hidden = workbook.create_sheet("Cũ")
    hidden.append(list(HEADING))
    hidden.append([1, THU, "Xã Lìa", ""])
    hidden.sheet_state = "hidden"
    assert brief(saved(workbook)) == BOTH[:1]


def test_a_name_merged_over_two_rows_is_not_two_people_in_silence() -> None:
    data = xlsx(
        ("DS", [HEADING, [1, MAU, "Xã Lìa", "Chủ tịch"], [None, None, "Xã Lìa", "Bí thư"]]),
        then=merge("B2:B3"),
    )
    rows = people_in(data)
    assert [Field.NAME in row.inherited for row in rows] == [False, True]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_in_every_unicode_form(delimiter: str, encoding: str) -> None:
    rows = [
        ["Danh sách, năm 2026; xã Lìa"],
        list(HEADING),
        ["1", MAU, "Xã Lìa", "Chủ tịch"],
        ["2", THU, "Xã Lìa", ""],
    ]
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in rows]
    assert brief(csv_of(*quoted, delimiter=delimiter).decode().encode(encoding)) == BOTH


def test_csv_with_a_separator_line_quotes_and_breaks_in_cells_keeps_the_line_numbers() -> None:
    text = (
        'sep=;\r\nSTT;"Họ và\nTên";Đơn vị\r\n\r\n1;"Nguyễn ""Văn"" Mẫu";"Xã\nLìa"\r\n2;Trần Thị Thử;=1+1\r\n'
    )
    rows = people_in(text.encode())
    assert [(row.row, row.values[Field.NAME], row.values[Field.UNIT]) for row in rows] == [
        (5, 'Nguyễn "Văn" Mẫu', "Xã Lìa"),
        (7, THU, "=1+1"),
    ]


def test_csv_where_the_unit_is_written_once() -> None:
    rows = [
        HEADING,
        ["1", MAU, "Xã Lìa", ""],
        ["2", THU, "", ""],
        ["3", "Hồ Văn Ví Dụ", "Xã A Dơi", ""],
        ["4", "Lê Thị Kiểm", "", ""],
    ]
    assert [unit for _, unit in brief(csv_of(*rows))] == ["Xã Lìa", "Xã Lìa", "Xã A Dơi", "Xã A Dơi"]


def test_a_forgotten_unit_is_not_taken_from_the_row_above() -> None:
    distinct = [HEADING, ["1", MAU, "Xã Lìa", ""], ["2", THU, "", ""], ["3", "Hồ Văn Ví Dụ", "Xã A Dơi", ""]]
    repeated = [
        HEADING,
        ["1", MAU, "Xã Lìa", ""],
        ["2", THU, "Xã Lìa", ""],
        ["3", "Hồ Văn Ví Dụ", "", ""],
        ["4", "Lê Thị Kiểm", "", ""],
    ]
    assert brief(csv_of(*distinct))[1] == (THU, "")
    assert [unit for _, unit in brief(csv_of(*repeated))] == ["Xã Lìa", "Xã Lìa", "", ""]


def test_a_file_without_a_heading_says_what_to_write() -> None:
    for data in (csv_of(["1", MAU, "Xã Lìa"]), xlsx(("DS", [["Chỉ có tiêu đề"]]))):
        with pytest.raises(NotARoster, match="dòng tiêu đề cột") as caught:
            read_roster("lia.xlsx", data)
        assert "lia.xlsx" in caught.value.message
    with pytest.raises(NotARoster, match="phông cũ"):
        read_roster(
            "lia.xlsx", xlsx(("DS", [["STT", "Hä vµ tªn", "§¬n vÞ"], [1, "NguyÔn V¨n MÉu", "X· L×a"]]))
        )


def test_a_numbered_row_without_a_name_is_somebody_forgotten_not_a_title() -> None:
    data = simple([1, MAU, "Xã Lìa", "Chủ tịch"], [2, None, "Xã A Dơi", None], [3, THU, "Xã Lìa", None])
    assert brief(data) == [(MAU, "Xã Lìa"), ("", "Xã A Dơi"), (THU, "Xã Lìa")]
