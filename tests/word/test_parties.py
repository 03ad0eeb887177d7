"""Who writes and who signs follows from unit and position."""

from __future__ import annotations

import pytest

from hub.people.store import Person
from hub.people.units import all_units
from prompt_library.word.heading import (
    BODY_NAME_PT,
    LEFT_COLUMN_MM,
    NATIONAL,
    NATIONAL_PT,
    PLACE_PT,
    RIGHT_COLUMN_MM,
    date_line,
    name_lines,
)
from prompt_library.word.metrics import text_width_mm
from prompt_library.word.parties import parties_for
from tests.word import samples


def person(position: str, unit: str = "19441") -> Person:
    return Person(
        1, "mau.nv", "Nguyễn Văn Mẫu", unit, "Xã Hướng Phùng", "xa", position, True, True, "cadre", True
    )


def test_a_commune_writes_under_the_province() -> None:
    parties = parties_for(person("Chuyên viên"), samples.HUONG_PHUNG)
    assert parties.parent == "ỦY BAN MTTQ VIỆT NAM TỈNH QUẢNG TRỊ"
    assert parties.issuer == "ỦY BAN MTTQ VIỆT NAM XÃ HƯỚNG PHÙNG"
    assert (parties.place, parties.sign_body, parties.authority) == (
        "Hướng Phùng",
        "MTTQ-BTT",
        "TM. BAN THƯỜNG TRỰC",
    )
    assert (parties.titles, parties.signer) == (("CHỦ TỊCH",), "")
    assert parties.recipients[-1] == "Thường trực Đảng ủy xã Hướng Phùng (b/c)"


@pytest.mark.parametrize(
    ("unit", "issuer", "place"),
    [
        (samples.WARD, "ỦY BAN MTTQ VIỆT NAM PHƯỜNG NAM ĐÔNG HÀ", "Nam Đông Hà"),
        (samples.ISLAND, "ỦY BAN MTTQ VIỆT NAM ĐẶC KHU CỒN CỎ", "Cồn Cỏ"),
        (samples.PROVINCE, "BAN THƯỜNG TRỰC", "Quảng Trị"),
        (samples.FARMERS, "HỘI NÔNG DÂN TỈNH QUẢNG TRỊ", "Quảng Trị"),
    ],
)
def test_other_units(unit, issuer: str, place: str) -> None:
    parties = parties_for(None, unit)
    assert (parties.issuer, parties.place) == (issuer, place)


@pytest.mark.parametrize(
    ("position", "titles", "signer"),
    [
        ("Chủ tịch", ("CHỦ TỊCH",), "Nguyễn Văn Mẫu"),
        ("Chủ tịch Ủy ban MTTQ Việt Nam xã", ("CHỦ TỊCH",), "Nguyễn Văn Mẫu"),
        ("Phó Chủ tịch UBMTTQ xã", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Nguyễn Văn Mẫu"),
        ("Phó Chủ tịch", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Nguyễn Văn Mẫu"),
        ("Chủ tịch Hội Nông dân xã", ("CHỦ TỊCH",), ""),
        ("Trưởng ban công tác Mặt trận", ("CHỦ TỊCH",), ""),
        ("", ("CHỦ TỊCH",), ""),
    ],
)
def test_only_the_chair_and_vice_chair_sign_themselves(
    position: str, titles: tuple[str, ...], signer: str
) -> None:
    parties = parties_for(person(position), samples.HUONG_PHUNG)
    assert (parties.titles, parties.signer) == (titles, signer)


def test_somebody_of_another_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not belong"):
        parties_for(person("Chủ tịch", "18859"), samples.HUONG_PHUNG)


def test_the_heading_of_every_unit_fits_its_columns() -> None:
    assert len(all_units()) > 78
    assert text_width_mm(NATIONAL, NATIONAL_PT, bold=True) < RIGHT_COLUMN_MM
    for unit in all_units():
        parties = parties_for(None, unit)
        for name, bold in ((parties.parent, False), (parties.issuer, True)):
            parts = name_lines(name, bold=bold)
            assert len(parts) <= 2, unit.name
            assert " ".join(parts) == name
            assert all(text_width_mm(part, BODY_NAME_PT, bold=bold) <= LEFT_COLUMN_MM for part in parts)
        assert text_width_mm(date_line(parties.place, samples.TODAY), PLACE_PT) < RIGHT_COLUMN_MM
