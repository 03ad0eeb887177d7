"""What an archive's directory says is never believed: sizes are counted while it is unpacked."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest

from hub.archives import ArchiveBroken, ArchiveTooLarge, unpacked
from tests.lying_zip import METHODS, lying

MIB = 2**20


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an honest archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_honest_archive_comes_out_whole(method: int) -> None:
    parts = {"a": b"mot", "thu muc/b": bytes(range(256)) * 3000, "c": b""}
    data = packed(parts, method)
    size = sum(map(len, parts.values()))
    assert dict(unpacked(data, most_parts=3, most_bytes=size)) == parts
    assert dict(unpacked(data, most_parts=1, most_bytes=3, wanted=lambda name: name == "a")) == {"a": b"mot"}
    with pytest.raises(ArchiveTooLarge):
        list(unpacked(data, most_parts=3, most_bytes=size - 1))
    with pytest.raises(ArchiveTooLarge):
        list(unpacked(data, most_parts=2, most_bytes=size))


@pytest.mark.parametrize("method", METHODS)
def test_a_part_that_says_it_is_small_costs_no_memory(method: str) -> None:
    data = lying("a", METHODS[method])
    assert len(data) < MIB
    tracemalloc.start()
    try:
        with pytest.raises((ArchiveBroken, ArchiveTooLarge)):
            list(unpacked(data, most_parts=9, most_bytes=4 * MIB))
        assert tracemalloc.get_traced_memory()[1] < 12 * MIB
    finally:
        tracemalloc.stop()


def test_a_part_within_the_limit_that_is_not_what_is_stated_is_refused() -> None:
    with pytest.raises(ArchiveBroken, match="not what the directory says"):
        list(unpacked(lying("a", zipfile.ZIP_DEFLATED, mib=1), most_parts=1, most_bytes=4 * MIB))


def test_parts_share_one_limit() -> None:
    data = packed({str(number): b" " * MIB for number in range(5)})
    taken = unpacked(data, most_parts=9, most_bytes=5 * MIB)
    assert sum(len(content) for _, content in taken) == 5 * MIB
    with pytest.raises(ArchiveTooLarge):
        next(unpacked(data, most_parts=9, most_bytes=5 * MIB - 1))  # what is stated is enough to refuse


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_no_office_suite_writes_is_refused(method: int) -> None:
    with pytest.raises(ArchiveBroken):
        list(unpacked(packed({"a": b"mot"}, method), most_parts=1, most_bytes=9))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 hong", packed({"a": b"mot" * 99})[:-30]])
def test_a_damaged_archive_is_refused(data: bytes) -> None:
    with pytest.raises(ArchiveBroken):
        list(unpacked(data, most_parts=1, most_bytes=999))
