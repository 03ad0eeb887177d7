"""Benchmarks: what is measured, how it is printed, and the numbers the design allows (section 11)."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured number.

    `budget` in the same unit; `stock` the same work by a stock tool in the same run, `ratio` how
    many times better ours is (above 1 is better, whichever direction the unit has).
    """

    bench: str
    what: str
    value: float
    unit: str
    budget: float | None = None
    stock: float | None = None
    higher_is_better: bool = False

    def line(self) -> str:
        """Return the figure as one JSON line."""
        row: dict[str, object] = {
            "bench": self.bench,
            "what": self.what,
            "value": round(self.value, 3),
            "unit": self.unit,
            "budget": self.budget,
            "stock": None if self.stock is None else round(self.stock, 3),
            "ratio": None,
        }
        if self.stock and self.value:
            better = self.value / self.stock if self.higher_is_better else self.stock / self.value
            row["ratio"] = round(better, 2)
        if self.higher_is_better:
            row["higher_is_better"] = True
        return json.dumps(row, ensure_ascii=False)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least of `values` that `share` (0-1) of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = math.ceil(round(share * len(ordered), 6))  # 0.07 * 100 is a little more than 7
    return ordered[max(1, rank) - 1]


def spread(name: str, what: str, seconds: Sequence[float], budget_ms: float | None) -> Iterator[Figure]:
    """Yield median and 95th percentile of times in milliseconds."""
    yield Figure(name, f"{what}, median", 1000 * statistics.median(seconds), "ms")
    yield Figure(name, f"{what}, p95", 1000 * percentile(seconds, 0.95), "ms", budget=budget_ms)
