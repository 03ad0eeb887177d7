"""Numbers read out, letters before them: cards, passports, plates (`bảy tư bê một, không không …`)."""

from __future__ import annotations

import re

from prompt_library.guard import entity as kinds
from prompt_library.guard import number_patterns as patterns
from prompt_library.guard.entity import Found
from prompt_library.guard.view import View

# How letters are called, without marks: `gờ đê`, `hát tê`, `xê`.
_LETTER = (
    r"(?:a|be|bo|xe|xo|ce|co|de|do|ep|pho|gie|gi|go|hat|ho|ca|ka|co|e-?lo|lo|em-?mo|mo|en-?no|no|pe|po|quy|cu"
    r"|e-?ro|ro|et-?xi|so|et|te|to|u|ve|vo|ich|[b-hj-np-z])"
)
_LETTERS = re.compile(rf"(?<![a-z])(?:{_LETTER}[ ,\-]{{1,2}}){{1,2}}$")
_ONE_LETTER = re.compile(rf"(?<![a-z])(?:chu )?{_LETTER}[ ,\-]{{1,2}}$")
_DIGIT = r"(?:khong|ko|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin)"
_PLATE_HEAD = re.compile(
    rf"(?<![a-z\d])(?:\d{{2}}|{_DIGIT}(?: muoi)? {_DIGIT})[ ,\-]{{1,2}}(?:{_LETTER}[ ,\-]{{1,2}}){{1,2}}$"
)


def after_letter(view: View, start: int) -> bool:
    """Say whether a letter is called right before `start`."""
    return _ONE_LETTER.search(view.fold, max(0, start - 8), start) is not None


def with_letters(view: View, start: int, end: int, digits: str, label: str) -> Found | None:
    """Return the paper or plate whose digits are read out at `start:end`, None for none."""
    fold = view.fold
    before = fold[max(0, start - 30) : start]
    if label == "bhyt" and 10 <= len(digits) <= 13:
        letters = _LETTERS.search(before)
        return Found(start - (len(letters[0]) if letters else 0), end, kinds.HEALTH_CARD, 0.85)
    if label == "passport" and 7 <= len(digits) <= 8:
        letters = _ONE_LETTER.search(before)
        return Found(start - (len(letters[0]) if letters else 0), end, kinds.PASSPORT, 0.85)
    if 4 <= len(digits) <= 6:
        head = _PLATE_HEAD.search(before)
        at = start - len(head[0]) if head else 0
        if head and patterns.PLATE_LABEL.search(fold, max(0, at - 40), at):
            return Found(at, end, kinds.PLATE, 0.85)
    return None
