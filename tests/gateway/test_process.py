"""The gateway as its own process: what it logs, whom a kill leaves waiting, and which files it refuses."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from deploy.trial import free_port_block
from hub.db import Database
from hub.people.store import person_by_username
from prompt_library.accounts import models as decisions
from prompt_library.gateway.config import (
    ConfigurationError,
    default_models,
    ensure_keys,
    load_keys,
    load_models,
)
from prompt_library.library.load import load_library
from tests.gateway.room import GEMINI_KEY, OPENAI_KEY, add_person, furnish, models_of
from tests.gateway.vendors import Behaviour, Vendors
from tests.room_hub import RoomHub

TEXT = "Ông Nguyễn Văn Mẫu, điện thoại 0600 000 123, số định danh 000190000123, ở số nhà 12, thôn Tân Tiến."
SEEDS = ("Mẫu", "0600", "000190000123", "Tân Tiến", OPENAI_KEY, GEMINI_KEY, "thôn")


class Installation:
    """A data folder, vendors, and the process; `log` is everything it ever wrote."""

    def __init__(self, database_url: str, folder: Path, hub: RoomHub) -> None:
        self.database_url = database_url
        self.port = free_port_block()
        self.hub = hub
        self.token = hub.token("mau")
        self.folder = folder
        self.log_path = folder / "log"
        self.vendors = Vendors()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.vendors.start(), self._loop).result(10)
        hub.share_secret("ai", folder / "secrets")
        self.write_keys(0o600)
        (folder / "ai").mkdir()
        models = models_of(self.vendors.port).model_dump(mode="json", exclude_none=True)
        models["limits"] = {"first_token_s": 20}
        (folder / "ai" / "models.yml").write_text(json.dumps(models))  # JSON is YAML
        asyncio.run(self._furnish())
        self.process: subprocess.Popen[bytes] | None = None

    def write_keys(self, mode: int) -> None:
        """Write the keys of the vendors."""
        path = self.folder / "secrets" / "ai-keys.yml"
        path.write_text(f"openai: {OPENAI_KEY}\ngemini: {GEMINI_KEY}\n")
        path.chmod(mode)

    async def _furnish(self) -> None:
        database = Database(self.database_url, pool_size=1)
        now = datetime.now(UTC)
        async with database.begin() as conn:
            await furnish(conn, load_library(), now)
            await add_person(conn, "mau", role="province_admin")
            by = await person_by_username(conn, "mau")
            assert by is not None
            for model in ("noi-bo", "ngoai-du-ho-so"):
                await decisions.approve(conn, by, model, "01/QĐ-MAU", now)
            await decisions.record_dossier(conn, by, "ngoai-du-ho-so", "02/HS-MAU", now)
        await database.close()

    @property
    def url(self) -> str:
        """The gateway's address."""
        return f"http://127.0.0.1:{self.port + 4}/services/ai"

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the process and wait until it answers or has ended."""
        with self.log_path.open("ab") as log:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.gateway.process"),
                    *(self.database_url, str(self.hub.port), *arguments),
                ],
                env={
                    **os.environ,
                    "MATTRAN_DATA": str(self.folder),
                    "MATTRAN_PORT": str(self.port),
                    "OPENAI_LOG": "debug",  # a library asked to tell everything must not, here
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.process = process
        wait_until(lambda: process.poll() is not None or self._answers(), "the gateway answers", 60)
        return process

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def end(self, how: signal.Signals) -> None:
        """End the process like this."""
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(20)

    def close(self) -> None:
        """End everything."""
        if self.process and self.process.poll() is None:
            self.end(signal.SIGKILL)
        asyncio.run_coroutine_threadsafe(self.vendors.stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def states(self) -> list[str]:
        """Return the states of all reservations, the first first."""
        with psycopg.connect(self.database_url) as conn:
            rows = conn.execute("SELECT state FROM prompt_library.reservations ORDER BY made_at")
            return [str(row[0]) for row in rows]

    def ask(self, body: dict[str, Any], **how: Any) -> httpx.Response:
        """Ask as the only person there is."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.post(f"{self.url}/v1/chat/completions", json=body, headers=headers, timeout=20, **how)


def wait_until(true: Callable[[], object], what: str, most_s: float) -> None:
    """Wait for a condition, with its name in the failure."""
    end = time.monotonic() + most_s
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"never: {what}")
        time.sleep(0.05)


@pytest.fixture
def installation(database_url: str, tmp_path: Path, room_hub: RoomHub) -> Iterator[Installation]:
    """An installation whose gateway is not started yet."""
    made = Installation(database_url, tmp_path, room_hub)
    yield made
    made.close()


def talk(text: str, model: str = "nhanh") -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": text}]}


