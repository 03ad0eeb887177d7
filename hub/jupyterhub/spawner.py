"""Starts each learner's server under a uid of its own, in a room where nothing of the platform exists.

Not as root there are no uids to give: then servers run as ourselves, in the demonstration that serves this
machine only.
"""

# mypy: disallow-untyped-calls=False
from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jupyterhub.spawner import Spawner, SpawnException
from jupyterhub.utils import random_port, url_path_join

from hub.db import Database
from hub.jupyterhub.learner import running, view
from hub.jupyterhub.learner.launch import OPEN, UNREACHABLE, Order
from hub.jupyterhub.learner.listening import listener_uid
from hub.jupyterhub.learner.uids import FIRST_UID, LAST_UID, NoUidLeft, ensure_uid, first_uid
from hub.jupyterhub.translate import VietnameseProgress
from hub.settings import Settings, current_settings

PORTAL = "services/portal/"
FIRST_PAGE = "/lab/tree/bai-hoc"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LAUNCH_S = 30.0
_STOP_S = 8.0

NOT_ISOLATED = (
    "Bản dùng thử: phòng thực hành chạy không cách ly. Đồng chí đừng đưa tài liệu thật của cơ quan vào đây."
)
_NEEDS_ROOT = (
    "Phòng thực hành chưa dùng được trên máy chủ này, vì hệ thống không được chạy bằng quyền root nên không "
    "cách ly được các phòng với nhau. Mời đồng chí học ở trang bài học và báo quản trị."
)
_CANNOT_ISOLATE = (
    "Phòng thực hành chưa dùng được, vì máy chủ này không cho phép cách ly phòng với dữ liệu của hệ thống. "
    "Mời đồng chí học ở trang bài học và báo quản trị."
)
_NOT_YOURS = (
    "Phòng thực hành chưa mở được, vì thư mục bài làm mang tên đồng chí đang thuộc về người khác. "
    "Mời đồng chí báo quản trị."
)
_FAILED = "Phòng thực hành chưa mở được vì máy chủ gặp lỗi. Mời đồng chí thử lại sau ít phút."


@lru_cache(maxsize=1)
def _people(url: str) -> Database:
    return Database(url, pool_size=2)


def learners_folder(settings: Settings) -> Path:
    """Return the folder of all learners' folders."""
    return settings.data / "learners"


def running_folder(settings: Settings) -> Path:
    """Return where the servers that run are written down (hub/jupyterhub/learner/running.py)."""
    return settings.run_dir / "learners"


