"""JupyterHub's authenticator over the roster's accounts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from jupyterhub.auth import Authenticator
from tornado import web

from hub.auth.hub_sessions import HANDLERS
from hub.auth.loop_thread import LoopThread
from hub.auth.passwords import PasswordPool
from hub.auth.signin import sign_in
from hub.auth.throttle import TooManyFailures
from hub.db import Database
from hub.jupyterhub.translate import PageError
from hub.settings import current_settings


class RosterAuthenticator(Authenticator):
    """Signs in people of the roster; nobody else has an account."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        settings = current_settings()
        self._thread = LoopThread("sign-in")
        self._people = Database(settings.database("mattran"), pool_size=4)
        self._passwords = PasswordPool(memory_mib=settings.hash_memory_mib, parallel=settings.hash_parallel)

    async def authenticate(self, handler: web.RequestHandler, data: dict[str, str]) -> str | None:
        """Return the username that signed in, or None. Called by JupyterHub's login handler."""
        try:
            signed_in = await self._thread.run(
                sign_in(
                    self._people,
                    self._passwords,
                    username=data.get("username", ""),
                    password=data.get("password", ""),
                    address=_address(handler),
                    now=datetime.now(UTC),
                )
            )
        except TooManyFailures as error:
            raise PageError.of(error, retry_after_s=error.wait_s) from None
        return signed_in.username if signed_in else None

    def get_handlers(self, app: Any) -> list[tuple[str, Any]]:
        """Return the sign-in page's handler and ours that end sessions. Called by JupyterHub at start."""
        return [*super().get_handlers(app), *HANDLERS]  # type: ignore[no-untyped-call]


def _address(handler: web.RequestHandler) -> str:
    """Return the address that the proxy saw.

    Tornado would believe an `X-Real-Ip` sent by the visitor, so that each guess could come from a new
    address; the proxy writes the last entry of `X-Forwarded-For` itself.
    """
    forwarded = handler.request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded or handler.request.remote_ip or ""
