"""The page /roster between preview and result: others who write, long work, failures, a killed portal."""

from __future__ import annotations

import asyncio
import re
import stat
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from hub.auth.passwords import PasswordPool
from hub.db import Database
from hub.people import pages_roster_work
from hub.people.pages_roster_files import Uploads
from hub.people.tables import people
from hub.settings import Settings
from tests.people_pages.conftest import Open
from tests.people_pages.portal import PREFIX, Browser, field_of, location, make_portal
from tests.people_pages.rosters import (
    confirm,
    count,
    figures,
    import_all,
    look,
    passwords_in,
    roster,
    upload,
)
from tests.room_hub import RoomHub

# -- what happens in between ---------------------------------------------------------------------


async def test_people_changed_since_the_preview(browse: Open, db: Database) -> None:
    """What was confirmed is what is written, or nothing: a change in between shows a new preview."""
    browser = browse("quantri.lia")
    preview = await look(browser, await upload(browser, roster()))
    await import_all(browse("quantri.tinh", "phien-khac"), roster())
    after = await count(db)
    again = await look(browser, await confirm(browser, preview))
    assert "vừa được người khác thay đổi" in again.text
    assert figures(again)["Không đổi"] == 2
    assert await count(db) == after


async def test_another_digest_is_not_applied(browse: Open, db: Database) -> None:
    """A confirmation of something else than what is planned now writes nothing."""
    browser, before = browse("quantri.lia"), await count(db)
    preview = await look(browser, await upload(browser, roster()))
    again = await look(browser, await confirm(browser, preview, digest="0" * 64))
    assert "vừa được người khác thay đổi" in again.text
    assert await count(db) == before
    assert field_of(again, "digest") == field_of(preview, "digest")


async def test_role_lost_since_the_preview(browse: Open, db: Database, settings: Settings) -> None:
    """An administrator whose role was taken away cannot confirm any more."""
    browser = browse("quantri.lia")
    preview = await look(browser, await upload(browser, roster()))
    before = await count(db)
    async with db.begin() as conn:
        await conn.execute(people.update().where(people.c.username == "quantri.lia").values(role="cadre"))
    assert (await confirm(browser, preview)).status_code == 403
    assert await count(db) == before


async def test_the_sheets_can_be_deleted(browse: Open, settings: Settings) -> None:
    """After printing, one button deletes the sheets; nothing of the upload stays on the disk."""
    browser = browse("quantri.lia")
    done = await import_all(browser, roster())
    path = done.request.url.path.removeprefix(PREFIX)
    token = field_of(done, "csrf_token")
    assert location(await browser.post(f"{path}/delete", {"csrf_token": token})) == f"{PREFIX}roster"
    assert (await browser.get(f"{path}/sheets.docx")).status_code == 404
    assert list((settings.data / "roster").iterdir()) == []


async def test_files_are_private(browse: Open, settings: Settings) -> None:
    """Folders are 0700 and files 0600; the uploaded bytes go once they are written."""
    browser = browse("quantri.lia")
    await look(browser, await upload(browser, roster(), "khac.xlsx"))
    await import_all(browser, roster())
    folder = settings.data / "roster"
    found = [folder, *folder.rglob("*")]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in found if path.is_dir()}
    assert modes == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in found if path.is_file()} == {0o600}
    names = sorted(path.name for path in found if path.is_file())
    assert names == ["sheets.docx", "upload.bin", "upload.json", "upload.json"]


async def test_the_list_of_uploads(browse: Open) -> None:
    """Whoever closed the page finds the upload again; a fourth that waits replaces the first."""
    browser = browse("quantri.lia")
    for number in range(4):
        await look(browser, await upload(browser, roster(), f"danh sách {number}.xlsx"))
    page = await browser.get("roster")
    assert re.findall(r">(danh sách \d)\.xlsx</a>", page.text) == [
        "danh sách 3",
        "danh sách 2",
        "danh sách 1",
    ]
    assert ">danh sách" not in (await browse("quantri.tinh", "phien-khac").get("roster")).text


# -- long work -----------------------------------------------------------------------------------


