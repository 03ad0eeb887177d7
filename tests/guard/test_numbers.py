"""Numbers of persons in every way they are written, and numbers that are no person's."""

from __future__ import annotations

import pytest

from prompt_library.guard import detect
from prompt_library.guard.numbers import tax_code_holds

from .labelled import masked


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("CCCD 099067000204", "099067000204", "SO_DINH_DANH"),
        ("căn cước 099 067 000 204 do CA cấp", "099 067 000 204", "SO_DINH_DANH"),
        ("số 0 9 9 0 6 7 0 0 0 2 0 4 ạ", "0 9 9 0 6 7 0 0 0 2 0 4", "SO_DINH_DANH"),
        ("định danh: 099.067.000.204", "099.067.000.204", "SO_DINH_DANH"),
        ("định danh: 099-067-000-204", "099-067-000-204", "SO_DINH_DANH"),
        ("căn cước 099 067\n000 204", "099 067\n000 204", "SO_DINH_DANH"),
        ("０９９０６７０００２０４", "０９９０６７０００２０４", "SO_DINH_DANH"),
        ("CMND: 099000901", "099000901", "CMND"),
        ("chứng minh nhân dân 199 000 901", "199 000 901", "CMND"),
        ("gọi 0600 000 101", "0600 000 101", "DIEN_THOAI"),
        ("ĐT: (+84) 600.000.101", "(+84) 600.000.101", "DIEN_THOAI"),
        ("đt 84600000101 nhé", "84600000101", "DIEN_THOAI"),
        ("nhà o có số 0233 3000 101", "0233 3000 101", "DIEN_THOAI"),
        ("sdt o6oo ooo 1o1", "o6oo ooo 1o1", "DIEN_THOAI"),
        ("số tôi: không sáu không không, không không không, một hai ba", None, "DIEN_THOAI"),
        ("STK 0990 0000 0402 Agribank", "0990 0000 0402", "TAI_KHOAN"),
        ("chuyển vào 0990000133 (VietinBank)", "0990000133", "TAI_KHOAN"),
        ("MST của bà: 0990000029", "0990000029", "MST_CA_NHAN"),
        ("thẻ BHYT HN 2 99 0990000501", "HN 2 99 0990000501", "BHYT"),
        ("mã số BHXH 0990000603", "0990000603", "BHXH"),
        ("hộ chiếu số B0000113", "B0000113", "HO_CHIEU"),
        ("xe 74C1-000.12", "74C1-000.12", "BIEN_SO"),
        ("bien so 74-h1 000.13", "74-h1 000.13", "BIEN_SO"),
        ("thư: mau.thu@vidu.example", "mau.thu@vidu.example", "EMAIL"),
        ("thư: mau [at] vidu [dot] example", "mau [at] vidu [dot] example", "EMAIL"),
        ("sinh ngày 12/03/1967", "ngày 12/03/1967", "NGAY_SINH"),
        ("sn 1967", "1967", "NGAY_SINH"),
        ("sinh ngày 03 tháng 4 năm 2019", "ngày 03 tháng 4 năm 2019", "NGAY_SINH"),
        # forms: dotted lines, boxes, the label on the line above
        ("Sinh ngày .07. tháng .03. năm .2015", "07. tháng .03. năm .2015", "NGAY_SINH"),
        ("Sinh ngày: ..12../..05../..1966..", "12../..05../..1966", "NGAY_SINH"),
        ("Số định danh |0|9|7|0|1|5|0|0|0|0|7|3|", "|0|9|7|0|1|5|0|0|0|0|7|3|", "SO_DINH_DANH"),
        ("Số CCCD: 0 9 9 | 0 6 6 | 0 0 0 | 1 2 3", "0 9 9 | 0 6 6 | 0 0 0 | 1 2 3", "SO_DINH_DANH"),
        ("Ngân hàng: Agribank\nSố: 3900 2050 0012", "3900 2050 0012", "TAI_KHOAN"),
        ("GTTT: 097000123", "097000123", "CMND"),
        ("Tax code: 9700000123", "9700000123", "MST_CA_NHAN"),
        # English, ISO, the cycle of sixty, letters for digits
        ("DOB: March 12, 1971", "March 12, 1971", "NGAY_SINH"),
        ("Date of birth: 12-Mar-1971", "12-Mar-1971", "NGAY_SINH"),
        ("Born on 5 July 1980", "5 July 1980", "NGAY_SINH"),
        ("dob=19570312", "19570312", "NGAY_SINH"),
        ("sinh năm Canh Dần 1950", "năm Canh Dần 1950", "NGAY_SINH"),
        ("ns 05-05-oo", "05-05-oo", "NGAY_SINH"),
        ("BHXH 44.00.000.123", "44.00.000.123", "BHXH"),
        ("xe 74-B1/000.14", "74-B1/000.14", "BIEN_SO"),
        ("biển đỏ AT 00-12", "AT 00-12", "BIEN_SO"),
        ("SMS: TK 530xxx0000123 thay đổi", "530xxx0000123", "TAI_KHOAN"),
        ("thư: thu_le(at)vidu.example", "thu_le(at)vidu.example", "EMAIL"),
        # in words, by the moon, with a Central tongue, in English
        ("sinh ngày rằm tháng Bảy năm Mậu Tuất", "ngày rằm tháng Bảy năm Mậu Tuất", "NGAY_SINH"),
        (
            "sinh ngày mười hai tháng ba năm một chín bảy mốt",
            "ngày mười hai tháng ba năm một chín bảy mốt",
            "NGAY_SINH",
        ),
        ("chị sanh năm 1971", "năm 1971", "NGAY_SINH"),
        ("sinh cùng ngày với em (9/9/1990)", "9/9/1990", "NGAY_SINH"),
        ("born Sept 2nd, 1984", "Sept 2nd, 1984", "NGAY_SINH"),
        ("đẻ ngày 3/4/2021 tại trạm", "ngày 3/4/2021", "NGAY_SINH"),
        ("Năm sinh: Nam: 1971; Nữ:", "1971", "NGAY_SINH"),
        ("sinh ngày 09 (chín) tháng 3 (ba) năm 1971", "ngày 09 (chín) tháng 3 (ba) năm 1971", "NGAY_SINH"),
        # telephones of homes and abroad
        ("SĐT0600000012", "0600000012", "DIEN_THOAI"),
        ("Đức 0049 151 06000000", "0049 151 06000000", "DIEN_THOAI"),
        ("mau.le[@]vidu[.]example", "mau.le[@]vidu[.]example", "EMAIL"),
        ("VssID: 4400000012", "4400000012", "BHXH"),
        ("máy bàn nhà tôi: 0233 0600 000", "0233 0600 000", "DIEN_THOAI"),
        ("con gái ở Mỹ: +1 (408) 060-0000", "+1 (408) 060-0000", "DIEN_THOAI"),
        ("WhatsApp 00856 20 56000000", "00856 20 56000000", "DIEN_THOAI"),
        # answers to "send me your account"
        ("của chị 3900.2050.00045 nha agri", "3900.2050.00045", "TAI_KHOAN"),
        ("mọi người gửi STK\nToàn: 0600000912345", "0600000912345", "TAI_KHOAN"),
        ("IBAN DE00 0000 0000 0000 0000 12", "DE00 0000 0000 0000 0000 12", "TAI_KHOAN"),
        # a bare number under a heading, scanned letters
        ("Thu BHXH tự nguyện\nmã số 45 2000 0713, đóng 3 tháng", "45 2000 0713", "BHXH"),
        ("Mã số: HT 3 4S 0OO 0OO OO77", "HT 3 4S 0OO 0OO OO77", "BHYT"),
        ("Xe máy BKS 74-Bl OOO.l2", "74-Bl OOO.l2", "BIEN_SO"),
        ("PP số P00000120", "P00000120", "HO_CHIEU"),
        ("căn cước 09708 8000 519", "09708 8000 519", "SO_DINH_DANH"),
        # dates cut by a line, apart, without a day, by the cycle of sixty
        ("Sinh ngày 17 tháng 8\nnăm 1970", "ngày 17 tháng 8\nnăm 1970", "NGAY_SINH"),
        ("đứa út mới đẻ hồi tháng giêng năm 2026", "tháng giêng năm 2026", "NGAY_SINH"),
        ("bé sinh hồi tháng 7 năm ngoái", "tháng 7 năm ngoái", "NGAY_SINH"),
        ("Sinh:  1 9 4 7     CMND", "1 9 4 7", "NGAY_SINH"),
        ("Sinh: ..../..../1950", "/..../1950", "NGAY_SINH"),
        ("khai sinh ghi 05/05/1963", "05/05/1963", "NGAY_SINH"),
        ("o Bốn tuổi Giáp Thìn, năm ni yếu", "Giáp Thìn", "NGAY_SINH"),
        ("Hồ Thị Mẫu\n1951\nKhóm 3B", "1951", "NGAY_SINH"),
        ("Lê Văn Mẫu | P0000453 | 1958 | đi bộ", "1958", "NGAY_SINH"),
        # read out with their letters
        (
            "thẻ BHYT là hờ nờ hai chín chín không chín chín không không không không bảy không tám",
            "hờ nờ hai chín chín không chín chín không không không không bảy không tám",
            "BHYT",
        ),
        (
            "hộ chiếu bê không không không không chín một sáu",
            "bê không không không không chín một sáu",
            "HO_CHIEU",
        ),
        (
            "xe anh Mẫu bảy tư bê một không không không hai hai",
            "bảy tư bê một không không không hai hai",
            "BIEN_SO",
        ),
        (
            "email em là mau tháng năm a còng vidu chấm example",
            "mau tháng năm a còng vidu chấm example",
            "EMAIL",
        ),
        ("mail: lemau1960 @vidu. example", "lemau1960 @vidu. example", "EMAIL"),
        ("mail le@vidu\n.example", "le@vidu\n.example", "EMAIL"),
        ("dì Út Mẫu | B.0000909 | lương", "B.0000909", "HO_CHIEU"),
        ("xe biển đỏ KT 00 18", "KT 00 18", "BIEN_SO"),
        ("Cty Mẫu trả thù lao cho Lê Thị Thử, MST 9700000123", "9700000123", "MST_CA_NHAN"),
        ("TK 0000100000219 -5,000,000VND", "0000100000219", "TAI_KHOAN"),
        ("dạ em đọc: mờ a u a còng vidu chấm example", "mờ a u a còng vidu chấm example", "EMAIL"),
        ("mail của mệ: mau 60 a-còng vidu chấm example", "mau 60 a-còng vidu chấm example", "EMAIL"),
        ("oto 30a-00065 chạy ẩu", "30a-00065", "BIEN_SO"),
        ("biển số: 74B1:000.67", "74B1:000.67", "BIEN_SO"),
        ("xe bs 74B1 0 0 0 6 9", "74B1 0 0 0 6 9", "BIEN_SO"),
        ("biển số xe 7 4 B 1 - 0 0 0 . 2 0", "7 4 B 1 - 0 0 0 . 2 0", "BIEN_SO"),
        ("K0000509 hộ chiếu của con dâu", "K0000509", "HO_CHIEU"),
        ("Ông Lê mã NNT 9900000731", "9900000731", "MST_CA_NHAN"),
    ],
)
def test_masked(text: str, number: str | None, kind: str) -> None:
    found = masked(text, kind)
    assert len(found) == 1
    assert number is None or found == [number]


