"""Who counts in figures: the active people and the unit each belongs to, now or on a day.

What is returned here is joined by other packages in their own SQL, so that figures over 100,000
people are one query, without any of them naming a table of hub.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Subquery, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from hub.people.tables import memberships, people

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def end_of_day(day: date) -> datetime:
    """Return the first moment after `day` in Vietnam's time."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def counted_people(day: date | None = None) -> Subquery:
    """Return the active people as `person_id`, `unit_code`, `full_time`, `counted`, one row each.

    With `day` the unit is the one they belonged to at the end of that day (Vietnam's time), and
    who came later is left out. Whether somebody is active, full-time or counted is known of today only.
    """
    if day is None:
        return (
            select(people.c.id.label("person_id"), people.c.unit_code, people.c.full_time, people.c.counted)
            .where(people.c.active)
            .subquery("counted_people")
        )
    belonged = (
        select(memberships.c.person_id, memberships.c.unit_code)
        .ext(distinct_on(memberships.c.person_id))
        .where(memberships.c.since <= day)
        .order_by(memberships.c.person_id, memberships.c.since.desc())
        .subquery("belonged")
    )
    # An administrator made by `mattran start --no-demo` has no membership: there since the account is.
    never_noted = ~select(memberships.c.person_id).where(memberships.c.person_id == people.c.id).exists()
    return (
        select(
            people.c.id.label("person_id"),
            func.coalesce(belonged.c.unit_code, people.c.unit_code).label("unit_code"),
            people.c.full_time,
            people.c.counted,
        )
        .outerjoin_from(people, belonged, belonged.c.person_id == people.c.id)
        .where(
            people.c.active,
            or_(
                belonged.c.person_id.is_not(None),
                never_noted & (people.c.created_at < end_of_day(day)),
            ),
        )
        .subquery("counted_people")
    )