@pytest.mark.postgres
def test_the_log_tells_what_failed_and_never_what_was_written(installation: Installation) -> None:
    installation.start("crash")
    statuses = [installation.ask(talk(TEXT, "mo-phong")).status_code]  # the provider itself crashes
    for behaviour in (
        Behaviour(status=500),
        Behaviour(break_after=2),
        Behaviour(say=lambda sent: ["{", f'"{sent}'], usage=None),
        Behaviour(raw=f"data: {{hỏng {TEXT}\n\n"),
        Behaviour(raw=TEXT),
    ):
        for model, vendor in (("nhanh", "noi-bo"), ("sau", "ngoai-du-ho-so")):
            installation.vendors.behave(vendor, behaviour)
            statuses.append(installation.ask(talk(TEXT, model)).status_code)
    assert set(statuses) <= {200, 502}
    assert statuses.count(200) == 2  # the odd text, which is none of our business
    bad = installation.ask(talk(TEXT), params={"q": TEXT}).status_code
    httpx.post(f"{installation.url}/v1/chat/completions", content=TEXT.encode(), timeout=5)
    httpx.get(f"{installation.url}/{TEXT}", timeout=5)
    assert bad in (200, 502)
    installation.end(signal.SIGTERM)
    log = installation.log_path.read_text()
    assert "answer broke off" in log
    assert "RuntimeError at process.py" in log
    assert "status 500" in log
    assert [seed for seed in (*SEEDS, installation.token) if seed in log] == []
    assert [seed for seed in SEEDS if json.dumps(seed)[1:-1] in log] == []


@pytest.mark.postgres
@pytest.mark.slow
def test_a_killed_gateway_stands_in_nobody_s_way_when_it_is_back(installation: Installation) -> None:
    installation.vendors.behave("noi-bo", Behaviour(say=lambda sent: ["chữ "] * 5000, pause_s=0.02))
    installation.start()
    headers = {"Authorization": f"Bearer {installation.token}"}
    body = {**talk("Chào"), "stream": True}
    with (
        contextlib.suppress(httpx.TransportError),
        httpx.stream("POST", f"{installation.url}/v1/chat/completions", json=body, headers=headers) as answer,
    ):
        lines = answer.iter_lines()  # kept: a generator let go closes the answer
        assert next(lines).startswith("data: ")
        assert installation.ask(talk("Nữa", "mo-phong")).json()["error"]["code"] == "busy"
        installation.end(signal.SIGKILL)
    installation.start()
    assert installation.ask(talk("Nữa", "mo-phong")).status_code == 200
    # Asked to stop in the middle of an answer, it settles and ends in time.
    with (
        contextlib.suppress(httpx.TransportError),
        httpx.stream("POST", f"{installation.url}/v1/chat/completions", json=body, headers=headers) as answer,
    ):
        lines = answer.iter_lines()
        next(lines)
        began = time.monotonic()
        installation.end(signal.SIGTERM)
        assert time.monotonic() - began < 15
    assert installation.states() == ["expired", "settled", "settled"]
    assert installation.log_path.read_text().count("interrupted requests freed") == 1


# -- the files themselves ------------------------------------------------------------------------------


def test_without_a_file_the_simulated_provider_serves(tmp_path: Path) -> None:
    models = load_models(tmp_path / "models.yml")
    assert models == default_models()
    assert set(models.models) == {"nhanh", "sau"}
    assert {one.provider for one in models.candidates.values()} == {"simulated"}
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_models(tmp_path / "models.yml", required=True)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"provider": "khac"}, "provider"),
        ({"base_url": "http://api.vidu.example/v1"}, "https"),
        ({"base_url": None}, "base_url"),
        ({"model": ""}, "model is missing"),
        ({"la": 1}, "la"),
        ({"id": "có dấu"}, "id"),
        ({"where": ""}, "where"),
    ],
)
def test_a_models_file_with_a_mistake_is_refused(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    candidate = {
        "id": "a",
        "provider": "openai",
        "title": "A",
        "where": "Việt Nam",
        "abroad": False,
        "model": "a-1",
        "base_url": "https://api.vidu.example/v1",
        "key": "openai",
    }
    path = tmp_path / "models.yml"
    path.write_text(json.dumps({"models": {"nhanh": {"title": "N", "candidates": [candidate]}}}))
    models = load_models(path)
    with pytest.raises(ConfigurationError, match="no key called openai"):
        ensure_keys(models, {})
    changed = {name: value for name, value in {**candidate, **change}.items() if value is not None}
    path.write_text(json.dumps({"models": {"nhanh": {"title": "N", "candidates": [changed]}}}))
    with pytest.raises(ConfigurationError, match=complaint):
        load_models(path)


def test_keys_that_others_may_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ai-keys.yml"
    path.write_text(f"openai: {OPENAI_KEY}\n")
    for mode in (0o640, 0o604, 0o660):
        path.chmod(mode)
        with pytest.raises(ConfigurationError, match="chmod 600"):
            load_keys(path)


def test_a_broken_keys_file_is_refused_without_quoting_it(tmp_path: Path) -> None:
    path = tmp_path / "ai-keys.yml"
    assert load_keys(path) == {}
    path.write_text(f"openai: {OPENAI_KEY}\n")
    path.chmod(0o600)
    assert load_keys(path)["openai"].get_secret_value() == OPENAI_KEY
    for broken in (f"openai: [{OPENAI_KEY}", f"- {OPENAI_KEY}", f"openai: {{a: {OPENAI_KEY}}}"):
        path.write_text(broken)
        with pytest.raises(ConfigurationError) as refused:
            load_keys(path)
        assert OPENAI_KEY not in str(refused.value)
        assert OPENAI_KEY not in repr(refused.value.__cause__)
