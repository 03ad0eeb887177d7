"""Texts that people typed, made fit to be kept: NFC, and nothing that PostgreSQL or a reader cannot take."""

from __future__ import annotations

from hub.text import clean, squeeze


def _storable(text: str) -> str:
    """Return `text` without NUL and lone surrogates, which no UTF-8 text has."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def typed_line(text: str) -> str:
    """Return a text of one line."""
    return squeeze(_storable(text))


def typed_block(text: str) -> str:
    """Return a text that may have several lines."""
    return clean(_storable(text)).replace("\r\n", "\n").strip()
