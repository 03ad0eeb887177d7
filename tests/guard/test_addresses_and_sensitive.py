"""Where somebody lives, and what is said of somebody's health, religion and people."""

from __future__ import annotations

import pytest

from .labelled import masked


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        (
            "trú tại thôn Kim Long, xã Diên Sanh, tỉnh Quảng Trị",
            "DIA_CHI",
            "thôn Kim Long",
        ),
        (
            "Địa chỉ: số nhà 27, kiệt 5, đường Lê Lợi, phường Đông Hà",
            "DIA_CHI",
            "số nhà 27, kiệt 5, đường Lê Lợi",
        ),
        ("ông Hồ Văn Ví (bản Ka Tăng, xã Lao Bảo)", "DIA_CHI", "bản Ka Tăng"),
        ("bac tam o thon 5 xa trieu binh xin rut", "DIA_CHI", "thon 5"),
        ("cư trú 45/3 Trần Phú, phường Đồng Thuận", "DIA_CHI", "45/3 Trần Phú"),
        ("bà Trần Thị Thử bị tai biến mạch máu não", "SUC_KHOE", "tai biến mạch máu não"),
        ("chồng tôi nhiễm HIV", "SUC_KHOE", "HIV"),
        ("chi hoa bi ung thu vu giai doan cuoi", "SUC_KHOE", "ung thu vu giai doan cuoi"),
        ("Ông Lê Văn Thử, dân tộc: Pa Kô", "TON_GIAO_DAN_TOC", "Pa Kô"),
        ("gia đình chị Hạnh theo đạo Tin lành", "TON_GIAO_DAN_TOC", "Tin lành"),
        ("Họ tên: Lê Văn Thử\nChẩn đoán: Viêm ruột thừa cấp", "SUC_KHOE", "Viêm ruột thừa cấp"),
        ("Họ tên: Lê Thị Thử\nTình trạng: bại não", "SUC_KHOE", "bại não"),
        ("ông Thử có giấy ra viện cao huyết áp độ 2", "SUC_KHOE", "cao huyết áp độ 2"),
        ("me chi Mau mu 2 mat", "SUC_KHOE", "mu 2 mat"),
        ("cháu Na bị bỏng nước sôi", "SUC_KHOE", "bỏng nước sôi"),
        ('{"ho_ten":"Hồ Thị Mẫu","benh":["bướu cổ"]}', "SUC_KHOE", "bướu cổ"),
        ('{"ho_ten":"Hồ Thị Mẫu","dan_toc":"Tà Ôi"}', "TON_GIAO_DAN_TOC", "Tà Ôi"),
        ("vo theo dao Tin Lanh", "TON_GIAO_DAN_TOC", "Tin Lanh"),
        ("con dau nguoi Ede, moi ve", "TON_GIAO_DAN_TOC", "Ede"),
        (
            "ba Mau, dia chi duoi doc nha van hoa cu, nha mai ton xanh, xom 2",
            "DIA_CHI",
            "duoi doc nha van hoa cu, nha mai ton xanh, xom 2",
        ),
        (
            "Lê Văn Thử, hộ khẩu thường trú: số 4, lối vào hồ Khe Dứa, tổ 2, phường Đồng Sơn",
            "DIA_CHI",
            "số 4, lối vào hồ Khe Dứa, tổ 2",
        ),
    ],
)
def test_masked(text: str, kind: str, part: str) -> None:
    (found,) = masked(text, kind)
    assert part in found


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Nhà mi đầu xóm Cồn, chỗ cây gạo phải không?", "đầu xóm Cồn, chỗ cây gạo"),
        ("nhà em ở thôn bàu, gần đình, em bán cá", "thôn bàu, gần đình"),
        ("nhà con ở bản la lay, sau nhà cộng đồng.", "bản la lay, sau nhà cộng đồng"),
        ("bà lý (kiệt 4 xóm giữa, thôn hà bắc): đau", "kiệt 4 xóm giữa, thôn hà bắc"),
        ("bà Mẫu tạm trú căn B-0312, toà C, chung cư Hoà Mẫu", "căn B-0312, toà C, chung cư Hoà Mẫu"),
        ("nhà 14C của thầy Mẫu treo biển", "nhà 14C"),
        ("Nhà mệ ở mô rứa?\n- Dạ xóm Đình, thôn Hà Bắc, gần cầu.", "xóm Đình, thôn Hà Bắc, gần cầu"),
        ("ông Mẫu ở tổ 2, bản Mẫu, nhà bên sông, đau chân", "tổ 2, bản Mẫu, nhà bên sông"),
        ("bà Mẫu ở kiệt 45 lý thường kiệt – đã ck", "kiệt 45 lý thường kiệt"),
        ("1. Từ Thị Mẫu; 1.080.000; TDP Xuân Mẫu; cận nghèo", "TDP Xuân Mẫu"),
        ("Trác Văn Mẫu | mặt sau số 30, lối đi chung | chiều", "mặt sau số 30, lối đi chung"),
        ("2. Giang Thị Mẫu; 540.000; nhà tình thương số 2 sau trạm", "nhà tình thương số 2 sau trạm"),
        ("anh Lê Văn Mẫu ở xóm 3, kiệt bà Bảy, xã Mẫu", "xóm 3, kiệt bà Bảy"),
        ("ghé nhà tau xóm chợ, sau lưng quán bánh canh", "xóm chợ, sau lưng quán bánh canh"),
        ("nhà chị lối 2, xóm Chùa, thôn Mẫu", "lối 2, xóm Chùa, thôn Mẫu"),
        (
            "dạ lên tận nhà kiệt hai mươi hai đường hùng vương khu phố ba phải không chị",
            "kiệt hai mươi hai đường hùng vương khu phố ba",
        ),
    ],
)
def test_homes_told_in_talk_and_lists(text: str, part: str) -> None:
    assert any(part in found for found in masked(text, "DIA_CHI"))


