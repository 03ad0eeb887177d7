"""Archives whose directory states other sizes than they unpack to, as somebody with bad intent makes them."""

from __future__ import annotations

import io
import zipfile
import zlib

METHODS = {"deflate": zipfile.ZIP_DEFLATED, "bz2": zipfile.ZIP_BZIP2, "lzma": zipfile.ZIP_LZMA}


def lying(
    name: str, method: int, *, begins: bytes = b"<x/>", mib: int = 150, base: bytes | None = None
) -> bytes:
    """Return an archive (`base` with one part more) whose part unpacks to `mib` and is stated as `begins`.

    The checksum is right for what is stated, so that who reads as much finds nothing wrong.
    """
    packed = io.BytesIO(base or b"")
    with zipfile.ZipFile(packed, "a" if base else "w") as archive:
        info = zipfile.ZipInfo(name)
        info.compress_type = method
        with archive.open(info, "w") as part:
            part.write(begins)
            for _ in range(mib):
                part.write(b" " * 2**20)
        info.file_size, info.CRC = len(begins), zlib.crc32(begins)  # the directory is written last
    return packed.getvalue()
