"""The portal's frame and every part of the style sheet, looked at with axe at both widths."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import httpx
import jinja2
import pytest
from playwright.sync_api import Browser, Route

from hub.jupyterhub.pages import PROXY_ERROR_PAGES
from tests.hub_pages.looking import look
from tests.hub_pages.processes import ROOT, running_proxy
from tests.stack import free_port_block

WEB = ROOT / "hub/web"
FILES = {path.name: path for path in [*(WEB / "static").glob("*.css"), *(WEB / "static/icons").iterdir()]}
PARTS = (Path(__file__).parent / "parts.html").read_text(encoding="utf-8")


class Person:
    """Somebody signed in, as the portal hands it to its templates."""

    full_name = "Nguyễn Thị Mẫu Hoàng Anh Phương"
    unit_name = "Xã Mẫu"
    role = "commune_admin"


def asset(name: str) -> str:
    """Return an address that `open_page` answers from the file; raise KeyError when there is none."""
    return f"/services/portal/static/{FILES[name].name}"


def render(template: str, **values: Any) -> str:
    """Render a template of hub/web as the portal does."""
    loader = jinja2.ChoiceLoader(
        [
            jinja2.DictLoader(
                {"parts.html": '{% extends "layout.html" %}{% block content %}' + PARTS + "{% endblock %}"}
            ),
            jinja2.FileSystemLoader(WEB / "templates"),
        ]
    )
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    nav = [
        {"href": "/services/portal/", "label": "Trang học", "current": True},
        {"href": "/services/portal/completion", "label": "Mức hoàn thành", "current": False},
        {"href": "/services/portal/roster", "label": "Danh sách cán bộ", "current": False},
    ]
    given = {
        "person": Person,
        "nav": nav,
        "asset": asset,
        "csrf_token": "mot-ma",
        "details": [],
        "back": None,
    }
    return environment.get_template(template).render({**given, **values})


def open_page(browser: Browser, html: str, name: str) -> str:
    """Open `html` under the portal's policy and look at it; return its text."""
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)

    def answer(route: Route) -> None:
        file = FILES.get(route.request.url.rsplit("/", 1)[1])
        if file:
            route.fulfill(path=file)
        elif route.request.is_navigation_request():
            policy = {"Content-Security-Policy": "default-src 'self'"}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=policy)
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto("http://127.0.0.1/services/portal/")
    text = look(page, name)
    assert refused == []
    context.close()
    return text


@pytest.mark.browser
def test_every_part_of_the_style_sheet(browser: Browser) -> None:
    text = open_page(browser, render("parts.html"), "portal-parts")
    assert "Xã Mẫu · Quản trị cấp xã" in text
    assert "Đăng xuất" in text


@pytest.mark.browser
@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_the_portals_error_page(browser: Browser, status: int) -> None:
    html = render(
        "error.html",
        status=status,
        message="Chưa mở được bài học. Mời đồng chí thử lại.",
        reference="4821-7730",
        details=["Dòng 3: thiếu họ tên."],
        person=None if status == 401 else Person,
        csrf_token="",
    )
    text = open_page(browser, html, f"portal-error-{status}")
    assert "4821-7730" in text
    assert "Chưa mở được bài học." in text
    assert "Dòng 3: thiếu họ tên." in text


def test_the_frame_holds_what_scripts_and_browsers_need() -> None:
    html = render("parts.html")
    assert '<html lang="vi">' in html
    assert '<meta name="csrf-token" content="mot-ma">' in html
    assert 'rel="manifest"' in html
    assert 'href="/hub/logout"' in html
    assert "<script" not in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("icon-192.png", 192),
        ("icon-512.png", 512),
        ("icon-maskable-512.png", 512),
        ("apple-touch-icon.png", 180),
    ],
)
def test_icons_have_the_size_they_promise(name: str, size: int) -> None:
    head = FILES[name].read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert struct.unpack(">II", head[16:24]) == (size, size)


def test_the_style_sheet_stays_small() -> None:
    assert len(FILES["mattran.css"].read_bytes()) < 16 * 1024


@pytest.mark.browser
def test_the_proxy_itself_speaks_vietnamese_when_the_hub_is_dead(browser: Browser, tmp_path: Path) -> None:
    port = free_port_block()
    api_port, nobody = port + 1, port + 2
    with running_proxy(tmp_path, port, api_port, f"http://127.0.0.1:{nobody}"):
        answer = httpx.get(f"http://127.0.0.1:{port}/hub/login")
        assert answer.status_code == 503
        assert answer.text == (PROXY_ERROR_PAGES / "error.html").read_text(encoding="utf-8")
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/services/portal/")
        assert "tạm thời không trả lời" in look(page, "proxy-503")
        page.close()
