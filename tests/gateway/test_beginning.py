"""The guard reads while tokens are reserved: nothing is sent unless both agree, and nothing stays held."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

import prompt_library.library.masking
from prompt_library.accounts.errors import Busy
from prompt_library.gateway.plan import Draft
from tests.gateway.room import Room

pytestmark = pytest.mark.postgres
TEXT = "Ông Nguyễn Văn Mẫu, điện thoại 0600 000 123, hỏi về nhà ở."


def ask(text: str = TEXT, **more: Any) -> dict[str, Any]:
    return {"model": "nhanh", "messages": [{"role": "user", "content": text}], **more}


def code_of(room: Room, cadre: str, body: dict[str, Any]) -> str:
    """Return the error's code, "ok" without one; nothing may have been sent with one."""
    answer = room.post(cadre, body)
    code = "ok" if answer.status_code == 200 else str(answer.json()["error"]["code"])
    assert len(room.vendors.heard) == (code == "ok")
    return code


def held(room: Room, cadre: str) -> int:
    return int(room.get(cadre, "api/v1/me").json()["quota"]["reserved"])


@pytest.fixture
def crashing_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guard that fails on whatever it reads."""

    def crash(texts: Any) -> Any:
        raise ValueError(f"lỗi khi đọc {texts}")

    monkeypatch.setattr("prompt_library.library.masking.redact_all", crash)


@pytest.fixture
def failing_reserve(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Make reserving raise this error, after a moment."""

    def fail(error: Exception) -> None:
        async def reserve(*what: Any, **more: Any) -> Any:
            await asyncio.sleep(0.02)
            raise error

        monkeypatch.setattr("prompt_library.accounts.quotas.reserve", reserve)

    return fail


def test_the_guard_fails_and_the_reservation_is_made(room: Room, cadre: str, crashing_guard: None) -> None:
    assert code_of(room, cadre, ask()) == "guard_failed"
    assert room.states(cadre) == []
    assert held(room, cadre) == 0
    assert [row.status for row in room.uses(cadre)] == ["guard_failed"]


def test_the_guard_refuses_and_the_person_may_ask_again_at_once(room: Room, cadre: str) -> None:
    assert code_of(room, cadre, ask("TUYỆT MẬT\nKế hoạch phòng thủ khu vực.")) == "state_secret"
    assert held(room, cadre) == 0
    assert code_of(room, cadre, ask()) == "ok"
    assert room.states(cadre) == ["settled"]


def test_the_reservation_is_refused_and_the_guard_agrees(room: Room, cadre: str) -> None:
    room.limit(cadre, 100)
    assert code_of(room, cadre, ask()) == "quota_exceeded"
    assert room.states(cadre) == []
    (row,) = room.uses(cadre)
    assert (row.status, row.level, row.provider) == ("quota_exceeded", 2, None)
    assert room.masked(row.id) == {"TEN_NGUOI": 1, "DIEN_THOAI": 1}


def test_both_refuse_and_the_guard_s_word_is_said(
    room: Room, cadre: str, crashing_guard: None, failing_reserve: Callable[[Exception], None]
) -> None:
    room.limit(cadre, 100)
    assert code_of(room, cadre, ask()) == "guard_failed"
    failing_reserve(Busy())
    assert code_of(room, cadre, ask()) == "guard_failed"
    failing_reserve(OperationalError("reserve", {}, Exception("gone")))
    assert code_of(room, cadre, ask()) == "guard_failed"
    assert room.states(cadre) == []
    assert [row.status for row in room.uses(cadre)] == ["guard_failed"] * 3


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OperationalError("reserve", {}, Exception("gone")), "database_away"),
        (Busy(), "busy"),
        (RuntimeError("unexpected"), "internal"),
    ],
)
def test_the_reservation_fails_and_the_guard_agrees(
    room: Room, cadre: str, failing_reserve: Callable[[Exception], None], error: Exception, code: str
) -> None:
    failing_reserve(error)
    assert code_of(room, cadre, ask()) == code
    assert room.states(cadre) == []


def test_the_guard_reads_only_what_the_look_ups_let_through(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Any] = []
    real = prompt_library.library.masking.redact_all
    monkeypatch.setattr(
        "prompt_library.library.masking.redact_all", lambda texts: read.append(texts) or real(texts)
    )
    learning = room.newcomer(licensed=False)
    assert code_of(room, learning, ask()) == "no_licence"
    assert read == []
    assert room.states(learning) == []


def test_the_database_fails_while_it_is_looked_up(
    room: Room, cadre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*what: Any) -> Any:
        raise OperationalError("clearance", {}, Exception("gone"))

    monkeypatch.setattr("prompt_library.gateway.plan.clearance", fail)
    assert code_of(room, cadre, ask()) == "database_away"
    assert room.states(cadre) == []


def test_masks_longer_than_what_they_stand_for_are_reserved_whole(
    room: Room, cadre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Draft, "tokens", property(lambda draft: 50))
    assert code_of(room, cadre, ask()) == "ok"
    assert room.states(cadre) == ["settled"]
    room.vendors.forget()
    room.limit(cadre, 150)  # enough for what was thought, not for what would leave
    assert code_of(room, cadre, ask()) == "quota_exceeded"
    assert room.states(cadre) == ["settled"]
    assert held(room, cadre) == 0


def test_a_draft_thinks_a_usual_text_no_shorter_than_it_leaves(
    room: Room, cadre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the second reservation stays the exception."""
    people = [room.newcomer() for _ in range(4)]
    texts = [
        TEXT,
        "Họp: anh Nam, chị Lan, bác Hòa. " * 3,
        "Chào",
        "Số định danh 000190000123, điện thoại 0600 000 123; 0600 000 124; 0600 000 125; 0600 000 126.",
    ]
    for person, text in zip(people, texts, strict=True):
        room.vendors.forget()
        assert code_of(room, person, ask(text)) == "ok"
        assert room.states(person) == ["settled"]


def test_a_revoked_token_stops_working_within_a_minute(
    room: Room, cadre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered = room.gateway.sessions.oauth.cache
    assert remembered.max_age == 60
    headers = {"Authorization": f"Bearer {room.hub.token(cadre)}"}
    assert httpx.get(f"{room.url}/models", headers=headers).status_code == 200
    room.hub.end_sessions(cadre)
    assert httpx.get(f"{room.url}/models", headers=headers).status_code == 200
    for key in remembered.timestamps:  # a minute later
        remembered.timestamps[key] -= 61
    assert httpx.get(f"{room.url}/models", headers=headers).status_code == 401
