"""The numbers that people type before headings and items ("II.", "1.", "2.1.", "đ)") become real numbering.

A typed number keeps its value: the numbering of Word is started there, so the paper reads as the text did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BULLETS = ("-", "+", "•")
# Lists of a Vietnamese paper count a, b, c, d, đ, e, g, h …: Word has no such format.
_LETTERS = "abcdđeghiklmnopqrstuvxy"
MOST_LETTERED = len(_LETTERS)
_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LABEL = re.compile(
    r"(?P<roman>[IVXL]{1,7})\.\s+"
    r"|(?P<upper>[A-HK])\.\s+"
    r"|(?P<prefix>(?:\d{1,2}\.){1,3})(?P<last>\d{1,2})(?P<end>\.?)\s+"
    r"|(?P<number>\d{1,3})(?P<close>[.)])\s+"
    r"|(?P<letter>[a-zđ])\)\s+"
    r"|(?P<bullet>[-–—+•*])\s+"
)
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}


@dataclass(frozen=True)
class Label:
    """A number or bullet of Word: `fmt` is its w:numFmt, `value` where it stands, `shape` its w:lvlText."""

    fmt: str  # upperRoman | upperLetter | decimal | lowerLetter | none | bullet
    value: int
    shape: str  # "%1." "2.%1." "%1)" "đ)" "-"

    @property
    def text(self) -> str:
        """Return the label as it reads on paper."""
        return self.shape.replace("%1", _written(self.fmt, self.value))


def bullet(depth: int) -> Label:
    """Return the bullet of a list at `depth` (0 is the outermost)."""
    return Label("bullet", 1, BULLETS[min(depth, len(BULLETS) - 1)])


def letter(place: int) -> Label:
    """Return the `place`-th label (from 1) of a lettered list: a) b) c) d) đ) e) g); then numbers."""
    if place > len(_LETTERS):
        return Label("decimal", place, "%1)")
    return _letter(_LETTERS[place - 1])


def decimal(value: int, close: str = ".") -> Label:
    """Return the label `value` closed by a full stop or a bracket."""
    return Label("decimal", value, f"%1{close}")


def roman(value: int) -> Label:
    """Return the label of a main part: I. II. III."""
    return Label("upperRoman", value, "%1.")


def split_label(text: str, *, heading: bool) -> tuple[Label | None, int]:
    """Return the label that `text` begins with and where the text after it begins.

    A paragraph that is no heading has only labels that cannot be meant otherwise: "1.", "a)", "2.1." and
    dashes; "A. Nguyễn" and "1.5 tỷ đồng" stay text.
    """
    found = _LABEL.match(text)
    if not found or found.end() == len(text):
        return None, 0
    label = _label(found)
    if label is None or not (heading or _certain(label)):
        return None, 0
    if heading and label.fmt == "bullet":
        return None, 0
    return label, found.end()


def _certain(label: Label) -> bool:
    return (
        label.fmt in {"bullet", "lowerLetter", "none"}
        or label.shape.endswith(")")
        or (label.fmt == "decimal" and label.shape.endswith("."))
    )


def _label(found: re.Match[str]) -> Label | None:
    if found["roman"]:
        return roman(_roman_value(found["roman"])) if _ROMAN.fullmatch(found["roman"]) else None
    if found["upper"]:
        return Label("upperLetter", ord(found["upper"]) - 64, "%1.")
    if found["prefix"]:
        return _leading_zero(found["last"], f"{found['prefix']}%1{found['end']}")
    if found["number"]:
        return _leading_zero(found["number"], f"%1{found['close']}")
    if found["letter"]:
        return _letter(found["letter"])
    return Label("bullet", 1, "+" if found["bullet"] == "+" else "-")


def _leading_zero(digits: str, shape: str) -> Label | None:
    """Return a decimal label, or `None` for "01." and "0.", which Word would write otherwise."""
    return None if digits.startswith("0") else Label("decimal", int(digits), shape)


def _letter(sign: str) -> Label:
    if sign.isascii():
        return Label("lowerLetter", ord(sign) - 96, "%1)")
    return Label("none", 1, f"{sign})")


def _roman_value(text: str) -> int:
    values = [_VALUES[sign] for sign in text]
    return sum(
        -value if values[place + 1 :] and value < values[place + 1] else value
        for place, value in enumerate(values)
    )


def _written(fmt: str, value: int) -> str:
    if fmt == "upperLetter":
        return chr(64 + value)
    if fmt == "lowerLetter":
        return chr(96 + value)
    if fmt == "upperRoman":
        return _roman_text(value)
    return str(value)


def _roman_text(value: int) -> str:
    text = ""
    for amount, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text, value = text + sign * (value // amount), value % amount
    return text
