"""How a person stands with AI: has an account and why, the licence or lessons missing, how much is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person
from prompt_library.accounts.entitlement import entitlement
from prompt_library.accounts.errors import NoLicence, NotEntitled
from prompt_library.accounts.limits import Defaults
from prompt_library.accounts.quotas import Quota, quota_of
from prompt_library.licences import licence_state


@dataclass(frozen=True)
class Standing:
    """`why` (Vietnamese) says what the account rests on, "" without one; `missing_lessons` are ids."""

    entitled: bool
    why: str
    licensed: bool
    missing_lessons: tuple[str, ...]
    quota: Quota

    def require_use(self) -> None:
        """Raise NotEntitled or NoLicence unless the person may use AI (labs need neither)."""
        if not self.entitled:
            raise NotEntitled
        if not self.licensed:
            raise NoLicence(self.missing_lessons)


async def standing(
    conn: AsyncConnection, person: Person, now: datetime, *, defaults: Defaults | None = None
) -> Standing:
    """Return how the person stands; `defaults` are the limits of the settings."""
    entitled = await entitlement(conn, person)
    licence = await licence_state(conn, person.id)
    return Standing(
        entitled=entitled.entitled,
        why=entitled.why,
        licensed=licence.licensed,
        missing_lessons=tuple(one.lesson for one in licence.missing),
        quota=await quota_of(conn, person, now, defaults=defaults),
    )
