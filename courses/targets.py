"""The targets of the plan, as data: who counts and which lessons must be passed."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

_FILE = Path(__file__).parent / "targets.yml"


def _different(lessons: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(lessons)) != len(lessons):
        raise ValueError("names a lesson twice")
    return lessons


Lessons = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_different)]


class Licence(BaseModel):
    """What the licence to use AI asks for: every lesson of `lessons` passed, listed as people take them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lessons: Lessons


class Target(BaseModel):
    """One target: `share` (0-1) of the people in `who` must have passed every lesson of `lessons`.

    `sentence` is the plan's own; `note` (Vietnamese) says what the figure does not hold yet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    sentence: str
    place: str
    year: int | None
    deadline_note: str
    share: float = Field(gt=0, le=1)
    who: Literal["counted", "full_time"]
    lessons: Lessons
    note: str = ""

    def deadline(self, today: date) -> str:
        """Return what to say of the year in which the plan wants the target reached (Vietnamese)."""
        if self.year is None:
            return "Đề án không nêu năm phải đạt chỉ tiêu này."
        if self.year >= today.year:
            return f"Hạn của Đề án: hết năm {self.year}."
        return f"Hạn của Đề án (năm {self.year}) đã qua: số liệu là {self.deadline_note}."


class Targets(BaseModel):
    """Every target, what the licence asks for, and the share of points that passes a lesson."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pass_share: float = Field(gt=0, le=1)
    licence: Licence
    targets: tuple[Target, ...]

    def get(self, target_id: str) -> Target | None:
        """Return the target, or None."""
        return next((t for t in self.targets if t.id == target_id), None)

    def rule(self, target: Target) -> str:
        """Return the platform's own rule for `target` as a Vietnamese sentence for reports."""
        who = {
            "counted": "cán bộ, công chức, người lao động Mặt trận trong danh sách",
            "full_time": "cán bộ, công chức chuyên trách trong danh sách",
        }[target.who]
        lessons = ", ".join(lesson.upper() for lesson in target.lessons)
        rule = (
            f"Quy tắc của nền tảng (Đề án không nêu điểm đạt, số giờ): tính là hoàn thành khi {who} "
            f"đạt đủ {len(target.lessons)} bài ({lessons}); mỗi bài đạt khi "
            f"đúng từ {self.pass_share:.0%} số điểm chấm tự động và đúng mọi câu bắt buộc."
        )
        return f"{rule} {target.note}" if target.note else rule


@lru_cache(maxsize=1)
def load_targets(path: Path = _FILE) -> Targets:
    """Return the targets of `courses/targets.yml`; raise pydantic.ValidationError when it is wrong."""
    return Targets.model_validate(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
