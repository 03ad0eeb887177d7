"""Real numbering of Word: each run of numbers is a list of its own, started where the text starts it."""

from __future__ import annotations

from docx.oxml.ns import qn

from prompt_library.word.labels import Label
from prompt_library.word.ooxml import Element, element, twips

FIRST_LINE_MM = 12.7
STEP_MM = 6.3  # a list within a list stands this much further in


class Numbering:
    """Hand out w:numId for labels, and write the lists that it handed out into the numbering part."""

    def __init__(self) -> None:
        self._lists: list[tuple[Label, int]] = []
        self._last: dict[tuple[str, str, int, bool], tuple[int, int]] = {}  # kind -> (numId, last value)

    def number(self, label: Label, depth: int, *, heading: bool = False) -> int:
        """Return the w:numId under which Word writes `label`, at list `depth`.

        The list of the label before goes on when this one follows it; otherwise a new list is started.
        """
        kind = (label.fmt, label.shape, depth, heading)
        num_id, value = self._last.get(kind, (0, 0))
        fixed = label.fmt in {"bullet", "none"}
        if not num_id or not (fixed or label.value == value + 1):
            self._lists.append((label, depth))
            num_id = len(self._lists)
        self._last[kind] = (num_id, label.value)
        return num_id

    def write(self, root: Element) -> None:
        """Replace what `root`, a w:numbering element, holds by the lists of this document."""
        for child in list(root):
            root.remove(child)
        for place, (label, depth) in enumerate(self._lists, start=1):
            root.append(_abstract(place, label, depth))
        for place in range(1, len(self._lists) + 1):
            root.append(element("num", element("abstractNumId", val=place), numId=place))


def _abstract(place: int, label: Label, depth: int) -> Element:
    indent = element("ind", left=twips(depth * STEP_MM), firstLine=twips(FIRST_LINE_MM))
    level = element(
        "lvl",
        element("start", val=label.value),
        element("numFmt", val=label.fmt),
        element("suff", val="space"),
        element("lvlText", val=label.shape),
        element("lvlJc", val="left"),
        element("pPr", indent),
        ilvl=0,
    )
    made = element("abstractNum", element("multiLevelType", val="singleLevel"), level)
    made.set(qn("w:abstractNumId"), str(place))
    return made
