"""What `make bench` prints: lines of JSON with the same fields, for the benchmarks of design section 11."""

from __future__ import annotations

import ast
import importlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.bench import Figure, percentile, spread
from deploy.bench.__main__ import MODULES, main

ROOT = Path(__file__).parents[2]
NAMES = {"lesson-page", "answers", "submit", "grading", "sign-in", "guard", "gateway", "search"}
FIELDS = ["bench", "what", "value", "unit", "budget", "stock", "ratio"]


def read(figure: Figure) -> dict[str, Any]:
    """Return a figure's line, read as whoever compares two runs does."""
    line = figure.line()
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


# -- one line ------------------------------------------------------------------------------------------


def test_a_line_has_these_fields_in_this_order() -> None:
    row = read(Figure("answers", "một câu trả lời", 12.34567, "ms", budget=200))
    assert list(row) == FIELDS
    assert list(row.values()) == ["answers", "một câu trả lời", 12.346, "ms", 200, None, None]


def test_vietnamese_is_written_as_it_is() -> None:
    assert "bài học" in Figure("lesson-page", "bài học", 1, "s").line()


@pytest.mark.parametrize(
    ("value", "stock", "higher", "ratio"),
    [
        (0.5, 2.0, False, 4.0),  # a quarter of the time
        (2.0, 0.5, False, 0.25),
        (60.0, 2.0, True, 30.0),  # thirty times as many a second
        (1.0, 3.0, True, 0.33),
        (3.0, None, False, None),
        (0.0, 3.0, False, None),  # nothing to divide by
        (3.0, 0.0, True, None),
    ],
)
def test_above_one_is_better_whichever_way_the_unit_goes(
    value: float, stock: float | None, higher: bool, ratio: float | None
) -> None:
    row = read(Figure("grading", "x", value, "s", stock=stock, higher_is_better=higher))
    assert (row["stock"], row["ratio"]) == (stock, ratio)
    assert list(row) == FIELDS + ["higher_is_better"] * higher
    assert row.get("higher_is_better", False) is higher


def test_a_spread_is_the_median_and_the_95th_percentile_in_milliseconds() -> None:
    seconds = [number / 1000 for number in range(100, 0, -1)]
    median, p95 = map(read, spread("submit", "nộp bài", seconds, budget_ms=1000))
    assert (median["what"], median["value"], median["budget"]) == ("nộp bài, median", 50.5, None)
    assert (p95["what"], p95["value"], p95["budget"]) == ("nộp bài, p95", 95, 1000)
    assert {median["unit"], p95["unit"]} == {"ms"}


@pytest.mark.parametrize("count", [1, 3, 20, 100, 400])
def test_a_percentile_is_the_nearest_rank(count: int) -> None:
    """Half of 100 values do not exceed the 50th, 7% the 7th, all of them the last."""
    values = list(range(count, 0, -1))
    for percent in range(101):
        assert percentile(values, percent / 100) == max(1, -(-percent * count // 100))


# -- which there are -----------------------------------------------------------------------------------


def test_every_budget_of_the_design_has_its_benchmark() -> None:
    assert set(MODULES) == NAMES
    assert len(set(MODULES.values())) == len(NAMES)


@pytest.mark.parametrize("name", MODULES)
def test_a_benchmark_prints_under_its_own_name(name: str) -> None:
    module = importlib.import_module(MODULES[name])
    assert callable(module.measure)
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    under = {
        ast.literal_eval(call.args[0])
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"Figure", "spread"}
    }
    assert under == {name}


# -- which are run -------------------------------------------------------------------------------------


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the benchmarks that were run: none of them measures, each says it was there."""
    names: list[str] = []

    def measuring(name: str) -> Callable[[], Iterator[Figure]]:
        def measure() -> Iterator[Figure]:
            names.append(name)
            yield Figure(name, "chạy thử", 1, "s")

        return measure

    for name, module in MODULES.items():
        monkeypatch.setattr(f"{module}.measure", measuring(name))
    return names


@pytest.mark.parametrize("name", MODULES)
def test_one_name_runs_one(ran: list[str], capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main([name]) == 0
    assert ran == [name]
    assert [json.loads(line)["bench"] for line in capsys.readouterr().out.splitlines()] == [name]


def test_without_a_name_all_run(ran: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == main([""]) == 0
    assert ran == list(MODULES) * 2
    assert len(capsys.readouterr().out.splitlines()) == 2 * len(NAMES)


def test_an_unknown_name_is_told_before_anything_runs(
    ran: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "gradign"]) == 2
    told = capsys.readouterr()
    assert (ran, told.out) == ([], "")
    assert "no benchmark 'gradign'" in told.err
    assert all(name in told.err for name in NAMES)


def make_bench(only: str) -> subprocess.CompletedProcess[str]:
    """Run `make bench ONLY=…` as an operator does."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        ["make", "--no-print-directory", "bench", f"ONLY={only}"],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_make_passes_the_name_on() -> None:
    done = make_bench("khong-co")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no benchmark 'khong-co'; there are: grading," in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow  # measures for real
def test_make_prints_nothing_but_lines() -> None:
    done = make_bench("search")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) >= 4
    assert {row["bench"] for row in rows} == {"search"}
    assert all(list(row)[: len(FIELDS)] == FIELDS for row in rows)
