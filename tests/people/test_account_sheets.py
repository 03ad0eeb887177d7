"""The account sheets: eight to a page, one for each person, and no password in the code or the log."""

from __future__ import annotations

import io
import time
from itertools import count

import pytest
import segno
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table, _Cell

from hub.people.account_sheets import account_sheets
from hub.people.roster_apply import NewAccount

SITE = "https://hocai.vidu.example"
_ids = count(1)


def account(name: str, unit: str, *, position: str = "Chủ tịch") -> NewAccount:
    """Return an account with a password of its own."""
    number = next(_ids)
    return NewAccount(number, f"mau.nv{number}", name, unit, position, f"xk{number:03}mnpr7")


def cards(data: bytes) -> tuple[Table, list[_Cell]]:
    """Return the table of a file and its cards in the order they are read."""
    document = Document(io.BytesIO(data))
    (table,) = document.tables
    return table, [cell for row in table.rows for cell in row.cells]


def text_of(cell: _Cell) -> str:
    """Return all text of a card, inner tables included."""
    return " ".join(node.text or "" for node in cell._tc.iter(qn("w:t")))


def test_each_person_has_a_card_by_unit_and_name_and_the_last_place_stays_empty() -> None:
    people = [
        account("Trần Thị Thử", "Xã Lìa"),
        account("Hồ Văn Ví Dụ", "Xã A Dơi"),
        account("Lê Kiểm", "Xã Lìa"),
    ]
    _, found = cards(account_sheets(people, address=SITE))
    expected = [people[1], people[2], people[0]]
    assert len(found) == 4
    for cell, person in zip(found, expected, strict=False):
        for part in (
            person.full_name,
            person.unit_name,
            person.position,
            person.username,
            person.password,
            SITE,
        ):
            assert part in text_of(cell)
        assert all(other.password not in text_of(cell) for other in people if other is not person)
        assert "Quét mã" in text_of(cell)
        assert "{" not in text_of(cell), "a placeholder is left"
    assert text_of(found[3]) == ""
    assert found[3]._tc.findall(".//" + qn("w:drawing")) == []


def test_eight_cards_fill_an_a4_page_and_no_row_breaks() -> None:
    data = account_sheets([account("Nguyễn Văn Mẫu", "Xã Lìa") for _ in range(8)], address=SITE)
    document = Document(io.BytesIO(data))
    section = document.sections[0]
    table, found = cards(data)
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert len(table.rows) == 4
    height = sum(row.height or 0 for row in table.rows)
    room = section.page_height - section.top_margin - section.bottom_margin
    assert 0 < room - height < Mm(5), "four rows fill the page and a fifth does not fit"
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    assert {line.get(qn("w:val")) for line in borders} == {"dashed"}, "cut lines"
    ids = [node.get("id") for cell in found for node in cell._tc.iter(qn("wp:docPr"))]
    assert len(set(ids)) == 8


def test_the_code_opens_the_sign_in_page_and_holds_no_password() -> None:
    url = f"{SITE}/hub/login"
    data = account_sheets(
        [account("Nguyễn Văn Mẫu", "Xã Lìa") for _ in range(20)], address=SITE, sign_in_url=url
    )
    document = Document(io.BytesIO(data))
    images = [part.blob for part in document.part.package.iter_parts() if part.partname.endswith(".png")]
    expected = io.BytesIO()
    segno.make(url, error="m", micro=False).save(expected, kind="png", scale=10, border=1)
    assert images == [expected.getvalue()], "one code for all, and of this address only"


LONG = "Phó Chủ tịch Ủy ban, Chủ tịch Hội Nông dân và nhiều chức danh khác nữa"


@pytest.mark.parametrize("position", ["", LONG])
def test_no_position_leaves_no_gap_and_a_long_one_is_cut(position: str) -> None:
    person = account("Nguyễn Văn Mẫu", "Xã Lìa", position=position)
    _, (cell, _) = cards(account_sheets([person], address=SITE))
    who = cell.tables[0].cell(0, 0)
    lines = [paragraph.text for paragraph in who.paragraphs]
    assert lines == ([f"{LONG[:41]}…", "Xã Lìa"] if position else ["Xã Lìa"])


def test_every_table_cell_ends_in_a_paragraph_as_word_demands() -> None:
    document = Document(io.BytesIO(account_sheets([account("Nguyễn Văn Mẫu", "Xã Lìa")], address=SITE)))
    for cell in document.element.iter(qn("w:tc")):
        assert cell[-1].tag == qn("w:p")


def test_four_hundred_cards_are_made_in_seconds() -> None:
    people = [account("Nguyễn Văn Mẫu", "Xã Lìa") for _ in range(400)]
    start = time.process_time()
    _, found = cards(account_sheets(people, address=SITE))
    assert time.process_time() - start < 15
    assert len(found) == 400


def test_a_password_is_not_written_to_a_log_by_accident() -> None:
    person = account("Nguyễn Văn Mẫu", "Xã Lìa")
    assert person.password not in f"{person!r} {person}"
