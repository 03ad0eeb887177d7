"""`grading`: the worker's grading beside stock `nbgrader autograde`, on the same submissions."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from courses.catalogue import load_lessons
from deploy.bench import Figure
from deploy.trial import Trial
from grading.engine import Grader, assignment_name
from grading.export import SubmissionToExport, export_course

_LESSON = "k2-b3"
_OURS, _STOCK = 300, 6


def _answers(lesson: Any, rng: random.Random) -> dict[str, Any]:
    """Return right answers with some questions left out."""
    return {
        q.id: q.solution()["key"] for q in lesson.questions if q.type != "short_text" and rng.random() < 0.8
    }


def measure() -> Iterator[Figure]:
    """Measure submissions a second: ours with the gradebook in PostgreSQL, stock on the export."""
    lesson = load_lessons()[_LESSON]
    rng = random.Random(1)
    platform = Trial()
    try:
        platform.start()
        grader = Grader(platform.settings.database("gradebook"))
        grader.ensure_assignment(lesson)
        sheets = [_answers(lesson, rng) for _ in range(_OURS)]
        now = datetime.now(UTC)
        grader.project(lesson, "am", sheets[0], now)
        began = time.perf_counter()
        for number, answers in enumerate(sheets):
            grader.grade(lesson, f"nguoi-{number}", answers)
            grader.project(lesson, f"nguoi-{number}", answers, now)
        ours = _OURS / (time.perf_counter() - began)
        with tempfile.TemporaryDirectory() as folder:
            course = Path(folder) / "course"
            some = [
                SubmissionToExport(
                    f"nguoi-{n}", lesson, sheets[n], now, grader.grade(lesson, "x", sheets[n]).marks
                )
                for n in range(_STOCK)
            ]
            export_course(course, [lesson], some, source_of=grader.source_notebook)
            stock = _STOCK / _stock_seconds(course, assignment_name(lesson))
        grader.close()
    finally:
        platform.remove()
    yield Figure(
        "grading",
        "submissions graded and written to the gradebook (budget: 30 x stock)",
        ours,
        "1/s",
        budget=round(30 * stock, 2),
        stock=stock,
        higher_is_better=True,
    )


def _stock_seconds(course: Path, assignment: str) -> float:
    """Return how long stock `nbgrader autograde` takes for the export, database made beforehand."""
    environment = dict(os.environ) | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}",
        "PYTHONWARNINGS": "ignore",
    }

    def nbgrader(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=course,
            env=environment,
            check=True,
            capture_output=True,
        )

    nbgrader("generate_assignment", assignment, "--force")
    began = time.perf_counter()
    nbgrader("autograde", assignment)
    return time.perf_counter() - began
