"""A text marked state secret is refused whole; talk of secrets, honey and density is not."""

from __future__ import annotations

import pytest

from prompt_library.guard import redact, redact_all


@pytest.mark.parametrize(
    "text",
    [
        "MẬT\nBáo cáo tình hình",
        "ỦY BAN MTTQ TỈNH        TỐI MẬT\nSố: 03/BC",
        "Độ mật: Tuyệt mật\nKính gửi",
        "Công văn số 15-CV/TU (Mật) ngày 02/6/2026",
        "UBND TINH\nTOI MAT\nKe hoach",
        "M\u200bẬT\nBáo cáo",
        "[TUYỆT MẬT] Phương án",
        "| MẬT |\nNội dung",
        "UBND XA MAU A\nVAN BAN MAT\nSo 12",
        "DO MAT: MAT\nKinh gui",
        "CONG VAN SO 12-CV/TU (MAT)",
        "[MAT] Bao cao so 12",
        "So: 15/BC-M, MAT\nNoi dung",
    ],
)
def test_refused(text: str) -> None:
    done = redact(text + "\nÔng Nguyễn Văn Mẫu, 0600 000 123")
    assert done.refused is not None
    assert "đồng chí" in done.refused
    assert (done.text, done.entities, dict(done.tokens)) == ("", (), {})


@pytest.mark.parametrize(
    "text",
    [
        "Luật Bảo vệ bí mật nhà nước; không đưa tài liệu mật lên AI",
        "mật ong OCOP, mật độ dân số, mật khẩu Wi-Fi",
        "Độ mật gồm ba mức: Tuyệt mật, Tối mật, Mật",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC\nTài liệu tập huấn",
        "mat\nkinh",
        # in capitals without marks MAT is `mất`
        "GIAY TO MAT HET ROI, TOI BI MAT CCCD HOI MAT CA BUOI",
        "HO SO MAT ROI CHI OI. TAI LIEU MAT DO LU. VAN BAN MAT GOC",
        "XAC NHAN GIAY TO (MAT) ",
        "GIAY KHAI SINH: MAT\nCCCD   MAT\nBHYT   CON",
        "STT\tGIAY TO\tTINH TRANG\n1\tCCCD\tMAT",
        "DAU MAT, MOI MAT, MO MAT (3 nguoi)",
        "NHA TOI MAT MUA\nMAT - HONG - THAT LAC: 3 THE",
    ],
)
def test_not_refused(text: str) -> None:
    assert redact(text).refused is None


def test_one_marked_text_refuses_the_whole_request() -> None:
    first, second = redact_all(["Chào ông Nguyễn Văn Mẫu", "TỐI MẬT\nKế hoạch"])
    assert first.refused
    assert second.refused
    assert first.text == ""
