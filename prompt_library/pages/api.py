"""The JSON API behind the library's pages: masked text to copy, Word files, uses, ratings, Markdown."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from hub.errors import UserError
from hub.people.store import units_all
from hub.permissions import Action, require
from hub.web.pages import HANOI
from hub.web.session import Sessions
from prompt_library.errors import GuardFailed, StateSecret
from prompt_library.library.masking import mask
from prompt_library.library.render import render
from prompt_library.pages.markup import to_html
from prompt_library.publishing.reactions import UseKind, rate, record_use, set_favourite
from prompt_library.publishing.versions import current, usable
from prompt_library.word.export import make_word_file, suggested_name
from prompt_library.word.fields import DocumentFields
from prompt_library.word.parties import parties_for
from prompt_library.word.profiles import PROFILES

log = structlog.get_logger("library")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PromptId = Annotated[str, Field(pattern=r"^[a-m][0-9]{2}-[a-z0-9-]{1,60}$")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Filled(_Body):
    """A prompt and what was typed into it."""

    version: int
    inputs: dict[Annotated[str, Field(max_length=60)], str | int] = Field(max_length=20)


class Use(_Body):
    """How a prompt just served."""

    version: int
    kind: UseKind


class Rating(_Body):
    """One to five stars, and why."""

    version: int
    stars: int = Field(ge=1, le=5)
    note: Annotated[str, Field(max_length=2000)] = ""


class Favourite(_Body):
    """In or out."""

    on: bool


class MarkdownIn(_Body):
    """A model's answer."""

    markdown: Annotated[str, Field(max_length=60_000)]


class WordIn(_Body):
    """What becomes a Word file; empty fields come from the text, the profile or the person's unit."""

    markdown: Annotated[str, Field(min_length=1, max_length=60_000)]
    profile: Annotated[str, Field(max_length=20)]
    title: Annotated[str, Field(max_length=300)] = ""
    prompt: _PromptId | None = None
    version: int | None = None


def api_router(sessions: Sessions, prefix: str) -> APIRouter:
    """Return the routes, below the API's prefix; `prefix` is the portal's, for links."""
    router = APIRouter(tags=["prompts"])

    @router.post("/prompts/{prompt_id}/masked")
    async def masked(request: Request, prompt_id: _PromptId, filled: Filled) -> dict[str, Any]:
        """Return the whole prompt, filled and masked, for use in another app; nothing is kept of it.

        Raises UnknownPrompt, InvalidInputs, StateSecret, GuardFailed.
        """
        caller = await sessions.writer(request)
        require(caller.person, Action.LEARN)
        async with request.app.state.db.begin() as conn:
            found = await usable(conn, prompt_id, filled.version, caller.person)
        system, user = render(found.prompt, filled.inputs)
        try:
            done = await asyncio.to_thread(mask, system.text, [user.text])  # others save answers meanwhile
        except Exception as error:
            log.error("guard failed", kind=type(error).__name__)
            raise GuardFailed from None
        if done.refused:
            raise StateSecret(done.refused)
        return {"text": f"{done.system}\n\n{done.texts[0]}", "masked": len(done.tokens)}

    @router.post("/prompts/{prompt_id}/uses", status_code=204)
    async def use(request: Request, prompt_id: _PromptId, given: Use) -> None:
        """Count one use."""
        caller = await sessions.writer(request)
        async with request.app.state.db.begin() as conn:
            found = await usable(conn, prompt_id, given.version, caller.person)
            await record_use(conn, caller.person.id, prompt_id, found.version, given.kind, datetime.now(UTC))

    @router.put("/prompts/{prompt_id}/rating", status_code=204)
    async def rating(request: Request, prompt_id: _PromptId, given: Rating) -> None:
        """Keep the caller's rating of a version."""
        caller = await sessions.writer(request)
        async with request.app.state.db.begin() as conn:
            found = await usable(conn, prompt_id, given.version, caller.person)
            await rate(
                conn,
                caller.person.id,
                prompt_id,
                found.version,
                given.stars,
                given.note,
                datetime.now(UTC),
            )

    @router.put("/prompts/{prompt_id}/favourite", status_code=204)
    async def favourite(request: Request, prompt_id: _PromptId, given: Favourite) -> None:
        """Put the prompt among the caller's favourites, or take it out."""
        caller = await sessions.writer(request)
        async with request.app.state.db.begin() as conn:
            await current(conn, prompt_id)
            await set_favourite(conn, caller.person.id, prompt_id, given.on)

    @router.get("/session")
    async def session(request: Request) -> dict[str, str]:
        """Tell an open page whose session this is now, and its CSRF token: one may have begun since."""
        caller = await sessions.caller(request)
        return {"username": caller.person.username, "csrf_token": caller.csrf_token}

    @router.post("/markdown")
    async def markdown(request: Request, given: MarkdownIn) -> dict[str, str]:
        """Return a model's answer as safe HTML: no raw HTML, images or links out."""
        await sessions.writer(request)
        return {"html": str(to_html(given.markdown, lambda one: f"{prefix}prompts/{one}"))}

    @router.post("/word", response_class=Response)
    async def word(request: Request, given: WordIn) -> Response:
        """Return the text as a .docx in the official form of the caller's unit.

        Raises UnknownProfile, TooMuchText.
        """
        caller = await sessions.writer(request)
        require(caller.person, Action.LEARN)
        now = datetime.now(UTC)
        fields = DocumentFields()
        async with request.app.state.db.begin() as conn:
            units = {unit.code: unit for unit in await units_all(conn)}
            if given.prompt is not None:
                found = await usable(conn, given.prompt, given.version, caller.person)
                await record_use(conn, caller.person.id, given.prompt, found.version, "word", now)
                if found.prompt.personal and given.profile in PROFILES and PROFILES[given.profile].as_above:
                    # A letter about a citizen goes to whom it is addressed, not to superiors by default.
                    fields = DocumentFields(recipients=("Như trên",))
        unit = units.get(caller.person.unit_code)
        if unit is None:
            raise UserError("Đơn vị của đồng chí không còn trong danh sách.", code="no_unit", status=409)
        today = now.astimezone(HANOI).date()
        made = await asyncio.to_thread(
            make_word_file,
            given.markdown,
            given.profile,
            parties_for(caller.person, unit),
            today=today,
            fields=fields,
        )
        name = suggested_name(given.profile, given.title, today)
        return Response(
            made.data,
            media_type=DOCX,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Mattran-Left-Out": quote("; ".join(note.message for note in made.notes)[:2000]),
            },
        )

    return router
