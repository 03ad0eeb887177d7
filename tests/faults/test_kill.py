"""Kill -9 in the middle of fifty submissions: what was acknowledged is there, graded exactly once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import pytest

from tests.answers import right_answers
from tests.stack import Stack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

PEOPLE = 50
LESSON = "k2-b3"


@dataclass
class Acknowledged:
    """What the server said it has."""

    answers: dict[str, tuple[str, str, object]] = field(default_factory=dict)  # id -> person, question, value
    submissions: dict[str, str] = field(default_factory=dict)  # submission id -> person
    lock: threading.Lock = field(default_factory=threading.Lock)


@pytest.fixture(scope="module")
def victim() -> Iterator[Stack]:
    """Return a platform whose processes may be killed."""
    running = Stack()
    try:
        yield running.start()
    finally:
        running.remove()


def _answers(stack: Stack) -> bool:
    try:
        found = [
            httpx.get(f"{stack.url}{path}", trust_env=False).status_code
            for path in ("/hub/health", "/services/portal/health")
        ]
    except httpx.HTTPError:
        return False
    return found == [200, 200]


def _send(client: httpx.Client, path: str, body: dict[str, object], deadline: float) -> httpx.Response:
    """Post until the server answers for good: what a browser with waiting answers does.

    A page instead of JSON is not our server's word: while the portal's route is not back, the proxy hands
    the call to the Hub, which may say 403 or 404. The page tries again then (hub/web/page/api.js).
    """
    while True:
        try:
            answer = client.post(path, json=body)
            if answer.status_code < 300:
                return answer
            ours = answer.headers.get("content-type", "").startswith("application/json")
            assert not ours or answer.status_code in {500, 502, 503, 504}, answer.text
        except httpx.HTTPError:
            pass
        assert time.monotonic() < deadline, f"{path} was never accepted"
        time.sleep(0.2)


def _learn(stack: Stack, person: str, token: str, version: str, done: Acknowledged) -> None:
    deadline = time.monotonic() + 180
    with stack.api(token, timeout_s=5) as client:
        for question, value in right_answers(LESSON).items():
            answer_id = str(uuid4())
            body = {
                "id": answer_id,
                "lesson": LESSON,
                "version": version,
                "question": question,
                "value": value,
            }
            _send(client, "answers", body, deadline)
            with done.lock:
                done.answers[answer_id] = (person, question, value)
        key = str(uuid4())
        receipt = _send(client, "submissions", {"lesson": LESSON, "version": version, "key": key}, deadline)
        with done.lock:
            done.submissions[receipt.json()["id"]] = person


@pytest.mark.parametrize(
    "name",
    [
        *("worker", "postgres", "supervisor", "portal", "hub", "proxy"),
        pytest.param("gateway", marks=pytest.mark.slow),  # nothing of a lesson goes through it
    ],
)
def test_nothing_acknowledged_is_lost(victim: Stack, name: str) -> None:
    wait_until(lambda: _answers(victim), "the platform answers", 60)
    people = victim.add_people(PEOPLE, prefix=f"kill-{name}")
    tokens = {person: victim.token(person) for person in people}
    with victim.api(tokens[people[0]]) as client:
        version = client.get(f"lessons/{LESSON}").json()["version"]
        for person in people:  # the portal has met every token before the Hub may be gone
            client.get("me", headers={"Authorization": f"Bearer {tokens[person]}"}).raise_for_status()
    done = Acknowledged()
    before = victim.processes()
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(_learn, victim, p, tokens[p], version, done) for p in people]
        wait_until(lambda: len(done.submissions) >= PEOPLE // 3, "a third of the submissions", 120)
        victim.kill(name)
        if name == "supervisor":
            victim.start()
        for future in running:
            future.result()

    assert len(done.submissions) == PEOPLE
    ids = list(done.submissions)
    rows = dict(
        wait_until(
            lambda: (
                (
                    found := victim.sql(
                        "SELECT id::text, gradings FROM grading.submissions"
                        " WHERE id = ANY(%s::uuid[]) AND graded_at IS NOT NULL",
                        ids,
                    )
                )
                and len(found) == PEOPLE
                and found
            ),
            f"every submission graded; {name} killed\n{victim.logs()}",
            120,
        )
    )
    assert set(rows.values()) == {1}, "each graded exactly once"
    stored = {
        str(row[0]): (row[1], row[2], row[3])
        for row in victim.sql(
            "SELECT a.id::text, p.username, a.question, a.value FROM exercises.answers a"
            " JOIN hub.people p ON p.id = a.person_id WHERE a.id = ANY(%s::uuid[])",
            list(done.answers),
        )
    }
    assert stored == done.answers
    marks = victim.sql(
        "SELECT count(*), count(DISTINCT (submission_id, question)) FROM grading.marks"
        " WHERE submission_id = ANY(%s::uuid[])",
        ids,
    )[0]
    assert marks[0] == marks[1] == PEOPLE * len(right_answers(LESSON))
    attempts = victim.sql(
        "SELECT count(*), max(attempt) FROM grading.submissions s JOIN hub.people p ON p.id = s.person_id"
        " WHERE p.username LIKE %s",
        f"kill-{name}-%",
    )[0]
    assert attempts == (PEOPLE, 1)
    after = wait_until(
        lambda: (now := victim.processes()) and set(now) == set(before) and now, "every process is back", 60
    )
    changed = {process for process in before if after[process] != before[process]}  # type: ignore[index]
    if name != "supervisor":
        # The worker ends when its database does, and is started again with it.
        assert changed - ({"worker"} if name == "postgres" else set()) == {name}, "nothing else fell"
