"""Load from one process on loopback: tasks spread evenly over a time, each measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from courses.catalogue import load_lessons
from deploy.trial import Trial


async def spread_out(
    count: int, over_s: float, one: Callable[[int], Awaitable[None]]
) -> tuple[list[float], float]:
    """Start `one(n)` for n = 0…count-1 evenly over `over_s`; return each one's time and the whole (s)."""
    times: list[float] = []

    async def measured(number: int) -> None:
        await asyncio.sleep(number * over_s / count)
        began = time.perf_counter()
        await one(number)
        times.append(time.perf_counter() - began)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(measured(number))
    return times, time.perf_counter() - began


@contextmanager
def trial(people: int) -> Iterator[tuple[Trial, list[str]]]:
    """Give a running platform and hub tokens of `people` invented people."""
    running = Trial()
    try:
        running.start()
        names = running.add_people(people, prefix="tai")
        yield running, [running.token(name) for name in names]
    finally:
        running.remove()


def lesson_version(lesson_id: str) -> str:
    """Return the version of a lesson in the tree, which the trial has published."""
    return load_lessons()[lesson_id].version


def bearer(token: str) -> dict[str, str]:
    """Return the header of a program with this token."""
    return {"Authorization": f"Bearer {token}"}
