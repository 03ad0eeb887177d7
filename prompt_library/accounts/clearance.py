"""What a request for AI asks of the accounts, in one statement: may they, how, and which models.

The same rules as `entitlement`, `licences`, `personal` and `models`, whose functions decide here too; asked
one by one they were six statements before every first word of an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person
from hub.permissions import Action, require
from prompt_library.accounts.entitlement import Grant, entitlement_of
from prompt_library.accounts.errors import NoLicence, NotEntitled
from prompt_library.accounts.models import Approval, Decision, approvals_of
from prompt_library.accounts.personal import PersonalSettings
from prompt_library.accounts.tables import grants, licences, model_decisions, personal_settings
from prompt_library.licences import licence_state


@dataclass(frozen=True)
class Clearance:
    """Somebody may use AI: their wishes, and what the agency decided on models, by the model's id."""

    settings: PersonalSettings
    approvals: Mapping[str, Approval]


async def clearance(conn: AsyncConnection, person: Person) -> Clearance:
    """Return what a request of the person goes by; raise Forbidden, NotEntitled or NoLicence."""
    require(person, Action.USE_AI)
    row = (await conn.execute(_ASKED, {"person_id": person.id})).one()
    if not entitlement_of(person, _grant(person, row)).entitled:
        raise NotEntitled
    if row.licensed_at is None:
        state = await licence_state(conn, person.id)
        raise NoLicence([one.lesson for one in state.missing])
    wishes = row.call_me, row.style, row.work, row.more
    return Clearance(
        PersonalSettings() if row.call_me is None else PersonalSettings(*wishes),
        approvals_of(
            Decision(model, decision, document, by, datetime.fromisoformat(at))
            for model, decision, document, by, at in row.decided or ()
        ),
    )


def _grant(person: Person, row: Any) -> Grant | None:
    return None if row.granted_at is None else Grant(person.id, row.reason, row.granted_by, row.granted_at)


_who = select(bindparam("person_id", type_=BigInteger()).label("id")).subquery("who")
_g, _l, _p, _d = grants.c, licences.c, personal_settings.c, model_decisions.c
_decided = select(
    func.json_agg(
        aggregate_order_by(
            func.json_build_array(_d.model, _d.decision, _d.document, _d.decided_by, _d.decided_at), _d.id
        )
    )
).scalar_subquery()
# Each of the three has at most one row of a person: two primary keys, and one open grant.
_ASKED = (
    select(
        *(_g.reason, _g.granted_by, _g.granted_at),
        _l.granted_at.label("licensed_at"),
        *(_p.call_me, _p.style, _p.work, _p.more),
        _decided.label("decided"),
    )
    .select_from(_who)
    .outerjoin(grants, and_(_g.person_id == _who.c.id, _g.revoked_at.is_(None)))
    .outerjoin(licences, _l.person_id == _who.c.id)
    .outerjoin(personal_settings, _p.person_id == _who.c.id)
)
