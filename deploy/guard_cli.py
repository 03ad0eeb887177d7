"""`mattran guard redact`: text in, the redacted text and what was masked out, as JSON."""

from __future__ import annotations

import json
from typing import TextIO

from prompt_library.guard import redact


def redact_command(stdin: TextIO, stdout: TextIO, *, jsonl: bool) -> int:
    """Answer one text (all of `stdin`) with one JSON object, or with `jsonl` one JSON string a line.

    Every answer is `{"text", "entities": [{"type", "start", "end", "token"}], "refused"}` with offsets
    into the NFC input. Return 0; 2 when a line is not a JSON string: that line is answered with
    `{"error": ...}` and the others go on.
    """
    if not jsonl:
        stdout.write(_answer(stdin.read()) + "\n")
        return 0
    code = 0
    for line in stdin:
        if not line.strip():
            continue
        try:
            text = json.loads(line)
        except ValueError:
            text = None
        if isinstance(text, str):
            answer = _answer(text)
        else:
            answer = json.dumps({"error": "Dòng này không phải một chuỗi JSON."}, ensure_ascii=False)
            code = 2
        stdout.write(answer + "\n")
        stdout.flush()
    return code


def _answer(text: str) -> str:
    done = redact(text)
    entities = [{"type": m.type, "start": m.start, "end": m.end, "token": m.token} for m in done.entities]
    answer = json.dumps(
        {"text": done.text, "entities": entities, "refused": done.refused}, ensure_ascii=False
    )
    # A lone surrogate cannot be written as UTF-8: escape the whole answer then.
    return answer if answer.isascii() or _writable(answer) else json.dumps(json.loads(answer))


def _writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
