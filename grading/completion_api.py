"""The JSON API of completion: figures of a target by unit, as far as the caller's right reaches."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from grading.completion import Figure, completion_by_unit, target_or_refuse, units_in_reach
from hub.errors import UserError
from hub.web.session import Sessions


class UnknownGrouping(UserError):
    """Figures were asked for by something else than the unit."""

    code = "unknown_grouping"
    status = 400

    def __init__(self, by: str) -> None:
        super().__init__(f"Không xem được kết quả theo “{by[:40]}”. Hiện có: by=unit (theo đơn vị).")


def router(sessions: Sessions) -> APIRouter:
    """Return the route of completion, below the API's prefix."""
    api = APIRouter(tags=["completion"])

    @api.get("/completion")
    async def completion(
        request: Request,
        target: Annotated[str, Query(max_length=100, description="T1, T2 or T3")],
        by: Annotated[str, Query(max_length=100, description="unit")] = "unit",
    ) -> dict[str, Any]:
        """Return a target by unit: all units, or the caller's own when the right reaches no further."""
        caller = await sessions.caller(request)
        units = units_in_reach(caller.person)
        asked = target_or_refuse(target)
        if by != "unit":
            raise UnknownGrouping(by)
        async with request.app.state.db.begin() as conn:
            found = await completion_by_unit(conn, asked, now=datetime.now(UTC), units=units)
        return {
            "target": asked.id,
            "rule": found.rule,
            "rows": [
                {"unit": {"code": row.unit.code, "name": row.unit.name}, **_figure(row)} for row in found.rows
            ],
            "total": _figure(found.total),
        }

    return api


def _figure(figure: Figure) -> dict[str, int | float | None]:
    return {"numerator": figure.numerator, "denominator": figure.denominator, "share": figure.share}
