"""The real JupyterHub behind the rooms of these tests: who holds a token, its pages, sessions that end.

A room serves a portal or a gateway of its own, over a database of its own; the Hub is that of the platform
which the run shares (`stack`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psycopg
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.secrets import ensure_secret
from tests.browsing import enter_hub, give_password
from tests.stack import Stack

# Headers of one hop only, or untrue once httpx has read the body.
_OF_THE_HOP = {b"connection", b"content-encoding", b"content-length", b"keep-alive", b"transfer-encoding"}
_numbers = count(1)


def new_username() -> str:
    """Return a username that no other room of this run has."""
    return f"mau{next(_numbers):04}"


class RoomHub:
    """The Hub, which listens on `port`; a room's settings name it by `port - 2` (Settings.hub_port)."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.port = stack.settings.hub_port
        self._tokens: dict[str, str] = {}
        self._api = httpx.Client(
            base_url=f"{self.origin}/hub/api/",
            headers={"Authorization": f"token {self.secret('operator')}"},
            timeout=30,
            trust_env=False,
        )

    def close(self) -> None:
        """Close the connections."""
        self._api.close()

    @property
    def origin(self) -> str:
        """The Hub's address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def secret(self, name: str) -> str:
        """Return the token by which the Hub knows one of its services."""
        return ensure_secret(self._stack.settings.secrets_dir, name)

    def share_secret(self, name: str, folder: Path) -> None:
        """Write a service's token to the folder of secrets of a room's own data."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / name).write_text(self.secret(name))
        (folder / name).chmod(0o600)

    # -- people ------------------------------------------------------------------------------------

    def token(self, username: str) -> str:
        """Return a token with the person's own rights, the same one until the person's sessions end."""
        if username not in self._tokens:
            self._tokens[username] = self.new_token(username)
        return self._tokens[username]

    def new_token(self, username: str, *scopes: str) -> str:
        """Return a new token of the person: with all rights, or with these only."""
        self._api.post(f"users/{username}")  # who never signed in is not known to the Hub yet
        wanted = {"note": "test", "expires_in": 7200, "scopes": scopes or ["inherit"]}
        answer = self._api.post(f"users/{username}/tokens", json=wanted)
        answer.raise_for_status()
        return str(answer.json()["token"])

    def knows(self, token: str) -> bool:
        """Tell whether the Hub still lets the holder of this token in."""
        answer = httpx.get(f"{self.origin}/hub/api/user", headers={"Authorization": f"token {token}"})
        return answer.status_code == 200

    def end_sessions(self, username: str) -> None:
        """End the person's sessions and tokens, as the platform does when a password was changed."""
        self._api.post(f"mattran/users/{username}/end-sessions", json={}).raise_for_status()
        self._tokens.pop(username, None)

    def signed_in_to(self, username: str) -> list[str]:
        """Return the services that got a token when the person signed in to them, the first first."""
        query = (
            "SELECT t.client_id FROM api_tokens t JOIN users u ON u.id = t.user_id"
            " WHERE u.name = %s AND t.client_id LIKE 'service-%%' ORDER BY t.id"
        )
        with psycopg.connect(self._stack.settings.database("jupyterhub"), autocommit=True) as conn:
            return [str(row[0]) for row in conn.execute(query, (username,))]

    def ensure_account(self, username: str) -> None:
        """Let the person sign in by the Hub's form, with the password of these tests."""
        self._stack.sql(
            "INSERT INTO hub.people (username, full_name, folded_name, unit_code)"
            " VALUES (%s, 'Nguyễn Văn Mẫu', 'nguyen van mau', '19333') ON CONFLICT (username) DO NOTHING",
            username,
        )
        give_password(self._stack, username)

    def sign_in(self, username: str) -> Mapping[str, str]:
        """Sign in by the Hub's form and return the browser's cookies by name."""
        self.ensure_account(username)
        with closing(enter_hub(self._stack, username)) as browser:
            return {cookie.name: str(cookie.value) for cookie in browser.cookies.jar if cookie.value}

    def sign_in_at(self, origin: str, username: str) -> list[Any]:
        """Sign in and return the cookies of a browser that comes to `origin`, as Playwright takes them."""
        everywhere = "jupyterhub-session-id"
        return [
            {"name": name, "value": value, "url": f"{origin}/{'' if name == everywhere else 'hub/'}"}
            for name, value in self.sign_in(username).items()
        ]

    # -- at a room's own address -------------------------------------------------------------------

    def beside(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with the Hub's pages below /hub/, at one address as behind the platform's proxy."""

        async def either(scope: Scope, receive: Receive, send: Send) -> None:
            of_hub = str(scope.get("path", "")).startswith("/hub/")
            await (self.pages if of_hub else app)(scope, receive, send)

        return either

    async def pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request below /hub/ on, as the proxy does for whoever comes to the platform's address."""
        request = Request(scope, receive)
        target = scope["raw_path"].decode() + (f"?{request.url.query}" if request.url.query else "")
        async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
            answer = await client.request(
                request.method,
                f"{self.origin}{target}",
                headers=request.headers.raw,
                content=await request.body(),
            )
        response = Response(answer.content, answer.status_code)
        passed = [(name.lower(), value) for name, value in answer.headers.raw]
        response.raw_headers = [
            *((name, value) for name, value in response.raw_headers if name == b"content-length"),
            *((name, value) for name, value in passed if name not in _OF_THE_HOP),
        ]
        await response(scope, receive, send)
