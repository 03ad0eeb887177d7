"""The network between two of us: a relay on loopback that can fail the ways networks do."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field


@dataclass
class Wire:
    """Relays TCP to `target_port`; all but `start` and `stop` may be called from another thread.

    `down` cuts every connection and takes no new one. `lose_answer_to` holds beginnings of requests
    (`POST /path`): the next such request reaches the portal, its answer is lost with the connection.
    """

    target_port: int
    port: int = 0
    down: bool = False
    delay_s: float = 0.0
    lose_answer_to: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    sent_bytes: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Listen on a free port."""
        self._loop = asyncio.get_running_loop()
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and close every connection."""
        assert self._server is not None
        self._server.close()
        self._close_all()
        await self._server.wait_closed()

    def cut(self) -> None:
        """Take the network away."""
        self.down = True
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._close_all)

    def mend(self) -> None:
        """Give it back."""
        self.down = False

    def _close_all(self) -> None:
        for writer in tuple(self._open):
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if not self.down:
                await self._relay(reader, writer)
        except OSError:
            pass  # either side went away: that is what a network does
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream, to_portal = await asyncio.open_connection("127.0.0.1", self.target_port)
        losing: list[str] = []

        async def up() -> None:
            while data := await reader.read(65536):
                line = data.split(b"\r\n", 1)[0].decode("latin-1")
                if line.endswith("HTTP/1.1"):
                    self.requests.append(line.removesuffix(" HTTP/1.1"))
                    losing.extend(start for start in self.lose_answer_to if line.startswith(start))
                    if self.delay_s:
                        await asyncio.sleep(self.delay_s)
                to_portal.write(data)
                await to_portal.drain()
            to_portal.write_eof()

        async def back() -> None:
            while data := await upstream.read(65536):
                if losing:
                    self.lost += losing
                    self.lose_answer_to = [one for one in self.lose_answer_to if one not in losing]
                    return
                self.sent_bytes += len(data)
                writer.write(data)
                await writer.drain()

        tasks = [asyncio.create_task(up()), asyncio.create_task(back())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if tasks[0] in done and tasks[1] not in done:
                await asyncio.wait([tasks[1]], timeout=1)
        finally:
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, OSError):
                    await task
            to_portal.transport.abort()
