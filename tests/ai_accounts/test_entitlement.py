"""Who has an AI account: positions as rosters write them, grants with a reason, and what stands together."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy import select

from deploy.demo_people import invented_people
from hub.db import Database
from hub.errors import Forbidden
from hub.people.store import Person
from hub.people.units import all_units
from prompt_library import licences
from prompt_library.accounts.entitlement import (
    Entitlement,
    entitlement,
    grant_account,
    leads_the_front,
    revoke_account,
)
from prompt_library.accounts.errors import (
    AlreadyEntitled,
    InvalidForm,
    NoLicence,
    NotEntitled,
    NothingToRevoke,
)
from prompt_library.accounts.standing import standing
from prompt_library.accounts.tables import grants
from tests.ai_accounts.conftest import LIMITS, NOW
from tests.auth.people import A_DOI, OFFICE, add_person

LEADERS = [
    "Chủ tịch Ủy ban MTTQ Việt Nam xã",
    "Phó Chủ tịch Ủy ban MTTQ Việt Nam phường, Chủ tịch Hội Nông dân phường",
    "Phó Chủ tịch Ủy ban MTTQ Việt Nam xã, Bí thư Đoàn TNCS Hồ Chí Minh xã",
    "Chủ tịch Hội Cựu chiến binh xã kiêm Phó Chủ tịch UBMTTQVN xã",
    "Chủ tịch UBMTTQ Việt Nam đặc khu Cồn Cỏ",
    "Bí thư Đoàn xã; PCT MTTQ",
    "P. Chủ tịch Uỷ ban Mặt trận Tổ quốc Việt Nam xã Lìa",
    "PHÓ CHỦ TỊCH THƯỜNG TRỰC UBMT",
    "Pho chu tich uy ban mttq xa",
    "Phó Chủ tịch – phụ trách",
    "Phó Chủ tịch chuyên trách Mặt trận xã",
    "Quyền Chủ tịch Ủy ban MTTQ xã",
    "Chủ tịch",
    "Phó Chủ tịch",
    "Ủy viên Thường trực, Phó Chủ tịch",
]
OTHERS = [
    "",
    "Công chức",
    "Ủy viên Thường trực Ủy ban MTTQ Việt Nam xã",
    "Chủ tịch Hội Nông dân xã",
    "Phó Chủ tịch Hội Liên hiệp Phụ nữ phường",
    "Chủ tịch UBND xã",
    "Phó Chủ tịch HĐND xã",
    "Chủ tịch Công đoàn",
    "Trưởng ban công tác Mặt trận thôn Mẫu 1",
    "Nguyên Chủ tịch Ủy ban MTTQ Việt Nam xã",
    "Thư ký Chủ tịch Ủy ban MTTQ Việt Nam xã",
    "Người lao động, văn thư",
    "Chủ tịch Hội Nông dân và Hội Cựu chiến binh",
]


@pytest.mark.parametrize("position", LEADERS)
def test_leads_the_front(position: str) -> None:
    assert leads_the_front(position)


@pytest.mark.parametrize("position", OTHERS)
def test_does_not_lead_the_front(position: str) -> None:
    assert not leads_the_front(position)


def test_positions_of_the_demonstration() -> None:
    people = invented_people(
        random.Random(1),  # noqa: S311
        all_units(),
        since=date(2026, 6, 1),
        late=date(2026, 7, 1),
        moves=(date(2026, 7, 1), date(2026, 8, 1)),
    )
    communes = [one for one in people if not one.belonged[0][1].startswith("T-")]
    assert len(communes) > 300
    for one in communes:
        assert leads_the_front(one.position) is ("hủ tịch Ủy ban MTTQ" in one.position), one.position


BY_POSITION = [
    (A_DOI, "Chủ tịch Ủy ban MTTQ Việt Nam xã", "cadre", True, "Chủ tịch, Phó Chủ tịch cấp xã"),
    (A_DOI, "Công chức", "cadre", True, ""),
    (A_DOI, "Công chức", "commune_admin", True, ""),
    (OFFICE, "Kế toán", "cadre", True, "cán bộ cơ quan cấp tỉnh"),
    (OFFICE, "Chuyên viên", "trainer", True, "cán bộ cơ quan cấp tỉnh"),
    (OFFICE, "Kế toán", "cadre", False, ""),
    (A_DOI, "Chủ tịch Ủy ban MTTQ Việt Nam xã", "cadre", False, ""),
]


@pytest.mark.postgres
async def test_account_by_position(people_db: Database) -> None:
    for n, (unit, position, role, active, expected) in enumerate(BY_POSITION):
        person = await add_person(
            people_db, f"mau-{n}", unit=unit, position=position, role=role, active=active
        )
        async with people_db.begin() as conn:
            assert await entitlement(conn, person) == Entitlement(bool(expected), expected), person


async def _two(db: Database) -> tuple[Person, Person]:
    return await add_person(db, "tinh", unit=OFFICE, role="province_admin"), await add_person(db, "mau-a")


@pytest.mark.postgres
async def test_an_administrator_gives_and_takes_back(people_db: Database) -> None:
    admin, person = await _two(people_db)
    async with people_db.begin() as conn:
        await grant_account(conn, admin, person, "  phụ trách   chuyển đổi số ", NOW)
        held = await entitlement(conn, person)
        assert (held.entitled, held.why) == (True, "quản trị tỉnh cấp: phụ trách chuyển đổi số")
        assert held.grant is not None
        assert held.grant.granted_by == admin.id
        with pytest.raises(AlreadyEntitled, match="phụ trách chuyển đổi số"):
            await grant_account(conn, admin, person, "lần nữa", NOW)
        await revoke_account(conn, admin, person, "thôi phụ trách", NOW)
        assert not (await entitlement(conn, person)).entitled
        with pytest.raises(NothingToRevoke):
            await revoke_account(conn, admin, person, "lần nữa", NOW)
        await grant_account(conn, admin, person, "phụ trách lại", NOW)
        kept = (await conn.execute(select(grants).order_by(grants.c.id))).all()
    assert [(row.reason, row.revoked_by, row.revoked_reason) for row in kept] == [
        ("phụ trách chuyển đổi số", admin.id, "thôi phụ trách"),
        ("phụ trách lại", None, None),
    ]


@pytest.mark.postgres
async def test_a_grant_needs_a_reason_of_some_length(people_db: Database) -> None:
    admin, person = await _two(people_db)
    async with people_db.begin() as conn:
        for change in (grant_account, revoke_account):
            for reason in ("", "  \u200b \0\ud800", "x" * 301):
                with pytest.raises(InvalidForm):
                    await change(conn, admin, person, reason, NOW)


@pytest.mark.postgres
async def test_only_the_province_grants(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    for role in ("cadre", "trainer", "commune_admin"):
        by = await add_person(people_db, f"mau-{role}", role=role)
        async with people_db.begin() as conn:
            for change in (grant_account, revoke_account):
                with pytest.raises(Forbidden):
                    await change(conn, by, person, "lý do", NOW)


@pytest.mark.postgres
async def test_standing_says_what_lacks(people_db: Database) -> None:
    admin, person = await _two(people_db)
    async with people_db.begin() as conn:
        await licences.ensure_lessons(
            conn, [licences.LicenceLesson("k2-b1", "Một"), licences.LicenceLesson("k2-b2", "Hai")]
        )
        await licences.note_passes(conn, person.id, ["k2-b1"])
        found = await standing(conn, person, NOW, defaults=LIMITS)
        assert (found.entitled, found.licensed, found.missing_lessons) == (False, False, ("k2-b2",))
        assert found.quota.limit == 1000
        with pytest.raises(NotEntitled):
            found.require_use()
        await grant_account(conn, admin, person, "phụ trách", NOW)
        found = await standing(conn, person, NOW, defaults=LIMITS)
        with pytest.raises(NoLicence, match="K2-B2"):
            found.require_use()
        await licences.grant(conn, person.id, "đạt đủ", NOW)
        found = await standing(conn, person, NOW, defaults=LIMITS)
        found.require_use()
        assert (found.why, found.missing_lessons) == ("quản trị tỉnh cấp: phụ trách", ())
