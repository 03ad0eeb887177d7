"""Starts programs as learners, through the launcher the spawner uses, in a folder of the test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from hub.jupyterhub.learner import view
from hub.jupyterhub.learner.launch import Order
from hub.settings import Settings

UID = 2_109_990_000  # at the far end of the range: no installation gives it out
NAME = "mau.nv"


@dataclass(frozen=True)
class Ended:
    """How a program ended: the launcher's refusal (None when it was started), its output and its code."""

    refusal: dict[str, str] | None
    output: str
    errors: str
    code: int


@dataclass
class Rooms:
    """An installation's folder with the secrets, sources and homes that learners must not see."""

    data: Path
    before: list[str] = field(default_factory=list)  # runs the launcher in its turn

    def __post_init__(self) -> None:
        self.data.chmod(0o711)
        self.settings = Settings(data=self.data)
        for folder in (self.settings.secrets_dir, self.settings.run_dir, self.data / "pg" / "18"):
            folder.mkdir(parents=True)
            folder.chmod(0o700)
        (self.settings.secrets_dir / "operator").write_text("bi-mat-cua-nen-tang")
        (self.settings.run_dir / "room").mkdir(mode=0o700)
        (self.data / "learners").mkdir()
        (self.data / "learners").chmod(0o711)
        self.release = self.data / view.RELEASE
        self.release.mkdir()
        self.release.chmod(0o755)
        self.homes = {name: self._home(name, UID + number) for number, name in enumerate((NAME, "khac.nv"))}
        (self.homes["khac.nv"] / "bai").write_text("bai-cua-nguoi-khac")
        (self.homes["khac.nv"] / "bai").chmod(0o644)

    def _home(self, name: str, uid: int) -> Path:
        home = self.data / "learners" / name
        home.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(home, uid, uid)
        return home

    @property
    def home(self) -> Path:
        """The learner's own folder, as the platform sees it."""
        return self.homes[NAME]

    def run(self, *arguments: str, uid: int | None = UID, **changes: object) -> Ended:
        """Run this interpreter with `arguments` as the learner."""
        python = str(view.interpreter())
        order = Order(
            **{
                "user": NAME,
                "uid": uid,
                "home": self.home,
                "home_seen": self.home if uid is None else Path("/home") / NAME,
                "root": self.settings.run_dir / "room",
                "release": self.release,
                "argv": (python, *arguments),
                "env": {
                    "PATH": "/usr/bin:/bin",
                    "TMPDIR": "/tmp",  # noqa: S108 - the room's own
                    "PYTHONPATH": f"{view.SITE}:{view.SOURCE}",
                },
                "shown": view.shown(self.settings),
                "hidden": view.hidden(self.settings),
                "forbidden": view.forbidden(self.settings),
                **changes,
            }  # type: ignore[arg-type]
        )
        ours, theirs = os.pipe()
        process = subprocess.Popen(
            [*self.before, sys.executable, "-S", "-m", "hub.jupyterhub.learner.launch", str(theirs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PYTHONPATH": str(view.SOURCE)},
            pass_fds=(theirs,),
            cwd="/",
        )
        os.close(theirs)
        output, errors = process.communicate(order.to_json().encode(), timeout=60)
        with os.fdopen(ours, "rb") as report:
            answer = report.read()
        return Ended(
            json.loads(answer) if answer else None, output.decode(), errors.decode(), process.returncode
        )
