"""The front matter of a lesson: what it is about and what it cites (docs/lesson-format.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date
from typing import Any

from courses.findings import Findings
from courses.yamltext import YamlProblem, YamlText, read_yaml
from hub.legal.register import Register

LESSON_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
ID_LENGTH = 40
SUMMARY_LENGTH = 160
TITLE_LENGTH = 120
LAST_TASK = 64

_REQUIRED = ("id", "title", "minutes", "competencies", "summary")
_OPTIONAL = ("tasks", "cites", "cites_outdated", "retake")
_RETAKE = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(\S.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class Retake:
    """People who passed before `since` must pass again, because of `reason` (Vietnamese)."""

    since: date
    reason: str


@dataclass(frozen=True)
class FrontMatter:
    """The fields of the front matter, checked."""

    id: str
    title: str
    minutes: int
    summary: str
    competencies: tuple[str, ...]
    tasks: tuple[int, ...]
    cites: tuple[str, ...]
    cites_outdated: tuple[str, ...]
    retake: Retake | None
    lines: YamlText


def split_front_matter(source: str, findings: Findings) -> tuple[str, str, int]:
    """Return the YAML, the body and the number of lines before the body; raise LessonError without `---`."""
    lines = source.split("\n")
    if lines[0].rstrip() == "---":
        for number, line in enumerate(lines[1:], start=1):
            if line.rstrip() == "---":
                return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 1
        findings.fail(1, "the front matter is not closed by a line ---")
    findings.fail(1, "the file does not begin with front matter (a line ---)")


def read_front_matter(
    text: str,
    *,
    findings: Findings,
    register: Register,
    competencies: Container[str],
    name: str | None,
    on: date | None,
) -> FrontMatter:
    """Return the front matter written in `text`, noting what is wrong; raise LessonError when unusable.

    `name` is the file's name without `.md`; `on` the day on which the cited laws must be in force.
    """
    try:
        yaml = read_yaml(text, 2)
    except YamlProblem as error:
        findings.fail(error.line, f"front matter: {error.message}")
    if not isinstance(yaml.data, dict):
        findings.fail(2, "front matter: must be fields such as `id: k2-b3`")
    fields = _Fields(yaml, findings)
    fields.check_names()
    front = FrontMatter(
        id=fields.text("id", ID_LENGTH),
        title=fields.text("title", TITLE_LENGTH),
        minutes=fields.minutes(),
        summary=fields.text("summary", SUMMARY_LENGTH),
        competencies=fields.listed("competencies", str, "competency codes such as AT-2"),
        tasks=fields.listed("tasks", int, "task numbers"),
        cites=fields.listed("cites", str, "ids of the legal register"),
        cites_outdated=fields.listed("cites_outdated", str, "ids of the legal register"),
        retake=fields.retake(),
        lines=yaml,
    )
    findings.raise_if_broken()
    _check_id(front, name, findings)
    _check_lists(front, competencies, findings)
    _check_cites(front, register, on, findings)
    return front


class _Fields:
    def __init__(self, yaml: YamlText, findings: Findings) -> None:
        self._data: dict[Any, Any] = yaml.data
        self._yaml = yaml
        self._findings = findings

    def check_names(self) -> None:
        for name in self._data:
            if name not in _REQUIRED and name not in _OPTIONAL:
                self._findings.editorial(self._yaml.line(str(name)), f"front matter: unknown field {name}")
        for name in _REQUIRED:
            if name not in self._data:
                self._findings.broken(1, f"front matter: {name} is missing")

    def text(self, name: str, longest: int) -> str:
        value = self._data.get(name, "-")
        line = self._yaml.line(name)
        if not isinstance(value, str) or not value.strip():
            self._findings.broken(line, f"{name}: must be text")
            return ""
        if len(value) > longest:
            self._findings.editorial(line, f"{name}: {len(value)} characters, at most {longest} allowed")
        return value.strip()

    def minutes(self) -> int:
        value = self._data.get("minutes", 1)
        if type(value) is not int or not 1 <= value <= 60:
            self._findings.broken(self._yaml.line("minutes"), "minutes: must be a whole number from 1 to 60")
            return 1
        return value

    def listed(self, name: str, kind: Callable[[Any], Any], what: str) -> tuple[Any, ...]:
        value = self._data.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or any(type(item) is not kind for item in value):
            self._findings.broken(self._yaml.line(name), f"{name}: must be a list of {what}")
            return ()
        for number, item in enumerate(value):
            if item in value[:number]:
                self._findings.editorial(self._yaml.line(name, number), f"{name}: {item} stands twice")
        return tuple(dict.fromkeys(value))

    def retake(self) -> Retake | None:
        value = self._data.get("retake")
        if value is None:
            return None
        match = _RETAKE.match(value) if isinstance(value, str) else None
        try:
            if match:
                return Retake(date.fromisoformat(match[1]), match[2].strip())
        except ValueError:
            pass
        line = self._yaml.line("retake")
        self._findings.broken(line, "retake: must be a date and a reason, `2027-01-01 Luật thay đổi`")
        return None


def _check_id(front: FrontMatter, name: str | None, findings: Findings) -> None:
    line = front.lines.line("id")
    if not LESSON_ID.match(front.id):
        findings.editorial(line, f"id: {front.id} must be lower case letters and digits joined by -")
    if name is not None and front.id != name:
        findings.editorial(line, f"id: {front.id} is not the file's name, {name}")


def _check_lists(front: FrontMatter, competencies: Container[str], findings: Findings) -> None:
    if not front.competencies:
        findings.editorial(front.lines.line("competencies"), "competencies: at least one is needed")
    for number, code in enumerate(front.competencies):
        if code not in competencies:
            findings.editorial(
                front.lines.line("competencies", number),
                f"competencies: {code} is not in courses/competencies.yml",
            )
    for number, task in enumerate(front.tasks):
        if not 1 <= task <= LAST_TASK:
            findings.editorial(
                front.lines.line("tasks", number), f"tasks: {task} is not a task from 1 to {LAST_TASK}"
            )


def _check_cites(front: FrontMatter, register: Register, on: date | None, findings: Findings) -> None:
    for number, cited in enumerate(front.cites):
        line = front.lines.line("cites", number)
        if refusal := register.refusal(cited, on):
            outdated = " (a lesson that speaks of it as outdated lists it in cites_outdated)"
            findings.editorial(line, f"cites: {refusal}{outdated if cited in register else ''}")
        if cited in front.cites_outdated:
            findings.editorial(line, f"cites: {cited} also stands in cites_outdated; keep one")
    for number, cited in enumerate(front.cites_outdated):
        line = front.lines.line("cites_outdated", number)
        if cited not in register:
            findings.editorial(line, f"cites_outdated: {cited}: not in the legal register")
        elif register.refusal(cited, on) is None:
            findings.editorial(line, f"cites_outdated: {cited} is not outdated; list it in cites")
