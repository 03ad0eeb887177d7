"""Every document of the register cites well, and none is cited after its day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest

from hub.legal.register import (
    Document,
    RegisterError,
    UnknownDocument,
    load_register,
    parse_register,
    vietnamese_date,
)

REGISTER = load_register()

# Every citation form there is: the kind, "số", the number as written on the document.
NUMBERED = re.compile(
    r"(Luật|Nghị quyết liên tịch|Nghị quyết|Nghị định|Quyết định|Quy định|Chỉ thị|Chương trình hành động"
    r"|Công văn|Hướng dẫn|Kế hoạch|Kết luận|Thông báo|Thông tri|Thông tư|Văn bản hợp nhất)"
    r" số \d+[\w/-]*\Z"
)

ENTRY = """
- id: luat-moi
  number: 1/2026/QH16
  title: Luật Mẫu
  issuer: Quốc hội
  issued: '2026-02-05'
  effective: '2026-03-01'
  expires: null
  status: in_force
  replaced_by: null
  source: mẫu
  evidence: read
  notes: null
"""


@pytest.mark.parametrize("document", REGISTER, ids=lambda document: document.id)
def test_every_document_cites_as_an_officer_would_write_it(document: Document) -> None:
    cited = REGISTER.cite(document.id)
    if document.number:
        assert NUMBERED.match(cited), cited
        assert document.number.split(" ")[0] in cited
    else:
        assert cited.startswith(("Bộ Quy tắc", "Đề án")), cited
        assert "(" not in cited


@pytest.mark.parametrize("document", REGISTER, ids=lambda document: document.id)
def test_every_full_line_reads_through(document: Document) -> None:
    line = REGISTER.full(document.id)
    assert unicodedata.is_normalized("NFC", line)
    assert line.endswith(".")
    assert not line.endswith("..")
    assert "None" not in line
    assert "  " not in line
    assert " ," not in line
    assert "ký hiệu" not in line
    assert line.count("(") == line.count(")")
    if document.number:
        assert line.count(f"số {document.number.split(' ')[0]}") == 1
    if document.issued:
        assert f"ngày {vietnamese_date(document.issued)}" in line
    assert ("hết hiệu lực" in line) == document.outdated
    assert ("cần tra cứu" in line) == (document.status == "unknown")


@pytest.mark.parametrize(
    ("document_id", "cited", "line"),
    [
        (
            "luat-117-2025-qh15",
            "Luật số 117/2025/QH15",
            "Luật Bảo vệ bí mật nhà nước, số 117/2025/QH15 ngày 10/12/2025 của Quốc hội, "
            "có hiệu lực từ ngày 01/3/2026.",
        ),
        (
            "cv-557-2025-bkhcn",
            "Công văn số 557/BKHCN-CĐSQG",
            "Công văn hướng dẫn sử dụng chatbot AI cho công chức, viên chức, người lao động trong cơ quan "
            "nhà nước, số 557/BKHCN-CĐSQG ngày 31/3/2025 của Bộ Khoa học và Công nghệ.",
        ),
        (
            "nd-13-2023",
            "Nghị định số 13/2023/NĐ-CP",
            "Nghị định về bảo vệ dữ liệu cá nhân, số 13/2023/NĐ-CP ngày 17/4/2023 của Chính phủ, đã hết "
            "hiệu lực từ ngày 01/01/2026, được thay bằng Nghị định số 356/2025/NĐ-CP.",
        ),
        (
            "luat-anm-2018",
            "Luật số 24/2018/QH14",
            "Luật An ninh mạng, số 24/2018/QH14 của Quốc hội, đã hết hiệu lực từ ngày 01/7/2026, "
            "được thay bằng Luật số 116/2025/QH15.",
        ),
        (
            "qd-66-2017-tw",
            "Quy định số 66-QĐ/TW",
            "Quy định về thể loại, thẩm quyền ban hành và thể thức văn bản của Đảng, số 66-QĐ/TW năm 2017 "
            "của Trung ương Đảng, đã hết hiệu lực, được thay bằng Quy định số 399-QĐ/TW.",
        ),
        (
            "qd-217-2013-tw",
            "Quyết định số 217-QĐ/TW",
            "Quy chế giám sát và phản biện xã hội của MTTQ Việt Nam và các đoàn thể chính trị - xã hội, "
            "ban hành theo Quyết định số 217-QĐ/TW ngày 12/12/2013 của Bộ Chính trị; "
            "cần tra cứu tình trạng hiệu lực trước khi viện dẫn.",
        ),
        (
            "cthd-01-mttw",
            "Chương trình hành động số 01",
            "Chương trình hành động thực hiện Nghị quyết số 57-NQ/TW, số 01 của Ủy ban Trung ương MTTQ "
            "Việt Nam; cần tra cứu tình trạng hiệu lực trước khi viện dẫn.",
        ),
        (
            "kh-07-2025-mttw",
            "Kế hoạch số 07/KH-MTTQ-BTT",
            "Kế hoạch số 07/KH-MTTQ-BTT ngày 24/7/2025 của Ban Thường trực Ủy ban Trung ương MTTQ Việt Nam; "
            "cần tra cứu tình trạng hiệu lực trước khi viện dẫn.",
        ),
        (
            "quy-tac-ung-xu-mxh-btttt",
            "Bộ Quy tắc ứng xử trên mạng xã hội",
            "Bộ Quy tắc ứng xử trên mạng xã hội của Bộ Thông tin và Truyền thông (nay là Bộ Khoa học và "
            "Công nghệ); cần tra cứu tình trạng hiệu lực trước khi viện dẫn.",
        ),
    ],
)
def test_citation_and_line_word_for_word(document_id: str, cited: str, line: str) -> None:
    assert REGISTER.cite(document_id) == cited
    assert REGISTER.full(document_id) == line


def test_an_unknown_document_is_refused() -> None:
    assert REGISTER.refusal("luat-khong-co") == "luat-khong-co: not in the legal register"
    with pytest.raises(UnknownDocument, match="luat-khong-co: not in the legal register"):
        REGISTER.cite("luat-khong-co")


def test_a_replaced_document_is_refused_from_the_day_it_ended() -> None:
    said = (
        "nd-13-2023 (Nghị định số 13/2023/NĐ-CP): no longer in force since 2026-01-01; "
        "replaced by nd-356-2025 (Nghị định số 356/2025/NĐ-CP)"
    )
    assert REGISTER.refusal("nd-13-2023", date(2026, 1, 1)) == said
    assert REGISTER.refusal("nd-13-2023") == said
    assert REGISTER.refusal("nd-13-2023", date(2025, 12, 31)) is None


def test_a_replaced_document_without_a_last_day_is_always_refused() -> None:
    assert REGISTER.refusal("nd-85-2016", date(2017, 1, 1)) == (
        "nd-85-2016 (Nghị định số 85/2016/NĐ-CP): no longer in force; "
        "replaced by nd-331-2026 (Nghị định số 331/2026/NĐ-CP)"
    )


def test_a_document_that_runs_out_is_refused_on_its_last_day_whatever_its_status() -> None:
    register = parse_register(ENTRY.replace("expires: null", "expires: '2027-01-01'"))
    assert register.refusal("luat-moi", date(2026, 12, 31)) is None
    assert register.refusal("luat-moi", date(2027, 1, 1)) == (
        "luat-moi (Luật số 1/2026/QH16): no longer in force since 2027-01-01"
    )
    assert register.full("luat-moi") == (
        "Luật Mẫu, số 1/2026/QH16 ngày 05/02/2026 của Quốc hội, có hiệu lực từ ngày 01/3/2026, "
        "hết hiệu lực từ ngày 01/01/2027."
    )


def test_a_document_in_force_is_not_refused() -> None:
    assert REGISTER.refusal("luat-117-2025-qh15", date(2026, 11, 21)) is None
    assert REGISTER.refusal("luat-117-2025-qh15") is None


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (ENTRY + ENTRY, "luat-moi: stands twice"),
        (ENTRY.replace("replaced_by: null", "replaced_by: luat-x"), "replaced_by luat-x is not in"),
        (ENTRY.replace("'2026-03-01'", "'2026-02-30'"), "entry 0.effective"),
        (ENTRY.replace("in_force", "current"), "entry 0.status"),
        (ENTRY.replace("  evidence: read\n", ""), "entry 0.evidence: Field required"),
        (ENTRY + "  extra: 1\n", "entry 0.extra"),
        ("- [", "not YAML"),
    ],
)
def test_a_register_that_contradicts_itself_is_not_read(source: str, said: str) -> None:
    with pytest.raises(RegisterError, match=re.escape(said)):
        parse_register(source)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 3, 1), "01/3/2026"),
        (date(2025, 12, 10), "10/12/2025"),
        (date(2026, 2, 5), "05/02/2026"),
        (date(2026, 1, 31), "31/01/2026"),
    ],
)
def test_dates_are_written_as_in_official_documents(day: date, written: str) -> None:
    assert vietnamese_date(day) == written


def test_a_line_known_from_a_secondary_source_says_so() -> None:
    assert REGISTER.get("cv-19130-2025-vptw").evidence == "secondary"
    assert REGISTER.full("cv-19130-2025-vptw").endswith(
        "; số, ngày theo nguồn thứ cấp, chưa đối chiếu văn bản gốc."
    )
    assert "thứ cấp" not in REGISTER.full("luat-117-2025-qh15")
