"""Questions answered by choosing: single, multiple, true_false."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, JsonValue, ValidationInfo, field_validator

from exercises.errors import InvalidValue
from exercises.markup import render_inline
from exercises.types.base import BaseQuestion, Inline, distinct, distinct_strings


def _different(options: dict[str, str]) -> dict[str, str]:
    if not distinct(options.values()):
        raise ValueError("two options have the same text")
    return options


OptionId = Annotated[str, Field(pattern=r"^[a-z]$")]
Options = Annotated[dict[OptionId, Inline], Field(min_length=2, max_length=8), AfterValidator(_different)]


def _among(ids: list[str], info: ValidationInfo) -> None:
    """Refuse ids that are not options; says nothing when the options themselves are refused."""
    options = info.data.get("options")
    unknown = [i for i in ids if options is not None and i not in options]
    if unknown:
        raise ValueError(f"{', '.join(unknown)} is not one of the options {', '.join(options or ())}")


def _shown(options: dict[str, str]) -> list[JsonValue]:
    return [{"id": i, "html": render_inline(text)} for i, text in options.items()]


class SingleQuestion(BaseQuestion):
    """Choose one option."""

    type: Literal["single"]
    options: Options
    key: str

    @field_validator("key")
    @classmethod
    def _key_is_an_option(cls, key: str, info: ValidationInfo) -> str:
        _among([key], info)
        return key

    def _parts(self) -> dict[str, JsonValue]:
        return {"options": _shown(self.options)}

    def _key(self) -> JsonValue:
        return self.key

    def _checked_value(self, value: object) -> JsonValue:
        if not isinstance(value, str) or value not in self.options:
            raise InvalidValue(self.id, "mời đồng chí chọn lại một trong các phương án đang hiện trên trang.")
        return value


class MultipleQuestion(BaseQuestion):
    """Choose every right option."""

    type: Literal["multiple"]
    options: Options
    key: Annotated[list[str], Field(min_length=1)]

    @field_validator("key")
    @classmethod
    def _key_holds_options(cls, key: list[str], info: ValidationInfo) -> list[str]:
        _among(key, info)
        if len(set(key)) != len(key):
            raise ValueError("names an option twice")
        return key

    def _parts(self) -> dict[str, JsonValue]:
        return {"options": _shown(self.options)}

    def _key(self) -> JsonValue:
        return list(self.key)

    def answer_key(self) -> dict[str, JsonValue]:
        """Return the key and all option ids, so that an id that is none of them is seen."""
        return {"key": list(self.key), "options": list(self.options)}

    def _checked_value(self, value: object) -> JsonValue:
        chosen = distinct_strings(value, self.options)
        if chosen is None:
            raise InvalidValue(self.id, "mời đồng chí chọn lại trong các phương án đang hiện trên trang.")
        return list(chosen)


class TrueFalseQuestion(BaseQuestion):
    """Say whether the prompt is true."""

    type: Literal["true_false"]
    key: bool

    def _parts(self) -> dict[str, JsonValue]:
        return {}

    def _key(self) -> JsonValue:
        return self.key

    def _checked_value(self, value: object) -> JsonValue:
        if not isinstance(value, bool):
            raise InvalidValue(self.id, "câu này chỉ nhận Đúng hoặc Sai, mời đồng chí chọn lại.")
        return value
