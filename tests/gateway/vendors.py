"""Stand for the vendors on loopback sockets: real HTTP and event streams, every byte received is kept.

One listener speaks both protocols, by path: OpenAI's chat completions and Gemini's streamGenerateContent.
How a model behaves is chosen by its name (see `behave`); by default it says back what the user sent.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

Say = Callable[[str], list[str]]  # what the user sent -> the pieces of the answer


def pieces_of(text: str, size: int = 7) -> list[str]:
    """Return `text` cut into pieces of `size` characters: tokens are cut anywhere."""
    return [text[at : at + size] for at in range(0, len(text), size)] or [""]


@dataclass
class Heard:
    """One request as it arrived: every byte, and what stands in it."""

    raw: bytes
    path: str
    model: str
    body: dict[str, Any]
    gone: asyncio.Event = field(default_factory=asyncio.Event)  # the other side closed before the end
    finished: bool = False
    sent: int = 0  # pieces of the answer that went out

    @property
    def texts(self) -> list[str]:
        """Every string of the body, however deep."""
        found: list[str] = []

        def walk(value: Any) -> None:
            if isinstance(value, str):
                found.append(value)
            elif isinstance(value, dict):
                for part in value.values():
                    walk(part)
            elif isinstance(value, list):
                for part in value:
                    walk(part)

        walk(self.body)
        return found

    @property
    def messages(self) -> list[tuple[str, str]]:
        """(role, text) of each message, in OpenAI's words for both protocols."""
        if "messages" in self.body:
            return [(one["role"], one["content"]) for one in self.body["messages"]]
        system = self.body.get("systemInstruction", {}).get("parts", [])
        told = [("system", "".join(part["text"] for part in system))] if system else []
        for one in self.body["contents"]:
            role = "assistant" if one["role"] == "model" else "user"
            told.append((role, "".join(part["text"] for part in one["parts"])))
        return told


@dataclass
class Behaviour:
    """How a model answers. `status` other than 200 refuses; `stall_after` pieces it says nothing more."""

    say: Say = pieces_of
    status: int = 200
    pause_s: float = 0.0
    first_pause_s: float = 0.0
    stall_after: int | None = None
    break_after: int | None = None
    usage: tuple[int, int] | None = (11, 7)
    raw: str | None = None  # sent in place of events
    meet: asyncio.Barrier | None = None  # whoever has said a first piece waits here for the others


class Vendors:
    """The listener; `heard` are all requests in their order."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self._behaviours: dict[str, Behaviour] = {}
        self.port = 0

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more."""
        self._server.close()

    def behave(self, model: str, behaviour: Behaviour) -> None:
        """Let `model` answer like this from now on."""
        self._behaviours[model] = behaviour

    def forget(self) -> None:
        """Begin anew: nothing heard, everybody says back what they hear."""
        self.heard.clear()
        self._behaviours.clear()

    def of(self, model: str) -> list[Heard]:
        """Return what reached `model`."""
        return [one for one in self.heard if one.model == model]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode("latin-1").split("\r\n")
                path = lines[0].split(" ")[1]
                fields = {
                    name.lower(): value.strip() for name, _, value in (li.partition(":") for li in lines[1:])
                }
                body = await reader.readexactly(int(fields.get("content-length", "0")))
                data = json.loads(body)
                gemini = ":streamGenerateContent" in path
                model = path.split("/models/")[1].split(":")[0] if gemini else data["model"]
                heard = Heard(head + body, path, model, data)
                self.heard.append(heard)
                behaviour = self._behaviours.get(model, Behaviour())
                if behaviour.status != 200:
                    error = json.dumps(
                        {"error": {"message": f"you sent {body.decode()}", "code": behaviour.status}}
                    )
                    _head(writer, behaviour.status, "application/json", len(error.encode()))
                    writer.write(error.encode())
                    await writer.drain()
                    continue
                _head(writer, 200, "text/event-stream", None)
                if not await self._stream(reader, writer, heard, behaviour, gemini):
                    break
                heard.finished = True
        writer.close()

    async def _stream(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        heard: Heard,
        behaviour: Behaviour,
        gemini: bool,
    ) -> bool:
        """Stream the answer; return False when the connection is of no more use."""
        watching = asyncio.create_task(reader.read(1))
        try:
            async for event in self._events(heard, behaviour, gemini):
                if watching.done() and not watching.result():
                    heard.gone.set()
                    return False
                if event is None:
                    await asyncio.wait({watching}, timeout=30)
                    heard.gone.set()
                    return False
                if event == "break":
                    writer.transport.abort()
                    return False
                payload = event.encode()
                writer.write(f"{len(payload):x}\r\n".encode() + payload + b"\r\n")
                await writer.drain()
            await _ended(watching)  # before the end is told: the next request is not the watcher's to read
            writer.write(b"0\r\n\r\n")
            await writer.drain()
            return True
        except ConnectionError:
            heard.gone.set()
            return False
        finally:
            await _ended(watching)

    async def _events(self, heard: Heard, behaviour: Behaviour, gemini: bool) -> AsyncIterator[str | None]:
        if behaviour.raw is not None:
            yield behaviour.raw
            return
        sent = next(text for role, text in reversed(heard.messages) if role == "user")
        pieces = behaviour.say(sent)
        await asyncio.sleep(behaviour.first_pause_s)
        for number, piece in enumerate(pieces):
            if number == behaviour.stall_after:
                yield None
                return
            if number == behaviour.break_after:
                yield "break"
                return
            yield _gemini(piece) if gemini else _openai(piece)
            heard.sent += 1
            if number == 0 and behaviour.meet:
                await behaviour.meet.wait()
            await asyncio.sleep(behaviour.pause_s)
        yield from_end(gemini, behaviour)
        if not gemini:
            yield "data: [DONE]\n\n"


async def _ended(task: asyncio.Task[bytes]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def from_end(gemini: bool, behaviour: Behaviour) -> str:
    """Return the last event: how it ended, and the count of tokens."""
    if gemini:
        last: dict[str, Any] = {
            "candidates": [{"content": {"role": "model", "parts": []}, "finishReason": "STOP"}]
        }
        if behaviour.usage:
            asked, answered = behaviour.usage
            last["usageMetadata"] = {
                "promptTokenCount": asked,
                "candidatesTokenCount": answered,
                "totalTokenCount": asked + answered,
            }
        return f"data: {json.dumps(last)}\r\n\r\n"
    finish = {**_CHUNK, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    text = f"data: {json.dumps(finish)}\n\n"
    if behaviour.usage:
        asked, answered = behaviour.usage
        usage = {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}
        text += f"data: {json.dumps({**_CHUNK, 'choices': [], 'usage': usage})}\n\n"
    return text


_CHUNK = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m"}


def _openai(piece: str) -> str:
    chunk = {**_CHUNK, "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}
    return f"data: {json.dumps(chunk)}\n\n"


def _gemini(piece: str) -> str:
    chunk = {"candidates": [{"content": {"role": "model", "parts": [{"text": piece}]}, "index": 0}]}
    return f"data: {json.dumps(chunk)}\r\n\r\n"


def _head(writer: asyncio.StreamWriter, status: int, kind: str, length: int | None) -> None:
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    writer.write(f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{size}\r\n\r\n".encode())
