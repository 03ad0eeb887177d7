"""Who a row is: by key, by what tells twins apart, by rights; never by a guess."""

from __future__ import annotations

from typing import Any

import pytest

from hub.db import Database
from hub.people.roster_plan import ImportPlan
from tests.people.files import simple
from tests.people.imports import (
    A_DOI,
    FULL,
    LIA,
    MAU,
    THU,
    Import,
    Preview,
    counts,
    messages,
    people_file,
    stored,
)

pytestmark = pytest.mark.postgres


async def test_a_move_by_birth_year_and_phone_but_not_by_a_name_alone(load: Import, preview: Preview) -> None:
    await load(people_file(MAU))
    certain = await preview(
        people_file((1, "Nguyễn Văn Mẫu", "Xã A Dơi", "Bí thư", 1975, "0123", None, None))
    )
    assert counts(certain) == (0, 0, 1, 0)
    half = await preview(people_file((1, "Nguyễn Văn Mẫu", "Xã A Dơi", "Chủ tịch", 1975, None, None, None)))
    assert counts(half) == (1, 0, 0, 0)
    assert "mau.nv" in half.notes[0].message
    name = await preview(people_file((1, "Nguyễn Văn Mẫu", "Xã A Dơi", "Chủ tịch", None, None, None, None)))
    assert counts(name) == (1, 0, 0, 0)
    assert not name.notes


async def test_twins_in_a_file_are_asked_for_and_then_told_apart(load: Import, preview: Preview) -> None:
    twin = (2, "Nguyễn Văn Mẫu", "Xã Lìa", "Chủ tịch", None, None, None, None)
    plan = await preview(
        people_file(twin, (3, "NGUYEN VAN MAU", "xa lia", "chu tich", None, None, None, None))
    )
    assert [error.row for error in plan.errors] == [2, 3]
    assert "dòng 3" in plan.errors[0].message
    assert "năm sinh hoặc 4 số cuối" in plan.errors[0].message
    same_twice = await preview(people_file(MAU, MAU))  # also when every cell is the same
    assert len(same_twice.errors) == 2
    for column, values in ((4, (1970, 1980)), (5, ("0111", "0222")), (6, ("A1", "A2"))):
        rows = [[*twin], [*twin]]
        for row, value in zip(rows, values, strict=True):
            row[column] = value
        assert counts(await preview(people_file(*rows))) == (2, 0, 0, 0)
    by_year = people_file([*twin[:4], 1970, *twin[5:]], [*twin[:4], 1980, *twin[5:]])
    assert [new.username for new in (await load(by_year)).created] == ["mau.nv", "mau.nv2"]
    assert counts(await preview(by_year)) == (0, 0, 0, 2)
    assert "mau.nv, mau.nv2" in messages(await preview(people_file(twin)))


async def test_names_that_differ_in_their_marks_are_two_people(load: Import, preview: Preview) -> None:
    rows = [
        [i, name, "Xã Lìa", "Ủy viên", *[None] * 4] for i, name in enumerate(("Trần Văn Mẫu", "Trần Văn Mậu"))
    ]
    assert len((await load(people_file(*rows))).created) == 2
    assert counts(await preview(people_file(*reversed(rows)))) == (0, 0, 0, 2)


async def test_a_second_person_of_a_known_key_is_never_merged_in_silence(
    load: Import, preview: Preview
) -> None:
    known = ("Nguyễn Văn Mẫu", "Xã Lìa", "Chủ tịch", None)
    heading = ("Họ tên", "Đơn vị", "Chức vụ", "Năm sinh", "Tên đăng nhập")
    await load(simple((*known, None), heading=heading))
    two = simple((*known[:3], 1970, None), (*known[:3], 1980, None), heading=heading)
    plan = await preview(two)
    assert counts(plan) == (0, 0, 0, 0)
    assert len(plan.errors) == 2
    assert "ghi “mới”" in messages(plan)
    told = simple((*known[:3], 1970, "mau.nv"), (*known[:3], 1980, "mới"), heading=heading)
    result = await load(told)
    assert ([new.username for new in result.created], result.changed) == (["mau.nv2"], 1)
    assert counts(await preview(told)) == (0, 0, 0, 2)  # "mới" does not make a third


