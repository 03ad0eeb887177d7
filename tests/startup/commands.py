"""Runs `mattran` as an operator does, with nothing in its environment but what is said here."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from deploy.trial import MATTRAN, ROOT


def environment(**more: str) -> dict[str, str]:
    """Return what a terminal has, with `more`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"MATTRAN_HASH_MEMORY_MIB": "8"} | more


def mattran(
    *arguments: str, timeout_s: float = 120, prefix: tuple[str, ...] = (), **more: str
) -> subprocess.CompletedProcess[str]:
    """Run `mattran` to its end; `prefix` is a command that runs it."""
    return subprocess.run(
        [*prefix, str(MATTRAN), *arguments],
        env=environment(**more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def processes_of(folder: Path) -> dict[int, str]:
    """Return every process that names `folder` in its command or environment, or works in it."""
    return dict(_processes_of(folder))


def _processes_of(folder: Path) -> Iterator[tuple[int, str]]:
    wanted = os.fsencode(folder)
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            found = wanted in command or wanted in (entry / "environ").read_bytes()
            found = found or str(folder) in os.readlink(entry / "cwd")
        except OSError:  # gone by now, a zombie, or somebody else's
            continue
        if found:
            yield int(entry.name), command.replace(b"\0", b" ").decode(errors="replace").strip()
