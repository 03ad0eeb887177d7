"""Reporting periods: figures of each unit and target as of the cutoff day, frozen once and for ever."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.targets import Target, load_targets
from grading.completion import Completion, UnitRow, figures_by_unit, passes_must_be_since
from grading.tables import period_figures, periods, submissions
from hub.errors import NotFound, UserError
from hub.people.counting import ZONE, counted_people, end_of_day
from hub.people.store import units_all

_NAME = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])\Z")
_WAIT_FOR_GRADING = timedelta(days=1)


class UnknownPeriod(NotFound):
    """There is no such period, or it was not frozen."""

    code = "unknown_period"

    def __init__(self, period: str) -> None:
        super().__init__(f"Không có kỳ báo cáo “{period[:20]}”. Mời đồng chí chọn một kỳ trong danh sách.")


class PeriodNotEnded(UserError):
    """Somebody asked to freeze a period before its last day was over."""

    code = "period_not_ended"
    status = 409

    def __init__(self, ends_on: date) -> None:
        super().__init__(
            f"Kỳ báo cáo này đến hết ngày {ends_on:%d/%m/%Y} mới kết thúc nên chưa chốt được số liệu. "
            "Mời đồng chí chờ hết ngày đó."
        )


@dataclass(frozen=True)
class Period:
    """A frozen period: `name` is "2026-10", `ends_on` its last day in Vietnam's time."""

    name: str
    ends_on: date
    frozen_at: datetime

    @property
    def label(self) -> str:
        """The period as people read it: "tháng 10/2026"."""
        year, month = self.name.split("-")
        return f"tháng {int(month)}/{year}"


def last_day(period: str, cutoff_day: int) -> date:
    """Return the last day of `period` ("2026-10"); `cutoff_day` is 1-28. Raises UnknownPeriod."""
    match = _NAME.match(period)
    if match is None:
        raise UnknownPeriod(period)
    return date(int(match[1]), int(match[2]), cutoff_day)


def ended_periods(now: datetime, cutoff_day: int, *, count: int) -> list[str]:
    """Return the names of the last `count` periods that are over at `now`, the earliest first."""
    today = now.astimezone(ZONE).date()
    month = today.year * 12 + today.month - 1  # of the last period that is over
    if today.day <= cutoff_day:
        month -= 1
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(month - count + 1, month + 1)]


async def freeze_period(conn: AsyncConnection, period: str, now: datetime, *, cutoff_day: int) -> Period:
    """Freeze the figures of every unit and target as of the end of the period; return it.

    Counts what was submitted by then and the unit people belonged to then. A period that is frozen
    stays as it is, whatever happened since. Raises UnknownPeriod and PeriodNotEnded.
    """
    ends_on = last_day(period, cutoff_day)
    end = end_of_day(ends_on)
    if now < end:
        raise PeriodNotEnded(ends_on)
    # Whoever writes this row freezes the period; another waits here and then finds it.
    written = await conn.execute(
        upsert(periods)
        .values(period=period, ends_on=ends_on, frozen_at=now)
        .on_conflict_do_nothing()
        .returning(periods.c.period)
    )
    if written.scalar_one_or_none() is None:
        return await frozen_period(conn, period)
    targets = load_targets()
    units = await units_all(conn)
    for target in targets.targets:
        figures = await figures_by_unit(
            conn,
            target,
            counted_people(ends_on),
            since=await passes_must_be_since(conn, target.lessons, ends_on),
            before=end,
        )
        rule = targets.rule(target)
        rows = []
        for unit in units:
            numerator, denominator = figures.get(unit.code, (0, 0))
            rows.append(
                {
                    "period": period,
                    "target": target.id,
                    "unit_code": unit.code,
                    "numerator": numerator,
                    "denominator": denominator,
                    "rule": rule,
                }
            )
        if rows:
            await conn.execute(insert(period_figures), rows)
    return Period(period, ends_on, now)


async def freeze_due(conn: AsyncConnection, now: datetime, *, cutoff_day: int) -> list[Period]:
    """Freeze the last period that is over, and those missed since the last one frozen; return them.

    For a timer: waits, up to a day after the end, while work handed in by then is being graded; a
    period in which nobody was on the roster yet is not frozen.
    """
    over = ended_periods(now, cutoff_day, count=24)
    last = await conn.scalar(select(func.max(periods.c.period)))
    due = over[-1:] if last is None else [name for name in over if name > last]
    frozen = []
    for name in due:
        ends_on = last_day(name, cutoff_day)
        roster = counted_people(ends_on)
        if not await conn.scalar(select(select(roster.c.person_id).exists())):
            continue
        if now < end_of_day(ends_on) + _WAIT_FOR_GRADING and await _ungraded(conn, end_of_day(ends_on)):
            break
        frozen.append(await freeze_period(conn, name, now, cutoff_day=cutoff_day))
    return frozen


async def _ungraded(conn: AsyncConnection, before: datetime) -> bool:
    waiting = select(submissions.c.id).where(
        submissions.c.graded_at.is_(None), submissions.c.submitted_at < before
    )
    return bool(await conn.scalar(select(waiting.exists())))


async def frozen_periods(conn: AsyncConnection) -> list[Period]:
    """Return every frozen period, the latest first."""
    query = select(periods.c.period, periods.c.ends_on, periods.c.frozen_at).order_by(periods.c.period.desc())
    return [Period(*row) for row in await conn.execute(query)]


async def frozen_period(conn: AsyncConnection, period: str) -> Period:
    """Return a frozen period; raise UnknownPeriod."""
    found = {known.name: known for known in await frozen_periods(conn)}.get(period)
    if found is None:
        raise UnknownPeriod(period)
    return found


async def frozen_completion(
    conn: AsyncConnection, target: Target, period: str, *, units: Collection[str] | None = None
) -> Completion:
    """Return the figures and the rule as frozen; no rows when the period knew no such target."""
    rows = await conn.execute(
        select(
            period_figures.c.unit_code,
            period_figures.c.numerator,
            period_figures.c.denominator,
            period_figures.c.rule,
        ).where(period_figures.c.period == period, period_figures.c.target == target.id)
    )
    stored = {row.unit_code: row for row in rows}
    rule = next((row.rule for row in stored.values()), load_targets().rule(target))
    listed = (
        UnitRow(stored[unit.code].numerator, stored[unit.code].denominator, unit)
        for unit in await units_all(conn)
        if unit.code in stored and (units is None or unit.code in units)
    )
    return Completion(target, tuple(listed), rule)
