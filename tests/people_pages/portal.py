"""The portal with the pages about people only, and browsers that are signed in to it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI, Request
from itsdangerous import URLSafeTimedSerializer

import hub.people.pages
from hub.auth.gate import GatedSessions
from hub.auth.passwords import PasswordPool
from hub.db import Database
from hub.settings import Settings
from hub.web.app import make_web_app
from hub.web.assets import Assets
from hub.web.pages import Pages
from hub.web.session import SESSION_COOKIE
from tests.room_hub import RoomHub

PREFIX = "/services/portal/"
KEY = "khoa-cua-bai-thu"
SESSION_ID = "phien-may-nay"
_HOST = "portal.vidu.example"
_STATIC = Path(hub.__file__).parent / "web" / "static"


@dataclass(frozen=True)
class Site:
    """A portal that is served at `url`, and the Hub that lets people in."""

    url: str
    hub: RoomHub


def make_portal(settings: Settings, database_url: str, room_hub: RoomHub) -> FastAPI:
    """Return the application; its lifespan opens and closes the database."""
    sessions = GatedSessions(
        settings, prefix=PREFIX, client_id="service-portal", api_token=room_hub.secret("portal"), key=KEY
    )
    assets = Assets(PREFIX)
    for folder in (_STATIC, _STATIC / "icons"):
        assets.add_folder(folder)
    pages = Pages(PREFIX, assets)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.settings = settings
        app.state.db = Database(database_url, pool_size=4)
        app.state.passwords = PasswordPool(memory_mib=settings.hash_memory_mib, parallel=2)
        yield
        app.state.passwords.close()
        await app.state.db.close()

    app = make_web_app(
        title="thử",
        settings=settings,
        sessions=sessions,
        pages=pages,
        lifespan=lifespan,
        larger_bodies={f"{PREFIX}roster": settings.max_upload_mib * 2**20},
    )
    root = APIRouter(prefix=PREFIX.rstrip("/"))

    @root.get("/api/v1/me")
    async def me(request: Request) -> dict[str, str]:
        return {"username": (await sessions.caller(request)).person.username}

    @root.get("/")
    async def home(request: Request) -> dict[str, str]:
        return {"home of": (await sessions.caller(request)).person.username}

    root.include_router(sessions.router())
    root.include_router(assets.router())
    root.include_router(hub.people.pages.router(sessions, pages))
    app.include_router(root)
    sessions.guard(app)
    return app


def cookies_of(token: str, session_id: str = SESSION_ID) -> list[tuple[str, str, str]]:
    """Return the cookies (name, value, path) after signing in, when the Hub gave the portal this token."""
    signed = URLSafeTimedSerializer(KEY, salt="mattran-cookie").dumps({"token": token, "session": session_id})
    return [(SESSION_COOKIE, str(signed), PREFIX), ("jupyterhub-session-id", session_id, "/")]


def field_of(page: httpx.Response, name: str) -> str:
    """Return the value of a hidden field of the page."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, f"no field {name} in:\n{page.text}"
    return unescape(found[1])


class Browser:
    """A browser on the portal, without JavaScript: it follows forms."""

    def __init__(
        self,
        app: FastAPI,
        room_hub: RoomHub,
        *,
        username: str = "",
        session_id: str = SESSION_ID,
        token: str = "",  # of a browser that was open before
    ) -> None:
        self.token = token or (room_hub.new_token(username) if username else "")
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(room_hub.beside(app), client=("203.0.113.7", 5000)),
            base_url=f"http://{_HOST}{PREFIX}",
            headers={"Accept": "text/html"},
        )
        for name, value, path in cookies_of(self.token, session_id) if self.token else ():
            self.client.cookies.set(name, value, domain=_HOST, path=path)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """Open a page; redirects are returned, not followed."""
        return await self.client.get(path, **options)

    async def post(self, path: str, data: dict[str, str], **options: Any) -> httpx.Response:
        """Send a form as it is."""
        return await self.client.post(path, data=data, **options)

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        """Go where a redirect leads, and on, to the page at the end."""
        return await self.client.get(answer.url.join(location(answer)), follow_redirects=True)

    async def send(self, page: str, action: str, **fields: str) -> httpx.Response:
        """Open `page`, fill its form and send it to `action` with the page's CSRF token."""
        opened = await self.get(page)
        assert opened.status_code == 200, opened.text
        return await self.post(action, {"csrf_token": field_of(opened, "csrf_token"), **fields})


def location(answer: httpx.Response) -> str:
    """Return where a redirect leads, after asserting that it is one."""
    assert answer.status_code in {302, 303}, answer.text
    return answer.headers["location"]
