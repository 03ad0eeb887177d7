"""The pages of the library, the gateway and the Hub at one origin; only the vendor is stood for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse
from pydantic import SecretStr
from sqlalchemy import select
from starlette.types import ASGIApp, Receive, Scope, Send

import hub
from deploy.gateway import PublishedPrompts
from hub.auth.gate import GatedSessions
from hub.db import Database
from hub.people.store import Person, person_by_username
from hub.settings import Settings
from hub.web.app import make_web_app
from hub.web.assets import Assets
from hub.web.pages import Pages
from prompt_library import licences
from prompt_library.accounts import models as decisions
from prompt_library.gateway.app import GATEWAY_PREFIX, Gateway, make_gateway_app
from prompt_library.gateway.config import Models
from prompt_library.library.load import Library, load_library
from prompt_library.pages.api import api_router
from prompt_library.pages.router import router
from prompt_library.publishing.tables import prompt_versions
from prompt_library.publishing.versions import publish_files
from tests.auth.people import OFFICE, add_person, add_units
from tests.gateway.vendors import Vendors
from tests.room_hub import RoomHub, new_username
from tests.served import Served, listening

PREFIX = "/services/portal/"
_STATIC = Path(hub.__file__).parent / "web" / "static"
_CSRF = re.compile(r'name="csrf-token"\s+content="([0-9a-f]+)"')


def models_of(vendor_port: int) -> Models:
    """Return three names: at home and approved, simulated, abroad and approved by nobody."""

    def model(name: str, *, abroad: bool) -> dict[str, Any]:
        return {
            "id": name,
            "provider": "openai",
            "title": f"Mô hình {name}",
            "where": "Máy chủ ngoài Việt Nam" if abroad else "Máy chủ đặt tại Việt Nam",
            "abroad": abroad,
            "model": name,
            "base_url": f"http://127.0.0.1:{vendor_port}/v1",
            "key": "openai",
        }

    simulated = {
        "id": "mo-phong",
        "provider": "simulated",
        "title": "Mô phỏng",
        "where": "Trên máy chủ của hệ thống",
        "abroad": False,
    }
    return Models.model_validate(
        {
            "models": {
                "nhanh": {"title": "Nhanh: việc ngắn", "candidates": [model("gan", abroad=False)]},
                "sau": {"title": "Sâu: việc dài, cần cẩn thận", "candidates": [simulated]},
                "xa": {"title": "Ở xa: dùng thử", "candidates": [model("xa", abroad=True)]},
            },
            "limits": {"connect_s": 2, "first_token_s": 5, "between_tokens_s": 5, "whole_s": 30},
        }
    )


class Room(Served):
    """Served from a thread of its own; `url` is the portal's address at the one origin."""

    def __init__(self, database_url: str, hub: RoomHub) -> None:
        super().__init__()
        self._database_url = database_url
        self.hub = hub
        self.vendors = Vendors()
        self.library: Library = load_library()
        self.sessions: list[GatedSessions] = []

    @property
    def origin(self) -> str:
        """The one origin."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The portal's address."""
        return f"{self.origin}{PREFIX}"

    # -- people ----------------------------------------------------------------------------------

    def newcomer(
        self,
        *,
        role: str = "cadre",
        licensed: bool = True,
        unit: str = OFFICE,
        position: str = "Chuyên viên",
    ) -> str:
        """Add a person (of the provincial Office: entitled by position) and return the username."""
        username = new_username()

        async def add() -> None:
            name = "Nguyễn Văn Mẫu"
            person = await add_person(self.db, username, name=name, unit=unit, role=role, position=position)
            if licensed:
                async with self.db.begin() as conn:
                    await licences.grant(conn, person.id, "thử nghiệm", datetime.now(UTC))

        self.run(add())
        return username

    def person(self, username: str) -> Person:
        """Return the person."""

        async def look() -> Person:
            async with self.db.begin() as conn:
                found = await person_by_username(conn, username)
                assert found is not None
                return found

        return self.run(look())

    def browser(self, username: str) -> Visitor:
        """Return a browser without JavaScript, signed in by the redirects of the Hub."""
        return Visitor(self, username)

    def states(self, prompt: str) -> dict[int, str]:
        """Return the state of each version of a prompt."""

        async def look() -> dict[int, str]:
            async with self.db.begin() as conn:
                rows = await conn.execute(
                    select(prompt_versions.c.version, prompt_versions.c.state).where(
                        prompt_versions.c.prompt == prompt
                    )
                )
                return {row.version: row.state for row in rows}

        return self.run(look())

    # -- serving -----------------------------------------------------------------------------------

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve the portal, the gateway and the Hub's pages at one origin."""
        await self.vendors.start()
        self.settings = Settings(port=self.hub.port - 2, hash_memory_mib=8)
        self.db = Database(self._database_url, pool_size=12)
        both = _by_path(self._portal(), self._gateway())
        async with listening(self.hub.beside(both)) as self.port:
            yield
        await self.vendors.stop()

    def _sessions(self, prefix: str, client: str) -> GatedSessions:
        made = GatedSessions(
            self.settings,
            prefix=prefix,
            client_id=f"service-{client}",
            api_token=self.hub.secret(client),
            key=f"khoa-{client}",
        )
        self.sessions.append(made)
        return made

    def _portal(self) -> FastAPI:
        assets = Assets(PREFIX)
        for folder in (_STATIC, _STATIC / "icons"):
            assets.add_folder(folder)
        pages = Pages(PREFIX, assets)
        sessions = self._sessions(PREFIX, "portal")

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            app.state.settings = self.settings
            app.state.lesson_titles = {"k2-b3": "Bí mật nhà nước và AI"}
            app.state.db = self.db
            yield

        app = make_web_app(
            title="thử", settings=self.settings, sessions=sessions, pages=pages, lifespan=lifespan
        )
        root = APIRouter(prefix=PREFIX.rstrip("/"))
        root.include_router(api_router(sessions, PREFIX), prefix="/api/v1")
        root.include_router(sessions.router())
        root.include_router(assets.router())
        root.include_router(router(sessions, pages))
        app.include_router(root)
        sessions.guard(app)
        return app

    def _gateway(self) -> FastAPI:
        self.gateway = Gateway(
            settings=self.settings,
            db=self.db,
            sessions=self._sessions(GATEWAY_PREFIX, "ai"),
            models=models_of(self.vendors.port),
            keys={"openai": SecretStr("sk-khoa-thu-nghiem")},
            prompts=PublishedPrompts(),
            clock=lambda: datetime.now(UTC),
        )
        return make_gateway_app(self.gateway)

    async def furnish(self) -> None:
        """Add units, prompts, lessons of the licence, and an administrator who approved one model."""
        await add_units(self.db)
        async with self.db.begin() as conn:
            await publish_files(conn, self.library.prompts.values(), datetime.now(UTC))
        self.chief = await asyncio.to_thread(self.newcomer, role="province_admin")
        async with self.db.begin() as conn:
            by = await person_by_username(conn, self.chief)
            assert by is not None
            asked = [licences.LicenceLesson(f"k2-b{n}", f"Bài về an toàn {n}") for n in (1, 2)]
            await licences.ensure_lessons(conn, asked)
            await decisions.approve(conn, by, "gan", "01/QĐ-MAU", datetime.now(UTC))


