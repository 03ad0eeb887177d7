"""`mattran grading export DIR`: the attempts that count, as a course directory for stock nbgrader."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy.exc import OperationalError

from courses.lesson import Lesson
from courses.versions import current_lessons, published
from grading.engine import Grader
from grading.export import SubmissionToExport, export_course
from grading.submissions import counting_submissions, marks_of
from hub.db import Database
from hub.errors import UserError
from hub.people.store import person_by_id
from hub.settings import Settings


class ExportRefused(UserError):
    """The export cannot begin; nothing was written."""

    code = "export_refused"


async def export_to(settings: Settings, folder: Path) -> None:
    """Write the course directory `folder` (new or empty) and say what it holds."""
    db = Database(settings.database("mattran"), pool_size=2)
    try:
        lessons, found = await _counting(db)
    except OperationalError:
        raise ExportRefused(
            "Không kết nối được cơ sở dữ liệu. Hãy chạy nền tảng trước: mattran start"
        ) from None
    finally:
        await db.close()
    grader = Grader(settings.database("gradebook"))
    try:
        exported = await asyncio.to_thread(
            export_course, folder, list(lessons.values()), found, source_of=grader.source_notebook
        )
    finally:
        grader.close()
    print(f"{len(exported.assignments)} assignments, {exported.submissions} submissions: {folder}")


async def _counting(db: Database) -> tuple[dict[tuple[str, str], Lesson], list[SubmissionToExport]]:
    """Return the attempts that count, and every lesson version they need besides the current ones."""
    lessons: dict[tuple[str, str], Lesson] = {}
    found: list[SubmissionToExport] = []
    async with db.begin() as conn:
        for lesson in (await current_lessons(conn)).values():
            lessons[lesson.id, lesson.version] = lesson
        for submission in await counting_submissions(conn):
            version = (submission.lesson, submission.version)
            if version not in lessons:
                lessons[version] = await published(conn, *version)
            person = await person_by_id(conn, submission.person_id)
            marks = await marks_of(conn, submission.id)
            if person is not None:
                found.append(
                    SubmissionToExport(
                        student=person.username,
                        lesson=lessons[version],
                        answers=submission.answers,
                        submitted_at=submission.submitted_at,
                        marks=tuple(marks[question.id] for question in lessons[version].questions),
                    )
                )
    return lessons, found
