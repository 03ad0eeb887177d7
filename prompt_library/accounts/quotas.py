"""Tokens: reserved before a request, settled by what the provider reports, freed when nothing was used.

Reserving locks the month's rows of the unit and of the person, so that however many ask at once, what
is used and reserved never passes a limit. A person has one request at a time: an open reservation is
the lease, and frees itself when it expires, so that a killed gateway stands in nobody's way for long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import and_, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person
from prompt_library.accounts.errors import Busy, QuotaExceeded
from prompt_library.accounts.limits import (
    Defaults,
    Scope,
    Subject,
    defaults_or_settings,
    lab_subject,
    own_limits,
    person_subject,
    unit_subject,
)
from prompt_library.accounts.months import month_of, next_month
from prompt_library.accounts.tables import reservations, spending

OPEN, SETTLED, RELEASED, EXPIRED = "open", "settled", "released", "expired"


@dataclass(frozen=True)
class Reservation:
    """Tokens held for one request, until `expires_at`: the gateway ends the request before that."""

    id: UUID
    person_id: int
    unit_code: str
    month: date
    lab: bool
    tokens: int
    expires_at: datetime

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What the request is counted against; the order in which rows are locked."""
        return _subjects(self.person_id, self.unit_code, lab=self.lab)


@dataclass(frozen=True)
class TokenUsage:
    """What the provider reported (tokens); of two answers compared, the sum."""

    prompt_tokens: int
    completion_tokens: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True)
class Quota:
    """What the person sees (tokens of this month). `resets_on` is the first day of the next month."""

    used: int
    reserved: int
    limit: int
    unit_used: int
    unit_limit: int
    resets_on: date
    lab_used: int
    lab_limit: int


def _subjects(person_id: int, unit_code: str, *, lab: bool) -> tuple[Subject, ...]:
    if lab:
        return (lab_subject(person_id),)
    return (unit_subject(unit_code), person_subject(person_id))


async def reserve(
    conn: AsyncConnection,
    person: Person,
    tokens: int,
    *,
    lab: bool,
    now: datetime,
    defaults: Defaults | None = None,
) -> Reservation:
    """Hold `tokens` (more than 0) for one request of the person; commit soon, others of the unit wait.

    A lab counts against the small quota of labs alone. `defaults` are those of the settings. Raises
    QuotaExceeded, and Busy while another request of the person runs.
    """
    known = defaults_or_settings(defaults)
    month = month_of(now)
    # First, so that two requests of one person that come together wait for one another.
    await conn.execute(select(func.pg_advisory_xact_lock(_LEASES, person.id % 2**31)))
    if await _running(conn, person.id, now):
        raise Busy
    subjects = _subjects(person.id, person.unit_code, lab=lab)
    used = await _locked(conn, subjects, month)
    held = await _reserved(conn, person, month, now)
    limits = await own_limits(conn, list(subjects))
    for subject in subjects:
        limit = limits.get(subject, known.limit(subject[0]))
        if used[subject] + held.get(subject, 0) + tokens > limit:
            raise QuotaExceeded(subject[0], next_month(month))
    made = Reservation(uuid4(), person.id, person.unit_code, month, lab, tokens, now + known.lease)
    await conn.execute(
        insert(reservations).values(
            id=made.id,
            person_id=made.person_id,
            unit_code=made.unit_code,
            month=month,
            lab=lab,
            tokens=tokens,
            state=OPEN,
            made_at=now,
            expires_at=made.expires_at,
        )
    )
    return made


async def settle(conn: AsyncConnection, reservation: Reservation, usage: TokenUsage, now: datetime) -> bool:
    """Count what was used and end the request, once; return False when it was settled or released.

    One that expired meanwhile is counted too: its tokens were used.
    """
    if not await _end(conn, reservation, SETTLED):
        return False
    for scope, subject in reservation.subjects:
        counted = upsert(spending).values(
            scope=scope, subject=subject, month=reservation.month, used=usage.total
        )
        await conn.execute(
            counted.on_conflict_do_update(
                index_elements=["scope", "subject", "month"],
                set_={"used": spending.c.used + counted.excluded.used},
            )
        )
    return True


async def release(conn: AsyncConnection, reservation: Reservation, now: datetime) -> bool:
    """End a request that used nothing; return False when it was settled or released before."""
    return await _end(conn, reservation, RELEASED)


