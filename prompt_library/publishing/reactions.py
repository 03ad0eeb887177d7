"""What people do with prompts: favourites, uses, ratings; numbers for the library, never what they typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.text import clean
from prompt_library.publishing.tables import prompt_favourites, prompt_ratings, prompt_uses

UseKind = Literal["run", "copy", "word"]
_NOTE_MAX = 1000


@dataclass(frozen=True)
class Figures:
    """How a prompt serves: `uses` of every kind, ratings and their mean (1-5; None without any)."""

    uses: int = 0
    ratings: int = 0
    mean_stars: float | None = None


async def record_use(
    conn: AsyncConnection, person_id: int, prompt_id: str, version: int, kind: UseKind, now: datetime
) -> None:
    """Add one use."""
    await conn.execute(
        insert(prompt_uses).values(prompt=prompt_id, version=version, person_id=person_id, kind=kind, at=now)
    )


async def figures(conn: AsyncConnection, prompt_id: str | None = None) -> dict[str, Figures]:
    """Return the figures of every prompt that was used or rated, or of this one alone."""
    of_uses = select(prompt_uses.c.prompt, func.count()).group_by(prompt_uses.c.prompt)
    of_ratings = select(prompt_ratings.c.prompt, func.count(), func.avg(prompt_ratings.c.stars)).group_by(
        prompt_ratings.c.prompt
    )
    if prompt_id is not None:
        of_uses = of_uses.where(prompt_uses.c.prompt == prompt_id)
        of_ratings = of_ratings.where(prompt_ratings.c.prompt == prompt_id)
    uses = await conn.execute(of_uses)
    counted = {prompt: int(number) for prompt, number in uses}
    ratings = await conn.execute(of_ratings)
    rated = {prompt: (int(number), float(mean)) for prompt, number, mean in ratings}
    return {
        prompt: Figures(counted.get(prompt, 0), *rated.get(prompt, (0, None)))
        for prompt in counted.keys() | rated.keys()
    }


async def favourites(conn: AsyncConnection, person_id: int) -> set[str]:
    """Return the ids of the person's favourites."""
    rows = await conn.execute(
        select(prompt_favourites.c.prompt).where(prompt_favourites.c.person_id == person_id)
    )
    return set(rows.scalars())


async def set_favourite(conn: AsyncConnection, person_id: int, prompt_id: str, on: bool) -> None:
    """Add the prompt to the person's favourites, or take it out; saying it twice changes nothing."""
    if on:
        await conn.execute(
            upsert(prompt_favourites).values(person_id=person_id, prompt=prompt_id).on_conflict_do_nothing()
        )
        return
    await conn.execute(
        delete(prompt_favourites).where(
            prompt_favourites.c.person_id == person_id, prompt_favourites.c.prompt == prompt_id
        )
    )


async def rate(
    conn: AsyncConnection,
    person_id: int,
    prompt_id: str,
    version: int,
    stars: int,
    note: str,
    now: datetime,
) -> None:
    """Keep the person's rating (1-5 stars) of this version; a later one replaces it."""
    values = {"stars": stars, "note": clean(note).strip()[:_NOTE_MAX], "at": now}
    await conn.execute(
        upsert(prompt_ratings)
        .values(person_id=person_id, prompt=prompt_id, version=version, **values)
        .on_conflict_do_update(index_elements=["person_id", "prompt", "version"], set_=values)
    )
