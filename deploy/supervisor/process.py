"""One supervised process: started, watched, started again with growing waits, stopped cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from deploy.errors import ProcessFailed

log = structlog.get_logger("supervisor")

_WAITS_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_CALM_S = 30.0  # a process that lived this long starts again with the shortest wait


@dataclass(frozen=True)
class ProcessSpec:
    """What to run and how to know that it is up.

    `ready` returns True when the process answers; it is asked until `ready_timeout_s`.
    `before_spawn` runs before each start, `on_ready` after each successful one (the first and every restart).
    `identity` holds `user`, `group`, `extra_groups` for a process of another uid.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    ready: Callable[[], Awaitable[bool]]
    before_spawn: Callable[[], None] | None = None
    on_ready: Callable[[], Awaitable[None]] | None = None
    ready_timeout_s: float = 180.0  # on a machine busy with something else
    stop_signal: signal.Signals = signal.SIGTERM
    stop_timeout_s: float = 15.0
    identity: Mapping[str, object] = field(default_factory=dict)
    cwd: Path | None = None


class SupervisedProcess:
    """Keeps one process of `spec` alive until `stop` is called."""

    def __init__(self, spec: ProcessSpec, log_dir: Path, on_change: Callable[[], None]) -> None:
        self.spec = spec
        self.log_path = log_dir / f"{spec.name}.log"
        self.restarts = 0
        self.ready = asyncio.Event()
        self._on_change = on_change
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False
        self._watcher: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Process id while it runs, else None."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def start(self) -> None:
        """Start the process and wait until it is ready; raise ProcessFailed with its last lines if not."""
        await self._spawn()
        try:
            await self._wait_ready()
        except ProcessFailed:
            await self.stop()
            raise
        self._watcher = asyncio.create_task(self._watch(), name=f"watch {self.spec.name}")

    async def _spawn(self) -> None:
        self.ready.clear()
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        if self.spec.before_spawn is not None:
            self.spec.before_spawn()
        with self.log_path.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self.spec.argv,
                env=dict(self.spec.env),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.spec.cwd,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops them in order
                **self.spec.identity,  # type: ignore[arg-type]
            )
        self._on_change()

    async def _wait_ready(self) -> None:
        deadline = time.monotonic() + self.spec.ready_timeout_s
        while not await self.spec.ready():
            if self.pid is None or time.monotonic() > deadline:
                raise ProcessFailed(
                    f"Tiến trình “{self.spec.name}” không chạy được. Xem nhật ký: {self.log_path}",
                    details=self.last_lines(),
                )
            await asyncio.sleep(0.05)
        if self.spec.on_ready is not None:
            await self.spec.on_ready()
        self.ready.set()

    async def _watch(self) -> None:
        waits = 0
        while not self._stopping:
            began = time.monotonic()
            process = self._process
            if process is not None:
                code = await process.wait()
                if self._stopping:
                    return
                log.warning("process ended", name=self.spec.name, code=code)
            if time.monotonic() - began > _CALM_S:
                waits = 0
            self.ready.clear()
            await asyncio.sleep(_WAITS_S[min(waits, len(_WAITS_S) - 1)])
            waits += 1
            if self._stopping:
                return
            self.restarts += 1
            try:
                await self._spawn()
                await self._wait_ready()
                log.info("process started again", name=self.spec.name, pid=self.pid)
            except (ProcessFailed, OSError) as error:
                log.error("process does not come up", name=self.spec.name, error=str(error))
                await self._end()

    async def _end(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(self.spec.stop_signal)
        try:
            await asyncio.wait_for(process.wait(), self.spec.stop_timeout_s)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def stop(self) -> None:
        """Stop watching and end the process: politely, then by force after `stop_timeout_s`."""
        self._stopping = True
        await self._end()
        if self._watcher is not None:
            self._watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watcher
        self._on_change()

    def last_lines(self, count: int = 15) -> list[str]:
        """Return the last lines of the process's log."""
        try:
            return self.log_path.read_text(errors="replace").splitlines()[-count:]
        except OSError:
            return []


def python_argv(*arguments: str) -> list[str]:
    """Return the command that runs this interpreter with `arguments`."""
    return [sys.executable, *arguments]
