"""Who is asking: HubOAuth for pages, hub tokens for programs; and protection of writes by cookie.

HubOAuth's own cookie and state helpers take a Tornado handler, so state, PKCE verifier and token
live in our own signed cookies. The Hub's session id is part of every check: signing out at the Hub
ends the session here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from itsdangerous import BadData, URLSafeTimedSerializer
from jupyterhub.services.auth import HubOAuth
from tornado.web import HTTPError

from hub.batching import Batcher
from hub.db import Database
from hub.errors import Forbidden, NotSignedIn, UserError
from hub.people.store import Person, people_by_username
from hub.settings import Settings

SESSION_COOKIE = "mattran-session"
_STATE_COOKIE = "mattran-state-"
_STATE_AGE_S = 600
_CACHE_AGE_S = 60
_KNOWN_AGE_S = 600.0
_KNOWN_AT_MOST = 5000


class SignInFailed(UserError):
    """Coming back from the Hub's sign-in did not work out."""

    code = "sign_in_failed"
    status = 400


class HubAway(UserError):
    """The Hub does not answer, so nobody can be recognised right now."""

    code = "hub_away"
    status = 503

    def __init__(self) -> None:
        super().__init__("Hệ thống đăng nhập đang khởi động lại. Mời đồng chí thử lại sau ít giây.")


@dataclass(frozen=True)
class Caller:
    """Who asks, and how: `token_auth` is True for a program with a hub token in the header."""

    person: Person
    csrf_token: str
    token_auth: bool


