"""A request on its way, in a task of its own, so that its end is always written down.

The task outlives whoever asked: when they go away it is cancelled, the provider's connection closes,
what was used is settled, and the person may ask again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.db import Database
from hub.errors import UserError
from hub.people.store import Person
from prompt_library.accounts import quotas, usage
from prompt_library.accounts.quotas import Reservation, TokenUsage
from prompt_library.gateway.answer import Reply
from prompt_library.gateway.config import Limits
from prompt_library.gateway.logs import log_error
from prompt_library.gateway.plan import Asked, Plan
from prompt_library.gateway.ports import Prompts
from prompt_library.gateway.providers.base import Provider

_PAUSES_S = (0.2, 1.0, 0.0)  # after each failure to write the end
ABANDONED = "abandoned"  # status of a request whose asker went away
_WAITING_PIECES = 64


@dataclass(frozen=True)
class Shown:
    """A piece of the answer with this index."""

    index: int
    text: str


class Run:
    """Streams the answers of one plan: `events()` while somebody listens, `stop()` in any case."""

    def __init__(
        self,
        plan: Plan,
        reservation: Reservation,
        *,
        db: Database,
        providers: Mapping[str, Provider],
        prompts: Prompts,
        limits: Limits,
        clock: Callable[[], datetime],
        began: datetime,
    ) -> None:
        self.plan = plan
        self.replies = [Reply(plan, index, providers) for index in range(len(plan.choices))]
        self._reservation = reservation
        self._db = db
        self._prompts = prompts
        self._limits = limits
        self._clock = clock
        self._began = began
        self._nobody_listens = False
        self._events: asyncio.Queue[Shown | None] = asyncio.Queue(_WAITING_PIECES)
        self.task = asyncio.create_task(self._work())

    async def events(self) -> AsyncIterator[Shown]:
        """Yield the pieces of all answers as they come; at the end everything is settled."""
        while (event := await self._events.get()) is not None:
            yield event

    async def stop(self) -> None:
        """End the request if it still runs, and wait until its end is written down."""
        self._nobody_listens = True
        self.task.cancel()
        await asyncio.wait([self.task])

    @property
    def error(self) -> UserError | None:
        """Why there is no answer at all: every one of them failed."""
        errors = [reply.error for reply in self.replies]
        return errors[0] if all(errors) else None

    @property
    def used(self) -> TokenUsage:
        """Tokens of all answers together."""
        parts = [reply.usage for reply in self.replies]
        return TokenUsage(sum(one.prompt for one in parts), sum(one.completion for one in parts))

    async def _work(self) -> None:
        status: str | None = None
        try:
            async with asyncio.timeout(self._limits.whole_s), asyncio.TaskGroup() as answers:
                for reply in self.replies:
                    answers.create_task(self._take(reply))
        except TimeoutError:
            for reply in self.replies:
                reply.too_late()
        except asyncio.CancelledError:
            status = ABANDONED
        await _to_its_end(self._write_end(status or (self.error.code if self.error else usage.OK)))
        if not self._nobody_listens:
            await self._events.put(None)

    async def _take(self, reply: Reply) -> None:
        async with aclosing(reply.texts(self._limits)) as texts:
            async for text in texts:
                await self._events.put(Shown(reply.index, text))

    async def _write_end(self, status: str) -> None:
        for pause_s in _PAUSES_S:
            try:
                await self._finish(status)
                return
            except Exception as error:  # the lease frees itself; the answer is not held back for it
                log_error("end of a request not written", error)
                await asyncio.sleep(pause_s)

    async def _finish(self, status: str) -> None:
        now = self._clock()
        used, plan = self.used, self.plan
        async with self._db.begin() as conn:
            if used.total:
                await quotas.settle(conn, self._reservation, used, now)
            else:
                await quotas.release(conn, self._reservation, now)
            if status == usage.OK and plan.prompt and plan.version:
                await self._prompts.ran(conn, plan.person, plan.prompt.id, plan.version, now)
            await usage.record(conn, plan.person, self._row(status, used, now), now)

    def _row(self, status: str, used: TokenUsage, now: datetime) -> usage.Request:
        asked_of = [reply.answer.candidate for reply in self.replies if reply.answer.candidate]
        costs = [reply.cost_vnd for reply in self.replies if reply.cost_vnd is not None]
        plan = self.plan
        return usage.Request(
            model="+".join(choice.model for choice in plan.choices),
            level=plan.level,
            status=status,
            duration=now - self._began,
            prompt=plan.prompt.id if plan.prompt else None,
            prompt_version=plan.version,
            provider="+".join(one.id for one in asked_of)[:80] or None,
            where=", ".join(dict.fromkeys(one.where for one in asked_of)) or None,
            abroad=any(one.abroad for one in asked_of) if asked_of else None,
            simulated=bool(asked_of) and all(one.simulated for one in asked_of),
            lab=plan.ask.lab,
            masked=plan.receipt.masked,
            tokens=used,
            cost_vnd=sum(costs, Decimal(0)) if costs else None,
        )


async def record_refusal(
    conn: AsyncConnection,
    person: Person,
    asked: Asked,
    *,
    lab: bool,
    code: str,
    began: datetime,
    now: datetime,
) -> None:
    """Write the row of a request of which nothing was sent."""
    row = usage.Request(
        model="+".join(asked.models),
        level=asked.level,
        status=code,
        duration=max(now - began, timedelta(0)),
        prompt=asked.prompt,
        prompt_version=asked.version,
        lab=lab,
        masked=asked.masked,
    )
    await usage.record(conn, person, row, now)


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end even when the task that waits for it is cancelled meanwhile."""
    task = asyncio.create_task(work)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([task])
