"""One lesson: its Markdown source read into text blocks and questions, or refused with every reason."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from markdown_it.token import Token

from courses.findings import Findings
from courses.frontmatter import FrontMatter, Retake, read_front_matter, split_front_matter
from courses.markdown import LessonText
from courses.yamltext import YamlProblem, YamlText, read_yaml
from exercises.errors import QuestionError
from exercises.questions import Question, parse_question
from hub.legal.register import Register

VERSION_LENGTH = 8  # hex digits of the SHA-256 of the source

# Soft hyphen, zero-width and bidirectional marks, variation selectors, tags, control characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffd\U000e0000-\U000e007f]"
)
_LINE_END = re.compile(r"\r\n?|\n")  # as the Markdown parser counts lines
_QUESTION_ID = re.compile(r"q([1-9][0-9]*)\Z")


@dataclass(frozen=True)
class TextBlock:
    """A run of text between questions, as safe HTML."""

    html: str


@dataclass(frozen=True)
class QuestionBlock:
    """A question at its place in the lesson."""

    question: Question


@dataclass(frozen=True)
class Reference:
    """A line of the list "Căn cứ"; `courses.markdown.reference_anchor(id)` is its id on the page."""

    id: str
    html: str


@dataclass(frozen=True)
class Lesson:
    """A lesson as read and answered. `version` names the source, `sha256` (hex) proves it."""

    id: str
    title: str
    minutes: int
    summary: str
    competencies: tuple[str, ...]
    tasks: tuple[int, ...]
    cites: tuple[str, ...]
    cites_outdated: tuple[str, ...]
    retake: Retake | None
    blocks: tuple[TextBlock | QuestionBlock, ...]
    questions: tuple[Question, ...]
    references: tuple[Reference, ...]
    images: tuple[str, ...]
    version: str
    sha256: str
    source: str = field(repr=False)

    def question(self, question_id: str) -> Question | None:
        """Return the question, or `None` when the lesson has none of this id."""
        return next((question for question in self.questions if question.id == question_id), None)


def parse_lesson(
    source: str,
    *,
    register: Register,
    competencies: Container[str],
    name: str | None = None,
    on: date | None = None,
    strict: bool = True,
) -> Lesson:
    """Return the lesson written in `source` (docs/lesson-format.md); raise LessonError with all problems.

    `name` is the file's name without `.md`, which must be the lesson's id; `on` the day on which the
    cited laws must be in force (without it the register's status decides). With `strict=False` the
    rules for authors are skipped, so that what was once published can always be read again.
    """
    findings = Findings(f"{name}.md" if name else "lesson")
    sha256 = hashlib.sha256(source.encode("utf-8")).hexdigest()
    _check_characters(source, findings)
    yaml, body, lines_before = split_front_matter(source, findings)
    front = read_front_matter(
        yaml, findings=findings, register=register, competencies=competencies, name=name, on=on
    )
    text = LessonText(register, {*front.cites, *front.cites_outdated}, findings, lines_before)
    blocks = _Body(body, front, text, findings).blocks()
    _check_all_used(front, register, text, findings)
    if strict:
        findings.raise_if_any()
    findings.raise_if_broken()
    return Lesson(
        id=front.id,
        title=front.title,
        minutes=front.minutes,
        summary=front.summary,
        competencies=front.competencies,
        tasks=front.tasks,
        cites=front.cites,
        cites_outdated=front.cites_outdated,
        retake=front.retake,
        blocks=tuple(blocks),
        questions=tuple(block.question for block in blocks if isinstance(block, QuestionBlock)),
        references=tuple(
            Reference(cited, escape(register.full(cited)))
            for cited in dict.fromkeys(front.cites + front.cites_outdated)
            if cited in register
        ),
        images=tuple(dict.fromkeys(text.images)),
        version=sha256[:VERSION_LENGTH],
        sha256=sha256,
        source=source,
    )


def _check_characters(source: str, findings: Findings) -> None:
    for number, line in enumerate(source.split("\n"), start=1):
        if not unicodedata.is_normalized("NFC", line):
            findings.editorial(number, "not in NFC: diacritics are written as separate characters")
        for found in dict.fromkeys(_UNSEEN.findall(line)):
            what = f"U+{ord(found):04X} {unicodedata.name(found, 'control character')}"
            column = line.index(found) + 1
            findings.editorial(number, f"invisible character {what} in column {column}")


def _check_all_used(front: FrontMatter, register: Register, text: LessonText, findings: Findings) -> None:
    for name in ("cites", "cites_outdated"):
        for number, cited in enumerate(getattr(front, name)):
            if cited in register and cited not in text.used:
                findings.editorial(
                    front.lines.line(name, number), f"{name}: {cited} is not cited in the text"
                )


class _Body:
    """The body of a lesson, cut at its questions."""

    def __init__(self, body: str, front: FrontMatter, text: LessonText, findings: Findings) -> None:
        self._lines = _LINE_END.split(body)
        self._tokens = text.tokens(body)
        self._front = front
        self._text = text
        self._findings = findings
        self._last_number = 0
        self._numbers: set[int] = set()

    def blocks(self) -> list[TextBlock | QuestionBlock]:
        """Return text and questions in the order of the file."""
        blocks: list[TextBlock | QuestionBlock] = []
        run: list[Token] = []
        for token in self._tokens:
            if token.type == "fence":
                self._check_fence(token)
            if token.type == "fence" and token.level == 0 and token.info.strip() == "question":
                blocks += self._text_block(run)
                run = []
                question = self._question(token)
                blocks += [QuestionBlock(question)] if question else []
            else:
                run.append(token)
        return blocks + self._text_block(run)

    def _text_block(self, run: list[Token]) -> list[TextBlock | QuestionBlock]:
        return [TextBlock(self._text.html(run))] if run else []

    def _check_fence(self, token: Token) -> None:
        line = self._text.line(token)
        last = self._lines[token.map[1] - 1] if token.map else ""
        if not last.strip(" >").startswith(token.markup):
            self._findings.broken(line, f"the block is not closed by a line {token.markup}")
        info = token.info.strip()
        if info != "question" and info.lower().startswith("quest"):
            self._findings.broken(line, f"a question begins with ```question, not ```{info}")

    def _question(self, token: Token) -> Question | None:
        line = self._text.line(token)
        try:
            yaml = read_yaml(token.content, line + 1)
        except YamlProblem as error:
            self._findings.broken(error.line, f"question: {error.message}")
            return None
        data = self._resolved(yaml)
        self._check_id(yaml)
        try:
            question = parse_question(data)
        except QuestionError as error:
            for problem in error.problems:
                place = problem.partition(":")[0].split(".")
                where = yaml.line(*(int(step) if step.isdecimal() else step for step in place))
                self._findings.broken(where, f"{error.question}: {problem}")
            return None
        if question.competency not in self._front.competencies:
            self._findings.editorial(
                yaml.line("competency"),
                f"{question.id}: competency {question.competency} is not listed in the front matter",
            )
        return question

    def _resolved(self, yaml: YamlText) -> Any:
        if not isinstance(yaml.data, dict):
            return yaml.data
        data = dict(yaml.data)
        for name in ("prompt", "explanation"):
            if isinstance(data.get(name), str):
                data[name] = self._text.question_markdown(data[name], yaml.line(name))
        return data

    def _check_id(self, yaml: YamlText) -> None:
        question_id = yaml.data.get("id") if isinstance(yaml.data, dict) else None
        match = _QUESTION_ID.match(question_id) if isinstance(question_id, str) else None
        if match is None:
            return  # parse_question says what is wrong with it
        number, wanted, line = int(match[1]), self._last_number + 1, yaml.line("id")
        if number in self._numbers:
            self._findings.broken(line, f"question id {match[0]} stands twice")
        elif number != wanted:
            self._findings.editorial(
                line, f"question id {match[0]} should be q{wanted}: q1, q2, ... in order"
            )
        self._numbers.add(number)
        self._last_number = max(number, self._last_number)
