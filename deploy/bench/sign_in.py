"""`sign-in`: a hundred people sign in within ten seconds; beside a stock Hub that hashes nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import httpx

from deploy.bench import Figure, percentile
from deploy.bench.load import spread_out
from deploy.proxy import PROXY_SCRIPT
from deploy.supervisor.platform import node_binary
from deploy.trial import Trial, free_port_block, wait_until
from hub.auth.passwords import PasswordPool

_PEOPLE, _OVER_S = 100, 10.0
_PASSWORD = "mat-khau-vi-du-7"  # noqa: S105 - of invented people in a throw-away installation
_XSRF = re.compile(r'name="_xsrf"\s+value="([^"]+)"')


async def _sign_in(url: str, username: str, then: str) -> None:
    """Sign in as a browser does, and follow every redirect to the page behind it."""
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an IP address
    async with aiohttp.ClientSession(cookie_jar=jar, headers={"Accept": "text/html"}) as client:
        async with client.get(f"{url}/hub/login?next={then}") as page:
            found = _XSRF.search(await page.text())
            assert found, "the sign-in form has its token"
        form = {"username": username, "password": _PASSWORD, "_xsrf": found[1]}
        async with client.post(f"{url}/hub/login?next={then}", data=form) as done:
            assert done.status == 200, done.status
            assert "/hub/login" not in str(done.url), "signed in"


def _measure(url: str, names: list[str], then: str) -> tuple[list[float], float]:
    async def run() -> tuple[list[float], float]:
        return await spread_out(len(names), _OVER_S, lambda n: _sign_in(url, names[n], then))

    return asyncio.run(run())


@contextlib.contextmanager
def _stock_hub() -> Iterator[str]:
    """Run a stock JupyterHub: dummy authenticator, SQLite, the same proxy."""
    port = free_port_block(4)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "jupyterhub_config.py").write_text(
            f"c.JupyterHub.bind_url = 'http://127.0.0.1:{port}'\n"
            f"c.JupyterHub.hub_port = {port + 2}\n"
            "c.JupyterHub.authenticator_class = 'dummy'\n"
            "c.Authenticator.allow_all = True\n"
            f"c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:{port + 1}'\n"
            f"c.ConfigurableHTTPProxy.command = [{str(node_binary())!r}, {str(PROXY_SCRIPT)!r}]\n"
        )
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub"], cwd=folder, env=dict(os.environ), stdout=log, stderr=log
            )
        try:

            def up() -> bool:
                with contextlib.suppress(httpx.HTTPError):
                    return (
                        httpx.get(f"http://127.0.0.1:{port}/hub/health", trust_env=False).status_code == 200
                    )
                return False

            wait_until(up, "the stock Hub", 60)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def measure() -> Iterator[Figure]:
    """Measure until the last of 100 people is on the first page; argon2 as in production."""
    platform = Trial(MATTRAN_HASH_MEMORY_MIB="32")
    try:
        platform.start()
        names = platform.add_people(_PEOPLE, prefix="tai")
        stored = PasswordPool(memory_mib=32, parallel=1).hash_now(_PASSWORD)
        platform.sql(
            "INSERT INTO hub.accounts (person_id, password_hash, must_change)"
            " SELECT id, %s, false FROM hub.people WHERE username LIKE 'tai-%%'",
            stored,
        )
        time.sleep(2)
        ours, whole = _measure(platform.url, names, "/services/portal/")
    finally:
        platform.remove()
    with _stock_hub() as url:
        time.sleep(2)
        _, stock = _measure(url, names, "/hub/token")
    yield Figure("sign-in", "100 people within 10 s, all on the first page after", whole, "s", 15, stock)
    yield Figure("sign-in", "one person, p95", percentile(ours, 0.95), "s")
