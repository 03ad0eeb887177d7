"""Every answer of portal and gateway carries the headers of design section 10, and cookies their flags."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from deploy.gateway import make_gateway
from deploy.portal import make_portal
from hub.settings import Settings
from tests.acceptance.world import DONG_HA
from tests.browsing import browser_client
from tests.permissions.cast import Cast
from tests.permissions.routes import GATEWAY, PORTAL, ROLES, TABLE, Row

ONLY_OURS = "'self'"
CSP = {
    "default-src": "'none'",
    "script-src": ONLY_OURS,
    "style-src": ONLY_OURS,
    "img-src": "'self' data:",
    "font-src": ONLY_OURS,
    "connect-src": ONLY_OURS,
    "manifest-src": ONLY_OURS,
    "worker-src": ONLY_OURS,
    "form-action": ONLY_OURS,
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
# What a browser may keep; nothing else is anybody's to keep.
KEPT = {
    "static/{name}": "public, max-age=31536000, immutable",
    "sw.js": "no-cache",
    "manifest.webmanifest": "no-cache",
}
_INLINE = re.compile(
    r"<script(?![^>]*(?:\ssrc=|type=\"application/json\"))[^>]*>|<style|<[^>]*\s(?:style|on[a-z]+)=",
    re.IGNORECASE,
)


def faults(answer: httpx.Response, kept: str = "no-store") -> list[str]:
    """Return what is wrong with the headers of an answer, and what its policy would refuse in its page."""
    found = dict(
        part.strip().split(" ", 1) for part in answer.headers.get("Content-Security-Policy", "x y").split(";")
    )
    wrong = [] if found == CSP else [f"CSP {found}"]
    wrong += [
        f"{name}: {answer.headers.get(name)}"
        for name, value in HEADERS.items()
        if answer.headers.get(name) != value
    ]
    if answer.headers.get("Cache-Control") != kept:
        wrong.append(f"Cache-Control: {answer.headers.get('Cache-Control')}")
    if "text/html" in answer.headers.get("Content-Type", ""):
        wrong += [f"inline: {one}" for one in _INLINE.findall(answer.text)]
    return wrong


@pytest.mark.stack
@pytest.mark.timeout(600)
@pytest.mark.parametrize("row", [pytest.param(row, id=f"{n} {row.name}") for n, row in enumerate(TABLE, 1)])
def test_every_answer_has_the_headers(cast: Cast, row: Row) -> None:
    """Whoever asks: a page, a file, a refusal, the way to the sign-in."""
    for who in ROLES:
        if row.spare and who != "nobody":
            continue
        answer = cast.send(row, cast.members.get(who))
        kept = KEPT.get(row.route, "no-store") if row.prefix == PORTAL else "no-store"
        assert faults(answer, kept) == [], f"{who}: {answer.status_code}"


@pytest.mark.stack
@pytest.mark.parametrize("path", [f"{PORTAL}khong-co", f"{PORTAL}api/v1/khong-co", f"{GATEWAY}khong-co"])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_so_has_what_leads_nowhere(cast: Cast, method: str, path: str) -> None:
    answer = cast.nobody.request(method, f"{cast.stack.url}{path}", headers={"Accept": "text/html"})
    assert answer.status_code in {404, 405}
    assert faults(answer) == []


@pytest.mark.stack
def test_so_has_what_is_too_large(cast: Cast) -> None:
    for prefix in (PORTAL, GATEWAY):
        answer = cast.nobody.post(f"{cast.stack.url}{prefix}api/v1/me", content=b" " * (4 * 2**20))
        assert answer.status_code == 413
        assert faults(answer) == []


# -- cookies ------------------------------------------------------------------------------------------

STRICT = f"mattran-form-forgot {PORTAL}forgot"


def flags(*clients: httpx.Client) -> dict[str, tuple[bool, str, bool]]:
    """Return of each cookie, by name and path: is it HttpOnly, its SameSite, is it Secure."""
    return {
        f"{re.sub('-state-.*', '-state', cookie.name)} {cookie.path}": (
            cookie.has_nonstandard_attr("HttpOnly"),
            str(cookie.get_nonstandard_attr("SameSite", "")).lower(),
            cookie.secure,
        )
        for client in clients
        for cookie in client.cookies.jar
    }


@pytest.mark.stack
def test_scripts_and_other_sites_get_no_cookie(cast: Cast) -> None:
    """Every cookie of signing in at the Hub, the portal and the gateway, and of the public form."""
    username = cast.add("banh", "cadre", DONG_HA)
    with (
        closing(browser_client(cast.stack, username)) as signed_in,
        httpx.Client(trust_env=False) as on_the_way,
    ):
        signed_in.get(f"{cast.stack.url}{GATEWAY}login", follow_redirects=True).raise_for_status()
        on_the_way.get(cast.stack.portal, headers={"Accept": "text/html"})
        on_the_way.get(f"{cast.stack.url}{GATEWAY}login")
        on_the_way.get(f"{cast.stack.portal}forgot")
        given = flags(signed_in, on_the_way)
    ours = {f"mattran-{kind} {prefix}" for kind in ("session", "state") for prefix in (PORTAL, GATEWAY)}
    assert given.keys() >= ours | {STRICT, "jupyterhub-hub-login /hub/", "jupyterhub-session-id /"}
    # This platform is served over plain HTTP. A page of the Hub reads its own CSRF token.
    wanted = {
        name: (not name.startswith("_xsrf"), "strict" if name == STRICT else "lax", False) for name in given
    }
    assert given == wanted


# -- over HTTPS, and when something breaks ------------------------------------------------------------


@asynccontextmanager
async def at(app: FastAPI, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of an application that is not served and has no database."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=settings.url) as client:
        yield client


@pytest.mark.parametrize(
    ("url", "secure"), [("https://hoc.vidu.example", True), ("http://hoc.vidu.example", False)]
)
async def test_cookies_are_secure_exactly_over_https(tmp_path: Path, url: str, secure: bool) -> None:
    settings = Settings(data=tmp_path, public_url=url)
    page = {"Accept": "text/html"}
    seen: dict[str, bool] = {}
    for app, paths in (
        (make_portal(settings), [PORTAL, f"{PORTAL}forgot"]),
        (make_gateway(settings), [f"{GATEWAY}login"]),
    ):
        async with at(app, settings) as client:
            for path in paths:
                answer = await client.get(path, headers=page)
                assert faults(answer) == []
                assert ("Cross-Origin-Opener-Policy" in answer.headers) is secure
            seen |= {f"{cookie.name} {cookie.path}": cookie.secure for cookie in client.cookies.jar}
    assert len(seen) == 3
    assert set(seen.values()) == {secure}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_an_answer_to_what_nobody_foresaw_has_the_headers_too(tmp_path: Path, accept: str) -> None:
    """What breaks in a page, in the portal and in the gateway."""
    settings = Settings(data=tmp_path)

    async def break_down() -> None:
        raise ZeroDivisionError

    for app, prefix in ((make_portal(settings), PORTAL), (make_gateway(settings), GATEWAY)):
        app.add_api_route(f"{prefix}hong", break_down)
        async with at(app, settings) as client:
            answer = await client.get(f"{prefix}hong", headers={"Accept": accept})
            assert answer.status_code == 500
            assert faults(answer) == []
