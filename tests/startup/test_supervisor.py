"""A process that starts again is ready when it says so itself, not when the one before it did."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path

from deploy.supervisor.platform import Platform
from deploy.supervisor.process import SupervisedProcess, python_argv
from hub.settings import Settings

# Notes whether its ready file is there already, then makes it as the worker does.
_WORKER = """
import pathlib, sys, time
ready, seen = map(pathlib.Path, sys.argv[1:])
with seen.open("a") as notes:
    notes.write(f"{ready.exists()}\\n")
ready.touch()
time.sleep(600)
"""


async def test_a_worker_that_starts_again_is_not_ready_at_once(tmp_path: Path) -> None:
    settings, seen = Settings(data=tmp_path), tmp_path / "seen"
    settings.run_dir.mkdir()
    (settings.run_dir / "worker.ready").touch()  # of an earlier run of the platform
    platform = Platform(settings, lambda sentence: None)
    spec = platform._worker()
    argv = python_argv("-c", _WORKER, spec.argv[-1], str(seen))
    process = SupervisedProcess(replace(spec, argv=argv), tmp_path / "logs", lambda: None)
    try:
        await process.start()
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        async with asyncio.timeout(60):
            while not (process.restarts == 1 and process.ready.is_set()):
                await asyncio.sleep(0.05)
    finally:
        await process.stop()
        await platform.stop()
    assert seen.read_text().splitlines() == ["False", "False"]
