"""What the checker found, one finding of each code: a page of repetitions helps nobody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that the form forbids: `code` for programs, a Vietnamese `message`, the words it is at."""

    code: str
    message: str
    where: str = ""


class Findings:
    """Collect findings: one of each code, at the first place it is met."""

    def __init__(self) -> None:
        self._found: dict[str, Finding] = {}

    def add(self, code: str, message: str, where: str = "") -> None:
        """Note a fault."""
        self._found.setdefault(code, Finding(code, message, " ".join(where.split())[:80]))

    def listed(self) -> list[Finding]:
        """Return them in the order they were met."""
        return list(self._found.values())
