"""One well-formed question of every type, and how to change it."""

from __future__ import annotations

import copy
from typing import Any

from exercises.questions import BaseQuestion

_COMMON = {
    "competency": "AT-1",
    "prompt": "Đồng chí chọn cách làm **đúng**.",
    "explanation": "Vì quy định nêu rõ như vậy.",
}
WRITTEN: dict[str, dict[str, Any]] = {
    "single": {
        **_COMMON,
        "id": "q1",
        "type": "single",
        "critical": True,
        "options": {"a": "Gửi luôn cho AI", "b": "Hỏi đầu mối bảo mật", "c": "Chụp ảnh rồi gửi"},
        "key": "b",
    },
    "multiple": {
        **_COMMON,
        "id": "q2",
        "type": "multiple",
        "options": {"a": "Soạn tài liệu mật", "b": "Soạn thư mời", "c": "Dán đơn thư", "d": "Tìm văn bản"},
        "key": ["a", "c"],
    },
    "true_false": {**_COMMON, "id": "q3", "type": "true_false", "key": False},
    "order": {
        **_COMMON,
        "id": "q4",
        "type": "order",
        "items": ["Dừng thao tác", "Ghi lại sự việc", "Báo lãnh đạo", "Làm theo hướng dẫn"],
    },
    "match": {
        **_COMMON,
        "id": "q5",
        "type": "match",
        "pairs": [
            {"left": "Tuyệt mật", "right": "30 năm"},
            {"left": "Tối mật", "right": "20 năm"},
            {"left": "Mật", "right": "10 năm"},
        ],
        "extra": ["5 năm"],
    },
    "classify": {
        **_COMMON,
        "id": "q6",
        "type": "classify",
        "groups": {"g0": "Mức 0 – công khai", "g1": "Mức 1 – nội bộ", "g2": "Mức 4 – mật"},
        "items": [
            {"text": "Nghị quyết đã đăng", "group": "g0"},
            {"text": "Bài trên trang của xã", "group": "g0"},
            {"text": "Dự thảo kế hoạch", "group": "g1"},
            {"text": "Số liệu chưa công bố", "group": "g1"},
        ],
    },
    "short_text": {
        **_COMMON,
        "id": "q7",
        "type": "short_text",
        "max_length": 200,
        "required": [["kiểm chứng", "đối chiếu"], ["chịu trách nhiệm"]],
        "forbidden": ["không chịu trách nhiệm"],
        "sample": "Tôi đối chiếu với văn bản gốc và chịu trách nhiệm về kết quả.",
    },
}


def written(question_type: str, **changes: Any) -> dict[str, Any]:
    """Return the YAML data of one question, with some fields changed; None takes a field away."""
    data = {**copy.deepcopy(WRITTEN[question_type]), **changes}
    return {name: value for name, value in data.items() if value is not None}


def right_value(question: BaseQuestion) -> Any:
    """Return a value that earns everything."""
    solution = question.solution()
    return solution["sample"] if question.type == "short_text" else solution["key"]
