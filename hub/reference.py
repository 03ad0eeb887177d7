"""The number under which an error stands in the log, as a person reads it to whoever can look it up."""

from __future__ import annotations

import secrets


def new_reference() -> str:
    """Return a reference number that is easy to read out on the telephone, such as `4821-7730`."""
    digits = f"{secrets.randbelow(10**8):08}"
    return f"{digits[:4]}-{digits[4:]}"
