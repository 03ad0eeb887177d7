"""ES modules laid end to end as one file: few requests for a phone, and no build step.

A bundler would do no better here: no package from outside, no two modules with one name for two things
(a browser refuses the joined file if so, and a test loads it).
"""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{ [\w, ]+ \} from "(\.[\w./-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|const|function|class) )", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def join_modules(entry: Path, *, exports: bool = False) -> str:
    """Return the ES module `entry` with all it imports as one; a module stands behind those it imports.

    With `exports` the functions that `entry` exports stay exported. Raises `ValueError` for an import
    or export of a form that joining would break.
    """
    joined: list[str] = []
    _join(entry, entry if exports else None, joined, set())
    return "\n".join(joined)


def _join(module: Path, exporting: Path | None, joined: list[str], seen: set[Path]) -> None:
    """Append `module` to `joined` behind the modules it imports, each once."""
    seen.add(module)
    source = module.read_text(encoding="utf-8")
    for found in _IMPORT.finditer(source):
        needed = (module.parent / found[1]).resolve()
        if needed not in seen:
            _join(needed, exporting, joined, seen)
    body = _IMPORT.sub("", source)
    if module != exporting:
        body = _EXPORT.sub("", body)
    for found in _LEFT_OVER.finditer(body):
        if module != exporting or not found[0].startswith("export function"):
            raise ValueError(f"{module.name}: cannot join the line {found[0]!r}")
    joined.append(body)
