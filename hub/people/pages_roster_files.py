"""Keep an uploaded roster and its account sheets for an hour, readable by nobody but the platform.

One folder (0700) for each upload, named by a random id and bound to who uploaded it; files are 0600.
The account sheets hold one-time passwords: they go with the folder.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from hub.errors import NotFound

KEPT = timedelta(hours=1)
WAITING_AT_MOST = 3  # uploads of one person that were not applied
_ID = re.compile(r"[0-9a-f]{32}")
_META, _DATA, _SHEETS = "upload.json", "upload.bin", "sheets.docx"

State = Literal["uploaded", "applying", "done"]


@dataclass(frozen=True)
class Counts:
    """What an import writes or wrote."""

    new: int
    changed: int
    moved: int
    unchanged: int
    missing: int


@dataclass(frozen=True)
class Upload:
    """One uploaded file: `changed_at` is when it came or, once applied, when it was applied."""

    id: str
    uploader_id: int
    filename: str
    state: State
    changed_at: datetime
    applied_at: datetime | None = None  # what `created_at` of the people it made is
    counts: Counts | None = None
    problem: str = ""  # why applying it did not work

    @property
    def expires_at(self) -> datetime:
        """When the upload and its sheets are deleted."""
        return self.changed_at + KEPT


_ADAPTER = TypeAdapter(Upload)


class UploadExpired(NotFound):
    """There is no such upload of this person, or its hour is over."""

    def __init__(self) -> None:
        super().__init__(
            "Lần tải lên này không còn (tệp và phiếu tài khoản chỉ được giữ một giờ). "
            "Mời đồng chí tải danh sách lên lại."
        )


class Uploads:
    """The uploads of one installation, below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, uploader_id: int, filename: str, data: bytes, now: datetime) -> Upload:
        """Keep a new upload; the person's oldest ones that wait for a decision make room."""
        waiting = [u for u in self.all() if u.uploader_id == uploader_id and u.state == "uploaded"]
        waiting.sort(key=lambda u: u.changed_at)
        for old in waiting[: max(0, len(waiting) - WAITING_AT_MOST + 1)]:
            self.remove(old)
        upload = Upload(secrets.token_hex(16), uploader_id, filename, "uploaded", now)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / upload.id).mkdir(mode=0o700)
        self._write(upload, _DATA, data)
        self.save(upload)
        return upload

    def get(self, upload_id: str, uploader_id: int, now: datetime) -> Upload:
        """Return the person's upload; raise UploadExpired when it is another's, gone or unknown."""
        upload = self._read(upload_id)
        if upload is None or upload.uploader_id != uploader_id or upload.expires_at <= now:
            raise UploadExpired
        return upload

    def all(self) -> list[Upload]:
        """Return every upload that can be read."""
        if not self.folder.is_dir():
            return []
        found = (self._read(path.name) for path in sorted(self.folder.iterdir()))
        return [upload for upload in found if upload is not None]

    def save(self, upload: Upload) -> None:
        """Write what is known of the upload, at once or not at all."""
        self._write(upload, _META, _ADAPTER.dump_json(upload))

    def data(self, upload: Upload) -> bytes:
        """Return the bytes that were uploaded; raise UploadExpired when they are gone."""
        try:
            return (self.folder / upload.id / _DATA).read_bytes()
        except FileNotFoundError:
            raise UploadExpired from None

    def keep_sheets(self, upload: Upload, document: bytes) -> None:
        """Keep the account sheets; the uploaded file is not needed any more after that."""
        self._write(upload, _SHEETS, document)

    def sheets(self, upload: Upload) -> bytes | None:
        """Return the account sheets, or None when nobody was new or they were deleted."""
        try:
            return (self.folder / upload.id / _SHEETS).read_bytes()
        except FileNotFoundError:
            return None

    def drop_sheets(self, upload: Upload) -> None:
        """Delete the account sheets."""
        (self.folder / upload.id / _SHEETS).unlink(missing_ok=True)

    def finish(self, upload: Upload, counts: Counts, now: datetime) -> Upload:
        """Note that the upload was applied, and delete the uploaded bytes."""
        done = replace(upload, state="done", changed_at=now, counts=counts, problem="")
        self.save(done)
        (self.folder / upload.id / _DATA).unlink(missing_ok=True)
        return done

    def remove(self, upload: Upload) -> None:
        """Delete the upload with everything that belongs to it."""
        shutil.rmtree(self.folder / upload.id, ignore_errors=True)

    def purge(self, now: datetime, *, busy: frozenset[str] = frozenset()) -> list[str]:
        """Delete what is over an hour old, except uploads being applied; return the deleted ids."""
        gone = []
        for path in sorted(self.folder.iterdir()) if self.folder.is_dir() else []:
            upload = self._read(path.name)
            if upload is None:  # half made when the platform was killed, or not ours
                old = now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > KEPT
                if old and path.is_dir() and _ID.fullmatch(path.name):
                    shutil.rmtree(path, ignore_errors=True)
            elif upload.expires_at <= now and upload.id not in busy:
                self.remove(upload)
                gone.append(upload.id)
        return gone

    def _read(self, upload_id: str) -> Upload | None:
        if not _ID.fullmatch(upload_id):
            return None
        try:
            return _ADAPTER.validate_json((self.folder / upload_id / _META).read_bytes())
        except (FileNotFoundError, NotADirectoryError, ValidationError):
            return None

    def _write(self, upload: Upload, name: str, data: bytes) -> None:
        path = self.folder / upload.id / name
        draft = path.with_suffix(".draft")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
