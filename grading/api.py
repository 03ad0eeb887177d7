"""The JSON API of submissions and marks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.api import LessonId, Version, check_sender
from courses.versions import published
from exercises.answers import latest_answers
from grading.errors import SubmissionNotFound
from grading.submissions import Submission, marks_of, record_submission, submission_by_id
from hub.people.store import Person, person_by_id
from hub.permissions import Action, may, require
from hub.web.session import Sessions


class SubmissionIn(BaseModel):
    """A press of "Nộp bài"; `key` is made by the client, so a repeat is the same submission."""

    model_config = ConfigDict(extra="forbid")

    lesson: LessonId
    version: Version
    key: UUID


def _receipt(submission: Submission) -> dict[str, Any]:
    return {
        "id": str(submission.id),
        "lesson": submission.lesson,
        "version": submission.version,
        "attempt": submission.attempt,
        "status": submission.status,
        "submitted_at": submission.submitted_at.isoformat(),
    }


async def _result(conn: AsyncConnection, submission: Submission) -> dict[str, Any]:
    """Return the receipt, and with it marks, keys and explanations once graded, never before."""
    result = _receipt(submission)
    if submission.graded_at is None:
        return result
    lesson = await published(conn, submission.lesson, submission.version)
    marks = await marks_of(conn, submission.id)
    questions = []
    for question in lesson.questions:
        mark = marks[question.id]
        questions.append(
            {
                "id": question.id,
                "score": mark.score,
                "max_score": mark.max_score,
                "correct": mark.right,
                "needs_manual": mark.needs_manual,
                **question.solution(),
            }
        )
    return result | {
        "score": submission.score,
        "max_score": submission.max_score,
        "passed": submission.passed,
        "pending_manual": submission.pending_manual,
        "critical_missed": list(submission.critical_missed),
        "questions": questions,
    }


async def _visible(conn: AsyncConnection, person: Person, submission_id: UUID) -> Submission:
    """Return the submission if the person may see it; otherwise it does not exist for them."""
    submission = await submission_by_id(conn, submission_id)
    if submission.person_id == person.id:
        return submission
    owner = await person_by_id(conn, submission.person_id)
    if owner is None or not may(person, Action.SEE_SUBMISSION, owner.unit_code):
        raise SubmissionNotFound
    return submission


def api_router(sessions: Sessions) -> APIRouter:
    """Return the routes of submissions, below the API's prefix."""
    router = APIRouter(tags=["grading"])

    @router.post("/submissions", status_code=202)
    async def submit(request: Request, response: Response, body: SubmissionIn) -> dict[str, Any]:
        """Submit the caller's saved answers; 202 when new, 200 when this key came before."""
        caller = await sessions.writer(request)
        require(caller.person, Action.LEARN)
        check_sender(request, caller)
        async with request.app.state.db.begin() as conn:
            await published(conn, body.lesson, body.version)
            answers = await latest_answers(
                conn, person_id=caller.person.id, lesson=body.lesson, version=body.version
            )
            submission, created = await record_submission(
                conn,
                request.app.state.queue,
                key=body.key,
                person_id=caller.person.id,
                lesson=body.lesson,
                version=body.version,
                answers=answers,
                now=datetime.now(UTC),
            )
        if not created:
            response.status_code = 200
        return _receipt(submission)

    @router.get("/submissions/{submission_id}")
    async def submission(
        request: Request, submission_id: UUID, wait: Annotated[float, Query(ge=0, le=25)] = 0
    ) -> dict[str, Any]:
        """Return a submission; with `wait` (seconds) the answer comes as soon as it is graded."""
        caller = await sessions.caller(request)
        db = request.app.state.db
        with request.app.state.graded.waiter(str(submission_id)) as graded:
            async with db.begin() as conn:
                found = await _visible(conn, caller.person, submission_id)
                if found.graded_at is not None or wait == 0:
                    return await _result(conn, found)
            try:
                await asyncio.wait_for(graded.wait(), wait)
            except TimeoutError:
                return _receipt(found)
        async with db.begin() as conn:
            return await _result(conn, await _visible(conn, caller.person, submission_id))

    return router
