"""A scan finds what `finditer` finds: only where it looks is narrower."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.bench.guard import load
from prompt_library import guard
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import View, look


def _scans() -> Iterator[Scan]:
    """Yield every scan of the guard's modules."""
    for module in pkgutil.iter_modules(guard.__path__, "prompt_library.guard."):
        for value in vars(importlib.import_module(module.name)).values():
            for item in value.values() if isinstance(value, dict) else (value,):
                if isinstance(item, Scan):
                    yield item


SCANS = list(dict.fromkeys(_scans()))
_LETTERS = st.sampled_from([*"aàoAĐhHnN1209 \n\t.,:;-/()'’_|中ß", "ho ten: ", "thôn ", "12/5 Lê Lợi", "Ng. "])


def _agree(view: View) -> None:
    for scan in SCANS:
        text = getattr(view, scan.on)
        expected = [match.span() for match in scan.compiled.finditer(text)]
        assert [match.span() for match in scan.over(view)] == expected, scan.compiled.pattern


@pytest.mark.parametrize("part", ["dev", "dev5"])
def test_scans_find_what_finditer_finds(part: str) -> None:
    for row in load(part):
        _agree(look(row["text"]))


@settings(max_examples=150)
@given(st.lists(_LETTERS, max_size=40).map("".join))
def test_scans_find_the_same_in_any_text(text: str) -> None:
    _agree(look(text))


def test_most_scans_know_where_matches_begin() -> None:
    assert len(SCANS) >= 30
    assert sum(scan.narrow for scan in SCANS) >= len(SCANS) - 2


@pytest.mark.parametrize(
    ("on", "expression", "narrow"),
    [
        ("fold", r"(?<![a-z])(?:ho|ten):", True),
        ("plain", r"(?<![a-z])(?:ho|ten):", False),  # marks stand before: `ễho`
        ("fold", r"(?:ho|ten):", False),  # also inside of words
        ("fold", r"(?<![a-z])\d chau", False),  # also at the last digit of a number
        ("fold", r"(?<!\w)\d chau", True),
        ("fold", r"(?<![a-z])(?:ho)?:", False),  # a match may begin with the colon
        ("fold", r"(?i)(?<!\w)ho", False),
        ("low", r"\bhọ tên", True),
    ],
)
def test_an_expression_is_narrowed_only_where_it_can_be(on: str, expression: str, narrow: bool) -> None:
    scan = Scan(on, expression)  # type: ignore[arg-type]
    assert scan.narrow is narrow
    for text in ("Họ tên: ho ten: 12 chau, ễho: họ tên", "9 chau:5 chauho:"):
        view = look(text)
        spans = [match.span() for match in scan.compiled.finditer(getattr(view, on))]
        assert [match.span() for match in scan.over(view)] == spans


def test_a_scan_inside_a_slice_sees_nothing_outside() -> None:
    scan = Scan("fold", r"\b(?:so|ten)(?![a-z])")
    view = look("casoten so tens ten")
    for start in range(len(view.fold)):
        for end in range(start, len(view.fold) + 1):
            spans = [match.span() for match in scan.compiled.finditer(view.fold[start:end])]
            assert [match.span() for match in scan.inside(view, start, end)] == spans
