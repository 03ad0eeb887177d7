"""Importing on a real PostgreSQL: preview, all or nothing, twice the same, moves, passwords."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from hub.auth.passwords import TYPABLE, PasswordPool, one_time_password
from hub.db import Database
from hub.people.errors import NotARoster, RosterHasErrors, RosterOutdated
from hub.people.roster_apply import ImportResult, apply_import
from hub.people.store import people_of_unit, person_by_id, person_by_username
from hub.people.tables import accounts, learner_uids, memberships, people
from tests.people.files import NOW, csv_of
from tests.people.imports import A_DOI, LIA, MAU, THU, Import, Preview, counts, hashed, people_file, stored

pytestmark = pytest.mark.postgres


async def test_a_first_import_makes_people_accounts_and_memberships(load: Import, roster: Database) -> None:
    result = await load(people_file(MAU, THU))
    assert (len(result.created), result.changed, result.moved, result.unchanged) == (2, 0, 0, 0)
    columns = (
        "username",
        "full_name",
        "unit_code",
        "full_time",
        "counted",
        "role",
        "birth_year",
        "phone_last4",
    )
    assert await stored(roster, *columns, "staff_code", "folded_position") == [
        ("mau.nv", "Nguyễn Văn Mẫu", LIA, True, True, "cadre", 1975, "0123", None, "chu tich"),
        ("thu.tt", "Trần Thị Thử", LIA, False, True, "cadre", 1980, "0456", "CB-02", "pho chu tich"),
    ]
    async with roster.begin() as conn:
        rows = (await conn.execute(select(accounts).order_by(accounts.c.person_id))).all()
        assert [(row.person_id, row.password_hash, row.must_change) for row in rows] == [
            (new.person_id, hashed(new.password), True) for new in result.created
        ]
        since = (await conn.execute(select(memberships.c.since, memberships.c.unit_code))).all()
        assert [tuple(row) for row in since] == [(date(2026, 11, 20), LIA)] * 2
        person = await person_by_username(conn, "mau.nv")
        assert person is not None
        assert (person.unit_name, person.unit_kind, person.active) == ("Xã Lìa", "xa", True)
        assert await person_by_id(conn, person.id) == person
        assert await people_of_unit(conn, LIA) == [person, await person_by_username(conn, "thu.tt")]


async def test_the_whole_phone_number_is_kept_nowhere(load: Import, roster: Database) -> None:
    await load(people_file(MAU))
    async with roster.begin() as conn:
        for table in (people, accounts, memberships):
            for row in await conn.execute(select(table)):
                assert "600000123" not in repr(row)


async def test_importing_twice_changes_nothing(load: Import, preview: Preview, roster: Database) -> None:
    data = people_file(MAU, THU)
    await load(data)
    before = await stored(roster, *(column.name for column in people.c))
    again = await load(data)
    assert (again.created, again.changed, again.moved, again.unchanged, again.missing) == ((), 0, 0, 2, 0)
    assert await stored(roster, *(column.name for column in people.c)) == before
    assert counts(await preview(data)) == (0, 0, 0, 2)


async def test_a_preview_writes_nothing(preview: Preview, roster: Database) -> None:
    plan = await preview(people_file(MAU, THU))
    assert counts(plan) == (2, 0, 0, 0)
    assert await stored(roster, "id") == []


async def test_a_poorer_spelling_does_not_replace_a_better_one(load: Import, preview: Preview) -> None:
    await load(people_file(MAU))
    poorer = csv_of(("ho ten", "don vi", "chuc vu"), ("nguyen van mau", "xa lia", "chu tich"), delimiter=";")
    assert counts(await preview(poorer)) == (0, 0, 0, 1)
    capitals = csv_of(("Họ tên", "Đơn vị", "Chức vụ"), ("NGUYỄN VĂN MẪU", "XÃ LÌA", "CHỦ TỊCH"))
    assert counts(await preview(capitals)) == (0, 0, 0, 1)


async def test_changes_are_named_before_and_after(load: Import, preview: Preview, roster: Database) -> None:
    await load(people_file(MAU, THU))
    data = people_file(MAU, (2, "Trần Thị Thử", "Xã Lìa", "Chủ tịch", 1981, "0600 000 456", "CB-02", "x"))
    plan = await preview(data)
    assert counts(plan) == (0, 1, 0, 1)
    assert [(change.field, change.before, change.after) for change in plan.changed[0].changes] == [
        ("Chức vụ", "Phó Chủ tịch", "Chủ tịch"),
        ("Chuyên trách", "không", "có"),
        ("Năm sinh", "1980", "1981"),
    ]
    await load(data)
    assert (await stored(roster, "position", "folded_position", "full_time", "birth_year"))[1] == (
        "Chủ tịch", "chu tich", True, 1981,
    )  # fmt: skip


async def test_a_move_by_staff_code_is_recorded(load: Import, preview: Preview, roster: Database) -> None:
    await load(people_file(MAU, THU))
    data = people_file((1, "Trần Thị Thử", "Xã A Dơi", "Phó Chủ tịch", None, None, "cb-02", None))
    plan = await preview(data)
    assert counts(plan) == (0, 0, 1, 0)
    assert plan.moved[0].changes[0].before == "Xã Lìa"
    assert plan.moved[0].changes[0].after == "Xã A Dơi"
    later = NOW + timedelta(days=30)
    result = await load(data, now=later)
    assert (result.moved, result.changed) == (1, 0)
    async with roster.begin() as conn:
        person = await person_by_username(conn, "thu.tt")
        assert person is not None
        assert person.unit_code == A_DOI
        rows = await conn.execute(
            select(memberships.c.since, memberships.c.unit_code)
            .where(memberships.c.person_id == person.id)
            .order_by(memberships.c.since)
        )
        assert [tuple(row) for row in rows] == [(date(2026, 11, 20), LIA), (date(2026, 12, 20), A_DOI)]
        assert await conn.scalar(select(func.count()).select_from(accounts)) == 2  # no second account


async def test_a_move_back_on_the_same_day_replaces_the_move(load: Import, roster: Database) -> None:
    await load(people_file(THU))
    for unit in ("Xã A Dơi", "Xã Lìa", "Phường Đông Hà"):
        await load(people_file((1, "Trần Thị Thử", unit, "Phó Chủ tịch", None, None, "CB-02", None)))
    async with roster.begin() as conn:
        assert [tuple(row) for row in await conn.execute(select(memberships.c.unit_code))] == [("19333",)]


async def test_people_the_file_does_not_name_stay_and_are_counted(
    load: Import, preview: Preview, roster: Database
) -> None:
    elsewhere = (3, "Hồ Văn Ví Dụ", "Xã A Dơi", "Chủ tịch", None, None, None, None)
    await load(people_file(MAU, THU, elsewhere))
    plan = await preview(people_file(MAU))
    assert [person.username for person in plan.missing] == ["thu.tt"]  # of the file's units only
    assert (await load(people_file(MAU))).missing == 1
    assert await stored(roster, "active") == [(True,)] * 3


async def test_all_or_nothing(load: Import, preview: Preview, roster: Database) -> None:
    plan = await preview(people_file(MAU, (2, "Trần Thị Thử", "Xã Không Có", *[None] * 5)))
    assert len(plan.errors) == 1
    async with roster.begin() as conn:
        with pytest.raises(RosterHasErrors) as caught:
            await apply_import(conn, plan, NOW, hash_password=hashed)
    assert caught.value.details == [plan.errors[0].message]
    assert plan.errors[0].message.startswith("Trang “Danh sách”, dòng 3, cột “Đơn vị” (cột C): ")
    assert await stored(roster, "id") == []


async def test_nothing_is_left_when_writing_fails_half_way(preview: Preview, roster: Database) -> None:
    plan = await preview(people_file(MAU, THU))
    passwords: list[str] = []

    def long_hash(password: str) -> str:
        passwords.append(password)
        return None if len(passwords) == 2 else password  # type: ignore[return-value]

    with pytest.raises(Exception, match="not-null"):
        async with roster.begin() as conn:
            await apply_import(conn, plan, NOW, hash_password=long_hash)
    assert await stored(roster, "id") == []


async def test_a_plan_made_before_somebody_else_imported_is_refused(
    preview: Preview, load: Import, roster: Database
) -> None:
    data = people_file(MAU)
    plan = await preview(data)
    await load(data)
    async with roster.begin() as conn:
        with pytest.raises(RosterOutdated):
            await apply_import(conn, plan, NOW, hash_password=hashed)
    assert len(await stored(roster, "id")) == 1


async def test_of_two_imports_at_once_one_writes(preview: Preview, roster: Database) -> None:
    plan = await preview(people_file(MAU, THU))

    async def run() -> ImportResult:
        async with roster.begin() as conn:
            return await apply_import(conn, plan, NOW, hash_password=hashed)

    results = await asyncio.gather(run(), run(), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["ImportResult", "RosterOutdated"]
    assert len(await stored(roster, "id")) == 2


async def test_usernames_of_people_and_of_old_servers_are_not_given_again(
    load: Import, roster: Database
) -> None:
    async with roster.begin() as conn:
        await conn.execute(learner_uids.insert().values(username="mau.nv", uid=50001))
    result = await load(people_file(MAU))
    assert result.created[0].username == "mau.nv2"


async def test_somebody_who_left_comes_back_by_the_list(
    load: Import, preview: Preview, roster: Database
) -> None:
    await load(people_file(MAU))
    async with roster.begin() as conn:
        await conn.execute(people.update().values(active=False))
    plan = await preview(people_file(MAU))
    assert [(change.field, change.after) for change in plan.changed[0].changes] == [("Đang công tác", "có")]
    await load(people_file(MAU))
    assert await stored(roster, "active") == [(True,)]


async def test_the_one_time_password_opens_the_account(preview: Preview, roster: Database) -> None:
    pool = PasswordPool(memory_mib=8, parallel=2)
    plan = await preview(people_file(MAU))
    async with roster.begin() as conn:
        result = await apply_import(conn, plan, NOW, hash_password=pool.hash_waiting)
        kept = await conn.scalar(select(accounts.c.password_hash))
    assert kept.startswith("$argon2id$")
    assert await pool.verify(kept, result.created[0].password)
    assert not await pool.verify(kept, one_time_password())
    pool.close()


async def test_a_file_with_no_person_is_refused(preview: Preview) -> None:
    with pytest.raises(NotARoster, match="không có dòng cán bộ nào"):
        await preview(people_file((None, "Tổng cộng", None, None, None, None, None, None)))


async def test_passwords_are_hashed_in_the_threads_given_and_four_hundred_people_keep_their_order(
    preview: Preview, roster: Database
) -> None:
    names = [
        f"{family} Văn {given}"
        for family in ("Nguyễn", "Trần", "Lê", "Hồ")
        for given in "ABCDEGHIKLMNOPQRSTUV"
    ]
    units = ("Xã Lìa", "Xã A Dơi", "Phường Đông Hà", "Xã Hướng Phùng", "Hội Nông dân tỉnh")
    rows = [
        (i, name, unit, "", *[None] * 4)
        for i, (name, unit) in enumerate((n, u) for u in units for n in names)
    ]
    plan = await preview(people_file(*rows))
    threads: set[str] = set()

    def slow_hash(password: str) -> str:
        threads.add(threading.current_thread().name)
        time.sleep(0.01)
        return hashed(password)

    with ThreadPoolExecutor(8, thread_name_prefix="hash") as pool:
        async with roster.begin() as conn:
            result = await apply_import(conn, plan, NOW, hash_password=slow_hash, executor=pool)
    assert len(result.created) == 400
    assert len(threads) == 8
    assert all(name.startswith("hash") for name in threads)
    assert (
        len({new.username for new in result.created}) == len({new.password for new in result.created}) == 400
    )
    assert [new.full_name for new in result.created] == [row[1] for row in rows]


def test_one_time_passwords_survive_paper_and_the_vietnamese_keyboard() -> None:
    passwords = {one_time_password() for _ in range(200)}
    assert len(passwords) == 200
    for password in passwords:
        assert len(password) == 10
        assert not set(password) & set("aeiouywdlq10"), "Telex, VNI or the eye would change it"
        assert password == password.lower()
    assert len(set(TYPABLE)) == len(TYPABLE) == 24
