"""Servers that run are known by id and birth, and ended with everything their learner started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hub.jupyterhub.learner.running import (
    Running,
    birth,
    end_learners,
    forget,
    kill_everything_of,
    note,
    noted,
)

# A server that asks a child of its own session to outlive it, and waits.
_SERVER = (
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(9)'],"
    " stdout=subprocess.DEVNULL, start_new_session=True); print('ready', flush=True); time.sleep(60)"
)
UID = 2_109_990_007


def _started(uid: int | None) -> tuple[subprocess.Popen[bytes], Running]:
    """Start a server, as `uid` when one is given."""
    identity = {} if uid is None else {"user": uid, "group": uid, "extra_groups": []}
    python = sys.executable if uid is None else "/usr/bin/python3"
    process = subprocess.Popen(
        [python, "-c", _SERVER], stdout=subprocess.PIPE, start_new_session=True, cwd="/", **identity
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    born = birth(process.pid)
    assert born is not None
    return process, Running("mau.nv", process.pid, born, uid)


def _of(uid: int) -> list[int]:
    found = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [pid for pid in found if birth(pid) is not None and _owner(pid) == uid]


def _owner(pid: int) -> int | None:
    """Return whose process it is; None when it ended meanwhile."""
    try:
        return Path(f"/proc/{pid}").stat().st_uid
    except FileNotFoundError:
        return None


def test_a_process_that_ended_meanwhile_is_nobodys() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert _owner(process.pid) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives processes another uid")
@pytest.mark.skipif(not Path("/usr/bin/python3").exists(), reason="no interpreter every uid may run")
def test_a_learners_processes_end_together_and_nobody_elses(tmp_path: Path) -> None:
    server, running = _started(UID)
    neighbour, other = _started(UID + 1)
    note(tmp_path, running)
    assert len(_of(UID)) == 2
    assert end_learners(tmp_path, wait_s=5) == ["mau.nv"]
    server.communicate()
    assert _of(UID) == []
    assert noted(tmp_path) == []
    assert other.alive()
    kill_everything_of(UID + 1)
    neighbour.communicate()


def test_without_root_the_server_alone_is_ended(tmp_path: Path) -> None:
    server, running = _started(None)
    note(tmp_path, running)
    assert noted(tmp_path) == [running]
    assert end_learners(tmp_path, wait_s=5) == ["mau.nv"]
    server.communicate()
    assert not running.alive()


def test_an_id_that_was_given_out_again_is_not_ours(tmp_path: Path) -> None:
    server, running = _started(None)
    earlier = Running(running.user, running.pid, running.born - 1, None)
    assert not earlier.alive()
    assert not earlier.signal(0)
    note(tmp_path, earlier)
    assert end_learners(tmp_path, wait_s=0) == []
    assert running.alive()
    server.kill()
    server.communicate()
    assert not running.alive()


def test_a_zombie_has_ended() -> None:
    server, running = _started(None)
    server.kill()
    os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)
    assert not running.alive()
    server.communicate()


def test_a_damaged_note_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "mau.nv.json").write_text("{")
    assert noted(tmp_path) == []
    assert list(tmp_path.iterdir()) == []
    forget(tmp_path, "mau.nv")
    assert end_learners(tmp_path / "none") == []
