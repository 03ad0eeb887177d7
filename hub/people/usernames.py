"""Usernames: given name and initials ("mau.nv"), ASCII, numbered on collision, never reused."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hub.text import fold

_LONGEST_GIVEN = 20
_LONGEST_INITIALS = 8


def username_base(full_name: str) -> str:
    """Return the name's own username before numbering: "Nguyễn Văn Mẫu" gives "mau.nv".

    Always letters, a dot, letters; so it is no system name such as "admin". A name without a Latin letter,
    or of one word, is filled with "canbo" or "cb".
    """
    words = re.findall(r"[a-z]+", fold(full_name))
    given = words[-1][:_LONGEST_GIVEN] if words else "canbo"
    initials = "".join(word[0] for word in words[:-1])[:_LONGEST_INITIALS] or "cb"
    return f"{given}.{initials}"


class Usernames:
    """Gives out usernames, each once. `taken` are all that were ever given."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._last: dict[str, int] = {}
        for username in taken:
            self._remember(username)

    def _remember(self, username: str) -> None:
        base = username.rstrip("0123456789")
        number = int(username[len(base) :] or 1)
        self._last[base] = max(self._last.get(base, 0), number)

    def give(self, full_name: str) -> str:
        """Return a username nobody had: "mau.nv", then "mau.nv2", "mau.nv3"."""
        base = username_base(full_name)
        number = self._last.get(base, 0) + 1
        username = base if number == 1 else f"{base}{number}"
        self._remember(username)
        return username
