"""What a start does between PostgreSQL and the rest; each step may run again without harm."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from courses.catalogue import load_lessons
from courses.learner_files import write_release
from courses.versions import publish_lessons
from deploy.demo import load_demo
from deploy.schema import ensure_schema
from grading.engine import Grader
from grading.nbgrader_gradebook import ensure_gradebook
from grading.nbgrader_pipeline import release_notebook
from hub.auth.first_admin import ensure_first_admin
from hub.auth.passwords import PasswordPool
from hub.db import Database
from hub.jupyterhub.learner.view import RELEASE
from hub.people.units import ensure_units
from hub.settings import Settings
from prompt_library.library.load import load_library
from prompt_library.publishing.versions import publish_files


@dataclass(frozen=True)
class FirstAccount:
    """An account the operator is told about: `role` in Vietnamese, `password` None when unchanged."""

    role: str
    username: str
    password: str


Preparation = Callable[[Settings, Callable[[str], None]], Awaitable[list[FirstAccount]]]


async def prepare(settings: Settings, say: Callable[[str], None]) -> list[FirstAccount]:
    """Bring schema, gradebook, units and lessons up to date; load the demonstration when asked.

    Returns the accounts to print: the demonstration's, or the first administrator's with the
    one-time password when it was just made.
    """
    say("Chuẩn bị bảng dữ liệu")
    url = settings.database("mattran")
    await asyncio.to_thread(ensure_schema, url)
    await asyncio.to_thread(ensure_gradebook, settings.database("gradebook"))
    db = Database(url, pool_size=2)
    passwords = PasswordPool(memory_mib=settings.hash_memory_mib, parallel=settings.hash_parallel)
    try:
        say("Phát hành bài học, câu lệnh")
        lessons = load_lessons(on=date.today())
        async with db.begin() as conn:
            await ensure_units(conn)
            await publish_lessons(conn, lessons.values(), datetime.now(UTC))
            await publish_files(conn, load_library().prompts.values(), datetime.now(UTC))
        grader = Grader(settings.database("gradebook"))
        try:
            for lesson in lessons.values():
                await asyncio.to_thread(grader.ensure_assignment, lesson)
            await asyncio.to_thread(
                write_release, settings.data / RELEASE, lessons.values(), release_notebook
            )
            if settings.demo:
                accounts = await load_demo(
                    db,
                    grader,
                    passwords.hash_now,
                    datetime.now(UTC),
                    say,
                    cutoff_day=settings.report_cutoff_day,
                    gradebook_url=settings.database("gradebook"),
                )
                return [FirstAccount(a.role, a.username, a.password) for a in accounts]
        finally:
            grader.close()
        async with db.begin() as conn:
            made = await ensure_first_admin(conn, passwords)
        return [FirstAccount("Quản trị tỉnh (mật khẩu dùng một lần)", *made)] if made else []
    finally:
        passwords.close()
        await db.close()
