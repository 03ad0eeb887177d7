"""A folder of content to spoil."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.courses.lesson_samples import LESSON


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with one course of two lessons: k2-b9, the sample, and k2-b8, a copy of it."""
    (tmp_path / "courses.yml").write_text(
        "- id: k2\n  title: Khóa mẫu\n  lessons: [k2-b9, k2-b8]\n", encoding="utf-8"
    )
    (tmp_path / "k2").mkdir()
    for lesson in ("k2-b9", "k2-b8"):
        file = tmp_path / "k2" / f"{lesson}.md"
        file.write_bytes(LESSON.replace("id: k2-b9", f"id: {lesson}").encode())
    return tmp_path
