"""Text at the door of a Word file: NFC, only characters that XML and an official paper may hold."""

from __future__ import annotations

import re

from hub.text import clean, squeeze

# Some control characters part words; the others vanish, as in every editor.
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Not allowed by XML 1.0 (production Char), non-characters, C1 controls, and marks that turn the direction
# of writing: with those a paper would read otherwise than its text is stored.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufdd0-\ufdef\ufffe\uffff]"
)
_PLANE_ENDS = re.compile(
    "[" + "".join(chr(p + 0xFFFE) + chr(p + 0xFFFF) for p in range(0x10000, 0x110000, 0x10000)) + "]"
)


def clean_text(text: str) -> str:
    """Return `text` in NFC, lines ended by a newline, without characters that a paper may not hold."""
    kept = _FORBIDDEN.sub("", _BREAKS.sub("\n", text))
    return clean(_PLANE_ENDS.sub("", kept))


def one_line(text: str, longest: int = 500) -> str:
    """Return `text` cleaned, as one line of at most `longest` characters."""
    return squeeze(clean_text(text))[:longest].strip()
