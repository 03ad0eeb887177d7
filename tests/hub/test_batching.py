"""Work that arrives together is done together, and each caller gets what belongs to theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from hub.batching import Batcher


class Doubling:
    """Doubles numbers, slowly, and remembers what came together."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    async def __call__(self, numbers: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(numbers))
        await asyncio.sleep(0.01)
        if 13 in numbers:
            raise OverflowError
        return [ValueError(n) if n < 0 else 2 * n for n in numbers]


async def test_the_first_starts_at_once_and_the_others_go_together() -> None:
    work = Doubling()
    double = Batcher(work, most=4)
    first = asyncio.create_task(double(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert work.batches == [[1]]
    others = await asyncio.gather(*(double(n) for n in range(2, 8)))
    assert [await first, *others] == [2, 4, 6, 8, 10, 12, 14]
    assert work.batches == [[1], [2, 3, 4, 5], [6, 7]]
    assert await double(9) == 18, "it works on after a pause"


async def test_an_error_reaches_the_one_it_belongs_to() -> None:
    work = Doubling()
    double = Batcher(work, alone=(OverflowError,))
    results = await asyncio.gather(*(double(n) for n in (1, -1, 13, 2)), return_exceptions=True)
    assert [type(one) for one in results] == [int, ValueError, OverflowError, int]
    assert work.batches == [[1, -1, 13, 2], [1], [-1], [13], [2]]


async def test_an_error_of_the_work_itself_is_told_to_all_at_once() -> None:
    """A database that is away is not asked again for each of them, one after the other."""
    work = Doubling()
    double = Batcher(work)
    results = await asyncio.gather(*(double(n) for n in (1, 13, 2)), return_exceptions=True)
    assert [type(one) for one in results] == [OverflowError] * 3
    assert work.batches == [[1, 13, 2]]
    assert await double(5) == 10


async def test_too_few_results_are_an_error_for_everybody() -> None:
    async def forgetful(numbers: Sequence[int]) -> list[int | Exception]:
        return [2 * n for n in numbers[1:]]

    double = Batcher(forgetful, most=2)
    results = await asyncio.gather(*(double(n) for n in range(5)), return_exceptions=True)
    assert [type(one) for one in results] == [RuntimeError] * 5


async def test_who_goes_away_stops_nobody_else() -> None:
    work = Doubling()
    double = Batcher(work)
    leaving, staying = asyncio.create_task(double(1)), asyncio.create_task(double(2))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 4
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert 1 in work.batches[0], "what was asked for is done all the same"


@pytest.mark.parametrize("amid", [False, True])
async def test_nobody_waits_for_ever_when_the_work_itself_is_cancelled(amid: bool) -> None:
    begun = asyncio.Event()

    async def endless(numbers: Sequence[int]) -> list[int | Exception]:
        begun.set()
        await asyncio.Event().wait()
        return []

    work = Doubling()
    double = Batcher(endless, most=2)
    waiting = [asyncio.create_task(double(n)) for n in range(5)]
    await (begun.wait() if amid else asyncio.sleep(0))
    assert double._work is not None
    double._work.cancel()
    double._many = work
    ended = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 1)
    assert [type(one) for one in ended] == [asyncio.CancelledError] * 5
    assert await double(3) == 6, "who comes later is served"
