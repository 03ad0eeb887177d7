"""Prompts out and in: Prompty files, CSV for Excel and promptfoo tests; what comes in is a proposal."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from hub.archives import ArchiveBroken, ArchiveTooLarge, unpacked
from hub.permissions import Action, require
from hub.web.pages import Pages
from hub.web.session import Sessions
from prompt_library.errors import NotExchangeable
from prompt_library.library.exchange import (
    from_csv,
    from_promptfoo,
    from_prompty,
    to_csv,
    to_promptfoo,
    to_prompty,
)
from prompt_library.library.model import Prompt
from prompt_library.publishing.review import propose
from prompt_library.publishing.versions import current_prompts, known_sources

_MOST_BYTES = 2 * 2**20
_MOST_PROMPTS = 200


def router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the routes of taking prompts out and in."""
    routes = APIRouter()

    @routes.get("/prompt-exchange/prompts.{kind}")
    async def take_out(request: Request, kind: Literal["csv", "zip", "promptfoo.zip"]) -> Response:
        caller = await sessions.caller(request)
        require(caller.person, Action.REVIEW_PROMPT)
        async with request.app.state.db.begin() as conn:
            prompts = [one.prompt for one in (await current_prompts(conn)).values()]
        if kind == "csv":
            return _file(to_csv(prompts).encode(), "text/csv; charset=utf-8", "cau-lenh.csv")
        if kind == "zip":
            packed = _zip({f"{one.group.lower()}/{one.id}.prompty": to_prompty(one) for one in prompts})
            return _file(packed, "application/zip", "cau-lenh-prompty.zip")
        tested = {
            f"{one.id}/promptfooconfig.yaml": to_promptfoo(one) for one in prompts if one.sample is not None
        }
        return _file(_zip(tested), "application/zip", "cau-lenh-promptfoo.zip")

    @routes.post("/prompt-exchange")
    async def take_in(
        request: Request,
        file: Annotated[UploadFile, File()],
        note: Annotated[str, Form(max_length=4000)] = "",
    ) -> Response:
        """Store what the file holds as proposals, all or none; what is known already is left out."""
        caller = await sessions.writer(request)
        require(caller.person, Action.REVIEW_PROMPT)
        data = await file.read(_MOST_BYTES + 1)
        prompts = _read(file.filename or "", data)
        now = datetime.now(UTC)
        async with request.app.state.db.begin() as conn:
            known = await known_sources(conn)
            for prompt in prompts:
                if (prompt.id, prompt.sha256) not in known:
                    await propose(conn, caller.person, prompt, note, now)
        return RedirectResponse(f"{pages.prefix}prompt-review", status_code=303)

    return routes


def _read(name: str, data: bytes) -> list[Prompt]:
    """Return the prompts of an uploaded file by its name's ending; raise NotExchangeable."""
    if len(data) > _MOST_BYTES:
        raise NotExchangeable("Tệp lớn hơn 2 MB.")
    ending = name.lower().rpartition(".")[2]
    if ending == "zip":
        prompts = [from_prompty(text) for text in _unzipped(data)]
    else:
        text = _text(data)
        if ending == "csv":
            prompts = from_csv(text)
        elif ending in {"yaml", "yml"}:
            prompts = [from_promptfoo(text)]
        elif ending == "prompty":
            prompts = [from_prompty(text)]
        else:
            raise NotExchangeable(
                "Nền tảng nhận tệp .prompty, .csv, .yaml của promptfoo, hoặc .zip các tệp .prompty."
            )
    if not prompts:
        raise NotExchangeable("Tệp không có câu lệnh nào.")
    if len(prompts) > _MOST_PROMPTS:
        raise NotExchangeable(f"Tệp có hơn {_MOST_PROMPTS} câu lệnh.")
    return prompts


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotExchangeable("Tệp không phải UTF-8. Trong Excel, chọn “CSV UTF-8” khi lưu.") from None


def _unzipped(data: bytes) -> list[str]:
    """Return the .prompty files of an archive; raise NotExchangeable for one that unpacks to too much."""
    parts = unpacked(
        data,
        most_parts=_MOST_PROMPTS,
        most_bytes=10 * _MOST_BYTES,
        wanted=lambda name: name.endswith(".prompty"),
    )
    try:
        return [_text(content) for _, content in parts]
    except ArchiveTooLarge:
        raise NotExchangeable("Tệp nén chứa quá nhiều.") from None
    except ArchiveBroken as error:
        raise NotExchangeable("Tệp nén không mở được.") from error


def _zip(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _file(data: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=media_type, headers=headers)
