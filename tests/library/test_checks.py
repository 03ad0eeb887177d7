"""Every kind of check, at the edge where it turns; and how numbers and Markdown are read."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from prompt_library.library.checks import CheckResult, run_checks
from prompt_library.library.model import Check
from prompt_library.library.reading import count_words, numbers, read, stated_numbers
from tests.library.making import parse

PROMPT = parse()
INPUTS = {
    "su_kien": "Trao 12 suất quà trị giá 1.500.000 đồng ngày 05/9/2026, gọi 0600 000 123.",
    "giong_van": "Gần gũi",
}


def result(check: dict[str, Any], answer: str, inputs: dict[str, str] = INPUTS) -> CheckResult:
    made = TypeAdapter[Check](Check).validate_python(check)
    return run_checks(PROMPT.model_copy(update={"checks": (made,)}), answer, inputs)[0]


TABLE = "| TT | Nội dung việc | Hạn |\n|--|--|--|\n| 1 | Họp | 10 |\n| 2 | Ký | 20 |\n"


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        ({"kind": "words", "min": 3, "max": 4}, "một hai **ba** –", "một hai"),
        ({"kind": "words", "min": 0, "max": 4}, "một hai ba bốn", "một hai ba bốn năm"),
        ({"kind": "headings", "min": 2}, "# A\n\n## B", "# A\n\n**B**"),
        ({"kind": "headings", "contains": ["ket qua"]}, "## 2. Kết quả đạt được", "# A\n\nKết quả"),
        ({"kind": "headings", "contains": ["Kết quả"]}, "Kết quả\n=======\n", "## Các kết\n\nquả"),
        (
            {"kind": "table", "min_rows": 2, "columns": ["noi dung"]},
            TABLE,
            TABLE.replace("| 2 | Ký | 20 |\n", ""),
        ),
        ({"kind": "table", "columns": ["Hạn"]}, TABLE, TABLE.replace("Hạn", "Thời gian")),
        ({"kind": "table", "min_rows": 1}, TABLE, "không | có | bảng"),
        ({"kind": "list", "min": 2}, "- a\n- b", "- a"),
        ({"kind": "list", "min": 2}, "1. a\n2. b", "a\nb"),
        ({"kind": "contains", "all": ["Kính gửi", "de nghi"]}, "**Kính** gửi: đề nghị", "Kính gửi"),
        ({"kind": "contains", "any": ["a b", "c"]}, "x C y", "ab"),
        ({"kind": "contains", "all": ["#"]}, "thẻ #mttq", "thẻ mttq"),
        ({"kind": "contains", "all": ["hộ"]}, "một hộ.", "hội"),
        ({"kind": "absent", "texts": ["tôi là AI"]}, "Tôi là cán bộ", "toi la ai đây"),
        ({"kind": "no_new_numbers"}, "12 suất, 1.500.000đ, ngày 5 tháng 9 năm 2026", "13 suất"),
        ({"kind": "no_new_numbers", "allow": ["24/7"]}, "trực 24/7", "trực 24/8"),
        (
            {"kind": "no_new_numbers"},
            "# 7. Mục\n\n1. a\n2) b\n\nBước 3: c. Xem câu 4.\n\n"
            + TABLE.replace("10", "12").replace("20", "9"),
            "7 suất",
        ),
        ({"kind": "no_new_numbers"}, "[NGƯỜI_7] nhận 12 suất, khổ A4, QH15", "4 khổ"),
        (
            {"kind": "inputs_kept", "names": ["su_kien"]},
            "12; 1500000; 05-09-2026; 0600.000.123",
            "12 suất quà",
        ),
    ],
)
def test_a_check_holds_and_fails_where_it_says(check: dict[str, Any], good: str, bad: str) -> None:
    held = result(check, good)
    assert (held.passed, held.detail) == (True, ""), held
    failed = result(check, bad)
    assert not failed.passed
    assert failed.label
    assert failed.detail


def test_tokens_of_an_input_must_be_kept() -> None:
    check = {"kind": "inputs_kept", "names": ["su_kien"]}
    masked = {"su_kien": "[NGƯỜI_1] ở [ĐỊA_CHỈ_1]"}
    assert result(check, "Ông [NGƯỜI_1], nhà ở [ĐỊA_CHỈ_1].", masked).passed
    assert result(check, "Ông [NGƯỜI_1].", masked).detail == "thiếu [ĐỊA_CHỈ_1]"


def test_a_new_number_is_named() -> None:
    assert "99; " in result({"kind": "no_new_numbers"}, "có 99; 12").detail + "; "


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.500 và 1500", ["1500", "1500"]),
        ("12,5% và 12.5%", ["12.5", "12.5"]),
        ("ngày 05/9/2026", ["5", "9", "2026"]),
        ("1.200,5 đồng", ["1200.5"]),
        ("QH15 và A4, k2-b3", []),
        ("[ĐIỆN_THOẠI_2] 3", ["3"]),
        ("0", ["0"]),
        ("15h30", ["15"]),
    ],
)
def test_a_number_has_one_way_of_writing(text: str, found: list[str]) -> None:
    assert list(numbers(text)) == found


def test_numbers_that_count_are_not_stated() -> None:
    text = "## 1.2 Mục\n\n1. Có 5 hộ\n- **Bước 3.** Làm\n> 4) x\n\nCâu hỏi 2: gì?\n\n| 1 | 30 |\n"
    assert list(stated_numbers(text)) == ["5", "30"]


def test_words_are_counted_between_spaces() -> None:
    assert count_words("Ủy ban – MTTQ, 12 | x") == 5


def test_a_table_inside_a_list_and_html_do_no_harm() -> None:
    reading = read("- a\n\n  | x |\n  |--|\n  | y |\n\n<script>alert(1)</script>\n")
    assert reading.items == 1
    assert reading.tables == ((("x",), ("y",)),)
