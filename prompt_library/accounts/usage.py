"""The log of AI use: one row per request with who, when, which model and how much; never what was written.

Every text in a row is a short code without white space; the database refuses anything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person
from hub.text import fold
from prompt_library.accounts.months import bounds
from prompt_library.accounts.quotas import TokenUsage
from prompt_library.accounts.tables import reservations, usage, usage_masked

OK = "ok"
_NOTHING = TokenUsage(0, 0)


@dataclass(frozen=True)
class Request:
    """What is kept of one request. A comparison is one request: join its models with "+".

    `prompt` None is a free conversation; `provider` None says that nothing was sent. `where` as the
    model's configuration says it ("Việt Nam"), kept folded. `masked` counts by type (TEN_NGUOI …).
    `status` is "ok" or the code of the error that the person saw.
    """

    model: str
    level: int
    status: str
    duration: timedelta
    prompt: str | None = None
    prompt_version: int | None = None
    provider: str | None = None
    where: str | None = None
    abroad: bool | None = None
    simulated: bool = False
    lab: bool = False
    masked: Mapping[str, int] = field(default_factory=dict)
    tokens: TokenUsage = _NOTHING
    cost_vnd: Decimal | None = None


def place_code(where: str) -> str:
    """Return where a model runs as the log keeps it: "Việt Nam" is "viet-nam"."""
    return re.sub("[^a-z0-9]+", "-", fold(where)).strip("-")[:40].strip("-")


async def record(conn: AsyncConnection, person: Person, request: Request, now: datetime) -> int:
    """Write the row of one request that ended at `now`; return its id."""
    row_id = (
        await conn.execute(
            insert(usage)
            .values(
                at=now,
                person_id=person.id,
                unit_code=person.unit_code,
                prompt=request.prompt,
                prompt_version=request.prompt_version,
                model=request.model,
                provider=request.provider,
                place=(place_code(request.where) or None) if request.where else None,
                abroad=request.abroad,
                simulated=request.simulated,
                lab=request.lab,
                level=request.level,
                prompt_tokens=request.tokens.prompt_tokens,
                completion_tokens=request.tokens.completion_tokens,
                cost_vnd=request.cost_vnd,
                status=request.status,
                duration_ms=round(request.duration.total_seconds() * 1000),
            )
            .returning(usage.c.id)
        )
    ).scalar_one()
    counts = [
        {"usage_id": row_id, "type": kind, "count": count} for kind, count in request.masked.items() if count
    ]
    if counts:
        await conn.execute(insert(usage_masked), counts)
    return int(row_id)


@dataclass(frozen=True)
class UnitUse:
    """What the people of one unit did in a month."""

    unit_code: str
    requests: int
    people: int
    refused: int  # requests that ended with an error
    masked: int  # pieces of personal data kept back
    prompt_tokens: int
    completion_tokens: int
    cost_vnd: Decimal


async def use_by_unit(conn: AsyncConnection, month: date, *, unit_code: str | None = None) -> list[UnitUse]:
    """Return the use of each unit (or one) in the month of Vietnam in which `month` lies."""
    begin, end = bounds(month)
    masked = (
        select(usage_masked.c.usage_id, func.sum(usage_masked.c.count).label("pieces"))
        .join(usage, usage.c.id == usage_masked.c.usage_id)
        .where(usage.c.at >= begin, usage.c.at < end)
        .group_by(usage_masked.c.usage_id)
        .subquery()
    )
    query = (
        select(
            usage.c.unit_code,
            func.count(),
            func.count(usage.c.person_id.distinct()),
            func.count().filter(usage.c.status != OK),
            func.coalesce(func.sum(masked.c.pieces), 0),
            func.sum(usage.c.prompt_tokens),
            func.sum(usage.c.completion_tokens),
            func.coalesce(func.sum(usage.c.cost_vnd), 0),
        )
        .outerjoin_from(usage, masked, masked.c.usage_id == usage.c.id)
        .where(usage.c.at >= begin, usage.c.at < end)
        .group_by(usage.c.unit_code)
        .order_by(usage.c.unit_code)
    )
    if unit_code is not None:
        query = query.where(usage.c.unit_code == unit_code)
    return [
        UnitUse(code, requests, people, refused, int(pieces), int(asked), int(answered), Decimal(cost))
        for code, requests, people, refused, pieces, asked, answered, cost in await conn.execute(query)
    ]


async def delete_old(conn: AsyncConnection, now: datetime, *, days: int) -> int:
    """Delete the log and the reservations older than `days`; return how many log rows went.

    The month's sums in `spending` stay: they name no request.
    """
    before = now - timedelta(days=days)
    await conn.execute(delete(reservations).where(reservations.c.made_at < before))
    return (await conn.execute(delete(usage).where(usage.c.at < before))).rowcount
