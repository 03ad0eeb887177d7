"""The public page /forgot and the form's own protection."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from itsdangerous import URLSafeTimedSerializer

from hub.auth.passwords import PasswordPool
from hub.auth.reset import issue_code
from hub.db import Database
from hub.people.pages_forgot import CODES_SECRET
from hub.people.pages_public_form import MAX_AGE_S
from hub.people.store import Person
from hub.secrets import ensure_secret
from hub.settings import Settings
from tests.auth.people import PASSWORD, password_fits
from tests.people_pages.conftest import Open
from tests.people_pages.portal import PREFIX, Browser, field_of
from tests.room_hub import RoomHub
from tests.wire import Wire

NEW = "Sông Thạch Hãn 75"
COOKIE = "mattran-form-forgot"


@pytest.fixture
async def code(db: Database, staff: dict[str, Person], settings: Settings) -> str:
    """Return a code of mau.nv."""
    key = ensure_secret(settings.secrets_dir, CODES_SECRET)
    async with db.begin() as conn:
        issued = await issue_code(conn, staff["quantri.lia"], staff["mau.nv"], key=key, now=datetime.now(UTC))
    return issued.code


async def fill(browser: Browser, right_code: str, username: str = "mau.nv", **fields: str) -> httpx.Response:
    """Open the page and send it filled in."""
    token = field_of(await browser.get("forgot"), "form_token")
    filled = {
        "form_token": token,
        "username": username,
        "code": right_code,
        "new": NEW,
        "repeat": NEW,
    } | fields
    return await browser.post("forgot", filled)


async def test_reset(
    browse: Open,
    code: str,
    db: Database,
    passwords: PasswordPool,
    staff: dict[str, Person],
    room_hub: RoomHub,
) -> None:
    """Name, code and a new password: done, signed out everywhere, ready to sign in."""
    elsewhere = browse("mau.nv")
    assert (await elsewhere.get("")).status_code == 200
    answer = await fill(browse(), code)
    assert answer.status_code == 200
    assert "Đã đặt mật khẩu mới" in answer.text
    assert f"/hub/login?next={PREFIX}" in answer.text
    assert await password_fits(db, passwords, staff["mau.nv"], NEW)
    assert not room_hub.knows(elsewhere.token)
    assert (await elsewhere.get("")).status_code == 302


async def test_reset_while_the_hub_is_away(
    browse: Open,
    code: str,
    db: Database,
    passwords: PasswordPool,
    staff: dict[str, Person],
    wire: Wire,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The new password holds, and the page says that other machines are still signed in."""
    monkeypatch.setattr("hub.auth.end_sessions._WAIT_S", 0.01)
    wire.cut()
    answer = await fill(browse(), code)
    assert answer.status_code == 200
    assert "các máy khác chưa được đăng xuất" in answer.text
    assert await password_fits(db, passwords, staff["mau.nv"], NEW)


@pytest.mark.parametrize(
    ("username", "fields", "status", "says"),
    [
        ("mau.nv", {"code": "00000000"}, 400, "Tên đăng nhập hoặc mã không đúng"),
        ("khong.co", {}, 400, "Tên đăng nhập hoặc mã không đúng"),
        ("thu.tt", {}, 400, "Tên đăng nhập hoặc mã không đúng"),
        ("", {"code": ""}, 400, "Tên đăng nhập hoặc mã không đúng"),
        ("mau.nv", {"repeat": "khác hẳn rồi"}, 400, "không giống nhau"),
        ("mau.nv", {"new": "ngắn", "repeat": "ngắn"}, 400, "từ 8 đến 128 ký tự"),
        ("\x00", {}, 400, "Tên đăng nhập hoặc mã không đúng"),
        ("mau.nv", {"form_token": "tu-trang-khac"}, 403, "Trang đã mở quá lâu"),
        ("mau.nv", {"form_token": ""}, 403, "Trang đã mở quá lâu"),
    ],
)
async def test_refusals(
    browse: Open,
    code: str,
    db: Database,
    passwords: PasswordPool,
    staff: dict[str, Person],
    username: str,
    fields: dict[str, str],
    status: int,
    says: str,
) -> None:
    """A refusal keeps the name that was typed, forgets the secrets, and changes nothing."""
    answer = await fill(browse(), code, username, **fields)
    assert answer.status_code == status
    assert says in answer.text
    assert code not in answer.text
    assert NEW not in answer.text
    assert field_of(answer, "username") == username.replace("\x00", "")
    assert await password_fits(db, passwords, staff["mau.nv"], PASSWORD)


