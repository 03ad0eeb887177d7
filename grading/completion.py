"""How far each unit is with a target: who counts, and who of them passed every lesson of it.

One query for all units: the people come from hub as something to join, the passes are ours. A pass
survives an edit of its lesson; only `retake` in the current version asks for a pass since that day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Select, Subquery, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.targets import Target, load_targets
from courses.versions import current_lessons
from grading.errors import UnknownTarget
from grading.tables import passes, submissions
from hub.people.counting import ZONE, counted_people
from hub.people.store import Person, people_of_unit, units_all
from hub.people.units import Unit
from hub.permissions import Action, Scope, require, scope_of


@dataclass(frozen=True)
class Figure:
    """How many people (`numerator`) of how many who count (`denominator`)."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        """The part that has completed (0-1); None where nobody counts."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def missing(self) -> int:
        """How many have yet to complete."""
        return self.denominator - self.numerator


@dataclass(frozen=True)
class UnitRow(Figure):
    """The figure of one unit."""

    unit: Unit


@dataclass(frozen=True)
class Completion:
    """A target by unit, in the order in which lists show units; `total` sums the rows."""

    target: Target
    rows: tuple[UnitRow, ...]
    rule: str

    @property
    def sentence(self) -> str:
        """The plan's own sentence."""
        return self.target.sentence

    @property
    def total(self) -> Figure:
        """The figure of all rows together."""
        return total_of(self.rows)

    def reached(self, figure: Figure) -> bool | None:
        """Tell whether `figure` reaches the target's share; None where nobody counts."""
        return None if figure.share is None else figure.share >= self.target.share - 1e-9


@dataclass(frozen=True)
class MissingPerson:
    """Somebody who counts and has yet to pass `lessons_missing` (ids, in the target's order)."""

    person: Person
    lessons_missing: tuple[str, ...]


def total_of(figures: Iterable[Figure]) -> Figure:
    """Return the figure of all `figures` together."""
    listed = tuple(figures)
    return Figure(sum(f.numerator for f in listed), sum(f.denominator for f in listed))


def target_or_refuse(target_id: str) -> Target:
    """Return the target of courses/targets.yml; raise UnknownTarget."""
    target = load_targets().get(target_id)
    if target is None:
        raise UnknownTarget(target_id)
    return target


def units_in_reach(person: Person) -> frozenset[str] | None:
    """Return the codes of the units whose figures the person may see, None for all; raise Forbidden."""
    require(person, Action.SEE_COMPLETION)
    if scope_of(person, Action.SEE_COMPLETION) is Scope.EVERY_UNIT:
        return None
    return frozenset({person.unit_code})


async def completion_by_unit(
    conn: AsyncConnection, target: Target, *, now: datetime, units: Collection[str] | None = None
) -> Completion:
    """Return the figures of today; `units` (codes) are those asked for, None all of them."""
    since = await passes_must_be_since(conn, target.lessons, now.astimezone(ZONE).date())
    figures = await figures_by_unit(conn, target, counted_people(), since=since, units=units)
    wanted = [unit for unit in await units_all(conn) if units is None or unit.code in units]
    rows = tuple(UnitRow(*figures.get(unit.code, (0, 0)), unit) for unit in wanted)
    return Completion(target, rows, load_targets().rule(target))


async def passes_must_be_since(
    conn: AsyncConnection, lessons: Collection[str], on: date
) -> dict[str, datetime]:
    """Return, for those of `lessons` that were to be taken again by `on`, since when a pass counts."""
    current = await current_lessons(conn)
    asked = {lesson: current[lesson].retake for lesson in lessons if lesson in current}
    return {
        lesson: datetime.combine(retake.since, time(), ZONE)
        for lesson, retake in asked.items()
        if retake is not None and retake.since <= on
    }


async def figures_by_unit(
    conn: AsyncConnection,
    target: Target,
    people: Subquery,
    *,
    since: dict[str, datetime],
    before: datetime | None = None,
    units: Collection[str] | None = None,
) -> dict[str, tuple[int, int]]:
    """Return (numerator, denominator) by unit code, units without anybody left out.

    `people` is what `counted_people` returns; `since` comes from `passes_must_be_since`; with
    `before` only what was submitted before that moment counts.
    """
    # With a few units the passes of their people alone are read, by the key.
    of = None if units is None else select(people.c.person_id).where(people.c.unit_code.in_(units))
    earned = passes_that_count(target.lessons, since, before, of).subquery("earned")
    done = (
        select(earned.c.person_id)
        .group_by(earned.c.person_id)
        .having(func.count() == len(target.lessons))
        .subquery("done")
    )
    query = (
        select(people.c.unit_code, func.count(done.c.person_id), func.count())
        .outerjoin_from(people, done, done.c.person_id == people.c.person_id)
        .where(people.c[target.who])
        .group_by(people.c.unit_code)
    )
    if units is not None:
        query = query.where(people.c.unit_code.in_(units))
    return {code: (done, all_of) for code, done, all_of in await conn.execute(query)}


async def missing(
    conn: AsyncConnection, target: Target, unit_code: str, *, now: datetime
) -> list[MissingPerson]:
    """Return who of the unit counts and has not completed the target, by name.

    Names people: the caller holds the right Action.SEE_MISSING for the unit.
    """
    people = [p for p in await people_of_unit(conn, unit_code) if p.active and getattr(p, target.who)]
    since = await passes_must_be_since(conn, target.lessons, now.astimezone(ZONE).date())
    earned = passes_that_count(target.lessons, since, None, [person.id for person in people])
    have = {(row.person_id, row.lesson) for row in await conn.execute(earned)}
    found = (
        MissingPerson(p, tuple(lesson for lesson in target.lessons if (p.id, lesson) not in have))
        for p in people
    )
    return [person for person in found if person.lessons_missing]


def passes_that_count(
    lessons: Collection[str],
    since: dict[str, datetime],
    before: datetime | None,
    of: Collection[int] | Select[tuple[int]] | None = None,
) -> Select[tuple[int, str]]:
    """Select (person_id, lesson) of the passes that count, each pair once."""
    first = select(passes.c.person_id, passes.c.lesson).where(
        passes.c.lesson.in_([lesson for lesson in lessons if lesson not in since])
    )
    if before is not None:
        first = first.where(passes.c.passed_at < before)
    if of is not None:
        first = first.where(passes.c.person_id.in_(of))
    if not since:
        return first
    # `passes` holds first passes; who must pass again has a later one among the submissions.
    s = submissions.c
    again = (
        select(s.person_id, s.lesson)
        .where(
            s.passed, or_(*[(s.lesson == lesson) & (s.submitted_at >= at) for lesson, at in since.items()])
        )
        .distinct()
    )
    if before is not None:
        again = again.where(s.submitted_at < before)
    if of is not None:
        again = again.where(s.person_id.in_(of))
    both = union_all(first, again).subquery("both")
    return select(both.c.person_id, both.c.lesson)
