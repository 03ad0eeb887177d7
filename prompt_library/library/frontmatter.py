"""A prompt's file in parts: front matter as plain text values with their lines, and the body.

Every scalar is taken as the text that stands in the file, so that `0600 000 123`, `1.500`, `30/6` and
`yes` mean what the author sees; the schema turns into numbers what must be one. Read with PyYAML's C
parser: 30 times as fast as ruamel.yaml here (12 against 360 ms for 35 kB), and the library has 80 files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml  # type: ignore[import-untyped]

Place = tuple[str | int, ...]
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_DEEPEST = 12
LONGEST = 200_000
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FrontMatterProblem(Exception):
    """The file has no readable front matter; `line` counts from 1 in the file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True)
class Parts:
    """`data` of the front matter, `lines` of its places, the body and the number of lines before it."""

    data: dict[str, Any]
    lines: dict[Place, int]
    body: str
    body_line: int
    problems: tuple[tuple[int, str], ...] = ()

    def line(self, *place: str | int) -> int:
        """Return the line of `place`, or of the nearest place around it that was written."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_parts(source: str) -> Parts:
    """Return the parts of a file; raise FrontMatterProblem."""
    if len(source) > LONGEST:
        raise FrontMatterProblem(1, f"the file has more than {LONGEST} characters")
    lines = source.split("\n")
    if lines[0].rstrip() != "---":
        raise FrontMatterProblem(1, "the file does not begin with front matter (a line ---)")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise FrontMatterProblem(1, "the front matter is not closed by a line ---")
    data, places = read_yaml("\n".join(lines[1:end]) + "\n", 2)
    if not isinstance(data, dict):
        raise FrontMatterProblem(2, "the front matter must be fields such as `name: a01-tin-bai-fanpage`")
    return Parts(data, places, "\n".join(lines[end + 1 :]), end + 1, _for_prompty(lines[1:end]))


def read_yaml(text: str, first_line: int) -> tuple[Any, dict[Place, int]]:
    """Return the values of `text`, every scalar as text or None, and the line of each place.

    Read event by event: PyYAML's own composer calls itself for each level, and a few thousand open
    brackets from anybody would end the process. Raise FrontMatterProblem.
    """
    places: dict[Place, int] = {}
    events = yaml.parse(text, Loader=_FAST)
    try:
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                data = _value(event, events, (), places, first_line)
                for after in events:
                    if isinstance(after, yaml.DocumentStartEvent):
                        line = first_line + after.start_mark.line
                        raise FrontMatterProblem(line, "more than one YAML document")
                return data, places
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise FrontMatterProblem(line, f"not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise FrontMatterProblem(first_line, f"not YAML: {error}") from error
    return None, places


def _value(event: Any, events: Iterator[Any], place: Place, places: dict[Place, int], first_line: int) -> Any:
    line = first_line + event.start_mark.line
    places.setdefault(place, line)
    if event.anchor or len(place) > _DEEPEST:  # an alias may grow without end
        raise FrontMatterProblem(line, "YAML anchors, aliases and very deep values are not used in prompts")
    if event.tag not in (None, "!"):
        raise FrontMatterProblem(line, f"YAML tags ({event.tag}) are not used in prompts")
    if isinstance(event, yaml.MappingStartEvent):
        found: dict[str, Any] = {}
        for key in events:
            if isinstance(key, yaml.MappingEndEvent):
                return found
            at = first_line + key.start_mark.line
            if not isinstance(key, yaml.ScalarEvent):
                raise FrontMatterProblem(at, "a field's name must be a word")
            if key.value in found:
                raise FrontMatterProblem(at, f"{key.value} stands twice")
            places[(*place, key.value)] = at
            found[key.value] = _value(next(events), events, (*place, key.value), places, first_line)
    if isinstance(event, yaml.SequenceStartEvent):
        listed: list[Any] = []
        for item in events:
            if isinstance(item, yaml.SequenceEndEvent):
                return listed
            listed.append(_value(item, events, (*place, len(listed)), places, first_line))
    if event.value.startswith("${"):  # prompty reads files and the environment for such values
        raise FrontMatterProblem(line, "a value must not begin with ${")
    return None if event.style in (None, "") and event.value in _NULLS else event.value


def _for_prompty(lines: list[str]) -> tuple[tuple[int, str], ...]:
    """Return what the prompty package reads otherwise than we do, by line.

    It ends the front matter at the first `---` or `+++` anywhere, also inside a table of a sample.
    """
    message = "`---` or `+++` ends the front matter for the prompty package; in a table write |--|--|"
    return tuple((n, message) for n, line in enumerate(lines, 2) if "---" in line or "+++" in line)
