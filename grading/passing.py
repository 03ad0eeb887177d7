"""When a lesson is passed: the share of automatically marked points, and every critical question right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_EXACT = 1e-9


@dataclass(frozen=True)
class Mark:
    """Points of one question; `score` is None while a trainer has yet to mark it."""

    question: str
    score: float | None
    max_score: float
    needs_manual: bool = False

    @property
    def right(self) -> bool:
        """Whether every point was earned."""
        return self.score is not None and self.score >= self.max_score - _EXACT


@dataclass(frozen=True)
class Outcome:
    """What one graded submission amounts to (points)."""

    score: float
    max_score: float
    auto_score: float
    auto_max: float
    critical_missed: tuple[str, ...]
    pending_manual: bool
    passed: bool


def outcome_of(
    marks: Iterable[Mark], *, critical: frozenset[str], free_text: frozenset[str], share: float
) -> Outcome:
    """Return the outcome of `marks`.

    `critical` and `free_text` are ids of critical and of short_text questions: the latter never
    decide passing. `share` (0-1) of the other points is needed.
    """
    listed = tuple(marks)
    deciding = [m for m in listed if m.question not in free_text]
    auto_score = sum(m.score or 0.0 for m in deciding)
    auto_max = sum(m.max_score for m in deciding)
    missed = tuple(m.question for m in deciding if m.question in critical and not m.right)
    return Outcome(
        score=sum(m.score or 0.0 for m in listed),
        max_score=sum(m.max_score for m in listed),
        auto_score=auto_score,
        auto_max=auto_max,
        critical_missed=missed,
        pending_manual=any(m.needs_manual for m in listed),
        passed=not missed and auto_score >= share * auto_max - _EXACT,
    )
