"""Every version of a prompt is kept; which one people get is computed, never stored.

`proposed` and `returned` are a cadre's proposals under way; `waiting` came with a release and was not yet
approved by a person of the province (usable, and the page says so); `approved`; `retired`. People get the
highest approved version; where there is none, the newest waiting one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row, Select, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person
from hub.permissions import Action, may
from prompt_library.library.findings import PromptError
from prompt_library.library.load import parse_prompt
from prompt_library.library.model import Prompt
from prompt_library.publishing.errors import UnknownPrompt
from prompt_library.publishing.tables import prompt_versions

log = structlog.get_logger("publishing")

USABLE = ("approved", "waiting")


@dataclass(frozen=True)
class Published:
    """A stored version. `version` counts within this installation; `prompt` is its text, read."""

    prompt: Prompt
    version: int
    state: str
    origin: str  # file | proposal
    created_by: int | None
    created_at: datetime
    note: str

    @property
    def approved(self) -> bool:
        """Whether a person of the province has approved exactly this version."""
        return self.state == "approved"


async def publish_files(conn: AsyncConnection, prompts: Iterable[Prompt], now: datetime) -> int:
    """Store the release's prompts that are not stored yet, as `waiting`; return how many.

    Publishing the same files again adds nothing; two callers at once wait for each other.
    """
    await lock(conn)
    known = await known_sources(conn)
    added = 0
    for prompt in prompts:
        if (prompt.id, prompt.sha256) in known:
            continue
        await add_version(conn, prompt, state="waiting", origin="file", created_by=None, note="", now=now)
        added += 1
    return added


async def known_sources(conn: AsyncConnection) -> set[tuple[str, str]]:
    """Return id and SHA-256 of every stored version."""
    rows = await conn.execute(select(prompt_versions.c.prompt, prompt_versions.c.sha256))
    return {(prompt, sha256) for prompt, sha256 in rows}


async def lock(conn: AsyncConnection) -> None:
    """Let one caller at a time number versions and decide on them, until the transaction ends."""
    await conn.execute(text(f"LOCK TABLE {prompt_versions.fullname} IN SHARE ROW EXCLUSIVE MODE"))


async def add_version(
    conn: AsyncConnection,
    prompt: Prompt,
    *,
    state: str,
    origin: str,
    created_by: int | None,
    note: str,
    now: datetime,
) -> int:
    """Store `prompt` under the next number of its id and return that number; the caller holds `lock`."""
    last = await conn.scalar(
        select(func.max(prompt_versions.c.version)).where(prompt_versions.c.prompt == prompt.id)
    )
    version = (last or 0) + 1
    await conn.execute(
        insert(prompt_versions).values(
            prompt=prompt.id,
            version=version,
            source=prompt.source,
            sha256=prompt.sha256,
            state=state,
            origin=origin,
            created_by=created_by,
            created_at=now,
            note=note,
        )
    )
    return version


async def current_prompts(conn: AsyncConnection) -> dict[str, Published]:
    """Return what people get of every prompt that is not retired, by id, in the order of the ids."""
    rows = await conn.execute(
        _rows()
        .where(prompt_versions.c.state.in_(USABLE))
        .order_by(prompt_versions.c.prompt, prompt_versions.c.state == "approved", prompt_versions.c.version)
    )
    # The last of each id counts: approved, then highest.
    return {found.prompt.id: found for found in await _published(conn, rows.all())}


async def current(conn: AsyncConnection, prompt_id: str) -> Published:
    """Return what people get of this prompt; raise UnknownPrompt."""
    rows = await conn.execute(
        _rows()
        .where(prompt_versions.c.prompt == prompt_id, prompt_versions.c.state.in_(USABLE))
        .order_by((prompt_versions.c.state == "approved").desc(), prompt_versions.c.version.desc())
    )
    for row in rows:  # superseded ones are only read where a newer one cannot be
        if found := await _published(conn, [row]):
            return found[0]
    raise UnknownPrompt


async def usable(conn: AsyncConnection, prompt_id: str, version: int | None, person: Person) -> Published:
    """Return the version that `person` may run: the current one, or a proposal they may try.

    Trying a proposal is for its author and for reviewers. Raises UnknownPrompt.
    """
    if version is None:
        return await current(conn, prompt_id)
    found = await stored(conn, prompt_id, version)
    if found.state in USABLE:
        return found
    if found.state in {"proposed", "returned"} and (
        found.created_by == person.id or may(person, Action.REVIEW_PROMPT)
    ):
        return found
    raise UnknownPrompt


async def stored(conn: AsyncConnection, prompt_id: str, version: int) -> Published:
    """Return a stored version in whatever state; raise UnknownPrompt."""
    rows = await conn.execute(
        _rows().where(prompt_versions.c.prompt == prompt_id, prompt_versions.c.version == version)
    )
    return _only(await _published(conn, rows.all()))


async def history(conn: AsyncConnection, prompt_id: str) -> list[Published]:
    """Return every version of the prompt, the newest first; [] when there is none."""
    rows = await conn.execute(
        _rows().where(prompt_versions.c.prompt == prompt_id).order_by(prompt_versions.c.version.desc())
    )
    return await _published(conn, rows.all())


async def in_state(conn: AsyncConnection, *states: str) -> list[Published]:
    """Return the versions in one of `states`, the oldest first."""
    rows = await conn.execute(
        _rows().where(prompt_versions.c.state.in_(states)).order_by(prompt_versions.c.created_at)
    )
    return await _published(conn, rows.all())


async def of_author(conn: AsyncConnection, person_id: int) -> list[Published]:
    """Return what the person proposed, the newest first."""
    rows = await conn.execute(
        _rows()
        .where(prompt_versions.c.created_by == person_id)
        .order_by(prompt_versions.c.created_at.desc(), prompt_versions.c.version.desc())
    )
    return await _published(conn, rows.all())


def _rows() -> Select[tuple[Any, ...]]:
    """Select everything but the source: a list of prompts would carry half a megabyte of it."""
    return select(*(column for column in prompt_versions.c if column.name != "source"))


def _only(found: list[Published]) -> Published:
    """Return the first; raise UnknownPrompt when there is none."""
    if not found:
        raise UnknownPrompt
    return found[0]


class _ReadPrompts:
    """The prompts read last, by SHA-256 of their source: a page shows dozens, each takes milliseconds.

    A source names one prompt for ever, so nothing in here becomes outdated. One that an earlier release
    kept under other rules, and that cannot be read now, is remembered as None.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._prompts: OrderedDict[str, Prompt | None] = OrderedDict()

    def known(self, wanted: Iterable[str]) -> dict[str, Prompt | None]:
        """Return those of `wanted` that were read."""
        found = {sha256: self._prompts[sha256] for sha256 in wanted if sha256 in self._prompts}
        for sha256 in found:
            self._prompts.move_to_end(sha256)
        return found

    def read(self, prompt_id: str, version: int, sha256: str, source: str) -> Prompt | None:
        try:
            prompt = parse_prompt(source, name=prompt_id, group=prompt_id[0])
        except PromptError as error:
            log.warning("stored prompt unreadable", prompt=prompt_id, version=version, error=str(error))
            prompt = None
        self._prompts[sha256] = prompt
        while len(self._prompts) > self._size:
            self._prompts.popitem(last=False)
        return prompt


_READ = _ReadPrompts(size=512)


async def _published(conn: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Published]:
    """Return the versions of `rows` in their order; those that cannot be read are left out."""
    read = _READ.known(row.sha256 for row in rows)
    if unread := {row.sha256 for row in rows} - read.keys():
        c = prompt_versions.c
        sources = select(c.prompt, c.version, c.sha256, c.source).where(c.sha256.in_(unread))
        for row in await conn.execute(sources):
            read[row.sha256] = _READ.read(*row)
    return [
        Published(prompt, row.version, row.state, row.origin, row.created_by, row.created_at, row.note)
        for row in rows
        if (prompt := read[row.sha256]) is not None
    ]
