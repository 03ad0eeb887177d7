"""The page /ai/accounts: who has an AI account and the licence, and giving or taking back an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.pages_people import find_people
from hub.people.store import Person, person_by_id
from hub.permissions import Action, require
from hub.web.pages import Pages
from hub.web.session import Sessions
from prompt_library.accounts.entitlement import (
    REASON_MOST,
    Entitlement,
    Grant,
    by_position,
    entitlement_of,
    grant_account,
    open_grants,
    revoke_account,
)
from prompt_library.accounts.reach import QUERY_MOST, field, person_or_refuse, reach_of
from prompt_library.accounts.typed import typed_line
from prompt_library.licences import LicenceState, lessons_asked, licence_states

SHOWN = 100
_READ = 2000  # people looked at for one page
SHOWS = {
    "": "Mọi người",
    "ready": "Dùng được AI",
    "lessons": "Có tài khoản, thiếu bài",
    "none": "Chưa có tài khoản",
}


@dataclass(frozen=True)
class Line:
    """One person of the list."""

    person: Person
    entitlement: Entitlement
    licence: LicenceState

    @property
    def state(self) -> str:
        """Which of SHOWS the person is in."""
        if not self.entitlement.entitled:
            return "none"
        return "ready" if self.licence.licensed else "lessons"

    @property
    def by_grant(self) -> bool:
        """Whether an administrator's grant is what the account rests on, so that it can be taken back."""
        return self.entitlement.grant is not None


@dataclass(frozen=True)
class GrantLine:
    """One grant that holds now, with who has it and who gave it."""

    person: Person
    grant: Grant
    granted_by: str


async def _lines(conn: AsyncConnection, unit_code: str | None, query: str) -> list[Line]:
    found = [p for p, _ in await find_people(conn, unit_code=unit_code, query=query, limit=_READ) if p.active]
    ids = [person.id for person in found]
    grants = await open_grants(conn, ids)
    states = await licence_states(conn, ids)
    return [Line(p, entitlement_of(p, grants.get(p.id)), states[p.id]) for p in found]


async def _grant_lines(conn: AsyncConnection, unit_code: str | None) -> list[GrantLine]:
    """Return the grants that hold (of the unit), the latest first."""
    lines = []
    for grant in (await open_grants(conn)).values():
        person = await person_by_id(conn, grant.person_id)
        giver = await person_by_id(conn, grant.granted_by)
        if person and giver and unit_code in (None, person.unit_code):
            lines.append(GrantLine(person, grant, giver.full_name))
    return sorted(lines, key=lambda line: line.grant.granted_at, reverse=True)


def accounts_router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the routes of /ai/accounts."""
    routes = APIRouter()

    @routes.get("/accounts")
    async def accounts_page(
        request: Request, unit: str = "", q: str = "", show: str = "", changed: int = 0
    ) -> Response:
        caller = await sessions.caller(request)
        query = typed_line(q)[:QUERY_MOST]
        show = show if show in SHOWS else ""
        async with request.app.state.db.begin() as conn:
            reach = await reach_of(conn, caller.person)
            chosen = reach.unit(unit)
            code = chosen.code if chosen else None
            asked = bool(chosen or query)
            lines = await _lines(conn, code, query) if asked else []
            granted = await _grant_lines(conn, code)
            lessons = await lessons_asked(conn)
        wanted = [line for line in lines if show in ("", line.state)]
        changed_line = next((line for line in lines if line.person.id == changed), None)
        return pages.page(
            request,
            "ai_accounts.html",
            caller,
            reach=reach,
            unit=chosen,
            query=query,
            show=show,
            shows=SHOWS,
            asked=asked,
            counts={name: sum(line.state == name for line in lines) for name in SHOWS},
            total=len(lines),
            lines=wanted[:SHOWN],
            more=len(wanted) > SHOWN,
            granted=granted,
            lessons=lessons,
            changed=changed_line,
            by_position=by_position,
            reason_most=REASON_MOST,
        )

    async def back(request: Request, person: Person) -> Response:
        """Return to the list that the form was sent from."""
        asked = {name: await field(request, name) for name in ("unit", "q", "show")}
        if not asked["unit"] and not asked["q"]:
            asked["unit"] = person.unit_code
        asked["show"] = ""  # the person whose state changed is to be seen
        query = urlencode({name: value for name, value in asked.items() if value} | {"changed": person.id})
        return RedirectResponse(f"{sessions.prefix}ai/accounts?{query}", status_code=303)

    @routes.post("/accounts/{person_id}/grant")
    async def grant(request: Request, person_id: int) -> Response:
        caller = await sessions.writer(request)
        require(caller.person, Action.MANAGE_AI)
        reason = await field(request, "reason")
        async with request.app.state.db.begin() as conn:
            person = await person_or_refuse(conn, person_id)
            await grant_account(conn, caller.person, person, reason, datetime.now(UTC))
        return await back(request, person)

    @routes.post("/accounts/{person_id}/revoke")
    async def revoke(request: Request, person_id: int) -> Response:
        caller = await sessions.writer(request)
        require(caller.person, Action.MANAGE_AI)
        reason = await field(request, "reason")
        async with request.app.state.db.begin() as conn:
            person = await person_or_refuse(conn, person_id)
            await revoke_account(conn, caller.person, person, reason, datetime.now(UTC))
        return await back(request, person)

    return routes
