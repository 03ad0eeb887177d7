"""Stands for the Hub: its sign-in as far as a browser meets it, OAuth, and the call that knows a token.

Cookies, addresses and the order of redirects are those of production; who signs in says so in the address
(`/hub/enter?username=…`), since passwords are tested elsewhere.
"""

from __future__ import annotations

from itertools import count
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

_USER = "jupyterhub-hub-login"
_SESSION = "jupyterhub-session-id"


class HubApp:
    """The application, and the sessions that are alive: session id -> username."""

    def __init__(self) -> None:
        self.live: dict[str, str] = {}
        self.signed_in_to: list[str] = []  # client ids, each time a code was given
        self._numbers = count(1)
        self.app = FastAPI(openapi_url=None)
        self._routes(self.app)

    def end_sessions(self, username: str) -> None:
        """End every session of the person, as after some hours."""
        self.live = {session: name for session, name in self.live.items() if name != username}

    def _routes(self, app: FastAPI) -> None:
        @app.get("/hub/login")
        async def login(next: str = "/") -> HTMLResponse:  # noqa: A002
            return HTMLResponse(f'<!doctype html><title>Đăng nhập</title><p id="next">{quote(next)}</p>')

        @app.get("/hub/enter")
        async def enter(username: str, next: str) -> Response:  # noqa: A002
            session = f"phien-{next_number()}"
            self.live[session] = username
            response = RedirectResponse(next, status_code=302)
            response.set_cookie(_SESSION, session, httponly=True, path="/")
            response.set_cookie(_USER, session, httponly=True, path="/hub/")
            return response

        @app.get("/hub/logout")
        async def logout(request: Request) -> Response:
            self.live.pop(request.cookies.get(_SESSION, ""), None)
            response = HTMLResponse("<!doctype html><title>Đã đăng xuất</title>")
            response.delete_cookie(_SESSION, path="/")
            response.delete_cookie(_USER, path="/hub/")
            return response

        @app.get("/hub/api/oauth2/authorize")
        async def authorize(request: Request, client_id: str, redirect_uri: str, state: str) -> Response:
            session = request.cookies.get(_USER, "")
            if session not in self.live:
                here = f"{request.url.path}?{request.url.query}"
                return RedirectResponse(f"/hub/login?next={quote(here, safe='')}", status_code=302)
            self.signed_in_to.append(client_id)
            code = f"{session}:{client_id}"
            return RedirectResponse(
                f"{redirect_uri}?{urlencode({'code': code, 'state': state})}", status_code=302
            )

        @app.post("/hub/api/oauth2/token")
        async def token(code: str = Form(), code_verifier: str = Form()) -> Response:
            if not code_verifier:
                return JSONResponse({}, status_code=403)
            return JSONResponse({"access_token": code, "token_type": "Bearer"})

        @app.get("/hub/api/user")
        async def user(request: Request) -> Response:
            held = request.headers.get("authorization", "").partition(" ")[2]
            session, _, client = held.partition(":")
            if session not in self.live:
                return JSONResponse({}, status_code=403)
            scopes = [f"access:services!service={client.removeprefix('service-')}"]
            name = self.live[session]
            return JSONResponse({"kind": "user", "name": name, "scopes": scopes, "groups": []})

        def next_number() -> int:
            return next(self._numbers)
