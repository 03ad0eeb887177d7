"""`guard`: recall and masked look-alikes by type on the frozen test parts, and speed."""

from __future__ import annotations

import json
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.bench import Figure, percentile
from prompt_library.guard import TYPES, redact

DATA = Path(__file__).resolve().parents[2] / "tests" / "guard" / "data"
_NUMBERS = frozenset(
    [
        "SO_DINH_DANH",
        "CMND",
        "DIEN_THOAI",
        "EMAIL",
        "NGAY_SINH",
        "TAI_KHOAN",
        "MST_CA_NHAN",
        "BHYT",
        "BHXH",
        "HO_CHIEU",
        "BIEN_SO",
    ]
)
_BUDGETS = {"numbers": 97.0, "TEN_NGUOI": 92.0, "DIA_CHI": 85.0, "health, religion, ethnicity": 75.0}
_MOST_LOOKALIKES = 3.0
_MS_PER_1000 = 5.0
BLIND = ("test", "test2", "test3")  # nobody who writes rules has read them


def load(part: str) -> list[dict[str, Any]]:
    """Return the labelled texts of `part` (such as 'dev')."""
    lines = (DATA / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def group(kind: str) -> str:
    """Return the group of types that shares a budget."""
    if kind in _NUMBERS:
        return "numbers"
    return kind if kind in ("TEN_NGUOI", "DIA_CHI") else "health, religion, ethnicity"


class Score:
    """Counts over labelled texts: an entity is found when every letter and digit of it is masked."""

    def __init__(self) -> None:
        self.entities: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.lookalikes: Counter[str] = Counter()
        self.masked: Counter[str] = Counter()
        self.invented: Counter[str] = Counter()
        self.wrong_refusals = 0

    def add(self, row: dict[str, Any]) -> None:
        """Count one labelled text."""
        text = unicodedata.normalize("NFC", row["text"])  # what offsets count
        done = redact(text)
        self.wrong_refusals += bool(done.refused) != bool(row.get("refused"))
        if row.get("refused") or done.refused:
            return
        covered = {at for m in done.entities for at in range(m.start, m.end)}
        for entity in row["entities"]:
            self.entities[entity["type"]] += 1
            letters = (at for at in range(entity["start"], entity["end"]) if text[at].isalnum())
            self.found[entity["type"]] += all(at in covered for at in letters)
        for alike in row.get("lookalikes", []):
            self.lookalikes[alike["kind"]] += 1
            self.masked[alike["kind"]] += any(at in covered for at in range(alike["start"], alike["end"]))
        for m in done.entities:
            known = (*row["entities"], *row.get("optional", []))
            met = any(e["start"] < m.end and m.start < e["end"] for e in known)
            self.invented[m.type] += not met

    def recall(self, kinds: set[str]) -> float | None:
        """Return the share of entities of `kinds` found, in percent; None when there are none."""
        total = sum(self.entities[kind] for kind in kinds)
        return 100 * sum(self.found[kind] for kind in kinds) / total if total else None

    def masked_share(self) -> float:
        """Return the share of look-alikes masked, in percent."""
        return 100 * sum(self.masked.values()) / max(1, sum(self.lookalikes.values()))


def measure() -> Iterator[Figure]:
    """Yield recall by group and type, false positives by type, look-alikes masked, and speed."""
    parts = {part: load(part) for part in BLIND}
    for part, rows in parts.items():
        yield from _quality(part, rows)
    yield from _speed([row["text"] for rows in parts.values() for row in rows])


def _quality(part: str, rows: list[dict[str, Any]]) -> Iterator[Figure]:
    score = Score()
    for row in rows:
        score.add(row)
    groups: dict[str, set[str]] = {}
    for kind in TYPES:
        groups.setdefault(group(kind), set()).add(kind)
    for name, kinds in groups.items():
        recall = score.recall(kinds)
        if recall is not None:
            yield Figure(
                "guard", f"recall, {name} ({part})", recall, "%", budget=_BUDGETS[name], higher_is_better=True
            )
    for kind in TYPES:
        recall = score.recall({kind})
        if recall is not None:
            what = f"recall, {kind}, {score.entities[kind]} of them ({part})"
            yield Figure("guard", what, recall, "%", higher_is_better=True)
        yield Figure(
            "guard", f"masked and not labelled, {kind} ({part})", float(score.invented[kind]), "entities"
        )
    alike = sum(score.lookalikes.values())
    yield Figure(
        "guard",
        f"look-alikes masked, of {alike} ({part})",
        score.masked_share(),
        "%",
        budget=_MOST_LOOKALIKES,
    )
    yield Figure(
        "guard",
        f"texts wrongly refused or let pass ({part})",
        float(score.wrong_refusals),
        "texts",
        budget=0.0,
    )


def _speed(texts: list[str]) -> Iterator[Figure]:
    """Yield milliseconds per 1,000 characters, over passages of about 2,000 characters."""
    passages, passage = [], ""
    for text in texts:
        passage += text + "\n\n"
        if len(passage) >= 2000:
            passages.append(passage)
            passage = ""
    costs = []
    for _ in range(3):
        for sample in passages or [passage]:
            began = time.perf_counter()
            redact(sample)
            costs.append(1e6 * (time.perf_counter() - began) / len(sample))
    yield Figure("guard", "time per 1,000 characters, p50", percentile(costs, 0.5), "ms")
    yield Figure(
        "guard", "time per 1,000 characters, p95", percentile(costs, 0.95), "ms", budget=_MS_PER_1000
    )
