"""A portal with the administration of AI only, over a real database and the Hub's call on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from fastapi import APIRouter, FastAPI
from playwright.async_api import Page

import hub
from hub.auth.gate import GatedSessions
from hub.db import Database
from hub.people.counting import ZONE
from hub.settings import Settings
from hub.web.app import make_web_app
from hub.web.assets import Assets
from hub.web.pages import Pages
from prompt_library.accounts.pages import router
from prompt_library.accounts.ports import ListedModel
from tests.ai_accounts.conftest import now_utc
from tests.english import PAGE_TEXT_JS, english_words
from tests.people_pages.portal import KEY, PREFIX
from tests.room_hub import RoomHub

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build/screenshots/ai_accounts"
AXE = (ROOT / "tests/vendor/axe.min.js").read_text(encoding="utf-8")
_NOT_ENGLISH = {"token", "lia", "mau", "thu", "tinh", "qua", "csv"}
_STATIC = Path(hub.__file__).parent / "web" / "static"


@dataclass(frozen=True)
class Catalogue:
    """Three models: simulated, in the country, abroad and soon to end."""

    soon: int = 30  # days

    def models(self) -> list[ListedModel]:
        """Return them."""
        today = now_utc().astimezone(ZONE).date()
        return [
            ListedModel("mo-phong", "Mô phỏng", ("Nhanh",), "Trên máy chủ của hệ thống", False, True, None),
            ListedModel(
                *("tinh/nho", "Mô hình nhỏ của tỉnh", ("Nhanh",), "Máy chủ của tỉnh", False, False),
                today + timedelta(days=400),
            ),
            ListedModel(
                *("xa/lon", "Mô hình lớn ở xa", ("Nhanh", "Sâu"), "Máy chủ ngoài Việt Nam", True, False),
                today + timedelta(days=self.soon),
            ),
        ]


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
        app.state.model_catalogue = Catalogue()
        yield
        await app.state.db.close()

    app = make_web_app(title="thử", settings=settings, sessions=sessions, pages=pages, lifespan=lifespan)
    root = APIRouter(prefix=PREFIX.rstrip("/"))
    root.include_router(assets.router())
    root.include_router(router(sessions, pages))
    app.include_router(root)
    sessions.guard(app)
    return app


async def look(page: Page, name: str) -> None:
    """Check the page at both widths: no script, nothing too wide, axe clean, Vietnamese; keep screenshots."""
    assert await page.evaluate("document.scripts.length") == 0, name
    text = await page.evaluate(PAGE_TEXT_JS)  # opens every <details>
    assert english_words(text, allowed=_NOT_ENGLISH) == [], name
    await page.evaluate("document.querySelector('header details').open = false")
    await page.evaluate(f"() => {{ {AXE} }}")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for width, height in ((360, 740), (1280, 900)):
        await page.set_viewport_size({"width": width, "height": height})
        await page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} px wide on {width} px"
        found = await page.evaluate("axe.run(document).then((result) => result.violations)")
        assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == [], name
