"""Labelled texts and small helpers for the tests of the guard."""

from __future__ import annotations

from prompt_library.guard import redact


def masked(text: str, kind: str | None = None) -> list[str]:
    """Return what is masked in `text`, of one type or of all, as written there."""
    return [text[m.start : m.end] for m in redact(text).entities if kind in (None, m.type)]