@pytest.mark.parametrize(
    "text",
    [
        "Quà mỗi nhà 500.000 đ. Xin cảm ơn",
        "DỰ TRÙ 35 TRIỆU. ĐỀ NGHỊ DUYỆT",
        "Họ tên\tNăm sinh\tThôn\nLê Văn Mẫu\t1950\tHà Lộc\nCộng\t\t12.500.000 đ\n",
        "- Chi xây 03 nhà ở thôn Tà Mẫu: 120.000.000",
        "còn 9 hộ ở nhà tạm, 4 hộ ở nhà tranh",
        "[08:15] eng Mẫu bản 4: con thiếu hai suất",
        "LƯƠNG VĂN MẪU | THÔN ĐỘI TRƯỞNG | vắng",
        "Thửa 57, tờ bản đồ số 12, xã Mẫu D, diện tích 1.204 m²",
        "Bảo hiểm xã hội cơ sở Mẫu, địa chỉ đường Quang Trung",
        "nhà con ở đây, con không đi mô",
        "giữ số 0 đầu, đừng bỏ",
        "3. Thôn 4; 12 hộ; thôn 5; 30 hộ",
    ],
)
def test_no_homes_of_persons(text: str) -> None:
    assert masked(text, "DIA_CHI") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "Bà Hoa ở số 5 kiệt 34 đường Trần Hưng Đạo, sát chợ, phường Đông Hà",
            "số 5 kiệt 34 đường Trần Hưng Đạo, sát chợ",
        ),
        ("Anh Thọ (tổ 3 KP2, đối diện trường mầm non) xin hỗ trợ", "tổ 3 KP2, đối diện trường mầm non"),
        ("Chị Lan ở thửa đất số 214, tờ bản đồ 17, thôn Đại Hào, xã Triệu Phong",
         "thửa đất số 214, tờ bản đồ 17, thôn Đại Hào"),
        ("a Bình o so nha 6 hem 12 duong Hung Vuong nha chi", "so nha 6 hem 12 duong Hung Vuong"),
    ],
)  # fmt: skip
def test_an_address_is_masked_from_the_door_to_the_commune(text: str, address: str) -> None:
    assert masked(text, "DIA_CHI") == [address]


