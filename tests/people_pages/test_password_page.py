"""The page /password, and the gate that leads there before a one-time password is changed."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import select

from hub.auth.passwords import PasswordPool
from hub.auth.reset import issue_code
from hub.db import Database
from hub.people.store import Person
from hub.people.tables import reset_codes
from tests.auth.people import PASSWORD, password_fits
from tests.people_pages.conftest import Open
from tests.people_pages.portal import PREFIX, Browser, field_of, location
from tests.room_hub import RoomHub
from tests.wire import Wire

NEW = "Sông Thạch Hãn 75"


async def change(
    browser: Browser, current: str = PASSWORD, new: str = NEW, repeat: str = NEW
) -> httpx.Response:
    return await browser.send("password", "password", current=current, new=new, repeat=repeat)


# -- the gate ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "people", "roster", "password/done"])
async def test_every_page_leads_to_the_password_first(browse: Open, path: str) -> None:
    """With a one-time password each page of the portal leads to the page that changes it."""
    assert location(await browse("moi.nv").get(path)) == f"{PREFIX}password"


async def test_a_program_is_told_why(browse: Open) -> None:
    """The API answers 403 with a code, by cookie and by token."""
    browser = browse("moi.nv")
    for options in ({}, {"headers": {"Authorization": f"token {browser.token}"}}):
        answer = await browser.get("api/v1/me", **options)
        assert answer.status_code == 403
        error = answer.json()["error"]
        assert error["code"] == "password_must_change"
        assert "đổi mật khẩu" in error["message"]


async def test_the_gate_opens_by_changing(browse: Open, staff: dict[str, Person]) -> None:
    """After the change every page opens; the page itself was open before."""
    browser = browse("moi.nv")
    first = await browser.get("password")
    assert "Mật khẩu một lần trên phiếu" in first.text
    changed = await change(browser)
    assert location(changed).startswith("/hub/resume?ticket=")
    assert "Mọi máy khác đã được đăng xuất" in (await browser.follow(changed)).text
    assert (await browser.get("")).json() == {"home of": "moi.nv"}
    assert "Mật khẩu hiện tại" in (await browser.get("password")).text


async def test_the_gate_is_open_to_others(browse: Open) -> None:
    """Whoever has a password of their own is not led anywhere."""
    assert (await browse("mau.nv").get("")).json() == {"home of": "mau.nv"}


async def test_public_pages_stay_open(browse: Open) -> None:
    """Style sheet and the page for a forgotten password need nobody."""
    page = await browse("moi.nv").get("forgot")
    assert page.status_code == 200
    style = page.text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    assert (await browse().get(style.removeprefix(PREFIX))).status_code == 200


# -- changing ------------------------------------------------------------------------------------


async def test_change(
    browse: Open, room_hub: RoomHub, db: Database, passwords: PasswordPool, staff: dict[str, Person]
) -> None:
    """The new password holds, the old one does not, the Hub ends every session, and this browser goes on."""
    browser = browse("mau.nv")
    changed = await change(browser)
    assert await password_fits(db, passwords, staff["mau.nv"], NEW)
    assert not await password_fits(db, passwords, staff["mau.nv"], PASSWORD)
    assert not room_hub.knows(browser.token)
    assert (await browser.follow(changed)).status_code == 200
    assert (await browser.get("")).json() == {"home of": "mau.nv"}


async def test_other_sessions_end_at_once(browse: Open) -> None:
    """Another browser of the person is out at its next click, though the Hub's word was remembered."""
    mine, other, somebody = browse("mau.nv"), browse("mau.nv", "may-khac"), browse("thu.tt")
    for browser in (other, somebody):
        assert (await browser.get("")).status_code == 200  # the portal remembers the Hub's word now
    await change(mine)
    assert location(await other.get("")).startswith("/hub/api/oauth2/authorize")
    assert (await somebody.get("")).status_code == 200


