"""Papers as a model writes them, one for each profile; the report fills three pages."""

from __future__ import annotations

from datetime import date

from hub.people.units import Unit
from prompt_library.word.fields import DocumentFields
from prompt_library.word.parties import Parties, parties_for

TODAY = date(2026, 2, 5)
HUONG_PHUNG = Unit("19441", "Xã Hướng Phùng", "xa")
PROVINCE = Unit("T-VP", "Văn phòng Ủy ban MTTQ Việt Nam tỉnh", "tinh")
WARD = Unit("19351", "Phường Nam Đông Hà", "phuong")
ISLAND = Unit("19742", "Đặc khu Cồn Cỏ", "dac_khu")
FARMERS = Unit("T-ND", "Hội Nông dân tỉnh", "tinh")


def parties(unit: Unit = HUONG_PHUNG) -> Parties:
    """Return the parties of the unit when nobody is known who signs."""
    return parties_for(None, unit)


_HAMLETS = ["Cợp", "Xa Ry", "Phùng Lâm", "Hướng Hải", "Hướng Đại", "Hướng Phú", "Bụt Việt", "Cheng", "Doa Cũ"]
_HAMLETS += [f"Ví Dụ {n}" for n in range(1, 19)]
_ROWS = "\n".join(
    f"| {n} | Thôn {name} | {20 + n} | {n % 4 + 1} | Đã họp thôn, thống nhất cách làm; còn chờ vật liệu |"
    for n, name in enumerate(_HAMLETS, start=1)
)

BAO_CAO = f"""\
# BÁO CÁO
## Kết quả công tác Mặt trận tháng 01 và nhiệm vụ trọng tâm tháng 02 năm 2026

Thực hiện chương trình phối hợp và thống nhất hành động năm 2026, Ban Thường trực Ủy ban MTTQ Việt Nam xã
báo cáo kết quả công tác tháng 01 như sau:

### I. KẾT QUẢ CÔNG TÁC THÁNG 01

#### 1. Công tác tuyên truyền, vận động

Đã phối hợp tổ chức **12 buổi** sinh hoạt ở khu dân cư với *486 lượt người* tham dự. Nội dung chính:

- Tuyên truyền Luật Bảo vệ dữ liệu cá nhân;
- Vận động bà con không chia sẻ tin chưa kiểm chứng:
  - qua loa truyền thanh của thôn;
  - qua nhóm Zalo của Ban công tác Mặt trận;
- Hướng dẫn cài đặt ứng dụng định danh điện tử.

#### 2. Giám sát và phản biện xã hội

1. Giám sát việc bình xét hộ nghèo tại 03 thôn:
   1. Thôn Cợp: đúng quy trình;
   2. Thôn Xa Ry: còn thiếu biên bản họp dân;
   3. Thôn Ví Dụ: đúng quy trình.
2. Góp ý dự thảo quy chế phối hợp giữa Ủy ban nhân dân và Ủy ban MTTQ Việt Nam xã.

a) Việc đã làm xong: tổng hợp ý kiến của nhân dân.

b) Việc còn lại: [cần bổ sung: thời hạn trả lời].

### II. TIẾN ĐỘ LÀM NHÀ ĐẠI ĐOÀN KẾT

| TT | Thôn | Số hộ dự họp | Số nhà | Ghi chú |
|---:|:-----|:-----:|:-----:|:--------|
{_ROWS}

### III. NHIỆM VỤ TRỌNG TÂM THÁNG 02

Tiếp tục nắm tình hình nhân dân dịp Tết; tổng hợp kiến nghị gửi về Ban Thường trực cấp trên trước ngày 15.
"""

KE_HOACH = """\
# KẾ HOẠCH triển khai “Bình dân học vụ số” trong hệ thống Mặt trận xã năm 2026

Căn cứ Kế hoạch của Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh;

Căn cứ tình hình thực tế của địa phương;

Ban Thường trực Ủy ban MTTQ Việt Nam xã ban hành kế hoạch như sau:

## Mục đích, yêu cầu
### Mục đích
Giúp cán bộ và người dân dùng được dịch vụ số.
### Yêu cầu
Thiết thực, tiết kiệm, không hình thức.
## Nội dung
### Tập huấn
#### Cho cán bộ
Mỗi quý một buổi.
#### Cho người dân
Mỗi thôn một buổi.
### Hỗ trợ tại nhà
Tổ công nghệ số đến từng hộ.
## Tổ chức thực hiện

| Nội dung | Thời gian | Chủ trì | Phối hợp | Kinh phí | Ghi chú |
|---|---|---|---|---|---|
| Tập huấn cán bộ | Tháng 02 | Ban Thường trực | Đoàn Thanh niên | 2.500.000 đồng | |
| Tập huấn người dân | Tháng 3 đến tháng 6 | Ban công tác Mặt trận thôn | Tổ công nghệ số | 0 | Lồng ghép |
"""

CONG_VAN = """\
V/v phối hợp rà soát hộ khó khăn dịp Tết Nguyên đán

**Kính gửi:**
- Ban công tác Mặt trận các thôn
- Các tổ chức chính trị - xã hội xã

Để chuẩn bị cho việc thăm hỏi dịp Tết, Ban Thường trực Ủy ban MTTQ Việt Nam xã đề nghị các đơn vị:

1. Rà soát các hộ có hoàn cảnh khó khăn theo mẫu kèm theo.
2. Gửi kết quả về Ban Thường trực trước ngày 10 tháng 02.

Đề nghị các đơn vị quan tâm thực hiện.

**Nơi nhận:**
- Như trên;
- Lưu: VT.

**TM. BAN THƯỜNG TRỰC**
**CHỦ TỊCH**

(Ký, ghi rõ họ tên)
"""

