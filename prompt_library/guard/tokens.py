"""Tokens stand for what was masked and lead back to it: one map per request, nothing kept after it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from prompt_library.guard import entity as kinds
from prompt_library.guard.view import fold

LABELS = {
    kinds.NAME: "NGƯỜI",
    kinds.PERSON_ID: "SỐ_ĐỊNH_DANH",
    kinds.OLD_ID: "CMND",
    kinds.PHONE: "ĐIỆN_THOẠI",
    kinds.EMAIL: "EMAIL",
    kinds.ADDRESS: "ĐỊA_CHỈ",
    kinds.BIRTH: "NGÀY_SINH",
    kinds.ACCOUNT: "TÀI_KHOẢN",
    kinds.TAX: "MÃ_SỐ_THUẾ",
    kinds.HEALTH_CARD: "THẺ_BHYT",
    kinds.SOCIAL_INSURANCE: "SỐ_BHXH",
    kinds.PASSPORT: "HỘ_CHIẾU",
    kinds.PLATE: "BIỂN_SỐ",
    kinds.HEALTH: "SỨC_KHỎE",
    kinds.FAITH_PEOPLE: "TÔN_GIÁO_DÂN_TỘC",
}
# Models write tokens back in other case, without marks, with `\_` or a space for `_`: all lead back.
_MOST = 48
_TOKEN = re.compile(rf"\[[^\[\]]{{1,{_MOST}}}\]")
_NO_LETTER = re.compile(r"[^a-z0-9]+")


def key(token: str) -> str:
    """Return what all ways of writing one token have in common."""
    inner = fold(unicodedata.normalize("NFC", token.strip("[]")))
    inner = "".join(c for c in inner if not unicodedata.combining(c))
    return _NO_LETTER.sub("", inner)


def keys_in(text: str) -> set[str]:
    """Return the keys of everything in `text` that could be read as a token."""
    return {key(match[0]) for match in _TOKEN.finditer(text)}


class TokenMap:
    """Give tokens to originals: the same text of the same type gets the same token.

    `taken` are keys that the input already holds: those numbers are skipped, so that a token typed by
    a person neither collides with one of ours nor leads to somebody's data.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._tokens: dict[tuple[str, str], str] = {}
        self._count: dict[str, int] = {}

    def token(self, kind: str, original: str) -> str:
        """Return the token that stands for `original`."""
        given = self._tokens.get((kind, original))
        if given:
            return given
        label = LABELS[kind]
        while True:
            self._count[label] = self._count.get(label, 0) + 1
            token = f"[{label}_{self._count[label]}]"
            if not self._taken or key(token) not in self._taken:
                break
        self._tokens[kind, original] = token
        return token

    def originals(self) -> dict[str, str]:
        """Return the map from token to original."""
        return {token: original for (_, original), token in self._tokens.items()}


def restore(text: str, tokens: Mapping[str, str]) -> str:
    """Return `text` with every token of `tokens` replaced by its original, in one pass."""
    by_key = {key(token): original for token, original in tokens.items()}
    return _TOKEN.sub(lambda m: by_key.get(key(m[0]), m[0]), text) if by_key else text


class StreamRestorer:
    """Restore an answer that comes in pieces: what may be the beginning of a token waits for the rest."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self._tokens = dict(tokens)
        self._waiting = ""

    def feed(self, piece: str) -> str:
        """Return what can be shown after this piece."""
        text = self._waiting + piece
        opened = text.rfind("[")
        if opened >= 0 and "]" not in text[opened:] and len(text) - opened <= _MOST + 1:
            self._waiting = text[opened:]
            text = text[:opened]
        else:
            self._waiting = ""
        return restore(text, self._tokens)

    def close(self) -> str:
        """Return what was still waiting at the end of the answer."""
        text, self._waiting = self._waiting, ""
        return restore(text, self._tokens)
