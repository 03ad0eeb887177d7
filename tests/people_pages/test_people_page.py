"""The page /people: who sees whom, and giving a code."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import insert, select

from hub.db import Database
from hub.people.store import Person
from hub.people.tables import people, reset_codes
from tests.auth.people import A_DOI, LIA
from tests.people_pages.conftest import Open
from tests.people_pages.portal import field_of

OF_LIA = {"quantri.lia", "giang.vien", "mau.nv", "mau.nt", "nghi.lv", "moi.nv"}


def shown(page: httpx.Response) -> set[str]:
    """Return the usernames in the list."""
    assert page.status_code == 200, page.text
    return set(re.findall(r"<code>([^<]+)</code>", page.text))


def may_give(page: httpx.Response) -> set[str]:
    """Return the usernames with a button."""
    return set(re.findall(r'aria-label="Cấp mã đặt lại mật khẩu cho [^"]*\(([^)]+)\)"', page.text))


async def test_a_commune_sees_itself(browse: Open) -> None:
    """The administrator of a commune sees all its people and nobody else."""
    page = await browse("quantri.lia").get("people")
    assert shown(page) == OF_LIA
    assert may_give(page) == {"mau.nv", "mau.nt", "moi.nv"}
    assert "Xã A Dơi" not in page.text
    names = re.findall(r'<th scope="row">\s*([^<\n]+?)\s*<', page.text)
    assert [name.split()[-1] for name in names] == ["Giảng", "Mậu", "Mẫu", "Mới", "Nghỉ", "Quản"]


async def test_the_province_chooses(browse: Open) -> None:
    """The province administrator first sees nobody, then a unit or whoever bears the name."""
    browser = browse("quantri.tinh")
    empty = await browser.get("people")
    assert shown(empty) == set()
    assert "chọn một đơn vị" in empty.text
    assert shown(await browser.get("people", params={"unit": A_DOI})) == {"quantri.adoi", "thu.tt"}
    everywhere = await browser.get("people", params={"q": "quantri"})
    assert shown(everywhere) == {"quantri.lia", "quantri.adoi", "quantri.tinh"}
    assert may_give(everywhere) == {"quantri.lia", "quantri.adoi"}
    lia = await browser.get("people", params={"unit": LIA})
    assert may_give(lia) == OF_LIA - {"nghi.lv"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("mau", {"mau.nv", "mau.nt"}),  # without marks: both
        ("Mẫu", {"mau.nv"}),  # with marks: exactly that
        ("MẬU", {"mau.nt"}),
        ("nguyễn văn", {"mau.nv"}),
        ("nguyen  van", {"mau.nv"}),
        ("mau.nt", {"mau.nt"}),
        ("thu", set()),  # of another commune
        ("100%", set()),
        ("_", set()),
        ("\x00mau", {"mau.nv", "mau.nt"}),
        ("x" * 300, set()),
    ],
)
async def test_search(browse: Open, query: str, found: set[str]) -> None:
    """Marks that were typed are honoured; without them both sides are folded."""
    assert shown(await browse("quantri.lia").get("people", params={"q": query})) == found


@pytest.mark.parametrize(
    ("username", "params", "status"),
    [
        ("mau.nv", {}, 403),
        ("giang.vien", {}, 403),
        ("quantri.lia", {"unit": A_DOI}, 403),
        ("quantri.lia", {"unit": LIA}, 200),
        ("quantri.lia", {"unit": "khong-co"}, 403),
        ("quantri.tinh", {"unit": "khong-co"}, 200),
        ("quantri.tinh", {"unit": "\x00"}, 200),
    ],
)
async def test_who_sees_the_page(browse: Open, username: str, params: dict[str, str], status: int) -> None:
    """Only administrators, and each only what is theirs; a forged unit is refused or empty."""
    page = await browse(username).get("people", params=params)
    assert page.status_code == status
    if status == 403:
        assert "Số tham chiếu" in page.text


async def test_menu(browse: Open) -> None:
    """The entries are shown to whom they are of use."""
    for username, entries in (
        ("quantri.lia", ["Cán bộ", "Danh sách"]),
        ("quantri.tinh", ["Cán bộ", "Danh sách"]),
        ("giang.vien", []),
        ("mau.nv", []),
    ):
        page = await browse(username).get("password")
        nav = page.text.partition('<nav class="site-nav"')[2].partition("</nav>")[0]
        assert re.findall(r">([^<>]+)</a>", nav) == entries
        assert "Đổi mật khẩu</a>" in page.text


async def test_giving_a_code(browse: Open, staff: dict[str, Person], db: Database) -> None:
    """The code is shown once, recorded with who gave it, and listed without the code."""
    browser = browse("quantri.lia")
    answer = await browser.send("people", f"people/{staff['mau.nv'].id}/reset-code")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    code = re.search(r">(\d{4} \d{4})<", answer.text)
    assert code
    assert "Nguyễn Văn Mẫu" in answer.text
    assert "15 phút" in answer.text
    page = await browser.get("people")
    assert code[1] not in page.text
    assert "Còn hiệu lực" in page.text
    assert "Lê Thị Quản" in page.text
    async with db.begin() as conn:
        row = (await conn.execute(select(reset_codes))).one()
    assert (row.person_id, row.issued_by) == (staff["mau.nv"].id, staff["quantri.lia"].id)
    assert code[1].replace(" ", "") not in row.code_hash
    # The other commune's record does not show it; the province's does.
    assert "Còn hiệu lực" not in (await browse("quantri.adoi").get("people")).text
    assert "Còn hiệu lực" in (await browse("quantri.tinh").get("people")).text


@pytest.mark.parametrize(
    ("username", "target", "status"),
    [
        ("quantri.lia", "thu.tt", 403),
        ("quantri.lia", "quantri.tinh", 403),
        ("quantri.lia", "giang.vien", 403),
        ("quantri.lia", "quantri.lia", 403),
        ("quantri.lia", "nghi.lv", 403),
        ("quantri.tinh", "quantri.tinh", 403),
        ("mau.nv", "mau.nt", 403),
        ("giang.vien", "mau.nv", 403),
        ("quantri.lia", "0", 404),
        ("quantri.lia", "99999999999999999999", 404),
        ("quantri.lia", "abc", 422),
    ],
)
async def test_refused_codes(
    browse: Open, staff: dict[str, Person], db: Database, username: str, target: str, status: int
) -> None:
    """A forged address gives no code and leaves no record."""
    browser = browse(username)
    target_id = str(staff[target].id) if target in staff else target
    answer = await browser.send("password", f"people/{target_id}/reset-code")
    assert answer.status_code == status
    async with db.begin() as conn:
        assert (await conn.scalar(select(reset_codes.c.id))) is None


async def test_giving_a_code_needs_the_csrf_token(
    browse: Open, staff: dict[str, Person], db: Database
) -> None:
    """Another site cannot make an administrator's browser give a code; a GET does nothing."""
    browser = browse("quantri.lia")
    path = f"people/{staff['mau.nv'].id}/reset-code"
    stranger = field_of(await browse("quantri.adoi", "phien-khac").get("people"), "csrf_token")
    assert (await browser.post(path, {})).status_code == 403
    assert (await browser.post(path, {"csrf_token": stranger})).status_code == 403
    assert (await browser.get(path)).status_code == 405
    async with db.begin() as conn:
        assert (await conn.scalar(select(reset_codes.c.id))) is None


async def test_many_people(browse: Open, db: Database) -> None:
    """A long list ends with a word on how to see the rest."""
    row = {"unit_code": LIA, "folded_name": "nguyen van mau", "full_name": "Nguyễn Văn Mẫu"}
    browser = browse("quantri.lia")
    async with db.begin() as conn:
        await conn.execute(insert(people), [row | {"username": f"dong{n}.nv"} for n in range(120)])
    page = await browser.get("people")
    assert len(shown(page)) == 100
    assert "Còn nhiều người nữa" in page.text