async def free_interrupted(conn: AsyncConnection) -> int:
    """End every open request and return how many: called at the start of the only gateway."""
    done = await conn.execute(update(reservations).where(reservations.c.state == OPEN).values(state=EXPIRED))
    return done.rowcount


async def quota_of(
    conn: AsyncConnection, person: Person, now: datetime, *, defaults: Defaults | None = None
) -> Quota:
    """Return what the person sees of this month."""
    known = defaults_or_settings(defaults)
    month = month_of(now)
    mine, unit, lab = person_subject(person.id), unit_subject(person.unit_code), lab_subject(person.id)
    used = await used_by(conn, [mine, unit, lab], month)
    held = await _reserved(conn, person, month, now)
    limits = await own_limits(conn, [mine, unit, lab])
    return Quota(
        used=used.get(mine, 0),
        reserved=held.get(mine, 0),
        limit=limits.get(mine, known.person),
        unit_used=used.get(unit, 0),
        unit_limit=limits.get(unit, known.unit),
        resets_on=next_month(month),
        lab_used=used.get(lab, 0),
        lab_limit=limits.get(lab, known.lab),
    )


async def used_by(conn: AsyncConnection, subjects: list[Subject], month: date) -> dict[Subject, int]:
    """Return the tokens each of `subjects` used in `month` (its first day); none used, left out."""
    wanted = [(str(scope), subject) for scope, subject in subjects]
    rows = await conn.execute(
        select(spending.c.scope, spending.c.subject, spending.c.used).where(
            tuple_(spending.c.scope, spending.c.subject).in_(wanted), spending.c.month == month
        )
    )
    return {(Scope(row.scope), row.subject): row.used for row in rows}


_LEASES = 7003  # first key of the advisory locks


async def _running(conn: AsyncConnection, person_id: int, now: datetime) -> bool:
    """Tell whether a request of the person runs; one past its time is marked as expired."""
    mine = and_(reservations.c.person_id == person_id, reservations.c.state == OPEN)
    ends = (await conn.execute(select(reservations.c.expires_at).where(mine))).scalars().all()
    if any(end <= now for end in ends):
        past = reservations.c.expires_at <= now
        await conn.execute(update(reservations).where(mine, past).values(state=EXPIRED))
    return any(end > now for end in ends)


async def _locked(conn: AsyncConnection, subjects: tuple[Subject, ...], month: date) -> dict[Subject, int]:
    """Lock the month's rows of `subjects`, made when missing, the unit's first; return what is used."""
    rows = (
        select(spending.c.scope, spending.c.subject, spending.c.used)
        .where(tuple_(spending.c.scope, spending.c.subject).in_(subjects), spending.c.month == month)
        .order_by(spending.c.scope.desc())  # "unit" before "person", as `settle` does
        .with_for_update()
    )
    used = {(Scope(row.scope), row.subject): row.used for row in await conn.execute(rows)}
    if len(used) < len(subjects):  # the first request of the month
        keys = [{"scope": scope, "subject": subject, "month": month} for scope, subject in subjects]
        await conn.execute(upsert(spending).values(keys).on_conflict_do_nothing())
        used = {(Scope(row.scope), row.subject): row.used for row in await conn.execute(rows)}
    return used


async def _reserved(conn: AsyncConnection, person: Person, month: date, now: datetime) -> dict[Subject, int]:
    """Return the tokens held this month for requests that run: the person's, the unit's, the labs'."""
    r = reservations.c
    rows = await conn.execute(
        select(r.person_id, r.unit_code, r.lab, r.tokens).where(
            (r.unit_code == person.unit_code) | (r.person_id == person.id),
            r.month == month,
            r.state == OPEN,
            r.expires_at > now,
        )
    )
    held: dict[Subject, int] = {}
    for row in rows:
        for subject in _subjects(row.person_id, row.unit_code, lab=row.lab):
            held[subject] = held.get(subject, 0) + row.tokens
    return held


async def _end(conn: AsyncConnection, reservation: Reservation, state: str) -> bool:
    done = await conn.execute(
        update(reservations)
        .where(reservations.c.id == reservation.id, reservations.c.state.in_((OPEN, EXPIRED)))
        .values(state=state)
    )
    return done.rowcount > 0