class LearnerSpawner(VietnameseProgress, Spawner):
    """One learner's server as a process of this machine. It outlives the Hub, which finds it again."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.settings: Settings = current_settings()
        self._running: running.Running | None = None
        self._process: subprocess.Popen[bytes] | None = None

    # -- what JupyterHub remembers -------------------------------------------------------------

    def get_state(self) -> dict[str, Any]:
        """Return what the next Hub needs to find the server again. Called by JupyterHub after a start."""
        state: dict[str, Any] = super().get_state()
        if self._running is not None:
            one = self._running
            state |= {"pid": one.pid, "born": one.born, "uid": one.uid}
        return state

    def load_state(self, state: dict[str, Any]) -> None:
        """Take up a server that an earlier Hub started. Called by JupyterHub when it starts."""
        super().load_state(state)
        if "pid" in state and "born" in state:
            self._running = running.Running(self.user.name, state["pid"], state["born"], state.get("uid"))

    def clear_state(self) -> None:
        """Forget the server. Called by JupyterHub when it has stopped."""
        super().clear_state()
        self._running = None
        self._process = None
        running.forget(running_folder(self.settings), self.user.name)

    # -- starting ------------------------------------------------------------------------------

    async def start(self) -> tuple[str, int]:
        """Start the server and return its address once it listens; raise SpawnException with a sentence."""
        if not _USERNAME.fullmatch(self.user.name):
            raise _refusal(_FAILED, "username", f"not a folder's name: {self.user.name!r}")
        uid = await self._uid()
        home = await asyncio.to_thread(self._ensure_home, uid)
        self.port = self.port or random_port()
        order = self._order(uid, home)
        process, answer = await asyncio.to_thread(self._launch, order)
        if answer:
            raise _told(answer)
        born = running.birth(process.pid)
        self._process = process
        self._running = running.Running(self.user.name, process.pid, born or 0, uid)
        running.note(running_folder(self.settings), self._running)
        await self._wait_listening(uid if uid is not None else os.geteuid())
        return "127.0.0.1", self.port

    async def _uid(self) -> int | None:
        if os.geteuid() != 0:
            if not _open_without_root(self.settings):
                raise _refusal(_NEEDS_ROOT, "not-root", "notebooks need root when not in demonstration")
            return None
        owners = await asyncio.to_thread(_greatest_owner, learners_folder(self.settings))
        try:
            async with _people(self.settings.database("mattran")).begin() as conn:
                first = first_uid(self.settings.data)
                return await ensure_uid(conn, self.user.name, first=first, above=owners)
        except NoUidLeft:
            raise _refusal(_FAILED, "uids", "no uid left") from None

    def _ensure_home(self, uid: int | None) -> Path:
        """Make the learner's folder, and refuse one that is somebody else's."""
        learners: Path = learners_folder(self.settings)
        learners.mkdir(parents=True, exist_ok=True)
        learners.chmod(0o711)  # passed through, listed by nobody
        room_root(self.settings).mkdir(mode=0o700, parents=True, exist_ok=True)
        home: Path = learners / self.user.name
        home.mkdir(mode=0o700, exist_ok=True)
        owner, wanted = home.lstat().st_uid, os.geteuid() if uid is None else uid
        if home.is_symlink() or owner not in {wanted, os.geteuid()}:
            raise _refusal(_NOT_YOURS, "owner", f"{home} belongs to uid {owner}, not {wanted}")
        home.chmod(0o700)
        if owner != wanted:
            os.chown(home, wanted, wanted)
        return home

    def _order(self, uid: int | None, home: Path) -> Order:
        settings = self.settings
        seen = home if uid is None else Path("/home") / self.user.name
        python = str(view.interpreter())
        kernels = "--KernelManager.transport=ipc"  # loopback ports are open to every learner, sockets are not
        return Order(
            user=self.user.name,
            uid=uid,
            home=home,
            home_seen=seen,
            root=room_root(settings),
            release=settings.data / view.RELEASE,
            argv=(python, "-s", "-m", "jupyterhub.singleuser", *self.get_args(), kernels),
            env=self.get_env(),
            shown=view.shown(settings),
            hidden=view.hidden(settings),
            forbidden=view.forbidden(settings),
        )

    def get_env(self) -> dict[str, str]:
        """Return the server's whole environment: JupyterHub's own names and fixed ones of ours.

        Called by JupyterHub and by `start`. Nothing is taken over from the Hub's environment.
        """
        self.env_keep = []
        given = {name: str(value) for name, value in super().get_env().items()}
        python = view.interpreter()
        return given | {
            "HOME": "",  # the launcher says where the folder is seen
            "USER": self.user.name,
            "LOGNAME": self.user.name,
            "SHELL": "/bin/sh",
            "PATH": f"{python.parent}:/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TZ": "Asia/Ho_Chi_Minh",
            "TMPDIR": "/tmp",  # noqa: S108 - a private one in the room
            "PYTHONPATH": f"{view.SITE}:{view.SOURCE}",
            "PYTHONWARNINGS": "ignore",
            "PYTHONDONTWRITEBYTECODE": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "JUPYTER_CONFIG_PATH": str(view.SITE / "mattran_lab" / "config"),
            "JUPYTER_PATH": str(view.SITE / "mattran_lab" / "share"),
            "MATTRAN_PORTAL_URL": f"http://127.0.0.1:{self.settings.portal_port}/{PORTAL}",
            "MATTRAN_QUESTION_WIDGET": "exercises.notebook:show",
            # `OpenAI()` in a notebook is the gateway, as this person: no address, no key to type.
            "OPENAI_BASE_URL": f"http://127.0.0.1:{self.settings.gateway_port}/services/ai/v1",
            "OPENAI_API_KEY": given.get("JUPYTERHUB_API_TOKEN", ""),
        }

    def _launch(self, order: Order) -> tuple[subprocess.Popen[bytes], bytes]:
        """Run the launcher and return it with what it reported: nothing when the server was started."""
        log = self.settings.run_dir / "logs" / "learners" / f"{order.user}.log"
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
        output = os.open(log, flags, 0o600)
        ours, theirs = os.pipe()
        try:
            process = subprocess.Popen(  # noqa: S603 - our own launcher
                [sys.executable, "-S", "-m", "hub.jupyterhub.learner.launch", str(theirs)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=order.env,
                cwd="/",
                pass_fds=(theirs,),
                start_new_session=True,  # Ctrl-C and the end of the Hub do not reach it
            )
        finally:
            os.close(theirs)
            os.close(output)
        with process.stdin as pipe, os.fdopen(ours, "rb") as report:  # type: ignore[union-attr]
            pipe.write(order.to_json().encode())
            pipe.close()
            answer = report.read()
        return process, answer

    async def _wait_listening(self, uid: int) -> None:
        """Wait until the server's port is open, and make sure that it is this learner's.

        Another learner's program might have taken the port between our choice and the server's start.
        """
        deadline = time.monotonic() + self.start_timeout
        while time.monotonic() < deadline:
            owner = listener_uid(self.port)
            if owner == uid:
                return
            if owner is not None:
                await self.stop(now=True)
                raise _refusal(_FAILED, "port", f"port {self.port} was taken by uid {owner}")
            if await self.poll() is not None:
                raise _refusal(_FAILED, "ended", f"the server of {self.user.name} ended while starting")
            await asyncio.sleep(0.25)

    # -- watching and stopping -----------------------------------------------------------------

    async def poll(self) -> int | None:
        """Return None while the server runs, else its exit code (0 when it is not known)."""
        if self._process is not None and (code := self._process.poll()) is not None:
            self.clear_state()
            return code
        if self._running is None or not self._running.alive():
            self.clear_state()
            return 0
        return None

    async def stop(self, now: bool = False) -> None:
        """End the server and everything its learner started; by force at once when `now`."""
        one = self._running
        if one is None:
            return
        if not now and one.signal(signal.SIGTERM):
            deadline = time.monotonic() + _STOP_S
            while one.alive() and time.monotonic() < deadline:
                await asyncio.sleep(0.1)
        one.signal(signal.SIGKILL)
        if one.uid is not None:
            await asyncio.to_thread(running.kill_everything_of, one.uid)
        if self._process is not None:
            await asyncio.to_thread(self._process.wait)
        self.clear_state()


def _open_without_root(settings: Settings) -> bool:
    """Tell whether rooms open though nothing keeps them apart: to try it, by whoever owns this machine."""
    return settings.demo and settings.local


def room_root(settings: Settings) -> Path:
    """Return the empty folder on which each learner's room is built, in a namespace of its own."""
    return settings.run_dir / "room"


