"""`answers`: saving answers at 200 a second for ten seconds, and none lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import aiohttp

from deploy.bench import Figure, spread
from deploy.bench.load import bearer, lesson_version, spread_out, trial

_LESSON, _QUESTION = "k2-b3", "q1"
_PEOPLE, _ANSWERS, _OVER_S = 50, 2000, 10.0


def measure() -> Iterator[Figure]:
    """Measure p95 of an acknowledged answer, and count what is in the log afterwards."""
    version = lesson_version(_LESSON)
    with trial(_PEOPLE) as (platform, tokens):
        ids = [str(uuid4()) for _ in range(_ANSWERS)]

        async def run() -> tuple[list[float], float]:
            connector = aiohttp.TCPConnector(limit=_PEOPLE)
            async with aiohttp.ClientSession(connector=connector) as client:

                async def one(number: int) -> None:
                    body = {
                        "id": ids[number],
                        "lesson": _LESSON,
                        "version": version,
                        "question": _QUESTION,
                        "value": "abcd"[number % 4],
                    }
                    headers = bearer(tokens[number % _PEOPLE])
                    async with client.post(
                        f"{platform.portal}api/v1/answers", json=body, headers=headers
                    ) as answer:
                        assert answer.status == 201, await answer.text()

                await spread_out(_PEOPLE, 1.0, one_warm(client, platform.portal, tokens))
                return await spread_out(_ANSWERS, _OVER_S, one)

        times, whole = asyncio.run(run())
        stored = platform.sql("SELECT count(*) FROM exercises.answers WHERE id = ANY(%s::uuid[])", ids)[0][0]
    yield from spread("answers", "answer saved at 200 answers/s", times, budget_ms=200)
    yield Figure("answers", "answers a second reached", _ANSWERS / whole, "1/s", higher_is_better=True)
    yield Figure(
        "answers", "acknowledged answers not in the log", _ANSWERS - float(str(stored)), "", budget=0
    )


def one_warm(client: aiohttp.ClientSession, portal: str, tokens: list[str]):  # type: ignore[no-untyped-def]
    """Return a task that lets the portal meet each token once, as a page's opening does."""

    async def one(number: int) -> None:
        async with client.get(f"{portal}api/v1/me", headers=bearer(tokens[number])) as answer:
            assert answer.status == 200

    return one
