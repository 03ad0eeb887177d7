"""Markdown of a model becomes headings, lists and tables; nothing else passes, and nothing is lost unsaid."""

from __future__ import annotations

import pytest

from prompt_library.word.blocks import Heading, Item, Paragraph, Span, Table, plain, text_of
from prompt_library.word.errors import TooMuchText
from prompt_library.word.markdown import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, read_markdown


def shown(markdown: str) -> list[str]:
    """Return the text of the blocks, labels included."""
    return [text_of(block) for block in read_markdown(markdown)[0]]


def noted(markdown: str) -> list[tuple[str, str]]:
    return [(note.code, note.text) for note in read_markdown(markdown)[1]]


def test_typed_numbers_become_labels_of_headings() -> None:
    blocks, notes = read_markdown(
        "## II. Giám sát\n### 1. Việc đã làm\n#### a) Ở thôn\n#### đ) Ở xã\n## 2.1. Khác"
    )
    assert [
        (b.level, b.label.text if b.label else "", plain(b.line)) for b in blocks if isinstance(b, Heading)
    ] == [
        (2, "II.", "Giám sát"),
        (3, "1.", "Việc đã làm"),
        (4, "a)", "Ở thôn"),
        (4, "đ)", "Ở xã"),
        (2, "2.1.", "Khác"),
    ]
    assert notes == []


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("**I. TÌNH HÌNH CHUNG**", True),
        ("I. TÌNH HÌNH CHUNG", True),
        ("**1. Công tác tuyên truyền**", True),
        ("I. Tình hình chung của xã trong tháng", False),
        ("A. Nguyễn là người chủ trì", False),
        ("1.5 tỷ đồng đã được giải ngân", False),
    ],
)
def test_a_bold_numbered_line_is_a_heading_and_a_sentence_is_not(line: str, heading: bool) -> None:
    [block] = read_markdown(line)[0]
    assert isinstance(block, Heading) is heading
    assert text_of(block) == line.replace("*", "")


def test_lists_count_as_official_papers_do() -> None:
    markdown = (
        "1. Một\n   1. x\n   2. y\n   3. z\n   4. t\n   5. u\n   6. v\n2. Hai\n   - gạch\n     - cộng\n"
    )
    assert shown(markdown) == [
        "1. Một", "a) x", "b) y", "c) z", "d) t", "đ) u", "e) v", "2. Hai", "- gạch", "+ cộng",
    ]  # fmt: skip


def test_typed_letters_and_dashes_of_paragraphs_become_items() -> None:
    blocks, _ = read_markdown("a) Một\n\nb) Hai\n\n– Ba\n\n1\\. Bốn")
    assert [type(block) for block in blocks] == [Item] * 4
    assert [text_of(block) for block in blocks] == ["a) Một", "b) Hai", "- Ba", "1. Bốn"]


def test_a_year_that_begins_a_sentence_keeps_its_number() -> None:
    assert shown("2026. Năm ấy\n\n12345. Số lớn") == ["2026. Năm ấy", "12345. Số lớn"]


def test_bold_and_italic_stay() -> None:
    [block] = read_markdown("Có **12 buổi** và *486 lượt*.")[0]
    assert isinstance(block, Paragraph)
    assert block.line == (
        Span("Có "), Span("12 buổi", bold=True), Span(" và "), Span("486 lượt", italic=True), Span(".")
    )  # fmt: skip


def test_links_keep_their_text_and_lose_their_address() -> None:
    markdown = 'Xem [cổng](https://a.example "tiêu đề") và <https://b.example>.'
    assert shown(markdown) == ["Xem cổng và https://b.example."]
    assert noted(markdown) == [("link", "https://a.example tiêu đề")]


def test_images_are_named_and_left_out() -> None:
    assert shown("Trước ![ảnh hội nghị](https://a.example/x.png) sau") == ["Trước sau"]
    assert noted("![ảnh hội nghị](https://a.example/x.png)") == [
        ("image", "ảnh hội nghị https://a.example/x.png")
    ]


