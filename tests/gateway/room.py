"""A gateway with everything real but the vendors, which speak their protocols over sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from openai import AsyncOpenAI, OpenAI
from pydantic import SecretStr
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.gateway import PublishedPrompts
from hub.auth.gate import GatedSessions
from hub.db import Database
from hub.people.store import Person, person_by_username
from hub.people.tables import accounts, people, units
from hub.settings import Settings
from prompt_library import licences
from prompt_library.accounts import models as decisions
from prompt_library.accounts.limits import set_person_limit
from prompt_library.accounts.tables import reservations, usage, usage_masked
from prompt_library.gateway.app import GATEWAY_PREFIX, Gateway, make_gateway_app
from prompt_library.gateway.config import Models
from prompt_library.library.load import Library, load_library
from prompt_library.publishing.versions import publish_files
from tests.gateway.vendors import Vendors
from tests.room_hub import RoomHub, new_username
from tests.served import Served, listening

UNIT = "T-MAU"
OPENAI_KEY, GEMINI_KEY = "sk-khoa-thu-nghiem-1", "AIza-khoa-thu-nghiem-2"
# Logical name -> candidates; each kind of model of the table of levels is there by itself.
APPROVED = ("noi-bo", "ngoai-du-ho-so", "ngoai-thieu-ho-so")
WITH_DOSSIER = ("ngoai-du-ho-so",)


def models_of(vendor_port: int, dead_port: int = 1) -> Models:
    """Return the models of these tests, at the vendors' port."""
    base = f"http://127.0.0.1:{vendor_port}"

    def openai(name: str, *, abroad: bool = False, port: int = vendor_port) -> dict[str, Any]:
        return {
            "id": name,
            "provider": "openai",
            "title": f"Mô hình {name}",
            "where": "Ngoài Việt Nam" if abroad else "Việt Nam",
            "abroad": abroad,
            "model": name,
            "base_url": f"http://127.0.0.1:{port}/v1",
            "key": "openai",
        }

    def gemini(name: str, *, abroad: bool) -> dict[str, Any]:
        return {**openai(name, abroad=abroad), "provider": "gemini", "base_url": base, "key": "gemini"}

    simulated = {
        "id": "mo-phong",
        "provider": "simulated",
        "title": "Mô phỏng",
        "where": "Trên máy chủ của hệ thống",
        "abroad": False,
    }
    logical = {
        "nhanh": [openai("noi-bo")],
        "sau": [gemini("ngoai-du-ho-so", abroad=True)],
        "mo-phong": [simulated],
        "ngoai": [gemini("ngoai-thieu-ho-so", abroad=True)],
        "la": [openai("chua-duyet")],
        "du-phong": [openai("chet", port=dead_port), openai("loi"), openai("noi-bo")],
        "het-han": [{**openai("da-ngung"), "shutdown_on": "2026-01-31"}],
    }
    return Models.model_validate(
        {
            "models": {name: {"title": name, "candidates": behind} for name, behind in logical.items()},
            "limits": {"connect_s": 2, "first_token_s": 3, "between_tokens_s": 2, "whole_s": 20},
        }
    )


