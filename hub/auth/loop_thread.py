"""An event loop in a thread of its own, for work that must not wait for a busy loop's other tasks.

A hall that signs in at once keeps the Hub's loop busy for seconds. A transaction on that loop holds
its connection while every step waits for its turn, and the pool runs dry; here it takes milliseconds.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class LoopThread:
    """Runs coroutines on its own loop; the thread ends with the process."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name=name, daemon=True).start()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` returns, run over there; it is cancelled when the caller is."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
