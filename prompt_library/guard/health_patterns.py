"""Regular expressions of health: an injury or illness with the part of the body, and how the words go on."""

from __future__ import annotations

import re

from prompt_library.guard import lists
from prompt_library.guard.address_patterns import bare

_BODY = "|".join(sorted(lists.section("body", "parts"), key=len, reverse=True))
_MORE = "|".join(sorted(lists.section("body", "more"), key=len, reverse=True))
_HARM = "|".join(sorted(lists.section("body", "harm"), key=len, reverse=True))
_COUNT = (
    r"(?:(?:\d|\d/\d|kín|hở|trên|dưới|giữa|một|hai|cả hai|cả|các|đôi|bên|nửa|phần"
    r"|vùng|phía|đầu|ở|bàn|ngón|khớp|cổ|con|u) )"
)
_HARMED = rf"(?<!\w)(?:{_HARM}) {_COUNT}{{0,3}}(?:{_BODY})(?!\w)"
_NUMBER = r"(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mấy|nhiều)"
_ON = (
    rf"(?:[ ](?:(?:đã |hơn |gần )?{_NUMBER} (?:năm|tháng|tuần)(?: (?:nay|ni|rồi|ròng))?|{_MORE}"
    rf"|{_BODY}|\d{{1,3}}(?:[.,]\d)?(?:[ ]?%|/\d)?)(?!\w)|[ ]?\((?:[+\-]|[pt])\))+"
)

# What a number says: `bầu 7 tháng`, `thai 38 tuần`, `thị lực 2/10`, `sốt 39 độ`, `huyết áp 180/100`.
_STATE = (
    rf"(?<!\w)(?:(?:bầu|thai|chửa)(?: (?:được|đã|hơn|gần|mới))? (?:{_NUMBER} (?:tháng|tuần)"
    rf"|(?:tháng|tuần|đứa|lần|con)(?: thứ)? {_NUMBER})|(?:bầu|thai) (?:{_NUMBER} )?tháng(?: thứ)? {_NUMBER}"
    r"|thị lực(?: [^\W\d_]+){0,3}[ :]{1,2}\d{1,2}/10|mất thị lực|bệnh binh(?: hạng| loại)? \d/\d"
    r"|mất thính lực|mất trí lực"
    r"|sốt(?: cao)?(?: tới| lên| đến)? ?(?:3[789]|4[012])(?:[.,]\d)?(?: ?(?:độ|°c?))?"
    r"|huyết áp(?: (?:thì|lên|cao|tới|đến|ở mức)){0,3} \d{2,3}/\d{2,3}"
    r"|(?:chừ|giờ|nay|chưa|vẫn|không|mà) (?:nói|đi|ăn|nuốt|ngồi|đứng|đi lại|đi đứng) (?:không|không còn"
    r"|chẳng) (?:được|nổi|vững)"
    r"|(?:mắt|tai|chân|tay|hai mắt|hai tai|hai chân) (?:không|chẳng|chưa) (?:còn )?(?:thấy|nghe|đi"
    r"|cử động|nhìn|nhìn thấy|cầm)(?: (?:được|đường|rõ|chi|gì|nổi))?)(?!\w)"
)

# By whether the words are typed without marks.
STATE = {False: re.compile(_STATE), True: re.compile(bare(_STATE))}
# The words that what is looked for begins with, without marks.
_STATES = lists.section("body", "states")
STATE_WORDS = {False: _STATES, True: lists.folded(_STATES)}
_FIRST = frozenset(harm.split()[0] for harm in lists.section("body", "harm"))
HARM_WORDS = {False: _FIRST, True: lists.folded(_FIRST)}
HARMED = {False: re.compile(_HARMED), True: re.compile(bare(_HARMED))}
ON = {False: re.compile(_ON), True: re.compile(bare(_ON))}