@pytest.mark.parametrize(
    ("current", "new", "repeat", "status", "says"),
    [
        ("sai mật khẩu", NEW, NEW, 400, "Mật khẩu hiện tại không đúng"),
        ("", NEW, NEW, 400, "Mật khẩu hiện tại không đúng"),
        (PASSWORD, NEW, NEW + " ", 400, "không giống nhau"),
        (PASSWORD, "ngắn", "ngắn", 400, "từ 8 đến 128 ký tự"),
        (PASSWORD, "mau.nv-2026", "mau.nv-2026", 400, "quá dễ đoán"),
        (PASSWORD, PASSWORD, PASSWORD, 400, "phải khác mật khẩu hiện tại"),
    ],
)
async def test_refusals(
    browse: Open,
    db: Database,
    passwords: PasswordPool,
    staff: dict[str, Person],
    room_hub: RoomHub,
    current: str,
    new: str,
    repeat: str,
    status: int,
    says: str,
) -> None:
    """A refused change says why above the form, changes nothing and ends no session."""
    browser = browse("mau.nv")
    answer = await change(browser, current, new, repeat)
    assert answer.status_code == status
    assert says in answer.text
    assert 'role="alert"' in answer.text
    assert current == "" or current not in answer.text
    assert await password_fits(db, passwords, staff["mau.nv"], PASSWORD)
    assert room_hub.knows(browser.token)


async def test_guessing_the_current_password_must_wait(browse: Open, long_waits: str) -> None:
    """On a forgotten open session the current password cannot be guessed; the right one waits too."""
    browser = browse("mau.nv")
    for _ in range(5):
        assert (await change(browser, "sai")).status_code == 400
    answer = await change(browser)
    assert answer.status_code == 429
    assert long_waits in answer.text


async def test_without_the_csrf_token_nothing_happens(
    browse: Open, db: Database, passwords: PasswordPool, staff: dict[str, Person]
) -> None:
    """A form of another site, without or with a wrong token, is refused."""
    browser = browse("mau.nv")
    for token in ({}, {"csrf_token": "0" * 32}):
        answer = await browser.post("password", {"current": PASSWORD, "new": NEW, "repeat": NEW, **token})
        assert answer.status_code == 403
        assert "Số tham chiếu" in answer.text
    assert (await browser.post("password/sessions", {})).status_code == 403
    assert await password_fits(db, passwords, staff["mau.nv"], PASSWORD)


async def test_change_makes_reset_codes_void(browse: Open, db: Database, staff: dict[str, Person]) -> None:
    """A code still out there cannot be used after its owner changed the password."""
    async with db.begin() as conn:
        await issue_code(conn, staff["quantri.lia"], staff["mau.nv"], key="khoa", now=datetime.now(UTC))
    await change(browse("mau.nv"))
    async with db.begin() as conn:
        ends = await conn.scalar(select(reset_codes.c.expires_at))
    assert ends is not None
    assert ends <= datetime.now(UTC)


async def test_changed_while_the_hub_is_away(
    browse: Open,
    wire: Wire,
    room_hub: RoomHub,
    db: Database,
    passwords: PasswordPool,
    staff: dict[str, Person],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The password is changed, and the page says plainly that other machines are still signed in."""
    monkeypatch.setattr("hub.auth.end_sessions._WAIT_S", 0.01)
    browser = browse("mau.nv")
    token = field_of(await browser.get("password"), "csrf_token")
    wire.cut()
    answer = await browser.post(
        "password", {"csrf_token": token, "current": PASSWORD, "new": NEW, "repeat": NEW}
    )
    assert answer.status_code == 200
    assert "các máy khác chưa được đăng xuất" in answer.text
    assert await password_fits(db, passwords, staff["mau.nv"], NEW)
    wire.mend()
    assert room_hub.knows(browser.token)
    done = await browser.send("password", "password/sessions")
    assert not room_hub.knows(browser.token)
    assert "Mọi máy khác đã được đăng xuất" in (await browser.follow(done)).text


async def test_nobody_is_asked_to_sign_in(browse: Open) -> None:
    """A stranger who opens the page is led to the sign-in."""
    assert location(await browse().get("password")).startswith("/hub/api/oauth2/authorize")
