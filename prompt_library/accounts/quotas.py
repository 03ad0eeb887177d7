"""Tokens: reserved before a request, settled by what the provider reports, freed when nothing was used.

Reserving locks the month's rows of the unit and of the person, so that however many ask at once, what
is used and reserved never passes a limit. A person has one request at a time: an open reservation is
the lease, and frees itself when it expires, so that a killed gateway stands in nobody's way for long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    select,
    tuple_,
    update,
)
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
_BUSY, _RESERVED = "busy", "reserved"

# The function of migration 0004: one call, so that nothing is held locked while we and the server take turns.
_RESERVE = select(
    func.prompt_library.reserve_tokens(
        bindparam("id", type_=Uuid()),
        bindparam("person", type_=BigInteger()),
        bindparam("unit", type_=Text()),
        bindparam("lab", type_=Boolean()),
        bindparam("tokens", type_=BigInteger()),
        bindparam("month", type_=Date()),
        bindparam("at", type_=DateTime(timezone=True)),
        bindparam("until", type_=DateTime(timezone=True)),
        bindparam("limit_person", type_=BigInteger()),
        bindparam("limit_unit", type_=BigInteger()),
        bindparam("limit_lab", type_=BigInteger()),
    )
)


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
    """Hold `tokens` (more than 0) for one request of the person, in one statement.

    In a transaction commit soon, others of the unit wait.

    A lab counts against the small quota of labs alone. `defaults` are those of the settings. Raises
    QuotaExceeded, and Busy while another request of the person runs.
    """
    known = defaults_or_settings(defaults)
    month = month_of(now)
    made = Reservation(uuid4(), person.id, person.unit_code, month, lab, tokens, now + known.lease)
    asked = {
        "id": made.id,
        "person": made.person_id,
        "unit": made.unit_code,
        "lab": lab,
        "tokens": tokens,
        "month": month,
        "at": now,
        "until": made.expires_at,
        "limit_person": known.person,
        "limit_unit": known.unit,
        "limit_lab": known.lab,
    }
    said = str(await conn.scalar(_RESERVE, asked))
    if said == _BUSY:
        raise Busy
    if said != _RESERVED:  # whose limit would be passed
        raise QuotaExceeded(Scope(said), next_month(month))
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


async def withdraw(conn: AsyncConnection, reservation: Reservation) -> None:
    """Undo a reservation whose request was not let through after all: it leaves no row."""
    await conn.execute(
        delete(reservations).where(reservations.c.id == reservation.id, reservations.c.state == OPEN)
    )


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