TO_TRINH = """\
# TỜ TRÌNH

**Về việc hỗ trợ kinh phí làm nhà Đại đoàn kết đợt 1 năm 2026**

Kính gửi: Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh Quảng Trị

Qua rà soát, xã có 03 hộ đủ điều kiện. Kính đề nghị xem xét, hỗ trợ.

## 1. Sự cần thiết

Nhà ở của các hộ đã xuống cấp sau mùa mưa bão.

## 2. Đề nghị

a) Hỗ trợ 60.000.000 đồng một nhà;

b) Cử cán bộ kỹ thuật hướng dẫn;

c) Theo dõi tiến độ;

d) Nghiệm thu trước mùa mưa;

đ) Công khai kết quả tại nhà văn hóa thôn;

e) Báo cáo kết quả về cấp trên.
"""

THONG_BAO = """\
# Thông báo kết luận giao ban Mặt trận tháng 02

Ngày 04 tháng 02 năm 2026, Ban Thường trực họp giao ban và thống nhất:

## Về tuyên truyền
Mỗi thôn đăng ít nhất hai tin.
## Về giám sát
Hoàn thành báo cáo trước ngày 20.
"""

GIAY_MOI = """\
# GIẤY MỜI
**Dự Hội nghị hiệp thương lần thứ nhất**

Ban Thường trực Ủy ban MTTQ Việt Nam xã trân trọng kính mời: đồng chí [NGƯỜI_1]

Dự Hội nghị hiệp thương lần thứ nhất.
Thời gian: 8 giờ 00 ngày 12 tháng 02 năm 2026.
Địa điểm: Hội trường Ủy ban nhân dân xã.

Rất mong đồng chí có mặt đúng giờ.
"""

BIEN_BAN = """\
# BIÊN BẢN họp Ban công tác Mặt trận thôn Ví Dụ

Thời gian bắt đầu: 19 giờ 30 ngày 04 tháng 02 năm 2026.
Địa điểm: Nhà văn hóa thôn.

## 1. Thành phần

- Chủ trì: ông Nguyễn Văn Mẫu, Trưởng ban;
- Thư ký: bà Hồ Thị Ví Dụ;
- Đại biểu: 24 người.

## 2. Nội dung

Các đại biểu thống nhất danh sách đề nghị hỗ trợ làm nhà; 24/24 ý kiến đồng ý.

Cuộc họp kết thúc lúc 21 giờ cùng ngày.

**THƯ KÝ**

**CHỦ TỌA**
"""

PHAT_BIEU = """\
# Phát biểu khai mạc Ngày hội Đại đoàn kết toàn dân tộc

Hôm nay, trong không khí ấm áp của bản làng, chúng ta cùng nhau về dự Ngày hội Đại đoàn kết toàn dân tộc.

Năm qua, bà con đã chung tay làm được nhiều việc có ý nghĩa, trong đó có *ba ngôi nhà* mới cho hộ khó khăn.

Xin kính chúc quý vị đại biểu và bà con sức khỏe, hạnh phúc. Xin trân trọng cảm ơn!
"""

TIN_BAI = """\
# Hướng Phùng: thêm ba ngôi nhà Đại đoàn kết

**Sáng 04/02, Ủy ban MTTQ Việt Nam xã bàn giao ba ngôi nhà cho hộ khó khăn tại thôn Ví Dụ.**

Mỗi ngôi nhà rộng 45 m², do Mặt trận vận động và bà con góp công. Xem thêm tại [cổng thông tin](https://vidu.example/tin).

## Bà con góp công

“Nhà mới vững lắm, mùa mưa tới không lo nữa”, bà [NGƯỜI_1] nói.
"""

PLAIN = """\
# Bảng theo dõi kiến nghị

| TT | Kiến nghị | Nơi trả lời | Hạn |
|---|---|---|---|
| 1 | Sửa đường vào thôn Ví Dụ | Ủy ban nhân dân xã | 15/02/2026 |
| 2 | Nước sạch mùa khô | Ủy ban nhân dân xã | 20/02/2026 |

Ghi chú: bảng tổng hợp đến ngày 05/02/2026.
"""

SAMPLES: dict[str, str] = {
    "bao-cao": BAO_CAO,
    "ke-hoach": KE_HOACH,
    "cong-van": CONG_VAN,
    "to-trinh": TO_TRINH,
    "thong-bao": THONG_BAO,
    "giay-moi": GIAY_MOI,
    "bien-ban": BIEN_BAN,
    "bai-phat-bieu": PHAT_BIEU,
    "tin-bai": TIN_BAI,
    "plain": PLAIN,
}
FIELDS: dict[str, DocumentFields] = {
    "bien-ban": DocumentFields(secretary="Hồ Thị Ví Dụ", chair="Nguyễn Văn Mẫu"),
    "tin-bai": DocumentFields(author="Văn Mẫu"),
    "to-trinh": DocumentFields(signer="Nguyễn Văn Mẫu"),
}
