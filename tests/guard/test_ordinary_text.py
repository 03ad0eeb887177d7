"""Ordinary text stays as it is: the lessons and the prompts hold few people, and those are known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prompt_library.guard import redact
from tests.guard.labelled import masked

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "courses/content/k2").glob("*.md"))
PROMPTS = sorted((ROOT / "prompt_library/prompts").glob("*/*.prompty"))
# Of what is masked in a lesson nearly all are invented people of its stories, each mention of them.
MOST_IN_A_LESSON = 16


def system_block(path: Path) -> str:
    """Return what a prompt says to the model, which holds nobody."""
    text = path.read_text(encoding="utf-8").split("\nsystem:\n")[1].split("\nuser:\n")[0]
    return re.sub(r"\{[{%].*?[%}]\}", "", text)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_keeps_its_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = redact(text).entities
    words = [text[one.start : one.end] for one in found]
    assert [one for one in words if one.islower() and " " not in one and one.isalpha()] == []
    assert len(words) <= MOST_IN_A_LESSON


@pytest.mark.parametrize("path", PROMPTS, ids=lambda path: path.stem)
def test_a_prompt_keeps_its_words(path: Path) -> None:
    assert masked(system_block(path)) == []


@pytest.mark.parametrize(
    "text",
    [
        "  a: Đúng\n  b: Không dùng AI; báo lãnh đạo.\n  c: Luật Bảo vệ bí mật nhà nước, hiệu lực 01/3/2026",
        "Bạn soạn kịch bản cho trợ lý tự động. Cách viết: nhóm các việc thành hai ý.",
        "Câu hỏi: nêu rõ ai, việc gì.\nGiai đoạn: chuẩn bị",
        "Biểu mẫu để trống ô Thực hiện, Minh chứng; ba cột **Dừng**, **Báo**, **Tiếp tục**.",
        "Tránh từ Hán Việt khó, chỉ viết tiếng Việt; ảnh của một em bé chưa có phép của gia đình.",
        "Thôn bị cô lập ba ngày, xã kêu gọi ủng hộ, sau phong trào nước rút.",
        "Danh sách công khai ở thôn theo quy chế; ba loại này không trộn lẫn trong một câu.",
        "Đối chiếu qua năm phép thử. Ý chính: không ghi số công văn mật.",
    ],
)
def test_everyday_words_are_no_people(text: str) -> None:
    assert masked(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Họ và tên: Trên\nNgày sinh: 3/4/1970", "Trên"),
        ("Họ tên người nộp: Các", "Các"),
        ("Hôm qua ông Trên có tới.", "Trên"),
        ("Hôm qua gặp anh Không ở chợ.", "Không"),
    ],
)
def test_an_everyday_word_that_a_label_or_a_call_makes_a_name_is_one(text: str, name: str) -> None:
    assert masked(text, "TEN_NGUOI") == [name]