class Visitor:
    """A browser without JavaScript: it opens pages, sends their forms, and calls the API as a page would."""

    def __init__(self, room: Room, username: str) -> None:
        self.username = username
        self._client = httpx.Client(
            base_url=room.origin, follow_redirects=True, timeout=30, headers={"Accept": "text/html"}
        )
        for name, value in room.hub.sign_in(username).items():
            self._client.cookies.set(name, value, domain="127.0.0.1")
        entered = self._client.get(f"{PREFIX}proposals")
        found = _CSRF.search(entered.text)
        assert found, "the page has its CSRF token"
        self.csrf = found[1]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Open a page of the portal."""
        return self._client.get(f"{PREFIX}{path}", **options)

    def post(self, path: str, data: dict[str, Any], *, csrf: bool = True) -> httpx.Response:
        """Send a form and follow where it leads."""
        token = {"csrf_token": self.csrf} if csrf else {}
        return self._client.post(f"{PREFIX}{path}", data={**token, **data})

    def call(self, method: str, path: str, body: Any, *, csrf: bool = True) -> httpx.Response:
        """Call the API as a script of a page does."""
        headers = {"Accept": "application/json"} | ({"X-CSRF-Token": self.csrf} if csrf else {})
        return self._client.request(method, f"{PREFIX}api/v1/{path}", json=body, headers=headers)


def _by_path(portal: FastAPI, gateway: FastAPI) -> ASGIApp:
    """Return one application for the two, as the proxy puts them at one origin."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with portal.router.lifespan_context(portal), gateway.router.lifespan_context(gateway):
            yield

    whole = FastAPI(lifespan=lifespan, openapi_url=None)

    @whole.get("/user/{username}/lab")
    async def lab(username: str) -> HTMLResponse:
        """Return a page of the same origin with nothing of ours on it, as a notebook's is."""
        return HTMLResponse('<!doctype html><link rel="icon" href="data:,"><title>Sổ tay</title><body>')

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        app: ASGIApp = whole
        if path.startswith(GATEWAY_PREFIX):
            app = gateway
        elif path.startswith(PREFIX):
            app = portal
        await app(scope, receive, send)

    return dispatch