@pytest.mark.parametrize(
    "text",
    [
        "xã Cam Lộ, phường Đông Hà, tỉnh Quảng Trị",
        "Thôn Kim Long có 120 hộ; thôn Tân Lập đạt chuẩn",
        "họp tại Nhà văn hóa thôn Tân Lập",
        "Ban Công tác Mặt trận thôn Kim Long",
        "trụ sở Ủy ban nhân dân tỉnh, số 6 đường Hùng Vương",
        "Chương trình phòng chống lao, tầm soát ung thư",
        "15 người khuyết tật được tặng xe lăn",
        "Hội Nạn nhân chất độc da cam; Ngày thế giới phòng chống AIDS",
        "đồng bào Bru-Vân Kiều và Pa Kô ở 17 xã",
        "các tôn giáo: Phật giáo, Công giáo, Tin lành",
        "thôn 4 đạt 100%; họp tại thôn Tân Trúc lúc 19 giờ",
        "sửa ngõ 6 khu phố 3, kiến nghị ngõ 12 ngập",
        "giáo xứ có 1.209 giáo dân",
        "Dân tộc: Kinh 85%, Vân Kiều 15%",
    ],
)
def test_left_alone(text: str) -> None:
    assert masked(text) == []


def test_the_headings_of_a_table_decide() -> None:
    text = (
        "| STT | Họ và tên | Thôn | Dân tộc | Số tiền |\n|---|---|---|---|---|\n"
        "| 1 | Thị Mẫu | Hà Lợi | Kinh | 3.000.000 |\n"
    )
    assert masked(text) == ["Thị Mẫu", "Kinh"]  # a column of hamlets may stay


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("Bà Trần Thị Mẫu ở thôn 4, con ba tuổi", "thôn 4"),
        ("hộ bà Mẫu (thôn Hà Thượng) xin vay", "thôn Hà Thượng"),
        ("vợ chồng anh Hồ Văn Mẫu ở bản Chai", "bản Chai"),
        ("dạ cháu là hồ thị mẫu ở bản cu vơ, cháu hỏi hồ sơ", "bản cu vơ"),
        ("Chỗ ở hiện nay: ....thôn A Đăng, xã Tà Rụt\nHọ tên: Hồ Văn Mẫu", "thôn A Đăng"),
        ("đơn của ông Phan Văn Thới, thôn Lâm Xuân, xã Mẫu E", "thôn Lâm Xuân"),
    ],
)
def test_a_hamlet_is_an_address_where_somebody_lives_in_it(text: str, home: str) -> None:
    assert masked(text, "DIA_CHI") == [home]


