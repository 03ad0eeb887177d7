"""A second virtual environment with stock nbgrader and none of our packages, made once and kept."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

VERSION = "0.9.6"


class StockNbgrader:
    """Runs programs of the environment in `folder`, which knows nothing of this checkout."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._bin = folder / "bin"
        self._environment = {
            "PATH": f"{self._bin}:/usr/bin:/bin",  # nbgrader calls a bare alembic
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "OPENBLAS_NUM_THREADS": "1",
        }

    def start(self, *argv: str, cwd: Path) -> subprocess.Popen[str]:
        """Start a program in `cwd`, its output collected."""
        command = [str(self._bin / argv[0]), *argv[1:]]
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=self._environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, *argv: str, cwd: Path) -> str:
        """Run a program to its end and return its output; fail the test when it fails."""
        return finished(self.start(*argv, cwd=cwd))


# Two kernels that start at the same moment may choose the same free port, and one of them dies.
_PORT_TAKEN = ("Address already in use", "Kernel died", "DeadKernelError", "Kernel didn't respond")


def finished(process: subprocess.Popen[str], again: Callable[[], subprocess.Popen[str]] | None = None) -> str:
    """Wait for a program and return its output; fail the test when it failed.

    With `again` a program whose kernel found its port taken is started once more.
    """
    output, _ = process.communicate(timeout=1800)
    if process.returncode and again and any(sign in output for sign in _PORT_TAKEN):
        return finished(again())
    assert process.returncode == 0, f"{process.args}\n{output[-20_000:]}"
    return output


def ensure_stock_nbgrader(folder: Path) -> None:
    """Make the environment when it is not there; several test runs may ask at the same time."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = folder / "ready"
        if ready.exists():
            return
        venv.create(folder, clear=True, with_pip=True)
        wanted = [f"nbgrader=={VERSION}", "ipykernel"]
        python, uv = folder / "bin" / "python", Path(sys.executable).with_name("uv")
        # uv, which made our own environment, has the same packages at hand; pip where there is none.
        installer = (
            [uv, "pip", "install", "--python", python] if uv.exists() else [python, "-m", "pip", "install"]
        )
        made = subprocess.run(
            [*installer, "--quiet", *wanted],
            text=True,
            capture_output=True,
            env={k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}},
        )
        if made.returncode != 0:
            pytest.fail(
                "the contract with stock nbgrader needs a second environment, and "
                f"{' '.join(wanted)} could not be installed there. Without a network, name an index or a "
                f"folder of wheels (UV_FIND_LINKS, PIP_FIND_LINKS).\n{made.stderr[-2000:]}",
                pytrace=False,
            )
        ready.write_text(f"{sys.version}\n{time.ctime()}\n")
