"""`gateway`: what it adds to the first token, fifty streams at once in order, and its resident memory.

The same upstream is asked directly and through the gateway, in turns, with the same 2,000 characters
about people; the gateway runs in a platform of its own with both vendors' SDKs loaded.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from deploy.bench import Figure, percentile
from deploy.bench.load import bearer
from deploy.trial import Trial, wait_until

_STREAMS = 50
_ROUNDS = 60
_UNIT = "T-VP"
_ADDED_MS, _MEMORY_MIB = 10.0, 150.0
_PERSON = "Ông Nguyễn Văn Mẫu, điện thoại 0600 000 123, số định danh cá nhân 000190000123, phản ánh: "
_MATTER = (
    "đường bê tông qua thôn Tân Tiến hư hỏng sau mưa lũ, xe máy đi lại khó khăn; đề nghị Ban công tác Mặt "
    "trận thôn kiến nghị cấp có thẩm quyền sửa chữa trước năm học mới. Bà con đã tự đổ đá ở hai đoạn, còn "
    "khoảng 120 mét chưa làm được. Hội nghị thống nhất giao tổ tự quản theo dõi và báo lại vào kỳ họp sau. "
)
TEXT = (_PERSON + _MATTER * 20)[:2000]


def _models(upstream: int) -> dict[str, Any]:
    there = {"abroad": False, "where": "Việt Nam", "model": "m", "key": "k"}
    openai = {**there, "provider": "openai", "base_url": f"http://127.0.0.1:{upstream}/v1"}
    gemini = {**there, "provider": "gemini", "base_url": f"http://127.0.0.1:{upstream}"}
    return {
        "models": {
            "nhanh": {"title": "Nhanh", "candidates": [{"id": "do-1", "title": "Đo", **openai}]},
            "sau": {"title": "Sâu", "candidates": [{"id": "do-2", "title": "Đo", **gemini}]},
        }
    }


@contextmanager
def _measured() -> Iterator[tuple[Trial, int, list[str]]]:
    """Give a platform with the models of the bench, the upstream's port, and hub tokens of 50 people."""
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder, "models.yml")
        running = Trial(MATTRAN_AI_MODELS=str(models))
        upstream = running.port + 6  # of the same free block, which has eight
        models.write_text(json.dumps(_models(upstream)))  # JSON is YAML
        process = subprocess.Popen([sys.executable, "-m", "deploy.bench.upstream", str(upstream)])
        keys = running.settings.secrets_dir / "ai-keys.yml"
        keys.parent.mkdir(parents=True, mode=0o700)
        keys.write_text("k: khoa-do\n")
        keys.chmod(0o600)
        try:
            running.start()
            names = running.add_people(_STREAMS, prefix="do", unit=_UNIT)
            running.sql(
                "INSERT INTO prompt_library.licences (person_id, granted_at, reason)"
                " SELECT id, now(), 'đo' FROM hub.people WHERE username LIKE 'do-%%' AND %s",
                True,
            )
            for model in ("do-1", "do-2"):
                running.sql(
                    "INSERT INTO prompt_library.model_decisions"
                    " (model, decision, document, decided_by, decided_at)"
                    " SELECT %s, 'approve', 'đo', min(id), now() FROM hub.people",
                    model,
                )
            tokens = [running.token(name) for name in names]
            port = running.settings.gateway_port
            wait_until(lambda: _listens(port), "the gateway listens", 60)
            yield running, upstream, tokens
        finally:
            running.remove()
            process.terminate()
            process.wait()


async def _stream(client: aiohttp.ClientSession, url: str, token: str, text: str) -> tuple[float, str]:
    """Return seconds until the first token, and the whole text."""
    body = {"model": "nhanh", "stream": True, "messages": [{"role": "user", "content": text}]}
    first, got = 0.0, ""
    began = time.perf_counter()
    async with client.post(f"{url}/chat/completions", json=body, headers=bearer(token)) as answer:
        assert answer.status == 200, await answer.text()
        async for line in answer.content:
            if not line.startswith(b"data: {"):
                continue
            for choice in json.loads(line[6:])["choices"]:
                got += choice["delta"].get("content", "")
            if got and not first:
                first = time.perf_counter() - began
    return first, got


async def _in_turns(direct: str, through: str, token: str) -> tuple[list[float], list[float]]:
    """Return the first tokens' times asked directly and through the gateway, one after the other."""
    times: tuple[list[float], list[float]] = ([], [])
    async with aiohttp.ClientSession() as client:
        for round_ in range(_ROUNDS + 5):
            for taken, url in zip(times, (direct, through), strict=True):
                first, got = await _stream(client, url, token, TEXT)
                assert got.startswith("Ông Nguyễn Văn Mẫu"), got[:60]
                if round_ >= 5:  # the first ones open connections
                    taken.append(first)
    return times


async def _at_once(through: str, tokens: list[str]) -> tuple[float, int]:
    """Return how long 50 streams at once take (s), and how many did not come whole and in order."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        began = time.perf_counter()
        texts = [f"Lượt {number}, {TEXT}" for number in range(len(tokens))]
        asked = [_stream(client, through, token, text) for token, text in zip(tokens, texts, strict=True)]
        answers = await asyncio.gather(*asked)
        took = time.perf_counter() - began
    right = [f"Lượt {number}" + "".join(f" {n}" for n in range(40)) for number in range(len(tokens))]
    return took, sum(got != want for (_, got), want in zip(answers, right, strict=True))


def _listens(port: int) -> int | None:
    """Return the id of the process that listens on `port`."""
    for one in psutil.net_connections("tcp"):
        if one.status == "LISTEN" and one.laddr and one.laddr[1] == port:
            return one.pid
    return None


def _memory_mib(port: int) -> float:
    """Return the resident memory of the process that listens on `port`."""
    return float(psutil.Process(_listens(port)).memory_info().rss) / 2**20


def measure() -> Iterator[Figure]:
    """Measure the added time, fifty streams, and memory after both."""
    with _measured() as (platform, upstream, tokens):
        direct = f"http://127.0.0.1:{upstream}/v1"
        through = f"http://127.0.0.1:{platform.settings.gateway_port}/services/ai/v1"
        plain, guarded = asyncio.run(_in_turns(direct, through, tokens[0]))
        took, wrong = asyncio.run(_at_once(through, tokens))
        memory = _memory_mib(platform.settings.gateway_port)
    added = [1000 * (through_s - direct_s) for direct_s, through_s in zip(plain, guarded, strict=True)]
    yield Figure("gateway", "first token asked directly, median", 1000 * statistics.median(plain), "ms")
    yield Figure(
        "gateway",
        "added to the first token, 2,000 characters, median",
        statistics.median(added),
        "ms",
        budget=_ADDED_MS,
    )
    yield Figure("gateway", "added to the first token, 2,000 characters, p95", percentile(added, 0.95), "ms")
    yield Figure("gateway", "50 streams at once", took, "s")
    yield Figure(
        "gateway", "of 50 streams at once, not whole and in order", float(wrong), "streams", budget=0.0
    )
    yield Figure("gateway", "resident memory after them", memory, "MiB", budget=_MEMORY_MIB)