@pytest.mark.parametrize(
    "text",
    [
        "Thôn 4 đạt 100 % kế hoạch, ông Lê Văn Mẫu báo cáo",
        "Ông Lê Văn Mẫu chủ trì cuộc họp tại thôn Tân Trúc",
        "ông Lê Văn Mẫu, trưởng thôn Hà Lợi",
        "Lễ viếng ông Lê Văn Mẫu tại thôn An Bình",
    ],
)
def test_a_hamlet_in_a_general_statement_stays(text: str) -> None:
    assert masked(text, "DIA_CHI") == []


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("mẹ Lê Thị Mẫu, o ở nhà cấp 4 sau luỹ tre, đội 2 thôn Hà", "nhà cấp 4 sau luỹ tre, đội 2 thôn Hà"),
        ("Nhà cụ ngay chân dốc Miếu Đôi, xóm Nại", "ngay chân dốc Miếu Đôi, xóm Nại"),
        ("Bà Lê Thị Mẫu nhà sau chợ, cạnh trạm bơm", "nhà sau chợ, cạnh trạm bơm"),
        ("nha bac Lan o sau cho, di qua cau 200m re trai", "nha bac Lan o sau cho, di qua cau 200m re trai"),
        ("ông Trần Văn Mẫu, khối 5", "khối 5"),
        ("bà Võ Thị Mẫu ở xóm chài cạnh chợ Cửa đó em", "xóm chài cạnh chợ Cửa"),
        ("bà Mẫu, vợ ông Quắn, trại vịt bên hói Dét, có con", "trại vịt bên hói Dét"),
        ("ông Ba Mẫu, sau lưng nhà thờ Trí Bưu, bị tai biến", "sau lưng nhà thờ Trí Bưu"),
        ("thăm ông Lê Mẫu nhà sàn thứ 3 dưới dốc, bản Cu Dong", "nhà sàn thứ 3 dưới dốc, bản Cu Dong"),
        (
            "nhà ông Mẫu, xóm Mới, giáp đường bê tông ra ruộng, thôn Hà",
            "giáp đường bê tông ra ruộng, thôn Hà",
        ),
        ("nha e kiet 14 sau cho Cau, nha mau xanh co cay khe, phuong A", "nha mau xanh co cay khe"),
        ("Lê Thị Mẫu ngụ nhà sau bến xe, kiệt 5", "sau bến xe, kiệt 5"),
        ("Lê Mẫu, nhà lô 22 khu đấu giá, đường số 6.", "lô 22 khu đấu giá, đường số 6"),
        ("Anh Mẫu ở lầu 2 số 14 Phan Chu Trinh", "lầu 2 số 14 Phan Chu Trinh"),
        (
            "o Xuyến, 58 tuổi, góa, nhà lợp fibro gần ruộng, xóm Đùng, xin",
            "nhà lợp fibro gần ruộng, xóm Đùng",
        ),
        ("Chị Mẫu, quê gốc thôn Hải Chữ, nay theo chồng vào xóm Cát", "thôn Hải Chữ | xóm Cát"),
        ("Cư trú thực tế: phía sau kho cũ, tổ 12; họ tên: Lê Mẫu", "phía sau kho cũ, tổ 12"),
        ("nhà anh Mẫu (số 51, đường nội thị, tiểu khu 5) bị", "số 51, đường nội thị, tiểu khu 5"),
        ("dia chi nha em 44a nguyen binh khiem, phuong 2", "44a nguyen binh khiem"),
        ("chị Mẫu dọn ra phòng trọ kề cây xăng Ái Tử", "phòng trọ kề cây xăng Ái Tử"),
        ("hồi giờ tui ở trong rẫy, cách bản A Vương 2 cây số", "trong rẫy, cách bản A Vương 2 cây số"),
        ("anh Mẫu mua đất lô 9 khu đô thị Bắc sông Hiếu", "lô 9 khu đô thị Bắc sông Hiếu"),
        ("vận chuyển tới 129 Lê Duẩn cho Lê Mẫu", "129 Lê Duẩn"),
    ],
)
def test_a_home_is_told_by_what_stands_beside_it(text: str, home: str) -> None:
    assert home in " | ".join(masked(text, "DIA_CHI"))


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("Hiện ở đội 3, thôn\nHà Lợi, xã Mẫu A", "đội 3, thôn\nHà Lợi"),
        ("bà Mẫu ở chòi vịt cạnh đê,\nxóm Bàu phải chở", "chòi vịt cạnh đê,\nxóm Bàu"),
        ("Nơi ở: xóm Cát, nhà thứ 2\nbên trái từ cổng chào, xã Mẫu", "nhà thứ 2\nbên trái từ cổng chào"),
        ("Nguyễn Thị Mẫu\n1951\nKhóm 3B, gần trạm biến áp\nđã nhận", "Khóm 3B, gần trạm biến áp"),
        (
            "Lê Mẫu – Trần Thử\nTại: đường mòn sau đình, đội 1, thôn Giao",
            "đường mòn sau đình, đội 1, thôn Giao",
        ),
        ("lên km 12 quốc lộ 9, xóm Quán, gặp vợ chồng Lực", "km 12 quốc lộ 9, xóm Quán"),
        ("chở vô tận bản Xa Ry cho chị.", "bản Xa Ry"),
        ("ĐKHKTT xóm 3 thôn Lương Điền, xã Mẫu A", "xóm 3 thôn Lương Điền"),
        ("Hiện ở 12000 Vidu Avenue, Apt 6, California", "12000 Vidu Avenue, Apt 6"),
        ("Em dang o Viduweg 5, 3. Etage, 12000 Hamburg", "Viduweg 5, 3. Etage"),
    ],
)
def test_a_home_in_broken_lines_on_the_road_and_abroad(text: str, home: str) -> None:
    assert home in " | ".join(masked(text, "DIA_CHI"))


