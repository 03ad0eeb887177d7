"""The development sets hold the line: recall by group, look-alikes masked, how often the guard is unsure."""

from __future__ import annotations

import unicodedata

import pytest

from deploy.bench.guard import Score, group, load
from prompt_library.guard import TYPES
from prompt_library.guard.detect import detect

UNSURE = 0.6  # below it the gateway refuses a text of level 2
# What each set has to keep, in percent: names, numbers, addresses, health with faith and people, and
# the share of look-alikes masked. Reached at the last round of rules, less a small margin.
LEAST = {
    "dev": {"TEN_NGUOI": 97.0, "numbers": 99.0, "DIA_CHI": 98.0, "health, religion, ethnicity": 97.0},
    "dev2": {"TEN_NGUOI": 94.0, "numbers": 99.0, "DIA_CHI": 95.0, "health, religion, ethnicity": 95.0},
    "dev3": {"TEN_NGUOI": 95.0, "numbers": 96.0, "DIA_CHI": 84.0, "health, religion, ethnicity": 87.0},
    "dev4": {"TEN_NGUOI": 97.0, "numbers": 98.0, "DIA_CHI": 92.0, "health, religion, ethnicity": 88.0},
    "dev5": {"TEN_NGUOI": 96.0, "numbers": 98.0, "DIA_CHI": 92.0, "health, religion, ethnicity": 96.0},
    "dev6": {"TEN_NGUOI": 92.0, "numbers": 98.0, "DIA_CHI": 95.0, "health, religion, ethnicity": 93.0},
    "dev7": {"TEN_NGUOI": 95.0, "numbers": 98.0, "DIA_CHI": 95.0, "health, religion, ethnicity": 95.0},
    "dev8": {"TEN_NGUOI": 94.5, "numbers": 98.5, "DIA_CHI": 95.0, "health, religion, ethnicity": 95.0},
    "dev9": {"TEN_NGUOI": 96.5, "numbers": 99.0, "DIA_CHI": 92.0, "health, religion, ethnicity": 89.0},
    "dev10": {"TEN_NGUOI": 94.5, "numbers": 99.0, "DIA_CHI": 95.0, "health, religion, ethnicity": 92.0},
}
MOST_MASKED = {
    "dev": 1.5,
    "dev2": 1.5,
    "dev3": 2.0,
    "dev4": 3.0,
    "dev5": 2.0,
    "dev6": 3.5,
    "dev7": 3.0,
    "dev8": 2.5,
    "dev9": 3.8,
    "dev10": 4.3,
}
MOST_ELSE = {
    "dev": 0.03,
    "dev2": 0.03,
    "dev3": 0.055,
    "dev4": 0.055,
    "dev5": 0.055,
    "dev6": 0.07,
    "dev7": 0.06,
    "dev8": 0.04,
    "dev9": 0.055,
    "dev10": 0.055,
}


@pytest.fixture(scope="module", params=LEAST)
def part(request: pytest.FixtureRequest) -> str:
    """Return the name of a development set."""
    return str(request.param)


@pytest.fixture(scope="module")
def score(part: str) -> Score:
    """Return the score of one development set."""
    found = Score()
    for row in load(part):
        found.add(row)
    return found


@pytest.mark.parametrize(
    ("name", "least"), [("dev", 170), ("dev2", 240), ("dev3", 210), ("dev4", 90), ("dev5", 130), ("dev8", 80)]
)
def test_the_labels_fit_their_texts(name: str, least: int) -> None:
    rows = load(name)
    assert len(rows) >= least
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        text = unicodedata.normalize("NFC", row["text"])  # what the offsets count
        marks = (*row["entities"], *row.get("lookalikes", []), *row.get("optional", []))
        for mark in marks:
            assert 0 <= mark["start"] < mark["end"] <= len(text), row["id"]
        assert {e["type"] for e in row["entities"]} <= set(TYPES), row["id"]


@pytest.mark.parametrize("name", ["TEN_NGUOI", "numbers", "DIA_CHI", "health, religion, ethnicity"])
def test_recall(part: str, score: Score, name: str) -> None:
    recall = score.recall({kind for kind in TYPES if group(kind) == name})
    assert recall is not None
    assert recall >= LEAST[part][name]


def test_lookalikes_are_left_alone(part: str, score: Score) -> None:
    assert sum(score.lookalikes.values()) >= 300
    assert score.masked_share() <= MOST_MASKED[part]


def test_little_else_is_masked(part: str, score: Score) -> None:
    assert sum(score.invented.values()) <= MOST_ELSE[part] * sum(score.entities.values())


def test_only_marked_texts_are_refused(part: str, score: Score) -> None:
    assert score.wrong_refusals == 0


def test_few_texts_leave_the_guard_unsure(part: str) -> None:
    rows = load(part)
    unsure = sum(any(e.confidence < UNSURE for e in detect(row["text"])) for row in rows)
    assert unsure <= 0.02 * len(rows)
