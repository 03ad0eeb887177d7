"""Stands for the Hub on a loopback port: who holds a token, and the token for a code of signing in.

A token is `<username>:<anything>`; `…:elsewhere` is one without the gateway's scope.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class HubStandIn(ThreadingHTTPServer):
    """The server; a code of signing in is the username."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def stop(self) -> None:
        """Listen no more."""
        self.shutdown()
        self.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    def _answer(self, status: int, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self) -> None:
        username, _, rest = self.headers.get("Authorization", "").partition(" ")[2].partition(":")
        if urlsplit(self.path).path != "/hub/api/user" or not rest:
            self._answer(403, {})
            return
        scopes = [] if rest == "elsewhere" else ["access:services!service=ai"]
        self._answer(200, {"kind": "user", "name": username, "scopes": scopes, "groups": []})

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())
        if urlsplit(self.path).path != "/hub/api/oauth2/token" or not form.get("code_verifier"):
            self._answer(403, {})
            return
        self._answer(200, {"access_token": f"{form['code'][0]}:cookie", "token_type": "Bearer"})

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""
