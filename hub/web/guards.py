"""What surrounds every answer of our web applications: security headers and a limit on bodies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.errors import UserError

# No inline script and no inline style anywhere on our pages; the worker is the offline page cache.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_DISCARDED_AT_MOST = 64 * 2**20  # bytes
_DISCARDING_S = 20.0


def protect(headers: MutableHeaders, *, secure: bool) -> None:
    """Add what every answer of ours carries; `secure`: people come by HTTPS."""
    headers.setdefault("Content-Security-Policy", CSP)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    if secure:  # a browser heeds it over HTTPS only, and complains elsewhere
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Cache-Control", "no-store")


class SecurityHeaders:
    """ASGI middleware: strict CSP, no sniffing, no referrer, nothing personal kept by proxies.

    `secure`: people come by HTTPS, which ends at a proxy; addresses that the application makes say so.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.secure:
            scope = {**scope, "scheme": "https"}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message), secure=self.secure)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class _OverLimit(Exception):
    """A body grew over the limit while it was read."""


class BodyTooLarge(UserError):
    """The body of a request is larger than its path takes; `limit` in bytes."""

    code = "too_large"
    status = 413

    def __init__(self, limit: int) -> None:
        size = f"{limit // 1024} KB" if limit < 2**20 else f"{limit // 2**20} MB"
        super().__init__(f"Dữ liệu gửi lên quá lớn (tối đa {size}). Mời đồng chí rút gọn rồi gửi lại.")


Refuse = Callable[[Request, UserError], Awaitable[Response]]


class BodyLimit:
    """ASGI middleware: refuses bodies over `limit` bytes, announced or not, before they are parsed.

    `larger` maps a path to a limit of its own (the roster's upload). `refuse` makes the answer.
    """

    def __init__(
        self, app: ASGIApp, limit: int, refuse: Refuse, larger: dict[str, int] | None = None
    ) -> None:
        self.app = app
        self.limit = limit
        self.refuse = refuse
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.larger.get(scope["path"], self.limit)
        announced = Headers(scope=scope).get("content-length", "0")
        seen = 0
        over = not announced.isdigit() or int(announced) > limit
        started = False

        async def counted() -> Message:
            nonlocal seen, over
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    over = True
                    raise _OverLimit
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            if over and not started:
                return  # what the application makes of the body it could not read; ours follows
            started = True
            await send(message)

        if not over:
            with suppress(_OverLimit):
                await self.app(scope, counted, noted)
        if over and not started:
            await _discard(receive)
            response = await self.refuse(Request(scope), BodyTooLarge(limit))
            response.headers["Connection"] = "close"
            await response(scope, receive, send)


async def _discard(receive: Receive) -> None:
    """Read what is left of a body and drop it, up to 64 MiB and for 20 s.

    Who answers and closes while the other side still sends makes it see a broken connection, not the
    answer; the proxy then shows its own page "không trả lời".
    """
    left = _DISCARDED_AT_MOST
    with suppress(TimeoutError):
        async with asyncio.timeout(_DISCARDING_S):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
