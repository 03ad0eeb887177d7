"""Whose use of AI somebody sees: every unit, or their own only."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.errors import NotFound
from hub.people.store import Person, person_by_id, units_all
from hub.people.units import Unit
from hub.permissions import Action, Scope, may, require, scope_of
from prompt_library.accounts.typed import typed_line

QUERY_MOST = 80


@dataclass(frozen=True)
class Reach:
    """`units` are those to choose from (one: nothing to choose); `manages`: may change what is shown."""

    units: tuple[Unit, ...]
    everywhere: bool
    manages: bool

    def unit(self, code: str) -> Unit | None:
        """Return the unit asked for; somebody of one unit gets that one, None is every unit."""
        if not self.everywhere:
            return self.units[0]
        return next((unit for unit in self.units if unit.code == code), None)


async def reach_of(conn: AsyncConnection, person: Person) -> Reach:
    """Return what the person sees; raise Forbidden."""
    require(person, Action.SEE_AI_USE)
    everywhere = scope_of(person, Action.SEE_AI_USE) is Scope.EVERY_UNIT
    own = Unit(person.unit_code, person.unit_name, person.unit_kind)
    units = tuple(await units_all(conn)) if everywhere else (own,)
    return Reach(units, everywhere, may(person, Action.MANAGE_AI))


async def person_or_refuse(conn: AsyncConnection, person_id: int) -> Person:
    """Return the person; raise NotFound."""
    found = await person_by_id(conn, person_id) if 0 < person_id < 2**63 else None
    if found is None:
        raise NotFound("Không có cán bộ này. Mời đồng chí tìm lại trong danh sách.")
    return found


async def field(request: Request, name: str) -> str:
    """Return a field of the form sent, as one line of text; "" when it is not there."""
    return typed_line(str((await request.form()).get(name) or ""))
