"""Whose program listens on a port of 127.0.0.1, read from the kernel's own table."""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

_LISTEN = "0A"
_FRESH_S = 0.2  # many servers may be waited for at once: they share one reading of the table


def listener_uid(port: int) -> int | None:
    """Return the uid whose socket listens on `port` of 127.0.0.1 or of every address; None: nobody's."""
    return _listeners(int(time.monotonic() / _FRESH_S)).get(port)


@lru_cache(maxsize=1)
def _listeners(_moment: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        address, port = fields[1].split(":")
        if fields[3] == _LISTEN and address in {"0100007F", "00000000"}:
            found[int(port, 16)] = int(fields[7])
    return found