async def test_progress_is_shown(
    browse: Open, passwords: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While passwords are hashed the page says how many are ready, and comes again by itself."""
    go_on = threading.Event()
    original, made = passwords.hash_waiting, []

    def slow(password: str) -> str:
        if len(made) >= 5:
            assert go_on.wait(30)
        made.append(password)
        return original(password)

    monkeypatch.setattr(passwords, "hash_waiting", slow)
    browser = browse("quantri.lia")
    file = roster(*((n, f"Hoàng Văn Thí {chr(64 + n)}", "Xã Lìa", "", "", "") for n in range(1, 13)))
    preview = await look(browser, await upload(browser, file))
    answer = await confirm(browser, preview)
    path = location(answer).removeprefix(PREFIX)
    try:
        for _ in range(100):
            page = await browser.get(path)
            shown = re.search(r"Đang tạo tài khoản: (\d+) trên 12", page.text)
            assert shown, page.text
            if int(shown[1]) >= 5:
                break
            await asyncio.sleep(0.05)
        assert page.headers["refresh"] == "2"
        assert int(shown[1]) < 12
        listed = await browser.get("roster")
        assert "đang nhập" in listed.text
        # Neither confirming nor deleting in the middle does any harm.
        token = field_of(listed, "csrf_token")
        await browser.post(f"{path}/delete", {"csrf_token": token})
        await confirm(browser, preview)
    finally:
        go_on.set()
    done = await look(browser, answer)
    assert figures(done)["Người mới"] == 12
    assert len(made) == 12


async def test_a_failure_in_the_middle_writes_nothing(
    browse: Open, db: Database, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """When the sheets cannot be made, no account is made either; trying again works."""
    browser, before = browse("quantri.lia"), await count(db)

    def full_disk(*arguments: Any, **more: Any) -> bytes:
        raise OSError(28, "No space left on device")

    preview = await look(browser, await upload(browser, roster()))
    with monkeypatch.context() as patch:
        patch.setattr(pages_roster_work, "account_sheets", full_disk)
        failed = await look(browser, await confirm(browser, preview))
    assert "Có lỗi ngoài dự kiến" in failed.text
    assert await count(db) == before
    done = await look(browser, await confirm(browser, failed))
    assert figures(done)["Người mới"] == 2
    assert await count(db) == before + 2


# -- a portal that was killed --------------------------------------------------------------------


@pytest.mark.parametrize("committed", [True, False])
async def test_killed_in_the_middle_of_writing(
    browse: Open,
    app: FastAPI,
    db: Database,
    settings: Settings,
    database_url: str,
    room_hub: RoomHub,
    committed: bool,
) -> None:
    """After a kill the page finds out whether it was written: sheets are kept then, and only then."""
    browser = browse("quantri.lia")
    done = await import_all(browser, roster())
    upload_id = done.request.url.path.rpartition("/")[2]
    uploads = Uploads(settings.data / "roster")
    upload_done = next(one for one in uploads.all() if one.id == upload_id)
    # As it stood on the disk when the portal was killed between the sheets and the last note.
    killed = replace(upload_done, state="applying", changed_at=upload_done.applied_at)
    if not committed:
        killed = replace(killed, applied_at=upload_done.applied_at - timedelta(seconds=5))
    uploads.save(killed)
    uploads._write(killed, "upload.bin", roster())
    second = make_portal(settings, database_url, room_hub)
    async with second.router.lifespan_context(second):
        after = Browser(second, room_hub, token=browser.token)
        page = await after.get(f"roster/{upload_id}")
        sheets = await after.get(f"roster/{upload_id}/sheets.docx")
        await after.client.aclose()
    if committed:
        assert "Tải phiếu tài khoản" in page.text
        assert set(passwords_in(sheets.content)) == {"thi.hv", "nghiem.ht"}
    else:
        assert "vừa khởi động lại giữa chừng" in page.text
        assert sheets.status_code == 404


async def test_preview_after_a_restart(
    browse: Open, app: FastAPI, settings: Settings, database_url: str, room_hub: RoomHub
) -> None:
    """An upload that waited is planned again from its file, and what was confirmed before still holds."""
    browser = browse("quantri.lia")
    preview = await look(browser, await upload(browser, roster()))
    second = make_portal(settings, database_url, room_hub)
    async with second.router.lifespan_context(second):
        after = Browser(second, room_hub, token=browser.token)
        done = await look(after, await confirm(after, preview))
        await after.client.aclose()
    assert figures(done)["Người mới"] == 2
