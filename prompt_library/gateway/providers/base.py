"""What every provider does: stream an answer, and fail in ways the gateway knows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from prompt_library.gateway.config import Candidate


@dataclass(frozen=True)
class Said:
    """One message as it leaves: masked. `role` is system, user or assistant."""

    role: str
    text: str


@dataclass(frozen=True)
class Call:
    """One call of a model. `sample` is the prompt's recorded answer, for the simulated provider only."""

    messages: tuple[Said, ...]
    max_tokens: int
    temperature: float | None = None
    top_p: float | None = None
    sample: str | None = None


@dataclass(frozen=True)
class Usage:
    """Tokens, as the provider counted them or as estimated."""

    prompt: int
    completion: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.prompt + self.completion


@dataclass(frozen=True)
class Piece:
    """A part of an answer. `label` marks our own words around it; `finish` is OpenAI's finish_reason."""

    text: str = ""
    label: bool = False
    finish: str | None = None
    usage: Usage | None = None


class ProviderFailed(Exception):
    """A provider gave no (whole) answer. Holds no word of the provider: it may quote what was sent.

    `timeout`: too late. `try_next`: another model may be asked (not reached, 429, 5xx). `unreached`: the
    request never got there, so asking again is safe.
    """

    def __init__(
        self, what: str, *, timeout: bool = False, try_next: bool = False, unreached: bool = False
    ) -> None:
        super().__init__(what)
        self.what = what  # a short ASCII word for the log: "status 503", "connect"
        self.timeout = timeout
        self.try_next = try_next
        self.unreached = unreached


def status_failed(status: int) -> ProviderFailed:
    """Return the failure for an HTTP status of a provider."""
    return ProviderFailed(f"status {status}", try_next=status in (408, 429) or status >= 500)


class Provider(Protocol):
    """Streams answers of the models of one kind of provider."""

    def stream(self, candidate: Candidate, call: Call) -> AsyncIterator[Piece]:
        """Yield the pieces of an answer; raise ProviderFailed."""
        ...

    async def close(self) -> None:
        """Close its connections."""
        ...


def estimated_tokens(text_chars: int) -> int:
    """Return about how many tokens a Vietnamese text of so many characters has (rather too many)."""
    return text_chars // 2 + 1
