"""The page /ai/limits: how many tokens each unit and person may use this month, and has used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.errors import NotFound
from hub.people.pages_people import find_people
from hub.people.store import Person
from hub.people.units import Unit
from hub.permissions import Action, require
from hub.web.pages import Pages
from hub.web.session import Sessions
from prompt_library.accounts.errors import InvalidForm
from prompt_library.accounts.limits import (
    MOST_TOKENS,
    Defaults,
    Subject,
    own_limits,
    person_subject,
    set_person_limit,
    set_unit_limit,
    unit_subject,
)
from prompt_library.accounts.months import month_of, next_month
from prompt_library.accounts.quotas import used_by
from prompt_library.accounts.reach import field, person_or_refuse, reach_of

_READ = 2000


@dataclass(frozen=True)
class Measured:
    """Tokens of this month of a unit or person; `own`: the limit was set by an administrator."""

    used: int
    limit: int
    own: bool

    @property
    def share(self) -> float | None:
        """What part of the limit is used (0-1 and above), None where the limit is 0."""
        return self.used / self.limit if self.limit else None


@dataclass(frozen=True)
class UnitLine(Measured):
    """The tokens of one unit."""

    unit: Unit


@dataclass(frozen=True)
class PersonLine(Measured):
    """The tokens of one person."""

    person: Person


async def _measured(
    conn: AsyncConnection, subjects: list[Subject], month: date, default: int
) -> list[Measured]:
    used = await used_by(conn, subjects, month)
    own = await own_limits(conn, subjects)
    return [Measured(used.get(s, 0), own.get(s, default), s in own) for s in subjects]


async def _unit_lines(
    conn: AsyncConnection, units: Sequence[Unit], month: date, defaults: Defaults
) -> list[UnitLine]:
    subjects = [unit_subject(unit.code) for unit in units]
    measured = await _measured(conn, subjects, month, defaults.unit)
    return [UnitLine(m.used, m.limit, m.own, unit) for m, unit in zip(measured, units, strict=True)]


async def _person_lines(
    conn: AsyncConnection, unit: Unit, month: date, defaults: Defaults
) -> list[PersonLine]:
    """Return the active people of the unit, who used most first."""
    found = await find_people(conn, unit_code=unit.code, query="", limit=_READ)
    people = [person for person, _ in found if person.active]
    subjects = [person_subject(person.id) for person in people]
    measured = await _measured(conn, subjects, month, defaults.person)
    lines = [PersonLine(m.used, m.limit, m.own, p) for m, p in zip(measured, people, strict=True)]
    return sorted(lines, key=lambda line: (-line.used, not line.own))


def _tokens(text: str) -> int | None:
    """Return the number typed ("300.000", "300 000"), None for the settings' ("")."""
    digits = text.replace(".", "").replace(",", "").replace(" ", "")
    if not digits:
        return None
    if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
        raise InvalidForm("Hạn mức là số token mỗi tháng, ví dụ 300.000. Mời đồng chí nhập lại.")
    return int(digits)


def limits_router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the routes of /ai/limits."""
    routes = APIRouter()

    @routes.get("/limits")
    async def limits_page(request: Request, unit: str = "") -> Response:
        caller = await sessions.caller(request)
        defaults = Defaults.of(sessions.settings)
        month = month_of(datetime.now(UTC))
        async with request.app.state.db.begin() as conn:
            reach = await reach_of(conn, caller.person)
            chosen = reach.unit(unit)
            lines = await _unit_lines(conn, [chosen] if chosen else reach.units, month, defaults)
            people = await _person_lines(conn, chosen, month, defaults) if chosen else []
        return pages.page(
            request,
            "ai_limits.html",
            caller,
            reach=reach,
            unit=chosen,
            lines=lines,
            people=people,
            defaults=defaults,
            month=month,
            resets_on=next_month(month),
            most=MOST_TOKENS,
        )

    @routes.post("/limits/units/{code}")
    async def unit_limit(request: Request, code: str) -> Response:
        caller = await sessions.writer(request)
        require(caller.person, Action.MANAGE_AI)
        tokens = _tokens(await field(request, "tokens"))
        async with request.app.state.db.begin() as conn:
            unit = (await reach_of(conn, caller.person)).unit(code)
            if unit is None:
                raise NotFound("Không có đơn vị này. Mời đồng chí chọn lại trong danh sách.")
            await set_unit_limit(conn, caller.person, unit.code, tokens, datetime.now(UTC))
        return RedirectResponse(f"{sessions.prefix}ai/limits?unit={unit.code}", status_code=303)

    @routes.post("/limits/people/{person_id}")
    async def person_limit(request: Request, person_id: int) -> Response:
        caller = await sessions.writer(request)
        require(caller.person, Action.MANAGE_AI)
        tokens = _tokens(await field(request, "tokens"))
        async with request.app.state.db.begin() as conn:
            person = await person_or_refuse(conn, person_id)
            await set_person_limit(conn, caller.person, person, tokens, datetime.now(UTC))
        return RedirectResponse(f"{sessions.prefix}ai/limits?unit={person.unit_code}", status_code=303)

    return routes
