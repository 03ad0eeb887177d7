"""A small lesson that holds everything the format has, and ways of spoiling it."""

from __future__ import annotations

from datetime import date

from courses.competencies import load_competencies
from courses.errors import LessonError
from courses.lesson import Lesson, parse_lesson
from hub.legal.register import load_register

TODAY = date(2026, 11, 21)

LESSON = """\
---
id: k2-b9
title: Bài mẫu
minutes: 5
competencies: [AT-2, DD-2]
tasks: [23]
cites: [luat-117-2025-qh15]
cites_outdated: [nd-13-2023]
summary: Một câu nói bài này giúp gì.
---

## Máy nối mạng

Theo [](luat:luat-117-2025-qh15) thì không mở.
[Nghị định cũ](luat:nd-13-2023) đã được thay.

| Độ mật | Thời hạn |
|---|--:|
| Mật | 10 năm |

> **Ghi nhớ.** Chưa rõ thì dừng
> và hỏi.

```question
id: q1
type: true_false
competency: AT-2
critical: true
prompt: AI của cơ quan thì được dùng.
key: false
explanation: Máy đã nối mạng.
```

### Hỏi ai

- Đầu mối bảo mật.

```question
id: q2
type: single
competency: DD-2
prompt: Luật nào?
options:
  a: Luật mới
  b: Luật cũ
key: a
explanation: Xem [luật](luat:luat-117-2025-qh15).
```
"""


def changed(*changes: tuple[str, str]) -> str:
    """Return the sample with each first text replaced by the second; each must stand in it."""
    source = LESSON
    for before, after in changes:
        assert before in source, f"not in the sample: {before!r}"
        source = source.replace(before, after)
    return source


def read(source: str, *, name: str | None = "k2-b9", on: date | None = TODAY, strict: bool = True) -> Lesson:
    """Read a lesson against the real register and competencies."""
    return parse_lesson(
        source,
        register=load_register(),
        competencies=load_competencies(),
        name=name,
        on=on,
        strict=strict,
    )


def problems(source: str, *, name: str | None = "k2-b9", on: date | None = TODAY) -> list[str]:
    """Return what the author is told, one line for each problem; [] when the lesson is good."""
    try:
        read(source, name=name, on=on)
    except LessonError as error:
        return str(error).splitlines()
    return []