class Sessions:
    """Recognises callers of one web application."""

    def __init__(self, settings: Settings, *, prefix: str, client_id: str, api_token: str, key: str) -> None:
        self.settings = settings
        self.prefix = prefix
        self._key = key
        self._cookies = URLSafeTimedSerializer(key, salt="mattran-cookie")
        self.oauth = HubOAuth(
            api_url=f"http://127.0.0.1:{settings.hub_port}/hub/api",
            api_token=api_token,
            hub_prefix="/hub/",
            base_url=prefix,
            oauth_client_id=client_id,
            oauth_redirect_uri=f"{prefix}oauth_callback",
            access_scopes={f"access:services!service={client_id.removeprefix('service-')}"},
            cache_max_age=_CACHE_AGE_S,
        )
        self._people: tuple[Database, Batcher[str, Person | None]] | None = None
        self._known: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()

    # -- recognising ---------------------------------------------------------------------------

    async def caller(self, request: Request) -> Caller:
        """Return who asks; raise NotSignedIn, HubAway or Forbidden (account without a person)."""
        found = getattr(request.state, "caller", None)
        if isinstance(found, Caller):
            return found
        header = request.headers.get("authorization", "")
        scheme, _, value = header.partition(" ")
        if scheme.lower() in {"token", "bearer"} and value:
            username, secret, token_auth = await self._hub_user(value.strip(), ""), value, True
        else:
            token, session_id = self._session(request)
            username, secret, token_auth = await self._hub_user(token, session_id), token, False
        person = await self._person(request.app.state.db, username)
        if person is None or not person.active:
            raise Forbidden(
                "Tài khoản này không có trong danh sách cán bộ. Mời đồng chí hỏi quản trị của đơn vị."
            )
        caller = Caller(person, self._csrf(secret), token_auth)
        request.state.caller = caller
        return caller

    async def _person(self, db: Database, username: str) -> Person | None:
        if self._people is None or self._people[0] is not db:

            async def look_up(usernames: Sequence[str]) -> list[Person | None]:
                async with db.single() as conn:
                    found = await people_by_username(conn, usernames)
                return [found.get(name) for name in usernames]

            self._people = db, Batcher(look_up)
        return await self._people[1](username)

    def _session(self, request: Request) -> tuple[str, str]:
        cookie = request.cookies.get(SESSION_COOKIE)
        session_id = request.cookies.get("jupyterhub-session-id", "")
        if not cookie or not session_id:
            raise NotSignedIn
        try:
            data = self._cookies.loads(cookie, max_age=self.settings.session_hours * 3600)
        except BadData:
            raise NotSignedIn from None
        if not isinstance(data, dict) or data.get("session") != session_id:
            raise NotSignedIn
        return str(data["token"]), session_id

    async def _hub_user(self, token: str, session_id: str) -> str:
        try:
            model: dict[str, Any] | None = await self.oauth.user_for_token(
                token, session_id=session_id, sync=False
            )
        except HTTPError:  # a token the Hub refuses gives None; this is the Hub not answering
            return self._remembered(token, session_id)
        if not model or model.get("kind") != "user":
            raise NotSignedIn
        if not self.oauth.check_scopes(self.oauth.access_scopes, model):
            raise Forbidden("Mã truy cập này không được dùng cho trang học.")
        username = str(model["name"])
        self._known[(token, session_id)] = (username, time.monotonic())
        self._known.move_to_end((token, session_id))
        while len(self._known) > _KNOWN_AT_MOST:
            self._known.popitem(last=False)
        return username

    def _remembered(self, token: str, session_id: str) -> str:
        """Return who held this token lately: a Hub that restarts stops nobody in mid-lesson."""
        username, seen = self._known.get((token, session_id), ("", 0.0))
        if username and time.monotonic() - seen < _KNOWN_AGE_S:
            return username
        raise HubAway

    def _csrf(self, secret: str) -> str:
        return hmac.new(self._key.encode(), b"csrf" + secret.encode(), hashlib.sha256).hexdigest()[:32]

    async def writer(self, request: Request) -> Caller:
        """Return who asks for a write; by cookie the CSRF token must come in header or form."""
        caller = await self.caller(request)
        if caller.token_auth:
            return caller
        given = request.headers.get("x-csrf-token", "")
        if not given and "form" in request.headers.get("content-type", ""):
            given = str((await request.form()).get("csrf_token", ""))
        if not hmac.compare_digest(given.encode(), caller.csrf_token.encode()):
            raise Forbidden("Trang đã mở quá lâu hoặc phiên đã đổi. Mời đồng chí tải lại trang rồi làm lại.")
        return caller

    # -- signing in ----------------------------------------------------------------------------

    def login_redirect(self, request: Request) -> Response:
        """Return the redirect to the Hub's sign-in that comes back to this request's page."""
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        verifier, challenge = self._pkce()
        state = self.oauth.generate_state(next_url=target)
        query = urlencode(
            {
                "client_id": self.oauth.oauth_client_id,
                "redirect_uri": self.oauth.oauth_redirect_uri,
                "response_type": "code",
                "state": state,
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            }
        )
        response = RedirectResponse(f"/hub/api/oauth2/authorize?{query}", status_code=302)
        response.set_cookie(
            self._state_cookie(state),
            self._cookies.dumps({"next": target, "verifier": verifier}),
            max_age=_STATE_AGE_S,
            **self._cookie_flags(),
        )
        return response

    def _pkce(self) -> tuple[str, str]:
        verifier, challenge, _method = self.oauth.generate_pkce_code_challenge()
        return str(verifier), str(challenge)

    @staticmethod
    def _state_cookie(state: str) -> str:
        return _STATE_COOKIE + hashlib.sha256(state.encode()).hexdigest()[:16]

    def _cookie_flags(self) -> dict[str, Any]:
        return {"httponly": True, "samesite": "lax", "secure": self.settings.secure, "path": self.prefix}

    def router(self) -> APIRouter:
        """Return the callback route of the sign-in."""
        router = APIRouter()

        @router.get("/oauth_callback", include_in_schema=False)
        async def oauth_callback(request: Request, code: str = "", state: str = "") -> Response:
            cookie_name = self._state_cookie(state)
            try:
                kept = self._cookies.loads(request.cookies.get(cookie_name, ""), max_age=_STATE_AGE_S)
            except BadData:
                raise SignInFailed(
                    "Lần đăng nhập này đã quá hạn. Mời đồng chí mở lại trang học và đăng nhập lại."
                ) from None
            session_id = request.cookies.get("jupyterhub-session-id", "")
            if not code or not session_id:
                raise SignInFailed("Đăng nhập chưa xong. Mời đồng chí đăng nhập lại.")
            try:
                token = await self.oauth.token_for_code(code, code_verifier=kept["verifier"], sync=False)
            except HTTPError as error:
                raise SignInFailed("Đăng nhập chưa xong. Mời đồng chí đăng nhập lại.") from error
            response = RedirectResponse(_local(str(kept["next"]), self.prefix), status_code=302)
            response.delete_cookie(cookie_name, path=self.prefix)
            response.set_cookie(
                SESSION_COOKIE,
                self._cookies.dumps({"token": token, "session": session_id}),
                max_age=self.settings.session_hours * 3600,
                **self._cookie_flags(),
            )
            return response

        return router


def _local(target: str, prefix: str) -> str:
    """Return `target` when it is a path of ours, else the first page."""
    return quote(target, safe="/?&=%:+,-_.~") if target.startswith(prefix) else prefix


def wants_page(request: Request) -> bool:
    """Tell whether the answer is shown by a browser (not an API call)."""
    return "/api/" not in request.url.path and "text/html" in request.headers.get("accept", "")


def error_body(code: str, message: str, reference: str, details: list[str]) -> str:
    """Return the one error envelope of the API as JSON text."""
    return json.dumps(
        {"error": {"code": code, "message": message, "reference": reference, "details": details}},
        ensure_ascii=False,
    )
