"""`python -m deploy.bench [NAME]`: run the benchmarks and print JSON lines."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator

from deploy.bench import Figure

MODULES = {
    "grading": "deploy.bench.grading",
    "sign-in": "deploy.bench.sign_in",
    "answers": "deploy.bench.answers",
    "submit": "deploy.bench.submit",
    "lesson-page": "deploy.bench.lesson_page",
    "guard": "deploy.bench.guard",
    "gateway": "deploy.bench.gateway",
    "search": "deploy.bench.search",
}


def main() -> int:
    """Run the named benchmark, or all; return the exit code."""
    names = [name for name in sys.argv[1:] if name] or list(MODULES)
    for name in names:
        if name not in MODULES:
            print(f"no benchmark {name!r}; there are: {', '.join(MODULES)}", file=sys.stderr)
            return 2
        figures: Iterator[Figure] = importlib.import_module(MODULES[name]).measure()
        for figure in figures:
            print(figure.line(), flush=True)
    return 0


sys.exit(main())
