"""A prompt as the rest of the platform sees it: checked, frozen, with its templates as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["prompt", "guidance"]
State = Literal["nháp", "chờ duyệt", "đã duyệt", "ngừng"]
Output = Literal[
    "bao-cao",
    "ke-hoach",
    "cong-van",
    "to-trinh",
    "thong-bao",
    "giay-moi",
    "bien-ban",
    "bai-phat-bieu",
    "tin-bai",
    "none",
]
Widget = Literal["text", "textarea", "select", "number", "date"]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]


class Frozen(BaseModel):
    """A part that does not change and takes no field the format does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Frozen):
    """The answer has between `min` and `max` words (Vietnamese counts syllables: "chữ")."""

    kind: Literal["words"]
    min: int = Field(0, ge=0)
    max: int = Field(20_000, ge=1)


class Headings(Frozen):
    """The answer has headings, and each text of `contains` stands in one of them."""

    kind: Literal["headings"]
    min: int = Field(0, ge=0)
    contains: tuple[Text, ...] = ()


class Table(Frozen):
    """The answer has a table with these columns and at least so many rows below them."""

    kind: Literal["table"]
    min_rows: int = Field(1, ge=0)
    columns: tuple[Text, ...] = ()


class Listed(Frozen):
    """The answer has at least so many list items."""

    kind: Literal["list"]
    min: int = Field(1, ge=1)


class Contains(Frozen):
    """All texts, or any of them, occur in the answer."""

    kind: Literal["contains"]
    all: tuple[Text, ...] = ()
    any: tuple[Text, ...] = ()


class Absent(Frozen):
    """None of the texts occurs in the answer."""

    kind: Literal["absent"]
    texts: Texts


class NoNewNumbers(Frozen):
    """Every number of the answer comes from the inputs, the prompt or `allow`."""

    kind: Literal["no_new_numbers"]
    allow: tuple[Text, ...] = ()


class InputsKept(Frozen):
    """Each number and token of these inputs occurs in the answer."""

    kind: Literal["inputs_kept"]
    names: Texts


Check = Annotated[
    Words | Headings | Table | Listed | Contains | Absent | NoNewNumbers | InputsKept,
    Field(discriminator="kind"),
]


class Input(Frozen):
    """One field of the form: what is asked, how, and whether citizens' data is expected in it."""

    name: str
    label: str
    kind: Literal["string", "integer"]
    widget: Widget
    required: bool
    example: str = ""
    hint: str = ""
    options: tuple[str, ...] = ()  # the choices of a select
    max_chars: int
    personal: bool = False

    @property
    def free(self) -> bool:
        """Say whether a person may type any text here: it then stands between fences."""
        return self.widget in ("text", "textarea")


class Options(Frozen):
    """How the model is asked to answer."""

    temperature: float = Field(0.4, ge=0, le=1)
    max_output_tokens: int = Field(2000, ge=100, le=16_000, alias="maxOutputTokens")


class Sample(Frozen):
    """What a cadre would type, and what a good model would answer; the answer holds the guard's tokens."""

    inputs: Mapping[str, str]
    answer: str = Field(min_length=1, max_length=40_000)


class Case(Frozen):
    """A regression case: with these inputs the messages hold these texts, and not those."""

    inputs: Mapping[str, str]
    contains: Texts
    absent: tuple[Text, ...] = ()


class Prompt(Frozen):
    """One prompt or guidance card (docs/prompt-format.md). A card has a system text and nothing to fill."""

    id: str
    title: str
    description: str
    kind: Kind
    version: int
    state: State
    group: str  # "A" to "M", without J
    tasks: tuple[int, ...]
    level: int
    personal: tuple[str, ...]
    output: Output
    keywords: tuple[str, ...]
    cites: tuple[str, ...]
    lessons: tuple[str, ...]
    inputs: tuple[Input, ...]
    model: str  # the logical model: "nhanh" or "sau"
    options: Options
    sample: Sample | None
    checks: tuple[Check, ...]
    cases: tuple[Case, ...]
    system: str
    user: str
    source: str
    sha256: str

    def input(self, name: str) -> Input:
        """Return the input of this name; raise KeyError."""
        for one in self.inputs:
            if one.name == name:
                return one
        raise KeyError(name)


@dataclass(frozen=True)
class Group:
    """A group of tasks: its letter, name and the tasks by number, worded as in the province's list."""

    letter: str
    name: str
    tasks: Mapping[int, str]
