"""What an author has to mend in a prompt: file, line, English sentence; errors stop, warnings do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One thing found: `line` counts from 1 (0: the whole file)."""

    path: str
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {'warning' if self.warning else 'error'}: {self.message}"


class PromptError(Exception):
    """The file cannot be used as a prompt; `findings` holds every error found in it."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(set(findings)))
        super().__init__("\n".join(str(finding) for finding in self.findings))
