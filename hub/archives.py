"""Unpack an archive of unknown origin: measured while it comes out, its directory never believed.

An archive's directory states sizes that its sender wrote. `zipfile` hands out no more than they say, but
decompresses everything first, and bz2 and lzma know no smaller bite than a whole block.
"""

from __future__ import annotations

import copy
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator

_CHUNK = 64 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # all that Excel, Word and every office suite write

# What `zipfile` and its decompressor raise for a damaged or locked archive.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class ArchiveBroken(Exception):
    """The archive is damaged, locked, packed in a way nobody uses, or not what its directory says."""


class ArchiveTooLarge(Exception):
    """The archive holds more than is taken."""


def unpacked(
    data: bytes, *, most_parts: int, most_bytes: int, wanted: Callable[[str], bool] = lambda _name: True
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each part of the zip archive `data` whose name is `wanted`.

    At most `most_bytes` come out of all parts together. Raises ArchiveBroken and ArchiveTooLarge, perhaps
    after some parts.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if wanted(part.filename)]
            if len(parts) > most_parts or sum(part.file_size for part in parts) > most_bytes:
                raise ArchiveTooLarge
            left = most_bytes
            for part in parts:
                content = _content(archive, part, left)
                left -= len(content)
                yield part.filename, content
    except _BROKEN as error:
        raise ArchiveBroken(str(error)) from error


def _content(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most_bytes: int) -> bytes:
    """Return all that a part unpacks to, read in small bites."""
    if part.compress_type not in _METHODS:
        raise ArchiveBroken(f"compression method {part.compress_type}")
    unlimited = copy.copy(part)
    unlimited.file_size = most_bytes + 1
    del unlimited.CRC  # it is that of as many bytes as the directory states: looked at below
    whole = io.BytesIO()
    with archive.open(unlimited) as stream:
        while bite := stream.read(_CHUNK):
            whole.write(bite)
            if whole.tell() > most_bytes:
                raise ArchiveTooLarge
    content = whole.getvalue()
    if len(content) != part.file_size or zlib.crc32(content) != part.CRC:
        raise ArchiveBroken(f"{part.filename} is not what the directory says")
    return content
