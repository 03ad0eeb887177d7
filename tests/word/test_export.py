"""A paper of each kind has its parts in their places; the file is the same each time it is made."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from openxml_audit import OpenXmlValidator

from prompt_library.word.check import check_docx
from prompt_library.word.errors import UnknownProfile
from prompt_library.word.export import MISSING_SUMMARY, make_word_file, suggested_name, to_docx
from prompt_library.word.fields import DocumentFields
from prompt_library.word.heading import LEFT_COLUMN_MM, name_lines
from prompt_library.word.metrics import text_width_mm
from prompt_library.word.profiles import AI_NOTE, PROFILES
from tests.word import samples
from tests.word.reading import lines, unpack


@pytest.fixture(scope="module")
def validator() -> OpenXmlValidator:
    return OpenXmlValidator()


def made(profile: str, markdown: str | None = None, fields: DocumentFields | None = None) -> list[str]:
    text = samples.SAMPLES[profile] if markdown is None else markdown
    given = fields or samples.FIELDS.get(profile)
    data = to_docx(text, profile, samples.parties(), today=samples.TODAY, fields=given)
    return [line for line in lines(data) if line.strip()]


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_is_a_valid_file_of_the_right_form(
    profile: str, validator: OpenXmlValidator, tmp_path
) -> None:
    fields = samples.FIELDS.get(profile)
    for unit in (samples.HUONG_PHUNG, samples.PROVINCE, samples.WARD, samples.ISLAND, samples.FARMERS):
        parties = samples.parties(unit)
        data = to_docx(samples.SAMPLES[profile], profile, parties, today=samples.TODAY, fields=fields)
        assert check_docx(data, profile) == []
    path = tmp_path / "paper.docx"
    path.write_bytes(data)
    result = validator.validate(path)
    assert [(error.description, error.path) for error in result.errors] == []


def test_there_is_a_sample_for_each_profile() -> None:
    assert set(samples.SAMPLES) == set(PROFILES)


def test_a_report_reads_as_it_should_from_top_to_bottom() -> None:
    text = made("bao-cao")
    assert text[:9] == [
        "ỦY BAN MTTQ VIỆT NAM",
        "TỈNH QUẢNG TRỊ",
        "ỦY BAN MTTQ VIỆT NAM",
        "XÃ HƯỚNG PHÙNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:      /BC-MTTQ-BTT",
        "Hướng Phùng, ngày 05 tháng 02 năm 2026",
        "BÁO CÁO",
    ]
    assert text[9] == "Kết quả công tác Mặt trận tháng 01 và nhiệm vụ trọng tâm tháng 02 năm 2026"
    for line in ("I. KẾT QUẢ CÔNG TÁC THÁNG 01", "1. Công tác tuyên truyền, vận động",
                 "+ qua loa truyền thanh của thôn;",
                 "2. Giám sát và phản biện xã hội", "b) Thôn Xa Ry: còn thiếu biên bản họp dân;",
                 "II. TIẾN ĐỘ LÀM NHÀ ĐẠI ĐOÀN KẾT", "III. NHIỆM VỤ TRỌNG TÂM THÁNG 02"):  # fmt: skip
        assert line in text
    assert text[-6:] == [
        "Nơi nhận:",
        "- Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh Quảng Trị (b/c);",
        "- Thường trực Đảng ủy xã Hướng Phùng (b/c);",
        "- Lưu: VT.",
        "TM. BAN THƯỜNG TRỰC",
        "CHỦ TỊCH",
    ]
    assert text[text.index("Nơi nhận:") - 1].endswith("trước ngày 15./.")


def test_headings_without_numbers_get_them() -> None:
    text = made("ke-hoach")
    assert [line for line in text if line.startswith(("I", "1. ", "2. ", "a)", "b)"))] == [
        "I. Mục đích, yêu cầu", "1. Mục đích", "2. Yêu cầu", "II. Nội dung", "1. Tập huấn", "a) Cho cán bộ",
        "b) Cho người dân", "2. Hỗ trợ tại nhà", "III. Tổ chức thực hiện",
    ]  # fmt: skip


def test_numbers_go_on_past_the_letter_that_word_does_not_know() -> None:
    text = made("to-trinh")
    assert [line[:2] for line in text if line[1:2] == ")"] == ["a)", "b)", "c)", "d)", "đ)", "e)"]


def test_a_letter_has_its_summary_under_the_sign_and_no_type() -> None:
    text = made("cong-van")
    assert text[6:12] == [
        "Số:      /MTTQ-BTT",
        "Hướng Phùng, ngày 05 tháng 02 năm 2026",
        "V/v phối hợp rà soát hộ khó khăn dịp Tết Nguyên đán",
        "Kính gửi:",
        "- Ban công tác Mặt trận các thôn;",
        "- Các tổ chức chính trị - xã hội xã.",
    ]
    assert text[-5:] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH"]


def test_what_the_model_wrote_of_the_form_is_not_written_twice() -> None:
    markdown = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\n**Độc lập - Tự do - Hạnh phúc**\n\n---\n\n"
        "ỦY BAN MTTQ VIỆT NAM XÃ HƯỚNG PHÙNG\n\nSố: 12/BC-MTTQ\n\nHướng Phùng, ngày 5 tháng 2 năm 2026\n\n"
        "**BÁO CÁO**\n\n**Kết quả tháng 01**\n\nNội dung báo cáo.\n\n"
        "**Nơi nhận:**\n- Thường trực Đảng ủy;\n- Lưu: VT.\n\n**TM. BAN THƯỜNG TRỰC**\n\n**CHỦ TỊCH**\n\n"
        "Nguyễn Văn Mẫu"
    )
    made_file = make_word_file(markdown, "bao-cao", samples.parties(), today=samples.TODAY)
    text = [line for line in lines(made_file.data) if line.strip()]
    assert text[8:] == [
        "BÁO CÁO", "Kết quả tháng 01", "Nội dung báo cáo./.",
        "Nơi nhận:", "- Thường trực Đảng ủy;", "- Lưu: VT.", "TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH",
    ]  # fmt: skip
    left_out = [note.text for note in made_file.notes if note.code == "form"]
    assert "Số: 12/BC-MTTQ" in left_out
    assert "Nguyễn Văn Mẫu" in left_out
    assert check_docx(made_file.data, "bao-cao") == []


def test_what_the_person_says_comes_before_what_the_model_says() -> None:
    fields = DocumentFields(
        summary="Trích yếu của tôi",
        addressees=("Ủy ban nhân dân xã",),
        recipients=("- Như trên;",),
        signer="Hồ Thị Ví Dụ",
    )
    file = make_word_file(samples.TO_TRINH, "to-trinh", samples.parties(), today=samples.TODAY, fields=fields)
    text = [line for line in lines(file.data) if line.strip()]
    assert text[9:11] == ["Trích yếu của tôi", "Kính gửi: Ủy ban nhân dân xã."]
    assert text[-6:] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "TM. BAN THƯỜNG TRỰC",
        "CHỦ TỊCH",
        "Hồ Thị Ví Dụ",
    ]
    assert [(n.code, n.text) for n in file.notes] == [
        ("summary", "Về việc hỗ trợ kinh phí làm nhà Đại đoàn kết đợt 1 năm 2026"),
        ("addressees", "Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh Quảng Trị"),
    ]


def test_a_paper_without_a_summary_says_where_it_is_missing() -> None:
    file = make_word_file("Chỉ có nội dung.", "bao-cao", samples.parties(), today=samples.TODAY)
    assert MISSING_SUMMARY.capitalize() in [line.capitalize() for line in lines(file.data)]
    assert [note.code for note in file.notes] == ["no_summary"]


def test_minutes_are_signed_by_secretary_and_chair() -> None:
    text = made("bien-ban")
    assert text[-6:] == ["THƯ KÝ", "Hồ Thị Ví Dụ", "CHỦ TỌA", "Nguyễn Văn Mẫu", "Nơi nhận:", "- Lưu: VT."]


def test_minutes_take_their_signatures_from_the_text() -> None:
    markdown = "# BIÊN BẢN họp\n\nNội dung.\n\n**THƯ KÝ:** [NGƯỜI_2]\n\n**CHỦ TRÌ:** [NGƯỜI_1]"
    text = made("bien-ban", markdown, DocumentFields())
    assert text[-7:] == [
        "Nội dung./.",
        "THƯ KÝ",
        "[NGƯỜI_2]",
        "CHỦ TỌA",
        "[NGƯỜI_1]",
        "Nơi nhận:",
        "- Lưu: VT.",
    ]


def test_what_is_meant_for_the_writer_stays_out_of_the_paper_and_is_told() -> None:
    markdown = (
        "# BÁO CÁO tháng 11\n\nNội dung.\n\n## Phần kiểm trước khi ký (bỏ khi phát hành)\n\n- Đối chiếu quỹ."
    )
    file = make_word_file(markdown, "bao-cao", samples.parties(), today=samples.TODAY)
    assert "Nội dung./." in lines(file.data)
    assert not any("Đối chiếu" in line for line in lines(file.data))
    assert [note.text for note in file.notes] == [
        "Phần kiểm trước khi ký (bỏ khi phát hành)",
        "- Đối chiếu quỹ.",
    ]


def test_several_addressees_on_one_line_get_a_line_each() -> None:
    text = made("to-trinh", "# TỜ TRÌNH về việc mẫu\n\nKính gửi: Đảng ủy xã; Ủy ban nhân dân xã\n\nNội dung.")
    assert text[10:13] == ["Kính gửi:", "- Đảng ủy xã;", "- Ủy ban nhân dân xã."]


def test_amounts_stand_at_the_right_and_dates_in_the_middle() -> None:
    table = (
        "| TT | Ngày | Tiền | Việc |\n|-|-|-|-|\n| 1 | 05/11 | 2.500.000 | A |\n| 2 | 06/11 | 500.000 | B |"
    )
    data = to_docx(f"# Bảng\n\n{table}", "plain", samples.parties(), today=samples.TODAY)
    row = Document(io.BytesIO(data)).tables[0].rows[1]
    assert [str(cell.paragraphs[0].alignment).split(" ")[0] for cell in row.cells] == [
        "CENTER", "CENTER", "RIGHT", "LEFT",
    ]  # fmt: skip


@pytest.mark.parametrize("columns", [2, 6, 12])
def test_a_table_is_as_wide_as_the_text_whatever_is_in_it(columns: int) -> None:
    for cell in ("1", "1.250.000.000", "dài " * 60, "liền" * 60):
        rows = ["|".join([""] + [cell] * columns + [""])] * 2
        data = to_docx(
            "\n".join([rows[0], "|" + "-|" * columns, *rows]), "plain", samples.parties(), today=samples.TODAY
        )
        widths = [column.width.mm for column in Document(io.BytesIO(data)).tables[0].columns]
        assert sum(widths) == pytest.approx(165, abs=0.5)
        assert min(widths) > 5


def test_a_long_name_is_parted_evenly() -> None:
    parts = name_lines("BAN THƯỜNG TRỰC ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM PHƯỜNG NAM ĐÔNG HÀ", bold=True)
    assert len(parts) == 3
    widths = [text_width_mm(part, 12, bold=True) for part in parts]
    assert max(widths) < LEFT_COLUMN_MM
    assert min(widths) > 0.6 * max(widths)


def test_a_speech_has_a_greeting_and_no_official_heading() -> None:
    text = made("bai-phat-bieu")
    assert text[:2] == [
        "Phát biểu khai mạc Ngày hội Đại đoàn kết toàn dân tộc",
        "Kính thưa các vị đại biểu, các đồng chí!",
    ]
    own = made("bai-phat-bieu", "# Phát biểu\n\nKính thưa bà con!\n\nXin cảm ơn.")
    assert own == ["Phát biểu", "Kính thưa bà con!", "Xin cảm ơn."]
    late = made("bai-phat-bieu", "# Phát biểu\n\nThời lượng: 5 phút.\n\nKính thưa bà con!\n\nXin cảm ơn.")
    assert late[1] == "Thời lượng: 5 phút."


def test_an_article_ends_with_its_author() -> None:
    assert made("tin-bai")[-1] == "Văn Mẫu"


def test_the_note_on_ai_is_in_the_file_and_never_on_an_official_paper_unasked() -> None:
    for name, profile in PROFILES.items():
        data = to_docx("# Tên\n\nNội dung", name, samples.parties(), today=samples.TODAY)
        assert Document(io.BytesIO(data)).core_properties.comments == AI_NOTE
        feet = [part.decode() for part_name, part in unpack(data).items() if "footer" in part_name]
        assert bool(feet) is not profile.official
        assert all(AI_NOTE in foot for foot in feet)
    asked = DocumentFields(ai_footer=True)
    data = to_docx("# Tên\n\nNội dung", "bao-cao", samples.parties(), today=samples.TODAY, fields=asked)
    assert any("footer" in name for name in unpack(data))
    assert check_docx(data, "bao-cao") == []


def test_the_same_text_on_the_same_day_is_the_same_file() -> None:
    one, two = (to_docx(samples.BAO_CAO, "bao-cao", samples.parties(), today=samples.TODAY) for _ in range(2))
    assert one == two
    other = to_docx(samples.BAO_CAO, "bao-cao", samples.parties(), today=date(2026, 11, 22))
    assert "Hướng Phùng, ngày 22 tháng 11 năm 2026" in lines(other)


def test_the_file_says_nothing_of_who_made_it() -> None:
    properties = Document(
        io.BytesIO(to_docx("a", "plain", samples.parties(), today=samples.TODAY))
    ).core_properties
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert properties.created.date() == properties.modified.date() == samples.TODAY


def test_fields_are_cleaned_at_the_door() -> None:
    fields = DocumentFields(
        summary="Dòng một\nhai\x00\u202e", recipients=("- A\u200b;", "", "+ Lưu: VT."), signer="x" * 500
    )
    assert fields.cleaned() == replace(
        fields, summary="Dòng một hai", recipients=("A", "Lưu: VT"), signer="x" * 80
    )


def test_an_unknown_profile_is_refused_politely() -> None:
    with pytest.raises(UnknownProfile) as refused:
        to_docx("a", "nghi-quyet", samples.parties(), today=samples.TODAY)
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Kết quả công tác tháng 11", "2026-02-05-bao-cao-ket-qua-cong-tac-thang-11.docx"),
        ("Báo cáo ĐẠI ĐOÀN KẾT", "2026-02-05-bao-cao-dai-doan-ket.docx"),
        ("../../etc/passwd\x00", "2026-02-05-bao-cao-etc-passwd.docx"),
        ("ສະບາຍດີ", "2026-02-05-bao-cao.docx"),
        ("", "2026-02-05-bao-cao.docx"),
    ],
)
def test_file_names_are_safe(title: str, name: str) -> None:
    assert suggested_name("bao-cao", title, samples.TODAY) == name