async def test_guesses_must_wait(browse: Open, code: str, long_waits: str) -> None:
    """After five wrong codes the page asks to wait, with the right code too."""
    browser = browse()
    for _ in range(5):
        assert (await fill(browser, "12345678")).status_code == 400
    answer = await fill(browser, code)
    assert answer.status_code == 429
    assert long_waits in answer.text


# -- the form's own protection -------------------------------------------------------------------


async def test_cookie_is_strict_and_narrow(browse: Open) -> None:
    """The cookie is not sent by other sites, not read by scripts, and only to this page."""
    answer = await browse().get("forgot")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "SameSite=strict", f"Path={PREFIX}forgot"):
        assert part in cookie
    assert "Secure" not in cookie  # this portal is at http://


async def test_another_site_cannot_send_the_form(
    browse: Open, code: str, db: Database, passwords: PasswordPool, staff: dict[str, Person]
) -> None:
    """Neither without our cookie, nor with a token of another browser, nor from a named other site."""
    mine, attacker = browse(), browse()
    token = field_of(await attacker.get("forgot"), "form_token")
    body = {"form_token": token, "username": "mau.nv", "code": code, "new": NEW, "repeat": NEW}
    assert (await browse().post("forgot", body)).status_code == 403  # no cookie at all
    await mine.get("forgot")
    assert (await mine.post("forgot", body)).status_code == 403  # the attacker's token, the victim's cookie
    own = {**body, "form_token": field_of(await mine.get("forgot"), "form_token")}
    for site in ("cross-site", "same-site"):
        answer = await mine.post("forgot", own, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    assert await password_fits(db, passwords, staff["mau.nv"], PASSWORD)
    assert (await mine.post("forgot", own, headers={"Sec-Fetch-Site": "same-origin"})).status_code == 200


async def test_forged_and_old_tokens(browse: Open, code: str, settings: Settings) -> None:
    """A cookie set by somebody else needs our signature, and holds for two hours."""
    key = ensure_secret(settings.secrets_dir, "forms")

    class Earlier(URLSafeTimedSerializer):
        class default_signer(URLSafeTimedSerializer.default_signer):  # type: ignore[misc,name-defined]  # noqa: N801
            def get_timestamp(self) -> int:
                return int(super().get_timestamp()) - MAX_AGE_S - 1

    old = str(Earlier(key, salt="public form forgot").dumps("x"))
    forged = str(URLSafeTimedSerializer("khoa khac", salt="public form forgot").dumps("x"))
    young = str(URLSafeTimedSerializer(key, salt="public form forgot").dumps("x"))
    for token, status in ((forged, 403), (old, 403), (young, 200)):
        body = {"form_token": token, "username": "mau.nv", "code": code, "new": NEW, "repeat": NEW}
        answer = await browse().post("forgot", body, headers={"Cookie": f"{COOKIE}={token}"})
        assert answer.status_code == status


async def test_two_open_tabs_both_work(browse: Open, code: str) -> None:
    """Opening the page a second time does not break the first."""
    browser = browse()
    first = field_of(await browser.get("forgot"), "form_token")
    await browser.get("forgot")
    body = {"form_token": first, "username": "mau.nv", "code": code, "new": NEW, "repeat": NEW}
    assert (await browser.post("forgot", body)).status_code == 200
