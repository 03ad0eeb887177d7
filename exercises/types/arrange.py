"""Questions answered by arranging what is shown shuffled: order, match, classify."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationInfo, field_validator

from exercises.errors import InvalidValue
from exercises.markup import render_inline
from exercises.types.base import BaseQuestion, Inline, distinct, distinct_strings
from exercises.types.shuffle import out_of_groups, out_of_line, out_of_order, shuffled


def _places(shown: tuple[int, ...], letter: str) -> dict[int, str]:
    """Return the public id of each written number: a letter and the place where it is shown."""
    return {number: f"{letter}{place}" for place, number in enumerate(shown, start=1)}


def _listed(shown: tuple[int, ...], letter: str, texts: list[str]) -> list[JsonValue]:
    ids = _places(shown, letter)
    return [{"id": ids[number], "html": render_inline(texts[number])} for number in shown]


def _partial_mapping(value: object, keys: set[str], targets: set[str]) -> dict[str, JsonValue] | None:
    """Return `value` when it maps some of `keys` to `targets`, else None."""
    if not isinstance(value, dict) or len(value) > len(keys):
        return None
    fits = all(k in keys and isinstance(v, str) and v in targets for k, v in value.items())
    return dict(value) if fits else None


class OrderQuestion(BaseQuestion):
    """Put the items in order; the author writes them in the right one."""

    type: Literal["order"]
    items: Annotated[list[Inline], Field(min_length=3, max_length=8)]

    @field_validator("items")
    @classmethod
    def _items_differ(cls, items: list[str]) -> list[str]:
        if not distinct(items):
            raise ValueError("two items have the same text")
        return items

    def _shown(self) -> tuple[int, ...]:
        texts = [self.type, self.id, self.prompt, self.explanation, *self.items]
        return shuffled(len(self.items), texts, out_of_order)

    def _parts(self) -> dict[str, JsonValue]:
        return {"items": _listed(self._shown(), "i", self.items)}

    def _key(self) -> JsonValue:
        ids = _places(self._shown(), "i")
        return [ids[number] for number in range(len(self.items))]

    def _checked_value(self, value: object) -> JsonValue:
        ids = _places(self._shown(), "i").values()
        order = distinct_strings(value, ids)
        if order is None or len(order) != len(ids):
            raise InvalidValue(
                self.id, "thứ tự phải có đủ các mục, mỗi mục một lần; mời đồng chí sắp xếp lại."
            )
        return list(order)


class Pair(BaseModel):
    """A left side and the right side that belongs to it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    left: Inline
    right: Inline


class MatchQuestion(BaseQuestion):
    """Find the right side of each left side; `extra` are right sides that belong to none."""

    type: Literal["match"]
    pairs: Annotated[list[Pair], Field(min_length=2, max_length=8)]
    extra: Annotated[list[Inline], Field(max_length=4)] = Field(default_factory=list)

    @field_validator("pairs")
    @classmethod
    def _pairs_differ(cls, pairs: list[Pair]) -> list[Pair]:
        if not distinct(p.left for p in pairs):
            raise ValueError("two left sides have the same text")
        if not distinct(p.right for p in pairs):
            raise ValueError("two right sides have the same text (use classify)")
        return pairs

    @field_validator("extra")
    @classmethod
    def _extra_differ(cls, extra: list[str], info: ValidationInfo) -> list[str]:
        if not distinct([*extra, *(p.right for p in info.data.get("pairs", ()))]):
            raise ValueError("the same text stands twice among the right sides")
        return extra

    def _rights(self) -> list[str]:
        return [*(p.right for p in self.pairs), *self.extra]

    def _shown(self) -> tuple[int, ...]:
        lefts, rights = [p.left for p in self.pairs], self._rights()
        texts = [self.type, self.id, self.prompt, self.explanation, *lefts, *rights]
        return shuffled(len(rights), texts, lambda shown: out_of_line(shown, len(lefts)))

    def _parts(self) -> dict[str, JsonValue]:
        lefts = [p.left for p in self.pairs]
        return {
            "left": _listed(tuple(range(len(lefts))), "l", lefts),
            "right": _listed(self._shown(), "r", self._rights()),
        }

    def _key(self) -> JsonValue:
        ids = _places(self._shown(), "r")
        return {f"l{number + 1}": ids[number] for number in range(len(self.pairs))}

    def _checked_value(self, value: object) -> JsonValue:
        lefts = {f"l{number + 1}" for number in range(len(self.pairs))}
        matched = _partial_mapping(value, lefts, set(_places(self._shown(), "r").values()))
        if matched is None:
            raise InvalidValue(self.id, "mời đồng chí ghép lại từ hai cột đang hiện trên trang.")
        return matched


class ClassifyItem(BaseModel):
    """An item and the group it belongs to."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    text: Inline
    group: str


class ClassifyQuestion(BaseQuestion):
    """Put each item into a group."""

    type: Literal["classify"]
    groups: Annotated[dict[str, Inline], Field(min_length=2, max_length=6)]
    items: Annotated[list[ClassifyItem], Field(min_length=2, max_length=12)]

    @field_validator("groups")
    @classmethod
    def _groups_are_numbered(cls, groups: dict[str, str]) -> dict[str, str]:
        if list(groups) != [f"g{number}" for number in range(len(groups))]:
            raise ValueError("the ids must be g0, g1, ... in this order")
        if not distinct(groups.values()):
            raise ValueError("two groups have the same text")
        return groups

    @field_validator("items")
    @classmethod
    def _items_have_groups(cls, items: list[ClassifyItem], info: ValidationInfo) -> list[ClassifyItem]:
        groups = info.data.get("groups")
        unknown = [i.group for i in items if groups is not None and i.group not in groups]
        if unknown:
            raise ValueError(f"{', '.join(unknown)} is not one of the groups {', '.join(groups or ())}")
        if not distinct(i.text for i in items):
            raise ValueError("two items have the same text")
        if len({i.group for i in items}) < 2:
            raise ValueError("all items belong to one group")
        return items

    def _shown(self) -> tuple[int, ...]:
        groups = list(self.groups)
        written = [groups.index(i.group) for i in self.items]
        texts = [self.type, self.id, self.prompt, self.explanation, *(i.text for i in self.items)]
        return shuffled(len(self.items), texts, lambda shown: out_of_groups(shown, written))

    def _parts(self) -> dict[str, JsonValue]:
        return {
            "groups": [{"id": i, "html": render_inline(text)} for i, text in self.groups.items()],
            "items": _listed(self._shown(), "i", [i.text for i in self.items]),
        }

    def _key(self) -> JsonValue:
        shown = self._shown()
        ids = _places(shown, "i")
        return {ids[number]: self.items[number].group for number in shown}

    def _checked_value(self, value: object) -> JsonValue:
        items = set(_places(self._shown(), "i").values())
        sorted_in = _partial_mapping(value, items, set(self.groups))
        if sorted_in is None:
            raise InvalidValue(self.id, "mời đồng chí xếp lại các mục vào các nhóm đang hiện trên trang.")
        return sorted_in
