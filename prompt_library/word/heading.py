"""The heading of an official paper: two columns without lines, two rules, number, date, type, summary.

Form: Nghị định 30/2020/NĐ-CP, Phụ lục I, phần I and mục II; the Front writes the national heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from prompt_library.word.metrics import balance, text_width_mm, wrap
from prompt_library.word.ooxml import Element, bare_table, paragraph, rule, run, twips
from prompt_library.word.page import WIDTH_MM
from prompt_library.word.parties import Parties
from prompt_library.word.profiles import Profile

NATIONAL = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
NATIONAL_PT, MOTTO_PT, BODY_NAME_PT, SIGN_PT, PLACE_PT, SUMMARY_PT = 12, 13, 12, 13, 13, 14
RE_PT = 12  # "V/v …"
LEFT_COLUMN_MM = 68
RIGHT_COLUMN_MM = WIDTH_MM - LEFT_COLUMN_MM
SHARE = 0.42  # of its line that a short rule is long: between a third and a half
_SUMMARY_INDENT_MM = 12
_SAFE = 0.95  # of a column: another font may be a little wider
_BREAK_BEFORE = ("TỈNH ", "XÃ ", "PHƯỜNG ", "ĐẶC KHU ", "VIỆT NAM ")


def official_heading(profile: Profile, parties: Parties, summary: str, today: date) -> list[Element]:
    """Return the elements from the national heading down to the rule under the summary."""
    under_sign = _under_sign(summary) if profile.summary_in_heading else []
    rows: list[list[list[Element]]] = [
        [_issuer(parties), _national()],
        [[_centred(sign_line(profile, parties), SIGN_PT, before=6)], [_place(parties, today)]],
    ]
    if under_sign:
        rows.append([under_sign, [paragraph()]])
    made = [bare_table((LEFT_COLUMN_MM, RIGHT_COLUMN_MM), rows)]
    if profile.type_name:
        made += [_centred(profile.type_name, SUMMARY_PT, bold=True, before=18, keep=True)]
        made += summary_lines(summary)
    return made


def sign_line(profile: Profile, parties: Parties) -> str:
    """Return number and sign, the number left for the clerk: "Số:      /BC-MTTQ-BTT"."""
    return profile.sign.format(type=profile.type_code, body=parties.sign_body)


def date_line(place: str, day: date) -> str:
    """Return place and date, days under 10 and months 1 and 2 with a leading zero."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def name_lines(name: str, *, bold: bool) -> list[str]:
    """Return the lines of a body's name in its column, broken before "TỈNH", "XÃ" … where it can be."""
    room = _SAFE * LEFT_COLUMN_MM
    if text_width_mm(name, BODY_NAME_PT, bold=bold) <= room:
        return [name]
    for mark in _BREAK_BEFORE:
        start = name.rfind(f" {mark}") + 1
        parts = [name[:start].strip(), name[start:]]
        if start and all(text_width_mm(part, BODY_NAME_PT, bold=bold) <= room for part in parts):
            return parts
    return balance(name, BODY_NAME_PT, room, bold=bold)


def summary_lines(summary: str) -> list[Element]:
    """Return the summary, bold and centred, with a rule a third to half as long as its longest line."""
    width = WIDTH_MM - 2 * _SUMMARY_INDENT_MM
    indent = twips(_SUMMARY_INDENT_MM)
    lines = wrap(summary, SUMMARY_PT, width, bold=True)
    longest = max(text_width_mm(line, SUMMARY_PT, bold=True) for line in lines)
    text = paragraph(
        [run(summary[:1].upper() + summary[1:], size=SUMMARY_PT, bold=True)],
        align="center",
        left=indent,
        right=indent,
        keep_next=True,
    )
    return [text, rule(SHARE * min(longest, width), WIDTH_MM, after=12)]


def _issuer(parties: Parties) -> list[Element]:
    made = [_centred(line, BODY_NAME_PT) for line in name_lines(parties.parent, bold=False)]
    lines = name_lines(parties.issuer, bold=True)
    made += [_centred(line, BODY_NAME_PT, bold=True) for line in lines]
    last = text_width_mm(lines[-1], BODY_NAME_PT, bold=True)
    return [*made, rule(SHARE * min(last, LEFT_COLUMN_MM), LEFT_COLUMN_MM)]


def _national() -> list[Element]:
    length = text_width_mm(MOTTO, MOTTO_PT, bold=True)
    return [
        _centred(NATIONAL, NATIONAL_PT, bold=True),
        _centred(MOTTO, MOTTO_PT, bold=True),
        rule(length, RIGHT_COLUMN_MM),
    ]


def _place(parties: Parties, today: date) -> Element:
    return _centred(date_line(parties.place, today), PLACE_PT, italic=True, before=6)


def _under_sign(summary: str) -> list[Element]:
    return [_centred(f"V/v {summary}", RE_PT, before=6)]


def _centred(
    text: str, size: float, *, bold: bool = False, italic: bool = False, before: float = 0, keep: bool = False
) -> Element:
    return paragraph(
        [run(text, size=size, bold=bold or None, italic=italic or None)],
        align="center",
        before=before,
        keep_next=keep,
    )


def addressee_lines(names: Sequence[str]) -> list[Element]:
    """Return "Kính gửi:" with one name beside it, or several below it, each with a dash."""
    if len(names) <= 1:
        text = f"Kính gửi: {names[0]}." if names else f"Kính gửi: {'.' * 60}"
        return [paragraph([run(text)], align="center", before=12, after=12, keep_next=True)]
    left = twips(42)
    made = [paragraph([run("Kính gửi:")], before=12, after=3, left=twips(25), keep_next=True)]
    for place, name in enumerate(names, start=1):
        last = place == len(names)
        text = f"- {name}{'.' if last else ';'}"
        made.append(
            paragraph([run(text)], left=left, first=-twips(3), after=12 if last else 3, keep_next=True)
        )
    return made
