"""The log of use holds no content, counts by unit and month, and is deleted in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import CheckConstraint, ForeignKey, String, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

from hub.db import Database
from prompt_library.accounts.quotas import TokenUsage, reserve
from prompt_library.accounts.tables import CODE, reservations, usage, usage_masked
from prompt_library.accounts.usage import Request, UnitUse, delete_old, place_code, record, use_by_unit
from prompt_library.guard.entity import TYPES
from tests.ai_accounts.conftest import LIMITS, NOW
from tests.auth.people import A_DOI, LIA, add_person

ONE = Request(
    model="nhanh",
    level=2,
    status="ok",
    duration=timedelta(seconds=1.2346),
    prompt="a01-tin-bai-fanpage",
    prompt_version=3,
    provider="gemini-flash",
    where="Hoa Kỳ",
    abroad=True,
    masked={"TEN_NGUOI": 2, "DIEN_THOAI": 1, "CMND": 0},
    tokens=TokenUsage(120, 80),
    cost_vnd=Decimal("12.50"),
)
LETTER = "Kính gửi ông Nguyễn Văn Mẫu"


@pytest.mark.parametrize("table", [usage, usage_masked], ids=lambda table: table.name)
def test_no_column_could_hold_what_somebody_wrote(table) -> None:  # type: ignore[no-untyped-def]
    """Each text is a key to a known row, or short and held by the database to a code without white space."""
    checks = {str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)}
    texts = [column for column in table.columns if isinstance(column.type, String | JSONB)]
    for column in texts:
        assert not isinstance(column.type, Text | JSONB), column
        if any(isinstance(key, ForeignKey) for key in column.foreign_keys):
            continue
        assert column.type.length is not None
        assert column.type.length <= 80
        assert checks & {f"{column.name} ~ '{CODE}'", f"{column.name} ~ '^[A-Z_]+$'"}, column
    assert {column.name for column in texts} <= {
        *("unit_code", "prompt", "model", "provider", "place", "status", "type")
    }


@pytest.mark.postgres
async def test_the_database_keeps_content_out(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    changes: list[dict[str, object]] = [
        {"prompt": LETTER},
        {"model": LETTER},
        {"provider": LETTER},
        {"status": LETTER},
        {"status": "ok\n"},
        {"provider": "x" * 81},
        {"masked": {LETTER: 1}},
        {"masked": {"Mau": 1}},
        {"level": 5},
    ]
    for change in changes:
        with pytest.raises(DBAPIError):
            async with people_db.begin() as conn:
                await record(conn, person, replace(ONE, **change), NOW)  # type: ignore[arg-type]
    async with people_db.begin() as conn:
        assert await conn.scalar(select(func.count()).select_from(usage)) == 0


@pytest.mark.postgres
async def test_a_row_says_who_when_which_and_how_much(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    async with people_db.begin() as conn:
        row_id = await record(conn, person, ONE, NOW)
        row = (await conn.execute(select(usage))).one()._asdict()
        masked = {kind: n for _, kind, n in await conn.execute(select(usage_masked))}
    assert masked == {"TEN_NGUOI": 2, "DIEN_THOAI": 1}
    assert row == {
        "id": row_id,
        "at": NOW,
        "person_id": person.id,
        "unit_code": LIA,
        "prompt": "a01-tin-bai-fanpage",
        "prompt_version": 3,
        "model": "nhanh",
        "provider": "gemini-flash",
        "place": "hoa-ky",
        "abroad": True,
        "simulated": False,
        "lab": False,
        "level": 2,
        "prompt_tokens": 120,
        "completion_tokens": 80,
        "cost_vnd": Decimal("12.50"),
        "status": "ok",
        "duration_ms": 1235,
    }


@pytest.mark.postgres
async def test_what_a_gateway_sends_fits(people_db: Database) -> None:
    """Every type of the guard, a comparison, a refusal before anything was sent, a long place."""
    person = await add_person(people_db, "mau-a")
    async with people_db.begin() as conn:
        await record(conn, person, replace(ONE, masked=dict.fromkeys(TYPES, 1)), NOW)
        await record(conn, person, replace(ONE, model="nhanh+sau", provider="openai/gpt-5.2+gemini"), NOW)
        await record(conn, person, Request("nhanh", 4, "level_refused", timedelta(0)), NOW)
        await record(conn, person, replace(ONE, where="Máy chủ – " * 20), NOW)
        rows = (await conn.execute(select(usage.c.model, usage.c.status).order_by(usage.c.id))).all()
        assert [row.model for row in rows] == [ONE.model, "nhanh+sau", "nhanh", ONE.model]
        assert rows[2].status == "level_refused"
        counted = await conn.execute(
            select(usage_masked.c.type, func.sum(usage_masked.c.count)).group_by(usage_masked.c.type)
        )
        masked = {kind: int(count) for kind, count in counted}
        assert masked == dict.fromkeys(TYPES, 1) | {"TEN_NGUOI": 1 + 2 + 2, "DIEN_THOAI": 1 + 1 + 1}


def test_place_code() -> None:
    assert [place_code(x) for x in ("Việt Nam", "Máy chủ của tỉnh", "Đức (EU)", " – ")] == [
        *("viet-nam", "may-chu-cua-tinh", "duc-eu", "")
    ]


@pytest.mark.postgres
async def test_use_by_unit_and_month_of_vietnam(people_db: Database) -> None:
    a, b = await add_person(people_db, "mau-a"), await add_person(people_db, "mau-b")
    far = await add_person(people_db, "mau-c", unit=A_DOI)
    first = datetime(2026, 10, 31, 17, tzinfo=UTC)  # midnight of 1 November in Vietnam
    async with people_db.begin() as conn:
        await record(conn, a, ONE, first - timedelta(seconds=1))
        await record(conn, a, ONE, first)
        await record(conn, a, replace(ONE, masked={}, cost_vnd=None), NOW)
        await record(conn, b, Request("nhanh", 3, "level_refused", timedelta(0)), NOW)
        await record(conn, far, ONE, NOW)
        november = await use_by_unit(conn, date(2026, 11, 21))
        only = await use_by_unit(conn, date(2026, 11, 1), unit_code=LIA)
        october = await use_by_unit(conn, date(2026, 10, 1))
    lia = UnitUse(LIA, 3, 2, 1, 3, 240, 160, Decimal("12.50"))
    one = UnitUse(A_DOI, 1, 1, 0, 3, 120, 80, Decimal("12.50"))
    assert november == [one, lia]
    assert only == [lia]
    assert october == [replace(one, unit_code=LIA)]


@pytest.mark.postgres
async def test_old_rows_go_and_young_ones_stay(people_db: Database) -> None:
    person = await add_person(people_db, "mau-a")
    async with people_db.begin() as conn:
        for days in (0, 99, 101):
            await record(conn, person, ONE, NOW - timedelta(days=days))
        old = NOW - timedelta(days=101)
        await reserve(conn, person, 10, lab=False, now=old, defaults=LIMITS)
        await reserve(conn, person, 10, lab=False, now=NOW, defaults=LIMITS)
        assert await delete_old(conn, NOW, days=100) == 1
        assert await delete_old(conn, NOW, days=100) == 0
        assert await conn.scalar(select(func.count()).select_from(usage)) == 2
        assert await conn.scalar(select(func.count()).select_from(usage_masked)) == 4
        assert await conn.scalar(select(func.count()).select_from(reservations)) == 1
