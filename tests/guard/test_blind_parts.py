"""The blind parts hold what was reached on them: who changes a rule sees in figures only whom it fails.

The texts are read by nobody who writes rules (tests/guard/data/README.md); what is aimed at stands in
deploy/bench/guard.py.
"""

from __future__ import annotations

import pytest

from deploy.bench.guard import BLIND, Score, group, load
from prompt_library.guard import TYPES

# In percent, less a small margin: recall by group, and the look-alikes masked.
REACHED = {
    "test": ({"TEN_NGUOI": 89.0, "numbers": 94.5, "DIA_CHI": 86.0, "health, religion, ethnicity": 78.0}, 4.3),
    "test2": (
        {"TEN_NGUOI": 95.5, "numbers": 93.0, "DIA_CHI": 83.0, "health, religion, ethnicity": 83.5},
        6.3,
    ),
    "test3": (
        {"TEN_NGUOI": 95.0, "numbers": 95.0, "DIA_CHI": 94.0, "health, religion, ethnicity": 90.0},
        3.2,
    ),
}


@pytest.mark.parametrize("part", BLIND)
def test_no_rule_costs_more_than_it_brings(part: str) -> None:
    least, most_masked = REACHED[part]
    score = Score()
    for row in load(part):
        score.add(row)
    for name, share in least.items():
        recall = score.recall({kind for kind in TYPES if group(kind) == name})
        assert recall is not None
        assert recall >= share, name
    assert score.masked_share() <= most_masked
    assert score.wrong_refusals == 0