@pytest.mark.parametrize(
    "text",
    [
        "kinh phí 1.000.000.000 đồng",
        "tổng vốn 350000000 đồng",
        "Công ty, mã số thuế 0100109106",
        "dân số 1.845.335 người",
        "Quyết định số 757/QĐ-TTg ngày 12/3/2026",
        "đường dây nóng 0233 3000 111",
        "tổng đài 1800 0000, khẩn cấp 113",
        "mã đơn DT-2026-0815",
        "giai đoạn 2026-2030, ngày 05.11.2026",
        "tài khoản 3713.0.0000000 tại Kho bạc Nhà nước",
        "thư chung: vanphong@quangtri.gov.vn",
        "phát sinh năm 2024, học sinh năm 2025, tuyển sinh ngày 05/9/2026",
        "phiên bản 2.10.3, địa chỉ IP 10.0.0.12",
        "Mã giao dịch: 000112091545; số tham chiếu: 000123456789",
        "Ref MBVCB.0000912000, hợp đồng LAV-2023-00118",
        "mã kích hoạt 0009-7120-0045, mã hộ: 44-012-000123",
        "Tổng vay NHCSXH: 150.000.000",
        "Mã vạch túi máu: 0045 2511 0093 77",
        "mã số sản phẩm OCOP 097000120600, số công tơ điện 000120091200",
        "ma phien 097260001020; checksum=000990001209; khế ước 6600000712091234",
        "Công ty Mẫu, MST 3100 000 000-001",
        "Message-ID: <000000120912.AB12@mail.vidu.example>",
        "Received: by gateway; id 097000120600; Thu, 12 Nov 2026",
        "vận đơn J&T 850000001234, số lệnh chi 0000123456, S/N: 000120091200",
        "ND:MBVCB.000012.345678, số bút toán 000123456",
        "để ngày 3/4/2026 nộp",
        "gọi (84) 981 84 84 84 của Cục Lãnh sự",
        "Lao Bảo | 90 | 90 | 100%\nKhe Sanh | 95 | 97 | 102,1%",
        "VN2000 X=1826 000.12 Y=0600 912.45",
        "Đường dây nóng của Ban Chỉ huy: 0233 000 0000 (24/24)",
        "Đường dây bảo hộ công dân +84 981 84 84 84",
        "UBND xã: ĐT 0233.3000.456, fax 0233.3000.457",
        "Trung tâm hành chính công, đường Trần Hưng Đạo, phường Đông Hà, điện thoại 0233 3000 000",
        "Agribank 3900-2050-00409 của Quỹ Vì người nghèo",
        "STK của trường: 3900000213; nộp vào TK 3761.0.1099000.00000",
        "Bảo hiểm xã hội tỉnh: 0233 3850 123; Quỹ tín dụng Mẫu, MST 9900000736",
        "Từ tối 17/11/2026, có tin nhắn; bão làm vỡ 2019, chống 2020.",
        "Đơn hàng 0600000123, mã giảm giá C0000123 cho chị mua nước; số hồ sơ B1234567",
        "Giao dịch luc 14:03 19-11-2026",
        "Seri máy lọc nước SN: 000120091200; sổ hộ nghèo 440012000123",
        "hợp đồng B0000123 của chị bán nước",
        "người tuổi Canh Tý năm nay được mùa; S/N 2026A000123",
    ],
)
def test_left_alone(text: str) -> None:
    assert masked(text) == []


