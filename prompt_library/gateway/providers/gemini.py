"""Gemini, through `google-genai` (3.x): async streaming over httpx2, its own retries turned off."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

import httpx2
from pydantic import SecretStr

from prompt_library.gateway.config import Candidate, Limits
from prompt_library.gateway.providers.base import Call, Piece, ProviderFailed, Usage, status_failed
from prompt_library.gateway.providers.tls import tls_context

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # the SDK's own, at import
    from google import genai
    from google.genai import errors, types

_CUT = frozenset({"MAX_TOKENS"})
_DONE = frozenset({"STOP", "FINISH_REASON_UNSPECIFIED", "CONTINUATION"})


class GeminiProvider:
    """Keeps one client for each address and key."""

    def __init__(
        self, candidates: Iterable[Candidate], keys: Mapping[str, SecretStr], limits: Limits
    ) -> None:
        self._keys = keys
        self._limits = limits
        self._clients: dict[tuple[str | None, str], tuple[genai.Client, httpx2.AsyncClient]] = {}
        for candidate in candidates:
            self._client(candidate)

    def _client(self, candidate: Candidate) -> genai.Client:
        place = (candidate.base_url, str(candidate.key))
        if place not in self._clients:
            http = httpx2.AsyncClient(
                verify=tls_context(),
                timeout=httpx2.Timeout(
                    self._limits.first_token_s + self._limits.between_tokens_s,
                    connect=self._limits.connect_s,
                ),
            )
            client = genai.Client(
                api_key=self._keys[place[1]].get_secret_value(),
                vertexai=False,
                http_options=types.HttpOptions(
                    base_url=candidate.base_url,
                    httpx_async_client=http,
                    # Neither is used; left to itself the SDK makes them, each with a TLS context of its own.
                    httpx_client=httpx2.Client(verify=tls_context()),
                    async_client_args={"ssl": tls_context()},
                    retry_options=types.HttpRetryOptions(attempts=1),
                ),
            )
            self._clients[place] = (client, http)
        return self._clients[place][0]

    async def stream(self, candidate: Candidate, call: Call) -> AsyncIterator[Piece]:
        """Yield what Gemini streams; only what `call` and the operator's options name is sent."""
        system = "\n\n".join(said.text for said in call.messages if said.role == "system")
        contents = [
            types.Content(
                role="model" if said.role == "assistant" else "user", parts=[types.Part(text=said.text)]
            )
            for said in call.messages
            if said.role != "system"
        ]
        config = types.GenerateContentConfig.model_validate(
            {
                **candidate.options,
                "system_instruction": system or None,
                "temperature": call.temperature,
                "top_p": call.top_p,
                "max_output_tokens": call.max_tokens,
                "automatic_function_calling": {"disable": True},
            }
        )
        try:
            chunks = await self._client(candidate).aio.models.generate_content_stream(
                model=candidate.model, contents=contents, config=config
            )
            async for chunk in chunks:
                piece = _piece(chunk)
                if piece:
                    yield piece
        except errors.APIError as error:
            raise status_failed(error.code) from None
        except httpx2.TimeoutException as error:
            connect = isinstance(error, httpx2.ConnectTimeout)
            raise ProviderFailed("timeout", timeout=True, try_next=True, unreached=connect) from None
        except httpx2.ConnectError:
            raise ProviderFailed("connection", try_next=True, unreached=True) from None
        except (httpx2.HTTPError, ValueError, errors.UnknownApiResponseError) as error:
            raise ProviderFailed(type(error).__name__, try_next=True) from None

    async def close(self) -> None:
        """Close every client."""
        for client, http in self._clients.values():
            await client.aio.aclose()
            client.close()
            await http.aclose()


def _piece(chunk: Any) -> Piece | None:
    """Return what a chunk brings, None when nothing; a model's thoughts are not part of the answer."""
    text, finish = "", None
    if chunk.prompt_feedback and chunk.prompt_feedback.block_reason:
        finish = "content_filter"
    if chunk.candidates:
        candidate = chunk.candidates[0]
        parts = (candidate.content.parts or []) if candidate.content else []
        text = "".join(part.text or "" for part in parts if not part.thought)
        if candidate.finish_reason:
            name = candidate.finish_reason.name
            finish = "length" if name in _CUT else "stop" if name in _DONE else "content_filter"
    usage = None
    counted = chunk.usage_metadata
    if counted is not None and counted.total_token_count:
        asked = counted.prompt_token_count or 0
        usage = Usage(asked, max(0, counted.total_token_count - asked))
    return Piece(text, finish=finish, usage=usage) if text or finish or usage else None
