"""Puts the lessons' notebooks into a learner's folder, as the learner; never over the learner's work.

Standard library only, and run with the learner's own rights: whatever links the learner made in the
folder lead nowhere the learner could not write anyway. `release` holds one `<lesson>.ipynb` for each
lesson (courses/learner_files.py); its metadata `mattran` names lesson and version.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

FOLDER = "bai-hoc"
OLDER = "ban-cu"  # below FOLDER: what was there before a lesson changed
_LARGEST_MIB = 32


def place_lessons(release: Path, home: Path) -> list[str]:
    """Put each released notebook into `home/bai-hoc` and return the names of those that are new.

    A file of the same version stays as the learner left it. A file of another version, or one that
    cannot be read, is moved to `bai-hoc/ban-cu/` first.
    """
    folder = home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    placed = []
    for source in sorted(release.glob("*.ipynb")):
        target = folder / source.name
        version = _version(source)
        if os.path.lexists(target):
            if _version(target) == version:
                continue
            _set_aside(target, folder / OLDER)
        draft = folder / f".{source.name}.moi"
        draft.unlink(missing_ok=True)
        shutil.copyfile(source, draft)
        draft.chmod(0o600)
        draft.rename(target)
        placed.append(source.name)
    return placed


def _version(path: Path) -> str | None:
    """Return the lesson version a notebook says it is of; None when it says none."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_MIB * 2**20:
            return None
        stated = json.loads(path.read_bytes())["metadata"]["mattran"]["version"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return stated if isinstance(stated, str) else None


def _set_aside(target: Path, older: Path) -> None:
    older.mkdir(mode=0o700, exist_ok=True)
    version = _version(target) or "khac"
    name = f"{target.stem}-{''.join(c for c in version if c.isalnum())[:16]}"
    number = 1
    while os.path.lexists(kept := older / f"{name}{f'-{number}' if number > 1 else ''}{target.suffix}"):
        number += 1
    target.rename(kept)
