"""Addresses abroad, as those who live there write them: `1200 Vidu Road, Apt 7B`, `Viduweg 5, 3. Etage`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_library.guard.view import UPPER, View

_UP = f"[{UPPER}]"
_SIGNS = (
    *(
        "street",
        "avenue",
        " ave",
        " road",
        " rd",
        " drive",
        " dr.",
        "boulevard",
        "blvd",
        " lane",
        " st,",
        " st.",
    ),
    *("strass", "straß", "str. ", "allee", "weg ", "platz ", "gasse", " rue "),
)
# A door inside the house: `Apt 6`, `3. Etage`, `Hinterhaus`.
_INSIDE = (
    r"(?:(?i:apt|apartment|unit|suite|ste|flat|room|rm|floor|level|hinterhaus|vorderhaus|wohnung|whg|etage"
    r"|stock"
    r"|appt|bat|bldg|building)[ .#]{0,2}[A-Za-z]?\d{0,4}[A-Za-z]?(?!\w)"
    r"|#[ ]?\w{1,5}|\d{1,2}(?:\.|st|nd|rd|th)? ?(?i:stock|etage|og|floor)(?!\w))"
)
_STREET = re.compile(
    rf"(?<![\w./,])(?:\d{{1,6}}[A-Za-z]?(?:[/\-]\d{{1,4}})?,? (?:[NSEW]\.? )?(?:(?:{_UP}|\d)[\w'.]* ){{1,3}}"
    r"(?i:street|st|avenue|ave|road|rd|drive|dr|blvd|boulevard|lane|ln|court|ct|square|sq|place|pl|way"
    r"|terrace|crescent)"
    r"(?!\w)\.?"
    rf"|\d{{1,4}}(?: bis| ter)?,? (?i:rue|avenue|boulevard|quai|impasse|allée)(?: d[eu]s?| la"
    rf"| l[e'])*(?: {_UP}[\w'\-]*){{1,3}}"
    rf"|{_UP}[\w\-]*(?: ?-?{_UP}[\w\-]*)??(?:(?i:str\.|stra(?:ss|ß)e|allee|weg|platz"
    rf"|gasse)) ?\d{{1,4}}[a-z]?(?!\w))"
    rf"(?:(?:, ?| ){_INSIDE}){{0,3}}"
)


def find_foreign(view: View) -> Iterator[tuple[int, int]]:
    """Yield the addresses of streets abroad, without the city."""
    if any(sign in view.fold for sign in _SIGNS):
        for match in _STREET.finditer(view.plain):
            yield match.span()
