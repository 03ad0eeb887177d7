"""Read a .docx as Word would show it: what each paragraph and run looks like after all its styles.

Only the zip and its XML are read (entities are not resolved), never through the code that wrote the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from hub.archives import ArchiveBroken, ArchiveTooLarge, unpacked

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SCRIPTS = (
    ("ascii", "asciiTheme"),
    ("hAnsi", "hAnsiTheme"),
    ("cs", "cstheme"),
    ("eastAsia", "eastAsiaTheme"),
)
_MOST_BYTES = 60_000_000
_MOST_PARTS = 2_000
_DEEPEST_STYLE = 12
_MM_PER_TWIP = 25.4 / 1440
Element = Any


class Unreadable(Exception):
    """The bytes are no Word file."""


@dataclass(frozen=True)
class Run:
    """Letters of one look."""

    text: str
    size: float
    bold: bool
    italic: bool
    colour: str
    marked: bool  # highlighted or shaded
    hidden: bool
    fonts: tuple[str, ...]  # for ascii, hAnsi, cs, eastAsia; "theme" where a theme decides


@dataclass(frozen=True)
class Para:
    """A paragraph with the layout that styles, numbering and itself add up to; lengths in millimetres."""

    text: str
    runs: tuple[Run, ...]
    style: str
    align: str
    left: float
    right: float
    first: float
    before: float  # points
    after: float
    line: float  # multiple of a single line, or 0 when exact
    number: str  # w:numId, or ""
    ruled: bool  # has a border above or below
    element: Element = field(compare=False)

    @property
    def letters(self) -> tuple[Run, ...]:
        """Return the runs that show something."""
        return tuple(run for run in self.runs if run.text.strip())

    @property
    def heading(self) -> bool:
        """Tell whether the style is one of a heading."""
        return self.style.startswith("Heading")


class Package:
    """A .docx file, its parts parsed when asked for. Raises `Unreadable`."""

    def __init__(self, data: bytes) -> None:
        try:
            self._parts = dict(unpacked(data, most_parts=_MOST_PARTS, most_bytes=_MOST_BYTES))
            self.names = tuple(self._parts)
            self.document = self.xml("word/document.xml")
            self._styles = self._by_id("word/styles.xml", "style", "styleId")
            self._default = next((key for key, style in self._styles.items() if _is_default(style)), "Normal")
        except (ArchiveBroken, ArchiveTooLarge, KeyError, etree.XMLSyntaxError) as error:
            raise Unreadable from error
        self._read: dict[Element, Para] = {}
        self.body = self.document.find(f"{W}body")
        if self.body is None:
            raise Unreadable

    def xml(self, name: str) -> Element:
        """Return the root of a part."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(self._parts[name], parser)

    def has(self, name: str) -> bool:
        """Tell whether the part exists."""
        return name in self.names

    def relations(self) -> Iterator[tuple[str, Element]]:
        """Yield (part with relations, relation) of every part."""
        for name in self.names:
            if name.endswith(".rels"):
                for relation in self.xml(name):
                    yield name, relation

    def related(self, relation_id: str) -> str:
        """Return the part that `relation_id` of the document means, or ""."""
        for name, relation in self.relations():
            if name == "word/_rels/document.xml.rels" and relation.get("Id") == relation_id:
                return "word/" + str(relation.get("Target")).removeprefix("/word/")
        return ""

    @cached_property
    def numbering(self) -> dict[str, Element]:
        """Return the first level of every list: w:numId -> w:lvl."""
        if not self.has("word/numbering.xml"):
            return {}
        root = self.xml("word/numbering.xml")
        levels = {a.get(f"{W}abstractNumId"): a.find(f"{W}lvl") for a in root.iter(f"{W}abstractNum")}
        found = {}
        for num in root.iter(f"{W}num"):
            level = levels.get(_val(num, "abstractNumId"))
            if level is not None:
                found[num.get(f"{W}numId")] = level
        return found

    @cached_property
    def _defaults(self) -> tuple[Element, Element]:
        root = self.xml("word/styles.xml")
        return (
            root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"),
            root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"),
        )

    def paragraphs(self, within: Element) -> list[Para]:
        """Return every paragraph below `within`, those in tables included, in order."""
        return [self.paragraph(p) for p in within.iter(f"{W}p")]

    def paragraph(self, p: Element) -> Para:
        """Return what the paragraph looks like; each is read once."""
        if p not in self._read:
            self._read[p] = self._paragraph(p)
        return self._read[p]

    def _paragraph(self, p: Element) -> Para:
        own = p.find(f"{W}pPr")
        style = _val(own, "pStyle") or self._default
        chain = [
            part for part in (own, *self._style_parts(style, "pPr"), self._defaults[1]) if part is not None
        ]
        num = own.find(f"{W}numPr/{W}numId") if own is not None else None
        number = num.get(f"{W}val") if num is not None else ""
        level = self.numbering.get(number)
        layout = [*chain[:1], *([level.find(f"{W}pPr")] if level is not None else []), *chain[1:]]
        layout = [part for part in layout if part is not None]
        line, kind = _attr(layout, "spacing", "line"), _attr(layout, "spacing", "lineRule")
        first = _twips(_attr(layout, "ind", "firstLine")) - _twips(_attr(layout, "ind", "hanging"))
        runs = tuple(self._run(r, style) for r in p.iter(f"{W}r"))
        return Para(
            text="".join(run.text for run in runs),
            runs=runs,
            style=style,
            align=_attr(chain, "jc", "val") or "left",
            left=_twips(_attr(layout, "ind", "left") or _attr(layout, "ind", "start")),
            right=_twips(_attr(layout, "ind", "right") or _attr(layout, "ind", "end")),
            first=first,
            before=float(_attr(chain, "spacing", "before") or 0) / 20,
            after=float(_attr(chain, "spacing", "after") or 0) / 20,
            line=0 if kind in {"exact", "atLeast"} else float(line or 240) / 240,
            number=number if number in self.numbering else "",
            ruled=own is not None and own.find(f"{W}pBdr") is not None,
            element=p,
        )

    def _run(self, r: Element, paragraph_style: str) -> Run:
        own = r.find(f"{W}rPr")
        character = _val(own, "rStyle")
        parts = [
            own,
            *(self._style_parts(character, "rPr") if character else ()),
            *self._style_parts(paragraph_style, "rPr"),
            self._defaults[0],
        ]
        chain = [part for part in parts if part is not None]
        return Run(
            text=_text(r),
            size=float(_attr(chain, "sz", "val") or 20) / 2,
            bold=_flag(chain, "b"),
            italic=_flag(chain, "i"),
            colour=_attr(chain, "color", "val") or "auto",
            marked=any(part.find(f"{W}{tag}") is not None for part in chain for tag in ("highlight", "shd")),
            hidden=_flag(chain, "vanish"),
            fonts=fonts_of(chain),
        )

    def _style_parts(self, style: str, part: str) -> list[Element]:
        """Return the `part` of the style and of those it is based on, nearest first."""
        found = []
        for _ in range(_DEEPEST_STYLE):
            made = self._styles.get(style)
            if made is None:
                break
            found.append(made.find(f"{W}{part}"))
            style = _val(made, "basedOn")
        return found

    def _by_id(self, name: str, tag: str, key: str) -> dict[str, Element]:
        return {one.get(f"{W}{key}"): one for one in self.xml(name).iter(f"{W}{tag}")}


