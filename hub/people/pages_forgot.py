"""The public page /forgot: a new password by the code that the administrator of one's unit gave."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from hub.auth.end_sessions import SessionsNotEnded, end_sessions
from hub.auth.gate import GatedSessions
from hub.auth.passwords import MIN_LENGTH
from hub.auth.reset import reset_password
from hub.errors import UserError
from hub.people.pages_password import address_of
from hub.people.pages_public_form import FIELD, PublicForm
from hub.secrets import ensure_secret
from hub.text import squeeze
from hub.web.pages import Pages

CODES_SECRET = "reset-codes"  # noqa: S105 - a file's name


class StaleForm(UserError):
    """The form did not come from a page this browser got from us, or too long ago."""

    code = "stale_form"
    status = 403

    def __init__(self) -> None:
        super().__init__("Trang đã mở quá lâu nên chưa gửi được. Mời đồng chí nhập lại rồi bấm nút.")


def router(sessions: GatedSessions, pages: Pages) -> APIRouter:
    """Return the routes of /forgot."""
    router = APIRouter()
    settings = sessions.settings
    public = PublicForm(
        ensure_secret(settings.secrets_dir, "forms"),
        name="forgot",
        path=f"{sessions.prefix}forgot",
        secure=settings.secure,
    )

    def form_page(request: Request, username: str = "", error: UserError | None = None) -> Response:
        token = public.token(request)
        html = pages.html(
            "forgot.html",
            None,
            request.url.path,
            username=username,
            error=error,
            least=MIN_LENGTH,
            form_token=token,
        )
        page = HTMLResponse(html, status_code=error.status if error else 200)
        public.give(page, token)
        return page

    @router.get("/forgot")
    async def forgot(request: Request) -> Response:
        return form_page(request)

    @router.post("/forgot")
    async def reset(request: Request) -> Response:
        form = await request.form()
        typed = squeeze(str(form.get("username", "")).replace("\0", ""))[:64]
        if not public.came_from_here(request, str(form.get(FIELD, ""))):
            return form_page(request, typed, StaleForm())
        try:
            username = await reset_password(
                request.app.state.db,
                request.app.state.passwords,
                username=typed,
                code=str(form.get("code", ""))[:64],
                new=str(form.get("new", "")),
                repeat=str(form.get("repeat", "")),
                key=ensure_secret(settings.secrets_dir, CODES_SECRET),
                address=address_of(request, settings),
                now=datetime.now(UTC),
            )
        except UserError as error:
            return form_page(request, typed, error)
        warning = ""
        try:
            await end_sessions(settings, username)
        except SessionsNotEnded as error:  # the password is changed all the same
            warning = error.message
        sessions.forget(username)
        return HTMLResponse(pages.html("forgot_done.html", None, request.url.path, warning=warning))

    return router
