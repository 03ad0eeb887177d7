"""Approvals of models are decisions with who, when and which paper; personal settings are clean and short."""

from __future__ import annotations

import unicodedata

import pytest

from hub.db import Database
from hub.errors import Forbidden
from prompt_library.accounts.errors import InvalidForm
from prompt_library.accounts.models import (
    Approval,
    approvals,
    approve,
    decisions,
    record_dossier,
    withdraw,
    withdraw_dossier,
)
from prompt_library.accounts.personal import PersonalSettings, save_settings, settings_of
from tests.ai_accounts.conftest import NOW
from tests.auth.people import OFFICE, add_person

pytestmark = pytest.mark.postgres


async def test_the_latest_decision_of_each_kind_holds(people_db: Database) -> None:
    admin = await add_person(people_db, "tinh", unit=OFFICE, role="province_admin")
    async with people_db.begin() as conn:
        assert await approvals(conn) == {}
        await approve(conn, admin, "gemini-flash", " 12/QĐ-MTTQ-BTT ", NOW)
        await record_dossier(conn, admin, "gemini-flash", "05/HS-MTTQ", NOW)
        await record_dossier(conn, admin, "gpt", "06/HS-MTTQ", NOW)
        found = await approvals(conn)
        flash = found["gemini-flash"]
        assert flash.approved is not None
        assert flash.dossier is not None
        assert (flash.approved.document, flash.approved.by, flash.approved.at) == (
            *("12/QĐ-MTTQ-BTT", admin.id, NOW),
        )
        assert flash.dossier.document == "05/HS-MTTQ"
        assert found["gpt"].approved is None
        await withdraw(conn, admin, "gemini-flash", "13/QĐ-MTTQ-BTT", NOW)
        found = await approvals(conn)
        assert found["gemini-flash"] == Approval("gemini-flash", None, flash.dossier)
        await withdraw_dossier(conn, admin, "gemini-flash", "14/QĐ-MTTQ-BTT", NOW)
        await approve(conn, admin, "gemini-flash", "15/QĐ-MTTQ-BTT", NOW)
        last = (await approvals(conn))["gemini-flash"]
        assert last.approved is not None
        assert (last.approved.document, last.dossier) == ("15/QĐ-MTTQ-BTT", None)
        assert len(await decisions(conn)) == 6


async def test_a_decision_needs_its_paper_and_a_model(people_db: Database) -> None:
    admin = await add_person(people_db, "tinh", unit=OFFICE, role="province_admin")
    wrong = [("gpt", ""), ("gpt", " \u200b\0"), ("gpt", "x" * 81), ("hai từ", "1/QĐ"), ("", "1/QĐ")]
    async with people_db.begin() as conn:
        for model, document in [*wrong, ("x" * 81, "1/QĐ")]:
            with pytest.raises(InvalidForm):
                await approve(conn, admin, model, document, NOW)


async def test_only_the_province_decides(people_db: Database) -> None:
    for role in ("cadre", "trainer", "commune_admin"):
        by = await add_person(people_db, f"mau-{role}", role=role)
        async with people_db.begin() as conn:
            for decide in (approve, withdraw, record_dossier, withdraw_dossier):
                with pytest.raises(Forbidden):
                    await decide(conn, by, "gpt", "1/QĐ", NOW)


async def test_settings_are_the_persons_own_and_clean(people_db: Database) -> None:
    a, b = await add_person(people_db, "mau-a"), await add_person(people_db, "mau-b")
    typed = PersonalSettings(
        call_me=unicodedata.normalize("NFD", "  đồng chí \n Mẫu"),
        style="Ngắn gọn\u200b,\ncó đề mục ",
        work="Văn phòng\0\ud800",
        more="",
    )
    async with people_db.begin() as conn:
        assert await settings_of(conn, a.id) == PersonalSettings()
        saved = await save_settings(conn, a.id, typed, NOW)
        assert saved == PersonalSettings("đồng chí Mẫu", "Ngắn gọn,\ncó đề mục", "Văn phòng", "")
        assert await settings_of(conn, a.id) == saved
        assert await settings_of(conn, b.id) == PersonalSettings()
        await save_settings(conn, a.id, PersonalSettings(more="khác"), NOW)
        assert await settings_of(conn, a.id) == PersonalSettings(more="khác")


async def test_a_text_too_long_is_named(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    long = PersonalSettings(call_me="a" * 61, style="b" * 400, work="c" * 401, more="d" * 1001)
    async with people_db.begin() as conn:
        with pytest.raises(InvalidForm) as refusal:
            await save_settings(conn, person.id, long, NOW)
        assert [line.split(":")[0] for line in refusal.value.details] == [
            *("Cách xưng hô", "Công việc của tôi", "Điều khác cần biết")
        ]
        assert await settings_of(conn, person.id) == PersonalSettings()
