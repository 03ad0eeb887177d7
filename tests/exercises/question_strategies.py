"""Hypothesis strategies: well-formed questions of every type, and values from near to absurd."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from exercises.questions import BaseQuestion, parse_question

# Without a clock: the tests share their machine with others.
calmly = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])

_WORDS = st.text(alphabet="abcdeghikđơưăâêô ốệẫ0123456789", min_size=1, max_size=12).filter(str.strip)


def _texts(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(_WORDS, min_size=least, max_size=most, unique_by=lambda t: " ".join(t.split()).casefold())


@st.composite
def questions(draw: st.DrawFn) -> BaseQuestion:
    """Draw a question of any type."""
    kind = draw(
        st.sampled_from(["single", "multiple", "true_false", "order", "match", "classify", "short_text"])
    )
    fields: dict[str, Any] = {"id": "q1", "type": kind, "competency": "AT-1"}
    fields["prompt"] = draw(_WORDS)
    fields["explanation"] = draw(_WORDS)
    return parse_question({**fields, **draw(_FIELDS[kind])})


@st.composite
def _single(draw: st.DrawFn) -> dict[str, Any]:
    options = dict(zip("abcdefgh", draw(_texts(2, 8)), strict=False))
    return {"options": options, "key": draw(st.sampled_from(list(options)))}


@st.composite
def _multiple(draw: st.DrawFn) -> dict[str, Any]:
    options = dict(zip("abcdefgh", draw(_texts(2, 8)), strict=False))
    return {
        "options": options,
        "key": draw(st.lists(st.sampled_from(list(options)), min_size=1, unique=True)),
    }


@st.composite
def _match(draw: st.DrawFn) -> dict[str, Any]:
    lefts = draw(_texts(2, 8))
    rights = draw(_texts(len(lefts), len(lefts) + 2))
    pairs = [{"left": left, "right": right} for left, right in zip(lefts, rights, strict=False)]
    return {"pairs": pairs, "extra": rights[len(lefts) :]}


@st.composite
def _classify(draw: st.DrawFn) -> dict[str, Any]:
    groups = {f"g{i}": text for i, text in enumerate(draw(_texts(2, 6)))}
    texts = draw(_texts(2, 12))
    chosen = st.lists(st.sampled_from(list(groups)), min_size=len(texts), max_size=len(texts))
    places = draw(chosen.filter(lambda names: len(set(names)) > 1))
    return {
        "groups": groups,
        "items": [{"text": t, "group": g} for t, g in zip(texts, places, strict=True)],
    }


_REQUIRED = st.lists(st.lists(_WORDS, min_size=1, max_size=3), max_size=4)

_FIELDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single": _single(),
    "multiple": _multiple(),
    "true_false": st.fixed_dictionaries({"key": st.booleans()}),
    "order": st.fixed_dictionaries({"items": _texts(3, 8)}),
    "match": _match(),
    "classify": _classify(),
    "short_text": st.fixed_dictionaries(
        {"required": _REQUIRED, "max_length": st.integers(min_value=1, max_value=4000)}
    ),
}

_IDS = st.sampled_from(
    [
        "a",
        "b",
        "c",
        "d",
        "h",
        "z",
        "i1",
        "i2",
        "i3",
        "i4",
        "l1",
        "l2",
        "l3",
        "r1",
        "r2",
        "r3",
        "g0",
        "g1",
        "",
        "A",
    ]
)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | _IDS
    | st.text(max_size=60)
    | st.text("k c\u0301")
)

# Any JSON value, with those leaning towards the shapes that questions have.
json_values: st.SearchStrategy[Any] = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.lists(_IDS, max_size=9)
        | st.dictionaries(_IDS | st.text(max_size=5), inner, max_size=6)
        | st.dictionaries(_IDS, _IDS, max_size=9)
    ),
    max_leaves=20,
)
