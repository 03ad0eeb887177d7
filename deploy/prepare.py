"""What a start does between PostgreSQL and the rest; each step may run again without harm."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from courses.errors import Problem
from courses.learner_files import write_release
from courses.publish import publish_content
from deploy.demo import load_demo
from deploy.demo_accounts import (
    close_demo_accounts,
    demo_accounts,
    demonstration_is_closed,
    replace_known_passwords,
)
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


@dataclass
class Prepared:
    """What the operator is told once everything runs.

    `accounts`: the demonstration's, or the first administrator's with the one-time password when it was
    just made. `warnings`: sentences in Vietnamese.
    """

    accounts: list[FirstAccount] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


Preparation = Callable[[Settings, Callable[[str], None]], Awaitable[Prepared]]


async def prepare(settings: Settings, say: Callable[[str], None]) -> Prepared:
    """Bring schema, gradebook, units and lessons up to date; load the demonstration when asked."""
    prepared = Prepared()
    say("Chuẩn bị bảng dữ liệu")
    url = settings.database("mattran")
    await asyncio.to_thread(ensure_schema, url)
    await asyncio.to_thread(ensure_gradebook, settings.database("gradebook"))
    db = Database(url, pool_size=2)
    passwords = PasswordPool(memory_mib=settings.hash_memory_mib, parallel=settings.hash_parallel)
    try:
        async with db.begin() as conn:
            await ensure_units(conn)
            prepared.warnings += await _close_known_passwords(conn, passwords, settings)
        say("Phát hành bài học, câu lệnh")
        async with db.begin() as conn:
            content = await publish_content(conn, datetime.now(UTC), on=date.today())
            await publish_files(conn, load_library().prompts.values(), datetime.now(UTC))
        if content.problems:
            prepared.warnings.append(not_published(content.problems))
        grader = Grader(settings.database("gradebook"))
        try:
            for lesson in content.lessons:
                await asyncio.to_thread(grader.ensure_assignment, lesson)
            await asyncio.to_thread(write_release, settings.data / RELEASE, content.lessons, release_notebook)
            if settings.demo:
                accounts = await load_demo(
                    db,
                    grader,
                    passwords.hash_now,
                    datetime.now(UTC),
                    say,
                    accounts=demo_accounts(settings),
                    cutoff_day=settings.report_cutoff_day,
                    gradebook_url=settings.database("gradebook"),
                )
                prepared.accounts = [FirstAccount(a.role, a.username, a.password) for a in accounts]
                return prepared
        finally:
            grader.close()
        async with db.begin() as conn:
            left = await demonstration_is_closed(conn)
            made = await ensure_first_admin(conn, passwords, after_demonstration=left)
        if made:
            prepared.accounts = [FirstAccount("Quản trị tỉnh (mật khẩu dùng một lần)", *made)]
        return prepared
    finally:
        passwords.close()
        await db.close()


def not_published(problems: Iterable[Problem]) -> str:
    """Return what the operator is told of lessons that were refused."""
    files = ", ".join(sorted({problem.path for problem in problems}))
    return (
        "nội dung sau có lỗi (có thể vì văn bản được viện dẫn đã hết hiệu lực) nên không được phát hành: "
        f"{files}. Bản đã phát hành trước đó, nếu có, vẫn dùng được. "
        "Xem từng lỗi bằng lệnh: mattran courses check"
    )


async def _close_known_passwords(
    conn: AsyncConnection, passwords: PasswordPool, settings: Settings
) -> list[str]:
    """Leave no password open that anybody knows; return what the operator is told of it.

    Comes first: the Hub starts meanwhile.
    """
    if settings.demo:
        await replace_known_passwords(conn, passwords, demo_accounts(settings), datetime.now(UTC))
        return []
    closed = await close_demo_accounts(conn, passwords, settings)
    if not closed:
        return []
    return [
        f"đã khóa các tài khoản dùng thử vì mật khẩu của chúng ai cũng biết: {', '.join(closed)}. "
        "Những người giả định khác vẫn ở trong danh sách và trong số liệu; để chạy thật, nên dùng một "
        "thư mục dữ liệu mới (MATTRAN_DATA)."
    ]
