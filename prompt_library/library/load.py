"""Loading: one file or the whole library, every error of a file reported at once with its line."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from pydantic import ValidationError

from prompt_library.library import template
from prompt_library.library.findings import Finding, PromptError
from prompt_library.library.frontmatter import FrontMatterProblem, Parts, read_parts
from prompt_library.library.model import Group, Prompt
from prompt_library.library.schema import TEXT_MOST, File

PROMPTS_DIR = Path(__file__).parents[1] / "prompts"
_TASKS = Path(__file__).parent / "data" / "tasks.yml"


@dataclass(frozen=True)
class Library:
    """The prompts by id, in the order of their ids, and the 12 groups of tasks."""

    prompts: Mapping[str, Prompt]
    groups: tuple[Group, ...]


def parse_prompt(source: str, *, name: str, group: str, path: str | None = None) -> Prompt:
    """Return the prompt of a file named `name`.prompty in the folder `group` ("a"); raise PromptError.

    `source` may come from a person: whatever it holds, nothing in it is run or read from elsewhere.
    """
    path = path or f"{group}/{name}.prompty"
    found: list[Finding] = [
        Finding(path, number, "not in NFC (normalise the file)")
        for number, line in enumerate(source.split("\n"), 1)
        if not unicodedata.is_normalized("NFC", line)
    ]
    try:
        parts = read_parts(source)
    except FrontMatterProblem as problem:
        raise PromptError([*found, Finding(path, problem.line, problem.message)]) from problem
    found += [Finding(path, line, message) for line, message in parts.problems]
    try:
        file = File.model_validate(parts.data)
    except ValidationError as error:
        found += [Finding(path, line, message) for line, message in _schema_errors(error, parts)]
        found += _body_alone(parts, path)
        raise PromptError(found) from error
    found += [Finding(path, parts.line(*place), message) for place, message in _whole(file, name, group)]
    guidance = file.metadata.mttq.kind == "guidance"
    try:
        system, system_line, user, user_line = template.split_body(parts.body, guidance=guidance)
    except template.BodyProblem as problem:
        at = parts.body_line + problem.line
        raise PromptError([*found, Finding(path, at, problem.message)]) from problem
    for line, message in template.problems_of_system(system):
        found.append(Finding(path, parts.body_line + system_line + line - 1, message))
    names = [asked.name for asked in file.inputs]
    fields = file.metadata.mttq.fields
    free = {one for one in names if one in fields and fields[one].widget in ("text", "textarea")}
    for line, message in template.problems_of_user(user, names, free):
        found.append(Finding(path, parts.body_line + user_line + line - 1, message))
    if found:
        raise PromptError(found)
    return file.to_prompt(
        system=system, user=user, source=source, sha256=hashlib.sha256(source.encode()).hexdigest()
    )


def read_prompt(path: Path, root: Path | None = None) -> Prompt:
    """Return the prompt of a file; raise PromptError with paths relative to `root`."""
    shown = str(path.relative_to(root)) if root and path.is_relative_to(root) else str(path)
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError([Finding(shown, 0, f"cannot be read as UTF-8: {error}")]) from error
    return parse_prompt(source, name=path.stem, group=path.parent.name, path=shown)


def load_library(folder: Path | None = None) -> Library:
    """Return every prompt below `folder`; raise PromptError with the errors of all files."""
    folder = folder or PROMPTS_DIR
    prompts: dict[str, Prompt] = {}
    found: list[Finding] = []
    for path in sorted(folder.glob("*/*.prompty")):
        try:
            prompt = read_prompt(path, folder)
            prompts[prompt.id] = prompt
        except PromptError as error:
            found += error.findings
    if found:
        raise PromptError(found)
    return Library(prompts, groups())


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """Return the 12 groups with their tasks."""
    data: dict[str, Any] = yaml.safe_load(_TASKS.read_text(encoding="utf-8"))
    return tuple(Group(letter, one["name"], dict(one["tasks"])) for letter, one in data.items())


def group_of_task(task: int) -> str:
    """Return the letter of the group in which the task stands; raise KeyError."""
    for group in groups():
        if task in group.tasks:
            return group.letter
    raise KeyError(task)


def _body_alone(parts: Parts, path: str) -> Iterator[Finding]:
    """Yield what is wrong with the body whatever the front matter says."""
    roles = 1 if "\nuser:" not in f"\n{parts.body}" else 2
    try:
        system, line, _, _ = template.split_body(parts.body, guidance=roles == 1)
    except template.BodyProblem as problem:
        yield Finding(path, parts.body_line + problem.line, problem.message)
        return
    for number, message in template.problems_of_system(system):
        yield Finding(path, parts.body_line + line + number - 1, message)


def _schema_errors(error: ValidationError, parts: Parts) -> Iterator[tuple[int, str]]:
    for one in error.errors():
        place = tuple(
            part
            for number, part in enumerate(one["loc"])
            # pydantic puts the kind of a check into the place: ("checks", 0, "words", "min")
            if not (number and isinstance(one["loc"][number - 1], int) and one["loc"][number - 2] == "checks")
        )
        message = one["msg"]
        if one["type"] == "extra_forbidden":
            message = "unknown field (inside { } or [ ], a text with a comma needs quotes)"
        value = one.get("input")
        shown = f" (found {value!r:.80})" if isinstance(value, str) else ""
        yield parts.line(*place), f"{'.'.join(str(part) for part in place) or 'file'}: {message}{shown}"


Place = tuple[str | int, ...]


def _whole(file: File, name: str, group: str) -> Iterator[tuple[Place, str]]:
    """Yield what only several fields together show."""
    front = file.metadata.mttq
    mttq = ("metadata", "mttq")
    if file.name != name:
        yield ("name",), f"name: {file.name} is not the file's name, {name}"
    if group != front.group.lower() or not file.name.startswith(front.group.lower()):
        yield (*mttq, "group"), f"group: {front.group} is not the folder's or the name's letter"
    if front.tasks and int(file.name[1:3]) != front.tasks[0]:
        yield (*mttq, "tasks"), f"tasks: the first must be {int(file.name[1:3])}, as in the name"
    elif front.tasks and group_of_task(front.tasks[0]) != front.group:
        yield (*mttq, "group"), f"group: task {front.tasks[0]} stands in {group_of_task(front.tasks[0])}"
    yield from ((("inputs",), message) for message in _repeated("inputs", [a.name for a in file.inputs]))
    for field in ("tasks", "keywords", "cites", "lessons", "personal"):
        listed = [str(one) for one in getattr(front, field)]
        yield from (((*mttq, field), message) for message in _repeated(field, listed))
    if front.kind == "guidance":
        yield from _guidance(file)
    else:
        yield from _inputs(file)
        yield from _levels(file)


def _repeated(field: str, listed: list[str]) -> Iterator[str]:
    for number, one in enumerate(listed):
        if one in listed[:number]:
            yield f"{field}: {one} stands twice"


def _guidance(file: File) -> Iterator[tuple[Place, str]]:
    front = file.metadata.mttq
    if front.level != 4:
        yield ("metadata", "mttq", "level"), "level: a guidance card has level 4"
    if file.inputs:
        yield ("inputs",), "inputs: a guidance card has none"
    for field in ("personal", "fields", "sample", "checks", "cases"):
        if getattr(front, field):
            yield ("metadata", "mttq", field), f"{field}: a guidance card has none"


def _inputs(file: File) -> Iterator[tuple[Place, str]]:
    front = file.metadata.mttq
    names = [asked.name for asked in file.inputs]
    if not names:
        yield ("inputs",), "inputs: at least one is needed"
    for extra in front.fields.keys() - set(names):
        yield ("metadata", "mttq", "fields", extra), f"fields: {extra} is not an input"
    for number, asked in enumerate(file.inputs):
        place: Place = ("inputs", number)
        field = front.fields.get(asked.name)
        if field is None:
            yield place, f"inputs: {asked.name} has no entry in metadata.mttq.fields"
            continue
        at: Place = ("metadata", "mttq", "fields", asked.name)
        if bool(asked.enumValues) != (field.widget == "select"):
            yield at, f"{asked.name}: enumValues and the widget select belong together"
        if len(asked.enumValues) == 1 or len(set(asked.enumValues)) != len(asked.enumValues):
            yield place, f"{asked.name}: enumValues must be two or more, all different"
        if (asked.kind == "integer") != (field.widget == "number"):
            yield at, f"{asked.name}: kind integer and the widget number belong together"
        if field.widget == "text" and (field.max or 0) > TEXT_MOST:
            yield at, f"{asked.name}: a text field has at most {TEXT_MOST} characters; use textarea"
        if field.widget != "select" and not asked.example.strip():
            yield place, f"{asked.name}: a field that is typed needs an example"


def _levels(file: File) -> Iterator[tuple[Place, str]]:
    front = file.metadata.mttq
    fields = front.fields
    for name in front.personal:
        if name not in fields:
            yield ("metadata", "mttq", "personal"), f"personal: {name} is not an input"
        elif fields[name].widget not in ("text", "textarea"):
            yield ("metadata", "mttq", "personal"), f"personal: {name} is not typed freely"
    place = ("metadata", "mttq", "level")
    if front.level == 4:
        yield place, "level: only guidance cards have level 4"
    if front.level == 3:
        typed = [one for one, field in fields.items() if field.widget != "select"]
        if typed:
            yield place, f"level: at level 3 every input is a select; not so: {', '.join(typed)}"
    if front.level == 2 and not front.personal:
        yield place, "level: level 2 needs at least one input in personal"
    if front.level < 2 and front.personal:
        yield place, "level: inputs that hold citizens' data (personal) need level 2"
