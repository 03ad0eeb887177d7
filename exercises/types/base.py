"""What every question has: its fields, the texts they hold, and the five things it can do."""

from __future__ import annotations

import re
import unicodedata
from abc import abstractmethod
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from exercises.markup import refused_in_block, refused_in_inline, render_block
from hub.text import clean

BLOCK_LIMIT = 4000  # characters of a prompt or an explanation
INLINE_LIMIT = 400  # characters of an option, an item, a group's name

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def clean_lines(text: str) -> str:
    """Return `text` in NFC, its lines ended by LF, without control characters and half characters.

    What Word and a phone's keyboard leave behind unseen (also U+0000, which PostgreSQL refuses)
    costs nobody the answer. Cleaning twice changes nothing more.
    """
    seen = _CONTROL.sub("", _LINE_END.sub("\n", text))
    return unicodedata.normalize("NFC", clean(seen))


def distinct(texts: Iterable[str]) -> bool:
    """Tell whether no two texts read the same but for letter case."""
    seen = [text.casefold() for text in texts]
    return len(set(seen)) == len(seen)


def _block(text: str) -> str:
    return _checked(clean_lines(text).strip(), BLOCK_LIMIT, refused_in_block)


def _inline(text: str) -> str:
    return _checked(_SPACE.sub(" ", clean_lines(text)).strip(), INLINE_LIMIT, refused_in_inline)


def _checked(text: str, limit: int, refused: Any) -> str:
    if not text:
        raise ValueError("is empty")
    if len(text) > limit:
        raise ValueError(f"has {len(text)} characters, at most {limit} are allowed")
    if found := refused(text):
        raise ValueError(f"holds {', '.join(found)}: not allowed in a question")
    return text


Block = Annotated[str, AfterValidator(_block)]
Inline = Annotated[str, AfterValidator(_inline)]


class BaseQuestion(BaseModel):
    """The fields and abilities common to all types (docs/lesson-format.md)."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Annotated[str, Field(pattern=r"^q[1-9][0-9]?$")]
    type: str
    competency: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*-[1-9][0-9]?$")]
    points: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] = 1.0
    critical: bool = False
    prompt: Block
    explanation: Block

    def public(self) -> dict[str, JsonValue]:
        """Return what the browser may see before the attempt is graded (docs/architecture.md)."""
        return {
            "id": self.id,
            "type": self.type,
            "points": self.points,
            "prompt_html": render_block(self.prompt),
            **self._parts(),
        }

    def solution(self) -> dict[str, JsonValue]:
        """Return the key, the explanation and the sample answer; only for after grading."""
        return {"key": self._key(), "explanation_html": render_block(self.explanation), "sample": None}

    def answer_key(self) -> dict[str, JsonValue]:
        """Return what `exercises.scoring.score` needs, as plain JSON."""
        return {"key": self._key()}

    def check_value(self, value: object) -> JsonValue:
        """Return `value` as it is to be stored; None stands for an answer taken back.

        Raises InvalidValue when it does not fit the question.
        """
        return None if value is None else self._checked_value(value)

    @abstractmethod
    def _parts(self) -> dict[str, JsonValue]:
        """Return the public fields of this type only."""

    @abstractmethod
    def _key(self) -> JsonValue:
        """Return the right value, in the ids of the public form; None where there is no such thing."""

    @abstractmethod
    def _checked_value(self, value: object) -> JsonValue:
        """Return the clean form of a value that is not None, or raise InvalidValue."""


def distinct_strings(value: object, allowed: Iterable[str]) -> list[str] | None:
    """Return `value` when it is a list of different strings of `allowed`, else None."""
    if not isinstance(value, list):
        return None
    known = set(allowed)
    strings = [v for v in value if isinstance(v, str) and v in known]
    return strings if len(strings) == len(value) == len(set(strings)) else None
