"""Regular expressions of health: an injury or illness with the part of the body, and how the words go on."""

from __future__ import annotations

import re

from prompt_library.guard import lists
from prompt_library.guard.address_patterns import bare
from prompt_library.guard.scan import Scan

_BODY = "|".join(sorted(lists.section("body", "parts"), key=len, reverse=True))
_MORE = "|".join(sorted(lists.section("body", "more"), key=len, reverse=True))
_HARM = "|".join(sorted(lists.section("body", "harm"), key=len, reverse=True))
_COUNT = (
    r"(?:(?:\d|\d/\d|kín|hở|trên|dưới|giữa|một|hai|cả hai|cả|các|đôi|bên|nửa|phần"
    r"|vùng|phía|đầu|ở|bàn|ngón|khớp|cổ|con|u) )"
)
_HARMED = rf"(?<!\w)(?:{_HARM}) {_COUNT}{{0,3}}(?:{_BODY})(?!\w)"
_ON = rf"(?:[ ](?:{_MORE}|{_BODY}|\d{{1,3}}(?:[.,]\d)?(?:[ ]?%|/\d)?)(?!\w)|[ ]?\((?:[+\-]|[pt])\))+"

# By whether the words are typed without marks.
HARMED = {False: Scan("low", _HARMED), True: Scan("fold", bare(_HARMED))}
ON = {False: re.compile(_ON), True: re.compile(bare(_ON))}