@pytest.mark.parametrize(
    ("text", "births"),
    [
        ("Ngày sinh:       09/9/2001            1999/12/01", ["09/9/2001", "1999/12/01"]),
        ("| Họ tên | Lê Văn Thử | Trần Thị Mẫu |\n| Năm sinh | 1970 | 1975 |", ["1970", "1975"]),
        ("TT/Họ tên/Năm sinh/SĐT\n1/Lê Văn Thử/1957/0600000123", ["1957"]),
        ("STT - Họ tên - Năm sinh - SĐT\n1 - Lê Văn Thử - 1957 - 0600 000 777", ["1957"]),
        ("<tr><td>1</td><td>Lê Văn Thử</td><td>1957</td></tr>", ["1957"]),
        ("Lê Văn Thử - chủ hộ - 1957\nTrần Thị Mẫu - vợ - 1962", ["1957", "1962"]),
        ("Ông Thử sinh 1948 (giấy tờ ghi 1950)", ["1948", "1950"]),
        ("sinh năm 1967 trong khi CCCD ghi 1968", ["năm 1967", "1968"]),
        ("sinh 1958, mà căn cước in 29/8/1959, bảo hiểm ghi 1960", ["1958", "29/8/1959", "1960"]),
        ("04  Trương Thị Mẫu (Dục) 1942   85", ["1942"]),
        ("sinh năm 1939 chứ không phải 1993", ["năm 1939", "1993"]),
        ("vợ tôi 1963, con gái 15/9/2016, Lê Văn Mẫu (s. 1968)", ["1963", "15/9/2016", "1968"]),
        ("sinh 12/3/1971, trước ghi nhầm 13/2/1971", ["12/3/1971", "13/2/1971"]),
        ("Họ tên | Ngày vào Đảng | Số thẻ\nLê Văn Thử | 03/02/1990 | 44.000123", []),
    ],
)
def test_birth_dates_of_rows_and_columns(text: str, births: list[str]) -> None:
    assert masked(text, "NGAY_SINH") == births


