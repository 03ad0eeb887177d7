"""Write a previewed roster, all of it or nothing, and hand out each new person's one-time password once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.auth.passwords import one_time_password
from hub.people.errors import RosterHasErrors, RosterOutdated
from hub.people.roster_plan import ImportPlan, Planned, load_basis
from hub.people.tables import accounts, learner_uids, memberships, people
from hub.people.usernames import Usernames
from hub.text import fold

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_LOCK = 0x726F73746572  # "roster": one import at a time


@dataclass(frozen=True)
class NewAccount:
    """An account just made. `password` exists here only; the database holds its hash."""

    person_id: int
    username: str
    full_name: str
    unit_name: str
    position: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class ImportResult:
    """What an import wrote. `missing` counts active people of the file's units whom it did not name."""

    created: tuple[NewAccount, ...]
    changed: int
    moved: int
    unchanged: int
    missing: int


async def apply_import(
    conn: AsyncConnection,
    plan: ImportPlan,
    now: datetime,
    *,
    hash_password: Callable[[str], str],
    executor: Executor | None = None,
) -> ImportResult:
    """Write the plan inside the caller's transaction.

    `hash_password` runs in `executor` (the loop's own when `None`), before anything is locked. Raises
    `RosterHasErrors` when the plan has errors, `RosterOutdated` when people changed since the preview.
    """
    if plan.errors:
        raise RosterHasErrors([error.message for error in plan.errors])
    passwords = [one_time_password() for _ in plan.new]
    loop = asyncio.get_running_loop()
    hashes = await asyncio.gather(*(loop.run_in_executor(executor, hash_password, p) for p in passwords))
    await conn.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    basis = plan.basis
    current = await load_basis(
        conn, names=basis.names, codes=basis.codes, usernames=basis.usernames, units=basis.units
    )
    if current != basis:
        raise RosterOutdated
    created = await _create(conn, plan.new, passwords, hashes, now)
    for planned in (*plan.changed, *plan.moved):
        if planned.person is not None:
            await _update(conn, planned.person.id, dict(planned.updates))
    if plan.moved:
        await _record_moves(conn, plan.moved, now)
    return ImportResult(
        tuple(created), len(plan.changed), len(plan.moved), len(plan.unchanged), len(plan.missing)
    )


async def _create(
    conn: AsyncConnection,
    new: Sequence[Planned],
    passwords: Sequence[str],
    hashes: Sequence[str],
    now: datetime,
) -> list[NewAccount]:
    if not new:
        return []
    taken = await conn.scalars(select(people.c.username).union(select(learner_uids.c.username)))
    usernames = Usernames(taken)
    rows = [_new_row(planned, usernames.give(planned.entry.full_name), now) for planned in new]
    inserted = await conn.scalars(insert(people).returning(people.c.id, sort_by_parameter_order=True), rows)
    ids = list(inserted)
    await conn.execute(
        insert(memberships),
        [
            {"person_id": i, "since": now.astimezone(ZONE).date(), "unit_code": row["unit_code"]}
            for i, row in zip(ids, rows, strict=True)
        ],
    )
    await conn.execute(
        insert(accounts),
        [
            {"person_id": i, "password_hash": hashed, "must_change": True, "changed_at": now}
            for i, hashed in zip(ids, hashes, strict=True)
        ],
    )
    return [
        NewAccount(i, row["username"], row["full_name"], planned.entry.unit.name, row["position"], password)
        for i, row, planned, password in zip(ids, rows, new, passwords, strict=True)
    ]


def _new_row(planned: Planned, username: str, now: datetime) -> dict[str, Any]:
    entry = planned.entry
    return {
        "username": username,
        "full_name": entry.full_name,
        "folded_name": fold(entry.full_name),
        "unit_code": entry.unit.code,
        "position": entry.position or "",
        "folded_position": fold(entry.position or ""),
        "organisation": entry.organisation or "",
        "full_time": bool(entry.full_time),
        "counted": entry.counted is not False,
        "staff_code": entry.staff_code,
        "birth_year": entry.birth_year,
        "phone_last4": entry.phone_last4,
        "role": entry.role or "cadre",
        "created_at": now,
    }


async def _update(conn: AsyncConnection, person_id: int, values: dict[str, object]) -> None:
    for name, folded in (("full_name", "folded_name"), ("position", "folded_position")):
        if name in values:
            values[folded] = fold(str(values[name]))
    await conn.execute(update(people).where(people.c.id == person_id).values(values))


async def _record_moves(conn: AsyncConnection, moved: Sequence[Planned], now: datetime) -> None:
    """Record since when each belongs to the new unit; a second move on one day replaces the first."""
    rows = [
        {
            "person_id": planned.person.id,
            "since": now.astimezone(ZONE).date(),
            "unit_code": planned.entry.unit.code,
        }
        for planned in moved
        if planned.person
    ]
    statement = upsert(memberships)
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id", "since"], set_={"unit_code": statement.excluded.unit_code}
        ),
        rows,
    )
