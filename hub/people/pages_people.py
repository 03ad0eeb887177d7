"""The page /people: find somebody of one's unit and give a code for a forgotten password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request, Response
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.auth.gate import GatedSessions
from hub.auth.reset import DIGITS, VALID_FOR, check_may_issue, issue_code, recent_codes
from hub.errors import Forbidden, NotFound
from hub.people.pages_forgot import CODES_SECRET
from hub.people.store import Person, person_by_id, units_all
from hub.people.tables import accounts, people, units
from hub.permissions import Action, Scope, require, scope_of
from hub.secrets import ensure_secret
from hub.text import fold, squeeze
from hub.web.pages import Pages

SHOWN = 100
RECORD_OF = timedelta(days=90)


@dataclass(frozen=True)
class Listed:
    """One line of the list. `first` is True while the one-time password was not changed."""

    person: Person
    first: bool
    may_issue: bool


async def find_people(
    conn: AsyncConnection, *, unit_code: str | None, query: str, limit: int
) -> list[tuple[Person, bool]]:
    """Return people (of the unit) whose name or username holds `query`, with must_change, by name.

    Diacritics that were typed are honoured; without them both sides are folded.
    """
    statement = (
        select(
            people.c.id,
            people.c.username,
            people.c.full_name,
            people.c.unit_code,
            units.c.name,
            units.c.kind,
            people.c.position,
            people.c.full_time,
            people.c.counted,
            people.c.role,
            people.c.active,
            accounts.c.must_change,
        )
        .select_from(people)
        .join(units, units.c.code == people.c.unit_code)
        .outerjoin(accounts, accounts.c.person_id == people.c.id)
    )
    if unit_code is not None:
        statement = statement.where(people.c.unit_code == unit_code)
    text = squeeze(query)
    if text:
        by_name = people.c.folded_name.contains(fold(text), autoescape=True)
        if fold(text) != text.casefold():
            by_name = by_name & people.c.full_name.icontains(text, autoescape=True)
        by_username = people.c.username.startswith(text.casefold(), autoescape=True)
        statement = statement.where(or_(by_name, by_username))
    rows = (await conn.execute(statement.order_by(people.c.folded_name, people.c.id).limit(2000))).all()
    # The given name comes last and is what a list of Vietnamese names is sorted by.
    found = [(Person(*row[:-1]), bool(row.must_change)) for row in rows]
    found.sort(key=lambda one: (fold(one[0].full_name).split()[-1:], fold(one[0].full_name), one[0].username))
    return found[:limit]


def _may_issue(issuer: Person, person: Person) -> bool:
    try:
        check_may_issue(issuer, person)
    except Forbidden:
        return False
    return True


def router(sessions: GatedSessions, pages: Pages) -> APIRouter:
    """Return the routes of /people."""
    router = APIRouter()

    @router.get("/people")
    async def people_page(request: Request, unit: str = "", q: str = "") -> Response:
        caller = await sessions.caller(request)
        require(caller.person, Action.ISSUE_RESET_CODE, unit or None)
        everywhere = scope_of(caller.person, Action.ISSUE_RESET_CODE) is Scope.EVERY_UNIT
        query = squeeze(q.replace("\0", ""))[:80]
        async with request.app.state.db.begin() as conn:
            every_unit = await units_all(conn) if everywhere else []
            known = {one.code for one in every_unit} if everywhere else {caller.person.unit_code}
            wanted = unit if unit in known else None if everywhere else caller.person.unit_code
            asked = bool(wanted or query)
            found = await find_people(conn, unit_code=wanted, query=query, limit=SHOWN + 1) if asked else []
            record = await recent_codes(conn, unit_code=wanted, since=datetime.now(UTC) - RECORD_OF)
        return pages.page(
            request,
            "people.html",
            caller,
            units=every_unit,
            unit=wanted or "",
            query=query,
            asked=asked,
            listed=[Listed(p, first, _may_issue(caller.person, p)) for p, first in found[:SHOWN]],
            more=len(found) > SHOWN,
            record=record,
            now=datetime.now(UTC),
        )

    @router.post("/people/{person_id}/reset-code")
    async def give_code(request: Request, person_id: int) -> Response:
        caller = await sessions.writer(request)
        require(caller.person, Action.ISSUE_RESET_CODE)
        key = ensure_secret(sessions.settings.secrets_dir, CODES_SECRET)
        async with request.app.state.db.begin() as conn:
            person = await person_by_id(conn, person_id) if 0 < person_id < 2**63 else None
            if person is None:
                raise NotFound("Không có cán bộ này. Mời đồng chí tìm lại trong danh sách.")
            issued = await issue_code(conn, caller.person, person, key=key, now=datetime.now(UTC))
        return pages.page(
            request,
            "reset_code.html",
            caller,
            found=person,
            issued=issued,
            minutes=VALID_FOR // timedelta(minutes=1),
            digits=DIGITS,
            forgot=f"{sessions.settings.url}{sessions.prefix}forgot",
        )

    return router
