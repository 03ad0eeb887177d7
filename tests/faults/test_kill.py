"""Kill -9 in the middle of fifty submissions: what was acknowledged is there, graded exactly once."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import psycopg
import pytest
from nbgrader.api import Gradebook
from pydantic import JsonValue

from deploy.demo_answers import wrong_answer
from exercises.scoring import score
from grading.engine import assignment_name
from hub.db import driver_url
from tests.acceptance.world import row_counts
from tests.answers import lessons, right_answers
from tests.stack import Stack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

PEOPLE = 25
LESSON = lessons()["k2-b3"]
Answers = dict[str, JsonValue]


@dataclass(frozen=True)
class Handed:
    """One press of “Nộp bài”: whose, which attempt of theirs, and the answers they had given by then."""

    person: str
    attempt: int
    answers: Answers

    @property
    def earned(self) -> float:
        """The points these answers earn; the lesson leaves nothing to a trainer."""
        return sum(
            question.points * (score(question.type, question.answer_key(), self.answers[question.id]) or 0.0)
            for question in LESSON.questions
        )


@dataclass
class Acknowledged:
    """What the server said it has."""

    answers: dict[str, tuple[str, str, object]] = field(default_factory=dict)  # id -> person, question, value
    submissions: dict[str, Handed] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def attempts_of(number: int) -> list[Answers]:
    """Return what one person hands in, one attempt after the other; the better one comes first or last."""
    rng = random.Random(number)  # noqa: S311 - slips, not secrets
    right = right_answers(LESSON.id)

    def slips(count: int) -> Answers:
        return right | {q.id: wrong_answer(rng, q) for q in rng.sample(LESSON.questions, count)}

    made = [slips(number % 3), slips(4)]
    return made if number % 2 else made[::-1]


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


def _learn(stack: Stack, person: str, token: str, attempts: list[Answers], done: Acknowledged) -> None:
    """Answer and submit, then change some answers and submit again; never wait for a mark."""
    deadline = time.monotonic() + 180
    given: Answers = {}
    of_lesson = {"lesson": LESSON.id, "version": LESSON.version}
    with stack.api(token, timeout_s=5) as client:
        for number, wanted in enumerate(attempts, 1):
            for question, value in wanted.items():
                if question in given and given[question] == value:
                    continue
                answer_id = str(uuid4())
                body: dict[str, object] = {"id": answer_id, **of_lesson, "question": question, "value": value}
                _send(client, "answers", body, deadline)
                given[question] = value
                with done.lock:
                    done.answers[answer_id] = (person, question, value)
            receipt = _send(client, "submissions", {**of_lesson, "key": str(uuid4())}, deadline).json()
            assert receipt["attempt"] == number
            with done.lock:
                done.submissions[receipt["id"]] = Handed(person, number, dict(given))


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
    wanted = {person: attempts_of(number) for number, person in enumerate(people)}
    expected = sum(map(len, wanted.values()))
    with victim.api(tokens[people[0]]) as client:
        for person in people:  # the portal has met every token before the Hub may be gone
            client.get("me", headers={"Authorization": f"Bearer {tokens[person]}"}).raise_for_status()
    done = Acknowledged()
    before = victim.processes()
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(_learn, victim, p, tokens[p], wanted[p], done) for p in people]
        wait_until(lambda: len(done.submissions) >= expected // 3, "a third of the submissions", 120)
        victim.kill(name)
        if name == "supervisor":
            victim.start()
        for future in running:
            future.result()

    assert len(done.submissions) == expected
    wait_until(lambda: _idle(victim), f"every job is done; {name} killed\n{victim.logs()}", 120)
    _check_answers(victim, done)
    _check_marks(victim, done, f"kill-{name}-%")
    _check_gradebook(victim, done)
    after = wait_until(
        lambda: (now := victim.processes()) and set(now) == set(before) and now, "every process is back", 60
    )
    changed = {process for process in before if after[process] != before[process]}  # type: ignore[index]
    if name != "supervisor":
        # The worker ends when its database does, and is started again with it.
        assert changed - ({"worker"} if name == "postgres" else set()) == {name}, "nothing else fell"


def _idle(stack: Stack) -> bool:
    """Tell whether nothing is left to grade; not while the database is coming back."""
    try:
        return row_counts(stack)["jobs"] == 0
    except psycopg.OperationalError:
        return False


def _check_answers(stack: Stack, done: Acknowledged) -> None:
    """Every answer that was acknowledged is in the log, and no other of these people."""
    stored = {
        str(row[0]): (row[1], row[2], row[3])
        for row in stack.sql(
            "SELECT a.id::text, p.username, a.question, a.value FROM exercises.answers a"
            " JOIN hub.people p ON p.id = a.person_id WHERE p.username = ANY(%s)",
            list({handed.person for handed in done.submissions.values()}),
        )
    }
    assert stored == done.answers


def _check_marks(stack: Stack, done: Acknowledged, people: str) -> None:
    """Each submission froze what had been given by then and earned what it is worth; none is there twice."""
    rows = stack.sql(
        "SELECT s.id::text, p.username, s.attempt, s.answers, s.score, s.max_score, s.gradings,"
        " (SELECT sum(m.score) FROM grading.marks m WHERE m.submission_id = s.id),"
        " (SELECT count(*) FROM grading.marks m WHERE m.submission_id = s.id)"
        " FROM grading.submissions s JOIN hub.people p ON p.id = s.person_id WHERE p.username LIKE %s",
        people,
    )
    questions = len(LESSON.questions)
    most = sum(question.points for question in LESSON.questions)
    assert {str(row[0]): row[1:4] for row in rows} == {
        id_: (handed.person, handed.attempt, handed.answers) for id_, handed in done.submissions.items()
    }
    assert {str(row[0]): row[4:] for row in rows} == {
        id_: (pytest.approx(handed.earned), most, 1, pytest.approx(handed.earned), questions)
        for id_, handed in done.submissions.items()
    }
    attempts: dict[object, set[object]] = {}
    for _, person, attempt, *_ in rows:
        attempts.setdefault(person, set()).add(attempt)
    assert all(found == set(range(1, len(found) + 1)) for found in attempts.values()), "counted without gaps"
    assert sum(map(len, attempts.values())) == len(rows), "and without doubles"


def _check_gradebook(stack: Stack, done: Acknowledged) -> None:
    """What nbgrader itself reads is the attempt that counts: a pass before a fail, then the higher score."""
    passed = {
        str(id_): bool(row_passed)
        for id_, row_passed in stack.sql(
            "SELECT id::text, passed FROM grading.submissions WHERE id = ANY(%s::uuid[])",
            list(done.submissions),
        )
    }
    best: dict[str, tuple[bool, float]] = {}
    for id_, handed in done.submissions.items():
        standing = (passed[id_], handed.earned)
        best[handed.person] = max(best.get(handed.person, (False, -1.0)), standing)
    url = driver_url(stack.settings.database("gradebook"))
    with Gradebook(url, "hoc-ai-mat-tran") as gradebook:
        name = assignment_name(LESSON)
        found = {person: gradebook.find_submission(name, person).score for person in best}
    assert found == {person: pytest.approx(earned) for person, (_, earned) in best.items()}
