"""A right paper with one fault: the checker finds that fault, and says it in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from prompt_library.word.check import check_docx
from prompt_library.word.export import to_docx
from tests.word import samples
from tests.word.reading import change, pack, unpack

DOC, STYLES, HEADER = "word/document.xml", "word/styles.xml", "word/header1.xml"
RELS, NUMBERS = "word/_rels/document.xml.rels", "word/numbering.xml"


@pytest.fixture(scope="module")
def report() -> bytes:
    rows = samples.BAO_CAO.splitlines(keepends=True)
    short = "".join(row for row in rows if "Ví Dụ 1" not in row)  # the table needs no second page here
    return to_docx(short, "bao-cao", samples.parties(), today=samples.TODAY)


def replaced(old: str, new: str, count: int = 1) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, count)


def run_of(text: str, old: str, new: str) -> Callable[[str], str]:
    """Return an edit of the run that shows `text`."""

    def edit(xml: str) -> str:
        place = xml.index(f">{text}")
        start, end = xml.rindex("<w:r>", 0, place), xml.index("</w:r>", place)
        return xml[:start] + xml[start:end].replace(old, new) + xml[end:]

    return edit


def paragraph_of(text: str, pattern: str, new: str) -> Callable[[str], str]:
    """Return an edit of the paragraph that shows `text`."""

    def edit(xml: str) -> str:
        place = xml.index(f">{text}")
        start, end = xml.rindex("<w:p>", 0, place), xml.index("</w:p>", place)
        return xml[:start] + re.sub(pattern, new, xml[start:end], count=1) + xml[end:]

    return edit


def rule(which: int, length: str) -> Callable[[str], str]:
    """Return an edit of the `which`-th rule: its indents, or the rule itself when `length` is empty."""

    def edit(xml: str) -> str:
        place = -1
        for _ in range(which):
            place = xml.index("<w:pBdr>", place + 1)
        start, end = xml.rindex("<w:p>", 0, place), xml.index("</w:p>", place)
        part = xml[start:end]
        part = (
            re.sub(r'w:(left|right)="\d+"', rf'w:\1="{length}"', part)
            if length
            else re.sub("<w:pBdr>.*</w:pBdr>", "", part)
        )
        return xml[:start] + part + xml[end:]

    return edit


OUTSIDE = (
    '<Relationship Id="rId99" Target="{target}"{mode} '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
)
FAULTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "paper": (DOC, replaced('w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"')),
    "margin_top": (DOC, replaced('w:top="1134"', 'w:top="567"')),
    "margin_bottom": (DOC, replaced('w:bottom="1134"', 'w:bottom="1701"')),
    "margin_left": (DOC, replaced('w:left="1701"', 'w:left="1134"')),
    "margin_right": (DOC, replaced('w:right="850"', 'w:right="1440"')),
    "font": (DOC, run_of("Thôn Cợp<", "<w:rPr>", '<w:rPr><w:rFonts w:ascii="Arial"/>')),
    "font (one script)": (STYLES, replaced('w:eastAsia="Times New Roman"', 'w:eastAsia="MS Mincho"', 2)),
    "font (theme)": (STYLES, replaced("<w:rFonts ", '<w:rFonts w:cstheme="minorBidi" ', 2)),
    "font (number)": (
        NUMBERS,
        replaced("</w:pPr></w:lvl>", '</w:pPr><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr></w:lvl>'),
    ),
    "colour": (STYLES, replaced('w:color w:val="000000"', 'w:color w:val="1F3864"', 2)),
    "colour (marked)": (DOC, run_of("12 buổi", "</w:rPr>", '<w:highlight w:val="yellow"/></w:rPr>')),
    "hidden": (DOC, run_of("12 buổi", "</w:rPr>", "<w:vanish/></w:rPr>")),
    "page_number": (HEADER, replaced("PAGE", "DATE")),
    "page_number_place": (HEADER, replaced('<w:jc w:val="center"/>', '<w:jc w:val="right"/>')),
    "page_number_size": (HEADER, replaced('w:sz w:val="28"', 'w:sz w:val="20"', 9)),
    "first_page": (DOC, replaced("<w:titlePg/>", "")),
    "national": (DOC, replaced("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Cộng hòa xã hội chủ nghĩa Việt Nam")),
    "national (size)": (DOC, run_of("CỘNG HÒA", 'w:sz w:val="24"', 'w:sz w:val="30"')),
    "motto": (DOC, replaced("Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do – Hạnh phúc")),
    "motto (bold)": (DOC, run_of("Độc lập", '<w:b w:val="1"/>', '<w:b w:val="0"/>')),
    "issuer_rule": (DOC, rule(1, "100")),
    "issuer_rule (none)": (DOC, rule(1, "")),
    "motto_rule": (DOC, rule(2, "2200")),
    "motto_rule (none)": (DOC, rule(2, "")),
    "summary_rule": (DOC, rule(3, "700")),
    "summary_rule (none)": (DOC, rule(3, "")),
    "issuer_bold": (DOC, run_of("XÃ HƯỚNG PHÙNG", '<w:b w:val="1"/>', '<w:b w:val="0"/>')),
    "issuer": (DOC, replaced("XÃ HƯỚNG PHÙNG", "Xã Hướng Phùng")),
    "sign": (DOC, replaced("/BC-MTTQ-BTT", "-BC/MTTQ")),
    "sign (type)": (DOC, replaced("/BC-MTTQ-BTT", "/KH-MTTQ-BTT")),
    "sign_size": (DOC, run_of("Số:", 'w:sz w:val="26"', 'w:sz w:val="24"')),
    "place_date": (DOC, replaced("Hướng Phùng, ngày", "Ngày")),
    "place_date (upright)": (DOC, run_of("Hướng Phùng, ngày", '<w:i w:val="1"/>', "")),
    "leading_zero": (DOC, replaced("ngày 05 tháng 02", "ngày 5 tháng 02")),
    "leading_zero (month)": (DOC, replaced("ngày 05 tháng 02", "ngày 05 tháng 2")),
    "leading_zero (too many)": (DOC, replaced("ngày 05 tháng 02", "ngày 05 tháng 09")),
    "type_name": (DOC, replaced(">BÁO CÁO<", ">KẾ HOẠCH<")),
    "type_name (size)": (DOC, run_of("BÁO CÁO", 'w:sz w:val="28"', 'w:sz w:val="36"')),
    "summary": (DOC, paragraph_of("Kết quả công tác Mặt trận", '<w:jc w:val="center"/>', "")),
    "align": (STYLES, replaced('<w:jc w:val="both"/>', '<w:jc w:val="left"/>')),
    "indent": (DOC, paragraph_of("Thực hiện chương trình", "</w:pPr>", '<w:ind w:firstLine="0"/></w:pPr>')),
    "gap": (STYLES, replaced('w:after="120"', 'w:after="60"')),
    "spacing": (STYLES, replaced('w:line="276"', 'w:line="480"')),
    "body_size": (DOC, run_of("Thực hiện chương trình", "<w:t ", '<w:rPr><w:sz w:val="24"/></w:rPr><w:t ')),
    "fake_number": (
        DOC,
        lambda xml: paragraph_of("Tuyên truyền Luật", "<w:numPr>.*?</w:numPr>", "")(xml).replace(
            ">Tuyên truyền Luật", ">- Tuyên truyền Luật"
        ),
    ),
    "table_size": (DOC, run_of("Thôn Xa Ry<", 'w:sz w:val="26"', 'w:sz w:val="16"')),
    "table_head": (DOC, replaced("<w:tblHeader/>", "")),
    "end_mark": (DOC, replaced("ngày 15./.", "ngày 15")),
    "recipients": (DOC, replaced("Nơi nhận:", "Gửi cho:")),
    "recipients_head": (DOC, run_of("Nơi nhận:", '<w:i w:val="1"/>', "")),
    "recipients_signs": (DOC, replaced("tỉnh Quảng Trị (b/c);", "tỉnh Quảng Trị (b/c)")),
    "recipients_size": (DOC, run_of("- Lưu: VT.", 'w:sz w:val="22"', 'w:sz w:val="28"')),
    "recipients_archive": (DOC, replaced("- Lưu: VT.", "- Các thôn.")),
    "signature": (DOC, replaced("TM. BAN THƯỜNG TRỰC", "BAN THƯỜNG TRỰC")),
    "signature_look": (DOC, run_of("CHỦ TỊCH", '<w:b w:val="1"/>', "")),
    "external": (
        RELS,
        replaced(
            "</Relationships>",
            OUTSIDE.format(kind="hyperlink", target="https://a.example", mode=' TargetMode="External"'),
        ),
    ),
    "image": (
        RELS,
        replaced("</Relationships>", OUTSIDE.format(kind="image", target="x.png", mode="")),
    ),
    "html": (RELS, replaced("</Relationships>", OUTSIDE.format(kind="aFChunk", target="x.html", mode=""))),
    "image (drawing)": (DOC, run_of("12 buổi", "<w:t ", "<w:drawing/><w:t ")),
    "revision": (DOC, replaced("<w:r>", '<w:ins w:id="1" w:author="x"/><w:r>')),
    "heading_table": (
        DOC,
        replaced("<w:tblCellMar>", '<w:tblBorders><w:top w:val="single"/></w:tblBorders><w:tblCellMar>'),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(fault: str, report: bytes) -> None:
    part, edit = FAULTS[fault]
    findings = check_docx(change(report, part, edit), "bao-cao")
    assert fault.split(" (")[0] in [finding.code for finding in findings]
    assert all(not finding.message.isascii() and finding.message.endswith(".") for finding in findings)


def test_a_fault_of_the_letters_is_no_fault_of_the_rest(report: bytes) -> None:
    """Most faults give one finding: the checker does not cry wolf beside it."""
    alone = {}
    for name in ("margin_top", "colour", "sign", "leading_zero", "gap", "fake_number", "end_mark"):
        part, edit = FAULTS[name]
        alone[name] = [finding.code for finding in check_docx(change(report, part, edit), "bao-cao")]
    assert alone == {name: [name] for name in alone}


def test_a_number_written_by_the_clerk_is_right(report: bytes) -> None:
    numbered = change(report, DOC, replaced("Số:      /BC", "Số: 05/BC"))
    assert check_docx(numbered, "bao-cao") == []


def test_the_heading_may_not_be_missing(report: bytes) -> None:
    headless = change(report, DOC, lambda xml: re.sub(r"<w:tbl>.*?</w:tbl>", "", xml, count=1))
    assert "national" in [finding.code for finding in check_docx(headless, "bao-cao")]


def test_a_speech_with_an_official_heading_is_wrong(report: bytes) -> None:
    assert "heading_not_wanted" in [finding.code for finding in check_docx(report, "bai-phat-bieu")]


def test_a_letter_needs_its_own_parts(report: bytes) -> None:
    codes = {finding.code for finding in check_docx(report, "cong-van")}
    assert {"sign", "summary", "addressees"} <= codes


def test_macros_comments_and_media_are_found(report: bytes) -> None:
    parts = unpack(report)
    names = ("word/vbaProject.bin", "word/comments.xml", "word/media/a.png", "word/a.html")
    extra = dict.fromkeys(names, b"<x/>")
    codes = {finding.code for finding in check_docx(pack({**parts, **extra}), "bao-cao")}
    assert codes == {"macro", "comment", "image", "html"}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html></html>", pack({"a.txt": b"x"})])
def test_what_is_no_word_file_is_said_to_be_none(data: bytes) -> None:
    assert [finding.code for finding in check_docx(data, "bao-cao")] == ["unreadable"]