def test_html_loses_its_tags_and_scripts_their_text() -> None:
    markdown = "<div onclick='x()'>Nội <b>dung</b><script>alert(1)</script></div>\n\nMột<br>hai <u>ba</u>"
    assert shown(markdown) == ["Nội dung", "Một", "hai ba"]
    codes = noted(markdown)
    assert ("script", "alert(1)") in codes
    assert [code for code, _ in codes] == ["html", "script", "html", "html"]


def test_a_placeholder_in_angle_brackets_is_text() -> None:
    assert shown("Thôn <ten_thon> và <tên xã>, x < y > z") == ["Thôn <ten_thon> và <tên xã>, x < y > z"]
    assert noted("Thôn <ten_thon>") == []


def test_tokens_of_the_guard_stay_as_they_are() -> None:
    text = "[NGƯỜI_1]: ở [ĐỊA_CHỈ_1], gọi [ĐIỆN_THOẠI_1] [cần bổ sung: ngày]"
    assert shown(text) == [text]
    assert shown("[a]: https://x.example\n\nb") == ["[a]: https://x.example", "b"]


def test_a_table_keeps_its_cells_and_takes_extra_ones_into_the_last() -> None:
    blocks, notes = read_markdown("| A | B |\n|:--|--:|\n| 1 | 2<br>3 | bốn |\n| 5 |\n")
    [table] = blocks
    assert isinstance(table, Table)
    assert table.aligns == ("left", "right")
    assert [[[plain(line) for line in cell] for cell in row] for row in table.rows] == [
        [["A"], ["B"]], [["1"], ["2", "3", "bốn"]], [["5"], []],
    ]  # fmt: skip
    assert [(note.code, note.text) for note in notes] == [("cells", "bốn")]


def test_an_answer_put_whole_into_a_fence_is_taken_out_of_it() -> None:
    assert shown("```markdown\n# Tên\n\nNội dung\n```") == ["Tên", "Nội dung"]
    assert noted("```markdown\n# Tên\n```") == []


def test_code_quotations_and_rules_become_paragraphs_and_are_noted() -> None:
    markdown = "> trích dẫn\n\n```python\nx = 1\ny = 2\n```\n\n---\n\n~~gạch~~"
    assert shown(markdown) == ["trích dẫn", "x = 1", "y = 2", "gạch"]
    assert noted(markdown) == [("code", "python"), ("rule", ""), ("struck", "")]


def test_a_line_that_was_ended_on_purpose_is_a_paragraph_of_its_own() -> None:
    assert shown("Thời gian: 8 giờ\nĐịa điểm: hội trường") == ["Thời gian: 8 giờ", "Địa điểm: hội trường"]
    long = "Một dòng dài do người soạn ngắt ở lề trình soạn thảo chứ không phải hết đoạn văn"
    assert shown(f"{long}\nnên đi tiếp") == [f"{long} nên đi tiếp"]


@pytest.mark.parametrize(
    "markdown",
    [
        "a" * (MOST_CHARACTERS + 1),
        "|" + "a|" * (MOST_COLUMNS + 1) + "\n|" + "-|" * (MOST_COLUMNS + 1),
        "|a|\n|-|\n" + "|x|\n" * MOST_ROWS,
    ],
    ids=["characters", "columns", "rows"],
)
def test_what_no_paper_holds_is_refused(markdown: str) -> None:
    with pytest.raises(TooMuchText) as refused:
        read_markdown(markdown)
    assert refused.value.status == 413


@pytest.mark.parametrize(
    "markdown",
    [
        "> " * 300 + "sâu",
        "- " * 300 + "sâu",
        "\n".join("  " * n + f"- t{n}" for n in range(60)) + "\n" + " " * 120 + "- sâu",
    ],
    ids=["quotation", "signs", "indents"],
)
def test_what_is_nested_too_deep_for_the_parser_is_not_lost(markdown: str) -> None:
    assert shown(markdown)[-1].endswith("sâu")
    assert noted(markdown) == [("nesting", "")]


def test_long_runs_of_signs_are_read() -> None:
    assert len(read_markdown("*" * 20_000 + "a" + "_" * 20_000)[0]) == 1


def test_one_before_each_item_means_counting_and_other_numbers_are_kept() -> None:
    assert shown("1. a\n1. b\n1. c") == ["1. a", "2. b", "3. c"]
    assert shown("2. a\n4. b\n3. c") == ["2. a", "4. b", "3. c"]
