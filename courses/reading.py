"""Which version of a lesson a person reads, what they answered, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.catalogue import Catalogue
from courses.lesson import Lesson, QuestionBlock
from courses.ports import LastSubmission, MarksOf
from courses.versions import current, current_lessons, published
from exercises.answers import latest_answers
from exercises.progress import answered_counts, last_answer


@dataclass(frozen=True)
class Reading:
    """A lesson as one person meets it."""

    lesson: Lesson
    current_version: str
    answers: dict[str, JsonValue]
    last_submission: LastSubmission | None
    next_lesson: str | None
    course_title: str


async def reading(
    conn: AsyncConnection,
    marks: MarksOf,
    catalogue: Catalogue,
    *,
    person_id: int,
    lesson_id: str,
    version: str | None = None,
) -> Reading:
    """Return the lesson a person reads.

    Whoever is in the middle of an older version (answers not submitted yet) goes on with it, unless
    another `version` is asked for. Raises UnknownLesson and UnknownVersion.
    """
    newest = await current(conn, lesson_id)
    last = await marks.last_submission(conn, person_id, lesson_id)
    lesson = newest
    if version is not None:
        lesson = await published(conn, lesson_id, version)
    else:
        answered = await last_answer(conn, person_id=person_id, lesson=lesson_id)
        if (
            answered is not None
            and answered.version != newest.version
            and (last is None or last.submitted_at < answered.received_at)
        ):
            lesson = await published(conn, lesson_id, answered.version)
    given = await latest_answers(conn, person_id=person_id, lesson=lesson_id, version=lesson.version)
    course = catalogue.course_of(lesson_id)
    return Reading(
        lesson=lesson,
        current_version=newest.version,
        answers=given,
        last_submission=last,
        next_lesson=catalogue.next_lesson(lesson_id),
        course_title=course.title if course else "",
    )


def public_blocks(lesson: Lesson) -> list[dict[str, Any]]:
    """Return the lesson as a browser may see it: `{"html"}` or `{"question": public form}` in order."""
    return [
        {"question": block.question.public()} if isinstance(block, QuestionBlock) else {"html": block.html}
        for block in lesson.blocks
    ]


async def overview(
    conn: AsyncConnection, marks: MarksOf, catalogue: Catalogue, *, person_id: int
) -> list[dict[str, Any]]:
    """Return every course with its lessons and how the person stands in each.

    `status` is `passed`, `failed` (submitted, not passed), `started` or `new`; `best` the share (0-1)
    of points of the attempt that counts, or None; `answered` of `questions` are answered.
    """
    lessons = await current_lessons(conn)
    standing = await marks.statuses(conn, person_id)
    counts = await answered_counts(conn, person_id=person_id)
    courses = []
    for course in catalogue.courses:
        rows = []
        for lesson_id in course.lessons:
            lesson = lessons.get(lesson_id)
            if lesson is None:
                continue
            status = standing.get(lesson_id)
            answered = max((n for (known, _), n in counts.items() if known == lesson_id), default=0)
            rows.append(
                {
                    "id": lesson.id,
                    "title": lesson.title,
                    "minutes": lesson.minutes,
                    "summary": lesson.summary,
                    "version": lesson.version,
                    "status": _word(status is not None, status is not None and status.passed, answered),
                    "best": status.share if status else None,
                    "answered": min(answered, len(lesson.questions)),
                    "questions": len(lesson.questions),
                }
            )
        courses.append({"id": course.id, "title": course.title, "lessons": rows})
    return courses


def _word(submitted: bool, passed: bool, answered: int) -> str:
    if submitted:
        return "passed" if passed else "failed"
    return "started" if answered else "new"
