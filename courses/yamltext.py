"""YAML as authors write it: plain data, and the line on which each value stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

Place = tuple[str | int, ...]


class YamlProblem(Exception):
    """The text is not YAML; `line` counts from 1 in the file the text stands in."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True)
class YamlText:
    """`data` as plain Python values and `lines`, the line of each place: `("options", "a")` -> 17."""

    data: Any
    lines: dict[Place, int]

    def line(self, *place: str | int) -> int:
        """Return the line of `place`, or of the nearest place around it that was written."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]


def read_yaml(text: str, first_line: int) -> YamlText:
    """Return the YAML of `text`, whose first line is line `first_line` of its file; raise YamlProblem.

    The pure Python parser is used wherever we run: the C one reads `yes` as true, this one as text.
    """
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        lines: dict[Place, int] = {(): first_line}
        if root is not None:
            _walk(root, (), first_line, lines)
        return YamlText(YAML(typ="safe", pure=True).load(text), lines)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise YamlProblem(line, f"not YAML: {error.problem or error.context}") from error
    except (YAMLError, ValueError) as error:  # ValueError: a date such as 2027-02-31
        raise YamlProblem(first_line, f"not YAML: {error}") from error


def _walk(node: Node, place: Place, first_line: int, lines: dict[Place, int]) -> None:
    if node.anchor:  # an alias may hold itself, or grow without end
        raise YamlProblem(first_line + node.start_mark.line, "YAML anchors (&name) are not used in lessons")
    if isinstance(node, MappingNode):
        for key, value in node.value:
            here = (*place, str(key.value))
            lines[here] = first_line + key.start_mark.line
            _walk(value, here, first_line, lines)
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.value):
            lines[(*place, number)] = first_line + item.start_mark.line
            _walk(item, (*place, number), first_line, lines)