def test_a_sentence_with_commas_is_no_heading_that_protects_numbers() -> None:
    text = (
        "Tôi là Lê Văn Thử, ngụ nhà không số, xóm Biền, tổng số 5 khẩu, thôn Trung.\n"
        "Nhà tôi nghèo, mẹ già, trong khi nhà ông Mẫu có xe 74-B1 000.12, có lò gạch, có ao.\n"
    )
    assert masked(text, "BIEN_SO") == ["74-B1 000.12"]


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("Bà Mẫu, cộng tác viên dân số – (+84) 600 000 111", "(+84) 600 000 111", "DIEN_THOAI"),
        ("ĐT06 00.00 0.1 14", "06 00.00 0.1 14", "DIEN_THOAI"),
        ("nhà cậu Mẫu gọi số bàn 0233 0000 417", "0233 0000 417", "DIEN_THOAI"),
        ("Doanh thu quý III, thu qua tài khoản 000010000111 BIDV", "000010000111", "TAI_KHOAN"),
        (
            "Chị Lê Thị Mẫu, công nhân Công ty may Mẫu, TK lương 00000.08111 mở tại VietinBank",
            "00000.08111",
            "TAI_KHOAN",
        ),
        ("chị Mẫu, tổ trưởng tổ vay vốn; MST 0000045711", "0000045711", "MST_CA_NHAN"),
        ("CMND0970OO811", "0970OO811", "CMND"),
        ("thẻ BHYTDT2970000000811", "DT2970000000811", "BHYT"),
        ("bà Lê Thị Mẫu sinh mùa gặt 1951", "mùa gặt 1951", "NGAY_SINH"),
        ("ông Hồ Văn Mẫu sinh mùa lụt năm 1983", "mùa lụt năm 1983", "NGAY_SINH"),
        ("Ngày, tháng, năm sinh: không rõ ngày, 1999", "1999", "NGAY_SINH"),
        ("ông Lê Mẫu sinh ngày 14/0\n2/1950", "ngày 14/0\n2/1950", "NGAY_SINH"),
        ("ông Lê Mẫu sinh ngày 14/02/19\n50, ở xã Mẫu", "ngày 14/02/19\n50", "NGAY_SINH"),
        ("chú Mẫu khai sinh 30/2/1958", "30/2/1958", "NGAY_SINH"),
        (
            "dạ sinh ngày mấy / mồng năm tháng tám năm bảy tám / dạ",
            "mồng năm tháng tám năm bảy tám",
            "NGAY_SINH",
        ),
    ],
)
def test_numbers_beside_words_that_mislead(text: str, number: str, kind: str) -> None:
    assert masked(text, kind) == [number]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("phiên bản 0.99.0000.01 ra hôm qua", "CMND"),
        ('"sai_so": 0.000000125', "CMND"),
        ("con gởi trước bốn trăm, còn sáu trăm con chuyển vô stk", "DIEN_THOAI"),
        ("đăng ký khai sinh 12/3/2026 tại xã Mẫu A", "NGAY_SINH"),
        ("STT,TEN,MST\n1,Lê Văn Mẫu,0000000198\n2,HTX Mẫu,0000000299\n", "MST_CA_NHAN"),
    ],
)
def test_no_numbers_of_persons(text: str, kind: str) -> None:
    assert masked(text, kind) in ([], ["0000000198"])


