"""Words of the library's pages: how levels, states and decisions are called."""

from __future__ import annotations

NOT_APPROVED = "Chưa được Ủy ban MTTQ tỉnh phê duyệt"

# level: what a tag says, what it means for whoever fills the form, the tag's class
LEVELS: dict[int, tuple[str, str, str]] = {
    0: (
        "Mức 0 · Công khai",
        "Chỉ dùng thông tin công khai. Lỡ có dữ liệu cá nhân, bộ lọc vẫn che trước khi gửi.",
        "tag-ok",
    ),
    1: (
        "Mức 1 · Nội bộ",
        "Chỉ gửi tới mô hình đã được cơ quan cho phép. Lỡ có dữ liệu cá nhân, bộ lọc vẫn che trước khi gửi.",
        "",
    ),
    2: (
        "Mức 2 · Có dữ liệu cá nhân",
        "Họ tên, số giấy tờ, địa chỉ… được che trước khi gửi và trả lại trên máy đồng chí. Chỗ nào bộ lọc "
        "chưa chắc thì không gửi.",
        "tag-warn",
    ),
    3: (
        "Mức 3 · Chỉ khung mẫu",
        "Chỉ chọn trong danh sách; không nhập thông tin về bất kỳ người nào.",
        "tag-warn",
    ),
    4: (
        "Mức 4 · Không dùng AI",
        "Việc này không đưa lên AI. Thẻ hướng dẫn nói vì sao và làm thế nào cho đúng.",
        "tag-bad",
    ),
}

STATES: dict[str, tuple[str, str]] = {
    "proposed": ("Đề xuất, chờ xem xét", "tag-now"),
    "returned": ("Đã trả lại", "tag-warn"),
    "waiting": ("Chờ phê duyệt", "tag-warn"),
    "approved": ("Đã phê duyệt", "tag-ok"),
    "retired": ("Ngừng dùng", "tag-bad"),
}

DECISIONS: dict[str, str] = {
    "recommend": "Đề nghị phê duyệt",
    "return": "Trả lại",
    "approve": "Phê duyệt",
    "retire": "Ngừng dùng",
    "restore": "Dùng lại",
}
