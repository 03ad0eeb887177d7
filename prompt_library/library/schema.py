"""The front matter as docs/prompt-format.md writes it; pydantic says which field is wrong, load.py where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from prompt_library.library.model import (
    Case,
    Check,
    Frozen,
    Input,
    Kind,
    Options,
    Output,
    Prompt,
    Sample,
    State,
    Text,
    Widget,
)

ID = r"[a-m][0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*"
TEXT_MOST, TEXTAREA_MOST, INPUTS_MOST = 200, 6000, 8
_DEFAULT_MAX: dict[Widget, int] = {"text": 200, "textarea": 3000, "select": 200, "number": 20, "date": 10}

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$", max_length=40)]


class Asked(Frozen):
    """One entry of `inputs`."""

    name: Name
    kind: Literal["string", "integer"]
    description: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    example: str = ""
    enumValues: tuple[Line, ...] = ()  # noqa: N815 - the format's own word
    required: bool


class FieldOf(Frozen):
    """How one input is asked."""

    widget: Widget
    max: int | None = Field(None, ge=1, le=TEXTAREA_MOST)
    hint: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""


class Model(Frozen):
    """The logical model."""

    id: Literal["nhanh", "sau"]
    apiType: Literal["chat"]  # noqa: N815
    options: Options = Options()


class Format(Frozen):
    """Always Jinja2, strict."""

    kind: Literal["jinja2"]
    strict: Literal["true"]


class Template(Frozen):
    """Always the parser of the prompty package."""

    format: Format
    parser: Literal["prompty"]


class Front(Frozen):
    """Our own part, `metadata.mttq`."""

    kind: Kind
    version: int = Field(ge=1)
    state: State
    group: Annotated[str, StringConstraints(pattern=r"^[A-IK-M]$")]
    tasks: Annotated[tuple[Annotated[int, Field(ge=1, le=64)], ...], Field(min_length=1)]
    level: int = Field(ge=0, le=4)
    personal: tuple[Name, ...] = ()
    output: Output = "none"
    keywords: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]
    cites: tuple[Line, ...] = ()
    lessons: tuple[Line, ...] = ()
    fields: Mapping[Name, FieldOf] = {}
    sample: Sample | None = None
    checks: tuple[Check, ...] = ()
    cases: tuple[Case, ...] = ()


class Metadata(Frozen):
    """What other programs may ignore."""

    mttq: Front


class File(Frozen):
    """The whole front matter."""

    name: Annotated[str, StringConstraints(pattern=rf"^{ID}$", max_length=60)]
    displayName: Annotated[Text, Field(max_length=70)]  # noqa: N815
    description: Annotated[Text, Field(max_length=240)]
    inputs: Annotated[tuple[Asked, ...], Field(max_length=INPUTS_MOST)]
    model: Model
    template: Template
    metadata: Metadata

    @model_validator(mode="before")
    @classmethod
    def _guidance_asks_nothing(cls, data: object) -> object:
        if isinstance(data, dict) and "inputs" not in data:
            return {**data, "inputs": ()}
        return data

    def to_prompt(self, *, system: str, user: str, source: str, sha256: str) -> Prompt:
        """Return the prompt; every input has its field (load.py has seen to that)."""
        front = self.metadata.mttq
        inputs = tuple(
            Input(
                name=asked.name,
                label=asked.description,
                kind=asked.kind,
                widget=field.widget,
                required=asked.required,
                example=asked.example,
                hint=field.hint,
                options=asked.enumValues,
                max_chars=field.max or _DEFAULT_MAX[field.widget],
                personal=asked.name in front.personal,
            )
            for asked in self.inputs
            for field in (front.fields[asked.name],)
        )
        return Prompt(
            id=self.name,
            title=self.displayName,
            description=self.description,
            kind=front.kind,
            version=front.version,
            state=front.state,
            group=front.group,
            tasks=front.tasks,
            level=front.level,
            personal=front.personal,
            output=front.output,
            keywords=front.keywords,
            cites=front.cites,
            lessons=front.lessons,
            inputs=inputs,
            model=self.model.id,
            options=self.model.options,
            sample=front.sample,
            checks=front.checks,
            cases=front.cases,
            system=system,
            user=user,
            source=source,
            sha256=sha256,
        )
