"""Inside the Hub: end every session of a person, and let the browser that asked go on.

JupyterHub's own API deletes tokens, but not the Hub's login cookie, which would quietly give a browser
a new token. Here the cookie is made void too. The browser of the person who changed the password gets a
ticket, good once and for a minute, with which the Hub gives it a new cookie.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from jupyterhub import orm
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.handlers.base import BaseHandler
from jupyterhub.scopes import needs_scope
from jupyterhub.utils import new_token

TICKET_AGE_S = 60.0
AFTERWARDS = "/services/portal/password/done"
_TICKETS = "mattran_tickets"  # in the Hub's tornado settings: one Hub process, and losing them is harmless


@dataclass(frozen=True)
class Ticket:
    """A browser that may be signed in again: it must still send the session id `session`."""

    username: str
    session: str
    until: float  # time.monotonic()


def _tickets(handler: Any) -> dict[str, Ticket]:
    """Return the tickets that still hold."""
    tickets: dict[str, Ticket] = handler.settings.setdefault(_TICKETS, {})
    now = time.monotonic()
    for value in [value for value, ticket in tickets.items() if ticket.until < now]:
        del tickets[value]
    return tickets


def _of_running_server(token: Any, user: Any) -> bool:
    """Tell whether a practice room that runs needs this token: it can do nothing but report and let in."""
    rooms = {f"Server at {room.server.base_url}" for room in user.spawners.values() if room.server}
    narrow = all(
        scope.startswith(("users:activity!", "access:servers!", "access:services!")) for scope in token.scopes
    )
    return token.client_id == "jupyterhub" and token.note in rooms and narrow


class EndSessionsHandler(APIHandler):
    """`POST /hub/api/mattran/users/{name}/end-sessions`, for the platform's operator service."""

    @needs_scope("admin:users")  # type: ignore[untyped-decorator]
    def post(self, user_name: str) -> None:
        """End every session and token of the person; answer `{"ended": n, "ticket": "…" or null}`.

        The body may name the session that goes on: `{"resume": "<jupyterhub-session-id>"}`.
        """
        hub: Any = self  # JupyterHub's handlers are not typed
        body = hub.get_json_body()
        session = str(body.get("resume") or "") if isinstance(body, dict) else ""
        user = hub.find_user(user_name)
        if user is None:  # never signed in
            self.write({"ended": 0, "ticket": None})
            return
        ended = [token for token in user.api_tokens if not _of_running_server(token, user)]
        for token in ended:
            self.db.delete(token)
        for code in self.db.query(orm.OAuthCode).filter_by(user_id=user.orm_user.id):
            self.db.delete(code)
        user.orm_user.cookie_id = new_token()
        self.db.commit()
        tickets = _tickets(self)
        for earlier in [value for value, ticket in tickets.items() if ticket.username == user_name]:
            del tickets[earlier]
        value: str | None = None
        if session:
            value = secrets.token_urlsafe(32)
            tickets[value] = Ticket(user_name, session, time.monotonic() + TICKET_AGE_S)
        self.log.info("Ended %s sessions and tokens of %s", len(ended), user_name)
        self.write({"ended": len(ended), "ticket": value})


class ResumeHandler(BaseHandler):
    """`GET /hub/resume?ticket=…`: a new login cookie for the browser that changed the password."""

    def get(self) -> None:
        """Sign the ticket's holder in and go to the portal, which asks for a sign-in where it was void."""
        hub: Any = self
        ticket = _tickets(self).pop(self.get_argument("ticket", ""), None)
        session = hub.get_session_cookie() or ""
        if ticket and secrets.compare_digest(ticket.session.encode(), session.encode()):
            user = hub.find_user(ticket.username)
            if user is not None:
                hub.set_login_cookie(user)
        self.redirect(AFTERWARDS)


HANDLERS = [
    (r"/api/mattran/users/([^/]+)/end-sessions", EndSessionsHandler),
    ("/resume", ResumeHandler),
]
