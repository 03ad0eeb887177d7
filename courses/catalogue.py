"""The catalogue: which courses there are, the order of their lessons, and the lessons read from disk."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from courses.competencies import load_competencies
from courses.errors import ContentError, Problem
from courses.lesson import Lesson, parse_lesson
from courses.yamltext import YamlProblem, YamlText, read_yaml
from hub.legal.register import Register, load_register

CONTENT_DIR = Path(__file__).with_name("content")
CATALOGUE_FILE = "courses.yml"

_Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]


class Course(BaseModel):
    """A course: title and summary in Vietnamese, ids of its lessons in the order they are taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: _Id
    title: Annotated[str, Field(min_length=1, max_length=120)]
    summary: Annotated[str, Field(max_length=160)] = ""
    lessons: Annotated[tuple[_Id, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Catalogue:
    """The courses in the order in which they are offered."""

    courses: tuple[Course, ...]

    @property
    def lessons(self) -> tuple[str, ...]:
        """Return the ids of all lessons, course after course."""
        return tuple(lesson for course in self.courses for lesson in course.lessons)

    def course_of(self, lesson_id: str) -> Course | None:
        """Return the course that holds the lesson, or `None`."""
        return next((course for course in self.courses if lesson_id in course.lessons), None)

    def next_lesson(self, lesson_id: str) -> str | None:
        """Return the lesson after this one in its course; `None` after the last."""
        course = self.course_of(lesson_id)
        if course is None:
            return None
        following = course.lessons.index(lesson_id) + 1
        return course.lessons[following] if following < len(course.lessons) else None


def load_catalogue(folder: Path = CONTENT_DIR) -> Catalogue:
    """Return the catalogue in `folder`/courses.yml; raise ContentError with every problem."""
    file = folder / CATALOGUE_FILE
    try:
        yaml = read_yaml(_read(file, CATALOGUE_FILE), 1)
        courses = TypeAdapter(tuple[Course, ...]).validate_python(yaml.data)
    except YamlProblem as error:
        raise ContentError([Problem(CATALOGUE_FILE, error.line, error.message)]) from error
    except ValidationError as error:
        raise ContentError([_problem(found, yaml) for found in error.errors()]) from error
    problems = []
    seen: set[str] = set()
    for place, course in enumerate(courses):
        ids = [(course.id, yaml.line(place, "id"))]
        ids += [(lesson, yaml.line(place, "lessons", n)) for n, lesson in enumerate(course.lessons)]
        for found, line in ids:
            if found in seen:
                problems.append(Problem(CATALOGUE_FILE, line, f"{found} stands twice"))
            seen.add(found)
    if problems:
        raise ContentError(problems)
    return Catalogue(courses)


def load_lessons(
    folder: Path = CONTENT_DIR,
    *,
    register: Register | None = None,
    competencies: Container[str] | None = None,
    on: date | None = None,
) -> dict[str, Lesson]:
    """Return every lesson of the catalogue by id, in its order; raise ContentError with every problem.

    `on` is the day on which the cited laws must be in force. Also refused: a lesson file that no
    course lists.
    """
    lessons, problems = passing_lessons(folder, register=register, competencies=competencies, on=on)
    if problems:
        raise ContentError(problems)
    return lessons


def passing_lessons(
    folder: Path = CONTENT_DIR,
    *,
    register: Register | None = None,
    competencies: Container[str] | None = None,
    on: date | None = None,
) -> tuple[dict[str, Lesson], list[Problem]]:
    """Return the lessons without any problem, by id in the catalogue's order, and every problem found.

    Raises ContentError when the catalogue itself cannot be read.
    """
    load_catalogue(folder)
    lessons, problems = read_lessons(
        folder,
        register=register or load_register(),
        competencies=load_competencies() if competencies is None else competencies,
        on=on,
    )
    refused = {problem.path for problem in problems}
    return {lesson.id: lesson for path, lesson in lessons.items() if path not in refused}, problems


def read_lessons(
    folder: Path, *, register: Register, competencies: Container[str], on: date | None
) -> tuple[dict[str, Lesson], list[Problem]]:
    """Return the lessons that can be read, by path in `folder`, and every problem of the others."""
    try:
        catalogue = load_catalogue(folder)
    except ContentError as error:
        return {}, list(error.problems)
    lessons: dict[str, Lesson] = {}
    problems: list[Problem] = []
    for course in catalogue.courses:
        for lesson_id in course.lessons:
            path = f"{course.id}/{lesson_id}.md"
            try:
                source = _read(folder / path, path)
                lesson = parse_lesson(
                    source, register=register, competencies=competencies, name=lesson_id, on=on
                )
            except ContentError as error:
                problems += [Problem(path, found.line, found.message) for found in error.problems]
                continue
            lessons[path] = lesson
            for image in lesson.images:
                if not (folder / course.id / image).is_file():
                    problems.append(Problem(path, 0, f"image {image} is not there"))
    listed = {f"{course.id}/{lesson}.md" for course in catalogue.courses for lesson in course.lessons}
    for file in sorted(folder.rglob("*.md")):
        path = file.relative_to(folder).as_posix()
        if path not in listed:
            problems.append(Problem(path, 0, f"no course of {CATALOGUE_FILE} lists this lesson"))
    return lessons, problems


def _problem(found: ErrorDetails, yaml: YamlText) -> Problem:
    if not found["loc"]:
        return Problem(CATALOGUE_FILE, 1, "must be a list of courses")
    field = ".".join(str(step) for step in found["loc"][1:]) or "course"
    return Problem(CATALOGUE_FILE, yaml.line(*found["loc"]), f"{field}: {found['msg']}")


def _read(file: Path, path: str) -> str:
    """Return the file's text as its bytes spell it (line ends kept); raise ContentError."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ContentError([Problem(path, 0, "the file is not there or cannot be read")]) from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ContentError([Problem(path, line, "not UTF-8")]) from error
