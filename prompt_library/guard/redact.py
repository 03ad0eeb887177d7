"""Redaction, the guard's door: what leaves has tokens for persons; what is marked state secret stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from prompt_library.guard.detect import detect_in
from prompt_library.guard.repeats import sweep
from prompt_library.guard.secrecy import REFUSAL, marking
from prompt_library.guard.tokens import TokenMap, keys_in
from prompt_library.guard.view import look


@dataclass(frozen=True)
class Masked:
    """An entity that was replaced: `start:end` in the NFC input, and the token that stands there now."""

    type: str
    start: int
    end: int
    token: str
    confidence: float


@dataclass(frozen=True)
class Redaction:
    """What may leave: `text`, empty when `refused` says (in Vietnamese) why nothing may."""

    text: str
    entities: tuple[Masked, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)
    refused: str | None = None


def redact(text: str) -> Redaction:
    """Return `text` with personal data replaced by tokens, or refused whole when marked state secret."""
    return redact_all([text])[0]


def redact_all(texts: Sequence[str]) -> tuple[Redaction, ...]:
    """Redact the texts of one request together: one map of tokens, shared by all of them.

    When one text is refused, all are: none of the request may leave.
    """
    views = [look(text) for text in texts]
    for view in views:
        level = marking(view)
        if level:
            refusal = Redaction("", refused=REFUSAL.format(level=level))
            return tuple(refusal for _ in texts)
    taken: set[str] = set()
    for view in views:
        taken |= keys_in(view.text)
    tokens = TokenMap(taken)
    found_in = sweep([view.text for view in views], [detect_in(view) for view in views])
    done: list[tuple[str, tuple[Masked, ...]]] = []
    for view, entities in zip(views, found_in, strict=True):
        out: list[str] = []
        masked: list[Masked] = []
        at = 0
        for found in entities:
            token = tokens.token(found.type, view.text[found.start : found.end])
            out += (view.text[at : found.start], token)
            masked.append(Masked(found.type, found.start, found.end, token, found.confidence))
            at = found.end
        out.append(view.text[at:])
        done.append(("".join(out), tuple(masked)))
    originals = tokens.originals()
    return tuple(Redaction(text, masked, originals) for text, masked in done)
