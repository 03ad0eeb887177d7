"""A throw-away installation, run as an operator runs it: for benchmarks and for tests."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg

from hub.secrets import ensure_secret
from hub.settings import Settings

ROOT = Path(__file__).parent.parent
MATTRAN = Path(sys.executable).parent / "mattran"


def free_port_block(count: int = 8) -> int:
    """Return the first of `count` free consecutive ports, below those the kernel gives to clients.

    Blocks are tried in a random order: somebody else may look for one at the same moment.
    """
    blocks = range(20000, 32000, count)
    for start in random.sample(blocks, len(blocks)):
        with contextlib.ExitStack() as stack:
            try:
                for port in range(start, start + count):
                    probe = stack.enter_context(socket.socket())
                    probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return start
    raise RuntimeError("no free block of ports")


def wait_until(condition: Callable[[], object], what: str, timeout_s: float = 60.0) -> object:
    """Return the first true result of `condition`; fail with `what` after `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s:.0f} s: {what}")
        time.sleep(0.1)


class Trial:
    """One installation in a folder of its own; `start` may be called again after `kill_supervisor`."""

    def __init__(self, *arguments: str, demo: bool = False, **environment: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mt-"))
        self.folder.chmod(0o711)
        self.port = free_port_block()
        self.arguments = [*arguments, "--demo" if demo else "--no-demo"]
        self.environment = environment
        self.settings = Settings(
            data=self.folder / "d",
            port=self.port,
            **{
                name.removeprefix("MATTRAN_").lower(): value  # type: ignore[arg-type]
                for name, value in environment.items()
            },
        )
        self.process: subprocess.Popen[bytes] | None = None
        self.log = self.folder / "start.log"

    @property
    def url(self) -> str:
        """Address as a person types it."""
        return self.settings.url

    @property
    def portal(self) -> str:
        """Address of the portal, with a final slash."""
        return f"{self.url}/services/portal/"

    @property
    def output(self) -> str:
        """What `mattran start` printed so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def spawn(self) -> subprocess.Popen[bytes]:
        """Run `mattran start` and return at once."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(MATTRAN), "start", *self.arguments],
                env=kept
                | {
                    "MATTRAN_DATA": str(self.settings.data),
                    "MATTRAN_PORT": str(self.port),
                    "MATTRAN_HASH_MEMORY_MIB": "8",
                }
                | self.environment,
                stdout=log,
                stderr=log,
                cwd=ROOT,
            )
        return self.process

    def start(self, timeout_s: float = 240.0) -> Trial:
        """Start and wait until the platform says that it is ready."""
        before = self.output.count("Đã sẵn sàng")
        self.spawn()

        def ready() -> bool:
            assert self.process is not None
            if self.process.poll() is not None:
                raise AssertionError(f"mattran start ended:\n{self.output}{self.logs()}")
            return self.output.count("Đã sẵn sàng") > before

        wait_until(ready, "mattran start is ready", timeout_s)
        return self

    def logs(self) -> str:
        """Return the last lines of every process's log."""
        parts = []
        for path in sorted(self.settings.run_dir.glob("logs/*.log")):
            parts.append(
                f"--- {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-25:])
            )
        return "\n".join(parts)

    def processes(self) -> dict[str, int]:
        """Return process ids by name, as `mattran status --json` prints them."""
        done = subprocess.run(
            [str(MATTRAN), "status", "--json", "--data", str(self.settings.data)],
            capture_output=True,
            text=True,
            check=False,
        )
        listed: dict[str, int] = json.loads(done.stdout)["processes"]
        return listed

    def kill(self, name: str) -> None:
        """Send SIGKILL to a process of the platform (`supervisor` is the `mattran start` itself)."""
        if name == "supervisor":
            assert self.process is not None
            self.process.kill()
            self.process.wait()
        else:
            os.kill(self.processes()[name], signal.SIGKILL)

    def stop(self) -> int:
        """Stop as Ctrl-C does and return the exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(90)
        self.process = None
        return code

    def remove(self) -> None:
        """Stop and delete the data folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- people and tokens ---------------------------------------------------------------------

    def sql(self, query: str, *parameters: object) -> list[tuple[object, ...]]:
        """Run a query on the platform's database and return its rows."""
        with psycopg.connect(self.settings.database("mattran"), autocommit=True) as conn:
            cursor = conn.execute(query.encode(), parameters)
            return cursor.fetchall() if cursor.description else []

    def add_people(
        self, count: int, *, prefix: str = "nguoi", unit: str = "19333", role: str = "cadre"
    ) -> list[str]:
        """Add invented people without a password and return their usernames."""
        names = [f"{prefix}-{number}" for number in range(1, count + 1)]
        for name in names:
            self.sql(
                "INSERT INTO hub.people (username, full_name, folded_name, unit_code, role)"
                " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (username) DO NOTHING",
                name,
                f"Nguyễn Văn Mẫu {name}",
                f"nguyen van mau {name}",
                unit,
                role,
            )
        return names

    def token(self, username: str) -> str:
        """Return a hub token with the person's own rights, minted as `mattran token` does."""
        headers = {"Authorization": f"token {ensure_secret(self.settings.secrets_dir, 'operator')}"}
        base = f"http://127.0.0.1:{self.settings.hub_port}/hub/api/users/{username}"
        with httpx.Client(headers=headers, timeout=30, trust_env=False) as client:
            client.post(base)
            answer = client.post(f"{base}/tokens", json={"note": "test", "expires_in": 7200})
            answer.raise_for_status()
        return str(answer.json()["token"])

    def api(self, token: str, *, timeout_s: float = 30.0) -> httpx.Client:
        """Return a client of the JSON API with this token."""
        return httpx.Client(
            base_url=f"{self.portal}api/v1/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout_s,
            trust_env=False,
            verify=False,
        )
