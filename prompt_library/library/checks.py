"""Checks of an answer: deterministic, the same on the sample and on every real answer; ✓ or ! for the person.

Answer and inputs must be in the same form: both as the person sees them, or both masked by the guard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.text import clean, fold
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
from prompt_library.library.reading import TOKEN, count_words, numbers, read, says, stated_numbers

_SHOWN = 6


@dataclass(frozen=True)
class CheckResult:
    """`label` says in Vietnamese what was checked, `detail` what is amiss ("" when it passed)."""

    label: str
    passed: bool
    detail: str = ""


def run_checks(prompt: Prompt, answer: str, inputs: Mapping[str, str]) -> tuple[CheckResult, ...]:
    """Return one result for each check of `prompt`, in its order."""
    answer = clean(answer)
    return tuple(_run(check, prompt, answer, inputs) for check in prompt.checks)


def _run(check: Check, prompt: Prompt, answer: str, inputs: Mapping[str, str]) -> CheckResult:
    match check:
        case Words():
            return _words(check, answer)
        case Headings():
            return _headings(check, answer)
        case Table():
            return _table(check, answer)
        case Listed():
            found = read(answer).items
            return _result(f"Có ít nhất {check.min} ý gạch đầu dòng", found >= check.min, f"mới có {found}")
        case Contains():
            return _contains(check, answer)
        case Absent():
            there = [text for text in check.texts if read(answer).says(text)]
            return _result(f"Không viết: {_listed(check.texts)}", not there, f"có {_listed(there)}")
        case NoNewNumbers():
            return _no_new_numbers(check, prompt, answer, inputs)
        case InputsKept():
            return _inputs_kept(check, prompt, answer, inputs)


def _result(label: str, passed: bool, detail: str) -> CheckResult:
    return CheckResult(label, passed, "" if passed else detail)


def _listed(texts: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(f"“{text}”" for text in texts[:_SHOWN])
    return f"{shown}…" if len(texts) > _SHOWN else shown


def _words(check: Words, answer: str) -> CheckResult:
    found = count_words(answer)
    label = f"Dài {check.min}–{check.max} chữ" if check.min else f"Không quá {check.max} chữ"
    return _result(label, check.min <= found <= check.max, f"bài này {found} chữ")


def _headings(check: Headings, answer: str) -> CheckResult:
    headings = read(answer).headings
    folded = [fold(heading) for heading in headings]
    missing = [text for text in check.contains if not any(says(one, fold(text)) for one in folded)]
    if missing or (check.contains and len(headings) >= check.min):
        label = f"Có đề mục: {_listed(check.contains)}"
        return _result(label, not missing and len(headings) >= check.min, f"thiếu {_listed(missing)}")
    return _result(f"Có ít nhất {check.min} đề mục", len(headings) >= check.min, f"mới có {len(headings)}")


def _table(check: Table, answer: str) -> CheckResult:
    columns = f" với cột {_listed(check.columns)}" if check.columns else ""
    label = f"Có bảng{columns}, ít nhất {check.min_rows} dòng"
    best = -1
    for table in read(answer).tables:
        heads = [fold(cell) for cell in table[0]]
        if all(any(says(head, fold(column)) for head in heads) for column in check.columns):
            best = max(best, len(table) - 1)
    detail = "không thấy bảng như thế" if best < 0 else f"bảng mới có {best} dòng"
    return _result(label, best >= check.min_rows, detail)


def _contains(check: Contains, answer: str) -> CheckResult:
    said = read(answer).says
    missing = [text for text in check.all if not said(text)]
    some = not check.any or any(said(text) for text in check.any)
    parts = [_listed(check.all)] if check.all else []
    parts += [f"một trong các chữ {_listed(check.any)}"] if check.any else []
    detail = f"thiếu {_listed(missing)}" if missing else "không có chữ nào trong số đó"
    return _result(f"Có viết {' và '.join(parts)}", not missing and some, detail)


def _no_new_numbers(
    check: NoNewNumbers, prompt: Prompt, answer: str, inputs: Mapping[str, str]
) -> CheckResult:
    given = " ".join((*inputs.values(), prompt.system, prompt.user, *check.allow))
    known = set(numbers(given))
    new = list(dict.fromkeys(number for number in stated_numbers(answer) if number not in known))
    return _result(
        "Mọi con số đều lấy từ nội dung đã nhập", not new, f"số lạ, cần đối chiếu: {', '.join(new[:_SHOWN])}"
    )


def _inputs_kept(check: InputsKept, prompt: Prompt, answer: str, inputs: Mapping[str, str]) -> CheckResult:
    labels = [one.label for one in prompt.inputs if one.name in check.names]
    there = set(numbers(answer))
    lost: list[str] = []
    for name in check.names:
        text = inputs.get(name, "")
        lost += [number for number in numbers(text) if number not in there]
        lost += [token for token in TOKEN.findall(text) if token not in answer]
    lost = list(dict.fromkeys(lost))
    return _result(f"Giữ đủ số liệu của mục {_listed(labels)}", not lost, f"thiếu {', '.join(lost[:_SHOWN])}")
