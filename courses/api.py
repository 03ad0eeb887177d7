"""The JSON API of lessons and answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from courses.catalogue import Catalogue
from courses.ports import marks_of
from courses.reading import overview, public_blocks, reading
from courses.versions import published_in
from exercises.answers import AnswerLog, SentAnswer
from exercises.errors import InvalidValue
from hub.errors import UserError
from hub.permissions import Action, require
from hub.web.session import Caller, Sessions

LessonId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
Version = Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
PERSON_HEADER = "x-mattran-person"


class AnswerIn(BaseModel):
    """One answer of the caller; `id` is made by the client, so a repeat is harmless."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    lesson: LessonId
    version: Version
    question: Annotated[str, Field(pattern=r"^q[0-9]{1,3}$")]
    value: JsonValue


class AnswerOut(BaseModel):
    """When the answer was saved; `id` as it came."""

    id: UUID
    saved_at: datetime


class WrongPerson(UserError):
    """Answers that waited in the browser belong to somebody else than who is signed in."""

    code = "wrong_person"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Các câu trả lời đang chờ trên máy này là của người khác nên không được gửi. "
            "Mời đồng chí tải lại trang."
        )


def check_sender(request: Request, caller: Caller) -> None:
    """Raise WrongPerson when the page that sends belongs to somebody else than the caller."""
    named = request.headers.get(PERSON_HEADER)
    if named is not None and named != caller.person.username:
        raise WrongPerson


def api_router(sessions: Sessions, catalogue: Catalogue) -> APIRouter:
    """Return the routes of answers, below the API's prefix."""
    router = APIRouter(tags=["courses"])

    @router.get("/me")
    async def me(request: Request) -> dict[str, Any]:
        """Return who the caller is."""
        person = (await sessions.caller(request)).person
        return {
            "username": person.username,
            "name": person.full_name,
            "unit": {"code": person.unit_code, "name": person.unit_name},
            "role": person.role,
        }

    @router.get("/courses")
    async def courses(request: Request) -> dict[str, Any]:
        """Return the courses, their lessons and how the caller stands in each."""
        caller = await sessions.caller(request)
        require(caller.person, Action.LEARN)
        async with request.app.state.db.begin() as conn:
            listed = await overview(conn, marks_of(request.app), catalogue, person_id=caller.person.id)
        return {"courses": listed}

    @router.get("/lessons/{lesson_id}")
    async def lesson(request: Request, lesson_id: LessonId, version: Version | None = None) -> dict[str, Any]:
        """Return a lesson without its keys, and the caller's answers to this version of it."""
        caller = await sessions.caller(request)
        require(caller.person, Action.LEARN)
        async with request.app.state.db.begin() as conn:
            found = await reading(
                conn,
                marks_of(request.app),
                catalogue,
                person_id=caller.person.id,
                lesson_id=lesson_id,
                version=version,
            )
        last = found.last_submission
        return {
            "id": found.lesson.id,
            "title": found.lesson.title,
            "minutes": found.lesson.minutes,
            "version": found.lesson.version,
            "current_version": found.current_version,
            "blocks": public_blocks(found.lesson),
            "answers": found.answers,
            "next": found.next_lesson,
            "last_submission": str(last.id) if last and last.version == found.lesson.version else None,
        }

    @router.post("/answers", status_code=201)
    async def save_answer(request: Request, response: Response, answer: AnswerIn) -> AnswerOut:
        """Save one answer; 201 when new, 200 with the same body when this id was saved before."""
        caller = await sessions.writer(request)
        require(caller.person, Action.LEARN)
        check_sender(request, caller)
        lesson = await published_in(request.app.state.db, answer.lesson, answer.version)
        question = next((q for q in lesson.questions if q.id == answer.question), None)
        if question is None:
            need = "bài này không có câu đó. Mời đồng chí tải lại trang bài học."
            raise InvalidValue(answer.question, need)
        sent = SentAnswer(
            id=answer.id,
            person_id=caller.person.id,
            lesson=answer.lesson,
            version=answer.version,
            question=answer.question,
            value=question.check_value(answer.value),
            received_at=datetime.now(UTC),
        )
        log: AnswerLog = request.app.state.answer_log
        recorded = await log.add(sent)
        if not recorded.created:
            response.status_code = 200
        return AnswerOut(id=recorded.id, saved_at=recorded.saved_at)

    return router
