"""Publishing changed lessons on a running platform, as a new release does, and putting the real ones back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

from courses.competencies import load_competencies
from courses.lesson import Lesson, parse_lesson
from courses.versions import publish_lessons
from hub.db import Database
from hub.legal.register import load_register
from tests.answers import lessons
from tests.stack import Stack


def lesson_from(source: str) -> Lesson:
    """Return the lesson written in `source`, held to every rule for authors."""
    return parse_lesson(source, register=load_register(), competencies=load_competencies())


def publish(stack: Stack, changed: Sequence[Lesson]) -> None:
    """Make `changed` the current versions on the platform."""

    async def work() -> None:
        database = Database(stack.settings.database("mattran"), pool_size=1)
        try:
            async with database.begin() as conn:
                await publish_lessons(conn, changed, datetime.now(UTC))
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as thread:  # a loop of Playwright's may run in this one
        thread.submit(asyncio.run, work()).result()


@contextmanager
def real_lessons_afterwards(stack: Stack) -> Iterator[None]:
    """Make the lessons of the catalogue the current ones again at the end."""
    try:
        yield
    finally:
        publish(stack, list(lessons().values()))
