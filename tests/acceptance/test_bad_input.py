"""Every refused input gets one Vietnamese sentence in one envelope, and leaves nothing in the database."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from hub.secrets import ensure_secret
from tests.acceptance.world import DONG_HA, KHE_SANH, LESSON, World, envelope, row_counts
from tests.answers import lessons
from tests.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

BOTH = ("token", "cookie")
LIMIT = 256 * 1024


@pytest.fixture(scope="module")
def world(stack: Stack) -> Iterator[World]:
    made = World(stack)
    yield made
    made.close()


@dataclass(frozen=True)
class Bad:
    """One refused request: what it is, how it is sent, and what must come back."""

    name: str
    send: Callable[[World, httpx.Client], httpx.Response]
    status: int
    code: str
    by: tuple[str, ...] = BOTH


def _answer(name: str, status: int, code: str, **changes: Any) -> Bad:
    return Bad(name, lambda w, c: c.post("answers", json=w.answer_body(**changes)), status, code)


def _submission(name: str, status: int, code: str, **changes: Any) -> Bad:
    return Bad(name, lambda w, c: c.post("submissions", json=w.submission_body(**changes)), status, code)


def _get(name: str, path: str, status: int, code: str) -> Bad:
    return Bad(name, lambda w, c: c.get(path), status, code)


def _raw(name: str, status: int, code: str, make: Callable[[World], bytes], **headers: str) -> Bad:
    given = {"Content-Type": "application/json"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return Bad(name, lambda w, c: c.post("answers", content=make(w), headers=given), status, code)


def _chunked(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 16384):
        yield body[start : start + 16384]


def _nested(depth: int) -> Callable[[World], bytes]:
    def body(world: World) -> bytes:
        text = json.dumps(world.answer_body(value="VALUE"))
        return text.replace('"VALUE"', "[" * depth + "]" * depth).encode()

    return body


BAD = [
    # lessons, versions, questions
    _get("an unknown lesson", "lessons/k9-b9", 404, "unknown_lesson"),
    _get("an unknown version to read", f"lessons/{LESSON}?version=00000000", 404, "unknown_version"),
    _get("a version that cannot be one", f"lessons/{LESSON}?version=moi-nhat", 422, "invalid_request"),
    _get("a lesson's name that cannot be one", "lessons/K2..B3", 422, "invalid_request"),
    _get("U+0000 in a lesson's name", "lessons/k2-b3%00", 422, "invalid_request"),
    _get("an address that leads nowhere", "khong-co", 404, "not_found"),
    _answer("an answer to an unknown lesson", 404, "unknown_version", lesson="k9-b9"),
    _answer("an answer to a version never published", 404, "unknown_version", version="00000000"),
    _answer("an answer to an unknown question", 422, "invalid_value", question="q99"),
    _answer("an answer to a question's name that cannot be one", 422, "invalid_request", question="q1; --"),
    _answer("an answer to another lesson's version", 404, "unknown_version", lesson="k2-b1"),
    _submission("a submission of an unknown lesson", 404, "unknown_version", lesson="k9-b9"),
    _submission("a submission of a version never published", 404, "unknown_version", version="ffffffff"),
    # ids
    _answer("an answer's id that is no UUID", 422, "invalid_request", id="mot"),
    _answer("an answer without an id", 422, "invalid_request", id=None),
    _submission("a key that is no UUID", 422, "invalid_request", key="1"),
    _get("a submission's id that is no UUID", "submissions/1", 422, "invalid_request"),
    _get("a submission that does not exist", f"submissions/{uuid4()}", 404, "unknown_submission"),
    Bad(
        "one answer's id with other content",
        lambda w, c: c.post("answers", json=w.answered | {"question": "q2", "value": "a"}),
        409,
        "answer_conflict",
    ),
    Bad(
        "another person's answer's id",
        lambda w, c: w.other.post("answers", json=w.answered),
        409,
        "answer_conflict",
    ),
    Bad(
        "a key that came for another lesson",
        lambda w, c: c.post(
            "submissions", json={"lesson": "k2-b1", "version": lessons()["k2-b1"].version, "key": w.key}
        ),
        409,
        "key_reused",
    ),
    # bodies
    _raw("no body", 422, "invalid_request", lambda w: b""),
    _raw("a body that is not JSON", 422, "invalid_request", lambda w: b"{'id': 1}"),
    _raw("JSON that is no object", 422, "invalid_request", lambda w: b"[1, 2]"),
    _raw("broken UTF-8", 400, "unreadable", lambda w: b'{"id": "\xff\xfe", "value": "\xc3"}'),
    _raw("a value nested 200 deep", 422, "invalid_value", _nested(200)),
    _raw("a value nested 100000 deep", 400, "unreadable", _nested(100_000)),
    _raw(
        "a number that is none",
        422,
        "invalid_value",
        lambda w: json.dumps(w.answer_body(value=float("nan"))).encode(),
    ),
    _raw(
        "another kind of content",
        422,
        "invalid_request",
        lambda w: json.dumps(w.answer_body()).encode(),
        Content_Type="text/plain",
    ),
    _raw(
        "a form instead of JSON",
        422,
        "invalid_request",
        lambda w: b"lesson=k2-b3&value=a",
        Content_Type="application/x-www-form-urlencoded",
    ),
    _raw("a body over the limit", 413, "too_large", lambda w: b" " * (LIMIT + 1)),
    Bad(
        "a body over the limit that does not say its length",
        lambda w, c: c.post(
            "answers", content=_chunked(b" " * 4 * LIMIT), headers={"Content-Type": "application/json"}
        ),
        413,
        "too_large",
    ),
    _answer("a field that does not exist", 422, "invalid_request", them=1),
    _raw(
        "a field whose name is half a character",
        422,
        "invalid_request",
        lambda w: json.dumps(w.answer_body(**{"\ud800": 1})).encode(),
    ),
    _raw(
        "half a character as an answer",
        422,
        "invalid_value",
        lambda w: json.dumps(w.answer_body(value="\udfff")).encode(),
    ),
    _answer("U+0000 as an answer", 422, "invalid_value", value="\0"),
    _answer("U+0000 in a lesson's name sent", 422, "invalid_request", lesson="k2-b3\0"),
    Bad("another method", lambda w, c: c.delete("answers"), 405, "method_not_allowed"),
    _get("a wait that is too long", f"submissions/{uuid4()}?wait=1e9", 422, "invalid_request"),
    _get("a wait that is no number", f"submissions/{uuid4()}?wait=nan", 422, "invalid_request"),
    # somebody else's
    Bad(
        "answers that wait for another person",
        lambda w, c: c.post("answers", json=w.answer_body(), headers={"X-Mattran-Person": w.neighbour}),
        409,
        "wrong_person",
    ),
    Bad(
        "a submission of another person",
        lambda w, c: c.post(
            "submissions", json=w.submission_body(), headers={"X-Mattran-Person": w.neighbour}
        ),
        409,
        "wrong_person",
    ),
    Bad(
        "a person in the body",
        lambda w, c: c.post("answers", json=w.answer_body(person=w.neighbour)),
        422,
        "invalid_request",
    ),
    Bad(
        "another person's submission",
        lambda w, c: c.get(f"submissions/{w.others_submission}"),
        404,
        "unknown_submission",
    ),
    _get("figures without the right", "completion?target=T1&by=unit", 403, "forbidden"),
    Bad(
        "the names of who is missing without the right",
        lambda w, c: c.get(f"{w.stack.portal}completion/T1/{DONG_HA}"),
        403,
        "forbidden",
    ),
    Bad("the roster without the right", lambda w, c: c.post(f"{w.stack.portal}roster"), 403, "forbidden"),
    Bad(
        "a code for a password without the right",
        lambda w, c: c.post(f"{w.stack.portal}people/{w.person_id(w.neighbour)}/reset-code"),
        403,
        "forbidden",
    ),
    # who asks
    Bad(
        "a write by cookie without its CSRF token",
        lambda w, c: c.post("answers", json=w.answer_body(), headers={"X-CSRF-Token": ""}),
        403,
        "forbidden",
        ("cookie",),
    ),
    Bad(
        "a submission by cookie with a wrong CSRF token",
        lambda w, c: c.post("submissions", json=w.submission_body(), headers={"X-CSRF-Token": "0" * 32}),
        403,
        "forbidden",
        ("cookie",),
    ),
    Bad(
        "a CSRF token outside ASCII",
        lambda w, c: c.post("answers", json=w.answer_body(), headers=[(b"X-CSRF-Token", "mã".encode())]),
        403,
        "forbidden",
        ("cookie",),
    ),
]


@pytest.mark.parametrize(
    ("bad", "by"), [pytest.param(b, by, id=f"{b.name}, by {by}") for b in BAD for by in b.by]
)
def test_it_is_refused_with_a_sentence_and_leaves_nothing(world: World, bad: Bad, by: str) -> None:
    before = row_counts(world.stack)
    answer = bad.send(world, world.clients[by])
    assert (answer.status_code, envelope(answer)["code"]) == (bad.status, bad.code), answer.text
    assert row_counts(world.stack) == before


WRONG_VALUES: dict[str, list[Any]] = {
    "single": ["zz", "", 1, True, ["a"], {"a": "a"}, "A"],
    "multiple": ["a", ["a", "a"], ["zz"], [1], {"a": "a"}, [["a"]]],
    "true_false": ["true", 1, 0, [], {}],
    "order": ["i1", ["i1"], ["i1", "i1", "i2"], {"i1": "i2"}, ["i1", "i2", "i99"]],
    "match": [[], "l1", {"l1": "r99"}, {"l99": "r1"}, {"l1": 1}, {"l1": ["r1"]}, {"": ""}],
    "classify": [[], "i1", {"i1": "g99"}, {"i99": "g0"}, {"i1": 0}, {"i1": None}],
    "short_text": [1, True, ["chữ"], {"text": "chữ"}, "ă" * 20_000],
}


def _question_of(kind: str) -> tuple[str, str, str]:
    """Return lesson, version and id of a question of this type in the real lessons."""
    return next((x.id, x.version, q.id) for x in lessons().values() for q in x.questions if q.type == kind)


@pytest.mark.parametrize("by", BOTH)
@pytest.mark.parametrize("kind", WRONG_VALUES)
def test_a_value_that_does_not_fit_its_question_is_refused(world: World, kind: str, by: str) -> None:
    lesson, version, question = _question_of(kind)
    before = row_counts(world.stack)
    for value in WRONG_VALUES[kind]:
        body = world.answer_body(lesson=lesson, version=version, question=question, value=value)
        answer = world.clients[by].post("answers", json=body)
        error = envelope(answer)
        assert (answer.status_code, error["code"]) == (422, "invalid_value"), value
        assert error["message"].startswith(f"Câu {question[1:]}:"), "says which question"
    assert row_counts(world.stack) == before


def test_a_submission_sent_twice_with_one_key_is_one_attempt(world: World) -> None:
    before = row_counts(world.stack)
    for client in world.clients.values():
        again = client.post("submissions", json=world.submission_body(key=world.key))
        assert again.status_code == 200
        assert (again.json()["id"], again.json()["attempt"]) == (world.submission, 1)
    assert row_counts(world.stack) == before


def test_an_answer_sent_twice_is_saved_once(world: World) -> None:
    before = row_counts(world.stack)
    first, second = (client.post("answers", json=world.answered) for client in world.clients.values())
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert row_counts(world.stack) == before


# -- who nobody knows --------------------------------------------------------------------------------


def _strangers(world: World) -> dict[str, tuple[httpx.Client, int, str]]:
    """Return clients that nobody may be let in with: client, status, code."""
    url, stack = f"{world.stack.portal}api/v1/", world.stack
    options: dict[str, Any] = {"base_url": url, "timeout": 30, "trust_env": False}
    cookies = dict(world.clients["cookie"].cookies)
    headers = {name: world.clients["cookie"].headers[name] for name in ("X-CSRF-Token", "X-Mattran-Person")}
    gone = stack.add_people(1, prefix=f"{world.name}-nghi")[0]
    token_of_gone = stack.token(gone)
    stack.sql("UPDATE hub.people SET active = false WHERE username = %s", gone)
    return {
        "nobody": (httpx.Client(**options), 401, "not_signed_in"),
        "garbage": (stack.api(b"khong-phai-ma".hex()), 401, "not_signed_in"),
        "half a cookie": (
            httpx.Client(cookies={**cookies, "mattran-session": cookies["mattran-session"][:-3]}, **options),
            401,
            "not_signed_in",
        ),
        "another session id": (
            httpx.Client(cookies={**cookies, "jupyterhub-session-id": "0" * 32}, headers=headers, **options),
            401,
            "not_signed_in",
        ),
        "left the roster": (stack.api(token_of_gone), 403, "forbidden"),
        "never on the roster": (stack.api(stack.token(f"{world.name}-la")), 403, "forbidden"),
    }


def test_who_is_not_signed_in_is_refused_everywhere(world: World) -> None:
    strangers = _strangers(world)
    before = row_counts(world.stack)
    for who, (client, status, code) in strangers.items():
        for answer in (
            client.get("me"),
            client.get("courses"),
            client.get(f"lessons/{LESSON}"),
            client.post("answers", json=world.answer_body()),
            client.post("submissions", json=world.submission_body()),
            client.get(f"submissions/{world.submission}"),
            client.get("completion?target=T1&by=unit"),
        ):
            assert (answer.status_code, envelope(answer)["code"]) == (status, code), (who, answer.url)
        client.close()
    assert row_counts(world.stack) == before


def test_a_token_whose_time_is_over_is_refused(world: World) -> None:
    name = world.stack.add_people(1, prefix=f"{world.name}-het")[0]
    world.stack.token(name)  # makes the Hub know the person
    operator = ensure_secret(world.stack.settings.secrets_dir, "operator")
    minted = httpx.post(
        f"http://127.0.0.1:{world.stack.settings.hub_port}/hub/api/users/{name}/tokens",
        json={"expires_in": 1},
        headers={"Authorization": f"token {operator}"},
        timeout=30,
    )
    token = minted.raise_for_status().json()["token"]
    time.sleep(1.2)
    before = row_counts(world.stack)
    with world.stack.api(token) as client:
        answer = client.post("answers", json=world.answer_body())
        assert (answer.status_code, envelope(answer)["code"]) == (401, "not_signed_in")
    assert row_counts(world.stack) == before


def test_an_address_in_broken_utf8_is_refused_by_the_proxy_on_a_vietnamese_page(world: World) -> None:
    answer = world.clients["token"].get("lessons/k2-b3%ff%fe")
    assert answer.status_code >= 400
    assert "Trang tạm thời không trả lời" in answer.text
    assert world.clients["token"].get("me").status_code == 200, "and nothing fell"


# -- rights that end at the unit ----------------------------------------------------------------------


def test_a_commune_administrator_reaches_no_other_unit(world: World) -> None:
    with (
        closing(world.member("qtx", role="commune_admin", by="cookie")) as administrator,
        closing(world.member("xa-khac", unit=KHE_SANH)) as far,
    ):
        stranger = f"{world.name}-xa-khac-1"
        assert far.get("me").json()["unit"]["code"] == KHE_SANH
        before = row_counts(world.stack)
        portal = world.stack.portal
        for answer in (
            administrator.get(f"{portal}completion/T1/{KHE_SANH}"),
            administrator.get(f"{portal}completion/T1/{KHE_SANH}/missing.xlsx"),
            administrator.get(f"{portal}people?unit={KHE_SANH}"),
            administrator.post(f"{portal}people/{world.person_id(stranger)}/reset-code"),
        ):
            assert (answer.status_code, envelope(answer)["code"]) == (403, "forbidden"), answer.url
        answer = administrator.get(f"submissions/{world.submission}")
        assert (answer.status_code, envelope(answer)["code"]) == (404, "unknown_submission")
        figures = administrator.get("completion?target=T1&by=unit").json()
        assert [row["unit"]["code"] for row in figures["rows"]] == [DONG_HA]
        page = administrator.get(f"{portal}completion?q=Khe+Sanh").text
        assert "Khe Sanh" not in page.replace('value="Khe Sanh"', "").replace("“Khe Sanh”", "")
        assert row_counts(world.stack) == before