async def test_another_position_in_the_same_unit_is_asked_about(load: Import, preview: Preview) -> None:
    heading = ("Họ tên", "Đơn vị", "Chức vụ", "Năm sinh", "Tên đăng nhập")
    await load(simple(("Nguyễn Văn Mẫu", "Xã Lìa", "Phó Chủ tịch", None, None), heading=heading))

    async def plan(*row: Any) -> ImportPlan:
        return await preview(simple(("Nguyễn Văn Mẫu", "Xã Lìa", *row), heading=heading))

    asked = await plan("Chủ tịch", None, None)
    assert "mau.nv nếu là người đó" in messages(asked)
    assert counts(await plan("Chủ tịch", None, "mau.nv")) == (0, 1, 0, 0)
    assert counts(await plan("Chủ tịch", None, "mới")) == (1, 0, 0, 0)
    assert counts(await plan("", None, None)) == (0, 0, 0, 1)  # nothing said of the position
    both = await preview(
        simple(
            ("Nguyễn Văn Mẫu", "Xã Lìa", "Phó Chủ tịch", None, None),
            ("Nguyễn Văn Mẫu", "Xã Lìa", "Ủy viên", None, None),
            heading=heading,
        )
    )
    assert counts(both) == (1, 0, 0, 1)  # the key differs, and the known one is accounted for


async def test_staff_codes_and_usernames_that_contradict_are_refused(load: Import, preview: Preview) -> None:
    heading = (*FULL, "Tên đăng nhập")
    await load(people_file(MAU, THU))
    wrong = await preview(
        simple(
            (1, "Hồ Văn Ví Dụ", "Xã Lìa", "", None, None, "CB-02", None, None),
            (2, "Lê Thị Kiểm", "Xã Lìa", "", None, None, "CB-09", None, None),
            (3, "Lê Văn Kiểm", "Xã Lìa", "", None, None, "CB-09", None, None),
            (4, "Lê Đức Kiểm", "Xã Lìa", "", None, None, None, None, "khong.co"),
            (5, "Nguyễn Văn Mẫu", "Xã Lìa", "", None, None, None, None, "mau.nv"),
            (6, "Nguyễn Văn Mẫu", "Xã Lìa", "Ủy viên", None, None, None, None, "mau.nv"),
            heading=heading,
        )
    )
    assert [error.row for error in wrong.errors] == [2, 4, 5, 7]
    for part in ("là của đồng chí Trần Thị Thử", "đã có ở dòng 3", "không có tên đăng nhập", "với dòng 6"):
        assert part in messages(wrong)


async def test_a_commune_administrator_imports_their_own_commune_only(load: Import, preview: Preview) -> None:
    await load(people_file(MAU, THU))
    own = {"allowed_units": {A_DOI}}
    other = await preview(people_file(MAU), **own)
    assert "không thuộc đơn vị đồng chí quản trị" in messages(other)
    pulled = await preview(people_file((1, "Trần Thị Thử", "Xã A Dơi", "", None, None, "CB-02", None)), **own)
    assert "quản trị cấp tỉnh" in messages(pulled)
    by_evidence = await preview(people_file((1, *MAU[1:2], "Xã A Dơi", *MAU[3:])), **own)
    assert "quản trị cấp tỉnh" in messages(by_evidence)
    code_of_other = await preview(
        people_file((1, "Hồ Văn Ví Dụ", "Xã A Dơi", "", None, None, "CB-02", None)), **own
    )
    assert "Trần Thị Thử" not in messages(code_of_other)
    namesake = await preview(
        people_file((1, "Nguyễn Văn Mẫu", "Xã A Dơi", "Chủ tịch", 1975, None, None, None)), **own
    )
    assert counts(namesake) == (1, 0, 0, 0)
    assert not namesake.notes
    assert not namesake.missing


async def test_only_the_province_gives_roles_and_takes_people_out_of_the_count(
    load: Import, preview: Preview, roster: Database
) -> None:
    heading = ("Họ tên", "Đơn vị", "Vai trò", "Tính vào chỉ tiêu")
    data = simple(("Nguyễn Văn Mẫu", "Xã Lìa", "Quản trị đơn vị", "không"), heading=heading)
    plan = await preview(data, allowed_units={LIA})
    assert [error.column for error in plan.errors] == ["Vai trò", "Tính vào chỉ tiêu"]
    await load(data, may_set_roles=True)
    assert await stored(roster, "role", "counted") == [("commune_admin", False)]
    assert counts(await preview(data, allowed_units={LIA})) == (0, 0, 0, 1)  # nothing would change
    silent = simple(("Nguyễn Văn Mẫu", "Xã Lìa", "", ""), heading=heading)
    assert counts(await preview(silent, may_set_roles=True)) == (0, 0, 0, 1)
