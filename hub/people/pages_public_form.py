"""Protect a form that needs no sign-in: a signed token in a strict cookie must come back in the form.

Another site can neither read nor set the cookie, and a browser does not send it along with a request
of another site (SameSite=Strict). Browsers that say where a request comes from are believed too.
"""

from __future__ import annotations

import hmac
import secrets

from fastapi import Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

FIELD = "form_token"
MAX_AGE_S = 2 * 3600


class PublicForm:
    """Tokens of one form. `path` is the form's own address; `key` a secret of the installation."""

    def __init__(self, key: str, *, name: str, path: str, secure: bool) -> None:
        self._tokens = URLSafeTimedSerializer(key, salt=f"public form {name}")
        self.cookie = f"mattran-form-{name}"
        self.path = path
        self.secure = secure

    def token(self, request: Request) -> str:
        """Return the token of this browser, a new one when it has none; two open tabs share it."""
        known = request.cookies.get(self.cookie, "")
        return known if self._holds(known) else self._tokens.dumps(secrets.token_urlsafe(16))

    def give(self, response: Response, token: str) -> None:
        """Set the cookie that must come back with the form."""
        response.set_cookie(
            self.cookie,
            token,
            max_age=MAX_AGE_S,
            path=self.path,
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )

    def came_from_here(self, request: Request, field: str) -> bool:
        """Tell whether the form that was sent is one that this browser got from us."""
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return False
        cookie = request.cookies.get(self.cookie, "")
        return self._holds(cookie) and hmac.compare_digest(cookie.encode(), field.encode())

    def _holds(self, token: str) -> bool:
        try:
            self._tokens.loads(token, max_age=MAX_AGE_S)
        except BadData:
            return False
        return True
