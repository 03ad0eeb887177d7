"""The page /roster: upload a list of people, look at what it would change, write it all or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePath
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from hub.auth.gate import GatedSessions
from hub.errors import UserError
from hub.people.errors import NotARoster, RosterOutdated
from hub.people.pages_roster_files import Upload, UploadExpired, Uploads
from hub.people.pages_roster_work import Rights, RosterWork
from hub.people.roster_report import errors_workbook
from hub.permissions import Action, Scope, may, require, scope_of
from hub.text import squeeze
from hub.web.pages import Pages
from hub.web.session import Caller

_ANSWER_WITHIN_S = 1.5  # a page is shown by then, with "đang đọc" where the file is not read yet
_LOOK_AGAIN_S = 2
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _rights(caller: Caller) -> Rights:
    """Return for what the caller may import; raise Forbidden when for nothing."""
    require(caller.person, Action.IMPORT_ROSTER)
    everywhere = scope_of(caller.person, Action.IMPORT_ROSTER) is Scope.EVERY_UNIT
    units = None if everywhere else frozenset({caller.person.unit_code})
    return Rights(units, may(caller.person, Action.SET_ROLE))


def _download(body: bytes, media_type: str, filename: str) -> Response:
    plain = filename.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename)}"
    return Response(body, media_type=media_type, headers={"Content-Disposition": disposition})


async def _uploaded_file(request: Request, limit_mib: int) -> tuple[str, bytes]:
    """Return (name, bytes) of the uploaded file; raise NotARoster when none was chosen."""
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise NotARoster(
            "Đồng chí chưa chọn tệp. Mời chọn tệp danh sách (.xlsx hoặc .csv) rồi bấm “Xem trước”."
        )
    name = squeeze(PurePath(file.filename.replace("\\", "/")).name)[-120:] or "danh sách"
    return name, await file.read(limit_mib * 2**20 + 1)


def router(sessions: GatedSessions, pages: Pages) -> APIRouter:
    """Return the routes of /roster; their lifespan deletes uploads after an hour."""
    settings = sessions.settings
    work = RosterWork(Uploads(settings.data / "roster"), address=settings.url)
    uploads = work.uploads
    base = f"{sessions.prefix}roster"

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        purging = asyncio.create_task(work.purge_for_ever(), name="roster purge")
        yield
        purging.cancel()
        with suppress(asyncio.CancelledError):
            await purging
        await work.finish()

    router = APIRouter(lifespan=lifespan)

    def start_page(request: Request, caller: Caller, error: UserError | None = None) -> Response:
        now = datetime.now(UTC)
        mine = [u for u in uploads.all() if u.uploader_id == caller.person.id and u.expires_at > now]
        page = pages.page(
            request,
            "roster.html",
            caller,
            error=error,
            rights=_rights(caller),
            uploads=sorted(mine, key=lambda u: u.changed_at, reverse=True),
            largest_mib=settings.max_upload_mib,
        )
        page.status_code = error.status if error else 200
        return page

    def wait_page(request: Request, caller: Caller, upload: Upload) -> Response:
        hashed = work.hashed(upload)
        page = pages.page(request, "roster_wait.html", caller, upload=upload, hashed=hashed)
        page.headers["Refresh"] = str(_LOOK_AGAIN_S)
        return page

    async def find(request: Request, caller: Caller, upload_id: str) -> Upload:
        upload = uploads.get(upload_id, caller.person.id, datetime.now(UTC))
        return await work.settle(request.app.state.db, upload)

    def to_page(upload: Upload) -> Response:
        return RedirectResponse(f"{base}/{upload.id}", status_code=303)

    @router.get("/roster")
    async def roster(request: Request) -> Response:
        caller = await sessions.caller(request)
        _rights(caller)
        return start_page(request, caller)

    @router.post("/roster")
    async def upload_file(request: Request) -> Response:
        try:
            caller = await sessions.writer(request)
            rights = _rights(caller)
            filename, data = await _uploaded_file(request, settings.max_upload_mib)
        except NotARoster as error:
            return start_page(request, caller, error)
        finally:
            await request.close()  # the temporary file of the form
        upload = uploads.add(caller.person.id, filename, data, datetime.now(UTC))
        work.preview(request.app.state.db, upload, rights)
        return to_page(upload)

    @router.get("/roster/{upload_id}")
    async def look(request: Request, upload_id: str) -> Response:
        caller = await sessions.caller(request)
        rights = _rights(caller)
        upload = await find(request, caller, upload_id)
        if upload.state == "done":
            has_sheets = uploads.sheets(upload) is not None
            return pages.page(request, "roster_done.html", caller, upload=upload, has_sheets=has_sheets)
        if upload.state == "applying":
            return wait_page(request, caller, upload)
        task = work.preview(request.app.state.db, upload, rights)
        await asyncio.wait({task}, timeout=_ANSWER_WITHIN_S)
        if not task.done():
            return wait_page(request, caller, upload)
        try:
            preview = task.result()
        except UserError as error:
            uploads.remove(upload)
            return start_page(request, caller, error)
        finally:
            if task.cancelled() or task.exception():
                work.forget_preview(upload.id)
        return pages.page(
            request, "roster_preview.html", caller, upload=upload, preview=preview, plan=preview.plan
        )

    @router.post("/roster/{upload_id}/apply")
    async def apply(request: Request, upload_id: str) -> Response:
        caller = await sessions.writer(request)
        rights = _rights(caller)
        upload = await find(request, caller, upload_id)
        if upload.state == "uploaded":
            db = request.app.state.db
            preview = await asyncio.shield(work.preview(db, upload, rights))
            confirmed = str((await request.form()).get("digest", ""))
            if preview.digest != confirmed:
                work.forget_preview(upload.id)
                uploads.save(replace(upload, problem=RosterOutdated().message))
            else:
                work.apply(db, request.app.state.passwords, upload, preview)
        return to_page(upload)

    @router.get("/roster/{upload_id}/errors.xlsx")
    async def errors(request: Request, upload_id: str) -> Response:
        caller = await sessions.caller(request)
        rights = _rights(caller)
        upload = await find(request, caller, upload_id)
        if upload.state != "uploaded":
            raise UploadExpired
        preview = await asyncio.shield(work.preview(request.app.state.db, upload, rights))
        body = await asyncio.to_thread(errors_workbook, preview.rows, preview.plan)
        return _download(body, _XLSX, f"{PurePath(upload.filename).stem} - lỗi.xlsx")

    @router.get("/roster/{upload_id}/sheets.docx")
    async def sheets(request: Request, upload_id: str) -> Response:
        caller = await sessions.caller(request)
        _rights(caller)
        upload = await find(request, caller, upload_id)
        document = uploads.sheets(upload) if upload.state == "done" else None
        if document is None:
            raise UploadExpired
        return _download(document, _DOCX, "phieu-tai-khoan.docx")

    @router.post("/roster/{upload_id}/delete")
    async def delete(request: Request, upload_id: str) -> Response:
        caller = await sessions.writer(request)
        _rights(caller)
        upload = await find(request, caller, upload_id)
        if upload.state != "applying":
            uploads.remove(upload)
            work.forget_preview(upload.id)
        return RedirectResponse(base, status_code=303)

    return router
