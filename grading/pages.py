"""Pages of completion: a target by unit, now or as frozen, who is missing, and both as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.targets import Target, load_targets
from courses.versions import current_lessons
from grading.completion import (
    Completion,
    MissingPerson,
    UnitRow,
    completion_by_unit,
    missing,
    target_or_refuse,
    total_of,
    units_in_reach,
)
from grading.completion_files import (
    CSV_TYPE,
    KINDS,
    XLSX_TYPE,
    Sheet,
    completion_sheet,
    file_name,
    missing_sheet,
    to_csv,
    to_xlsx,
)
from grading.periods import Period, frozen_completion, frozen_period, frozen_periods
from hub.errors import NotFound
from hub.people.store import Person, units_all
from hub.people.units import Unit
from hub.permissions import Action, Scope, may, require, scope_of
from hub.text import fold, squeeze
from hub.web.pages import HANOI, NavItem, Pages, allowed, vi_date, vi_time
from hub.web.session import Sessions

Suffix = Literal["xlsx", "csv"]
SORTS = {"name": "Theo đơn vị", "share": "Tỷ lệ thấp trước", "-share": "Tỷ lệ cao trước"}


@dataclass(frozen=True)
class Choice:
    """What of a target is asked for; the same words stand in the page's address and in the files'."""

    target: str = "T1"
    period: str = ""  # "2026-10"; "" is now
    q: str = ""
    kind: str = ""
    open: bool = False  # only units that have not reached the target
    sort: str = "name"

    @property
    def filtered(self) -> bool:
        """Whether rows may be left out."""
        return bool(self.q or self.kind or self.open)

    def query(self, **changes: object) -> str:
        """Return the address's query for this choice with `changes`, defaults left out."""
        changed = asdict(self) | changes
        given = {name: value for name, value in changed.items() if value not in ("", False)}
        if given.get("sort") == "name":
            del given["sort"]
        return urlencode({name: "1" if value is True else value for name, value in given.items()})

    def sentence(self) -> str:
        """Return in Vietnamese which rows are shown; "" for all."""
        parts = [f"tên có “{self.q}”"] if self.q else []
        parts += [KINDS[self.kind].lower()] if self.kind else []
        parts += ["chưa đạt chỉ tiêu"] if self.open else []
        return f"Chỉ gồm các đơn vị: {', '.join(parts)}." if parts else ""


