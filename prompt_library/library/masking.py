"""What leaves for a prompt: the guard over its messages, and the tokens that lead back.

The system block is the library's own text and names tokens as examples (`[NGƯỜI_1]`). Guarded together
with what people typed, those examples would count as taken and the first person would be `[NGƯỜI_2]`;
and a word of it that the guard takes for a name would be masked in what people typed, too. So it is
guarded by itself, and should something be found in it, that takes the numbers after the others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from prompt_library.guard import Masked, redact, redact_all
from prompt_library.library.reading import TOKEN


@dataclass(frozen=True)
class MaskedTexts:
    """The texts that may leave (none when `refused` says, in Vietnamese, why), and the way back.

    `entities` are those of each text of `texts`, in the offsets of its NFC form.
    """

    system: str
    texts: tuple[str, ...]
    entities: tuple[tuple[Masked, ...], ...]
    tokens: Mapping[str, str]
    refused: str | None = None


def mask(system: str, texts: Sequence[str]) -> MaskedTexts:
    """Return the system block of a prompt and the other texts of its request, masked with one map.

    Raises what the guard raises: then nothing may be sent.
    """
    alone = redact(system)
    typed = redact_all(texts)
    refused = next((one.refused for one in (alone, *typed) if one.refused), None)
    if refused:
        return MaskedTexts("", (), (), {}, refused)
    tokens = dict(typed[0].tokens) if typed else {}
    text = unicodedata.normalize("NFC", system)
    taken = {*tokens, *TOKEN.findall(text)}
    parts: list[str] = []
    at = 0
    for entity in alone.entities:
        token = _next_free(entity.token, taken)
        taken.add(token)
        tokens[token] = text[entity.start : entity.end]
        parts += (text[at : entity.start], token)
        at = entity.end
    parts.append(text[at:])
    return MaskedTexts(
        "".join(parts), tuple(one.text for one in typed), tuple(one.entities for one in typed), tokens
    )


def _next_free(token: str, taken: Container[str]) -> str:
    label = token[1:-1].rpartition("_")[0]
    return next(one for one in (f"[{label}_{number}]" for number in count(1)) if one not in taken)
