"""Vendors that fail, readers that go away, two people at once: who waits is answered, who left is freed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import openai
import pytest

from tests.gateway.room import Room
from tests.gateway.vendors import Behaviour, pieces_of


def say(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def wait_until(true: Callable[[], object], what: str, most_s: float = 5.0) -> None:
    """Wait for a condition, with its name in the failure."""
    end = time.monotonic() + most_s
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"never: {what}")
        time.sleep(0.02)


@pytest.mark.postgres
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_the_next_model_answers_when_one_is_dead_or_failing(room: Room, cadre: str, stream: bool) -> None:
    room.vendors.behave("loi", Behaviour(status=503))
    body = {"model": "du-phong", "messages": say("Chào"), "stream": stream, "mttq": {"level": 0}}
    answer = room.post(cadre, body)
    assert answer.status_code == 200
    assert [one.model for one in room.vendors.heard] == ["loi", "noi-bo"]
    text = answer.text
    assert '"fallback_from": "chet"' in text or '"fallback_from":"chet"' in text
    (row,) = room.uses(cadre)
    assert (row.status, row.provider) == ("ok", "noi-bo")


@pytest.mark.postgres
@pytest.mark.parametrize("model", ["nhanh", "sau"])
@pytest.mark.parametrize(
    ("behaviour", "status", "code"),
    [
        (Behaviour(status=500), 502, "upstream_failed"),
        (Behaviour(status=429), 502, "upstream_failed"),
        (Behaviour(status=401), 502, "upstream_failed"),
        (Behaviour(stall_after=0), 504, "upstream_timeout"),
        (Behaviour(break_after=0), 502, "upstream_failed"),
        (Behaviour(say=lambda sent: ["một ", "hai ", "ba"], stall_after=1), 504, "upstream_timeout"),
        (Behaviour(say=lambda sent: ["một ", "hai ", "ba"], break_after=2), 502, "upstream_failed"),
    ],
)
def test_a_failing_vendor_is_told_by_a_code_and_holds_nobody_up(
    room: Room, cadre: str, model: str, behaviour: Behaviour, status: int, code: str
) -> None:
    vendor = {"nhanh": "noi-bo", "sau": "ngoai-du-ho-so"}[model]
    room.vendors.behave(vendor, behaviour)
    answer = room.post(cadre, {"model": model, "messages": say("Ông Nguyễn Văn Mẫu")})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert "you sent" not in answer.text  # a vendor's words are not passed on
    assert len(room.vendors.heard) == 1  # and it is not asked again
    assert room.uses(cadre)[-1].status == code
    room.vendors.forget()
    assert room.post(cadre, {"model": model, "messages": say("Chào")}).status_code == 200


@pytest.mark.postgres
def test_an_answer_that_breaks_off_ends_with_an_error_the_sdk_raises(room: Room, cadre: str) -> None:
    room.vendors.behave("noi-bo", Behaviour(say=lambda sent: ["một ", "hai ", "ba"], break_after=2))
    stream = room.client(cadre).chat.completions.create(model="nhanh", messages=say("Chào"), stream=True)
    got = ""
    broken = None
    try:
        for chunk in stream:
            got += chunk.choices[0].delta.content or ""
    except openai.APIError as error:
        broken = error
    assert got == "một hai "
    assert broken is not None
    assert broken.code == "upstream_failed"
    assert room.states(cadre) == ["settled"]  # what was said is counted, by estimate


@pytest.mark.postgres
@pytest.mark.parametrize("model", ["nhanh", "sau"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_who_goes_away_is_freed_and_the_vendor_is_hung_up_on(
    room: Room, cadre: str, model: str, stream: bool
) -> None:
    vendor = {"nhanh": "noi-bo", "sau": "ngoai-du-ho-so"}[model]
    slow = Behaviour(say=lambda sent: ["chữ "] * 2000, pause_s=0.02)
    room.vendors.behave(vendor, slow)
    body = {"model": model, "messages": say("Chào"), "stream": stream}
    headers = {"Authorization": f"Bearer {room.hub.token(cadre)}"}
    url = f"{room.url}/chat/completions"

    async def go_away() -> None:
        async with httpx.AsyncClient(timeout=30) as client:
            asked = asyncio.create_task(
                client.post(f"{room.url}/chat/completions", json=body, headers=headers)
            )
            while not room.vendors.heard or room.vendors.heard[0].sent < 20:
                assert not asked.done()
                await asyncio.sleep(0.02)
            asked.cancel()
            await asyncio.wait([asked])

    if stream:
        with httpx.stream("POST", url, json=body, headers=headers, timeout=30) as answer:
            lines = answer.iter_lines()
            assert next(lines).startswith("data: ")
    else:
        asyncio.run(go_away())
    wait_until(lambda: room.states(cadre) == ["settled"], "settled")
    wait_until(lambda: room.vendors.heard[0].gone.is_set(), "the vendor sees the connection close")
    (row,) = room.uses(cadre)
    assert row.status == "abandoned"
    assert row.completion_tokens > 0
    room.vendors.forget()
    assert room.post(cadre, {"model": model, "messages": say("Chào")}).status_code == 200


@pytest.mark.postgres
def test_one_request_of_a_person_at_a_time_and_a_lease_that_ends(room: Room, cadre: str) -> None:
    room.vendors.behave("noi-bo", Behaviour(say=lambda sent: ["chữ "] * 500, pause_s=0.02))
    client = room.client(cadre)
    stream = client.chat.completions.create(model="nhanh", messages=say("Chào"), stream=True)
    next(iter(stream))
    with pytest.raises(openai.ConflictError) as busy:
        client.chat.completions.create(model="nhanh", messages=say("Nữa"))
    assert busy.value.code == "busy"
    assert room.client(room.newcomer()).chat.completions.create(model="sau", messages=say("Tôi")).choices
    room.let_leases_end(cadre)  # as after kill -9 of the gateway: nobody settles
    assert client.chat.completions.create(model="sau", messages=say("Nữa")).choices
    stream.close()
    wait_until(lambda: sorted(room.states(cadre)) == ["settled", "settled"], "both settled")


@pytest.mark.postgres
def test_the_month_s_tokens_end_and_the_sdk_does_not_ask_again(room: Room, cadre: str) -> None:
    room.limit(cadre, 1_000)
    with pytest.raises(openai.RateLimitError) as used_up:
        room.client(cadre).chat.completions.create(model="nhanh", messages=say("Chào"))
    assert (used_up.value.code, used_up.value.type) == ("quota_exceeded", "insufficient_quota")
    assert used_up.value.response.headers["x-should-retry"] == "false"
    small = room.client(cadre).chat.completions.create(model="nhanh", messages=say("Chào"), max_tokens=100)
    assert small.choices[0].message.content == "Chào"
    me = room.get(cadre, "api/v1/me").json()
    assert (me["quota"]["used"], me["quota"]["reserved"], me["quota"]["limit"]) == (18, 0, 1_000)


@pytest.mark.postgres
def test_two_people_interleaved_never_see_each_other(room: Room) -> None:
    """Both have a [NGƯỜI_1]; the vendor is in the middle of both answers, a few letters at a time."""
    meet = asyncio.Barrier(2)
    room.vendors.behave("noi-bo", Behaviour(say=lambda sent: pieces_of(sent, 3), pause_s=0.003, meet=meet))
    texts = ["Thư gửi ông Nguyễn Văn Mẫu. " * 4, "Thư gửi bà Hồ Thị Ví Dụ. " * 4]

    async def one(username: str, text: str) -> str:
        async with room.async_client(username) as client:
            stream = await client.chat.completions.create(model="nhanh", messages=say(text), stream=True)
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    async def both() -> list[str]:
        return await asyncio.gather(*(one(room.newcomer(), text) for text in texts))

    assert [answer.strip() for answer in asyncio.run(both())] == [text.strip() for text in texts]
    for heard in room.vendors.heard:
        assert "Mẫu".encode() not in heard.raw
        assert "Ví Dụ".encode() not in heard.raw
        assert "[NGƯỜI_1]" in heard.messages[-1][1]


@pytest.mark.postgres
def test_tokens_come_back_whole_wherever_they_are_cut(room: Room, cadre: str) -> None:
    """Every way to cut one answer in two, and every size of pieces."""
    text = "Ông Nguyễn Văn Mẫu (0600 000 123) họp."
    first = room.client(cadre).chat.completions.create(model="nhanh", messages=say(text))
    assert first.choices[0].message.content == text
    masked = room.vendors.heard[0].messages[-1][1]
    cuts: list[Callable[[str], list[str]]] = [
        lambda sent, at=at: [sent[:at], sent[at:]] for at in range(1, len(masked))
    ]
    cuts += [lambda sent, size=size: pieces_of(sent, size) for size in range(1, 4)]
    for cut in cuts:
        room.vendors.behave("noi-bo", Behaviour(say=cut))
        answer = room.post(cadre, {"model": "nhanh", "messages": say(text), "stream": True})
        assert _text_of(answer.text) == text


@pytest.mark.postgres
def test_fifty_streams_at_once_keep_their_order(room: Room) -> None:
    words = [f"từ{number} " for number in range(15)]
    room.vendors.behave("noi-bo", Behaviour(say=lambda sent: [f"{sent}: ", *words], pause_s=0.005))
    people = [room.newcomer() for _ in range(50)]

    async def one(client: openai.AsyncOpenAI, username: str) -> str:
        theirs = client.with_options(api_key=room.hub.token(username))
        stream = await theirs.chat.completions.create(
            model="nhanh", messages=say(f"người {username}"), stream=True
        )
        return "".join([c.choices[0].delta.content or "" async for c in stream])

    async def all_of_them() -> list[str]:
        async with room.async_client(people[0]) as client:
            return await asyncio.gather(*(one(client, username) for username in people))

    answers = asyncio.run(all_of_them())
    assert answers == [f"người {username}: {''.join(words)}" for username in people]


@pytest.mark.postgres
def test_links_images_and_html_are_gone_from_answers_about_citizens(room: Room, cadre: str) -> None:
    trick = "Xem ![ảnh](https://ke-gian.example/?q=[NGƯỜI_1]) [đây](//x.example) <img src=y> của [NGƯỜI_1]."
    for size in (1, 2, 3, 50):
        room.vendors.behave("noi-bo", Behaviour(say=lambda sent, size=size: pieces_of(trick, size)))
        answer = room.post(cadre, {"model": "nhanh", "messages": say("Ông Nguyễn Văn Mẫu"), "stream": True})
        assert _text_of(answer.text) == ("Xem ảnh (đã bỏ hình) đây (đã bỏ liên kết)  của Nguyễn Văn Mẫu.")
        assert '"removed": {"links": 1, "images": 1, "html": 1}' in answer.text
    plain = room.post(cadre, {"model": "nhanh", "messages": say("Chào"), "stream": True})
    assert "https://ke-gian.example" in _text_of(plain.text)  # nothing personal in it: as the model wrote it


def _text_of(stream: str) -> str:
    """Return the text that a stream of events shows."""
    text = ""
    for line in stream.splitlines():
        if line.startswith("data: {"):
            chunk: dict[str, Any] = json.loads(line[6:])
            text += "".join(choice["delta"].get("content", "") for choice in chunk["choices"])
    return text
