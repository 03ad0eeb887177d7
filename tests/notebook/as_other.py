"""One thing done under another uid, in a process of its own: `python -m … UID WHAT GIVEN`.

pytest has threads, and a fork among threads may hang (Python 3.12 warns of it). The process gives its
rights away itself, once everything is imported: the interpreter may lie where the other uid cannot read.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
from jupyterhub.spawner import SpawnException
from traitlets.config import Config

from hub.jupyterhub.spawner import LearnerSpawner, configure_spawner
from hub.jupyterhub.translate import explain_failed_start
from hub.settings import Settings

ROOT = Path(__file__).parents[2]


def as_other(uid: int | None, what: str, **given: Any) -> str:
    """Return what came of `what` under `uid`: its result as text, or the name of the error it raised."""
    done = subprocess.run(
        [sys.executable, "-m", __name__, "" if uid is None else str(uid), what, json.dumps(given)],
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout.strip()


def connect(url: str) -> str:
    """Connect to PostgreSQL."""
    psycopg.connect(url, connect_timeout=5).close()
    return "done"


def room_uid(**settings: Any) -> str:
    """Return the uid a learner's server gets, or what its learner is told instead."""
    spawner = LearnerSpawner.__new__(LearnerSpawner)
    spawner.settings = Settings(**settings)
    try:
        return str(spawner._uid().send(None))
    except StopIteration as done:
        return str(done.value)
    except SpawnException as refused:
        return str(explain_failed_start(exception=refused))


def announcement(**settings: Any) -> str:
    """Return what the Hub's pages say above everything else."""
    c = Config()
    configure_spawner(c, Settings(**settings))
    return str(dict(c.JupyterHub).get("template_vars", {}).get("announcement_home", "nothing"))


def main() -> None:
    """Act as told on the command line."""
    uid, what, given = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    act = {"connect": connect, "room_uid": room_uid, "announcement": announcement}[what]
    with contextlib.suppress(Exception):
        act(**given)  # what is imported late only is there from now on
    if uid:
        os.setgroups([])
        os.setresgid(*[int(uid)] * 3)
        os.setresuid(*[int(uid)] * 3)
    try:
        print(act(**given))
    except Exception as error:
        print(type(error).__name__)


if __name__ == "__main__":
    main()