@pytest.mark.parametrize(
    "text",
    [
        "Xe ông Mẫu hỏng ở ngã ba Sòng; về tới ngã ba Cha Lỳ gặp đoàn kiểm tra",
        "chìa khóa P.105 giao anh Mẫu, hẹn ở p.203",
        "Công an phường ở 12 Nguyễn Trãi tiếp nhận tin của chị Mẫu",
        "Quán cà phê Gió ở 15 Lê Lợi mời anh Mẫu",
        "Siêu thị Mẫu, số 2 Trần Hưng Đạo, tặng 50 suất quà",
        "Lê Văn Mẫu          0600 000 251     bản Troài           2 tấn gạo",
        "Thôn: Trà Lộc          Ngày phát 04/11/2026\nLê Văn Mẫu nhận",
        "hỗ trợ anh Mẫu đọc màn hình; ho tro doc man hinh khong",
        "đo lại theo tờ bản đồ số 12, thửa 208. Ông Mẫu đồng ý",
        "Ông Mẫu, sau khi nghe báo cáo, đề nghị bổ sung; bà Thử, gần đây hay quên",
        "Xe chở hàng đậu ở số 5 Lê Duẩn, anh Mẫu điều phối; ngày cấp 12/5/2021",
        "Mộ liệt sĩ Lê Mẫu: khu A, lô 3, mộ số 45; máy số 4, dãy 2: học viên Mẫu",
        "anh Mẫu đang ở ngoài đồng; anh Thử về tới đầu làng thì xe hết xăng",
        "ông Thử, trại gà 2.000 con, được khen; hộ bà Mẫu xóa nhà tạm trước 30/6",
        "Tổ 3 gồm anh Mẫu; tổ 4 gồm ông Thử; mọi việc ở thôn tôi, xã Mẫu A",
    ],
)
def test_what_is_nobodys_home_stays(text: str) -> None:
    assert masked(text, "DIA_CHI") == []


def test_two_people_side_by_side() -> None:
    text = "Họ tên:    Hồ Thị Mẫu       Hồ Văn Thử\nDân tộc:   Vân Kiều         Bru\n"
    assert masked(text, "TON_GIAO_DAN_TOC") == ["Vân Kiều", "Bru"]


def test_a_table_of_statistics_keeps_its_places() -> None:
    text = "Xã\tSố hộ nghèo\tKinh phí\nHướng Hiệp\t412\t1.750.000.000\nĐakrông\t388\t1.450.000.000\n"
    assert masked(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Đừng gọi di động vì tôi nặng tai.\nV. Mẫu", "nặng tai"),
        ("Anh Khoa suy thận giai đoạn cuối", "suy thận giai đoạn cuối"),
        ("mẹ của cháu Hồ Ngọc Sương tim bẩm sinh: 7 triệu đồng", "tim bẩm sinh"),
        ("Em Mẫu bị xô ngã, gãy xương đòn", "gãy xương đòn"),
        ("nhà hồ mẫu - vân kiều, 6 khẩu", "vân kiều"),
        ("Hồ Thị Mẫu, liệt 2 chân. Dân tộc Pa Kô. Mai gặp", "Pa Kô"),
        ("Họ tên: Hồ Thị Mẫu\nDân tộc: ...Pa Kô..... Tôn giáo: ...không....", "Pa Kô"),
        ("ban,chu_ho,dan_toc,cccd\nKa Lưng,Hồ Phin,Mày,097000631\n", "Mày"),
    ],
)
def test_health_and_people_of_one(text: str, told: str) -> None:
    assert told in " | ".join((*masked(text, "SUC_KHOE"), *masked(text, "TON_GIAO_DAN_TOC")))


