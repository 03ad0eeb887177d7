"""`lesson-page`: first load of a lesson beside JupyterLab's for the same lesson, and 300 openings in 10 s."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import nbformat
from playwright.sync_api import CDPSession, sync_playwright

from courses.catalogue import load_lessons
from courses.notebook import build_source_notebook
from deploy.bench import Figure, spread
from deploy.bench.answers import one_warm
from deploy.bench.load import bearer, spread_out, trial
from deploy.trial import Trial, free_port_block, wait_until
from grading.nbgrader_pipeline import release_notebook

_LESSON = "k2-b3"
_PEOPLE, _OVER_S = 300, 10.0
_ASSET = re.compile(r'(?:href|src)="(/services/portal/static/[^"]+)"')


def _first_load(url: str, ready: str, headers: dict[str, str]) -> tuple[float, int]:
    """Return bytes on the wire (KB of 1000 bytes) and requests of a first visit, until `ready` shows."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("lesson-page needs chromium on the PATH")
    received = {"bytes": 0.0, "requests": 0}

    def count(event: dict[str, Any]) -> None:
        received["bytes"] += event["encodedDataLength"]

    def sent(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            received["requests"] += 1

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        context = browser.new_context(
            extra_http_headers=headers, service_workers="block", viewport={"width": 360, "height": 740}
        )
        page = context.new_page()
        session: CDPSession = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", count)
        session.on("Network.requestWillBeSent", sent)
        page.goto(url, timeout=120_000)
        page.locator(ready).first.wait_for(timeout=120_000)
        page.wait_for_load_state("networkidle")
        browser.close()
    return received["bytes"] / 1000, int(received["requests"])


@contextlib.contextmanager
def _jupyterlab() -> Iterator[str]:
    """Run stock JupyterLab with the lesson's release notebook; give the address of the notebook."""
    port = free_port_block(1)
    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder:
        notebook = release_notebook(build_source_notebook(load_lessons()[_LESSON]))
        nbformat.write(notebook, str(Path(folder, "lesson.ipynb")))
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                    *(
                        f"--port={port}",
                        f"--IdentityProvider.token={token}",
                        f"--ServerApp.root_dir={folder}",
                    ),
                ],
                cwd=folder,
                env=dict(os.environ) | {"HOME": folder},
                stdout=log,
                stderr=log,
            )
        try:

            def up() -> bool:
                with contextlib.suppress(httpx.HTTPError):
                    return httpx.get(f"http://127.0.0.1:{port}/api", trust_env=False).status_code == 200
                return False

            wait_until(up, "JupyterLab", 90)
            yield f"http://127.0.0.1:{port}/lab/tree/lesson.ipynb?token={token}"
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:  # it asks its kernels first, and may wait for ever
                process.kill()
                process.wait()


def _openings(platform: Trial, tokens: list[str]) -> list[float]:
    """Return the times of 300 first openings: the page and everything it names."""

    async def run() -> list[float]:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as client:

            async def one(number: int) -> None:
                headers = bearer(tokens[number]) | {"Accept": "text/html"}
                async with client.get(f"{platform.portal}lessons/{_LESSON}", headers=headers) as page:
                    assert page.status == 200
                    text = await page.text()

                async def asset(path: str) -> None:
                    async with client.get(platform.url + path) as found:
                        assert found.status == 200
                        await found.read()

                await asyncio.gather(*(asset(path) for path in sorted(set(_ASSET.findall(text)))))

            await spread_out(_PEOPLE, 3.0, one_warm(client, platform.portal, tokens))
            return (await spread_out(_PEOPLE, _OVER_S, one))[0]

    return asyncio.run(run())


def measure() -> Iterator[Figure]:
    """Measure bytes and requests of a first load, and p95 while 300 learners open the lesson."""
    with trial(_PEOPLE) as (platform, tokens):
        size, requests = _first_load(
            f"{platform.portal}lessons/{_LESSON}", "mt-question fieldset", bearer(tokens[0])
        )
        times = _openings(platform, tokens)
    with _jupyterlab() as url:
        stock_size, stock_requests = _first_load(url, ".jp-Notebook .jp-Cell", {})
    yield Figure("lesson-page", "bytes of the first load", size, "KB", 150, stock_size)
    yield Figure("lesson-page", "requests of the first load", requests, "", 10, stock_requests)
    yield from spread("lesson-page", "page with its files, 300 openings in 10 s", times, budget_ms=500)
