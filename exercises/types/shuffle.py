"""A shuffle depends on the question's own text alone: answers are stored by the places it gave.

The order of every published question follows from this code, so a change here would read stored
answers wrongly; tests/exercises/test_shuffle.py pins the result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from itertools import pairwise


def shuffled(
    count: int, texts: Sequence[str], acceptable: Callable[[tuple[int, ...]], bool]
) -> tuple[int, ...]:
    """Return the numbers 0 to `count` - 1 in the order in which they are shown.

    The order follows from `texts`, which hold the explanation: what the browser sees does not
    suffice to work it out. At least one order must be `acceptable`.
    """
    seed = hashlib.sha256(json.dumps(list(texts), ensure_ascii=False).encode()).hexdigest()
    attempt = 0
    while True:
        draw = [hashlib.sha256(f"{seed}/{attempt}/{i}".encode()).digest() for i in range(count)]
        shown = tuple(sorted(range(count), key=draw.__getitem__))
        if acceptable(shown):
            return shown
        attempt += 1


def out_of_order(shown: tuple[int, ...]) -> bool:
    """Tell whether at most half of the neighbours stand as in the right order 0, 1, 2, ..."""
    kept = sum(b == a + 1 for a, b in pairwise(shown))
    return 2 * kept <= len(shown) - 1


def out_of_line(shown: tuple[int, ...], rows: int) -> bool:
    """Tell whether at most half of the first `rows` places hold their own number."""
    in_line = sum(place == number for place, number in enumerate(shown[:rows]))
    return 2 * in_line <= rows


def out_of_groups(shown: tuple[int, ...], groups: Sequence[int]) -> bool:
    """Tell whether the items do not stand group by group; `groups[i]` is the group of item `i`.

    Where every group has one item, it is enough that they do not stand in the groups' order.
    """
    order = [groups[i] for i in shown]
    used = len(set(groups))
    if used == len(groups):
        return order != sorted(order)
    runs = 1 + sum(a != b for a, b in pairwise(order))
    return runs > used
