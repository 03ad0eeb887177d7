"""The licence to use AI: given when the last lesson it asks for is passed, once, by writing down the fact.

Which lessons those are stands in courses/targets.yml. Who was licensed stays so when a lesson changes;
who is not yet licensed needs passes that count today, as completion counts them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.targets import load_targets
from courses.versions import current_lessons
from grading.completion import passes_must_be_since, passes_that_count
from hub.people.counting import ZONE
from prompt_library import licences

_LOCK = 7004  # first key of the advisory locks


async def note_licence(conn: AsyncConnection, person_id: int, lesson: str, now: datetime) -> bool:
    """Write down the person's pass of `lesson`, and the licence once it is complete; tell whether it is new.

    Called in the transaction that writes the pass.
    """
    asked = load_targets().licence.lessons
    if lesson not in asked:
        return False
    # Two workers passing two lessons of one person at once: the second sees what the first wrote.
    await conn.execute(select(func.pg_advisory_xact_lock(_LOCK, person_id % 2**31)))
    since = await passes_must_be_since(conn, asked, now.astimezone(ZONE).date())
    counted = await conn.execute(passes_that_count(asked, since, None, [person_id]))
    passed = {row.lesson for row in counted}
    await licences.note_passes(conn, person_id, passed)
    if passed != set(asked):
        return False
    return await licences.grant(conn, person_id, _reason(asked), now)


async def ensure_licences(conn: AsyncConnection, now: datetime) -> int:
    """Write down what the licence asks for, and the licences of all who passed that before; how many new.

    Run at the worker's start: for passes from before there were licences, and for a changed list.
    """
    asked = load_targets().licence.lessons
    current = await current_lessons(conn)
    titles = [(name, current[name].title if name in current else name.upper()) for name in asked]
    await licences.ensure_lessons(conn, [licences.LicenceLesson(*one) for one in titles])
    since = await passes_must_be_since(conn, asked, now.astimezone(ZONE).date())
    counted = passes_that_count(asked, since, None)
    await licences.ensure_passes(conn, counted)
    each = counted.subquery("each")
    complete = select(each.c.person_id).group_by(each.c.person_id).having(func.count() == len(asked))
    return await licences.ensure_granted(conn, complete, _reason(asked), now)


def _reason(asked: tuple[str, ...]) -> str:
    return f"Đạt đủ các bài {', '.join(lesson.upper() for lesson in asked)}"
