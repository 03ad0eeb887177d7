"""Numbers of papers and vehicles that letters and digits together make: cards, plates, passports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_library.guard import entity as kinds
from prompt_library.guard import number_patterns as patterns
from prompt_library.guard.entity import Found
from prompt_library.guard.view import View


def _round(whole: re.Pattern[str], core: tuple[re.Pattern[str], int], text: str) -> Iterator[re.Match[str]]:
    """Yield what `whole.finditer` yields, tried only where its core stands a little further on."""
    inside, most = core
    end = 0
    for near in inside.finditer(text):
        for at in range(max(end, near.start() - most), near.start() + 1):
            if found := whole.match(text, at):
                yield found
                end = found.end()
                break


def find_papers(view: View) -> Iterator[Found]:
    """Yield health cards, plates, foreign accounts and passports."""
    fold = view.fold
    for match in patterns.CARD.finditer(fold):
        capital = view.plain[match.start()].isupper() and view.plain[match.start() + 1].isupper()
        if sum(letter.isdigit() for letter in match[0]) < 5:
            continue
        if capital or patterns.CARD_LABEL.search(fold, max(0, match.start() - 40), match.end() + 24):
            yield Found(match.start(), match.end(), kinds.HEALTH_CARD, 0.97)
    for match in _round(patterns.PLATE, patterns.PLATE_CORE, fold):
        label = patterns.PLATE_LABEL.search(fold, max(0, match.start() - 30), match.start())
        strong = "." in match[3] or (len(match[3]) == 5 and match[2][-1].isdigit())
        compact = len(match[3]) >= 4 and match[2][-1].isdigit() and " " not in match[0]
        if label or strong or compact:
            yield Found(match.start(), match.end(), kinds.PLATE, 0.95 if label else 0.85)
    for match in patterns.ARMY_PLATE.finditer(view.plain) if "bien" in fold or "xe" in fold else ():
        before = fold[max(0, match.start() - 24) : match.start()]
        apart = (
            not re.search("[.-]", match[0][2:]) and not match[0][0].isdigit()
        )  # `KT 00 18`: only where a plate is named
        if patterns.ARMY_LABEL.search(before) if apart else patterns.PLATE_LABEL.search(before):
            yield Found(match.start(), match.end(), kinds.PLATE, 0.8)
    if "bks" in fold or "bien" in fold:
        for match in (
            *_round(patterns.SCANNED_PLATE, patterns.SCANNED_CORE, fold),
            *patterns.SPACED_PLATE.finditer(fold),
        ):
            if patterns.PLATE_LABEL.search(fold, max(0, match.start() - 24), match.start()):
                yield Found(match.start(), match.end(), kinds.PLATE, 0.8)
    for match in patterns.IBAN.finditer(fold) if "iban" in fold else ():
        if "iban" in fold[max(0, match.start() - 30) : match.start()]:
            yield Found(match.start(), match.end(), kinds.ACCOUNT, 0.9)
    for match in _round(patterns.PASSPORT, patterns.PASSPORT_CORE, view.plain):
        label = patterns.PASSPORT_LABEL.search(fold, max(0, match.start() - 60), match.start())
        if label or (match[0][0].isupper() and not match[0][1].isalpha()):
            label = label or patterns.PASSPORT_AFTER.match(fold, match.end())
            if label is None and patterns.GOODS_BEFORE.search(
                view.low, max(0, match.start() - 24), match.start()
            ):
                continue
            yield Found(match.start(), match.end(), kinds.PASSPORT, 0.95 if label else 0.6, label is None)
