"""Waiting for a mark without asking again and again: one listening connection tells every waiter."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict

import psycopg
import structlog

from grading.submissions import GRADED_CHANNEL
from hub.db import libpq_url

log = structlog.get_logger("waiting")


class GradedListener:
    """Listens to PostgreSQL's notifications of graded submissions for one process."""

    def __init__(self, url: str) -> None:
        self._url = libpq_url(url)
        self._waiters: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._listen(), name="graded listener")

    async def stop(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as conn:
                    await conn.execute(f"LISTEN {GRADED_CHANNEL}")
                    self._wake_all()  # whatever was told while nobody listened
                    async for note in conn.notifies():
                        for event in self._waiters.get(note.payload, ()):
                            event.set()
            except psycopg.Error as error:
                log.warning("listening again", error=str(error).strip())
            await asyncio.sleep(1)

    def _wake_all(self) -> None:
        for events in self._waiters.values():
            for event in events:
                event.set()

    @contextlib.contextmanager
    def waiter(self, submission_id: str):  # type: ignore[no-untyped-def]
        """Give an event that is set when the submission is graded; enter before reading its row."""
        event = asyncio.Event()
        self._waiters[submission_id].add(event)
        try:
            yield event
        finally:
            self._waiters[submission_id].discard(event)
            if not self._waiters[submission_id]:
                del self._waiters[submission_id]
