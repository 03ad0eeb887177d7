"""A lesson's questions and "Nộp bài" in a notebook: the portal's own component, its answer log, its marks.

The set-up cell of a lesson's notebook calls `show` (courses/notebook_setup.py); the learner's copy ends
in a cell that calls `show_submit` (courses/learner_files.py). The browser loads the component's file from
the portal, as the lesson page does; the kernel speaks to the portal with the server's hub token.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from exercises.assets import component_css, component_source
from exercises.portal_client import PortalAway, PortalClient, PortalRefused

_WIDGETS = Path(__file__).parent / "widget"
_FRESH_S = 5.0  # one reading of the answers serves all questions that are shown together
_GRADING_S = 60.0


def component_files(prefix: str) -> tuple[str, str]:
    """Return the addresses of the component's script and style sheet below the portal's `prefix`.

    The names are those that hub/web/assets.py gives; nothing of hub can be imported here, so a test
    holds the two together.
    """
    script, style = component_source().encode(), component_css().encode()
    return (
        f"{prefix}static/mt-question.{hashlib.sha256(script).hexdigest()[:10]}.js",
        f"{prefix}static/mt-question.{hashlib.sha256(style).hexdigest()[:10]}.css",
    )


class _Lesson:
    """One version of a lesson in this kernel: the portal, the answers, the questions on the page."""

    def __init__(self, portal: PortalClient, lesson: str, version: str) -> None:
        self.portal = portal
        self.lesson = lesson
        self.version = version
        self.questions: dict[str, QuestionWidget] = {}
        self._answers: dict[str, Any] = {}
        self._read_at = float("-inf")

    def answers(self) -> dict[str, Any]:
        """Return the saved answers; raise PortalAway or PortalRefused."""
        if time.monotonic() - self._read_at > _FRESH_S:
            self._answers = self.portal.answers(self.lesson, self.version)
            self._read_at = time.monotonic()
        return self._answers


@lru_cache(maxsize=32)
def _lesson(lesson: str, version: str) -> _Lesson:
    return _Lesson(PortalClient.from_environment(), lesson, version)


def _answered(act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what the browser is told of a call to the portal; a refusal is an answer too."""
    try:
        return act()
    except PortalAway as error:
        return {"type": "away", "message": str(error)}
    except PortalRefused as error:
        return {"type": "refused", "message": str(error)}


class QuestionWidget(anywidget.AnyWidget):
    """One question. Says "Đã lưu" only when the portal said so."""

    _esm = (_WIDGETS / "question.js").read_text(encoding="utf-8")
    _css = (_WIDGETS / "widget.css").read_text(encoding="utf-8")
    # `style` would be ipywidgets' own
    component = traitlets.Unicode().tag(sync=True)
    component_css = traitlets.Unicode().tag(sync=True)
    question = traitlets.Dict().tag(sync=True)
    value = traitlets.Any(None, allow_none=True).tag(sync=True)
    result = traitlets.Any(None, allow_none=True).tag(sync=True)

    def __init__(self, lesson: _Lesson, question: dict[str, Any], value: Any) -> None:
        script, sheet = component_files(lesson.portal.prefix)
        super().__init__(component=script, component_css=sheet, question=question, value=value)
        self._lesson = lesson
        self.on_msg(self._on_message)

    def _on_message(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        """Save an answer `{type: "answer", id, value}` and tell the browser. Called by ipywidgets."""
        if content.get("type") != "answer":
            return
        answer_id = str(content.get("id"))
        self.send({"id": answer_id, **_answered(lambda: self._save(answer_id, content.get("value")))})

    def _save(self, answer_id: str, value: Any) -> dict[str, Any]:
        lesson = self._lesson
        saved_at = lesson.portal.save_answer(
            answer_id=answer_id,
            lesson=lesson.lesson,
            version=lesson.version,
            question=self.question["id"],
            value=value,
        )
        return {"type": "saved", "saved_at": saved_at}


class SubmitWidget(anywidget.AnyWidget):
    """The button "Nộp bài": submits what is saved, waits for the mark and shows it at each question."""

    _esm = (_WIDGETS / "submit.js").read_text(encoding="utf-8")
    _css = (_WIDGETS / "widget.css").read_text(encoding="utf-8")
    page = traitlets.Unicode().tag(sync=True)

    def __init__(self, lesson: _Lesson) -> None:
        super().__init__(page=f"{lesson.portal.prefix}lessons/{lesson.lesson}")
        self._lesson = lesson
        self.on_msg(self._on_message)

    def _on_message(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        """Submit at `{type: "submit", key}` and tell the browser. Called by ipywidgets."""
        if content.get("type") != "submit":
            return
        key = str(content.get("key"))
        self.send({"key": key, **_answered(lambda: self._submit(key))})

    def _submit(self, key: str) -> dict[str, Any]:
        lesson = self._lesson
        submission = lesson.portal.submit(key=key, lesson=lesson.lesson, version=lesson.version)
        self.send({"type": "submitted", "key": key})
        until = time.monotonic() + _GRADING_S
        while time.monotonic() < until:
            found = lesson.portal.submission(submission, wait_s=10)
            if found["status"] == "graded":
                for mark in found["questions"]:
                    if mark["id"] in lesson.questions:
                        lesson.questions[mark["id"]].result = mark
                totals = ("score", "max_score", "passed", "pending_manual", "attempt", "critical_missed")
                return {"type": "graded", **{name: found[name] for name in totals}}
        return {"type": "waiting"}


def show(question: dict[str, Any], value: object, lesson: str, version: str) -> None:
    """Display a question, given in its public form, with the answer saved at the portal.

    `value` is used where the portal has none. Raises PortalAway or PortalRefused: the caller then shows
    the question as text.
    """
    room = _lesson(lesson, version)
    saved = room.answers().get(question["id"], value)
    widget = QuestionWidget(room, question, saved)
    room.questions[question["id"]] = widget
    display(widget)  # type: ignore[no-untyped-call]


def show_submit(lesson: str, version: str) -> None:
    """Display the button "Nộp bài"; raise PortalAway where there is no portal."""
    display(SubmitWidget(_lesson(lesson, version)))  # type: ignore[no-untyped-call]
