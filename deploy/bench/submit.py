"""`submit`: from "Nộp bài" to the mark when a hundred people submit within ten seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import aiohttp

from courses.catalogue import load_lessons
from deploy.bench import Figure, spread
from deploy.bench.answers import one_warm
from deploy.bench.load import bearer, spread_out, trial

_LESSON = "k2-b3"
_PEOPLE, _OVER_S = 100, 10.0


def measure() -> Iterator[Figure]:
    """Measure the time from the submission's request to the mark in hand."""
    lesson = load_lessons()[_LESSON]
    keys = {q.id: q.solution().get("key") for q in lesson.questions if q.type != "short_text"}
    with trial(_PEOPLE) as (platform, tokens):
        api = f"{platform.portal}api/v1/"

        async def run() -> list[float]:
            connector = aiohttp.TCPConnector(limit=0)
            async with aiohttp.ClientSession(connector=connector) as client:

                async def answer(number: int) -> None:
                    for question, value in keys.items():
                        body = {
                            "id": str(uuid4()),
                            "lesson": _LESSON,
                            "version": lesson.version,
                            "question": question,
                            "value": value,
                        }
                        async with client.post(
                            f"{api}answers", json=body, headers=bearer(tokens[number])
                        ) as saved:
                            assert saved.status == 201, await saved.text()

                async def submit(number: int) -> None:
                    headers = bearer(tokens[number])
                    body = {"lesson": _LESSON, "version": lesson.version, "key": str(uuid4())}
                    async with client.post(f"{api}submissions", json=body, headers=headers) as sent:
                        assert sent.status == 202, await sent.text()
                        submission = (await sent.json())["id"]
                    while True:
                        async with client.get(
                            f"{api}submissions/{submission}?wait=20", headers=headers
                        ) as found:
                            if (await found.json())["status"] == "graded":
                                return

                await spread_out(_PEOPLE, 2.0, one_warm(client, platform.portal, tokens))
                await spread_out(_PEOPLE, 5.0, answer)
                return (await spread_out(_PEOPLE, _OVER_S, submit))[0]

        times = asyncio.run(run())
    yield from spread("submit", "submit to mark, 100 people in 10 s", times, budget_ms=1000)