def choice_of(
    target: Annotated[str, Query(max_length=100)] = "T1",
    period: Annotated[str, Query(max_length=20)] = "",
    q: Annotated[str, Query(max_length=100)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    open: Annotated[str, Query(max_length=1)] = "",  # noqa: A002 - the name in the address
    sort: Annotated[str, Query(max_length=20)] = "name",
) -> Choice:
    """Return what the address asks for; a kind or an order that does not exist is left out."""
    return Choice(
        target=target,
        period=period,
        q=squeeze(q),
        kind=kind if kind in KINDS else "",
        open=bool(open),
        sort=sort if sort in SORTS else "name",
    )


AskedFor = Annotated[Choice, Depends(choice_of)]


def chosen_rows(completion: Completion, choice: Choice) -> tuple[UnitRow, ...]:
    """Return the rows that `choice` asks for, in its order.

    Diacritics in the name asked for are honoured when some unit fits them, else both sides are folded.
    """
    rows = list(completion.rows)
    if choice.q:
        exact = [row for row in rows if choice.q.casefold() in row.unit.name.casefold()]
        folded = [row for row in rows if fold(choice.q) in fold(row.unit.name)]
        rows = exact if exact and fold(choice.q) != choice.q.casefold() else folded
    if choice.kind:
        rows = [row for row in rows if row.unit.kind == choice.kind]
    if choice.open:
        rows = [row for row in rows if completion.reached(row) is False]
    if choice.sort != "name":
        sign = -1 if choice.sort == "-share" else 1
        rows.sort(key=lambda row: (row.share is None, sign * (row.share or 0.0), row.unit.sort_key))
    return tuple(rows)


def date_line(period: Period | None, now: datetime) -> str:
    """Return of when the figures are (Vietnamese)."""
    if period is None:
        return f"Số liệu lúc {vi_time(now)}."
    return (
        f"Kỳ báo cáo {period.label}: số liệu đến hết ngày {period.ends_on:%d/%m/%Y}, "
        f"đã chốt ngày {vi_date(period.frozen_at)}, không thay đổi về sau."
    )


@dataclass(frozen=True)
class _Shown:
    """A target as one person may see it: `whole` before filtering, `period` None for now."""

    whole: Completion
    shown: Completion
    period: Period | None
    periods: list[Period]
    titles: dict[str, str]
    now: datetime

    def lesson_title(self, lesson: str) -> str:
        return self.titles.get(lesson, "")


async def _shown(conn: AsyncConnection, person: Person, choice: Choice) -> _Shown:
    units = units_in_reach(person)
    target = target_or_refuse(choice.target)
    now = datetime.now(UTC)
    if choice.period:
        period: Period | None = await frozen_period(conn, choice.period)
        whole = await frozen_completion(conn, target, choice.period, units=units)
    else:
        period = None
        whole = await completion_by_unit(conn, target, now=now, units=units)
    shown = replace(whole, rows=chosen_rows(whole, choice))
    return _Shown(whole, shown, period, await frozen_periods(conn), await _titles(conn), now)


async def _titles(conn: AsyncConnection) -> dict[str, str]:
    return {lesson_id: lesson.title for lesson_id, lesson in (await current_lessons(conn)).items()}


@dataclass(frozen=True)
class _Missing:
    """Who of a unit has not completed a target."""

    target: Target
    unit: Unit
    completion: Completion
    people: list[MissingPerson]
    titles: dict[str, str]
    now: datetime

    def lesson_title(self, lesson: str) -> str:
        return self.titles.get(lesson, "")


async def _missing(conn: AsyncConnection, person: Person, target_id: str, unit_code: str) -> _Missing:
    require(person, Action.SEE_MISSING, unit_code)
    target = target_or_refuse(target_id)
    unit = next((unit for unit in await units_all(conn) if unit.code == unit_code), None)
    if unit is None:
        raise NotFound("Không có đơn vị này. Mời đồng chí chọn lại trong bảng kết quả.")
    now = datetime.now(UTC)
    return _Missing(
        target=target,
        unit=unit,
        completion=await completion_by_unit(conn, target, now=now, units=[unit_code]),
        people=await missing(conn, target, unit_code, now=now),
        titles=await _titles(conn),
        now=now,
    )


def _download(sheet: Sheet, name: Callable[[str], str], suffix: Suffix) -> Response:
    body, media_type = (to_xlsx(sheet), XLSX_TYPE) if suffix == "xlsx" else (to_csv(sheet), CSV_TYPE)
    headers = {"Content-Disposition": f'attachment; filename="{name(suffix)}"'}
    return Response(body, media_type=media_type, headers=headers)


def router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the pages of completion; add their templates and their entry of the menu to `pages`."""
    pages.folders.append(Path(__file__).parent / "templates")
    pages.nav.append(NavItem("completion", "Kết quả đơn vị", allowed(Action.SEE_COMPLETION)))
    routes = APIRouter(include_in_schema=False)

    @routes.get("/completion")
    async def completion_page(request: Request, choice: AskedFor) -> Response:
        """Show a target by unit."""
        caller = await sessions.caller(request)
        person = caller.person
        async with request.app.state.db.begin() as conn:
            found = await _shown(conn, person, choice)
        context: dict[str, Any] = {
            "choice": choice,
            "completion": found.shown,
            "target": found.whole.target,
            "targets": load_targets().targets,
            "deadline": found.whole.target.deadline(found.now.astimezone(HANOI).date()),
            "date_line": date_line(found.period, found.now),
            "period": found.period,
            "periods": found.periods,
            "whole": found.whole,
            "below": [row for row in found.whole.rows if found.whole.reached(row) is False],
            "kinds": KINDS,
            "sorts": SORTS,
            "every_unit": scope_of(person, Action.SEE_COMPLETION) is Scope.EVERY_UNIT,
            "may_see_missing": lambda unit: may(person, Action.SEE_MISSING, unit.code),
            "lesson_title": found.lesson_title,
        }
        return pages.page(request, "completion.html", caller, **context)

    @routes.get("/completion.{suffix}")
    async def completion_file(request: Request, choice: AskedFor, suffix: Suffix) -> Response:
        """Give the same rows as the page as a file."""
        caller = await sessions.caller(request)
        async with request.app.state.db.begin() as conn:
            found = await _shown(conn, caller.person, choice)
        sheet = completion_sheet(
            found.shown,
            date_line=date_line(found.period, found.now),
            filter_line=choice.sentence(),
            lesson_title=found.lesson_title,
        )
        parts = [choice.target, *([f"ky-{choice.period}"] if choice.period else [])]
        return _download(sheet, lambda end: file_name("ket-qua", parts, found.now, end), suffix)

    @routes.get("/completion/{target_id}/{unit_code}")
    async def missing_page(request: Request, target_id: str, unit_code: str) -> Response:
        """Show who of a unit is missing and which lessons each lacks."""
        caller = await sessions.caller(request)
        async with request.app.state.db.begin() as conn:
            found = await _missing(conn, caller.person, target_id, unit_code)
        return pages.page(
            request,
            "completion_unit.html",
            caller,
            target=found.target,
            unit=found.unit,
            figure=total_of(found.completion.rows),
            rule=found.completion.rule,
            people=found.people,
            date_line=date_line(None, found.now),
            lesson_title=found.lesson_title,
        )

    @routes.get("/completion/{target_id}/{unit_code}/missing.{suffix}")
    async def missing_file(request: Request, target_id: str, unit_code: str, suffix: Suffix) -> Response:
        """Give the list of who is missing as a file."""
        caller = await sessions.caller(request)
        async with request.app.state.db.begin() as conn:
            found = await _missing(conn, caller.person, target_id, unit_code)
        sheet = missing_sheet(
            found.target,
            found.unit,
            found.people,
            rule=found.completion.rule,
            date_line=date_line(None, found.now),
            lesson_title=found.lesson_title,
        )
        parts = [found.target.id, found.unit.code]
        return _download(sheet, lambda end: file_name("con-thieu", parts, found.now, end), suffix)

    return routes
