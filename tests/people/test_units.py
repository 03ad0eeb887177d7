"""The 78 units and the names an office types for them, of today and of before 1 July 2025."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.db import Database
from hub.people.errors import UnitListMismatch
from hub.people.roster_units import directory
from hub.people.store import people_of_unit, person_by_username, units_all
from hub.people.tables import units
from hub.people.units import (
    Ambiguous,
    Unit,
    all_units,
    ensure_units,
    find_unit,
    join_units,
    listed_units,
    load_units,
    packaged_units,
)
from hub.text import fold


def named(text: str) -> str | list[str] | None:
    """Return the name found, the names it may be, or `None`."""
    found = find_unit(text)
    if isinstance(found, Ambiguous):
        return [unit.name for unit in found.candidates]
    return found.name if found else None


def test_there_are_78_units_and_the_provincial_bodies() -> None:
    kinds = [unit.kind for unit in all_units()]
    assert (kinds.count("xa"), kinds.count("phuong"), kinds.count("dac_khu")) == (69, 8, 1)
    bodies = [unit for unit in all_units() if unit.kind == "tinh"]
    assert len(bodies) >= 7
    assert all(unit.code.startswith("T-") and len(unit.code) <= 20 for unit in bodies)
    assert len({unit.code for unit in all_units()}) == len(all_units())


def test_the_other_code_of_phong_nha_is_the_one_difference_allowed() -> None:
    later = [(unit.code, unit.name) for unit in listed_units()]
    earlier = [("19165" if code == "19138" else code, name) for code, name in later]
    for packaged in (later, earlier):
        units = join_units(listed_units(), packaged)
        assert {unit.code for unit in units if unit.name == "Xã Phong Nha"} == {"19138"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pairs: pairs[1:],
        lambda pairs: [*pairs, ("19999", "Xã Mẫu")],
        lambda pairs: [("18860", pairs[0][1]), *pairs[1:]],
        lambda pairs: [(pairs[0][0], "Xã Mẫu"), *pairs[1:]],
    ],
    ids=["one less", "one more", "another code", "another name"],
)
def test_any_other_difference_stops_with_what_differs(spoil) -> None:
    with pytest.raises(UnitListMismatch) as caught:
        join_units(listed_units(), spoil(packaged_units()))
    assert caught.value.details
    assert "quangtri_units.csv" in caught.value.message


def test_every_unit_is_found_by_code_and_however_its_name_is_typed() -> None:
    short = {"xa": "X. ", "phuong": "P.", "dac_khu": "ĐK "}
    for unit in listed_units():
        bare = unit.name.removeprefix("Xã ").removeprefix("Phường ").removeprefix("Đặc khu ")
        typed = [
            unit.code,
            f"{unit.code}.0",
            unit.name,
            unit.name.upper(),
            fold(unit.name),
            unicodedata.normalize("NFD", unit.name),
            f"  {unit.name} ,  tỉnh Quảng Trị ",
            f"Ủy ban MTTQ Việt Nam {unit.name.lower()}",
            f"UBMTTQVN {unit.name}",
            f"{short[unit.kind]}{bare}",
        ]
        if unit.name != "Phường Quảng Trị":  # bare, that may be the province
            typed += [bare, fold(bare)]
        for text in typed:
            assert find_unit(text) == unit, text


def test_every_old_name_that_became_part_of_one_unit_finds_it() -> None:
    units = {unit.code: unit for unit in load_units().units}
    today = {fold(unit.name) for unit in load_units().units}
    by_name: dict[str, set[str]] = {}
    for old in load_units().old:
        by_name.setdefault(old.name, set()).add(old.unit_code)
    for old in load_units().old:
        in_district = find_unit(f"{old.name}, {old.district}")
        if isinstance(in_district, Ambiguous):  # the unit of today of that name lies in that district too
            assert units[old.unit_code] in in_district.candidates
            assert any(unit.name == old.name for unit in in_district.candidates)
        else:
            assert in_district == units[old.unit_code], old
        if fold(old.name) in today:
            continue
        found = find_unit(old.name)
        if len(by_name[old.name]) == 1:
            assert found == units[old.unit_code], old
        else:
            assert isinstance(found, Ambiguous)
            assert {unit.code for unit in found.candidates} == by_name[old.name]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thị trấn Khe Sanh", "Xã Khe Sanh"),
        ("TT. Hồ Xá", "Xã Vĩnh Linh"),
        ("UBMTTQ thi tran Ho Xa", "Xã Vĩnh Linh"),
        ("Thị trấn Ái Tử", "Xã Triệu Phong"),  # not Xã Ái Tử of today
        ("Xã Ái Tử", "Xã Ái Tử"),
        ("Thị trấn NT Việt Trung", "Xã Nam Trạch"),
        ("TP. Đông Hà", ["Phường Đông Hà", "Phường Nam Đông Hà"]),
        ("Thị xã Quảng Trị", "Phường Quảng Trị"),
        ("huyện đảo Cồn Cỏ", "Đặc khu Cồn Cỏ"),
        ("P.1 TP Đông Hà", "Phường Đông Hà"),
        ("Phường 1 (thị xã Quảng Trị)", "Phường Quảng Trị"),
        ("Phường 1", ["Phường Đông Hà", "Phường Quảng Trị"]),
        ("4", None),  # a number is not Phường 4
        ("Xã Cam Thuỷ, huyện Lệ Thuỷ", "Xã Cam Hồng"),
        ("Cam Thủy - Cam Lộ", "Xã Hiếu Giang"),
        ("Xã Tân Thành", "Xã Tân Thành"),
        ("Xã Tân Thành, huyện Hướng Hóa", "Xã Lao Bảo"),
        ("Xã Hòa Trạch", "Xã Hòa Trạch"),
        ("Xã Hòa Trạch (cũ)", "Xã Hoàn Lão"),
        ("Xã Minh Hóa, huyện Minh Hóa", ["Xã Kim Phú", "Xã Minh Hóa"]),
        ("xã Quảng Tiên", "Xã Nam Ba Đồn"),
        ("xã Quảng Tiến", "Xã Trung Thuần"),
        ("xa Quang Tien", ["Xã Nam Ba Đồn", "Xã Trung Thuần"]),
        ("Xã Đa Krông", "Xã Đakrông"),
        ("Hội Nông dân xã A-Dơi", "Xã A Dơi"),
        ("Ban CTMT thôn Mẫu, xã Hướng Phùng", "Xã Hướng Phùng"),
        ("Phường Hướng Phùng", ["Xã Hướng Phùng"]),
        ("Xã Hướng Phùng, huyện Vĩnh Linh", ["Xã Hướng Phùng"]),
        ("Văn phòng UBMTTQ Việt Nam tỉnh Quảng Trị", "Văn phòng Ủy ban MTTQ Việt Nam tỉnh"),
        ("hoi lhpn tinh", "Hội Liên hiệp Phụ nữ tỉnh"),
        ("t-vp", "Văn phòng Ủy ban MTTQ Việt Nam tỉnh"),
        ("Xã Không Có", None),
        ("99999", None),
        ("", None),
    ],
)
def test_names_that_need_care(text: str, expected: object) -> None:
    assert named(text) == expected


def test_the_province_itself_may_be_any_of_its_bodies() -> None:
    bodies = {unit for unit in all_units() if unit.kind == "tinh"}
    for text in ("UBMTTQ tỉnh", "Ủy ban MTTQ Việt Nam tỉnh Quảng Trị", "Tỉnh Quảng Trị"):
        found = find_unit(text)
        assert isinstance(found, Ambiguous)
        assert set(found.candidates) == bodies
    found = find_unit("Quảng Trị")
    assert isinstance(found, Ambiguous)
    assert "Phường Quảng Trị" in {unit.name for unit in found.candidates}


def test_a_slip_of_the_keyboard_gets_a_suggestion() -> None:
    assert "Xã Hướng Phùng" in [unit.name for unit in directory().suggest("xã Hướng Phừnh")]
    assert directory().suggest("Xã Nào Đó Rất Lạ") == []


@given(st.text(max_size=60))
def test_no_text_breaks_the_search(text: str) -> None:
    assert isinstance(find_unit(text), Unit | Ambiguous | None)


@pytest.mark.postgres
async def test_units_are_written_once_and_renamed_when_the_list_changes(database: Database) -> None:
    async with database.begin() as conn:
        assert await ensure_units(conn) == len(all_units())
        assert await ensure_units(conn) == len(all_units())
        assert await units_all(conn) == list(all_units())
        await conn.execute(units.update().where(units.c.code == "19441").values(name="Xã Cũ", folded="xa cu"))
        await ensure_units(conn)
        assert Unit("19441", "Xã Hướng Phùng", "xa") in await units_all(conn)
        assert await person_by_username(conn, "mau.nv") is None
        assert await people_of_unit(conn, "19441") == []
