"""Laws a prompt names: every one is in the register, in force, and listed in `cites`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from hub.legal.register import Register
from prompt_library.library.model import Prompt

# Numbers of national documents; a body's own numbers (12/BC-MTTQ-BTT) are invented for samples.
_NATIONAL = re.compile(
    r"(?<![\w/])(?:\d{1,4}/\d{4}/(?:QH\d{1,2}|(?:NĐ|TT|QĐ|NQ|NQLT|TTLT)-[A-ZĐ][A-ZĐa-z-]*[A-ZĐa-z]|NQLT|UBTVQH\d+)"
    r"|\d{1,4}/(?:QĐ|CT|CĐ)-TTg|\d{1,4}-(?:NQ|CT|KL|QĐ|QC)/TW)"
)


def problems_of_law(prompt: Prompt, register: Register, on: date) -> Iterator[tuple[str, str, bool]]:
    """Yield (words on the line, sentence, is a warning) for laws unknown, expired or not listed."""
    typed = " ".join(prompt.sample.inputs.values()) if prompt.sample else ""
    for cited in prompt.cites:
        if refusal := register.refusal(cited, on):
            # What a person typed may be out of date: the prompt is there to say so.
            asked = cited in register and (register.get(cited).number or "?") in typed
            yield "cites:", f"cites: {refusal}", asked
    numbers = _by_number(register)
    answer = prompt.sample.answer if prompt.sample else ""
    given = set(_NATIONAL.findall(typed))
    written = "\n".join((prompt.description, prompt.system, prompt.user, answer))
    for number in dict.fromkeys(_NATIONAL.findall(written) + _NATIONAL.findall(typed)):
        known = numbers.get(number)
        if known is None:
            yield number, f"{number} is not in the legal register", number in given
        elif known not in prompt.cites and not (number in given and register.refusal(known, on)):
            yield number, f"{number} is named but {known} is not in cites", False
    for cited in prompt.cites:
        if cited in register:
            document = register.get(cited)
            title = document.title.split(" (")[0]
            if (document.number or title) not in written + typed and title not in written + typed:
                yield "cites:", f"cites: neither prompt nor sample names {cited}", True


@lru_cache(maxsize=4)
def _by_number(register: Register) -> dict[str, str]:
    return {document.number: document.id for document in register if document.number}
