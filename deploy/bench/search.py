"""`search`: finding a prompt among 1,000 as cadres type, and how many of 40 searches find theirs."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

from deploy.bench import Figure, percentile, spread
from prompt_library.library.load import load_library
from prompt_library.library.model import Prompt
from prompt_library.library.search import Index

QUERIES = Path(__file__).resolve().parents[2] / "tests" / "library" / "data" / "queries.jsonl"
_COUNT = 1000
_ROUNDS = 10


def many(prompts: list[Prompt], count: int) -> list[Prompt]:
    """Return `count` prompts made of `prompts`: each takes words of another in title and keywords."""
    draw = random.Random(18)
    made = []
    for number in range(count):
        one, other = prompts[number % len(prompts)], draw.choice(prompts)
        made.append(
            one.model_copy(
                update={
                    "id": f"{one.id}-{number}",
                    "title": f"{one.title}, {other.title}",
                    "keywords": (*one.keywords, *draw.sample(other.keywords, min(2, len(other.keywords)))),
                }
            )
        )
    return made


def measure() -> Iterator[Figure]:
    """Yield the time of one search among 1,000 prompts, building the index, and what is found."""
    prompts = list(load_library().prompts.values())
    rows = [json.loads(line) for line in QUERIES.read_text(encoding="utf-8").splitlines()]
    began = time.perf_counter()
    index = Index(many(prompts, _COUNT))
    yield Figure("search", f"building the index of {_COUNT} prompts", time.perf_counter() - began, "s")
    times, busy = [], []
    for _ in range(_ROUNDS):
        for row in rows:
            began, worked = time.perf_counter(), time.process_time()
            index.search(row["query"])
            times.append(time.perf_counter() - began)
            busy.append(time.process_time() - worked)
    yield from spread("search", f"one search among {_COUNT} prompts", times, budget_ms=10.0)
    # On a machine that does other work meanwhile, the processor's own time says more.
    yield Figure("search", "one search, processor time, p95", 1000 * percentile(busy, 0.95), "ms")
    real = Index(prompts)
    found = sum(row["want"] in [hit.id for hit in real.search(row["query"], limit=3)] for row in rows)
    yield Figure(
        "search",
        f"right prompt among the first three, of {len(rows)} searches",
        float(found),
        "searches",
        budget=38.0,
        higher_is_better=True,
    )
