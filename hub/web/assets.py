"""Static files with their content's hash in the name: cached for ever, served from memory."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response

from hub.errors import NotFound


@dataclass(frozen=True)
class Asset:
    """One static file: plain and compressed bytes, and its media type."""

    name: str
    body: bytes
    compressed: bytes | None
    media_type: str


class Assets:
    """The static files of every package, under `/static/<stem>.<hash>.<suffix>`."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._by_name: dict[str, Asset] = {}
        self._by_logical: dict[str, str] = {}
        mimetypes.add_type("text/javascript", ".js")
        mimetypes.add_type("application/manifest+json", ".webmanifest")

    def add(self, logical: str, body: bytes) -> None:
        """Add the file `logical` (for example `mattran.css`)."""
        path = Path(logical)
        digest = hashlib.sha256(body).hexdigest()[:10]
        name = f"{path.stem}.{digest}{path.suffix}"
        media_type = mimetypes.guess_type(logical)[0] or "application/octet-stream"
        text_like = media_type.startswith("text/") or "svg" in media_type or "json" in media_type
        packed = gzip.compress(body, 9, mtime=0) if text_like else None
        self._by_name[name] = Asset(name, body, packed, media_type)
        self._by_logical[logical] = name

    def add_folder(self, folder: Path) -> None:
        """Add every file directly in `folder` by its name."""
        for path in sorted(folder.iterdir()):
            if path.is_file():
                self.add(path.name, path.read_bytes())

    def url(self, logical: str) -> str:
        """Return the address of `logical`; raise KeyError when there is no such file."""
        return f"{self._prefix}static/{self._by_logical[logical]}"

    def body(self, logical: str) -> bytes:
        """Return the bytes of `logical`."""
        return self._by_name[self._by_logical[logical]].body

    def router(self) -> APIRouter:
        """Return the route that serves the files."""
        router = APIRouter()

        @router.get("/static/{name}", include_in_schema=False)
        async def static(name: str, request: Request) -> Response:
            asset = self._by_name.get(name)
            if asset is None:
                raise NotFound("Không có tệp này. Mời đồng chí tải lại trang.")
            headers = {
                "Cache-Control": "public, max-age=31536000, immutable",
                "Vary": "Accept-Encoding",
                "Access-Control-Allow-Origin": "*",
            }
            if asset.compressed and "gzip" in request.headers.get("accept-encoding", ""):
                headers["Content-Encoding"] = "gzip"
                return Response(asset.compressed, media_type=asset.media_type, headers=headers)
            return Response(asset.body, media_type=asset.media_type, headers=headers)

        return router
