"""What a start makes of the content: lessons that pass are published, of the others the last one stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from courses.catalogue import CONTENT_DIR, load_catalogue, passing_lessons
from courses.errors import Problem, UnknownLesson
from courses.lesson import Lesson
from courses.versions import current, publish_lessons


@dataclass(frozen=True)
class Publication:
    """The lessons people take now, in the catalogue's order, and why some files were not published."""

    lessons: tuple[Lesson, ...]
    problems: tuple[Problem, ...]


async def publish_content(
    conn: AsyncConnection, now: datetime, *, on: date, folder: Path = CONTENT_DIR
) -> Publication:
    """Publish every lesson of `folder` that passes on the day `on`.

    A law that a lesson cites may expire from one start to the next: its new text is then refused, and the
    version published before goes on. Raises ContentError when the catalogue itself cannot be read, or
    VersionCollision.
    """
    passing, problems = passing_lessons(folder, on=on)
    await publish_lessons(conn, passing.values(), now)
    lessons = []
    for lesson_id in load_catalogue(folder).lessons:
        try:
            lessons.append(passing.get(lesson_id) or await current(conn, lesson_id))
        except UnknownLesson:  # refused, and never published before
            continue
    return Publication(tuple(lessons), tuple(problems))
