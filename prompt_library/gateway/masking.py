"""The guard around one request: every text that leaves goes through here, and any failure stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from prompt_library.errors import GuardFailed
from prompt_library.guard import Redaction, redact_all
from prompt_library.library.masking import MaskedTexts
from prompt_library.library.masking import mask as mask_texts

T = TypeVar("T")
_IN_A_THREAD_FROM = 6_000  # characters: longer texts would hold up everybody else's streams


async def mask_request(system: str, texts: Sequence[str]) -> MaskedTexts:
    """Return the texts of one request masked with one map; raise GuardFailed whatever goes wrong.

    `system` is our own text or the library's; `texts` is everything people typed, the first first.
    """
    masked = await _guarded(lambda: mask_texts(system, texts), len(system) + sum(map(len, texts)))
    if masked.refused is None and len(masked.texts) != len(texts):
        raise GuardFailed
    return masked


async def preview(texts: Sequence[str]) -> tuple[Redaction, ...]:
    """Return what the guard would mask; raise GuardFailed whatever goes wrong."""
    return await _guarded(lambda: redact_all(texts), sum(map(len, texts)))


async def _guarded(work: Callable[[], T], chars: int) -> T:
    try:
        return await asyncio.to_thread(work) if chars >= _IN_A_THREAD_FROM else work()
    except Exception:  # whatever it is, nothing may be sent; its message may quote the text
        raise GuardFailed from None


@dataclass(frozen=True)
class Receipt:
    """What the person sees of the masking: how many of each type, and the text that leaves."""

    masked: Mapping[str, int]
    sent: str

    def public(self) -> dict[str, object]:
        """Return the receipt as the API gives it."""
        return {"masked": dict(self.masked), "sent": self.sent}


def receipt_of(masked: MaskedTexts, sent: Sequence[str]) -> Receipt:
    """Return the receipt: each masked thing counts once, however often it occurs."""
    types = {found.token: found.type for entities in masked.entities for found in entities}
    counts: dict[str, int] = {}
    for kind in types.values():
        counts[kind] = counts.get(kind, 0) + 1
    return Receipt(counts, "\n\n".join(sent))
