"""JupyterHub's authenticator over the roster's accounts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from jupyterhub.auth import Authenticator
from tornado import web

from hub.addresses import visitor_address
from hub.auth.hub_sessions import HANDLERS
from hub.auth.loop_thread import LoopThread
from hub.auth.passwords import PasswordPool
from hub.auth.signin import sign_in
from hub.auth.throttle import TooManyFailures
from hub.db import Database
from hub.jupyterhub.translate import PageError
from hub.settings import Settings, current_settings


class RosterAuthenticator(Authenticator):
    """Signs in people of the roster; nobody else has an account."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._settings = settings = current_settings()
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
                    address=address_of(handler, self._settings),
                    now=datetime.now(UTC),
                )
            )
        except TooManyFailures as error:
            raise PageError.of(error, retry_after_s=error.wait_s) from None
        return signed_in.username if signed_in else None

    def get_handlers(self, app: Any) -> list[tuple[str, Any]]:
        """Return the sign-in page's handler and ours that end sessions. Called by JupyterHub at start."""
        return [*super().get_handlers(app), *HANDLERS]  # type: ignore[no-untyped-call]


def address_of(handler: web.RequestHandler, settings: Settings) -> str:
    """Return the address of who signs in.

    Tornado would believe an `X-Real-Ip` sent by the visitor, so that each guess could come from a new
    address. The Hub listens on this machine only: whoever connects is the proxy.
    """
    forwarded = handler.request.headers.get("X-Forwarded-For", "")
    return visitor_address("127.0.0.1", forwarded, settings.proxies)
