"""Pages call the gateway with its own cookie: signing in by redirect, and writes with the CSRF token."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from prompt_library.gateway.signing_in import local_page
from tests.gateway.room import Room

PAGE = "/services/portal/ai/library?q=tin"


@pytest.fixture
def browser(room: Room, cadre: str) -> Iterator[httpx.Client]:
    """A cadre's browser that is signed in at the Hub and not yet here."""
    with httpx.Client(base_url=room.origin, timeout=20) as client:
        for name, value in room.hub.sign_in(cadre).items():
            client.cookies.set(name, value, domain="127.0.0.1")
        yield client


def sign_in(room: Room, browser: httpx.Client) -> httpx.Response:
    """Go the way of a browser by the redirects, the Hub's part of it at the Hub."""
    to_hub = browser.get("/services/ai/login", params={"next": PAGE})
    assert to_hub.status_code == 302
    there = urlsplit(to_hub.headers["location"])
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert there.path == "/hub/api/oauth2/authorize"
    assert (asked["client_id"], asked["redirect_uri"]) == ("service-ai", "/services/ai/oauth_callback")
    assert asked["code_challenge_method"] == "S256"
    from_hub = browser.get(f"{room.hub.origin}{to_hub.headers['location']}")
    assert from_hub.status_code == 302, from_hub.text
    assert from_hub.headers["location"].startswith("/services/ai/oauth_callback?")
    back = browser.get(from_hub.headers["location"])
    assert back.status_code == 302
    return browser.get(back.headers["location"])


@pytest.mark.postgres
def test_signing_in_ends_at_the_page_it_began(room: Room, browser: httpx.Client) -> None:
    arrived = sign_in(room, browser)
    assert (arrived.status_code, arrived.headers["location"]) == (303, PAGE)
    cookie = next(c for c in browser.cookies.jar if c.name == "mattran-session")
    assert (cookie.path, cookie.has_nonstandard_attr("HttpOnly")) == ("/services/ai/", True)
    again = browser.get("/services/ai/login", params={"next": PAGE})
    assert (again.status_code, again.headers["location"]) == (303, PAGE)


@pytest.mark.postgres
def test_a_write_by_cookie_needs_the_csrf_token(room: Room, cadre: str, browser: httpx.Client) -> None:
    sign_in(room, browser)
    me = browser.get("/services/ai/api/v1/me").json()
    assert set(me) == {
        "username",
        "name",
        "csrf_token",
        "entitled",
        "entitlement_reason",
        "licensed",
        "missing_lessons",
        "quota",
        "settings",
    }
    assert (me["username"], me["entitled"], me["licensed"], me["missing_lessons"]) == (cadre, True, True, [])
    assert {"used", "reserved", "limit", "unit_used", "unit_limit", "resets_on"} <= set(me["quota"])
    body = {"model": "nhanh", "messages": [{"role": "user", "content": "Chào"}]}
    for method, path, sent in (
        ("POST", "v1/chat/completions", body),
        ("POST", "v1/guard", {"texts": ["a"]}),
        ("PUT", "api/v1/me/settings", {"call_me": "đồng chí"}),
    ):
        bare = browser.request(method, f"/services/ai/{path}", json=sent)
        assert (bare.status_code, bare.json()["error"]["code"]) == (403, "forbidden")
        assert room.vendors.heard == []
        headers = {"X-CSRF-Token": me["csrf_token"]}
        assert browser.request(method, f"/services/ai/{path}", json=sent, headers=headers).status_code == 200
        room.vendors.forget()
    assert browser.get("/services/ai/api/v1/me").json()["settings"]["call_me"] == "đồng chí"
    browser.cookies.set("jupyterhub-session-id", "phien-khac", domain="127.0.0.1")
    assert browser.get("/services/ai/v1/models").status_code == 401


@pytest.mark.postgres
def test_a_token_without_the_gateway_s_scope_is_refused(room: Room, cadre: str) -> None:
    token = room.hub.new_token(cadre, "access:services!service=portal")
    answer = httpx.get(f"{room.url}/models", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["error"]["type"]) == (403, "permission_error")
    assert httpx.get(f"{room.url}/models").status_code == 401
    assert httpx.get(f"{room.origin}/services/ai/health").json() == {"status": "ok"}
    assert httpx.get(f"{room.origin}/services/ai/khong-co").json()["error"]["code"] == "not_found"


@pytest.mark.postgres
def test_the_guard_alone_tells_what_it_would_mask(room: Room, cadre: str) -> None:
    texts = ["Ông Nguyễn Văn Mẫu", "gọi 0600 000 123 gặp Nguyễn Văn Mẫu"]
    told = room.post(cadre, {"texts": texts}, "v1/guard").json()
    assert told["texts"] == ["Ông [NGƯỜI_1]", "gọi [ĐIỆN_THOẠI_1] gặp [NGƯỜI_1]"]
    first = told["entities"][0][0]
    assert texts[0][first["start"] : first["end"]] == "Nguyễn Văn Mẫu"
    assert (first["type"], first["token"], told["refused"]) == ("TEN_NGUOI", "[NGƯỜI_1]", None)
    secret = room.post(cadre, {"texts": ["TUYỆT MẬT\nKế hoạch", "khác"]}, "v1/guard").json()
    assert secret["texts"] == ["", ""]
    assert secret["refused"]
    assert room.post(cadre, {"texts": "a"}, "v1/guard").status_code == 400
    assert room.post(cadre, {"texts": ["a"] * 41}, "v1/guard").status_code == 413


@pytest.mark.parametrize(
    ("target", "page"),
    [
        (PAGE, PAGE),
        ("https://ke-gian.example/", "/services/portal/"),
        ("//ke-gian.example/services/portal/", "/services/portal/"),
        ("/services/portal/\r\nSet-Cookie: a=b", "/services/portal/%0D%0ASet-Cookie:%20a=b"),
        ("", "/services/portal/"),
    ],
)
def test_only_pages_of_the_portal_are_gone_to(target: str, page: str) -> None:
    assert local_page(target) == page
