"""Any OpenAI-compatible endpoint, through the `openai` SDK (3.x) with its own retries turned off."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

import httpx2
from openai import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncOpenAI,
    DefaultAsyncHttpxClient,
)
from pydantic import SecretStr

from prompt_library.gateway.config import Candidate, Limits
from prompt_library.gateway.providers.base import Call, Piece, ProviderFailed, Usage, status_failed
from prompt_library.gateway.providers.tls import tls_context

_FINISH = frozenset({"stop", "length", "content_filter"})


class OpenAIProvider:
    """Keeps one client for each address and key."""

    def __init__(
        self, candidates: Iterable[Candidate], keys: Mapping[str, SecretStr], limits: Limits
    ) -> None:
        self._keys = keys
        self._limits = limits
        self._clients: dict[tuple[str, str | None], AsyncOpenAI] = {}
        for candidate in candidates:
            self._client(candidate).chat.completions  # noqa: B018 - loads what the first call would

    def _client(self, candidate: Candidate) -> AsyncOpenAI:
        place = (str(candidate.base_url), candidate.key)
        if place not in self._clients:
            key = self._keys[candidate.key].get_secret_value() if candidate.key else "khong-can-khoa"
            self._clients[place] = AsyncOpenAI(
                api_key=key,
                base_url=candidate.base_url,
                max_retries=0,
                timeout=httpx2.Timeout(
                    self._limits.first_token_s + self._limits.between_tokens_s,
                    connect=self._limits.connect_s,
                ),
                http_client=DefaultAsyncHttpxClient(verify=tls_context()),
            )
        return self._clients[place]

    async def stream(self, candidate: Candidate, call: Call) -> AsyncIterator[Piece]:
        """Yield what the endpoint streams; only what `call` and the operator's options name is sent."""
        body: dict[str, Any] = {
            "model": candidate.model,
            "messages": [],
            "stream": True,
            candidate.max_tokens_as: call.max_tokens,
        }
        # Beside the SDK's own parameters: it would try every kind of message there is on each of them, which
        # takes as long as all else it does before the request leaves.
        messages = [{"role": said.role, "content": said.text} for said in call.messages]
        if candidate.stream_usage:
            body["stream_options"] = {"include_usage": True}
        if call.temperature is not None:
            body["temperature"] = call.temperature
        if call.top_p is not None:
            body["top_p"] = call.top_p
        try:
            chunks = await self._client(candidate).chat.completions.create(
                **body, extra_body={**candidate.options, "messages": messages}
            )
            async with chunks:
                async for chunk in chunks:
                    piece = _piece(chunk)
                    if piece:
                        yield piece
        except APIStatusError as error:
            raise status_failed(error.status_code) from None
        except APITimeoutError as error:
            connect = isinstance(error.__cause__, httpx2.ConnectTimeout)
            raise ProviderFailed("timeout", timeout=True, try_next=True, unreached=connect) from None
        except APIConnectionError as error:
            unreached = isinstance(error.__cause__, httpx2.ConnectError)
            raise ProviderFailed("connection", try_next=True, unreached=unreached) from None
        except APIError:
            raise ProviderFailed("error in the stream", try_next=True) from None
        except (httpx2.HTTPError, ValueError) as error:  # a broken body; its message may quote it
            raise ProviderFailed(type(error).__name__, try_next=True) from None

    async def close(self) -> None:
        """Close every client."""
        for client in self._clients.values():
            await client.close()


def _piece(chunk: Any) -> Piece | None:
    """Return what a chunk brings, None when nothing."""
    text, finish = "", None
    if chunk.choices:
        choice = chunk.choices[0]
        text = (choice.delta.content or "") if choice.delta else ""
        reason = choice.finish_reason
        finish = None if reason is None else reason if reason in _FINISH else "stop"
    usage = None
    if chunk.usage is not None:
        usage = Usage(chunk.usage.prompt_tokens or 0, chunk.usage.completion_tokens or 0)
    return Piece(text, finish=finish, usage=usage) if text or finish or usage else None
