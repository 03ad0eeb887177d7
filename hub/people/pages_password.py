"""The page /password: change one's own password, which signs every other machine out."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from hub.addresses import visitor_address
from hub.auth.change import change_password
from hub.auth.end_sessions import SessionsNotEnded, end_sessions
from hub.auth.gate import GatedSessions
from hub.auth.must_change import must_change_password
from hub.auth.passwords import MIN_LENGTH
from hub.errors import UserError
from hub.settings import Settings
from hub.web.pages import Pages
from hub.web.session import Caller

SESSION_ID_COOKIE = "jupyterhub-session-id"


def address_of(request: Request, settings: Settings) -> str:
    """Return the address of who asks, found as the Hub's sign-in finds it."""
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    return visitor_address(request.client.host if request.client else "", forwarded, settings.proxies)


def router(sessions: GatedSessions, pages: Pages) -> APIRouter:
    """Return the routes of /password."""
    router = APIRouter()

    async def form_page(request: Request, caller: Caller, error: UserError | None = None) -> Response:
        async with request.app.state.db.begin() as conn:
            first = await must_change_password(conn, caller.person.id)
        page = pages.page(
            request, "password.html", caller, first=first, error=error, least=MIN_LENGTH, action="password"
        )
        page.status_code = error.status if error else 200
        return page

    @router.get("/password")
    async def password(request: Request) -> Response:
        return await form_page(request, await sessions.caller(request))

    @router.post("/password")
    async def change(request: Request) -> Response:
        caller = await sessions.writer(request)
        form = await request.form()
        try:
            await change_password(
                request.app.state.db,
                request.app.state.passwords,
                caller.person,
                current=str(form.get("current", "")),
                new=str(form.get("new", "")),
                repeat=str(form.get("repeat", "")),
                address=address_of(request, sessions.settings),
                now=datetime.now(UTC),
            )
        except UserError as error:
            return await form_page(request, caller, error)
        try:
            return await _end_others(request, caller)
        except SessionsNotEnded as error:  # the password is changed all the same
            return pages.page(request, "password_done.html", caller, warning=error.message)

    @router.post("/password/sessions")
    async def sign_out_others(request: Request) -> Response:
        return await _end_others(request, await sessions.writer(request))

    @router.get("/password/done")
    async def done(request: Request) -> Response:
        caller = await sessions.caller(request)
        return pages.page(request, "password_done.html", caller, warning="")

    async def _end_others(request: Request, caller: Caller) -> Response:
        """End every session, and send this browser by the Hub, which signs it in again by a ticket."""
        resume = await end_sessions(
            sessions.settings, caller.person.username, resume=request.cookies.get(SESSION_ID_COOKIE, "")
        )
        sessions.forget(caller.person.username)
        return RedirectResponse(resume or f"{sessions.prefix}password/done", status_code=303)

    return router
