"""Checks of a prompt as assertions of promptfoo, each labelled with what the person sees.

Numbers of words and texts use promptfoo's own assertions (which mind diacritics, where ours fold them);
the others are a few lines of JavaScript. No `{{` in them: promptfoo renders assertions as templates.
"""

from __future__ import annotations

import json
import re
from typing import Any

from prompt_library.library.model import (
    Absent,
    Check,
    Contains,
    Headings,
    InputsKept,
    Listed,
    NoNewNumbers,
    Prompt,
    Table,
    Words,
)

_FOLD = "const fold = (t) => t.replace(/[đĐ]/g, 'd').normalize('NFD').replace(/\\p{M}/gu, '').toLowerCase();"
_NUMBERS = (
    "const numbers = (t) => (t.replace(/\\[[^\\[\\]]*_\\d+\\]/g, ' ').match(/(?<![\\p{L}\\d])\\d+/gu) ?? [])"
    ".map((n) => n.replace(/^0+(?=\\d)/, ''));"
)
_HEADINGS = "const heads = output.split('\\n').filter((l) => /^#{1,6} /.test(l)).map(fold);"


def asserts_of(prompt: Prompt) -> list[dict[str, Any]]:
    """Return the assertions of `prompt`, in the order of its checks."""
    return [one for check in prompt.checks for one in _asserts(check, prompt)]


def _asserts(check: Check, prompt: Prompt) -> list[dict[str, Any]]:
    match check:
        case Words():
            return [{"type": "word-count", "value": {"min": check.min, "max": check.max}, "metric": "words"}]
        case Contains():
            parts: list[dict[str, Any]] = []
            if check.all:
                parts.append({"type": "icontains-all", "value": list(check.all), "metric": "contains"})
            if check.any:
                parts.append({"type": "icontains-any", "value": list(check.any), "metric": "contains"})
            return parts
        case Absent():
            return [{"type": "not-icontains", "value": text, "metric": "absent"} for text in check.texts]
        case Headings():
            wanted = _js(list(check.contains))
            found = f"{wanted}.every((w) => heads.some((h) => h.includes(fold(w))))"
            return [_script("headings", _FOLD, _HEADINGS, f"return heads.length >= {check.min} && {found};")]
        case Table():
            rows = "const rows = output.split('\\n').filter((l) => /^\\s*\\|.*\\|\\s*$/.test(l));"
            head = f"{_js(list(check.columns))}.every((c) => rows.some((r) => fold(r).includes(fold(c))))"
            return [_script("table", _FOLD, rows, f"return rows.length >= {check.min_rows + 2} && {head};")]
        case Listed():
            items = "output.split('\\n').filter((l) => /^\\s*([-*+]|\\d+[.)])\\s/.test(l)).length"
            return [_script("list", f"return {items} >= {check.min};")]
        case NoNewNumbers():
            given = " ".join((prompt.system, prompt.user, *check.allow))
            mine = sorted({digits.lstrip("0") or "0" for digits in re.findall(r"\d+", given)}, key=int)
            known = (
                f"const known = new Set([...{_js(mine)}, ...numbers(Object.values(context.vars).join(' '))]);"
            )
            counting = "output.replace(/^[\\s>|*#-]*\\(?\\d+([.)]|\\s*\\|)/gm, ' ')"
            result = f"return numbers({counting}).every((n) => known.has(n));"
            return [_script("no_new_numbers", _NUMBERS, known, result)]
        case InputsKept():
            typed = f"{_js(list(check.names))}.map((n) => context.vars[n] ?? '').join(' ')"
            there = "const there = new Set(numbers(output));"
            result = f"return numbers({typed}).every((n) => there.has(n));"
            return [_script("inputs_kept", _NUMBERS, there, result)]


def _script(metric: str, *lines: str) -> dict[str, Any]:
    return {"type": "javascript", "value": "\n".join(lines) + "\n", "metric": metric}


def _js(value: object) -> str:
    """Return `value` as a JavaScript literal without the braces that a template engine would read."""
    return json.dumps(value, ensure_ascii=False).replace("{", "\\u007b").replace("}", "\\u007d")