class Room(Served):
    """The gateway, served from a thread of its own; `url` is what the `openai` SDK gets as base_url."""

    def __init__(self, database_url: str, hub: RoomHub) -> None:
        super().__init__()
        self._database_url = database_url
        self.hub = hub
        self.settings = Settings(port=self.hub.port - 2)
        self.vendors = Vendors()
        self.library: Library = load_library()
        self._http = httpx.Client(timeout=30)
        self._clients: list[OpenAI] = []

    def stop(self) -> None:
        """End the gateway and its vendors."""
        try:
            super().stop()
        finally:
            self._http.close()

    @property
    def origin(self) -> str:
        """The gateway's address without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """base_url of an SDK."""
        return f"{self.origin}{GATEWAY_PREFIX}v1"

    def client(self, username: str) -> OpenAI:
        """Return the real SDK, as in a notebook of this person; it does not repeat."""
        client = OpenAI(base_url=self.url, api_key=self.hub.token(username), max_retries=0)
        self._clients.append(client)
        return client

    def close_clients(self) -> None:
        """Close what `client` gave."""
        while self._clients:
            self._clients.pop().close()

    def async_client(self, username: str) -> AsyncOpenAI:
        """Return the same for many calls at once; `with_options(api_key=…)` makes it another person's."""
        return AsyncOpenAI(base_url=self.url, api_key=self.hub.token(username), max_retries=0)

    def post(self, username: str, body: Any, path: str = "v1/chat/completions") -> httpx.Response:
        """Send a body as it is, which the SDK might mend."""
        headers = {"Authorization": f"Bearer {self.hub.token(username)}", "Content-Type": "application/json"}
        return self._http.post(
            f"{self.origin}{GATEWAY_PREFIX}{path}", content=json.dumps(body), headers=headers
        )

    def get(self, username: str, path: str) -> httpx.Response:
        """Ask as a program of this person."""
        headers = {"Authorization": f"Bearer {self.hub.token(username)}"}
        return self._http.get(f"{self.origin}{GATEWAY_PREFIX}{path}", headers=headers)

    def put_settings(self, username: str, wishes: dict[str, str]) -> httpx.Response:
        """Save the person's settings."""
        headers = {"Authorization": f"Bearer {self.hub.token(username)}"}
        url = f"{self.origin}{GATEWAY_PREFIX}api/v1/me/settings"
        return self._http.put(url, json=wishes, headers=headers)

    # -- what tests arrange and look up --------------------------------------------------------------

    def newcomer(self, *, licensed: bool = True, unit: str = UNIT, role: str = "cadre") -> str:
        """Add a cadre of the province (entitled by position) and return the username."""
        username = new_username()

        async def add() -> None:
            async with self.db.begin() as conn:
                await add_person(conn, username, unit=unit, role=role, licensed=licensed)

        self.run(add())
        return username

    def person(self, username: str) -> Person:
        """Return the person."""

        async def look() -> Person:
            async with self.db.begin() as conn:
                person = await person_by_username(conn, username)
                assert person is not None
                return person

        return self.run(look())

    def uses(self, username: str) -> list[Any]:
        """Return the person's rows in the log of use, the first first."""

        async def look() -> list[Any]:
            async with self.db.begin() as conn:
                rows = await conn.execute(
                    select(usage)
                    .join_from(usage, people, people.c.id == usage.c.person_id)
                    .where(people.c.username == username)
                    .order_by(usage.c.id)
                )
                return list(rows)

        return self.run(look())

    def masked(self, usage_id: int) -> dict[str, int]:
        """Return the counts of one row by type."""

        async def look() -> dict[str, int]:
            async with self.db.begin() as conn:
                rows = await conn.execute(select(usage_masked).where(usage_masked.c.usage_id == usage_id))
                return {row.type: row.count for row in rows}

        return self.run(look())

    def states(self, username: str) -> list[str]:
        """Return the states of the person's reservations, the first first."""

        async def look() -> list[str]:
            async with self.db.begin() as conn:
                rows = await conn.execute(
                    select(reservations.c.state)
                    .join_from(reservations, people, people.c.id == reservations.c.person_id)
                    .where(people.c.username == username)
                    .order_by(reservations.c.made_at)
                )
                return [str(row.state) for row in rows]

        return self.run(look())

    def decide(self, decision: str, model: str) -> None:
        """Approve a model or withdraw its approval."""

        async def write() -> None:
            async with self.db.begin() as conn:
                by = await person_by_username(conn, self.chief)
                assert by is not None
                await getattr(decisions, decision)(conn, by, model, "03/QĐ-MAU", datetime.now(UTC))

        self.run(write())

    def limit(self, username: str, tokens: int) -> None:
        """Set the person's tokens a month."""
        person = self.person(username)

        async def write() -> None:
            async with self.db.begin() as conn:
                by = await person_by_username(conn, self.chief)
                assert by is not None
                await set_person_limit(conn, by, person, tokens, datetime.now(UTC))

        self.run(write())

    def let_leases_end(self, username: str) -> None:
        """Make the person's leases run out, as minutes after a kill of the gateway."""
        person_id = self.person(username).id

        async def end() -> None:
            async with self.db.begin() as conn:
                await conn.execute(
                    update(reservations)
                    .where(reservations.c.person_id == person_id)
                    .values(expires_at=datetime.now(UTC) - timedelta(seconds=1))
                )

        self.run(end())

    # -- serving -------------------------------------------------------------------------------------

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve the gateway and the vendors behind it."""
        await self.vendors.start()
        self.db = Database(self._database_url, pool_size=12)
        self.gateway = Gateway(
            settings=self.settings,
            db=self.db,
            sessions=GatedSessions(
                self.settings,
                prefix=GATEWAY_PREFIX,
                client_id="service-ai",
                api_token=self.hub.secret("ai"),
                key="k",
            ),
            models=models_of(self.vendors.port),
            keys={"openai": SecretStr(OPENAI_KEY), "gemini": SecretStr(GEMINI_KEY)},
            prompts=PublishedPrompts(),
            clock=lambda: datetime.now(UTC),
        )
        async with listening(make_gateway_app(self.gateway)) as self.port:
            yield
        await self.vendors.stop()

    async def furnish(self) -> None:
        """Add units, prompts, an administrator and her decisions on the models."""
        now = datetime.now(UTC)
        async with self.db.begin() as conn:
            await furnish(conn, self.library, now)
        self.chief = await asyncio.to_thread(self.newcomer, role="province_admin")
        async with self.db.begin() as conn:
            by = await person_by_username(conn, self.chief)
            assert by is not None
            for model in APPROVED:
                await decisions.approve(conn, by, model, "01/QĐ-MAU", now)
            for model in WITH_DOSSIER:
                await decisions.record_dossier(conn, by, model, "02/HS-MAU", now)


async def furnish(conn: AsyncConnection, library: Library, now: datetime) -> None:
    """Add the units of these tests and publish the prompts."""
    for code, name, kind in ((UNIT, "Đơn vị Mẫu", "tinh"), ("00000", "Xã Mẫu", "xa")):
        unit = {"code": code, "name": name, "folded": name.lower(), "kind": kind}
        await conn.execute(upsert(units).values(**unit).on_conflict_do_nothing())
    await publish_files(conn, library.prompts.values(), now)


async def add_person(
    conn: AsyncConnection, username: str, *, unit: str = UNIT, role: str = "cadre", licensed: bool = True
) -> None:
    """Add a cadre; of the province's agency entitled by position, of the commune not."""
    person_id = await conn.scalar(
        insert(people)
        .values(
            username=username,
            full_name="Nguyễn Văn Mẫu",
            folded_name="nguyen van mau",
            unit_code=unit,
            staff_code=username,
            position="Chuyên viên" if unit == UNIT else "Hội viên",
            role=role,
        )
        .returning(people.c.id)
    )
    await conn.execute(insert(accounts).values(person_id=person_id, password_hash="-", must_change=False))
    if licensed and person_id:
        await licences.grant(conn, person_id, "thử nghiệm", datetime.now(UTC))
