"""`python -m deploy.bench [NAME]`: run the benchmarks and print JSON lines."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence

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


def main(arguments: Sequence[str]) -> int:
    """Run the named benchmarks, or all; return the exit code, 2 for a name that is none."""
    names = [name for name in arguments if name] or list(MODULES)
    for name in names:
        if name not in MODULES:
            print(f"no benchmark {name!r}; there are: {', '.join(MODULES)}", file=sys.stderr)
            return 2
    for name in names:
        figures: Iterator[Figure] = importlib.import_module(MODULES[name]).measure()
        for figure in figures:
            print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
