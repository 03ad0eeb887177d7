"""The licence to use AI, as facts written down: grading decides and writes, everybody else reads.

The gateway runs without grading, so what it needs to know of lessons stands in tables of our own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from prompt_library.accounts.tables import licence_lessons, licence_passes, licences


@dataclass(frozen=True)
class LicenceLesson:
    """A lesson that the licence asks for."""

    lesson: str  # "k2-b1"
    title: str


@dataclass(frozen=True)
class LicenceState:
    """How somebody stands: `granted_at` None while `missing` lessons (as people take them) lack."""

    granted_at: datetime | None
    missing: tuple[LicenceLesson, ...]

    @property
    def licensed(self) -> bool:
        """Whether the licence is held."""
        return self.granted_at is not None


async def grant(conn: AsyncConnection, person_id: int, reason: str, now: datetime) -> bool:
    """Write down that the person has the licence; return False when that stood there already."""
    written = await conn.execute(
        insert(licences)
        .values(person_id=person_id, granted_at=now, reason=reason)
        .on_conflict_do_nothing(index_elements=["person_id"])
        .returning(licences.c.person_id)
    )
    return written.first() is not None


async def ensure_lessons(conn: AsyncConnection, lessons: Sequence[LicenceLesson]) -> None:
    """Write down which lessons the licence asks for, in their order, in place of those asked before."""
    ids = [lesson.lesson for lesson in lessons]
    await conn.execute(delete(licence_lessons).where(licence_lessons.c.lesson.not_in(ids)))
    rows = [
        {"lesson": one.lesson, "title": one.title, "place": place} for place, one in enumerate(lessons, 1)
    ]
    if rows:
        statement = insert(licence_lessons)
        await conn.execute(
            statement.on_conflict_do_update(
                index_elements=["lesson"],
                set_={name: statement.excluded[name] for name in ("title", "place")},
            ),
            rows,
        )


async def note_passes(conn: AsyncConnection, person_id: int, lessons: Collection[str]) -> None:
    """Write down which lessons the person has passed, in place of what stood there."""
    mine = licence_passes.c.person_id == person_id
    await conn.execute(delete(licence_passes).where(mine, licence_passes.c.lesson.not_in(lessons)))
    if lessons:
        rows = [{"person_id": person_id, "lesson": lesson} for lesson in lessons]
        await conn.execute(insert(licence_passes).on_conflict_do_nothing(), rows)


async def ensure_passes(conn: AsyncConnection, passed: Select[tuple[int, str]]) -> None:
    """Write down exactly the pairs (person id, lesson) that `passed` selects."""
    counts = passed.subquery("counts")
    person_id, lesson = counts.c
    stands = select(literal(1)).where(
        person_id == licence_passes.c.person_id, lesson == licence_passes.c.lesson
    )
    await conn.execute(delete(licence_passes).where(~stands.exists()))
    columns = ["person_id", "lesson"]
    await conn.execute(insert(licence_passes).from_select(columns, passed).on_conflict_do_nothing())


async def ensure_granted(
    conn: AsyncConnection, people: Select[tuple[int]], reason: str, now: datetime
) -> int:
    """Give the licence to all whose ids `people` selects and who lack it; return how many that were."""
    who = people.subquery("who")
    rows = select(next(iter(who.c)), literal(now), literal(reason))
    written = await conn.execute(
        insert(licences)
        .from_select(["person_id", "granted_at", "reason"], rows)
        .on_conflict_do_nothing(index_elements=["person_id"])
        .returning(licences.c.person_id)
    )
    return len(written.all())


async def lessons_asked(conn: AsyncConnection) -> tuple[LicenceLesson, ...]:
    """Return the lessons that the licence asks for, in the order people take them."""
    rows = await conn.execute(
        select(licence_lessons.c.lesson, licence_lessons.c.title).order_by(licence_lessons.c.place)
    )
    return tuple(LicenceLesson(*row) for row in rows)


async def licence_states(conn: AsyncConnection, people: Collection[int]) -> dict[int, LicenceState]:
    """Return how each of `people` (ids) stands; a licence once granted lacks nothing."""
    asked = await lessons_asked(conn)
    held = {
        row.person_id: row.granted_at
        for row in await conn.execute(
            select(licences.c.person_id, licences.c.granted_at).where(licences.c.person_id.in_(people))
        )
    }
    passed = {
        (row.person_id, row.lesson)
        for row in await conn.execute(
            select(licence_passes.c.person_id, licence_passes.c.lesson).where(
                licence_passes.c.person_id.in_(people)
            )
        )
    }
    return {
        person_id: LicenceState(
            held.get(person_id),
            () if person_id in held else tuple(one for one in asked if (person_id, one.lesson) not in passed),
        )
        for person_id in people
    }


async def licence_state(conn: AsyncConnection, person_id: int) -> LicenceState:
    """Return how the person stands."""
    return (await licence_states(conn, [person_id]))[person_id]
