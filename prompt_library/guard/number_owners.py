"""Whose a number is: a person's, an office's or a fund's, by the words beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prompt_library.guard import number_patterns as patterns
from prompt_library.guard.view import View, last_match

# An account that wages are paid to: the person's.
_PAY = re.compile(
    r"(?<![a-z])(?:tk|tai khoan) (?:nhan |linh |tra )?(?:luong|luong huu|tro cap)[ :]{0,3}(?:so )?$"
)


@dataclass(frozen=True)
class Context:
    """The words round a number: the nearest label before it, folded text before and after."""

    label: str
    before: str
    after: str


def social(view: View, start: int) -> bool:
    """Say whether a bare `mã số`, `số sổ` stands before `start` where social insurance is spoken of."""
    near = patterns.BARE_CODE.search(view.fold, max(0, start - 16), start)
    return bool(near and patterns.SOCIAL.search(view.fold, max(0, start - 400), start + 40))


def office(around: Context, view: View, start: int) -> bool:
    """Say whether a landline at `start` stands beside an office rather than a person."""
    before = around.before
    line, _ = view.line(start)
    if start - line > len(before):
        before = view.fold[max(line, start - 160) : start]
    if patterns.EXTENSION.match(around.after):
        before = before.rpartition("\n")[2]  # a desk of one's own, in a signature
    last = last_match(patterns.OFFICE, before)
    person = last_match(patterns.ONE, before)
    if "nha rieng" in around.after:
        return False
    return last is not None and (person is None or person.start() < last.start())


def personal(around: Context, before: str, view: View, start: int) -> bool:
    """Say whether a tax code stands beside a person rather than a body; a person when nothing tells."""
    body = last_match(patterns.BODY, before)
    person = last_match(patterns.ONE, before)
    if body is not None and (person is None or person.start() < body.start()):
        named = last_match(patterns.NAMED, view.plain, start - len(before) + body.end(), start)
        if named is not None:
            return not patterns.BODY_AFTER.match(around.after)
    company = re.search(r"(?:dai dien|giam doc|chu tich)", around.after) or patterns.BODY_AFTER.match(
        around.after
    )
    return (body is None and not company) or (
        person is not None and body is not None and person.start() > body.start()
    )


def public_account(view: View, start: int, end: int) -> bool:
    """Say whether an account belongs to a fund or an office: the words beside it name one, and no person."""
    left, right = view.line(start)
    before = view.fold[max(left, start - 90) : start]
    after = view.fold[end : min(right, end + 60)]
    if "kho bac" in after or patterns.OF_BODY.match(view.low, end, min(right, end + 60)):
        return True
    body = last_match(patterns.PUBLIC_ACCOUNT, before)
    if body is None or _PAY.search(before):
        return False
    person = last_match(patterns.ONE, before)
    nearer = person is not None and person.start() > body.end()
    return not nearer and not re.search(r"chu tai khoan|chu tk|ten toi", before)
