"""The sheet of errors: what was read, what is wrong, and good to import once corrected."""

from __future__ import annotations

import io

import openpyxl
import pytest

from hub.db import Database
from hub.people.roster_plan import plan_import
from hub.people.roster_report import errors_workbook
from hub.people.roster_rows import read_roster
from tests.people.files import NOW, csv_of, saved, xlsx
from tests.people.imports import Import, Preview

pytestmark = pytest.mark.postgres


async def test_the_sheet_of_errors_can_be_corrected_and_imported(
    preview: Preview, load: Import, roster: Database
) -> None:
    data = xlsx(
        (
            "Xã Lìa",
            [
                ["Danh sách cán bộ"],
                ["STT", "Họ và tên", "Chức vụ"],
                [1, "Nguyễn Văn Mẫu", "=cmd"],
                [2, "Thử", "Phó Chủ tịch"],
                [None, "Tổng cộng: 2", None],
            ],
        ),
        (
            "Hai",
            [
                ["Họ tên", "Đơn vị", "Năm sinh"],
                ["Hồ Văn Ví Dụ", "Xã A Dơi", 75],
                ["Lê Thị Kiểm", "Không rõ", None],
            ],
        ),
    )
    rows = read_roster("a.xlsx", data)
    async with roster.begin() as conn:
        plan = await plan_import(conn, rows, NOW)
    assert len(plan.errors) == 4
    copy = openpyxl.load_workbook(io.BytesIO(errors_workbook(rows, plan)))
    first, second = copy.worksheets
    assert [cell.value for cell in first[1]] == ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Lỗi"]
    assert [cell.value for cell in first[3]][:4] == ["2", "Thử", "Phó Chủ tịch", "Xã Lìa"]
    assert "chưa đủ họ và tên" in first["E3"].value
    assert "bốn chữ số" in second["D2"].value
    assert "không có đơn vị nào" in second["D3"].value
    assert first["C2"].data_type == "s", "what somebody typed is not run as a formula"
    first["B3"], first["C2"] = "Trần Thị Thử", "Chủ tịch"
    second["C2"], second["B3"] = 1975, "Xã A Dơi"
    result = await load(saved(copy))
    assert [(new.full_name, new.unit_name) for new in result.created] == [
        ("Nguyễn Văn Mẫu", "Xã Lìa"),
        ("Trần Thị Thử", "Xã Lìa"),
        ("Hồ Văn Ví Dụ", "Xã A Dơi"),
        ("Lê Thị Kiểm", "Xã A Dơi"),
    ]


async def test_a_csv_file_comes_back_as_text_and_only_with_its_own_errors(roster: Database) -> None:
    data = csv_of(("Họ tên", "Đơn vị", "Ghi chú", "Lỗi"), ("Mẫu", "Xã Lìa", "=1+1", "lỗi của lần trước"))
    rows = read_roster("a.csv", data)
    async with roster.begin() as conn:
        plan = await plan_import(conn, rows, NOW)
    sheet = openpyxl.load_workbook(io.BytesIO(errors_workbook(rows, plan))).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["Họ tên", "Đơn vị", "Ghi chú", "Lỗi"]
    assert sheet["C2"].value == "=1+1"
    assert sheet["C2"].data_type == "s", "what somebody typed is not run as a formula"
    assert sheet["D2"].value == plan.errors[0].message
