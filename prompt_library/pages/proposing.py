"""Proposals: a cadre changes a prompt or writes a new one in a form, and sees what became of it."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from hub.permissions import Action, require
from hub.web.pages import Pages
from hub.web.session import Caller, Sessions
from prompt_library.library.load import groups
from prompt_library.pages.words import STATES
from prompt_library.publishing.errors import BadProposal, NoteMissing
from prompt_library.publishing.proposal import Change, NewPrompt, changed, new
from prompt_library.publishing.review import propose, reviews_of
from prompt_library.publishing.versions import current, current_prompts, of_author

_MOST = 6
Short = Annotated[str, Form(max_length=300)]
Long = Annotated[str, Form(max_length=20_000)]


def router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the routes of proposals."""
    routes = APIRouter()

    @routes.get("/proposals")
    async def mine(request: Request) -> Response:
        caller = await sessions.caller(request)
        require(caller.person, Action.PROPOSE_PROMPT)
        async with request.app.state.db.begin() as conn:
            own = await of_author(conn, caller.person.id)
            reviews = {
                (one.prompt.id, one.version): [
                    review
                    for review in await reviews_of(conn, one.prompt.id)
                    if review.version == one.version
                ]
                for one in own
            }
        return pages.page(request, "proposals.html", caller, own=own, reviews=reviews, states=STATES)

    @routes.get("/proposals/new")
    async def empty(request: Request) -> Response:
        caller = await sessions.caller(request)
        require(caller.person, Action.PROPOSE_PROMPT)
        return _new_form(request, caller, {}, None)

    @routes.post("/proposals/new")
    async def send_new(
        request: Request,
        title: Short = "",
        description: Short = "",
        task: Annotated[int, Form()] = 0,
        instructions: Long = "",
        sample_answer: Long = "",
        note: Annotated[str, Form(max_length=4000)] = "",
    ) -> Response:
        caller = await sessions.writer(request)
        require(caller.person, Action.PROPOSE_PROMPT)
        form = await request.form()
        rows = [
            (
                str(form.get(f"ask_{n}", ""))[:120],
                str(form.get(f"example_{n}", ""))[:3000],
                f"personal_{n}" in form,
            )
            for n in range(1, _MOST + 1)
        ]
        asked = [row for row in rows if row[0].strip()]
        given = NewPrompt(
            title=title,
            description=description,
            task=task,
            asks=tuple(row[0] for row in asked),
            personal=tuple(row[0] for row in asked if row[2]),
            instructions=instructions,
            sample_inputs=tuple(row[1] for row in asked),
            sample_answer=sample_answer,
        )
        try:
            async with request.app.state.db.begin() as conn:
                prompt = new(given, set(await current_prompts(conn)))
                await propose(conn, caller.person, prompt, note, datetime.now(UTC))
        except (BadProposal, NoteMissing) as error:
            values = dict(form) | {"task": task}
            return _new_form(request, caller, values, error)
        return RedirectResponse(f"{pages.prefix}proposals", status_code=303)

    @routes.get("/prompts/{prompt_id}/propose")
    async def change(request: Request, prompt_id: str) -> Response:
        caller = await sessions.caller(request)
        require(caller.person, Action.PROPOSE_PROMPT)
        async with request.app.state.db.begin() as conn:
            base = (await current(conn, prompt_id)).prompt
        values = {
            "title": base.title,
            "description": base.description,
            "system": base.system,
            "user": base.user,
        }
        return _change_form(request, caller, base, values, None)

    @routes.post("/prompts/{prompt_id}/propose")
    async def send_change(
        request: Request,
        prompt_id: str,
        title: Short = "",
        description: Short = "",
        system: Long = "",
        user: Long = "",
        note: Annotated[str, Form(max_length=4000)] = "",
    ) -> Response:
        caller = await sessions.writer(request)
        require(caller.person, Action.PROPOSE_PROMPT)
        async with request.app.state.db.begin() as conn:
            base = (await current(conn, prompt_id)).prompt
        try:
            prompt = changed(base, Change(title, description, system, user))
            async with request.app.state.db.begin() as conn:
                await propose(conn, caller.person, prompt, note, datetime.now(UTC))
        except (BadProposal, NoteMissing) as error:
            values = {
                "title": title,
                "description": description,
                "system": system,
                "user": user,
                "note": note,
            }
            return _change_form(request, caller, base, values, error)
        return RedirectResponse(f"{pages.prefix}proposals", status_code=303)

    def _new_form(
        request: Request, caller: Caller, values: dict[str, Any], error: BadProposal | NoteMissing | None
    ) -> Response:
        response = pages.page(
            request,
            "proposal_new.html",
            caller,
            values=defaultdict(str, values),
            error=error,
            groups=groups(),
            rows=range(1, _MOST + 1),
        )
        response.status_code = error.status if error else 200
        return response

    def _change_form(
        request: Request,
        caller: Caller,
        base: Any,
        values: dict[str, Any],
        error: BadProposal | NoteMissing | None,
    ) -> Response:
        response = pages.page(
            request, "proposal_change.html", caller, base=base, values=defaultdict(str, values), error=error
        )
        response.status_code = error.status if error else 200
        return response

    return routes
