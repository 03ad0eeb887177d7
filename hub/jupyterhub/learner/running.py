"""Which processes belong to learners, and how they are ended: by uid, so that none is left behind.

A process is known by its id and its time of birth: ids are given out again, and the Hub that asks may
have started after the process it asks about.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_END = """
import os, sys
uid = int(sys.argv[1])
os.setgroups([])
os.setresgid(uid, uid, uid)
os.setresuid(uid, uid, uid)
os.kill(-1, 9)
"""


@dataclass(frozen=True)
class Running:
    """One learner's server: `born` in clock ticks after the machine's start; `uid` None: ours."""

    user: str
    pid: int
    born: int
    uid: int | None

    def alive(self) -> bool:
        """Tell whether this very process still runs (a zombie does not)."""
        return birth(self.pid) == self.born

    def signal(self, number: int) -> bool:
        """Send a signal; return False when the process is gone."""
        if not self.alive():
            return False
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return False
        return True


def birth(pid: int) -> int | None:
    """Return when the process was born, in clock ticks after the machine's start; None when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    after_name = stat.rpartition(")")[2].split()
    return None if after_name[0] in {"Z", "X"} else int(after_name[19])


def note(folder: Path, running: Running) -> None:
    """Write down a server that runs, for whoever stops the platform."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{running.user}"
    draft.write_text(json.dumps({"pid": running.pid, "born": running.born, "uid": running.uid}))
    draft.replace(folder / f"{running.user}.json")


def forget(folder: Path, user: str) -> None:
    """Take a server that ended off the list."""
    (folder / f"{user}.json").unlink(missing_ok=True)


def noted(folder: Path) -> list[Running]:
    """Return the servers written down; one that ended long ago may be among them."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(Running(path.stem, **json.loads(path.read_bytes())))
        except (OSError, ValueError, TypeError):
            path.unlink(missing_ok=True)
    return found


def kill_everything_of(uid: int) -> None:
    """Kill every process of `uid` in one system call, so that none can start another in between.

    Only root can; for our own uid nothing is done.
    """
    if os.geteuid() != 0 or uid in {0, os.geteuid()}:
        return
    argv = [sys.executable, "-I", "-S", "-c", _END, str(uid)]
    subprocess.run(argv, check=False, capture_output=True, cwd="/", env={})  # noqa: S603 - fixed command


def end_learners(folder: Path, *, wait_s: float = 8.0) -> list[str]:
    """End every server written down in `folder` and whatever its learner started; return the learners.

    For the supervisor, when the platform stops and before it starts. Politely first, so that kernels end
    and files are written; by force after `wait_s`.
    """
    listed = noted(folder)
    alive = [one for one in listed if one.signal(signal.SIGTERM)]
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline and any(one.alive() for one in alive):
        time.sleep(0.05)
    for one in listed:
        if one.uid is not None:
            kill_everything_of(one.uid)
        elif one.alive():
            os.killpg(one.pid, signal.SIGKILL)
        forget(folder, one.user)
    return [one.user for one in alive]
