"""Rendering: what people typed is data. It is cleaned, fitted to its field, and stays in the user message."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hub.text import clean
from prompt_library.errors import GuidanceOnly, InvalidInputs
from prompt_library.library.model import Input, Prompt
from prompt_library.library.template import compiled

# Line separators of other systems become our own.
_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Letters that show nothing, beyond what hub.text.clean removes: fillers and Mongolian separators.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]")
_NOT_TEXT = frozenset(("Cc", "Cf", "Cs", "Co"))
_ANGLES = {"<": "‹", ">": "›", "＜": "‹", "＞": "›", "﹤": "‹", "﹥": "›"}
_FENCE = re.compile(r"[<＜﹤](?:[^\S\n]*[<＜﹤]){2,}|[>＞﹥](?:[^\S\n]*[>＞﹥]){2,}")
_INTEGER = re.compile(r"-?(?:\d{1,12}|\d{1,3}(?:\.\d{3}){1,3})")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True)
class Message:
    """One message of a request."""

    role: Literal["system", "user"]
    text: str


def clean_text(text: str) -> str:
    """Return `text` in NFC without invisible and control characters, with plain line breaks and no fences.

    A fence typed by a person turns into quotation marks: `<<<` as `‹‹‹`, so that the real one, which the
    prompt writes around the text, is the only one there.
    """
    text = _BLANK.sub("", _BREAKS.sub("\n", text))
    # Cc control, Cf bidi marks and the like, Cs lone surrogates, Co nobody's letters.
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _NOT_TEXT)
    return _FENCE.sub(lambda run: "".join(_ANGLES.get(c, c) for c in run[0]), clean(text)).strip()


def clean_inputs(prompt: Prompt, values: Mapping[str, object]) -> dict[str, str]:
    """Return the text of every input of `prompt`, "" for what was left out; raise InvalidInputs."""
    wrong: dict[str, str] = {}
    known = {one.name for one in prompt.inputs}
    for name in values:
        if name not in known:
            wrong[str(name)] = f"Mẫu này không có mục “{str(name)[:60]}”."
    done: dict[str, str] = {}
    for one in prompt.inputs:
        value = values.get(one.name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str | None):
            wrong[one.name] = f"Mục “{one.label}” phải là chữ."
            continue
        text, fault = _fitted(one, clean_text(value or ""))
        if fault:
            wrong[one.name] = fault
        done[one.name] = text
    if wrong:
        raise InvalidInputs(wrong)
    return done


def _fitted(one: Input, text: str) -> tuple[str, str | None]:
    """Return the text as the field takes it, and a Vietnamese sentence when it does not."""
    if one.widget != "textarea":
        text = " ".join(text.split())
    if not text:
        return "", f"Mời đồng chí điền mục “{one.label}”." if one.required else None
    if len(text) > one.max_chars:
        limit = f"{one.max_chars:,}".replace(",", ".")
        return text, f"Mục “{one.label}” dài {len(text)} ký tự; nhiều nhất {limit} ký tự."
    if one.widget == "select" and text not in one.options:
        return text, f"Mục “{one.label}” phải chọn một trong các ý có sẵn."
    if one.widget == "number" and not _INTEGER.fullmatch(text):
        return text, f"Mục “{one.label}” phải là số nguyên."
    if one.widget == "date" and not _real_date(text):
        return text, f"Mục “{one.label}” phải là ngày, viết như 05/9/2026."
    return text, None


def _real_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    try:
        return bool(match and date(int(match[3]), int(match[2]), int(match[1])))
    except ValueError:
        return False


def render(prompt: Prompt, values: Mapping[str, object]) -> tuple[Message, ...]:
    """Return the system and the user message; raise InvalidInputs, or GuidanceOnly for a card."""
    if prompt.kind == "guidance":
        raise GuidanceOnly()
    text = compiled(prompt.user).render(clean_inputs(prompt, values))
    return Message("system", prompt.system), Message("user", text.strip())
