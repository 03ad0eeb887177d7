"""Fixtures of every test: one embedded PostgreSQL for the run, a fresh database for each test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import hypothesis
import psycopg
import pytest
from playwright import async_api, sync_api
from psycopg import sql

from deploy.postgres import EmbeddedServer, ensure_cluster, ensure_databases
from deploy.schema import ensure_schema
from hub.db import Database
from tests.room_hub import RoomHub
from tests.stack import Stack

# No test is timed: a machine that is busy must not turn one red. CI draws the same examples each time, so
# that it judges the change; at a desk each run draws others.
hypothesis.settings.register_profile(
    "mattran",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("mattran")
for expect in (sync_api.expect, async_api.expect):
    expect.set_options(timeout=30_000)  # two noisy cores

CHROMIUM = shutil.which("chromium")
PROGRAMS = {"browser": ("chromium",), "office": ("soffice", "pdftotext")}  # marker -> what it needs
_numbers = count(1)


@dataclass(frozen=True)
class PostgresServer:
    """A running embedded PostgreSQL; `template` is a migrated, empty database."""

    server: EmbeddedServer
    template: str

    def admin(self) -> psycopg.Connection[tuple[object, ...]]:
        """Return a superuser's connection."""
        url = self.server.url("postgres").replace("mattran@", "postgres@")
        return psycopg.connect(url, autocommit=True)

    def create(self, *, template: str | None = None) -> str:
        """Make a fresh database (migrated when `template` is given) and return its libpq URL."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        with self.admin() as conn:
            conn.execute(
                sql.SQL("CREATE DATABASE {} OWNER mattran TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template or "template1")
                )
            )
        return self.server.url(name)

    def drop(self, url: str) -> None:
        """Drop a database made by `create`, whoever is still connected."""
        name = url.split("@/")[1].split("?")[0]
        with self.admin() as conn:
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Start one embedded PostgreSQL for the whole run."""
    base = Path(tempfile.mkdtemp(prefix="mt-pg-"))
    base.chmod(0o711)  # the server's own user passes through
    server = ensure_cluster(base / "pg")
    identity = {"user": server.uid, "group": server.gid, "extra_groups": []} if os.geteuid() == 0 else {}
    log = (base / "log").open("wb")
    process = subprocess.Popen(
        [*server.argv, "-c", "fsync=off"],
        cwd="/",
        env={"LC_ALL": "C.UTF-8"},
        stdout=log,
        stderr=log,
        **identity,
    )
    deadline = time.monotonic() + 30
    while True:
        try:
            ensure_databases(server)
            break
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((base / "log").read_text()) from None
            time.sleep(0.1)
    ensure_schema(server.url("mattran"))
    try:
        yield PostgresServer(server, template="mattran")
    finally:
        process.terminate()
        process.wait(30)
        log.close()
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Return the libpq URL of a fresh, migrated database."""
    url = postgres_server.create(template=postgres_server.template)
    yield url
    postgres_server.drop(url)


@pytest.fixture
def empty_database_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Return the libpq URL of a fresh database without tables (for nbgrader's gradebook)."""
    url = postgres_server.create()
    yield url
    postgres_server.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Return the platform's own database, fresh and migrated."""
    db = Database(database_url, pool_size=4)
    yield db
    await db.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests of a program that is not here; on CI they run, and fail."""
    if os.environ.get("CI"):
        return
    for marker, programs in PROGRAMS.items():
        missing = [program for program in programs if not shutil.which(program)]
        if not missing:
            continue
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"not on the PATH: {', '.join(missing)}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a test that skips itself fail on CI: there everything it needs must be."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped on CI: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return the path of Debian's Chromium."""
    if not CHROMIUM:
        pytest.fail("no chromium on the PATH (apt-get install chromium)")
    return CHROMIUM


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Return a running platform without the demonstration, shared by the run: add people of your own."""
    running = Stack()
    try:
        yield running.start()
    finally:
        running.remove()


@pytest.fixture(scope="session")
def room_hub(stack: Stack) -> Iterator[RoomHub]:
    """Return the Hub of that platform, for a room with a portal or a gateway of its own."""
    hub = RoomHub(stack)
    yield hub
    hub.close()


@pytest.fixture(scope="session")
def demo_stack() -> Iterator[Stack]:
    """Return a running platform with the demonstration roster and its history."""
    running = Stack(demo=True)
    try:
        yield running.start()
    finally:
        running.remove()
