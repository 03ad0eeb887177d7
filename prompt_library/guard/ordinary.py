"""One everyday word alone is no person, whatever stands before it: `Bạn viết`, `b: Không`, `Cách làm:`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from prompt_library.guard import lists
from prompt_library.guard.entity import Found
from prompt_library.guard.view import View
from prompt_library.guard.words import SMALL, SPACE, Words, begins_sentence

_LABEL = re.compile(
    r"(?<![a-z])(?:ho (?:va )?ten|ten|nguoi (?:nop|nhan|gui|khai|viet|lien he))"
    r"(?: [a-z]+){0,3}[ ]?[:.…]+[ ]?$"
)
_ORDINARY = lists.section("ordinary")


def without_ordinary(view: View, words: Words, names: Iterable[Found]) -> list[Found]:
    """Return `names` without those that are one everyday word.

    With a capital letter inside a sentence, after a whole word for a person, such a word stays a name:
    `ông Trên`. What a label calls a name stays one too: `Họ tên người nộp: Các`.
    """
    return [name for name in names if not _is_ordinary(view, words, name)]


def _is_ordinary(view: View, words: Words, name: Found) -> bool:
    at = words.at_or_after(name.start)
    if words.at_or_after(name.end) != at + 1 or words.low[at] not in _ORDINARY:
        return False
    if words.case[at] != SMALL and _LABEL.search(view.fold, max(0, name.start - 40), name.start):
        return False
    if words.case[at] == SMALL or begins_sentence(view, words, at) or not at:
        return True
    call = words.pair(at - 1)
    person = call in lists.KIN_ANY or call in lists.KIN_GIVEN
    if at > 1 and words.gap[at - 2] == SPACE:
        two = words.pairs(at - 2, at)
        person = person or two in lists.KIN_GIVEN or two in lists.KIN_TITLE
    whole = len(words.low[at - 1]) > 1 or (words.low[at - 1] == "o" and not words.bare_text)
    return not (person and whole and words.gap[at - 1] == SPACE)