def _greatest_owner(folder: Path) -> int:
    if not folder.is_dir():
        return 0
    owners = (entry.stat(follow_symlinks=False).st_uid for entry in os.scandir(folder))
    return max((uid for uid in owners if FIRST_UID <= uid <= LAST_UID), default=0)


def _refusal(sentence: str, reason: str, detail: str) -> SpawnException:
    return SpawnException(sentence, reason=reason, log_message=detail, status_code=503)


def _told(answer: bytes) -> SpawnException:
    """Return the refusal of a launcher's report."""
    told = json.loads(answer)
    sentence = _CANNOT_ISOLATE if told["reason"] in {OPEN, UNREACHABLE} else _FAILED
    return _refusal(sentence, told["reason"], f"{told['reason']}: {told['detail']}")


def open_server_first(path: str, _request: Any, user: Any, base_url: str) -> str:
    """Return where `/hub/user-redirect/<path>` leads: through the start of the server to the page.

    Called by JupyterHub. Its own answer for a server that does not run is a page with one more button.
    """
    target = url_path_join(user.url, path)
    return f"{url_path_join(base_url, 'spawn', user.escaped_name)}?{urlencode({'next': target})}"


def configure_spawner(c: Any, settings: Settings) -> None:
    """Write to the traitlets config `c` what learners' servers need."""
    c.JupyterHub.spawner_class = LearnerSpawner
    c.JupyterHub.user_redirect_hook = open_server_first
    c.Spawner.default_url = FIRST_PAGE
    c.Spawner.disable_user_config = True
    c.Spawner.start_timeout = 120  # many may start at once on two cores
    c.Spawner.http_timeout = 60
    c.Spawner.poll_interval = 15
    # The server's token also speaks for its learner: answers are saved with it, AI is asked with it.
    c.Spawner.server_token_scopes = [
        "users:activity!user",
        "access:servers!server",
        "access:services!service=portal",
        "access:services!service=ai",
    ]
    if os.geteuid() != 0 and _open_without_root(settings):
        c.JupyterHub.template_vars = {"announcement_home": NOT_ISOLATED, "announcement_spawn": NOT_ISOLATED}
