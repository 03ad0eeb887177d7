"""What lessons need to know of marks: a Protocol that grading implements and deploy registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True)
class LessonStatus:
    """How a person stands in one lesson: the attempt that counts, `share` (0-1) of the points."""

    passed: bool
    share: float | None


@dataclass(frozen=True)
class LastSubmission:
    """The person's latest submission of a lesson."""

    id: UUID
    version: str
    submitted_at: datetime


class MarksOf(Protocol):
    """Marks of a person, as lessons show them."""

    async def statuses(self, conn: AsyncConnection, person_id: int) -> dict[str, LessonStatus]:
        """Return the standing by lesson id; lessons never submitted are left out."""
        ...

    async def last_submission(
        self, conn: AsyncConnection, person_id: int, lesson: str
    ) -> LastSubmission | None:
        """Return the latest submission of the lesson, graded or not."""
        ...


def marks_of(app: Any) -> MarksOf:
    """Return the registered implementation of the web application `app`."""
    found: MarksOf = app.state.marks_of
    return found
