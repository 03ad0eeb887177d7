"""Tokens and keys of one installation: made once, kept in the data folder with mode 0600."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def ensure_secret(folder: Path, name: str) -> str:
    """Return the secret `name` (64 hex digits) of `folder`, making it when it is not there yet.

    Safe when two processes ask at once: whoever links the file first has made it.
    """
    path = folder / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
