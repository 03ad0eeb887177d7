"""Signing in by redirect, for pages of the portal that call the gateway with its cookie."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from hub.errors import NotSignedIn
from hub.web.session import Sessions

_HOME = "/services/portal/"


def signing_in_routes(sessions: Sessions) -> APIRouter:
    """Return `GET login?next=`: signed in or not, the browser ends up at that page of the portal."""
    router = APIRouter()

    @router.get("/login")
    async def login(request: Request, next: str = _HOME) -> Response:  # noqa: A002 - the query's name
        try:
            await sessions.caller(request)
        except NotSignedIn:
            return sessions.login_redirect(request)
        return RedirectResponse(local_page(next), status_code=303)

    return router


def local_page(target: str) -> str:
    """Return `target` when it is a path of the portal, else its home page."""
    return quote(target, safe="/?&=%:+,-_.~#") if target.startswith(_HOME) else _HOME
