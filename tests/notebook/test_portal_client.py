"""The kernel's way to the portal: what it sends, and what it makes of every kind of answer."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from courses.notebook_setup import show
from exercises.portal_client import PortalAway, PortalClient, PortalRefused

QUESTION = {"id": "q1", "type": "true_false", "points": 1, "prompt_html": "<p>AI luôn đúng.</p>"}


class Portal:
    """A server on loopback that answers as it is told and keeps what it was asked."""

    def __init__(self) -> None:
        self.status, self.body = 200, b"{}"
        self.asked: list[dict[str, Any]] = []
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                length = int(self.headers.get("content-length", 0))
                portal.asked.append(
                    {
                        "call": f"{self.command} {self.path}",
                        "token": self.headers["authorization"],
                        "body": json.loads(self.rfile.read(length) or b"null"),
                    }
                )
                self.send_response(portal.status)
                self.end_headers()
                self.wfile.write(portal.body)

            do_GET = do_POST = _answer  # noqa: N815 - http.server's names

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.client = PortalClient(f"http://127.0.0.1:{self._server.server_port}/services/portal/", "ma")

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def portal() -> Iterator[Portal]:
    """Return a portal on loopback."""
    running = Portal()
    yield running
    running.close()


def test_an_answer_is_sent_with_the_learners_token(portal: Portal) -> None:
    portal.body = b'{"id": "x", "saved_at": "2026-11-21T10:00:00Z"}'
    saved = portal.client.save_answer(
        answer_id="x", lesson="k2-b3", version="0a1b2c3d", question="q1", value=True
    )
    assert saved == "2026-11-21T10:00:00Z"
    body = {"id": "x", "lesson": "k2-b3", "version": "0a1b2c3d", "question": "q1", "value": True}
    call = "POST /services/portal/api/v1/answers"
    assert portal.asked == [{"call": call, "token": "Bearer ma", "body": body}]
    assert portal.client.prefix == "/services/portal/"
    assert "ma" not in repr(portal.client).replace("mattran", "")


def test_a_refusal_keeps_the_portals_sentence(portal: Portal) -> None:
    portal.status = 422
    portal.body = json.dumps({"error": {"code": "x", "message": "Câu trả lời quá dài."}}).encode()
    with pytest.raises(PortalRefused, match=r"^Câu trả lời quá dài\.$"):
        portal.client.submit(key="x", lesson="k2-b3", version="0a1b2c3d")


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_may_pass_is_tried_again(portal: Portal, status: int) -> None:
    portal.status, portal.body = status, b"<html>"
    with pytest.raises(PortalAway, match="gửi lại"):
        portal.client.answers("k2-b3", "0a1b2c3d")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b"\xff"])
def test_an_answer_that_is_none_counts_as_away(portal: Portal, body: bytes) -> None:
    portal.body = body
    with pytest.raises(PortalAway):
        portal.client.answers("k2-b3", "0a1b2c3d")


def test_nobody_there_is_away() -> None:
    with socket.socket() as bound:  # bound and not listening: nobody else gets the port meanwhile
        bound.bind(("127.0.0.1", 0))
        client = PortalClient(f"http://127.0.0.1:{bound.getsockname()[1]}/services/portal/", "ma")
        with pytest.raises(PortalAway):
            client.answers("k2-b3", "0a1b2c3d")


def test_without_the_platform_a_question_is_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATTRAN_QUESTION_WIDGET", "exercises.notebook:show")
    monkeypatch.delenv("MATTRAN_PORTAL_URL", raising=False)
    show(QUESTION, None, "k2-b3", "0a1b2c3d")
    printed = capsys.readouterr().out
    assert "AI luôn đúng." in printed
    assert "không nối với trang học" in printed
