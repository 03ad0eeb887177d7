"""How a person stands in the lessons: grading's side of the port `courses.ports.MarksOf`."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from courses.ports import LastSubmission, LessonStatus
from grading.submissions import best_by_lesson, last_submission


class Standing:
    """Implements MarksOf over the submissions."""

    async def statuses(self, conn: AsyncConnection, person_id: int) -> dict[str, LessonStatus]:
        """Return the standing by lesson id."""
        best = await best_by_lesson(conn, person_id=person_id)
        return {
            lesson: LessonStatus(
                passed=bool(found.passed),
                share=found.score / found.max_score if found.score is not None and found.max_score else None,
            )
            for lesson, found in best.items()
        }

    async def last_submission(
        self, conn: AsyncConnection, person_id: int, lesson: str
    ) -> LastSubmission | None:
        """Return the latest submission of the lesson, graded or not."""
        found = await last_submission(conn, person_id=person_id, lesson=lesson)
        return None if found is None else LastSubmission(found.id, found.version, found.submitted_at)
