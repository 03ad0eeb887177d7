"""One statement says what the functions of the accounts say one by one, for everybody."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, event

from hub.db import Database
from hub.errors import Forbidden
from hub.people.store import Person
from prompt_library import licences
from prompt_library.accounts import models
from prompt_library.accounts.clearance import Clearance, clearance
from prompt_library.accounts.entitlement import grant_account, revoke_account
from prompt_library.accounts.errors import NoLicence, NotEntitled
from prompt_library.accounts.personal import PersonalSettings, save_settings
from prompt_library.accounts.quotas import reserve
from prompt_library.accounts.tables import licences as licence_table
from prompt_library.licences import LicenceLesson
from tests.ai_accounts.conftest import LIMITS, NOW
from tests.auth.people import LIA, OFFICE, add_person

pytestmark = pytest.mark.postgres


async def cleared(db: Database, person: Person) -> Clearance:
    async with db.begin() as conn:
        return await clearance(conn, person)


async def licensed(db: Database, person: Person) -> Person:
    async with db.begin() as conn:
        await licences.grant(conn, person.id, "đã đạt", NOW)
    return person


async def test_somebody_of_the_agency_with_a_licence_is_cleared(people_db: Database) -> None:
    person = await licensed(people_db, await add_person(people_db, "mau-a", unit=OFFICE))
    assert await cleared(people_db, person) == Clearance(PersonalSettings(), {})


async def test_wishes_and_decisions_are_those_the_other_functions_tell(people_db: Database) -> None:
    chief = await add_person(people_db, "tinh", unit=OFFICE, role="province_admin")
    person = await licensed(people_db, await add_person(people_db, "mau-a", unit=OFFICE))
    wishes = PersonalSettings("đồng chí", 'Ngắn, "rõ"', "Việc\nnhiều dòng", "")
    async with people_db.begin() as conn:
        await save_settings(conn, person.id, wishes, NOW)
        await save_settings(conn, chief.id, PersonalSettings(more="của người khác"), NOW)
        for decide, model in (
            (models.approve, "a"),
            (models.approve, "b"),
            (models.record_dossier, "a"),
            (models.withdraw, "b"),
            (models.record_dossier, "b"),
        ):
            await decide(conn, chief, model, "01/QĐ-MAU", NOW)
        known = await models.approvals(conn)
    assert known["a"].approved is not None
    assert known["b"].approved is None
    assert await cleared(people_db, person) == Clearance(wishes, known)


async def test_who_may_not_is_refused_in_the_same_order(people_db: Database) -> None:
    chief = await add_person(people_db, "tinh", unit=OFFICE, role="province_admin")
    person = await add_person(people_db, "mau-b", unit=LIA)
    async with people_db.begin() as conn:
        await licences.ensure_lessons(conn, [LicenceLesson("k2-b1", "Một"), LicenceLesson("k2-b2", "Hai")])
        await licences.note_passes(conn, person.id, ["k2-b1"])
    with pytest.raises(NotEntitled):
        await cleared(people_db, person)
    async with people_db.begin() as conn:
        await grant_account(conn, chief, person, "được giao việc", NOW)
    with pytest.raises(NoLicence) as refused:
        await cleared(people_db, person)
    assert refused.value.details == NoLicence(["k2-b2"]).details
    await licensed(people_db, person)
    assert await cleared(people_db, person)
    async with people_db.begin() as conn:
        await revoke_account(conn, chief, person, "thôi việc", NOW)
    with pytest.raises(NotEntitled):
        await cleared(people_db, person)
    nobody = Person(**{**person.__dict__, "role": "stranger"})
    with pytest.raises(Forbidden):
        await cleared(people_db, nobody)


async def test_a_licence_taken_back_holds_for_the_next_request(people_db: Database) -> None:
    person = await licensed(people_db, await add_person(people_db, "mau-a", unit=OFFICE))
    assert await cleared(people_db, person)
    async with people_db.begin() as conn:
        await conn.execute(delete(licence_table).where(licence_table.c.person_id == person.id))
    with pytest.raises(NoLicence):
        await cleared(people_db, person)


async def test_clearance_and_reservation_are_one_statement_each(shared_db: Database) -> None:
    person = await licensed(shared_db, await add_person(shared_db, "mau-a", unit=OFFICE))
    asked: list[str] = []
    event.listen(shared_db.engine.sync_engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    async with shared_db.single() as conn:
        await clearance(conn, person)
        await reserve(conn, person, 10, lab=False, now=NOW, defaults=LIMITS)
    assert len(asked) == 2
