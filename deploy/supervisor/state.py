"""What runs: one supervisor for a data folder, the list of its processes, and orphans of an earlier run."""

from __future__ import annotations

import fcntl
import json
import os
import signal
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import psutil

from deploy.errors import StartRefused


@dataclass(frozen=True)
class RunningProcess:
    """One process of ours: `created` (seconds since 1970) tells a reused pid from ours."""

    name: str
    pid: int
    created: float


def take_lock(run_dir: Path) -> IO[str]:
    """Take the data folder for this supervisor; keep the returned file open while it runs.

    Raises StartRefused when another supervisor has it.
    """
    run_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (run_dir / "lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise StartRefused(
            f"Nền tảng đang chạy với thư mục dữ liệu {run_dir.parent}. "
            "Hãy dừng lần chạy đó (Ctrl-C) trước, hoặc đặt MATTRAN_DATA sang thư mục khác."
        ) from None
    return file


def describe(name: str, pid: int) -> RunningProcess | None:
    """Return `pid` as a process of ours, or None when it is gone."""
    try:
        return RunningProcess(name, pid, psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return None


def write_state(run_dir: Path, address: str, port: int, processes: list[RunningProcess]) -> None:
    """Write address, port and the list of processes, atomically."""
    path = run_dir / "state.json"
    draft = path.with_suffix(".new")
    state = {"address": address, "port": port, "processes": [asdict(p) for p in processes]}
    draft.write_text(json.dumps(state, indent=2))
    os.replace(draft, path)


def read_state(run_dir: Path) -> tuple[str, list[RunningProcess]]:
    """Return address and processes as last written; processes that are gone are left out."""
    try:
        data = json.loads((run_dir / "state.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return "", []
    listed = [RunningProcess(**entry) for entry in data.get("processes", [])]
    return data.get("address", ""), [p for p in listed if is_ours(p)]


def read_port(run_dir: Path) -> int | None:
    """Return the port as last written: behind another server the address does not tell it."""
    try:
        port = json.loads((run_dir / "state.json").read_text()).get("port")
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return port if isinstance(port, int) else None


def is_ours(process: RunningProcess) -> bool:
    """Tell whether the process written down still runs (the same one, not a reused pid)."""
    with suppress(psutil.Error):
        found = psutil.Process(process.pid)
        return abs(found.create_time() - process.created) < 1 and found.status() != psutil.STATUS_ZOMBIE
    return False


def end_orphans(run_dir: Path) -> list[str]:
    """End what an earlier supervisor left running when it was killed; return their names.

    PostgreSQL is asked for a fast shutdown (SIGINT), the others to terminate; after 10 s by force.
    """
    _, processes = read_state(run_dir)
    alive = []
    for entry in processes:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(entry.pid)
            process.send_signal(signal.SIGINT if entry.name == "postgres" else signal.SIGTERM)
            alive.append(process)
    for process in psutil.wait_procs(alive, timeout=10)[1]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    return [entry.name for entry in processes]
