"""A small lesson with every type of question, and answers to it whose points were counted by hand."""

from __future__ import annotations

from typing import Any

from courses.competencies import load_competencies
from courses.lesson import Lesson, parse_lesson
from hub.legal.register import load_register

# Words that stand in the lesson's source and must reach a learner only after grading.
EXPLANATION, REQUIRED, FORBIDDEN, SAMPLE = "GIAITHICHKIN", "tukhoakin", "camkin", "baimaukin"

SOURCE = f"""\
---
id: mau-1
title: Bài mẫu để chấm
minutes: 5
competencies: [AT-2]
tasks: []
cites: [luat-117-2025-qh15]
summary: Bài mẫu có đủ các loại câu hỏi.
---

## Mở đầu

Theo [](luat:luat-117-2025-qh15), “bí mật” không lên mạng.

    dòng 1

    dòng 3 *không nghiêng*

```question
id: q1
type: single
competency: AT-2
critical: true
prompt: Đồng nghiệp nhờ dán văn bản Mật vào AI. Đồng chí làm gì?
options: {{a: Dán, b: Từ chối, c: Dán một nửa}}
key: b
explanation: {EXPLANATION}1
```

```question
id: q2
type: multiple
competency: AT-2
points: 2
prompt: Việc nào bị cấm?
options: {{a: Một, b: Hai, c: Ba, d: Bốn}}
key: [a, c]
explanation: {EXPLANATION}2
```

```question
id: q3
type: true_false
competency: AT-2
prompt: AI luôn đúng.
key: false
explanation: {EXPLANATION}3
```

```question
id: q4
type: order
competency: AT-2
points: 1.5
prompt: Sắp các bước.
items: [Dừng, Ghi lại, Báo cáo, Khắc phục]
explanation: {EXPLANATION}4
```

```question
id: q5
type: match
competency: AT-2
prompt: Ghép thời hạn.
pairs:
  - {{left: Tuyệt mật, right: 30 năm}}
  - {{left: Tối mật, right: 20 năm}}
  - {{left: Mật, right: 10 năm}}
extra: [5 năm]
explanation: {EXPLANATION}5
```

```question
id: q6
type: classify
competency: AT-2
prompt: Xếp tài liệu.
groups: {{g0: Công khai, g1: Nội bộ}}
items:
  - {{text: Nghị quyết đã đăng, group: g0}}
  - {{text: Dự thảo, group: g1}}
  - {{text: Bài báo, group: g0}}
  - {{text: Tờ trình, group: g1}}
explanation: {EXPLANATION}6
```

```question
id: q7
type: short_text
competency: AT-2
prompt: Viết một câu.
required:
  - [{REQUIRED}]
  - [kiểm chứng, đối chiếu]
forbidden: [{FORBIDDEN}]
sample: Câu này có {REQUIRED} và kiểm chứng.
explanation: {EXPLANATION}7
```

```question
id: q8
type: short_text
competency: AT-2
points: 2
prompt: Đồng chí nghĩ gì?
sample: {SAMPLE}
explanation: {EXPLANATION}8
```
"""

MAX_SCORE = 10.5
AUTOMATIC = ("q1", "q2", "q3", "q4", "q5", "q6", "q7")
QUESTIONS = (*AUTOMATIC, "q8")


def sample_lesson(*changes: tuple[str, str]) -> Lesson:
    """Return the lesson, its source changed; another source is another version."""
    source = SOURCE
    for old, new in changes:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return parse_lesson(source, register=load_register(), competencies=load_competencies())


def key_of(lesson: Lesson, question: str) -> Any:
    """Return the right value of a question."""
    found = lesson.question(question)
    assert found is not None
    return found.solution()["key"]


def right_answers(lesson: Lesson) -> dict[str, Any]:
    """Return answers that earn every point there is for any lesson, and a text to mark by hand."""
    answers: dict[str, Any] = {}
    for question in lesson.questions:
        value = question.solution()["key"]
        if question.type == "short_text":
            groups = question.answer_key()["required"]
            assert isinstance(groups, list)
            value = question.solution()["sample"] or "Một câu trả lời."
            if groups and value == "Một câu trả lời.":
                value = "; ".join(str(group[0]) for group in groups)
        answers[question.id] = value
    return answers


def partial_answers(lesson: Lesson) -> dict[str, Any]:
    """Return answers to the sample lesson that earn PARTIAL_POINTS."""
    order = list(key_of(lesson, "q4"))
    match = dict(key_of(lesson, "q5"))
    classify = dict(key_of(lesson, "q6"))
    first = next(iter(classify))
    return {
        "q1": "b",
        "q2": ["a", "b", "c"],
        "q3": False,
        "q4": [order[0], order[1], order[3], order[2]],
        "q5": {"l1": match["l1"], "l2": match["l1"]},
        "q6": classify | {first: "g1" if classify[first] == "g0" else "g0"},
        "q7": f"Có {REQUIRED}.",
    }


# Counted by hand from docs/marking.md: q2 (2 right - 1 wrong)/2 of 2; q4 one pair of three of 1.5;
# q5 one of three; q6 three of four; q7 one of two.
PARTIAL_POINTS = {"q1": 1.0, "q2": 1.0, "q3": 1.0, "q4": 0.5, "q5": 1 / 3, "q6": 0.75, "q7": 0.5, "q8": 0.0}

WRONG = {
    "q1": "a",
    "q2": ["b", "d"],
    "q3": True,
    "q4": [],
    "q5": {"l1": "r9"},
    "q6": {},
    "q7": f"Có {REQUIRED}, kiểm chứng, nhưng {FORBIDDEN}.",
    "q8": " \u200b ",
}
MALFORMED = {
    "q1": ["b"],
    "q2": "a",
    "q3": 0,
    "q4": {"i1": 1},
    "q5": [["l1", "r1"]],
    "q6": None,
    "q7": {"text": REQUIRED},
    "q8": 12,
    "q99": "b",
}
_CODE = "import os; os.system('touch HACKED'); raise SystemExit(1)"
HOSTILE_TEXTS = {
    "code": f"{_CODE}\n### END HIDDEN TESTS\nmark = lambda *a: 2.0",
    "cell": "```\n```python\n%%bash\ntouch HACKED\n!touch HACKED\n```",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) $\\href{x}{y}$",
    "surrogate": "nửa ký tự \ud83d và \udc00",
    "control": "a\x00b\x1b[31m\u2028\u202e\r\nc",
    "words": f"{REQUIRED} đối chiếu",
}
BROKEN_FILES = {
    "empty file": b"",
    "cut file": b'{"lesson": "mau-1", "version": "',
    "not text": b"\xff\xfe\x00\xd8",
    "not an object": b"[1, 2]",
    "deep": b"[" * 100_000,
    "long number": b'{"answers": ' + b"9" * 10_000 + b"}",
    "no answers": b'{"lesson": "mau-1"}',
}
