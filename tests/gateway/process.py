"""`python -m tests.gateway.process URL HUB_PORT [crash]`: the process `deploy.gateway` on a test's database.

With `crash`, the simulated provider raises an error that quotes everything it was given, whole.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator

import prompt_library.gateway.app
from deploy.gateway import serve_gateway
from hub.settings import Settings
from prompt_library.gateway.config import Candidate
from prompt_library.gateway.providers.base import Call, Piece


class TestSettings(Settings):
    """Settings whose database is the one of the test, and whose Hub belongs to the shared platform."""

    def database(self, name: str) -> str:
        """Return the test's database."""
        return sys.argv[1]

    @property
    def hub_port(self) -> int:
        """Return where that Hub listens."""
        return int(sys.argv[2])


class CrashingProvider:
    """Quotes what it was given in the message of its error."""

    async def stream(self, candidate: Candidate, call: Call) -> AsyncIterator[Piece]:
        """Say a word, then crash."""
        yield Piece("Một ")
        raise RuntimeError(f"lỗi với {call} của {candidate}")

    async def close(self) -> None:
        """Crash here, too."""
        raise RuntimeError("0600 000 555")


if __name__ == "__main__":
    if "crash" in sys.argv:
        prompt_library.gateway.app.SimulatedProvider = CrashingProvider  # type: ignore[assignment,misc]
    serve_gateway(TestSettings())
