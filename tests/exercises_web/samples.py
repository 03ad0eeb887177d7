"""Questions as an author writes them, one or two of each type, and the marks they earn."""

from __future__ import annotations

from typing import Any

from exercises.questions import BaseQuestion, parse_question
from exercises.scoring import score

_EXPLANATION = (
    "Luật Bảo vệ bí mật nhà nước cấm soạn thảo, lưu giữ tài liệu chứa bí mật nhà nước trên máy tính đã hoặc "
    "đang nối mạng, nên câu trả lời luôn là **không**."
)
_WRITTEN: list[dict[str, Any]] = [
    {
        "id": "q1",
        "type": "single",
        "prompt": "Đồng chí nhận một tài liệu đóng dấu **Mật**, cần tóm tắt trong ngày. Một đồng nghiệp gợi "
        "ý chụp ảnh rồi cho trợ lý ảo nội bộ tóm tắt “vì của cơ quan mình”.\n\nĐồng chí làm gì?",
        "options": {
            "a": "Chụp ảnh, cho trợ lý ảo nội bộ tóm tắt rồi xóa ảnh ngay",
            "b": "Không đưa vào AI nào; tự tóm tắt, không mở trên máy nối mạng",
            "c": "Chỉ gõ lại ý chính, bỏ số và ký hiệu công văn",
            "d": "Đọc cho điện thoại chép lời, sau đó nhờ AI rút gọn",
        },
        "key": "b",
    },
    {
        "id": "q2",
        "type": "multiple",
        "points": 2.0,
        "prompt": "Chọn tất cả việc **bị cấm** với tài liệu đóng dấu mật.",
        "options": {
            "a": "Chụp bằng điện thoại rồi gửi cho AI",
            "b": "Lưu trên máy đang nối mạng",
            "c": "Hỏi người phụ trách bảo mật của cơ quan",
            "d": "Nhờ AI dịch một đoạn",
        },
        "key": ["a", "b", "d"],
    },
    {
        "id": "q3",
        "type": "true_false",
        "prompt": "“AI chạy ngay trong cơ quan thì được dùng cho tài liệu Mật.”",
        "key": False,
    },
    {
        "id": "q4",
        "type": "order",
        "points": 1.5,
        "prompt": "Phát hiện đồng nghiệp đã dán nội dung mật lên AI. Sắp các việc theo thứ tự phải làm.",
        "items": [
            "Dừng thao tác",
            "Không mở lại, không sao chép, không chuyển tiếp nội dung đó cho bất kỳ ai",
            "Báo ngay lãnh đạo và đầu mối bảo mật",
            "Làm theo hướng dẫn, lập biên bản sự việc",
        ],
    },
    {
        "id": "q5",
        "type": "match",
        "prompt": "Ghép mỗi độ mật với thời hạn bảo vệ.",
        "pairs": [
            {"left": "Tuyệt mật", "right": "30 năm"},
            {"left": "Tối mật", "right": "20 năm"},
            {"left": "Mật", "right": "10 năm"},
        ],
        "extra": ["5 năm, sau đó gia hạn từng năm một theo đề nghị của đơn vị soạn thảo"],
    },
    {
        "id": "q6",
        "type": "classify",
        "prompt": "Xếp từng tài liệu vào mức nhạy cảm.",
        "groups": {
            "g0": "Mức 0 – công khai",
            "g1": "Mức 1 – nội bộ, chưa công bố",
            "g2": "Mức 2 – có dữ liệu cá nhân cơ bản",
            "g3": "Mức 3 – dữ liệu cá nhân nhạy cảm, đơn thư",
            "g4": "Mức 4 – bí mật nhà nước",
        },
        "items": [
            {"text": "Nghị quyết đã đăng trên cổng thông tin", "group": "g0"},
            {"text": "Dự thảo kế hoạch giám sát, chưa trình ký", "group": "g1"},
            {"text": "Danh sách nhận quà Tết có số điện thoại", "group": "g2"},
            {"text": "Đơn tố cáo gửi Ủy ban MTTQ xã Mẫu A", "group": "g3"},
        ],
    },
    {
        "id": "q7",
        "type": "classify",
        "prompt": "Sản phẩm nào phải ghi nhãn “do AI tạo”?",
        "groups": {"g0": "Phải ghi nhãn", "g1": "Không bắt buộc"},
        "items": [
            {"text": "Ảnh do AI vẽ, đăng trên trang của Ủy ban MTTQ phường", "group": "g0"},
            {"text": "Ảnh chụp thật buổi tiếp xúc cử tri", "group": "g1"},
            {"text": "Công văn AI gợi ý, cán bộ đã sửa và lãnh đạo đã ký", "group": "g1"},
        ],
    },
    {
        "id": "q8",
        "type": "short_text",
        "points": 2.0,
        "prompt": "Viết một câu cam kết của đồng chí khi dùng AI trong công việc.",
        "max_length": 120,
        "sample": "Tôi kiểm chứng mọi nội dung AI gợi ý và chịu trách nhiệm về văn bản mình gửi.",
    },
]
ALL: list[BaseQuestion] = [
    parse_question({"competency": "AT-2", "explanation": _EXPLANATION, **written}) for written in _WRITTEN
]
SINGLE, MULTIPLE, TRUE_FALSE, ORDER, MATCH, CLASSIFY, CLASSIFY_TWO, SHORT_TEXT = ALL
TEXT = "Tôi dùng AI để gợi ý và tự kiểm chứng trước khi gửi."


def right_answer(question: BaseQuestion) -> Any:
    """Return the value that earns everything; for a text one that a trainer may read."""
    return TEXT if question.type == "short_text" else question.solution()["key"]


def weak_answer(question: BaseQuestion) -> Any:
    """Return a value that is wrong, or right in part where the type allows it."""
    key: Any = question.solution()["key"]
    public: dict[str, Any] = question.public()
    if question.type == "single":
        return next(o["id"] for o in public["options"] if o["id"] != key)
    if question.type == "multiple":
        return [key[0], next(o["id"] for o in public["options"] if o["id"] not in key)]
    if question.type == "true_false":
        return not key
    if question.type == "order":
        return [key[0], key[2], key[1], *key[3:]]
    if question.type in ("match", "classify"):
        right, wrong = list(key)[:2]
        return {right: key[right], wrong: next(v for v in key.values() if v != key[wrong])}
    return TEXT


def result_of(question: BaseQuestion, value: Any) -> dict[str, Any]:
    """Return the mark of `value` as GET /submissions/{id} gives it for one question."""
    fraction = score(question.type, question.answer_key(), value)
    return {
        "id": question.id,
        "score": None if fraction is None else fraction * question.points,
        "max_score": question.points,
        "correct": None if fraction is None else fraction == 1.0,
        "needs_manual": fraction is None,
        **question.solution(),
    }


def texts(question: BaseQuestion, part: str) -> dict[str, str]:
    """Return id -> text for `part` (options, items, left, right, groups) of the public form."""
    listed: Any = question.public()[part]
    return {entry["id"]: entry["html"] for entry in listed}
