"""The pages and the API of completion, over a database of their own, behind the real Hub."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
from tests.room_hub import RoomHub

PREFIX = "/services/portal/"
_STATIC = Path(__file__).parents[2] / "hub" / "web" / "static"


def make_portal(url: str, hub: RoomHub, data: Path) -> FastAPI:
    """Return the application over the database at `url`; its lifespan opens and closes the database."""
    settings = Settings(data=data, port=hub.port - 2)
    sessions = Sessions(
        settings,
        prefix=PREFIX,
        client_id="service-portal",
        api_token=hub.secret("portal"),
        key="khoa-cua-bai-thu",
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
