"""The pages and the API of completion behind real sign-in: a loopback server stands for the Hub.

It speaks the one call of the Hub's API that a service makes, GET /hub/api/user with a token; here a
token is the username itself.
"""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from fastapi import APIRouter, FastAPI

import grading.completion_api
import grading.pages
from hub.db import Database
from hub.settings import Settings
from hub.web.app import make_web_app
from hub.web.assets import Assets
from hub.web.pages import Pages
from hub.web.session import Sessions

PREFIX = "/services/portal/"
_STATIC = Path(__file__).parents[2] / "hub" / "web" / "static"


class _HubApi(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        token = self.headers.get("Authorization", "").partition(" ")[2]
        known = self.path == "/hub/api/user" and token and token != "unknown"
        body = json.dumps(
            {"kind": "user", "name": token, "scopes": ["access:services!service=portal"], "groups": []}
        ).encode()
        self.send_response(200 if known else 403)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body if known else b"{}")

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def hub_api() -> Iterator[int]:
    """Serve the Hub's call on a loopback port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _HubApi)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_portal(url: str, hub_port: int, data: Path) -> FastAPI:
    """Return the application over the database at `url`; its lifespan opens and closes the database."""
    settings = Settings(data=data, port=hub_port - 2)
    sessions = Sessions(
        settings, prefix=PREFIX, client_id="service-portal", api_token="mau", key="khoa-cua-bai-thu"
    )
    assets = Assets(PREFIX)
    for folder in (_STATIC, _STATIC / "icons"):
        assets.add_folder(folder)
    pages = Pages(PREFIX, assets)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.settings = settings
        app.state.db = Database(url, pool_size=2)
        yield
        await app.state.db.close()

    app = make_web_app(title="thử", settings=settings, sessions=sessions, pages=pages, lifespan=lifespan)
    root = APIRouter(prefix=PREFIX.rstrip("/"))
    api = APIRouter(prefix="/api/v1")
    api.include_router(grading.completion_api.router(sessions))
    root.include_router(api)
    root.include_router(assets.router())
    root.include_router(grading.pages.router(sessions, pages))
    app.include_router(root)
    return app
