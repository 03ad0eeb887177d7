"""The library: every prompt by group, searched and filtered, the person's favourites first on request."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from hub.permissions import Action, may, require
from hub.text import squeeze
from hub.web.pages import Pages, script_json
from hub.web.session import Sessions
from prompt_library.library.load import groups
from prompt_library.library.offline import to_json
from prompt_library.library.search import Index
from prompt_library.pages.words import LEVELS, NOT_APPROVED
from prompt_library.publishing.reactions import Figures, favourites, figures, set_favourite
from prompt_library.publishing.versions import Published, current, current_prompts

_NONE = Figures()
_MOST_HITS = 20
PERSON_HEADER = "X-Mattran-Person"  # the service worker keeps a page for this person only


@dataclass(frozen=True)
class Asked:
    """What of the library is asked for; the same names stand in the page's address."""

    q: str = ""
    group: str = ""
    level: int | None = None
    mine: bool = False  # favourites only


def router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the routes of the list and of favourites."""
    routes = APIRouter()
    letters = {group.letter for group in groups()}

    @routes.get("/prompts")
    async def listing(
        request: Request,
        q: Annotated[str, Query(max_length=200)] = "",
        group: Annotated[str, Query(max_length=1)] = "",
        level: Annotated[str, Query(max_length=1)] = "",
        mine: Annotated[str, Query(max_length=1)] = "",
    ) -> Response:
        caller = await sessions.caller(request)
        require(caller.person, Action.LEARN)
        asked = Asked(
            q=squeeze(q),
            group=group if group in letters else "",
            level=int(level) if level in {"0", "1", "2", "3", "4"} else None,
            mine=bool(mine),
        )
        async with request.app.state.db.begin() as conn:
            published = await current_prompts(conn)
            counted = await figures(conn)
            liked = await favourites(conn, caller.person.id)
        searched = _SEARCH.of(published)
        shown = _shown(published, searched.index, asked, liked)
        response = pages.page(
            request,
            "prompts.html",
            caller,
            asked=asked,
            groups=groups(),
            rows={one: _row(it, counted.get(one, _NONE), one in liked) for one, it in published.items()},
            found=shown,
            total=len(published),
            levels=LEVELS,
            not_approved=NOT_APPROVED,
            unapproved=sum(not one.approved for one in published.values()),
            may_review=may(caller.person, Action.REVIEW_PROMPT),
            data=script_json(
                {
                    "username": caller.person.username,
                    "home": pages.prefix,
                    "api": f"{pages.prefix}api/v1/",
                    "index": searched.for_page,
                }
            ),
        )
        response.headers[PERSON_HEADER] = caller.person.username
        return response

    @routes.post("/prompts/{prompt_id}/favourite")
    async def favourite(
        request: Request, prompt_id: str, on: Annotated[str, Form(max_length=1)] = ""
    ) -> Response:
        caller = await sessions.writer(request)
        require(caller.person, Action.LEARN)
        async with request.app.state.db.begin() as conn:
            await current(conn, prompt_id)
            await set_favourite(conn, caller.person.id, prompt_id, bool(on))
        back = request.headers.get("referer", "")
        at = back.find(f"{pages.prefix}prompts")
        return RedirectResponse(back[at:] if at >= 0 else f"{pages.prefix}prompts", status_code=303)

    return routes


@dataclass(frozen=True)
class _Searched:
    """An index, and what the page's script needs of it."""

    index: Index
    for_page: dict[str, Any]


class _Search:
    """The index of the prompts in use, made again only when they change: making it takes 0.1 s."""

    def __init__(self) -> None:
        self._of: tuple[str, ...] = ()
        self._kept = _Searched(Index(()), {})

    def of(self, published: dict[str, Published]) -> _Searched:
        known = tuple(f"{one}:{found.prompt.sha256}" for one, found in published.items())
        if known != self._of:
            index = Index(found.prompt for found in published.values())
            self._of, self._kept = known, _Searched(index, json.loads(to_json(index)))
        return self._kept


_SEARCH = _Search()


def _shown(published: dict[str, Published], index: Index, asked: Asked, liked: set[str]) -> list[str]:
    """Return the ids to show: by relevance when words were typed, else in the order of the tasks."""
    group = asked.group or None
    hits = index.search(asked.q, group=group, level=asked.level, limit=len(published))
    ids = [hit.id for hit in hits if not asked.mine or hit.id in liked]
    return ids[:_MOST_HITS] if asked.q else ids


def _row(found: Published, counted: Figures, liked: bool) -> dict[str, Any]:
    return {"prompt": found.prompt, "approved": found.approved, "figures": counted, "liked": liked}
