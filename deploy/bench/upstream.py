"""`python -m deploy.bench.upstream PORT`: an OpenAI-compatible endpoint that answers at once."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress

_WORDS, _PAUSE_S = 40, 0.01


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lengths = [line for line in head.split("\r\n") if line.lower().startswith("content-length:")]
            body = json.loads(await reader.readexactly(int(lengths[0].split(":")[1])))
            said = body["messages"][-1]["content"]
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            # The first token is about whom the text is: masked when it came through the gateway.
            for number, word in enumerate([said.split(",")[0], *(f" {n}" for n in range(_WORDS))]):
                _event(writer, {"index": 0, "delta": {"content": word}, "finish_reason": None})
                await writer.drain()
                if number:
                    await asyncio.sleep(_PAUSE_S)
            _event(writer, {"index": 0, "delta": {}, "finish_reason": "stop"})
            _chunk(writer, b"data: [DONE]\n\n")
            writer.write(b"0\r\n\r\n")
            await writer.drain()
    writer.close()


def _event(writer: asyncio.StreamWriter, choice: dict[str, object]) -> None:
    chunk = {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [choice],
    }
    _chunk(writer, f"data: {json.dumps(chunk)}\n\n".encode())


def _chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


async def main(port: int) -> None:
    """Serve until the process is ended."""
    server = await asyncio.start_server(_serve, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
