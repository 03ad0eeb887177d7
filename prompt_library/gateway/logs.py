"""Logs of this process never hold what somebody wrote: of an error they keep its kind and its place.

An error's message may quote a text or a key (a JSON decoder, a validator, a vendor's answer), so neither
messages nor tracebacks with messages are written, from our code or from a library's.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import traceback
from typing import Any

import structlog

log = structlog.get_logger("gateway")
_LIBRARIES = ("openai", "httpx", "httpx2", "httpcore", "httpcore2", "google_genai", "google.genai", "asyncio")


def places(error: BaseException) -> str:
    """Return the kind of an error and where it happened, without any message: `KeyError at a.py:3 …`."""
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < 5:
        frames = traceback.extract_tb(cause.__traceback__)[-6:]
        where = " < ".join(
            f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames)
        )
        kinds.append(f"{type(cause).__name__} at {where}" if where else type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return " | from ".join(kinds)


def log_error(event: str, error: BaseException, **facts: object) -> None:
    """Log that something went wrong; `facts` are ids and codes."""
    log.error(event, error=places(error), **facts)


class NoMessages(logging.Formatter):
    """Formats records of libraries: where they come from, the template of the message, no arguments."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; an exception is told by `places`."""
        error = record.exc_info[1] if record.exc_info else None
        what = f" error={places(error)}" if error else ""
        # Only a constant template is shown; with no arguments the text may have been put together.
        text = record.msg if record.args and isinstance(record.msg, str) else f"line {record.lineno}"
        return f"{record.levelname} {record.name} {record.module}: {text}{what}"


def configure_gateway_logs() -> None:
    """Replace the handlers of the standard library's logging by one that keeps no content."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(NoMessages())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _LIBRARIES:
        library = logging.getLogger(name)
        library.handlers[:] = []
        library.propagate = True
        library.setLevel(logging.WARNING)
    sys.excepthook = _last_words


def _last_words(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    log_error("the gateway ended", error)


def keep_loop_quiet(loop: asyncio.AbstractEventLoop) -> None:
    """Let the event loop report lost errors by kind and place only."""

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            log_error("lost error", error)
        else:
            log.error("event loop", what=type(context.get("future", context.get("handle"))).__name__)

    loop.set_exception_handler(handle)
