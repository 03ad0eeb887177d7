"""People of a running platform with work of theirs, and a count of every row a refusal may not touch."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.answers import lessons, right_answers
from tests.browsing import browser_client, give_password
from tests.english import english_words
from tests.stack import Stack, wait_until

LESSON = "k2-b3"
DONG_HA, KHE_SANH = "19333", "19429"

_COUNTED = "'hub', 'prompt_library', 'exercises', 'courses', 'grading'"
# A job of the clock comes by itself, every hour, perhaps in the middle of a test.
_JOBS = (
    "SELECT 'jobs', count(*) FROM public.procrastinate_jobs"
    " WHERE task_name NOT IN (SELECT task_name FROM public.procrastinate_periodic_defers)"
)


def row_counts(stack: Stack) -> dict[str, int]:
    """Return how many rows every table of ours has, and how many `jobs` people's doings left in the queue."""
    tables = stack.sql(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables"
        f" WHERE table_schema IN ({_COUNTED}) ORDER BY 1"
    )
    each = " UNION ALL ".join([*(f"SELECT '{name}', count(*) FROM {name}" for (name,) in tables), _JOBS])
    return {str(name): int(str(count)) for name, count in stack.sql(each)}


def envelope(answer: httpx.Response) -> dict[str, Any]:
    """Return the error of `answer`, which must be the one envelope with a sentence a person understands."""
    assert answer.headers["content-type"].startswith("application/json"), answer.text
    body = answer.json()
    assert set(body) == {"error"}
    error: dict[str, Any] = body["error"]
    assert set(error) == {"code", "message", "reference", "details"}
    message = error["message"]
    assert isinstance(message, str)
    assert unicodedata.is_normalized("NFC", message)
    assert message[-1] == "."
    assert not message.isascii(), "Vietnamese has marks"
    assert english_words(message) == [], message
    assert isinstance(error["reference"], str)
    assert re.fullmatch(r"\d{4}-\d{4}", error["reference"]), "a number to read over the telephone"
    assert isinstance(error["details"], list)
    assert all(isinstance(detail, str) for detail in error["details"])
    return error


@dataclass
class World:
    """A learner with a graded submission, a neighbour, and administrators; clients by token and by cookie."""

    stack: Stack
    name: str = field(default_factory=lambda: f"v{uuid4().hex[:6]}")
    learner: str = field(init=False)
    neighbour: str = field(init=False)
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.learner = self._person("hoc")
        self.neighbour = self._person("ban")
        self.version = lessons()[LESSON].version
        self.clients["token"] = self.stack.api(self.stack.token(self.learner))
        give_password(self.stack, self.learner)
        self.clients["cookie"] = browser_client(self.stack, self.learner)
        self.other = self.stack.api(self.stack.token(self.neighbour))
        self.answered = self.answer_body()
        self.clients["token"].post("answers", json=self.answered).raise_for_status()
        self.key = str(uuid4())
        self.submission = self.submit(self.clients["token"], self.key)
        self.others_submission = self.submit(self.other, str(uuid4()))

    def _person(self, kind: str, **more: str) -> str:
        return self.stack.add_people(1, prefix=f"{self.name}-{kind}", **more)[0]

    def member(
        self, kind: str, *, unit: str = DONG_HA, role: str = "cadre", by: str = "token"
    ) -> httpx.Client:
        """Return a client of a new person with this role in this unit."""
        username = self._person(kind, unit=unit, role=role)
        if by == "token":
            return self.stack.api(self.stack.token(username))
        give_password(self.stack, username)
        return browser_client(self.stack, username)

    def answer_body(self, **changes: Any) -> dict[str, Any]:
        """Return a body of POST /answers that is accepted, with `changes`."""
        right = right_answers(LESSON)
        body = {"id": str(uuid4()), "lesson": LESSON, "version": self.version, "question": "q1"}
        return body | {"value": right["q1"]} | changes

    def submission_body(self, **changes: Any) -> dict[str, Any]:
        """Return a body of POST /submissions that is accepted, with `changes`."""
        return {"lesson": LESSON, "version": self.version, "key": str(uuid4())} | changes

    def submit(self, client: httpx.Client, key: str) -> str:
        """Submit and wait for the mark; return the submission's id."""
        answer = client.post("submissions", json=self.submission_body(key=key))
        answer.raise_for_status()
        submission = str(answer.json()["id"])
        wait_until(
            lambda: client.get(f"submissions/{submission}?wait=20").json()["status"] == "graded",
            "the mark",
            120,
        )
        wait_until(lambda: row_counts(self.stack)["jobs"] == 0, "the job is done", 60)
        return submission

    def person_id(self, username: str) -> int:
        """Return the number of somebody on the roster."""
        return int(str(self.stack.sql("SELECT id FROM hub.people WHERE username = %s", username)[0][0]))

    def close(self) -> None:
        """Close every client."""
        for client in [*self.clients.values(), self.other]:
            client.close()
