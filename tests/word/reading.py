"""Read and change .docx files in tests without the code that wrote them."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable

from docx import Document
from docx.oxml.ns import qn

_WORD = re.compile(r"[^\W_]+")


def change(data: bytes, name: str, edit: Callable[[str], str]) -> bytes:
    """Return the file with one part edited; the edit must change it."""
    parts = unpack(data)
    before = parts[name].decode()
    after = edit(before)
    assert after != before, f"nothing changed in {name}"
    parts[name] = after.encode()
    return pack(parts)


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the parts of the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: dict[str, bytes]) -> bytes:
    """Return a file of the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def lines(data: bytes) -> list[str]:
    """Return every paragraph of the body, those in tables included, each with the number Word gives it."""
    document = Document(io.BytesIO(data))
    numbering = document.part.numbering_part.element
    levels = {
        num.get(qn("w:numId")): next(
            a
            for a in numbering.findall(qn("w:abstractNum"))
            if a.get(qn("w:abstractNumId")) == num.find(qn("w:abstractNumId")).get(qn("w:val"))
        ).find(qn("w:lvl"))
        for num in numbering.findall(qn("w:num"))
    }
    counts: dict[str, int] = {}
    shown = []
    for paragraph in document.element.body.iter(qn("w:p")):
        text = "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
        num = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if num is not None:
            key = num.get(qn("w:val"))
            level = levels[key]
            start = int(level.find(qn("w:start")).get(qn("w:val")))
            counts[key] = counts.get(key, start - 1) + 1
            text = f"{_label(level, counts[key])} {text}"
        shown.append(text)
    return shown


def _label(level: object, value: int) -> str:
    fmt = level.find(qn("w:numFmt")).get(qn("w:val"))  # type: ignore[attr-defined]
    shape = level.find(qn("w:lvlText")).get(qn("w:val"))  # type: ignore[attr-defined]
    roman = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
    written = {
        "decimal": lambda: str(value),
        "upperRoman": lambda: roman[value],
        "upperLetter": lambda: chr(64 + value),
        "lowerLetter": lambda: chr(96 + value),
    }.get(fmt, lambda: "")
    return str(shape.replace("%1", written() if "%1" in shape else ""))


def words(text: str) -> list[str]:
    """Return the words of a text, in NFC and lower case."""
    return [word.lower() for word in _WORD.findall(unicodedata.normalize("NFC", text))]
