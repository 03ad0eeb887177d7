"""Every published version of a lesson stays readable; the one published last is current."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, Row, Select, insert, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.errors import UnknownLesson, UnknownVersion, VersionCollision
from courses.frontmatter import LESSON_ID
from courses.lesson import Lesson, parse_lesson
from courses.tables import lesson_versions, publications
from hub.db import Database
from hub.legal.register import load_register

_VERSION = re.compile(r"[0-9a-f]{8}\Z")


@dataclass(frozen=True)
class Published:
    """A version that became the current one of its lesson; `new` when it was never published before."""

    lesson: str
    version: str
    new: bool


async def publish_lessons(conn: AsyncConnection, lessons: Iterable[Lesson], now: datetime) -> list[Published]:
    """Make each of `lessons` the current version and return those that were not so already.

    Publishing the same lessons again changes nothing; two callers at once wait for each other.
    Raises VersionCollision.
    """
    await conn.execute(text(f"LOCK TABLE {publications.fullname} IN SHARE ROW EXCLUSIVE MODE"))
    current = {row.lesson: row.version for row in await conn.execute(_current_versions())}
    published = []
    for lesson in lessons:
        if current.get(lesson.id) == lesson.version and await _stored_sha256(conn, lesson) == lesson.sha256:
            continue
        added = await conn.execute(
            upsert(lesson_versions)
            .values(
                lesson=lesson.id,
                version=lesson.version,
                sha256=lesson.sha256,
                source=lesson.source,
                title=lesson.title,
                published_at=now,
            )
            .on_conflict_do_nothing()
            .returning(lesson_versions.c.version)
        )
        new = added.scalar_one_or_none() is not None
        if not new and await _stored_sha256(conn, lesson) != lesson.sha256:
            raise VersionCollision(lesson.id, lesson.version)
        await conn.execute(
            insert(publications).values(lesson=lesson.id, version=lesson.version, published_at=now)
        )
        published.append(Published(lesson.id, lesson.version, new))
    return published


async def published(conn: AsyncConnection, lesson_id: str, version: str) -> Lesson:
    """Return the version of the lesson as it was read; raise UnknownVersion."""
    if not (LESSON_ID.match(lesson_id) and _VERSION.match(version)):
        raise UnknownVersion
    known = _known_versions(conn)
    sha256 = known.get((lesson_id, version))
    if sha256 is None:
        found = await conn.execute(
            select(lesson_versions.c.sha256).where(
                lesson_versions.c.lesson == lesson_id, lesson_versions.c.version == version
            )
        )
        sha256 = found.scalar_one_or_none()
        if sha256 is None:
            raise UnknownVersion
        known[lesson_id, version] = sha256
    return (await _lessons(conn, [sha256]))[0]


async def published_in(db: Database, lesson_id: str, version: str) -> Lesson:
    """Return what `published` returns, without a connection where it was read before."""
    sha256 = _KNOWN.get(db.engine.pool, {}).get((lesson_id, version))
    lesson = _READ.get(sha256) if sha256 else None
    if lesson is not None:
        return lesson
    async with db.single() as conn:
        return await published(conn, lesson_id, version)


async def current(conn: AsyncConnection, lesson_id: str) -> Lesson:
    """Return the version of the lesson that was published last; raise UnknownLesson."""
    if not LESSON_ID.match(lesson_id):
        raise UnknownLesson
    found = await conn.execute(_current_versions().where(publications.c.lesson == lesson_id))
    row = found.one_or_none()
    if row is None:
        raise UnknownLesson
    return (await _lessons(conn, [row.sha256]))[0]


async def current_lessons(conn: AsyncConnection) -> dict[str, Lesson]:
    """Return the current version of every lesson ever published, by id, in the order of the ids."""
    rows = (await conn.execute(_current_versions())).all()
    lessons = await _lessons(conn, [row.sha256 for row in rows])
    return {lesson.id: lesson for lesson in lessons}


def _current_versions() -> Select[tuple[str, str, str]]:
    """Select lesson, version and sha256 of the latest publication of each lesson."""
    return (
        select(publications.c.lesson, publications.c.version, lesson_versions.c.sha256)
        .join(
            lesson_versions,
            (lesson_versions.c.lesson == publications.c.lesson)
            & (lesson_versions.c.version == publications.c.version),
        )
        .ext(distinct_on(publications.c.lesson))
        .order_by(publications.c.lesson, publications.c.seq.desc())
    )


async def _stored_sha256(conn: AsyncConnection, lesson: Lesson) -> str | None:
    found = await conn.execute(
        select(lesson_versions.c.sha256).where(
            lesson_versions.c.lesson == lesson.id, lesson_versions.c.version == lesson.version
        )
    )
    sha256: str | None = found.scalar_one_or_none()
    return sha256


class _ReadLessons:
    """The lessons read last, by SHA-256 of their source: reading one takes about 50 ms.

    A source names one lesson for ever, so nothing in here becomes outdated.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._lessons: OrderedDict[str, Lesson] = OrderedDict()

    def get(self, sha256: str) -> Lesson | None:
        lesson = self._lessons.get(sha256)
        if lesson is not None:
            self._lessons.move_to_end(sha256)
        return lesson

    def put(self, lesson: Lesson) -> None:
        self._lessons[lesson.sha256] = lesson
        while len(self._lessons) > self._size:
            self._lessons.popitem(last=False)


_READ = _ReadLessons(size=256)


# What each database (by its pool of connections) said of a version: never changed, never taken back.
_KNOWN: WeakKeyDictionary[Pool, dict[tuple[str, str], str]] = WeakKeyDictionary()


def _known_versions(conn: AsyncConnection) -> dict[tuple[str, str], str]:
    """Return the SHA-256 of the versions this database was asked for, to be added to."""
    return _KNOWN.setdefault(conn.sync_connection.engine.pool, {})  # type: ignore[union-attr]


async def _lessons(conn: AsyncConnection, wanted: list[str]) -> list[Lesson]:
    """Return the lessons whose sources have these SHA-256, in this order."""
    lessons = {sha256: lesson for sha256 in wanted if (lesson := _READ.get(sha256)) is not None}
    if missing := [sha256 for sha256 in wanted if sha256 not in lessons]:
        rows = await conn.execute(
            select(lesson_versions.c.source).where(lesson_versions.c.sha256.in_(missing))
        )
        for row in rows:
            lesson = _read_again(row)
            lessons[lesson.sha256] = lesson
            _READ.put(lesson)
    return [lessons[sha256] for sha256 in wanted]


def _read_again(row: Row[tuple[str]]) -> Lesson:
    """Read a stored source. The rules for authors do not apply: it passed those of its own day."""
    return parse_lesson(row.source, register=load_register(), competencies=(), strict=False)
