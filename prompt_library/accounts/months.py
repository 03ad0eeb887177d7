"""The calendar month of Vietnam, in which quotas are counted."""

from __future__ import annotations

from datetime import date, datetime, time

from hub.people.counting import ZONE


def month_of(now: datetime) -> date:
    """Return the first day of the month in which `now` (aware) lies in Vietnam."""
    return now.astimezone(ZONE).date().replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after `month`."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def bounds(month: date) -> tuple[datetime, datetime]:
    """Return the first moment of `month` (any day of it) in Vietnam, and of the month after."""
    first = month.replace(day=1)
    return datetime.combine(first, time(), ZONE), datetime.combine(next_month(first), time(), ZONE)
