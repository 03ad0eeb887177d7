"""Nobody gets past the page /password before the one-time password of the account sheet is changed."""

from __future__ import annotations

import time
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from hub.auth.must_change import PasswordMustChange, ensure_password_changed
from hub.reference import new_reference
from hub.settings import Settings
from hub.web.session import Caller, Sessions, error_body, wants_page

_TRUST_S = 60.0  # how long "has changed it" is believed without asking the database again
_TRUST_AT_MOST = 20_000


class GatedSessions(Sessions):
    """Sessions that recognise nobody with a one-time password, except on the page that changes it.

    Pages and API ask `caller` or `writer` for the person, so this one place holds for all of them.
    """

    def __init__(self, settings: Settings, *, prefix: str, client_id: str, api_token: str, key: str) -> None:
        super().__init__(settings, prefix=prefix, client_id=client_id, api_token=api_token, key=key)
        self._changed: dict[int, float] = {}  # person id: when the database said so, time.monotonic()

    async def caller(self, request: Request) -> Caller:
        """Return who asks; raise PasswordMustChange besides what Sessions raises."""
        caller = await super().caller(request)
        if request.url.path != f"{self.prefix}password":
            await self._ensure_changed(request, caller.person.id)
        return caller

    async def _ensure_changed(self, request: Request, person_id: int) -> None:
        now = time.monotonic()
        if person_id in self._changed and now - self._changed[person_id] < _TRUST_S:
            return
        async with request.app.state.db.single() as conn:
            await ensure_password_changed(conn, person_id)
        if len(self._changed) >= _TRUST_AT_MOST:
            self._changed.clear()
        self._changed[person_id] = now

    def forget(self, username: str) -> None:
        """Forget what the Hub said of the person's tokens, so that an ended session ends here at once."""
        cache: Any = self.oauth.cache
        for key in [key for key, model in cache.values.items() if model and model.get("name") == username]:
            cache.pop(key, None)
        for known in [known for known, (name, _) in self._known.items() if name == username]:
            del self._known[known]

    def guard(self, app: FastAPI) -> None:
        """Make `app` send a browser to the page /password; a program gets 403 `password_must_change`."""

        async def on_must_change(request: Request, error: Exception) -> Response:
            if wants_page(request):
                return RedirectResponse(f"{self.prefix}password", status_code=303)
            message = error.message if isinstance(error, PasswordMustChange) else ""
            body = error_body(PasswordMustChange.code, message, new_reference(), [])
            return Response(body, status_code=PasswordMustChange.status, media_type="application/json")

        app.add_exception_handler(PasswordMustChange, on_must_change)
