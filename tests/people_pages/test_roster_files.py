"""How long an uploaded roster is kept, and who finds it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.people.pages_roster_files import KEPT, Counts, UploadExpired, Uploads

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
COUNTS = Counts(2, 0, 0, 0, 0)


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    """Return an empty store."""
    return Uploads(tmp_path / "roster")


@pytest.mark.parametrize(
    ("uploader", "after", "found"),
    [
        (7, timedelta(0), True),
        (7, KEPT - timedelta(seconds=1), True),
        (7, KEPT, False),
        (8, timedelta(0), False),
    ],
)
def test_who_finds_it_and_how_long(uploads: Uploads, uploader: int, after: timedelta, found: bool) -> None:
    """An upload is found by its uploader, for an hour, even when nobody came to delete it."""
    assert timedelta(hours=1) == KEPT
    upload = uploads.add(7, "a.xlsx", b"data", NOW)
    if found:
        assert uploads.get(upload.id, uploader, NOW + after) == upload
    else:
        with pytest.raises(UploadExpired):
            uploads.get(upload.id, uploader, NOW + after)


@pytest.mark.parametrize("forged", ["", ".", "..", "../secrets", "0" * 32, "G" * 32, "0" * 33, "\x00"])
def test_forged_ids(uploads: Uploads, forged: str) -> None:
    """Nothing but an id we gave names a folder."""
    with pytest.raises(UploadExpired):
        uploads.get(forged, 7, NOW)


def test_the_hour_begins_again_when_it_is_applied(uploads: Uploads) -> None:
    """Sheets of an import at the end of the hour can still be fetched for an hour."""
    upload = uploads.add(7, "a.xlsx", b"data", NOW)
    late = NOW + timedelta(minutes=59)
    uploads.keep_sheets(upload, b"sheets")
    done = uploads.finish(upload, COUNTS, late)
    assert uploads.purge(NOW + timedelta(minutes=90)) == []
    assert uploads.sheets(uploads.get(upload.id, 7, NOW + timedelta(minutes=90))) == b"sheets"
    with pytest.raises(UploadExpired):
        uploads.data(done)


def test_purge(uploads: Uploads) -> None:
    """What is over an hour old goes, with its sheets; what is being applied stays."""
    old, busy, young = (uploads.add(who, "a.xlsx", b"data", NOW) for who in (1, 2, 3))
    uploads.keep_sheets(old, b"sheets")
    uploads.save(replace(young, changed_at=NOW + timedelta(minutes=1)))
    gone = uploads.purge(NOW + KEPT, busy=frozenset({busy.id}))
    assert gone == [old.id]
    assert sorted(path.name for path in uploads.folder.iterdir()) == sorted([busy.id, young.id])


def test_purge_of_a_half_made_folder(uploads: Uploads) -> None:
    """A folder left half made by a kill goes after an hour; what is not ours stays."""
    uploads.add(7, "a.xlsx", b"data", NOW)
    half, strange = uploads.folder / ("0" * 32), uploads.folder / "ghi-chu"
    for folder in (half, strange):
        folder.mkdir()
        (folder / "upload.bin").write_bytes(b"data")
    for folder in (half, strange):
        os.utime(folder, (NOW.timestamp(),) * 2)
    uploads.purge(NOW + timedelta(minutes=59))
    assert half.exists()
    uploads.purge(NOW + timedelta(minutes=61))
    assert [path.name for path in uploads.folder.iterdir()] == ["ghi-chu"]


def test_a_damaged_note_is_no_upload(uploads: Uploads) -> None:
    """A file cut short by a full disk is treated as expired, not as an error."""
    upload = uploads.add(7, "a.xlsx", b"data", NOW)
    (uploads.folder / upload.id / "upload.json").write_bytes(b'{"id": "')
    with pytest.raises(UploadExpired):
        uploads.get(upload.id, 7, NOW)
    assert uploads.all() == []
