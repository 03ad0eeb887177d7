"""A question answered in writing: marked by its words where the author gives them, else by hand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, JsonValue, ValidationInfo, field_validator

from exercises.errors import InvalidValue
from exercises.scoring import TEXT_LIMIT, score
from exercises.types.base import BaseQuestion, clean_lines
from hub.text import fold, squeeze


def _phrase(text: str) -> str:
    text = squeeze(clean_lines(text))
    if not any(c.isalnum() for c in fold(text)):
        raise ValueError("holds no word")
    if len(text) > 100:
        raise ValueError(f"has {len(text)} characters, at most 100 are allowed")
    return text


def _sample(text: str) -> str:
    text = clean_lines(text).strip()
    if not text:
        raise ValueError("is empty")
    return text


Phrase = Annotated[str, AfterValidator(_phrase)]
Alternatives = Annotated[list[Phrase], Field(min_length=1, max_length=20)]


class ShortTextQuestion(BaseQuestion):
    """Write a few sentences."""

    type: Literal["short_text"]
    max_length: Annotated[int, Field(ge=1, le=TEXT_LIMIT)] = 1000
    required: Annotated[list[Alternatives], Field(max_length=20)] = Field(default_factory=list)
    forbidden: Annotated[list[Phrase], Field(max_length=20)] = Field(default_factory=list)
    sample: Annotated[str, AfterValidator(_sample)] | None = None

    @field_validator("critical")
    @classmethod
    def _never_decides(cls, critical: bool) -> bool:
        if critical:
            raise ValueError("short_text never decides passing")
        return critical

    @field_validator("forbidden")
    @classmethod
    def _forbidden_has_a_use(cls, forbidden: list[str], info: ValidationInfo) -> list[str]:
        required = info.data.get("required")
        if required is None:
            return forbidden
        if forbidden and not required:
            raise ValueError("has no effect without `required`")
        both = {fold(p) for group in required for p in group} & {fold(p) for p in forbidden}
        if both:
            raise ValueError(f"also required: {', '.join(sorted(both))}")
        return forbidden

    @field_validator("sample")
    @classmethod
    def _sample_is_right(cls, sample: str | None, info: ValidationInfo) -> str | None:
        if sample is None or not {"max_length", "required", "forbidden"} <= info.data.keys():
            return sample
        if len(sample) > info.data["max_length"]:
            raise ValueError(f"has {len(sample)} characters, more than max_length")
        words = {"required": info.data["required"], "forbidden": info.data["forbidden"]}
        if score("short_text", words, sample) not in (None, 1.0):
            raise ValueError("does not earn full marks by `required` and `forbidden`")
        return sample

    def _parts(self) -> dict[str, JsonValue]:
        return {"max_length": self.max_length}

    def _key(self) -> JsonValue:
        return None

    def answer_key(self) -> dict[str, JsonValue]:
        """Return the required and forbidden words; both empty when a trainer marks by hand."""
        return {"required": [list(group) for group in self.required], "forbidden": list(self.forbidden)}

    def solution(self) -> dict[str, JsonValue]:
        """Return the explanation and the sample answer (plain text); a text has no key."""
        return {**super().solution(), "sample": self.sample}

    def _checked_value(self, value: object) -> JsonValue:
        if not isinstance(value, str):
            raise InvalidValue(self.id, "câu trả lời phải là chữ, mời đồng chí nhập lại.")
        text = clean_lines(value)
        if len(text) > self.max_length:
            raise InvalidValue(
                self.id,
                f"câu trả lời dài {len(text)} ký tự, nhiều nhất là {self.max_length}; mời đồng chí rút gọn.",
            )
        return text
