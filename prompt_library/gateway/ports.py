"""What the gateway asks of the rooms above it: the prompts in use. `deploy/gateway.py` brings them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person
from prompt_library.library.model import Prompt


class Prompts(Protocol):
    """The prompts that people may run."""

    async def find(
        self, conn: AsyncConnection, prompt_id: str, version: int | None, person: Person
    ) -> tuple[Prompt, int]:
        """Return the prompt and its version (None: the current one); raise a UserError with status 404."""
        ...

    async def ran(
        self, conn: AsyncConnection, person: Person, prompt_id: str, version: int, now: datetime
    ) -> None:
        """Count a run of the prompt that brought an answer."""
        ...
