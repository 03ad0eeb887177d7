"""Stands for the Hub on a loopback port and speaks the two calls the portal makes of it.

A token is `<username>:<anything>`. `GET /hub/api/user` knows it until the person's sessions were ended;
`POST …/end-sessions` ends them and gives a ticket, as hub/auth/hub_sessions.py does in the real Hub.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


class HubOnLoopback(ThreadingHTTPServer):
    """The server; `ended` are tokens that no longer hold, `asked` the bodies of calls to end sessions."""

    daemon_threads = True

    def __init__(self, operator_token: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.operator_token = operator_token
        self.ended_of: set[str] = set()
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.away = False


class _Handler(BaseHTTPRequestHandler):
    server: HubOnLoopback

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _token(self) -> str:
        return self.headers.get("Authorization", "").partition(" ")[2]

    def do_GET(self) -> None:
        username, _, rest = self._token().partition(":")
        if self.server.away:
            self._answer(503, {})
        elif urlsplit(self.path).path != "/hub/api/user" or not rest or username in self.server.ended_of:
            self._answer(403, {})
        else:
            scopes = ["access:services!service=portal"]
            self._answer(200, {"kind": "user", "name": username, "scopes": scopes, "groups": []})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        parts = urlsplit(self.path).path.split("/")
        if self.server.away:
            self._answer(503, {})
        elif self._token() != self.server.operator_token or parts[-1] != "end-sessions":
            self._answer(403, {})
        else:
            self.server.ended_of.add(parts[-2])
            self.server.asked.append((parts[-2], body))
            self._answer(200, {"ended": 1, "ticket": "ve-mot-lan" if body.get("resume") else None})

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def hub_on_loopback(operator_token: str) -> Iterator[HubOnLoopback]:
    """Serve until the block ends."""
    server = HubOnLoopback(operator_token)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
