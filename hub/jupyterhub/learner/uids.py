"""Gives each learner a uid of their own, once and for ever: files on the disk hang on it."""

from __future__ import annotations

import zlib
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.tables import learner_uids

# Above what systemd gives to containers and services (524288-1879048191) and below the reserved end;
# not from 100000 on, which /etc/subuid gives to the containers of ordinary users.
FIRST_UID = 2_000_000_000
LAST_UID = 2_109_999_999
_BLOCKS, _BLOCK = 10_000, 10_000


class NoUidLeft(Exception):
    """Every uid of the range was given out."""


def first_uid(data: Path) -> int:
    """Return where the installation in the folder `data` begins to give out uids.

    Two installations on one machine (a trial beside the real one) so give out different uids, whose
    processes cannot signal one another.
    """
    return FIRST_UID + zlib.crc32(bytes(data.resolve())) % _BLOCKS * _BLOCK


async def ensure_uid(conn: AsyncConnection, username: str, *, first: int, above: int = 0) -> int:
    """Return the learner's uid, giving out a new one the first time; raise NoUidLeft.

    A new one is at least `first` and greater than every uid ever given and than `above`: the greatest
    owner among the learners' folders, which may be older than the database (a restored backup).
    """
    mine = select(learner_uids.c.uid).where(learner_uids.c.username == username)
    found = (await conn.execute(mine)).scalar_one_or_none()
    if found is not None:
        return int(found)
    await conn.execute(text(f"LOCK TABLE {learner_uids.fullname} IN SHARE ROW EXCLUSIVE MODE"))
    last = (await conn.execute(select(func.max(learner_uids.c.uid)))).scalar_one_or_none()
    uid = max(first - 1, last or 0, above) + 1
    if uid > LAST_UID:
        raise NoUidLeft
    new = insert(learner_uids).values(username=username, uid=uid).on_conflict_do_nothing()
    await conn.execute(new)
    return int((await conn.execute(mine)).scalar_one())
