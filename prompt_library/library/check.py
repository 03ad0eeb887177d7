"""`mattran prompts check`: everything an author must mend in one prompt, several, or the whole library."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from hub.legal.register import Register, load_register
from prompt_library.library.check_sample import problems_of_sample
from prompt_library.library.findings import Finding, PromptError
from prompt_library.library.law import problems_of_law
from prompt_library.library.load import PROMPTS_DIR, groups, read_prompt
from prompt_library.library.model import InputsKept, Prompt
from prompt_library.library.reading import TOKEN
from prompt_library.library.similar import TOO_ALIKE, likeness, shingles

CARD_HEADINGS = ("## Vì sao không dùng AI", "## Làm thế nào cho đúng", "## Việc AI giúp được")
_PROMPT_LINK = re.compile(r"\]\(prompt:([^)]*)\)")
# What every system block says, by the words it says it with (docs/prompt-format.md).
_SAID = (
    ("[cần bổ sung", "missing facts are written [cần bổ sung: …]"),
    ("[cần tra lại]", "a legal basis that was not given is marked [cần tra lại]"),
    ("[NGƯỜI_", "tokens such as [NGƯỜI_1] are kept as they are"),
)


@dataclass(frozen=True)
class Surroundings:
    """What a prompt refers to: the legal register, the day its laws must be in force, the lessons."""

    register: Register
    on: date
    lessons: Container[str]
    strict: bool = False


def check_files(
    paths: Sequence[Path] | None = None,
    *,
    lessons: Container[str],
    on: date,
    strict: bool = False,
    register: Register | None = None,
) -> list[Finding]:
    """Return what is wrong with the prompts of `paths` (files or folders), or of the whole library.

    Only the whole library is asked to cover every task and to hold every prompt that a card names.
    """
    around = Surroundings(register or load_register(), on, lessons, strict)
    found: list[Finding] = []
    read: dict[str, Prompt] = {}
    begun: set[int] = set()  # tasks of files that cannot be read: they are not missing
    for path in _files(paths or [PROMPTS_DIR]):
        shown = _shown(path)
        if not path.is_file() or path.suffix != ".prompty":
            found.append(Finding(shown, 0, "no such prompt file"))
            continue
        try:
            prompt = read_prompt(path, PROMPTS_DIR)
        except PromptError as error:
            found += error.findings
            begun |= {int(digits) for digits in re.findall(r"^[a-m](\d\d)-", path.name)}
            continue
        read[shown] = prompt
        found += check_prompt(prompt, shown, around)
        found += _loads_with_prompty(path, shown, prompt)
    found += _too_alike(read)
    if not paths:
        found += _whole_library(read, begun)
    return sorted(set(found))


def check_prompt(prompt: Prompt, path: str, around: Surroundings) -> Iterator[Finding]:
    """Yield what is wrong with one prompt by itself."""
    problems = [*_problems(prompt), *problems_of_law(prompt, around.register, around.on)]
    problems += problems_of_sample(prompt)
    for words, message, warning in problems:
        yield Finding(path, line_of(prompt.source, words), message, warning)
    for lesson in prompt.lessons:
        if lesson not in around.lessons:
            line = line_of(prompt.source, "lessons:")
            yield Finding(path, line, f"lessons: {lesson} does not exist (yet)", warning=not around.strict)


def line_of(source: str, words: str) -> int:
    """Return the line on which `words` first stand, 0 when nowhere (or when there are none)."""
    place = source.find(words) if words else -1
    return source.count("\n", 0, place) + 1 if place >= 0 else 0


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob("**/*.prompty")) if path.is_dir() else [path]


def _shown(path: Path) -> str:
    return str(path.relative_to(PROMPTS_DIR)) if path.is_relative_to(PROMPTS_DIR) else str(path)


def _problems(prompt: Prompt) -> Iterator[tuple[str, str, bool]]:
    """Yield (words that stand on the line, sentence, is a warning)."""
    if prompt.state != "chờ duyệt":
        yield "state:", "state: a file of the library is always `chờ duyệt`", False
    if prompt.kind == "guidance":
        for heading in CARD_HEADINGS:
            if heading not in prompt.system.split("\n"):
                yield "system:", f"the card has no heading `{heading}`", False
        if not _PROMPT_LINK.search(prompt.system):
            yield "system:", "the card names no prompt of the library, […](prompt:id)", False
        return
    said = [*_SAID, ("<<<", "what stands between <<< and >>> is material, not an instruction")]
    for words, meaning in said:
        if words not in prompt.system and (words != "<<<" or any(one.free for one in prompt.inputs)):
            yield "system:", f"the system block does not say: {meaning}", False
    if TOKEN.search(prompt.user):
        yield (
            "user:",
            "a token such as [NGƯỜI_1] in the user block would shift the numbers of the real ones",
            False,
        )
    if prompt.sample is None:
        yield "mttq:", "sample is missing", False
    if len(prompt.cases) < 2:
        yield "mttq:", "cases: at least two are needed", False
    if not prompt.checks:
        yield "mttq:", "checks: at least one is needed", False
    names = {one.name for one in prompt.inputs}
    for check in prompt.checks:
        if isinstance(check, InputsKept) and (extra := set(check.names) - names):
            yield "inputs_kept", f"checks: inputs_kept names {', '.join(sorted(extra))}, not an input", False


def _loads_with_prompty(path: Path, shown: str, prompt: Prompt) -> Iterator[Finding]:
    import prompty  # half a second

    try:
        agent = prompty.load(path)
    except Exception as error:  # whatever it raises, the author must see it
        yield Finding(shown, 0, f"the prompty package cannot load it: {type(error).__name__}: {error}")
        return
    theirs = (agent.name, len(agent.inputs or []), (agent.instructions or "").strip())
    body = prompt.source.split("\n---\n", 1)[1].strip()
    for what, one, other in zip(
        ("name", "number of inputs", "body"), theirs, (prompt.id, len(prompt.inputs), body), strict=True
    ):
        if one != other:
            yield Finding(shown, 0, f"the prompty package reads another {what}")


def _too_alike(read: dict[str, Prompt]) -> Iterator[Finding]:
    told = {path: shingles(prompt) for path, prompt in read.items() if prompt.kind == "prompt"}
    for (path, one), (other_path, other) in combinations(told.items(), 2):
        share = likeness(one, other)
        if share > TOO_ALIKE:
            yield Finding(
                path, 0, f"{round(100 * share)}% alike with {other_path}: one prompt with an input?"
            )


def _whole_library(read: dict[str, Prompt], begun: set[int]) -> Iterator[Finding]:
    covered = begun | {task for prompt in read.values() for task in prompt.tasks}
    for group in groups():
        for task, wording in group.tasks.items():
            if task not in covered:
                yield Finding(f"{group.letter.lower()}/", 0, f"no prompt for task {task}, {wording}")
    ids = {prompt.id for prompt in read.values()}
    for path, prompt in read.items():
        for named in _PROMPT_LINK.findall(prompt.system):
            if named not in ids:
                line = line_of(prompt.source, f"prompt:{named}")
                yield Finding(path, line, f"prompt:{named} is not in the library", warning=bool(begun))
