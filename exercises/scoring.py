"""Score an answer from 0.0 to 1.0: standard library only, Python 3.9+, since notebooks carry a copy.

The formulas are written, each with an example, in docs/marking.md. An answer that is missing or
malformed in any way earns 0.0; nothing that stands in an answer can raise.
"""

import re
import unicodedata
from typing import Any

TEXT_LIMIT = 4000  # characters; no question takes a longer text

_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f\U000e0000-\U000e007f]")
_SPACE = re.compile(r"\s+")
_D_STROKE = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "Ɖ": "D", "ɖ": "d"})


def score(question_type: str, answer_key: "dict[str, Any]", value: object) -> "float | None":
    """Return the fraction of the points that `value` earns; None when a trainer must mark it by hand.

    `answer_key` is `Question.answer_key()`, plain JSON. Raises ValueError for an unknown type only.
    """
    scorer = _SCORERS.get(question_type)
    if scorer is None:
        raise ValueError(f"unknown question type: {question_type!r}")
    return scorer(answer_key, value)


def fold(text: str) -> str:
    """Return `text` for comparison; the same as `hub.text.fold` (a test compares the two)."""
    shown = _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()
    decomposed = unicodedata.normalize("NFD", shown.translate(_D_STROKE))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _single(answer_key: "dict[str, Any]", value: object) -> float:
    return 1.0 if type(value) is str and value == answer_key["key"] else 0.0


def _multiple(answer_key: "dict[str, Any]", value: object) -> float:
    key = answer_key["key"]
    chosen = _different_ids(value, answer_key["options"])
    right = sum(1 for option in chosen if option in key)
    wrong = len(chosen) - right
    return max(0.0, (right - wrong) / len(key))


def _true_false(answer_key: "dict[str, Any]", value: object) -> float:
    return 1.0 if value is answer_key["key"] else 0.0


def _order(answer_key: "dict[str, Any]", value: object) -> float:
    key = answer_key["key"]
    place = {item: number for number, item in enumerate(_different_ids(value, key))}
    if len(place) != len(key):
        return 0.0
    kept = sum(1 for i in range(len(key) - 1) if place[key[i + 1]] == place[key[i]] + 1)
    return kept / (len(key) - 1)


def _mapping(answer_key: "dict[str, Any]", value: object) -> float:
    key = answer_key["key"]
    if type(value) is not dict or not all(type(item) is str and item in key for item in value):
        return 0.0
    right = sum(1 for item, place in value.items() if type(place) is str and place == key[item])
    return right / len(key)


def _short_text(answer_key: "dict[str, Any]", value: object) -> "float | None":
    if type(value) is not str or len(value) > TEXT_LIMIT:
        return 0.0
    text = fold(value)
    if not text:
        return 0.0
    required = [[fold(phrase) for phrase in group] for group in answer_key["required"]]
    if not required:
        return None
    for phrase in answer_key["forbidden"]:
        if _stands_alone(fold(phrase), text, required):
            return 0.0
    return sum(1 for group in required if any(_stands_in(p, text) for p in group)) / len(required)


def _stands_alone(forbidden: str, text: str, required: "list[list[str]]") -> bool:
    """Tell whether `forbidden` stands in `text` elsewhere than inside a longer required phrase.

    Where "không đưa lên AI" is required and "đưa lên AI" forbidden, the right answer holds both.
    """
    for phrase in {p for group in required for p in group}:
        if phrase != forbidden and _stands_in(forbidden, phrase):
            text = _whole_words(phrase).sub("\0", text)
    return _stands_in(forbidden, text)


def _stands_in(phrase: str, text: str) -> bool:
    return phrase in text and _whole_words(phrase).search(text) is not None


def _whole_words(phrase: str) -> "re.Pattern[str]":
    return re.compile(r"(?<!\w)" + re.escape(phrase) + r"(?!\w)")


def _different_ids(value: object, allowed: "list[str]") -> "list[str]":
    """Return `value` when it is a list of different strings, all of them `allowed`; else an empty list."""
    if type(value) is not list or len(value) > len(allowed):
        return []
    fits = all(type(v) is str and v in allowed for v in value) and len(set(value)) == len(value)
    return value if fits else []


_SCORERS = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "order": _order,
    "match": _mapping,
    "classify": _mapping,
    "short_text": _short_text,
}
