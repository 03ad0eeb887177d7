"""A portal over a real database, the real Hub, and browsers signed in as people of two communes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI

from hub.auth import throttle
from hub.auth.passwords import PasswordPool
from hub.db import Database
from hub.people.store import Person
from hub.settings import Settings
from tests.auth.people import A_DOI, LIA, OFFICE, add_person, add_units
from tests.people_pages.portal import SESSION_ID, Browser, make_portal
from tests.room_hub import RoomHub
from tests.wire import Wire

Open = Callable[..., Browser]


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """Return the platform's data folder."""
    return tmp_path / "data"


@pytest.fixture
async def wire(room_hub: RoomHub) -> AsyncIterator[Wire]:
    """Relay the portal's calls to the Hub, so that the Hub can be away."""
    relay = Wire(room_hub.port)
    await relay.start()
    yield relay
    await relay.stop()


@pytest.fixture
def settings(data_folder: Path, room_hub: RoomHub, wire: Wire) -> Settings:
    """Return the settings of the portal under test."""
    room_hub.share_secret("operator", data_folder / "secrets")
    return Settings(data=data_folder, port=wire.port - 2, hash_memory_mib=8)


@pytest.fixture
async def app(settings: Settings, database_url: str, room_hub: RoomHub) -> AsyncIterator[FastAPI]:
    """Return the running portal."""
    app = make_portal(settings, database_url, room_hub)
    async with app.router.lifespan_context(app):
        await add_units(app.state.db)
        yield app


@pytest.fixture
def db(app: FastAPI) -> Database:
    """Return the portal's database."""
    db: Database = app.state.db
    return db


@pytest.fixture
def passwords(app: FastAPI) -> PasswordPool:
    """Return the portal's password threads."""
    pool: PasswordPool = app.state.passwords
    return pool


@pytest.fixture
async def staff(app: FastAPI) -> dict[str, Person]:
    """Add administrators and others of two communes and the province, by username."""
    rows = [
        ("quantri.lia", "Lê Thị Quản", LIA, "commune_admin"),
        ("quantri.adoi", "Hồ Văn Trị", A_DOI, "commune_admin"),
        ("quantri.tinh", "Phạm Thị Tỉnh", OFFICE, "province_admin"),
        ("giang.vien", "Đỗ Văn Giảng", LIA, "trainer"),
        ("mau.nv", "Nguyễn Văn Mẫu", LIA, "cadre"),
        ("mau.nt", "Nguyễn Thị Mậu", LIA, "cadre"),
        ("thu.tt", "Trần Thị Thử", A_DOI, "cadre"),
    ]
    db = app.state.db
    people = {
        username: await add_person(db, username, name=name, unit=unit, role=role)
        for username, name, unit, role in rows
    }
    people["nghi.lv"] = await add_person(db, "nghi.lv", name="Lê Văn Nghỉ", active=False)
    people["moi.nv"] = await add_person(db, "moi.nv", name="Ngô Văn Mới", must_change=True)
    return people


@pytest.fixture
def long_waits(monkeypatch: pytest.MonkeyPatch) -> str:
    """Make the waits after failures ten minutes, and return how a page says so: no test is timed."""
    longer = tuple(replace(limit, first_s=600.0, longest_s=600.0) for limit in throttle.LIMITS)
    monkeypatch.setattr(throttle, "LIMITS", longer)
    return "chờ 10 phút"


@pytest.fixture
async def browse(app: FastAPI, staff: dict[str, Person], room_hub: RoomHub) -> AsyncIterator[Open]:
    """Return what opens a browser, signed in as `username` or as nobody."""
    opened: list[Browser] = []

    def open_browser(username: str = "", session_id: str = SESSION_ID) -> Browser:
        opened.append(Browser(app, room_hub, username=username, session_id=session_id))
        return opened[-1]

    yield open_browser
    for browser in opened:
        await browser.client.aclose()
