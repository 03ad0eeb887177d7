"""Hub and portal see the same visitor behind one proxy or several, and no entry that a visitor wrote."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from hub.addresses import visitor_address
from hub.auth import authenticator
from hub.people import pages_password
from hub.settings import Settings
from hub.web.guards import SecurityHeaders

DIRECT = {
    "public_url": "https://hoc.vidu.example",
    "cert": "c.pem",
    "key": "k.pem",
}  # we hold the certificate
BEHIND = {"public_url": "https://hoc.vidu.example"}  # nginx on this machine does
FAR = DIRECT | {"trusted_proxies": "10.9.0.5, 10.9.1.0/24, 2001:db8::/64"}  # proxies on other machines
POST = RequestStartLine("POST", "/hub/login", "HTTP/1.1")
FORGED = "198.51.100.9"
VISITOR = "203.0.113.7"

# (where we stand, X-Forwarded-For as our own proxy passes it on, who it is)
CASES = [
    (DIRECT, VISITOR, VISITOR),
    (DIRECT, f"{FORGED},{VISITOR}", VISITOR),
    (DIRECT, f"{FORGED},127.0.0.1", "127.0.0.1"),  # a learner's own program on this machine
    (DIRECT, f"{FORGED}, 10.9.0.5", "10.9.0.5"),  # no proxy of ours
    (BEHIND, f"{VISITOR},127.0.0.1", VISITOR),
    (BEHIND, f"{VISITOR},::ffff:127.0.0.1", VISITOR),
    (BEHIND, f"{VISITOR},::1", VISITOR),
    (BEHIND, f"{FORGED}, {VISITOR},127.0.0.1", VISITOR),
    (BEHIND, f"127.0.0.1, {FORGED}, {VISITOR},127.0.0.1", VISITOR),
    (BEHIND, "2001:db8::7,127.0.0.1", "2001:db8::7"),
    (BEHIND, "[2001:db8::7]:4711,127.0.0.1", "2001:db8::7"),
    (BEHIND, f"{VISITOR}:4711,127.0.0.1", VISITOR),
    (BEHIND, f"{FORGED}, unknown,127.0.0.1", "127.0.0.1"),
    (FAR, f"{VISITOR}, 10.9.0.5", VISITOR),
    (FAR, f"{FORGED}, {VISITOR}, 10.9.1.77, 10.9.0.5", VISITOR),
    (FAR, f"{FORGED}, 10.9.1.77, {VISITOR}, 10.9.0.5", VISITOR),
    (FAR, f"{VISITOR}, 2001:db8::1", VISITOR),
    (FAR, f"{FORGED}, {VISITOR}", VISITOR),  # somebody who found the way past the proxies
    ({}, f"{FORGED},127.0.0.1", "127.0.0.1"),
    ({}, "", "127.0.0.1"),
]


@pytest.mark.parametrize(("where", "forwarded", "who"), CASES)
def test_hub_and_portal_agree_on_who_it_is(
    tmp_path: Path, where: dict[str, str], forwarded: str, who: str
) -> None:
    settings = Settings(data=tmp_path, **where)  # type: ignore[arg-type]
    sent = HTTPHeaders({"Host": "hoc", "X-Forwarded-For": forwarded, "X-Real-Ip": FORGED})
    handler = SimpleNamespace(request=HTTPServerRequest(start_line=POST, headers=sent))
    assert authenticator.address_of(handler, settings) == who  # type: ignore[arg-type]
    request = Request(
        {
            "type": "http",
            "client": ("127.0.0.1", 4711),
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent.get_all()],
        }
    )
    assert pages_password.address_of(request, settings) == who


def test_the_header_of_who_is_no_proxy_of_ours_is_not_read() -> None:
    assert visitor_address(VISITOR, FORGED, ()) == VISITOR


async def test_addresses_we_make_say_https_where_a_proxy_ends_it() -> None:
    app = SecurityHeaders(Starlette(routes=[Route("/a/", lambda _request: Response())]), secure=True)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hoc.vidu.example") as client:
        answer = await client.get(
            "/a", headers={"X-Forwarded-Proto": "https,http"}
        )  # as two proxies write it
    assert answer.headers["location"] == "https://hoc.vidu.example/a/"


@pytest.mark.parametrize("wrong", ["may-chu-1", "10.0.0.300", "10.0.0.5/24", "10.0.0.5; 10.0.0.6"])
def test_proxies_are_addresses_or_networks(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"trusted_proxies"):
        Settings(trusted_proxies=wrong)
