"""Speaks to the portal's JSON API from a kernel, with the server's hub token; standard library only."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

_ANSWER_S = 15.0


class PortalAway(Exception):
    """The portal does not answer, or cannot just now; the same call may work in a moment."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or "Trang học chưa trả lời. Câu trả lời sẽ được gửi lại sau ít giây.")


class PortalRefused(Exception):
    """The portal refuses: its own sentence. The same call will be refused again."""


@dataclass(frozen=True)
class PortalClient:
    """The learner at the portal. `url` ends in `/services/portal/`; `token` is kept out of every repr."""

    url: str
    token: str = field(repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> PortalClient:
        """Return the client of this learner's server; raise PortalAway where there is no portal."""
        url, token = environment.get("MATTRAN_PORTAL_URL"), environment.get("JUPYTERHUB_API_TOKEN")
        if not url or not token:
            raise PortalAway("Máy này không nối với trang học.")
        return cls(url, token)

    @property
    def prefix(self) -> str:
        """Return the portal's path as a browser asks for it, with a final slash."""
        return urlsplit(self.url).path

    def save_answer(self, *, answer_id: str, lesson: str, version: str, question: str, value: Any) -> str:
        """Save one answer and return when the server saved it (ISO 8601).

        Raises PortalAway and PortalRefused.
        """
        body = {"id": answer_id, "lesson": lesson, "version": version, "question": question, "value": value}
        return str(self._call("POST", "answers", body, wanted="saved_at")["saved_at"])

    def answers(self, lesson: str, version: str) -> dict[str, Any]:
        """Return the learner's latest answers to this version; raise PortalAway and PortalRefused."""
        found = self._call(
            "GET", f"lessons/{quote(lesson, safe='')}?version={quote(version, safe='')}", wanted="answers"
        )
        answers = found["answers"]
        return answers if isinstance(answers, dict) else {}

    def submit(self, *, key: str, lesson: str, version: str) -> str:
        """Submit what was saved and return the submission's id; the same `key` is one submission.

        Raises PortalAway and PortalRefused.
        """
        return str(
            self._call(
                "POST", "submissions", {"lesson": lesson, "version": version, "key": key}, wanted="id"
            )["id"]
        )

    def submission(self, submission_id: str, *, wait_s: int = 0) -> dict[str, Any]:
        """Return the submission, with marks once graded; wait for that for at most `wait_s`.

        Raises PortalAway and PortalRefused.
        """
        path = f"submissions/{quote(submission_id, safe='')}?wait={wait_s}"
        return self._call("GET", path, wanted="status", timeout_s=_ANSWER_S + wait_s)

    def _call(
        self, method: str, path: str, body: object = None, *, wanted: str, timeout_s: float = _ANSWER_S
    ) -> dict[str, Any]:
        """Return the answer's object, which holds the field `wanted`; raise PortalAway and PortalRefused."""
        request = urllib.request.Request(  # noqa: S310 - the address is the spawner's
            f"{self.url}api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method=method,
        )
        straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with straight.open(request, timeout=timeout_s) as answer:
                found = json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error.code, error.read(65536)) from None
        except (OSError, ValueError):  # URLError and timeouts are OSErrors
            raise PortalAway from None
        if not isinstance(found, dict) or wanted not in found:
            raise PortalAway
        return found


def _refusal(status: int, body: bytes) -> PortalAway | PortalRefused:
    """Return the exception for an error answer: the portal's own sentence where there is one."""
    try:
        sentence = str(json.loads(body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        sentence = ""
    if status >= 500 or status == 429:
        return PortalAway(sentence)
    return PortalRefused(sentence or "Trang học không nhận câu trả lời này. Mời đồng chí tải lại bài học.")
