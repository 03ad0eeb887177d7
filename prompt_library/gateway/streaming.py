"""An answer as OpenAI sends it: one object, or chunks as server-sent events; ours rides along in `mttq`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from prompt_library.gateway.errors import envelope
from prompt_library.gateway.run import Run, Shown

_DONE = b"data: [DONE]\n\n"


class ClientGone(Exception):
    """Whoever asked has closed the connection."""


async def gone(receive: Receive) -> None:
    """Return when whoever asked has gone away."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def first_event(run: Run, request: Request) -> tuple[Shown | None, AsyncIterator[Shown]]:
    """Return the first piece (None: the end came first) and the rest; raise ClientGone when nobody waits.

    Nothing is answered before it, so that a request that brings no answer gets a real HTTP status.
    """
    events = run.events()
    watching = asyncio.create_task(gone(request.receive))
    waiting = asyncio.create_task(anext(events, None))
    try:
        await asyncio.wait({watching, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            raise ClientGone
        return waiting.result(), events
    finally:
        for task in (watching, waiting):
            task.cancel()
        await asyncio.gather(watching, waiting, return_exceptions=True)


async def collect(
    run: Run, first: Shown | None, rest: AsyncIterator[Shown], request: Request
) -> dict[int, str]:
    """Return the whole texts by index; raise ClientGone when nobody waits any more."""
    texts = {reply.index: "" for reply in run.replies}

    async def take() -> None:
        if first:
            texts[first.index] += first.text
            async for event in rest:
                texts[event.index] += event.text

    watching, taking = asyncio.create_task(gone(request.receive)), asyncio.create_task(take())
    try:
        await asyncio.wait({watching, taking}, return_when=asyncio.FIRST_COMPLETED)
        if not taking.done():
            raise ClientGone
        taking.result()
    finally:
        for task in (watching, taking):
            task.cancel()
        await asyncio.gather(watching, taking, return_exceptions=True)
    return texts


class Shape:
    """What the chunks of one answer have in common: `ident`, when it was `created` (unix time)."""

    def __init__(self, run: Run, ident: str, created: int) -> None:
        self._run = run
        self._ident = ident
        self._created = created
        self._model = "+".join(choice.model for choice in run.plan.choices)

    def whole(self, texts: dict[int, str]) -> dict[str, Any]:
        """Return the answer that is not streamed."""
        choices = [
            {
                "index": reply.index,
                "message": {"role": "assistant", "content": texts[reply.index], "refusal": None},
                "logprobs": None,
                "finish_reason": reply.finish,
            }
            for reply in self._run.replies
        ]
        return {
            **self._head("chat.completion"),
            "choices": choices,
            "usage": self._usage(),
            "mttq": {**self._receipt(), **self._told()},
        }

    def begin(self) -> list[dict[str, Any]]:
        """Return the first chunk of every answer; the very first has the receipt."""
        chunks = [
            self._chunk(reply.index, {"role": "assistant", "content": ""}) for reply in self._run.replies
        ]
        chunks[0]["mttq"] = self._receipt()
        return chunks

    def piece(self, shown: Shown) -> dict[str, Any]:
        """Return the chunk of one piece."""
        return self._chunk(shown.index, {"content": shown.text})

    def end(self) -> list[dict[str, Any]]:
        """Return the last chunks: how each answer ended; the very last tells all of ours."""
        chunks = [self._chunk(reply.index, {}, reply.finish) for reply in self._run.replies]
        for reply, chunk in zip(self._run.replies, chunks, strict=True):
            chunk["mttq"] = reply.public()
        chunks[-1]["mttq"] = self._told()
        return chunks

    def usage_chunk(self) -> dict[str, Any]:
        """Return the chunk of `stream_options.include_usage`."""
        return {**self._head("chat.completion.chunk"), "choices": [], "usage": self._usage()}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self._ident, "object": kind, "created": self._created, "model": self._model}

    def _chunk(self, index: int, delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {**self._head("chat.completion.chunk"), "choices": [choice]}

    def _usage(self) -> dict[str, int]:
        used = self._run.used
        return {
            "prompt_tokens": used.prompt_tokens,
            "completion_tokens": used.completion_tokens,
            "total_tokens": used.total,
        }

    def _receipt(self) -> dict[str, Any]:
        plan = self._run.plan
        return {"receipt": plan.receipt.public(), "level": plan.level}

    def _told(self) -> dict[str, Any]:
        told = [reply.public() for reply in self._run.replies]
        return told[0] if len(told) == 1 else {**told[0], "choices": told}


class EventStream(Response):
    """Server-sent events of one run; when the reader goes away, the run is stopped and settled."""

    media_type = "text/event-stream"

    def __init__(self, run: Run, shape: Shape, first: Shown | None, rest: AsyncIterator[Shown]) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._run = run
        self._shape = shape
        self._first = first
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the end or until nobody reads."""
        watching = asyncio.create_task(gone(receive))
        sending = asyncio.create_task(self._send(send))
        try:
            await asyncio.wait({watching, sending}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                with suppress(OSError):  # the reader closed at the same moment
                    sending.result()
        finally:
            for task in (watching, sending):
                task.cancel()
            await asyncio.gather(watching, sending, return_exceptions=True)
            await self._run.stop()

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})

        async def say(body: bytes) -> None:
            await send({"type": "http.response.body", "body": body, "more_body": True})

        begin = self._shape.begin()
        if self._first:
            begin.append(self._shape.piece(self._first))
        await say(b"".join(map(_event, begin)))
        if self._first:
            async for shown in self._rest:
                await say(_event(self._shape.piece(shown)))
        if self._run.error:
            await say(_event(envelope(self._run.error)))
        else:
            chunks = self._shape.end()
            if self._run.plan.ask.include_usage:
                chunks.append(self._shape.usage_chunk())
            await say(b"".join(map(_event, chunks)) + _DONE)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _event(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