def fonts_of(chain: list[Element]) -> tuple[str, ...]:
    """Return the font for each of the four scripts, the nearest in `chain` that names one."""
    found = []
    for script, theme in _SCRIPTS:
        value = ""
        for part in chain:
            fonts = part.find(f"{W}rFonts")
            if fonts is not None and fonts.get(f"{W}{theme}"):
                value = "theme"
            elif fonts is not None and fonts.get(f"{W}{script}"):
                value = str(fonts.get(f"{W}{script}"))
            if value:
                break
        found.append(value)
    return tuple(found)


def cell_width_mm(cell: Element) -> float:
    """Return the width of a table's cell."""
    width = cell.find(f"{W}tcPr/{W}tcW")
    return _twips(width.get(f"{W}w")) if width is not None else 0.0


def _is_default(style: Element) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"}


def _text(r: Element) -> str:
    texts = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}noBreakHyphen": "-"}
    return "".join((part.text or "") if part.tag == f"{W}t" else texts.get(part.tag, "") for part in r)


def _val(parent: Element, tag: str) -> str:
    found = parent.find(f"{W}{tag}") if parent is not None else None
    return str(found.get(f"{W}val") or "") if found is not None else ""


def _attr(chain: list[Element], tag: str, name: str) -> str:
    for part in chain:
        found = part.find(f"{W}{tag}")
        if found is not None and found.get(f"{W}{name}") is not None:
            return str(found.get(f"{W}{name}"))
    return ""


def _flag(chain: list[Element], tag: str) -> bool:
    for part in chain:
        found = part.find(f"{W}{tag}")
        if found is not None:
            return found.get(f"{W}val") not in {"0", "false", "off"}
    return False


def _twips(value: str | None) -> float:
    try:
        return float(value or 0) * _MM_PER_TWIP
    except ValueError:
        return 0.0
