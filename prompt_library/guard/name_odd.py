"""Names written to be overlooked: run together (NguyễnVănMẫu) or letter by letter (N g u y ễ n)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_library.guard import lists
from prompt_library.guard.entity import NAME, Found
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import UPPER, View, fold

_CAMEL = Scan("plain", rf"(?<![^\W\d_])(?:[{UPPER}][^\W\d_{UPPER}]{{1,6}}){{3,5}}(?![^\W\d_])")
_SYLLABLE = re.compile(rf"[{UPPER}][^{UPPER}]+")
_LETTERS = re.compile(r"(?<![^\W_])(?:[^\W\d_][ ]{1,3}){7,24}[^\W\d_](?![^\W_])")
_TWO_ALONE = re.compile(r" [^\W\d_][ ]{1,3}[^\W\d_] ")  # inside of every name in letters
_SURE = tuple(fold(name) for name, level in lists.SURNAMES.items() if level == 3)


def find_odd_names(view: View) -> Iterator[Found]:
    """Yield names run together and names spaced letter by letter."""
    for match in _CAMEL.over(view, (at for at in view.capitals if view.plain[at + 5 : at + 6].isalpha())):
        first = _SYLLABLE.match(match[0])
        if first and lists.SURNAMES_BARE.get(fold(first[0]), 0) >= 2:
            yield Found(match.start(), match.end(), NAME, 0.7)
    for match in _LETTERS.finditer(view.fold) if _TWO_ALONE.search(view.fold) else ():
        if match[0].replace(" ", "").startswith(_SURE):
            yield Found(match.start(), match.end(), NAME, 0.7)
