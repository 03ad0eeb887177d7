"""Read, preview and apply uploaded rosters in the background; a page asks how far the work is.

Reading and planning run in a thread, so that a large file stops no other page. Applying is one
transaction; its account sheets are on disk before it commits, so that no password is ever lost.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from hub.auth.passwords import PasswordPool
from hub.db import Database
from hub.errors import UserError
from hub.people.account_sheets import account_sheets
from hub.people.pages_roster_files import Counts, Upload, Uploads
from hub.people.roster_apply import apply_import
from hub.people.roster_plan import ImportPlan, plan_import
from hub.people.roster_rows import RawRow, read_roster
from hub.people.tables import people
from hub.reference import new_reference

log = structlog.get_logger("roster")

_PREVIEWS_KEPT = 3  # in memory; another one is made again from its file
_HASHES_AT_ONCE = 2  # of one import: others who change a password in the meantime get their turn
_PURGE_EVERY_S = 60.0


@dataclass(frozen=True)
class Rights:
    """For which units the uploading person may import (`None`: all), and whether roles may be given."""

    units: frozenset[str] | None
    roles: bool


@dataclass(frozen=True)
class Preview:
    """A read and planned roster. `digest` names exactly what applying would write."""

    rows: Sequence[RawRow]
    plan: ImportPlan
    digest: str

    @property
    def counts(self) -> Counts:
        """How many people the plan adds, changes and so on."""
        plan = self.plan
        return Counts(*map(len, (plan.new, plan.changed, plan.moved, plan.unchanged, plan.missing)))


def digest_of(plan: ImportPlan) -> str:
    """Return a digest of what applying the plan would write, and of the people it was made from."""
    lines: list[Any] = [
        (
            kind,
            p.entry.raw.sheet,
            p.entry.raw.row,
            p.entry.full_name,
            p.entry.unit.code,
            p.person and p.person.id,
            p.updates,
        )
        for kind in ("new", "changed", "moved", "unchanged")
        for p in getattr(plan, kind)
    ]
    lines += [error.message for error in plan.errors]
    lines += [repr(person) for person in plan.basis.people]
    return hashlib.sha256(json.dumps(lines, default=str, ensure_ascii=False).encode()).hexdigest()


def plan_blocking(url: str, filename: str, data: bytes, rights: Rights, now: datetime) -> Preview:
    """Return the preview of a roster; blocking, for a thread. Raises NotARoster and the like."""
    rows = read_roster(filename, data)

    async def plan() -> ImportPlan:
        db = Database(url, pool_size=1)
        try:
            async with db.begin() as conn:
                return await plan_import(
                    conn,
                    rows,
                    now,
                    allowed_units=None if rights.units is None else set(rights.units),
                    may_set_roles=rights.roles,
                )
        finally:
            await db.close()

    made = asyncio.run(plan())
    return Preview(rows, made, digest_of(made))


class RosterWork:
    """The background work of one portal over its uploads."""

    def __init__(self, uploads: Uploads, *, address: str) -> None:
        self.uploads = uploads
        self.address = address
        self._previews: OrderedDict[tuple[str, Rights], asyncio.Task[Preview]] = OrderedDict()
        self._applying: dict[str, asyncio.Task[None]] = {}
        self._hashed: dict[str, list[None]] = {}

    # -- preview -------------------------------------------------------------------------------

    def preview(self, db: Database, upload: Upload, rights: Rights) -> asyncio.Task[Preview]:
        """Return the task that reads and plans the upload; started when it is not there yet."""
        key = (upload.id, rights)
        task = self._previews.get(key)
        if task is None:
            task = asyncio.create_task(
                asyncio.to_thread(
                    plan_blocking,
                    db.url,
                    upload.filename,
                    self.uploads.data(upload),
                    rights,
                    datetime.now(UTC),
                ),
                name="roster preview",
            )
            self._previews[key] = task
        self._previews.move_to_end(key)
        while len(self._previews) > _PREVIEWS_KEPT:
            self._previews.popitem(last=False)
        return task

    def forget_preview(self, upload_id: str) -> None:
        """Forget what was planned, so that the next look plans again."""
        for key in [key for key in self._previews if key[0] == upload_id]:
            del self._previews[key]

    # -- applying ------------------------------------------------------------------------------

    def apply(self, db: Database, passwords: PasswordPool, upload: Upload, preview: Preview) -> None:
        """Begin to write the previewed roster; a second call for the same upload does nothing."""
        current = self.uploads.get(upload.id, upload.uploader_id, datetime.now(UTC))
        if current.state != "uploaded" or upload.id in self._applying:
            return
        now = datetime.now(UTC)
        started = replace(
            current, state="applying", changed_at=now, applied_at=now, counts=preview.counts, problem=""
        )
        self.uploads.save(started)
        self._hashed[upload.id] = []
        task = asyncio.create_task(self._apply(db, passwords, started, preview, now), name="roster import")
        self._applying[upload.id] = task
        task.add_done_callback(lambda _: self._applying.pop(upload.id, None))

    def hashed(self, upload: Upload) -> int:
        """Return how many passwords of the running import are ready."""
        return len(self._hashed.get(upload.id, ()))

    async def _apply(
        self, db: Database, passwords: PasswordPool, upload: Upload, preview: Preview, now: datetime
    ) -> None:
        def hash_and_count(password: str) -> str:
            hashed = passwords.hash_waiting(password)
            self._hashed[upload.id].append(None)
            return hashed

        try:
            with ThreadPoolExecutor(_HASHES_AT_ONCE, thread_name_prefix="roster") as feeder:
                async with db.begin() as conn:
                    result = await apply_import(
                        conn, preview.plan, now, hash_password=hash_and_count, executor=feeder
                    )
                    if result.created:
                        document = await asyncio.to_thread(
                            account_sheets, result.created, address=self.address
                        )
                        self.uploads.keep_sheets(upload, document)
        except UserError as error:
            self._give_back(upload, error.message)
        except Exception as error:  # the page says so; the log has the rest
            reference = new_reference()
            log.exception("roster import failed", reference=reference, exc_info=error)
            # A connection lost in the middle of a commit does not say how it ended; without an answer
            # now, the next look at the page asks again.
            with suppress(SQLAlchemyError):
                await self._find_out(
                    db,
                    upload,
                    "Có lỗi ngoài dự kiến nên danh sách chưa được ghi. Mời đồng chí bấm nhập lại; nếu vẫn "
                    f"lỗi, báo cán bộ kỹ thuật kèm số tham chiếu {reference}.",
                )
        else:
            counts = Counts(
                len(result.created), result.changed, result.moved, result.unchanged, result.missing
            )
            self.uploads.finish(upload, counts, datetime.now(UTC))
        finally:
            self._hashed.pop(upload.id, None)
            self.forget_preview(upload.id)

    def _give_back(self, upload: Upload, problem: str) -> Upload:
        """Return the upload to where it can be previewed and confirmed again."""
        self.uploads.drop_sheets(upload)
        returned = replace(upload, state="uploaded", applied_at=None, counts=None, problem=problem)
        self.uploads.save(returned)
        return returned

    async def settle(self, db: Database, upload: Upload) -> Upload:
        """Return the upload as it stands; find out how an import ended that a killed portal left behind."""
        if upload.state != "applying" or upload.id in self._applying:
            return upload
        return await self._find_out(
            db,
            upload,
            "Hệ thống vừa khởi động lại giữa chừng. Mời đồng chí xem lại rồi bấm nhập nếu còn thay đổi.",
        )

    async def _find_out(self, db: Database, upload: Upload, problem: str) -> Upload:
        """Return the upload as done when its new people are in the database, else given back."""
        counts = upload.counts
        if counts is not None and counts.new:
            made = select(func.count()).where(people.c.created_at == upload.applied_at)
            async with db.begin() as conn:
                committed = bool(await conn.scalar(made))
            if committed:
                return self.uploads.finish(upload, counts, datetime.now(UTC))
        # Without new people importing again is harmless: what was written shows as unchanged.
        return self._give_back(upload, problem)

    # -- housekeeping --------------------------------------------------------------------------

    async def purge_for_ever(self) -> None:
        """Delete uploads whose hour is over, now and every minute."""
        while True:
            busy = frozenset(self._applying)
            for upload_id in self.uploads.purge(datetime.now(UTC), busy=busy):
                self.forget_preview(upload_id)
            await asyncio.sleep(_PURGE_EVERY_S)

    async def finish(self) -> None:
        """Wait for imports that are being written, and stop reading files nobody will look at."""
        for task in self._previews.values():
            task.cancel()
        for waited in (*self._previews.values(), *self._applying.values()):
            with suppress(asyncio.CancelledError, Exception):
                await waited
