"""One answer from the first model that gives one: order, fallback before the first token, time limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, cast

import structlog

from prompt_library.gateway.config import Candidate, Limits
from prompt_library.gateway.providers.base import Call, Piece, Provider, ProviderFailed

log = structlog.get_logger("gateway")

_PAUSE_BEFORE_AGAIN_S = 0.2


class Answer:
    """An answer under way. `candidate` is who answers, once the first piece is there.

    Another candidate is asked only before the first token and only when the one before was not reached,
    was too slow to begin, or answered 408, 429 or 5xx. The same one is asked again, once, only when the
    request never got there.
    """

    def __init__(
        self, providers: Mapping[str, Provider], candidates: Sequence[Candidate], call: Call
    ) -> None:
        self._providers = providers
        self._candidates = candidates
        self._call = call
        self.candidate: Candidate | None = None
        self.fallback_from: str | None = None

    async def pieces(self, limits: Limits) -> AsyncGenerator[Piece, None]:
        """Yield the pieces; raise ProviderFailed of the last candidate asked."""
        last = ProviderFailed("no candidate")
        for candidate in self._candidates:
            for again in (False, True):
                try:
                    async for piece in self._from(candidate, limits):
                        yield piece
                    return
                except ProviderFailed as failed:
                    log.warning("model failed", candidate=candidate.id, what=failed.what)
                    if self.candidate is not None or not failed.try_next:
                        raise
                    last = failed
                    if again or not failed.unreached or failed.timeout:
                        break
                    await asyncio.sleep(_PAUSE_BEFORE_AGAIN_S)
            self.fallback_from = self.fallback_from or candidate.id
        raise last

    async def _from(self, candidate: Candidate, limits: Limits) -> AsyncGenerator[Piece, None]:
        stream = cast(Any, self._providers[candidate.provider].stream(candidate, self._call))
        async with aclosing(stream):
            wait_s, late = limits.first_token_s, "first token late"
            loop = asyncio.get_running_loop()
            deadline = loop.time() + wait_s
            while True:
                try:
                    async with asyncio.timeout_at(deadline):
                        piece = await anext(stream, None)
                except TimeoutError:
                    raise ProviderFailed(late, timeout=True, try_next=True) from None
                if piece is None:
                    if self.candidate is None:
                        raise ProviderFailed("empty answer", try_next=True)
                    return
                if piece.text or piece.finish:
                    self.candidate = candidate
                    wait_s, late = limits.between_tokens_s, "stalled"
                yield piece
                if self.candidate is not None:
                    deadline = loop.time() + wait_s
