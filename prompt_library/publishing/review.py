"""A cadre proposes, a reviewer says what they think, the owner at the province decides; nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person, person_by_id
from hub.permissions import Action, require
from hub.text import squeeze
from prompt_library.library.model import Prompt
from prompt_library.publishing.errors import NoteMissing, NotThatState, NotYourOwn
from prompt_library.publishing.tables import prompt_reviews, prompt_versions
from prompt_library.publishing.versions import (
    Published,
    add_version,
    current_prompts,
    history,
    lock,
    stored,
)

_NOTE_MAX = 2000

# decision: the right it needs, the states it may find, the state it leaves (None: as it was).
_DECISIONS: dict[str, tuple[Action, tuple[str, ...], str | None]] = {
    "recommend": (Action.REVIEW_PROMPT, ("proposed", "waiting"), None),
    "return": (Action.REVIEW_PROMPT, ("proposed",), "returned"),
    "approve": (Action.PROMOTE_PROMPT, ("proposed", "waiting"), "approved"),
    "retire": (Action.PROMOTE_PROMPT, ("approved", "waiting"), "retired"),
    "restore": (Action.PROMOTE_PROMPT, ("retired",), "waiting"),
}


@dataclass(frozen=True)
class Review:
    """What somebody decided of a version."""

    version: int
    reviewer: str  # full name
    decision: str
    note: str
    at: datetime


async def propose(conn: AsyncConnection, person: Person, prompt: Prompt, note: str, now: datetime) -> int:
    """Store a proposal and return its number; raise Forbidden, NoteMissing."""
    require(person, Action.PROPOSE_PROMPT)
    await lock(conn)
    return await add_version(
        conn,
        prompt,
        state="proposed",
        origin="proposal",
        created_by=person.id,
        note=_note(note),
        now=now,
    )


async def decide(
    conn: AsyncConnection,
    person: Person,
    prompt_id: str,
    version: int,
    decision: str,
    note: str,
    now: datetime,
) -> None:
    """Record a decision on one version and carry it out.

    Raises Forbidden, NoteMissing, UnknownPrompt, NotYourOwn, and NotThatState when the version is not
    where the decision needs it, or when a newer version was approved before it.
    """
    if decision not in _DECISIONS:
        raise NotThatState
    right, found_in, leaves = _DECISIONS[decision]
    require(person, right)
    note = _note(note)
    await lock(conn)
    found = await stored(conn, prompt_id, version)
    if found.created_by == person.id and decision in {"recommend", "return", "approve"}:
        raise NotYourOwn
    if found.state not in found_in:
        raise NotThatState
    if decision == "approve" and await _newer_approved(conn, found):
        raise NotThatState
    if leaves is not None:
        await conn.execute(
            update(prompt_versions)
            .where(prompt_versions.c.prompt == prompt_id, prompt_versions.c.version == version)
            .values(state=leaves)
        )
    await conn.execute(
        insert(prompt_reviews).values(
            prompt=prompt_id, version=version, reviewer=person.id, decision=decision, note=note, at=now
        )
    )


async def approve_group(
    conn: AsyncConnection, person: Person, group: str, expected: dict[str, int], note: str, now: datetime
) -> int:
    """Approve the versions `expected` (id -> version, as the page showed them) of a group; return how many.

    All or none: raises NotThatState when one of them is no longer what people get, or not waiting.
    """
    require(person, Action.PROMOTE_PROMPT)
    now_current = await current_prompts(conn)
    for prompt_id, version in expected.items():
        found = now_current.get(prompt_id)
        if found is None or found.version != version or found.prompt.group != group:
            raise NotThatState
        await decide(conn, person, prompt_id, version, "approve", note, now)
    return len(expected)


async def retire(conn: AsyncConnection, person: Person, prompt_id: str, note: str, now: datetime) -> None:
    """Take every usable version out of the library; raise Forbidden, or NotThatState when there is none."""
    require(person, Action.PROMOTE_PROMPT)
    await _each(conn, person, prompt_id, ("approved", "waiting"), "retire", note, now)


async def restore(conn: AsyncConnection, person: Person, prompt_id: str, note: str, now: datetime) -> None:
    """Bring the newest retired version back as waiting: it has to be approved again; raise as `retire`."""
    require(person, Action.PROMOTE_PROMPT)
    retired = [found for found in await history(conn, prompt_id) if found.state == "retired"]
    if not retired:
        raise NotThatState
    await decide(conn, person, prompt_id, retired[0].version, "restore", note, now)


async def _each(
    conn: AsyncConnection,
    person: Person,
    prompt_id: str,
    states: tuple[str, ...],
    decision: str,
    note: str,
    now: datetime,
) -> None:
    await lock(conn)
    found = [version for version in await history(conn, prompt_id) if version.state in states]
    if not found:
        raise NotThatState
    for version in found:
        await decide(conn, person, prompt_id, version.version, decision, note, now)


async def reviews_of(conn: AsyncConnection, prompt_id: str) -> list[Review]:
    """Return the decisions on the prompt's versions, the newest first."""
    found = await conn.execute(
        select(prompt_reviews)
        .where(prompt_reviews.c.prompt == prompt_id)
        .order_by(prompt_reviews.c.seq.desc())
    )
    rows = found.all()
    names = {one: await person_by_id(conn, one) for one in {row.reviewer for row in rows}}
    return [
        Review(row.version, person.full_name, row.decision, row.note, row.at)
        for row in rows
        if (person := names[row.reviewer]) is not None
    ]


async def _newer_approved(conn: AsyncConnection, found: Published) -> bool:
    newer = await conn.scalar(
        select(prompt_versions.c.version)
        .where(
            prompt_versions.c.prompt == found.prompt.id,
            prompt_versions.c.state == "approved",
            prompt_versions.c.version > found.version,
        )
        .limit(1)
    )
    return newer is not None


def _note(note: str) -> str:
    cleaned = squeeze(note)[:_NOTE_MAX]
    if not cleaned:
        raise NoteMissing
    return cleaned
