"""The page /ai/usage: counts of AI use by unit and month, and the same as a file; never what was written."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person
from hub.web.pages import Pages
from hub.web.session import Sessions
from prompt_library.accounts.months import month_of
from prompt_library.accounts.reach import Reach, reach_of
from prompt_library.accounts.usage import UnitUse, use_by_unit

MONTHS = 12
_HEADINGS = (
    *("Tháng", "Mã đơn vị", "Đơn vị", "Số yêu cầu", "Số người dùng", "Yêu cầu không thành"),
    *("Số chỗ dữ liệu cá nhân đã che", "Token gửi", "Token nhận", "Chi phí (đồng)"),
)


@dataclass(frozen=True)
class UseLine:
    """The use of one unit with its name."""

    name: str
    use: UnitUse


@dataclass(frozen=True)
class Shown:
    """What the page and the file show: a month of it and the units somebody sees."""

    reach: Reach
    month: date
    months: tuple[date, ...]
    lines: tuple[UseLine, ...]

    @property
    def total(self) -> UnitUse:
        """The sum of the lines."""
        uses = [line.use for line in self.lines]
        return UnitUse(
            unit_code="",
            requests=sum(u.requests for u in uses),
            people=sum(u.people for u in uses),
            refused=sum(u.refused for u in uses),
            masked=sum(u.masked for u in uses),
            prompt_tokens=sum(u.prompt_tokens for u in uses),
            completion_tokens=sum(u.completion_tokens for u in uses),
            cost_vnd=sum((u.cost_vnd for u in uses), Decimal(0)),
        )


def _months(now: datetime) -> tuple[date, ...]:
    """Return the first days of this month and of those before it, the latest first."""
    first = month_of(now)
    counted = first.year * 12 + first.month - 1
    return tuple(date((counted - n) // 12, (counted - n) % 12 + 1, 1) for n in range(MONTHS))


async def _shown(conn: AsyncConnection, person: Person, month: str, now: datetime) -> Shown:
    reach = await reach_of(conn, person)
    months = _months(now)
    chosen = next((one for one in months if f"{one:%Y-%m}" == month), months[0])
    only = None if reach.everywhere else reach.units[0].code
    uses = {use.unit_code: use for use in await use_by_unit(conn, chosen, unit_code=only)}
    lines = tuple(UseLine(unit.name, uses[unit.code]) for unit in reach.units if unit.code in uses)
    return Shown(reach, chosen, months, lines)


def to_csv(shown: Shown) -> bytes:
    """Return the rows as Excel with Vietnamese settings opens them: byte order mark, semicolons.

    Names are those of our own list of units, so that no cell begins like a formula.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for line in shown.lines:
        use = line.use
        writer.writerow(
            [
                *(f"{shown.month:%m/%Y}", use.unit_code, line.name, use.requests, use.people, use.refused),
                *(use.masked, use.prompt_tokens, use.completion_tokens, f"{use.cost_vnd:.0f}"),
            ]
        )
    return stream.getvalue().encode("utf-8-sig")


def usage_router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the routes of /ai/usage."""
    routes = APIRouter()

    @routes.get("/usage")
    async def usage_page(request: Request, month: str = "") -> Response:
        caller = await sessions.caller(request)
        async with request.app.state.db.begin() as conn:
            shown = await _shown(conn, caller.person, month, datetime.now(UTC))
        days = sessions.settings.ai_usage_days
        return pages.page(request, "ai_usage.html", caller, reach=shown.reach, shown=shown, days=days)

    @routes.get("/usage.csv")
    async def usage_file(request: Request, month: str = "") -> Response:
        caller = await sessions.caller(request)
        async with request.app.state.db.begin() as conn:
            shown = await _shown(conn, caller.person, month, datetime.now(UTC))
        name = f"dung-ai-{shown.month:%Y-%m}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(to_csv(shown), media_type="text/csv; charset=utf-8", headers=headers)

    return routes