def test_a_remark_between_the_rows_ends_no_table() -> None:
    text = "ho_ten;sn;mst\nLê Văn Mẫu;1979;9700000180\n# đã gọi chị\nVõ Thị Mẫu;1968;9700000-181\n"
    assert masked(text, "MST_CA_NHAN") == ["9700000180", "9700000-181"]


def test_a_transfer_names_both_accounts() -> None:
    text = "VCB: chuyen tien.CT tu 9990000000123 LE VAN THU toi 0971000000812 TRAN THI MAU"
    assert masked(text, "TAI_KHOAN") == ["9990000000123", "0971000000812"]


def test_zero_width_characters_hide_nothing_and_are_covered() -> None:
    text = "CCCD 0990\u200b6700\u20600204"
    (entity,) = detect(text)
    assert text[entity.start : entity.end] == "0990\u200b6700\u20600204"


def test_a_strange_province_lowers_confidence_and_never_excuses() -> None:
    (known,) = detect("CCCD 045067000204")
    (strange,) = detect("CCCD 099067000204")
    assert strange.type == known.type == "SO_DINH_DANH"
    assert 0 < strange.confidence < known.confidence


@pytest.mark.parametrize("code", ["0100109106", "0100233488", "0314409058", "0100047516"])
def test_the_check_digit_of_tax_codes(code: str) -> None:
    assert tax_code_holds(code)
    assert not tax_code_holds(code[:9] + str((int(code[9]) + 1) % 10))