@pytest.mark.parametrize(
    "text",
    [
        "Số liệu của chị Lê Thị Mẫu. Dạng tật: vận động 31, khiếm thị 12, tâm thần 9, khác 12",
        "Chị Lê Thị Mẫu làm mát xa. Bệnh bại liệt nay không còn ở xã.",
        "Ba loại này không trộn lẫn trong một câu, anh Mẫu nhé",
        "Bệnh viện Đa khoa tỉnh tiếp nhận ông Lê Văn Mẫu",
    ],
)
def test_illness_in_general_stays(text: str) -> None:
    assert masked(text, "SUC_KHOE") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Chồng tui liệt dây thần kinh số 7 hai năm ni", "liệt dây thần kinh số 7"),
        ("| 3 | Hồ Văn Lơi | 1960 | viêm đa khớp dạng thấp | 500.000 |", "viêm đa khớp dạng thấp"),
        ("mạ tui nằm một chỗ, vợ tui thì bầu bốn tháng", "bầu bốn tháng"),
        ("cháu Na sốt 39 độ, em nó thị lực 2/10", "sốt 39 độ"),
        ("Gia đình tôi, chồng Đặng Hữu Nghĩa\nbi tai biên mạch máu não đã 2 năm", "tai biên mạch máu não"),
        ("Sau thời gian bị suy tim độ 4, cụ đã từ trần.\nTrưởng nam Bùi Đức Mẫu", "suy tim độ 4"),
        ("Họ tên: Lê Mẫu\nChẩn đoán: Nhồi máu não bán cầu trái,\nliệt 1/2 người phải", "liệt 1/2 người phải"),
        ("1\nNguyễn Thị Mẫu\n1951\nKhóm 3B\nUng thư gan\n0600 000 621", "Ung thư gan"),
        ("ông Mẫu lên cơn đau sỏi mật", "lên cơn đau sỏi mật"),
        ("Ông Hồ Văn Mẫu, dân tộc Cơ Tu, ở bản Cợp", "dân tộc Cơ Tu"),
        ("vợ ổng Pa Cô, ổng dân Vân Kiều", "dân Vân Kiều"),
        ("chú Mẫu trở lại đạo để cưới vợ", "trở lại đạo"),
        ("chị Ngà Công giáo, anh Bốn đạo Phật", "Công giáo"),
        ('{"ho_ten":"Hồ Thị Mẫu","dan_toc":"Tà Ôi (Pa Kô)"}', "Tà Ôi (Pa Kô)"),
    ],
)  # fmt: skip
def test_an_illness_or_a_people_in_other_words(text: str, told: str) -> None:
    assert told in " | ".join((*masked(text, "SUC_KHOE"), *masked(text, "TON_GIAO_DAN_TOC")))


@pytest.mark.parametrize(
    "text",
    [
        "Chị Mẫu gửi giúp báo cáo nhé. Bệnh ung thư gan có lây không, ai biết chỉ với.",
        "Trẻ tự kỷ cần được phát hiện sớm; người nhiễm HIV vẫn sống khỏe nếu uống thuốc đều.",
        "Chị Lê Thị Mẫu, cán bộ trạm, nói chuyện về tiểu đường tại hội trường.",
        "chú Mẫu nhớ hỏi trạm coi có chương trình sức khỏe tâm thần cộng đồng không",
        "Nhà anh Mẫu có lò mổ heo, thuộc diện cận nghèo",
        "Dân tộc: Kinh □ Vân Kiều □ Pa Kô □\nTôn giáo: không □ Phật giáo □\nHọ tên: Lê Văn Mẫu",
        "Anh Mẫu đi chợ mua thổ cẩm của người Mường, bên giao là hợp tác xã.",
    ],
)
def test_people_at_large_stay(text: str) -> None:
    assert masked(text, "SUC_KHOE") + masked(text, "TON_GIAO_DAN_TOC") == []
