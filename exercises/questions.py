"""The seven question types, and the one door through which a written question becomes a Question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from exercises.errors import QuestionError
from exercises.types.arrange import ClassifyQuestion, MatchQuestion, OrderQuestion
from exercises.types.base import BaseQuestion
from exercises.types.choice import MultipleQuestion, SingleQuestion, TrueFalseQuestion
from exercises.types.short_text import ShortTextQuestion

__all__ = [
    "QUESTION_TYPES",
    "BaseQuestion",
    "ClassifyQuestion",
    "MatchQuestion",
    "MultipleQuestion",
    "OrderQuestion",
    "Question",
    "ShortTextQuestion",
    "SingleQuestion",
    "TrueFalseQuestion",
    "parse_question",
]

Question = (
    SingleQuestion
    | MultipleQuestion
    | TrueFalseQuestion
    | OrderQuestion
    | MatchQuestion
    | ClassifyQuestion
    | ShortTextQuestion
)
QUESTION_TYPES = ("single", "multiple", "true_false", "order", "match", "classify", "short_text")

_ADAPTER: TypeAdapter[Question] = TypeAdapter(Annotated[Question, Field(discriminator="type")])

# What pydantic says of the commonest slips is about types of Python; an author writes YAML.
_PLAIN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this type of question",
    "string_type": "must be text (put it in quotes)",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping",
    "union_tag_not_found": "is missing",
    "union_tag_invalid": f"must be one of {', '.join(QUESTION_TYPES)}",
}


def parse_question(data: object) -> Question:
    """Return the question that `data`, the YAML of one block, describes.

    Raises QuestionError with every problem found.
    """
    if not isinstance(data, Mapping):
        raise QuestionError("a question without an id", ["must be a mapping of fields"])
    try:
        return _ADAPTER.validate_python(dict(data))
    except ValidationError as error:
        written = data.get("id")
        name = written if isinstance(written, str) and written else "a question without an id"
        raise QuestionError(name, [_problem(details) for details in error.errors()]) from None


def _problem(details: ErrorDetails) -> str:
    """Return "field: what is wrong with it" for one finding of pydantic."""
    if details["type"] in ("union_tag_not_found", "union_tag_invalid"):
        return f"type: {_PLAIN_WORDS[details['type']]}"
    # The first step of a path is the type of question, by which pydantic chose the model.
    field = ".".join(str(step) for step in details["loc"][1:] if step != "[key]") or "question"
    context: dict[str, Any] = details.get("ctx", {})
    said = str(context["error"]) if "error" in context else details["msg"]
    return f"{field}: {_PLAIN_WORDS.get(details['type'], said)}"
