"""Monthly limits in tokens: the settings' for everybody, an administrator's own for a person or a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person
from hub.permissions import Action, require
from hub.settings import Settings, current_settings
from prompt_library.accounts.errors import InvalidForm
from prompt_library.accounts.tables import quota_limits

MOST_TOKENS = 1_000_000_000


class Scope(StrEnum):
    """Against what tokens are counted."""

    PERSON = "person"
    UNIT = "unit"
    LAB = "lab"  # a person's labs


Subject = tuple[Scope, str]  # (scope, a person's id or a unit's code)


@dataclass(frozen=True)
class Defaults:
    """Limits (tokens a month) of whoever has none of their own, and how long a request may run."""

    person: int
    unit: int
    lab: int
    lease: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Defaults:
        """Return what the settings say."""
        return cls(
            settings.ai_person_tokens,
            settings.ai_unit_tokens,
            settings.ai_lab_tokens,
            timedelta(seconds=settings.ai_lease_s),
        )

    def limit(self, scope: Scope) -> int:
        """Return the limit of `scope`."""
        return {Scope.PERSON: self.person, Scope.UNIT: self.unit, Scope.LAB: self.lab}[scope]


def defaults_or_settings(defaults: Defaults | None) -> Defaults:
    """Return `defaults`, or those of this process's settings."""
    return defaults or Defaults.of(current_settings())


def person_subject(person_id: int) -> Subject:
    """Return what a person's own tokens are counted against."""
    return Scope.PERSON, str(person_id)


def unit_subject(unit_code: str) -> Subject:
    """Return what a unit's tokens are counted against."""
    return Scope.UNIT, unit_code


def lab_subject(person_id: int) -> Subject:
    """Return what a person's labs are counted against."""
    return Scope.LAB, str(person_id)


async def own_limits(conn: AsyncConnection, subjects: list[Subject]) -> dict[Subject, int]:
    """Return the limits an administrator set for `subjects`; who has none is left out."""
    rows = await conn.execute(
        select(quota_limits.c.scope, quota_limits.c.subject, quota_limits.c.tokens).where(
            tuple_(quota_limits.c.scope, quota_limits.c.subject).in_(
                [(str(scope), subject) for scope, subject in subjects]
            )
        )
    )
    return {(Scope(row.scope), row.subject): row.tokens for row in rows}


async def set_person_limit(
    conn: AsyncConnection, by: Person, person: Person, tokens: int | None, now: datetime
) -> None:
    """Set the person's tokens a month, None for the settings'; raise Forbidden, InvalidForm."""
    require(by, Action.MANAGE_AI, person.unit_code)
    await _set(conn, by, person_subject(person.id), tokens, now)


async def set_unit_limit(
    conn: AsyncConnection, by: Person, unit_code: str, tokens: int | None, now: datetime
) -> None:
    """Set the unit's tokens a month, None for the settings'; raise Forbidden, InvalidForm."""
    require(by, Action.MANAGE_AI, unit_code)
    await _set(conn, by, unit_subject(unit_code), tokens, now)


async def _set(
    conn: AsyncConnection, by: Person, subject: Subject, tokens: int | None, now: datetime
) -> None:
    scope, name = subject
    if tokens is None:
        await conn.execute(
            delete(quota_limits).where(quota_limits.c.scope == scope, quota_limits.c.subject == name)
        )
        return
    if not 0 <= tokens <= MOST_TOKENS:
        raise InvalidForm("Hạn mức là số token mỗi tháng, từ 0 đến 1.000.000.000.")
    values = {"tokens": tokens, "set_by": by.id, "set_at": now}
    await conn.execute(
        insert(quota_limits)
        .values(scope=scope, subject=name, **values)
        .on_conflict_do_update(index_elements=["scope", "subject"], set_=values)
    )
