"""Sign-in and spawners of the throwaway Hub: what a page shows depends on who signs in.

The failure modes are those of JupyterHub's own fixtures: never, slow to stop, failed, timed out, full.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from jupyterhub.auth import DummyAuthenticator
from jupyterhub.spawner import SimpleLocalProcessSpawner, SpawnException
from tornado import web
from traitlets import default

from hub.jupyterhub.translate import PageError, VietnameseProgress

PASSWORD = "mot-mat-khau-thu"

STARTS, NEVER, BREAKS, TIMES_OUT, FULL = "mau01", "mau02", "mau03", "mau04", "mau05"
SLOW_STOP, CHOOSES, ADMIN, BREAKS_LATE = "mau06", "mau07", "mau09", "mau10"
WAITS, WAITS_PLAIN = "cho01", "cho02"  # asked to wait at sign-in: with and without a known time

WAIT_MESSAGE = "Đã nhập sai nhiều lần. Mời đồng chí chờ 90 giây rồi thử lại."
FULL_MESSAGE = "Máy chủ đã hết chỗ. Mời đồng chí thử lại vào buổi chiều."


class TryAuthenticator(DummyAuthenticator):
    """One password for everybody; two names are asked to wait, as the platform's throttle does."""

    async def authenticate(self, handler: Any, data: dict[str, str]) -> str | None:
        if data["username"] == WAITS:
            raise PageError(429, WAIT_MESSAGE, retry_after_s=90)
        if data["username"] == WAITS_PLAIN:
            raise web.HTTPError(429, WAIT_MESSAGE)
        return data["username"] if data["password"] == PASSWORD else None


class TrySpawner(VietnameseProgress, SimpleLocalProcessSpawner):
    """Starts a small real web server, or fails in the way its user stands for."""

    @default("cmd")
    def _room(self) -> list[str]:
        return [sys.executable, str(Path(__file__).with_name("room.py"))]

    @default("start_timeout")
    def _patience_s(self) -> int:
        return 2 if self.user.name == TIMES_OUT else 60

    async def start(self) -> Any:
        name = self.user.name
        if name == NEVER:
            await asyncio.Event().wait()
        if name == BREAKS:
            raise RuntimeError("I don't work!")
        if name == BREAKS_LATE:
            await asyncio.sleep(2)
            raise RuntimeError("I don't work!")
        if name == TIMES_OUT:
            await asyncio.Event().wait()
        if name == FULL:
            await asyncio.sleep(2)
            raise SpawnException(FULL_MESSAGE, reason="capacity", status_code=503)
        return await super().start()  # type: ignore[no-untyped-call]

    async def stop(self, now: bool = False) -> None:
        if self.user.name == SLOW_STOP:
            await asyncio.sleep(8)
        await super().stop(now)  # type: ignore[no-untyped-call]

    def options_form(self, _spawner: Any) -> str:
        if self.user.name != CHOOSES:
            return ""
        return '<p class="field"><label for="choice">Bộ dữ liệu</label><input id="choice" name="data"></p>'

    def options_from_form(self, form_data: dict[str, list[str]]) -> dict[str, str]:
        if not form_data.get("data", [""])[0]:
            raise ValueError("dataset is required")
        return {"data": form_data["data"][0]}
