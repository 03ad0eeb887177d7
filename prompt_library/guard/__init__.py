"""The guard finds personal data in Vietnamese text and replaces it with tokens that can be put back.

    detect(text)                  entities at offsets into the NFC text
    redact(text)                  the text that may leave, its tokens, or why it may not leave
    redact_all(texts)             the texts of one request, with one map of tokens
    restore(text, tokens)         the answer with the originals back
    StreamRestorer(tokens)        the same for an answer that comes in pieces

Rules and lists only: no model, no network, no state between calls.
"""

from __future__ import annotations

from prompt_library.guard.detect import detect
from prompt_library.guard.entity import TYPES, Entity
from prompt_library.guard.redact import Masked, Redaction, redact, redact_all
from prompt_library.guard.tokens import StreamRestorer, restore

__all__ = [
    "TYPES",
    "Entity",
    "Masked",
    "Redaction",
    "StreamRestorer",
    "detect",
    "redact",
    "redact_all",
    "restore",
]
