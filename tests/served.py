"""Serve applications from a thread of the test's own process, on free ports of the loopback."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Literal, Self, TypeVar

import uvicorn
from starlette.types import ASGIApp

T = TypeVar("T")


@asynccontextmanager
async def listening(app: ASGIApp, *, lifespan: Literal["on", "off"] = "on") -> AsyncIterator[int]:
    """Serve `app` until the block ends; yields the port. Off: its lifespan is somebody else's."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        lifespan=lifespan,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        if serving.done():
            await serving
            raise RuntimeError("the application did not start")
        await asyncio.sleep(0.02)
    try:
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await serving


class Served(ABC):
    """What is served from a thread: a subclass opens it in `serving` and may add to it in `furnish`."""

    def __init__(self) -> None:
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    def start(self) -> Self:
        """Serve; raise what went wrong at the start."""
        self._thread.start()
        if not self._ready.wait(120):
            raise TimeoutError("nothing is served after two minutes")
        if self._failure:
            raise self._failure
        try:
            self.run(self.furnish())
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the servers and their thread; raise what went wrong meanwhile."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(60)
        if self._failure:
            raise self._failure
        assert not self._thread.is_alive(), "the servers did not end"

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the servers' loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    @abstractmethod
    def serving(self) -> AbstractAsyncContextManager[None]:
        """Open what is served; the block lasts as long as the tests need it."""

    async def furnish(self) -> None:  # noqa: B027 - those with nothing to add leave it
        """Fill what is served with what every test expects."""

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as error:
            self._failure = error
        finally:
            self._ready.set()

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        async with self.serving():
            self._ready.set()
            await self._end.wait()
