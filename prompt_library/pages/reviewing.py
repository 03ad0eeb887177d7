"""Review: what waits for a decision, a version beside the one before it, and who decided what and why."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from hub.people.store import Person, person_by_id
from hub.permissions import Action, may, require
from hub.web.pages import Pages
from hub.web.session import Sessions
from prompt_library.library.load import groups
from prompt_library.library.model import Prompt
from prompt_library.library.source import front_matter, to_source
from prompt_library.pages.words import DECISIONS, LEVELS, STATES
from prompt_library.publishing.errors import NotThatState, UnknownPrompt
from prompt_library.publishing.review import approve_group, decide, restore, retire, reviews_of
from prompt_library.publishing.versions import (
    Published,
    current_prompts,
    history,
    in_state,
)


@dataclass(frozen=True)
class DiffLine:
    """A line of two texts beside each other: `sign` is "+", "-" or " "."""

    sign: str
    text: str


def differences(old: str, new: str) -> list[DiffLine]:
    """Return the changed lines of `new` against `old` with two lines around each change."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    return [DiffLine(line[:1], line[1:]) for line in list(lines)[2:]]


def router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the routes of reviewing."""
    routes = APIRouter()

    @routes.get("/prompt-review")
    async def waiting(request: Request) -> Response:
        caller = await sessions.caller(request)
        require(caller.person, Action.REVIEW_PROMPT)
        async with request.app.state.db.begin() as conn:
            proposed = await in_state(conn, "proposed")
            now = await current_prompts(conn)
            retired = await in_state(conn, "retired")
        shown = [one for one in now.values() if not one.approved]
        by_group = {
            letter: list(rows) for letter, rows in groupby(shown, key=lambda found: found.prompt.group)
        }
        return pages.page(
            request,
            "prompt_review.html",
            caller,
            proposed=proposed,
            groups=[group for group in groups() if group.letter in by_group],
            by_group=by_group,
            retired=[one for one in retired if one.prompt.id not in now],
            approved=sum(one.approved for one in now.values()),
            levels=LEVELS,
            may_promote=may(caller.person, Action.PROMOTE_PROMPT),
        )

    @routes.post("/prompt-review/groups/{group}")
    async def whole_group(
        request: Request,
        group: str,
        shown: Annotated[list[str], Form(max_length=60)],
        note: Annotated[str, Form(max_length=4000)] = "",
    ) -> Response:
        caller = await sessions.writer(request)
        expected = dict(_shown(one) for one in shown)
        async with request.app.state.db.begin() as conn:
            await approve_group(conn, caller.person, group, expected, note, datetime.now(UTC))
        return RedirectResponse(f"{pages.prefix}prompt-review", status_code=303)

    @routes.get("/prompts/{prompt_id}/versions")
    async def versions(request: Request, prompt_id: str, version: int | None = None) -> Response:
        caller = await sessions.caller(request)
        require(caller.person, Action.LEARN)
        async with request.app.state.db.begin() as conn:
            every = await history(conn, prompt_id)
            seen = [one for one in every if _may_see(one, caller.person.id, reviewer=_reviews(caller.person))]
            if not seen:
                raise UnknownPrompt
            chosen = next((one for one in seen if one.version == version), seen[0])
            base = _compared_with(every, chosen)
            author = await person_by_id(conn, chosen.created_by) if chosen.created_by else None
            reviews = await reviews_of(conn, prompt_id)
        numbers = {one.version for one in seen}
        return pages.page(
            request,
            "prompt_versions.html",
            caller,
            every=seen,
            chosen=chosen,
            base=base,
            lines=differences(_laid_out(base.prompt), _laid_out(chosen.prompt)) if base else [],
            author=author,
            reviews=[one for one in reviews if one.version in numbers],
            states=STATES,
            decisions=DECISIONS,
            levels=LEVELS,
            may_review=_reviews(caller.person) and chosen.created_by != caller.person.id,
            may_promote=may(caller.person, Action.PROMOTE_PROMPT),
        )

    @routes.post("/prompts/{prompt_id}/versions/{version}/decision")
    async def decision(
        request: Request,
        prompt_id: str,
        version: int,
        decision: Annotated[str, Form(max_length=12)],
        note: Annotated[str, Form(max_length=4000)] = "",
    ) -> Response:
        caller = await sessions.writer(request)
        moment = datetime.now(UTC)
        async with request.app.state.db.begin() as conn:
            if decision == "retire":
                await retire(conn, caller.person, prompt_id, note, moment)
            elif decision == "restore":
                await restore(conn, caller.person, prompt_id, note, moment)
            else:
                await decide(conn, caller.person, prompt_id, version, decision, note, moment)
        return RedirectResponse(
            f"{pages.prefix}prompts/{prompt_id}/versions?version={version}", status_code=303
        )

    return routes


def _compared_with(every: list[Published], chosen: Published) -> Published | None:
    """Return the version that `chosen` is read beside: the newest older one that people could get."""
    known = {"approved", "waiting", "retired"}
    older = [one for one in every if one.version < chosen.version and one.state in known]
    return older[0] if older else None


def _laid_out(prompt: Prompt) -> str:
    """Return the prompt's text as we write it: line breaks of a file by hand are no difference."""
    return to_source(front_matter(prompt), prompt.system, prompt.user)


def _reviews(person: Person) -> bool:
    return may(person, Action.REVIEW_PROMPT)


def _may_see(found: Published, person_id: int, *, reviewer: bool) -> bool:
    return reviewer or found.state in {"approved", "waiting"} or found.created_by == person_id


def _shown(text: str) -> tuple[str, int]:
    """Return id and version of "a01-tin-bai@2", as the page's form sends them; raise NotThatState."""
    prompt_id, _, version = text.partition("@")
    if not version.isdecimal():
        raise NotThatState
    return prompt_id, int(version)
