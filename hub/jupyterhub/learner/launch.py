"""Turns itself into one learner's server: room, uid and limits first, then the program.

Run by the spawner as `python -S -m hub.jupyterhub.learner.launch FD` with an order (JSON) on stdin;
standard library only, so it takes milliseconds. FD is a pipe that says how it went: a refusal as JSON,
or nothing when the program was started (the pipe closes with the exec).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from hub.jupyterhub.learner.lessons import place_lessons
from hub.jupyterhub.learner.privileges import Limits, become, limit
from hub.jupyterhub.learner.room import NotIsolated, Room, enter

OPEN, UNREACHABLE, FAILED = "open", "unreachable", "failed"


@dataclass(frozen=True)
class Order:
    """What to start and for whom. `uid` None: as ourselves, without isolation (demonstration).

    `home` is the learner's folder, seen as `home_seen` in a room of its own. `forbidden` are paths no
    learner may read; they are tried where the system allows no room. `env` is the whole environment.
    """

    user: str
    uid: int | None
    home: Path
    home_seen: Path
    root: Path
    release: Path
    argv: tuple[str, ...]
    env: dict[str, str]
    shown: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()
    forbidden: tuple[Path, ...] = ()
    limits: Limits = field(default_factory=Limits)

    def to_json(self) -> str:
        """Return the order as the launcher reads it."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Order:
        """Return the order written by `to_json`."""
        data: dict[str, Any] = json.loads(text)
        for name in ("home", "home_seen", "root", "release"):
            data[name] = Path(data[name])
        for name in ("shown", "hidden", "forbidden"):
            data[name] = tuple(Path(path) for path in data[name])
        data["argv"] = tuple(data["argv"])
        data["limits"] = Limits(**{one.name: data["limits"][one.name] for one in fields(Limits)})
        return cls(**data)


class Refused(Exception):
    """The server must not be started; `reason` is one of ours, `detail` is for the operator."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def launch(order: Order) -> None:
    """Start what `order` says; never returns. Raises Refused."""
    home, env = order.home, dict(order.env)
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if order.uid is not None:
        home = _isolate(order, order.uid)
    else:
        limit(order.limits, own_uid=False)
        home.mkdir(parents=True, exist_ok=True)
    try:
        os.chdir(home)
        place_lessons(order.release, home)
    except (
        OSError
    ) as error:  # a full disk, or a file of the learner's in the way: the room opens all the same
        print(f"lessons not placed: {error}", file=sys.stderr, flush=True)
    if order.uid is None or home != order.home_seen:
        env["TMPDIR"] = _scratch(order)
    env |= {"HOME": str(home), "JUPYTER_RUNTIME_DIR": str(Path(env["TMPDIR"]) / "jupyter")}
    os.execve(order.argv[0], order.argv, env)  # noqa: S606 - no shell is meant


def _isolate(order: Order, uid: int) -> Path:
    """Become `uid`, in a room when the system allows one, and return where the home is seen."""
    room = Room(order.root, order.home, order.home_seen, order.user, uid, order.shown, order.hidden)
    try:
        enter(room)
        home = order.home_seen
    except NotIsolated as error:
        print(f"no room of its own: {error}", file=sys.stderr, flush=True)
        home = order.home
    limit(order.limits, own_uid=True)
    become(uid)
    if home == order.home:
        readable = [str(path) for path in order.forbidden if _readable(path)]
        if readable:
            raise Refused(OPEN, ", ".join(readable))
    if not os.access(order.argv[0], os.X_OK):
        raise Refused(UNREACHABLE, order.argv[0])
    return home


def _readable(path: Path) -> bool:
    """Tell whether this process can look into the file or folder."""
    try:
        if path.is_dir():
            os.listdir(path)
        else:
            path.open("rb").close()
    except OSError:
        return False
    return True


def _scratch(order: Order) -> str:
    """Return a fresh private folder below the system's /tmp, after removing those of earlier starts."""
    prefix = f"mt-{order.user[:24]}-"
    for old in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        if not old.is_symlink() and old.stat().st_uid == os.geteuid():
            _remove(old)
    return tempfile.mkdtemp(prefix=prefix)


def _remove(folder: Path) -> None:
    import shutil  # only where there is no room

    shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Read the order, start the program, or report on the pipe why not."""
    report = int(sys.argv[1])
    os.set_inheritable(report, False)
    try:
        order = Order.from_json(sys.stdin.read())
        empty = os.open(os.devnull, os.O_RDONLY)
        os.dup2(empty, 0)
        launch(order)
    except Refused as refused:
        answer = {"reason": refused.reason, "detail": refused.detail}
    except Exception as error:  # whatever it is, the Hub must hear of it
        answer = {"reason": FAILED, "detail": f"{type(error).__name__}: {error}"}
    os.write(report, json.dumps(answer).encode())
    sys.exit(1)


if __name__ == "__main__":
    main()
