"""Targets quote the plan word for word, ask for lessons that exist, and name the rule as the platform's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from courses.catalogue import load_catalogue
from courses.targets import Target, load_targets

PLAN = (Path(__file__).parent / "plan_excerpt.txt").read_text(encoding="utf-8")
TARGETS = load_targets().targets


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_the_sentence_is_the_plans_own(target: Target) -> None:
    assert target.sentence in PLAN


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_every_lesson_is_in_the_catalogue(target: Target) -> None:
    assert set(target.lessons) <= set(load_catalogue().lessons)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_the_rule_says_whose_it_is_and_what_it_is(target: Target) -> None:
    rule = load_targets().rule(target)
    assert rule.startswith("Quy tắc của nền tảng (Đề án không nêu điểm đạt, số giờ)")
    assert "80%" in rule
    assert "Tạm tính" in rule
    for lesson in target.lessons:
        assert lesson.upper() in rule
    assert ("chuyên trách" in rule) is (target.who == "full_time")


def test_what_is_said_of_the_year() -> None:
    t1, t2, _ = TARGETS
    assert t1.deadline(date(2026, 1, 1)) == (
        "Hạn của Đề án (năm 2025) đã qua: số liệu là hoàn thành bù, duy trì."
    )
    assert t1.deadline(date(2025, 12, 31)) == "Hạn của Đề án: hết năm 2025."
    assert t2.deadline(date(2026, 1, 1)) == "Đề án không nêu năm phải đạt chỉ tiêu này."


def test_a_lesson_named_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="names a lesson twice"):
        Target.model_validate(TARGETS[0].model_dump() | {"lessons": ("k2-b1", "k2-b1")})
