"""One prompt: its form, what it means for citizens' data, a guidance card, and the assistant's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from hub.permissions import Action, may, require
from hub.web.pages import Pages, script_json
from hub.web.session import Caller, Sessions
from prompt_library.accounts.personal import MOST
from prompt_library.library.model import Prompt
from prompt_library.pages.listing import PERSON_HEADER
from prompt_library.pages.markup import to_html
from prompt_library.pages.words import LEVELS, NOT_APPROVED, STATES
from prompt_library.publishing.errors import UnknownPrompt
from prompt_library.publishing.reactions import Figures, favourites, figures
from prompt_library.publishing.versions import Published, usable
from prompt_library.word.profiles import PROFILES

GATEWAY_PREFIX = "/services/ai/"


def router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the routes of one prompt's page and of the assistant."""
    routes = APIRouter()

    def address(prompt_id: str) -> str:
        return f"{pages.prefix}prompts/{prompt_id}"

    @routes.get("/prompts/{prompt_id}")
    async def one(request: Request, prompt_id: str, version: int | None = None) -> Response:
        caller = await sessions.caller(request)
        require(caller.person, Action.LEARN)
        async with request.app.state.db.begin() as conn:
            found = await usable(conn, prompt_id, version, caller.person)
            counted = (await figures(conn, prompt_id)).get(prompt_id, Figures())
            liked = prompt_id in await favourites(conn, caller.person.id)
        prompt = found.prompt
        response = pages.page(
            request,
            "prompt_card.html" if prompt.kind == "guidance" else "prompt.html",
            caller,
            prompt=prompt,
            found=found,
            figures=counted,
            liked=liked,
            level=LEVELS[prompt.level],
            state=STATES[found.state],
            not_approved=NOT_APPROVED,
            card=to_html(prompt.system, address, top=2) if prompt.kind == "guidance" else "",
            sample=_sample(prompt, address),
            lessons=_lessons(request, prompt),
            may_propose=may(caller.person, Action.PROPOSE_PROMPT),
            data=script_json(_form_data(pages.prefix, caller, found)),
        )
        response.headers[PERSON_HEADER] = caller.person.username
        return response

    @routes.get("/prompts/{prompt_id}/form")
    async def form_alone(request: Request, prompt_id: str) -> Response:
        """Return the form without the page around it, for a notebook; raise UnknownPrompt for a card."""
        caller = await sessions.caller(request)
        require(caller.person, Action.LEARN)
        async with request.app.state.db.begin() as conn:
            found = await usable(conn, prompt_id, None, caller.person)
        if found.prompt.kind == "guidance":
            raise UnknownPrompt
        data = script_json(_form_data(pages.prefix, caller, found) | {"embedded": True})
        template = pages.environment.get_template("prompt_form.html")
        return HTMLResponse(template.render(prompt=found.prompt, data=data))

    @routes.get("/assistant")
    async def assistant(request: Request) -> Response:
        caller = await sessions.caller(request)
        require(caller.person, Action.USE_AI)
        data = _data(pages.prefix, caller)
        return pages.page(request, "assistant.html", caller, most=MOST, data=script_json(data))

    return routes


def _data(prefix: str, caller: Caller) -> dict[str, Any]:
    """Return what every script that asks the gateway needs."""
    return {
        "username": caller.person.username,
        "csrf": caller.csrf_token,
        "home": prefix,
        "api": f"{prefix}api/v1/",
        "gateway": GATEWAY_PREFIX,
        "profiles": [(one.id, one.title) for one in PROFILES.values()],
    }


def _form_data(prefix: str, caller: Caller, found: Published) -> dict[str, Any]:
    prompt = found.prompt
    return _data(prefix, caller) | {
        "prompt": prompt.id,
        "version": found.version,
        "title": prompt.title,
        "model": prompt.model,
        "level": prompt.level,
        "output": prompt.output,
        "sample": dict(prompt.sample.inputs) if prompt.sample else {},
    }


def _lessons(request: Request, prompt: Prompt) -> list[tuple[str, str]]:
    """Return id and title of the lessons to learn with, those that exist.

    Lessons are a room above: `deploy` registers `app.state.lesson_titles` (id -> title).
    """
    titles: Mapping[str, str] = request.app.state.lesson_titles
    return [(lesson, titles[lesson]) for lesson in prompt.lessons if lesson in titles]


def _sample(prompt: Prompt, address: Any) -> dict[str, Any] | None:
    """Return the recorded sample for the page: what was typed, and the answer as HTML."""
    if prompt.sample is None:
        return None
    typed = [
        (one.label, prompt.sample.inputs[one.name])
        for one in prompt.inputs
        if prompt.sample.inputs.get(one.name)
    ]
    return {"typed": typed, "answer": to_html(prompt.sample.answer, address)}
