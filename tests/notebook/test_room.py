"""A learner's program in its room: what it sees, what it may do, and when no room is made at all."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

import psutil
import pytest

from hub.jupyterhub.learner import view
from hub.jupyterhub.learner.launch import OPEN, UNREACHABLE
from hub.jupyterhub.learner.room import Step, plan
from hub.jupyterhub.learner.running import kill_everything_of
from tests.notebook.launching import NAME, UID, Rooms
from tests.stack import wait_until

PROBE = str(Path(__file__).with_name("probe.py"))
CONTENT = view.SOURCE / "courses" / "content"
_MANY = """
import os, time
started = 0
try:
    while started < 400:
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        started += 1
except OSError:
    print(started, flush=True)
os.kill(-1, 9)
"""


def probed(rooms: Rooms, **wanted: Any) -> dict[str, Any]:
    """Return what the probe could do in the room (tests/notebook/probe.py)."""
    asked = {"paths": [], "words": [], "sockets": [], "pids": [], "urls": {}} | wanted
    ended = rooms.run("-c", Path(PROBE).read_text(), json.dumps(asked))
    assert ended.refusal is None, ended.errors
    assert ended.code == 0, ended.errors
    found: dict[str, Any] = json.loads(ended.output)
    return found


def test_nothing_of_the_platform_exists_in_a_room(rooms: Rooms) -> None:
    key = next(
        line for line in (CONTENT / "k2" / "k2-b3.md").read_text().splitlines() if "explanation:" in line
    )
    found = probed(
        rooms,
        paths=[
            *map(str, (rooms.settings.secrets_dir, rooms.settings.run_dir, rooms.data / "pg", CONTENT)),
            *map(
                str,
                (
                    view.SOURCE / ".git",
                    view.SOURCE / "hub" / "settings.py",
                    view.SOURCE / "grading",
                    view.SOURCE / "tests",
                ),
            ),
            *("/root/.ssh", "/root/.bashrc", "/etc/shadow", "/var/lib", "/proc/1/environ", "/sys"),
            str(rooms.data / "learners" / "khac.nv"),
        ],
        words=["bi-mat-cua-nen-tang", "bai-cua-nguoi-khac", key],
        pids=[os.getpid(), 1],
    )
    assert found["opened"] == []
    assert found["holding"] == []
    assert found["environ"] == []
    assert found["seen"] == []
    assert found["signalled"] == []
    assert found["folders"] == [NAME]


def test_the_search_for_words_would_find_them(rooms: Rooms) -> None:
    (rooms.home / "vo").write_text("bi-mat-cua-nen-tang")
    (rooms.home / "vo").chmod(0o644)
    assert probed(rooms, words=["bi-mat-cua-nen-tang"])["holding"] == [f"/home/{NAME}/vo"]


def test_a_learner_is_nobody_else_and_cannot_become_so(rooms: Rooms) -> None:
    found = probed(rooms)
    assert found["uid"] == [UID, UID, UID, UID]
    assert found["root"] == dict.fromkeys(found["root"], False)
    assert found["no new privileges"]
    assert found["writes at home"]


def _uids() -> set[int]:
    """Return whose processes there are, those included that ended and were not taken note of."""
    found = set()
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess):
            found.add(process.uids().real)
    return found


def test_what_a_learner_starts_is_limited(rooms: Rooms) -> None:
    limits = probed(rooms)["limits"]
    assert limits["CORE"] == [0, 0]
    assert limits["NPROC"][1] <= 256
    assert limits["DATA"][1] <= 2 * 2**30
    eaten = rooms.run("-c", "x = bytearray(3 * 2**30)")
    assert "MemoryError" in eaten.errors
    try:
        started = rooms.run("-c", _MANY).output
    finally:
        kill_everything_of(UID)  # as when a server ends
    # Those that ended count against the uid until the system's first process has taken note of them.
    wait_until(lambda: UID not in _uids(), "they are all gone")
    assert 0 < int(started) < 256


def test_only_the_environment_that_was_ordered_is_there(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATTRAN_SECRET", "bi-mat")
    names = set(probed(rooms)["environment"])
    assert names - {"LC_CTYPE"} == {"PATH", "TMPDIR", "PYTHONPATH", "HOME", "JUPYTER_RUNTIME_DIR"}


def test_the_answer_frame_can_be_loaded_and_nothing_else_of_ours(rooms: Rooms) -> None:
    assert rooms.run("-c", "import exercises.notebook, mattran_lab; print('co')").output.strip() == "co"
    form = "from prompt_library.notebook import cau_lenh; cau_lenh('x')"
    assert "Mã câu lệnh không đúng" in rooms.run("-c", form).output
    for package in (
        "hub.settings",
        "prompt_library.guard",
        "courses",
        "grading",
        "deploy",
        "exercises.scoring",
        "exercises.answers",
    ):
        assert "ModuleNotFoundError" in rooms.run("-c", f"import {package}").errors, package


def test_without_a_namespace_the_room_stays_closed_while_lessons_keys_can_be_read(rooms: Rooms) -> None:
    rooms.before = ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"]
    ended = rooms.run("-c", "print('mo')")
    assert ended.refusal is not None
    assert ended.refusal["reason"] == OPEN
    assert str(CONTENT) in ended.refusal["detail"]
    assert ended.output == ""


def test_without_a_namespace_an_interpreter_out_of_reach_is_told(rooms: Rooms) -> None:
    rooms.before = ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"]
    closed = rooms.settings.secrets_dir / "python"
    ended = rooms.run("-c", "print('mo')", forbidden=(), argv=(str(closed), "-c", ""))
    assert ended.refusal is not None
    assert ended.refusal["reason"] == UNREACHABLE


def test_without_a_namespace_and_with_everything_closed_the_server_runs_under_its_uid(rooms: Rooms) -> None:
    rooms.before = ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"]
    shell = ("/bin/sh", "-c", "id -u; echo $HOME; ls -ld $TMPDIR")
    closed = (
        rooms.settings.secrets_dir,
        rooms.settings.run_dir,
        rooms.homes["khac.nv"],
        rooms.data / "learners",
    )
    ended = rooms.run(forbidden=closed, argv=shell)
    assert (ended.refusal, ended.code) == (None, 0), ended.errors
    uid, home, runtime = ended.output.splitlines()
    assert (uid, home) == (str(UID), str(rooms.home))
    assert runtime.startswith("drwx------")


def test_a_program_that_does_not_exist_is_reported(rooms: Rooms) -> None:
    ended = rooms.run(argv=("/usr/bin/khong-co",))
    assert ended.refusal is not None
    assert ended.refusal["reason"] == UNREACHABLE


def test_inner_rules_stand_over_outer_ones() -> None:
    usr, site, ours, file = (
        Path(p) for p in ("/usr", "/usr/lib/site", "/usr/lib/site/courses", "/usr/lib/site/courses/a")
    )
    assert plan([usr, site], [ours]) == [Step(usr, True), Step(ours, False)]
    assert plan([usr, file], [ours]) == [Step(usr, True), Step(ours, False), Step(file, True)]
    assert plan([Path("/data/release")], [Path("/data")]) == [Step(Path("/data/release"), True)]
