"""Regular expressions of addresses: the parts from the door outward, and the words before and after them."""

from __future__ import annotations

import re

from prompt_library.guard.scan import Scan
from prompt_library.guard.view import UPPER, fold


def bare(expression: str) -> str:
    """Return a regular expression over words with marks as one over words without."""
    return "".join(char if char.isascii() else fold(char) for char in expression)


UP = f"[{UPPER}]"
TITLE = (
    rf"{UP}[^\W\d_]*(?:(?:[ ]|-(?=\S)|\n(?={UP}[^\W\d_]+,)){UP}[^\W\d_]*){{0,4}}"
    r"(?:[ ]?\d{1,3}[A-Z]?(?![\w/]))?"
)
NUMBER = r"(?:(?:số|so)[ ])?(?:\d{1,3}[A-Za-z]?(?![\w.]*\d)(?!\w)|[IVX]{1,4}(?!\w)|[A-Z]\d{0,3}(?!\w))"
SEP = r"(?:[ ]?,?[ ]?\n[ ]{0,4}|[ ]?[,;\-–/][ ]?|[ ]|[ ]?\([ ]?)(?:(?:thuộc|ở|tại|của)[ ])?"
# Parts from the door outward, as regular expressions over words with marks.
HOUSE = (
    r"(?:số nhà|nhà số|sn(?![ .:]*(?:19|20)\d\d(?!\d))|lô(?: đất)?(?: số)?|căn hộ(?: số)?|căn(?: số)?"
    r"|(?:phòng|thửa(?: đất)?|tờ(?: bản đồ)?|ki[- ]?ốt|sạp|quầy|gian(?: hàng)?|biệt thự|t(?:òa"
    r"|oà)(?: nhà)?|dãy"
    r"|hộp thư|apt|villa|unit"
    r"|ốt|block|tầng|lầu|km)(?: số)?"
    r"|nhà|k|p(?=\.?\d{3})|số)[ .:]{0,2}"
    r"(?:(?:một|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười)(?: (?:một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín"
    r"|mười|mươi|linh)){0,3}(?=,? (?:đường|ngõ|kiệt|hẻm|xóm|thôn|tổ|khu phố))"
    r"|(?!0+(?![\w/.])"
    r"|\d{1,3}(?:\.\d{3})+(?![\d/]))(?:[A-Za-z]-(?=\d{3}))?[A-Za-z]{0,2}\d{1,4}[A-Za-z]?(?:[/.\-+][A-Za-z]?\d{1,4}[A-Za-z]?){0,3}(?![\w.]*[\d/]))"
)
# A stair, a block or a row may bear a letter only.
BLOCK = r"(?:dãy|t(?:òa|oà)(?: nhà)?|lô|block|nhà)[ ][A-Z]\d?(?!\w)"
LANE = r"(?:ngõ|lối(?= \d)|ngách|kiệt|hẻm|đường(?: tỉnh)?|đg|đ(?=\.)|phố|quốc lộ|ql|tỉnh lộ)"
HAMLET = (
    r"(?:tổ[ \n]dân phố|tdp|khu ph[ốô]|k\.phố|kp|khu dân cư|kdc|tiểu khu|thôn(?! đội(?!\w)"
    r"| trưởng)|bản|xóm|làng|ấp|buôn|khóm"
    r"|đội|tổ|khu|cụm|khối(?= \d)|khối phố"
    r"|kv|khu đô thị|khu tái định cư|khu tđc|khu vực)"
)
# Words that end a description of a place: what follows speaks of something else.
_ENDS = (
    r"(?:có(?! (?:cây|cổng|hàng rào|giếng|mái|ao|vườn|lò|cột|bụi|giàn)(?![^\W\d_]))|bị|là|thì|nói|báo|gọi"
    r"|cãi|để|xin|đi|và|với|từ(?! (?:cổng|cầu|chợ|ngã|đầu|ngoài|dưới|trên|đường|trường|trạm|đình"
    r"|quốc lộ)(?![^\W\d_]))|đang|hay|mà|nên|vì|rồi|sẽ|đã|được|kêu"
    r"|nhờ|qua(?! (?:cầu|chợ|đập|ngầm|sông|ngã))|tên|hỏi|lúc|bữa|hôm|ngày|năm|nay|mới|cần|sinh|tạm"
    r"|ra(?! (?:ruộng|biển|sông|đồng|bãi|bến|chợ|cầu|đê|quốc lộ|rẫy|đường|cảng|hồ|suối|đầm)(?![^\W\d_]))"
    r"|không(?! số)|phải(?= không)|lấy|chưa|cùng|do|nếu|khi"
    r"|sđt|đt|gồm|hiện"
    r"|điện thoại|cccd|kể|khai|đứng|mất|chết|dẫn|đề nghị|phản ánh|ấy|nớ|nha|nhé|á|ạ|nghe|thuộc|nhưng"
    r"|làm|ai|(?:xã|phường|thôn|bản|tỉnh)(?= (?:[A-ZĐ]|\d)))"
)
_WORD = r"[^\s,;:()|\"“”.]+(?:\.[^\s,;:()|.]+)*"
FREE = rf"(?:(?<=cây) đa(?!\w)|[ ](?!(?-i:{_ENDS})(?![^\W\d_])|\d{{4}})(?:{_WORD})){{1,8}}"
# A place told by what stands beside it.
LANDMARK = (
    r"(?:xóm (?:dưới|trên|trong|ngoài"
    r"|giữa)|(?:(?:nhà|hẻm|ngõ|kiệt|dãy|phòng) )?(?:ở )?(?:ngay |đoạn "
    r"|phía |trên |dưới |trong )?(?:gần(?! gũi)|cạnh|sát|kề(?: bên)?|kế(?: bên| cận)?|đối diện|sau(?: lưng)?"
    r"|trước(?: mặt| cửa| cổng)?"
    r"|bên(?: (?:phải|trái|cạnh|kia|tê|ni|hông|hữu|tả)|(?= (?:hói|ao|hồ|sông|suối|đập|đường|cầu"
    r"|mương|đê|rú|cồn"
    r"|giếng|bờ)"
    r"(?![^\W\d_])))|lối (?:vào|ra|xuống|lên)|ven|rìa|dọc|giáp|cuối|đầu|góc|giữa|liền kề|sát vách"
    r"|mé|(?<=ngay )(?:bến|chợ|cổng|ngạ|trạm|cầu|đình|chùa|trường)|ngã (?:ba|tư|năm|bảy)"
    r"|(?:phía )?tay (?:phải|trái)"
    r"|phía (?:sau|trước|đông|tây|nam|bắc|trên|dưới|trong|ngoài)|mặt tiền|dưới chân|chân (?:cầu|dốc|núi"
    r"|đê|đèo)"
    r"|bờ (?:sông|hồ|kè|đê|suối|biển)|(?:trên|dưới|trong) (?:đồi|dốc|núi"
    r"|sông|thuyền|đò|đồng|đê|kè|vườn|cồn|bến|đầm|rú|hẻm|ngõ|kiệt|chợ"
    r"|rẫy)|(?:dưới )?gầm cầu|dưới cầu|ngoài (?:bãi|đồng|biển|cồn|đê|đầm|rú|rẫy|bờ)|rẽ (?:phải|trái)|đi đò"
    r"|qua (?:cầu|cống|đập|ngầm)|trỏ"
    r"|đường (?:liên (?:thôn|xã|xóm|gia)|nội thị|gom|dân sinh|vào|ra|lên|xuống|sau|trước"
    r"|bê tông|đất|ven|bờ|tránh|ray|tàu"
    r"|làng|đê|mòn|cũ|mới)|dốc)"
    rf"(?:{FREE})?)"
)
# `cách cầu 50 m`, `chỗ ông Kham bán tôm`, `nhà thứ hai tính từ cổng chào`, `có cây khế`
SPOT = (
    r"(?:(?:nhà )?(?:cách|chỗ|từ|tính từ|qua khỏi|đi (?:vào|vô|quá|qua|hết|thẳng|xuống|lên))"
    r"(?:[ ](?:[^\s,;:()|.]+)){1,8}"
    r"|nhà (?:đầu tiên|cuối cùng|thứ (?:nhất|hai|ba|tư|năm|\d)|không số|có (?:cây|cổng|giàn"
    r"|hàng rào|mái|vườn|giếng|sân|cửa)|cấp (?:4|bốn)|sàn"
    r"|ngói|mái|màu|lợp|xây|gỗ|tôn|bạt|tre|tranh|trệt|trên|dưới"
    r"|tay (?:phải|trái)"
    rf"|hai tầng|\d tầng|trái|phải|bên (?:trái|phải)|mặt|trọ|thờ(?! (?-i:{UP}))|riêng)(?![^\W\d_])"
    r"(?:[ ](?!(?:xã|phường)(?![^\W\d_]))[^\s,;:()|.]+){0,8})"
)
# A building with many doors, or a stall; told by its name.
COMPLEX = (
    r"(?:(?:chung cư|(?:khu |phòng )?tập thể|ktt|ký túc xá|ktx|(?:dãy|khu|xóm|nhà|phòng) trọ"
    r"|phòng (?:nội trú|công vụ|(?:trong|ngoài) cùng|cuối|đầu|giữa)"
    r"|khu (?:đấu giá|tái định cư|tđc|kinh tế mới|giãn dân|quy hoạch|phân lô|công nhân|nhà|vực|đất|nội trú"
    r"|dân cư cũ)"
    r"|lô đất|(?:căn|ngôi|dãy|cái|túp|gian) (?:nhà|chòi|lều|phòng|trọ|chung cư)|nhà (?:ống|sàn|tạm|lá"
    r"|tranh|cấp"
    r"|công vụ"
    r"|tình nghĩa|tình thương|máy"
    r"|rông|tập thể|cũ)|lán|chòi|lều|kho|bãi|cồn|gò|bến|trại|vườn|đội sản xuất|(?:nông|lâm) trường"
    r"|(?:hẻm|ngõ|kiệt|đường) cụt|trọ (?:ông|bà|cô|chú|anh|chị|nhà)|gác(?: hai| ba| trọ| xép)?|tầng trệt"
    r"|gian (?:sau|trước|bếp)|nóc nhà|chợ|quán|tiệm"
    r"|chùa|biệt thự)(?![^\W\d_])"
    rf"(?:{FREE})?)"
)
# In somebody's house: `nhà bà Thìn`, `nhà bà ngoại vợ`
HOST = (
    r"(?:nhà|ngõ|kiệt|hẻm)"
    r" (?:ông|bà|anh|chị|cô|chú|bác|mệ|o|dì|cụ|thầy|mụ|thím|cậu|mẹ|bố|ba|má|mạ|em|con|bố mẹ|ba mẹ"
    r"|chồng|vợ)"
    r"(?: (?:nội|ngoại|chồng|vợ|đẻ|ruột|gái|trai|dâu|rể|bà|ông)){0,2}"
)
COMMUNE = r"(?:xã|phường|đặc khu|thị trấn|huyện|quận|thị xã|thành phố|tỉnh|tp|tx|tt|p|x|h|q|t)"
HEADS = (
    r"(?:số nhà|nhà số|nhà(?=[ .]\d)|số|sn|lô|căn hộ|căn|phòng|thửa|ki[- ]?ốt|sạp|quầy|biệt thự|hộp thư"
    r"|apt|villa|lô đất|lầu(?= \d)|k\.phố|đg"
    r"|p(?=\.?\d{3})"
    r"|tòa|toà|dãy(?! trọ)|km(?= ?(?:số )?\d)|k(?=\d)|ngõ|ngách|kiệt|lối(?= \d)|hẻm|đường|phố|ql|quốc lộ"
    r"|tổ dân phố|tdp|khu phố|kp(?=[ .\d])"
    r"|khu dân cư|kdc|tiểu khu|thôn|bản|xóm|làng|ấp|buôn|t(?=\d{1,2}[ ,]{1,2}k)|khóm|đội|tổ|khu|cụm"
    r"|kv(?= ?\d)|khối(?= \d)|khối phố|chung cư|tập thể|ktt"
    r"|ký túc xá|ktx|(?:nông|lâm) trường)"
)


# A line break between a hamlet's word and its name, in a text broken into lines anywhere.
CUT = rf"\n(?=\d{{1,2}}[A-Z]?[,.;)]|{UP}[^\W\d_]*(?: {UP}[^\W\d_]*){{0,3}}[,.;)])"
# Small words at the end of a hamlet's name: `xóm Mới trong`.
TAIL = r" (?:trong|ngoài|trên|dưới|giữa|cũ|mới|lớn|nhỏ|trên cùng|trong cùng|dưới cùng)(?=[,;.)\n]|$)"

# `khu đô thị Bắc sông Hiếu`
SIDE_OF = (
    r"(?:(?<=Bắc)|(?<=Nam)|(?<=Đông)|(?<=Tây)|(?<=Bac)|(?<=Dong)|(?<=Tay)) (?:sông|đường|chợ|cầu|hồ|bến"
    r"|quốc lộ) "
)


def parts(marks: bool) -> dict[str, re.Pattern[str]]:
    """Return the expressions for the parts of an address, for words with or without marks."""

    def head(expression: str) -> str:
        return f"(?i:{expression if marks else bare(expression)})"

    return {
        "house": re.compile(rf"(?<![\w/])(?<!\w[.]){head(HOUSE + '|' + BLOCK)}"),
        "lane": re.compile(
            rf"(?<!\w){head(LANE)}[ .]{{0,2}}(?:(?i:số "
            rf"|so )?\d{{1,4}}[A-Za-z]?(?:/\d{{1,4}}[A-Za-z]?){{0,3}}(?![\w.]*\d)(?:[ ](?!(?:Quốc|Tỉnh"
            rf"|Khu|Tổ|Ngõ|Đường) ){TITLE})?"
            rf"|(?i:quốc lộ|tỉnh lộ|quoc lo|tinh lo|ql)[ ]?\d{{1,3}}[A-Z]?|{TITLE})(?: (?:nối|kéo|noi"
            rf"|keo) d(?:ài|ai))?"
        ),
        "hamlet": re.compile(
            rf"(?<!\w){head(HAMLET)}(?:[ .]{{0,2}}|{CUT})(?:{NUMBER}(?![ ]?[{UPPER}])"
            rf"|{TITLE}(?: - {UP}\w+(?: {UP}\w+)?(?=[,;.)\n]))?(?:{head(TAIL)}|{head(SIDE_OF)}{TITLE})?"
            rf"|{NUMBER})(?:[ ]\((?i:cũ"
            rf"|cu)\))?"
        ),
        "complex": re.compile(rf"(?<!\w){head(COMPLEX)}"),
        "host": re.compile(rf"(?<!\w){head(HOST)}(?: {TITLE})?"),
        "landmark": re.compile(rf"(?<!\w){head(LANDMARK)}(?!\w)"),
        "spot": re.compile(rf"(?<!\w){head(SPOT)}"),
        "commune": re.compile(
            rf"(?<!\w){head(COMMUNE)}(?:(?:[ ]|\.[ ]?){TITLE}"
            rf"|[ .]?\d{{1,2}}(?![\w/.]))(?:[ ]\((?i:cũ|cu)\))?"
        ),
    }


PART = {False: parts(True), True: parts(False)}  # by whether the words are bare
HEAD = {
    False: Scan("low", rf"(?<![\w/])(?<!\w[.]){HEADS}(?![^\W\d_])"),
    True: Scan("fold", rf"(?<![\w/])(?<!\w[.]){bare(HEADS)}(?![^\W\d_])"),
}
# A stretch typed without marks in a text that has them.
BARE_STRETCH = re.compile(r"[\x01-\x7f]{30,}")
STREET_NUMBER = Scan(
    "plain",
    rf"(?<![\w./,+\-])(?:K|k)?\d{{1,4}}[A-Za-z]?(?:/\d{{1,4}}[A-Za-z]?){{0,3}}[ ](?!T(?:RI[ỆE]U"
    rf"|[ỶỈYI])(?!\w)|NGÀN|NGHÌN|ĐỒNG(?!\w))(?P<street>{TITLE})",
)
UNKNOWN_PLACE = re.compile(rf"{UP}[^\W\d_]*(?: {UP}[^\W\d_]*){{1,2}}(?=[ ]?[,.;\n)|\-]|[ ]?$)")
FIELD = re.compile(
    r"(?m)(?:^|[;|,][ ]?)[ \t\-+*]*(?:thon|ban|xom|khu pho|to dan pho|to|duong|so nha|thon ban"
    r"|thon/ban|thon/khu pho|thon/to|thon/kp)[ ]?:[ ]?([^,;|\n]{1,40}?)(?=[,;|\n]|[ ]{3}|$)"
)
SMALL_PLACE = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,2}")
PLACE_TAIL = re.compile(rf"{TITLE}")
LIVES = re.compile(
    r"(?<![a-z])(?:thuong tru|tam tru|ttru|cu tru|tru quan|tru (?:tai|o)|hktt|dktt|dkhktt|nktt|hk(?= ?:)"
    r"|tu gia|tu that|toa lac|que goc|goc o|(?:lay|theo) chong|lay vo|lam dau|don (?:ve|toi|ra|den|vao)"
    r"|o rieng|ho khau|dia chi|d/c|dc"
    r"|que quan|que|noi o|cho o|nha o|nguyen quan|ngu (?:tai|o)"
    r"|sinh song|sinh ra|nha rieng|lien he|noi sinh|hien o|truoc (?:day )?dang ky (?:o|tai)"
    r"|address|dang o|song (?:o|tai|cung"
    r"|chung)[a-z ]{0,24}|cu ngu|tru|den tu)(?![a-z])[^.;\n]{0,28}(?:[.…]{2,40} ?)?$"
)
WEAK_LIVES = re.compile(
    r"(?<![a-z])(?:o|tai|nha|ben|ve|den|song|hang xom|trong|tren|duoi|ngoai|nguoi|den nha|toi nha"
    r"|gan)[ :]*(?:nha |so |tai |o |tan ){0,4}$"
)
BODY_BEFORE = re.compile(
    r"(?<![a-z])(?:tru so|hoi truong|nha van hoa|nha sinh hoat|ban cong tac mat tran|ban ctmt|chi bo|chi hoi"
    r"|chi doan|truong ban|bi thu|truong|pho|van phong|ubnd|uy ban|ubmttq|mttq"
    r"|mat tran|cong ty|cong an|truong hoc|tram y te|benh vien|trung tam|nhan dan|ba con|dong bao"
    r"|nguoi dan|cu tri|toan the|dan|to hoa giai|hoi nghi|hop tai|duong noi|duong vao|tuyen duong"
    r"|cau|cong trinh|du an|hoi|doan|hdnd|dang uy|dia diem|tai diem|noi dung|thanh lap|cac|o cac"
    r"|nhieu|moi|so ho|toan|tung|kho bac|ngan hang|cua hang|khach san|quan|cho|tang"
    r"|so|phong giao dich|chi nhanh|toa an|vien kiem sat|bao|dai|thu vien|dia chi co quan|coi|le"
    r"|khu vuc)[ :,\-–]*(?:tai |o |cua |dat tai |thuoc |dong tai )*$"
)
BESIDE = re.compile(
    r"(?<![a-z])(?:o|nha|nha o|song) (?:canh|gan|sau|doi dien|truoc|ben|sat|cuoi|dau)(?: [a-z]+){1,4} $"
)
OFFICE_LINE = re.compile(
    r"\b(?:tru so|(?:bao hiem xa hoi|bhxh) (?:co so|tinh|khu vuc|lien xa)|co quan|uy ban|ubnd"
    r"|ubmttq|hdnd|van phong|cong ty|cty|tnhh|dntn|htx|doanh nghiep"
    r"|chi nhanh|cua hang|ngan hang|hop tac xa|truong (?:thpt|thcs"
    r"|tieu hoc|mam non|dai hoc)|benh vien|hoi truong|ben b: uy|dia diem|nha hang|khach san|buu dien"
    r"|cong an|bo phan mot cua|trung tam|to chuc tai|le ky niem|hoi nghi|dia chi co quan|toa soan"
    r"|buu cuc|dai ly|sieu thi|nha thuoc|nha sach|thu vien|bao tang|khu du lich|phong kham|nha may"
    r"|quan (?:ca phe|cafe|cf|an|com|pho|bun|nhau)|tiem (?:vang|thuoc|banh)|cay xang|tram (?:y te|xang"
    r"|bom)|ben xe|nha xe"
    r"|phong cong chung|ban quan ly|hat kiem lam|don bien phong|quy tin dung|chi cuc|showroom"
    r"|san van dong|diem (?:ban|thu|phat|tiep nhan|so tan)|kho bac|ban to chuc|dat tai|cam trai"
    r"|to chuc (?:o|tai)|gian hang)\b"
)
# Said right before an address, it is a home and not the seat of the office named earlier on the line.
PRIVATE = re.compile(
    r"(?<![a-z])(?:nha(?: (?:rieng|o|bac|ong|ba|anh|chi|co|chu|toi|em|me|chau|cu))?|cho o|noi o"
    r"|thuong tru|tru|tam tru|o|(?:len|xuong|toi|den|vao|ve) tan)[ :]*(?:tai )?$"
)
STATISTIC = re.compile(
    r"[ ]?(?:có|co|gồm|đạt|dat|là|la|hiện có|đã có|với|được công nhận)[ ]+(?:\d|[a-zà-ỹ]+[ ]\d|chuẩn"
    r"|khu dân cư|hộ)"
)
SEPARATOR = re.compile(SEP)
SMALL_COMMUNE = re.compile(r"(?:xã|phường|huyện|tỉnh|thị trấn|thị xã|thành phố|đặc khu) ")
SMALL_COMMUNE_BARE = re.compile(r"(?:xa|phuong|huyen|tinh|thi tran|thi xa|thanh pho|tp) ")
GOES_ON = re.compile(
    r"[ ]?[,\-/]?[ ]?(?:dãy|chợ|tờ|thửa|số|đầu|cuối|kế|sau|trước|bên|kdc|tđc|block|đg|đ(?=\.)|tầng|tòa|toà"
    r"|gần|cạnh|sát|đối diện|sau lưng|ký túc|khu|lô|đường"
    r"|phố|ngõ|ngách|kiệt|hẻm|thôn|xóm|khu|tổ|tdp|kp|phường|nhà|chung cư"
    r"|bản [a-zđ]|đội|quốc lộ|ql)(?![^\W\d_])"
)
GOES_ON_BARE = re.compile(bare(GOES_ON.pattern))
NUMBER_BEFORE = re.compile(r"(?<![\w/.,+\-])(?:[Ss]ố )?[Kk]?\d{1,4}[A-Za-z]?(?:/\d{1,4}[A-Za-z]?){0,3},? $")
STAYS = re.compile(
    r"(?<![a-z])(?:nha|o|song|tro|tru|ngu)(?: (?:tan|mai|duoi|tren|trong|ngoai|ben|tai|nha))? $"
    r"|(?<![a-z])nha (?:toi|tui|tau|mi|em|e|chau|con|minh|me|ong|ba|bac|chu|no|han)(?: o)? $"
)
SOMEBODY = re.compile(
    r"(?<![a-z])(?:toi|tui|em|chau|con|nha|minh|ong|ba|anh|chi|bac|chu|me|o|ma|co|di|cu)(?![a-z])"
)
# Before a place that is told by what stands beside it: `nhà ở`, `ở`, `trọ`; a bracket after a name.
_BY = bare(
    r"(?:nhà|ngay|đoạn|phía|gần|cạnh|sát|kế|đối diện|sau|trước|bên|giáp|cuối|đầu|góc|giữa|liền kề|mé|ngã|mặt"
    r"|dưới chân|chân|bờ|đường|dốc|cách|chỗ|tính|căn|túp|gian|tầng trệt|nóc nhà|kề|gầm|ngoài|chung cư"
    r"|tập thể|ký túc|ktx|dãy"
    r"|khu|xóm trọ"
    r"|phòng trọ|phòng(?= (?:trong|ngoài|cuối|đầu|giữa) )|lán|gác|chợ|ngôi|cái|chòi|lều|kho|bãi"
    r"|cồn|gò|bến|trại|vườn|đội|nông|ven|rìa|rẽ|trên"
    r"|dưới|trong(?= (?:đồng|rẫy|rú|hẻm|ngõ|kiệt|vườn|làng|xóm|bản|đầm|núi)(?![^\W\d_]))|trỏ|hẻm|ngõ|kiệt|trọ"
    r"|quán|tiệm|lô|biệt thự|sạp|quầy|ki[- ]?ốt)"
)
STAY_WORDS = frozenset(
    [
        "ở",
        "nhà",
        "nhà ở",
        "nhà riêng",
        "trọ",
        "trú",
        "tạm trú",
        "cư trú",
        "thuê",
        "thuê trọ",
        "địa chỉ",
        "chỗ ở",
        "nơi ở",
        "lánh",
        "sống",
        "ngụ",
        "tại",
        "nằm",
        "dọn ra",
        "dọn về",
        "chuyển về",
        "mướn",
        "về",
    ]
)
# With these words, or after a bracket, begins what `STAY` finds.
STAY_OPENS = Scan("fold", rf"(?<![a-z])(?:{bare('|'.join(STAY_WORDS))}|nha|day|can|ngoi)")
STAY = re.compile(
    rf"(?<![a-z])({bare('|'.join(sorted(STAY_WORDS, reverse=True)))})"
    r"(?: (?:o|tai|tam|mai|tan|rieng|la|toi|tui|mi|tau|chau|em|minh|ong|ba|anh|chi|co|chu|bac|me"
    r"|mu|di|thim|cau"
    r"|mo|ong ay|ba ay|cu|mo|co o|cha|ma|mang"
    r"|sau trong|trong|ngoai|nhan|hien tai|mot minh|do|no|ni|voi [a-z]+)){0,3}[ ]?[:(,]?[ ]?"
    rf"(?={_BY}(?![^\W\d_]))"
    rf"|(?<=\()(?=(?:nha |o |ngay ){{0,2}}{_BY}[ ])"
    r"|(?<=[:,\-] )(?=nha (?:thu|dau tien|cuoi|khong so|cap|san|ngay|cach)[ ]|(?:day nha|can nha"
    r"|ngoi nha)[ ])"
)
# Something happened there: nobody is said to live there.
EVENT = re.compile(
    r"(?<![a-z])(?:chet may|ngap may|tat may|no lop|het xang|roi|mat|danh roi|danh mat|tai nan|va cham"
    r"|va quet|gap|dau|dau xe|dung|dung xe|cho|don"
    r"|hop|tong|nga|xe"
    r"|thuyen|quay|chup|ban|keo|tu [a-z ]{2,24}|cong|cau|cot|duong|den|ra|nhat duoc|luom duoc|bat"
    r"|tap trung|bien phao)"
    r"(?: (?!nha)[^\W\d]+){0,2}(?: dang)? $"
)
# In a hamlet alone: what takes place there, not who lives there.
HAPPENS = re.compile(
    r"(?<![a-z])(?:hop|vieng|le [a-z]+|to chuc|tap huan|dien ra|hoa giai|vu|phat dong|tap trung|giao lang"
    r"|mit tinh|sinh hoat|kiem tra|lam viec|tiep xuc|hoi nghi)(?: [\w–\-]+){0,4} (?:o|tai) $"
    r"|(?<!tru )(?<!song )(?<!ngu )(?<!nha )tai $"
)
# The item of a list, after the name that opens it: `- Võ Hạ Vy, trọ cô Bảy, dãy 2 phòng 4, phường Đông Hà`.
LISTED = re.compile(
    r"(?:,? (?:sdt )?\d[\d .]{8,14}|(?: (?!o "
    r"|tai )[^\W\d]{2,7}){1,3}(?=,))?[ ]?(?:\([^()\n]{1,24}\) )?\)?[ ]?[,–\-:(|][ ](?=(?:nha|tro"
    r"|day|phong|lau|gac|mat sau|nga (?:ba|tu)|hem|ngo|kiet|lo|so|canh|gan"
    r"|sau|truoc"
    r"|doi dien|tren|duoi|cuoi|dau|ven|can|ki ?ot|sap|xom|to|doi|chung cu|ngay(?! (?:\d|cap|sinh|thang|vao))"
    r"|k?\d{1,4}[a-z]?/(?!\d{1,2}[/.]\d))(?![a-z]))"
    r"([^\n;|–()]{6,90}?)(?=[\n;|–()]|, (?:da|bi|dang|xin|hien|con|vo|chong|mat|thi|moi|bao"
    r"|khong)(?![a-z])|(?<![ ,][px])[.][ \n]|,? (?:sdt|dt|dien thoai|cccd|cmnd)(?![a-z])|$)"
)
DOOR_WORD = re.compile(
    r"(?<![a-z])(?:(?:so|phong|lau|lo|hem|ngo|kiet|day|nha so|sap|can|o|to|doi|k)[ ]?\d|(?:canh|gan|sau|truoc"
    r"|doi dien|ngay|cuoi"
    r"|dau|ven|tren|duoi) (?:cho|cau|nga|truong|chua|dinh|tram|tiem|quan|de|doc|cong|mieu|nha|duong|ben"
    r"|xom|lang|san)"
    r"|nha (?:hai|ba|mot|cap|mai|son|ngoi|\d)|\d{1,4}/\d)"
)
# Right after a name: `ông Mót cạnh cống Hói Cỏ`.
NEXT_TO = re.compile(
    r"[ ]\(?(?:nhà )?(?=(?:ngay (?:góc|đầu|cuối|sát|cạnh|chân|ngã|cổng|dốc|bến|chợ)"
    r"|cạnh|sát|đối diện|sau lưng|gần|kế bên|trước cổng|cuối|đầu) )"
)
NEXT_TO_BARE = re.compile(bare(NEXT_TO.pattern))
# A field of a form: all of it is the address, unless it names no more than a commune.
ADDRESS_FIELD = Scan(
    "fold",
    r"(?<![a-z])(?:dia chi|noi o|cho o|noi cu tru|noi thuong tru|thuong tru|tam tru|cu tru|ho khau|nha o"
    r"|nha)(?: [a-z]{1,6}){0,3}[ ]?:[ ]{0,3}"
    r"(?=([^\n;|]{4,90}?)(?:[;\n|]|\.(?:[ \n]|$)|$|,? ?\(?(?:sdt|dt|dien thoai|cccd|cmnd|sinh|nguoi"
    r"|ho ten|lien he)(?![a-z])))",
)
STREET_NUMBER_SMALL = Scan(
    "fold",
    r"(?<![a-z])(?:o|nha|nha o|tai|dia chi|d/c)(?: (?:nha|em|toi|tui|e|chi|la|con"
    r"|chau)){0,2}[ :]{1,2}((?:so )?\d{1,4}[a-z]?(?:/\d{1,4}){0,3} "
    r"((?:[a-z]{1,7} ){1,2}[a-z]{1,7}))(?![a-z])",
)
# Small words right before the first part that find the door too: `đầu hẻm 42`.
PREFIX = re.compile(
    r"(?<![a-z])(?:trong|ngoai|tan|tren|duoi|noc|tang tret|mat (?:sau|truoc)"
    r"|nha (?:tinh (?:nghia|thuong)|cap (?:4|bon)|tro|thue)|dau|cuoi|canh|gan"
    r"|sau lung|sat|doi dien|goc|nga ba|nga tu) $"
)
# Commune and province at the end of an address are left.
OUTER = re.compile(
    r"(?<=\w)[ ]?(?:[,;(\-][ ]?| )(?:xã|xa|phường|phuong|thị trấn|thi tran|đặc khu|dac khu|huyện|huyen"
    r"|tỉnh|tinh|p\.|tp)(?!\w).*|(?<=\w)[ ]?,[ ]?p[.]?[ ]?\d.*"
)
# A field that tells no door: empty, or a commune, a district or a province and what lies round it.
DOORLESS = re.compile(
    r"[\W\d]*|(?:xa|phuong|tinh|huyen|dac khu|thi tran|thi xa|thanh pho|quan|tp|p\.|x\.|tt|nuoc|khong|chua"
    r"|nhu tren|nt"
    r"|tai|tu|nguoi|uy ban|ubnd|tru so|nha van hoa|hoi truong|truong|nha sinh hoat|phong hop)(?![a-z]).*"
    r"|(?!.*\b(?:nha|duong|ngo|kiet|hem|cho|cau|gan|canh|sau|truoc|doi dien|lo|so|xom|thon|to|doi|ap|ban"
    r"|khu|cuoi"
    r"|dau|goc|nga|day|tro|chung cu|phong|lang|ben|duoi"
    r"|tren)\b)[a-z]{1,8}(?: [a-z]{1,8}){0,2}(?:, [a-z ]{2,20})*"
)
# A hamlet, a group or a quarter by itself: in a column of a table it may stay.
_SMALL = (
    r"(?:to dan pho|tdp|khu pho|k\.pho|kp|khu dan cu|kdc|tieu khu|thon|ban|xom|lang|ap|buon|khom|doi|to"
    r"|khu vuc|khu|cum)"
)
_LONE = re.compile(
    rf"(?:{_SMALL}(?![a-z])[ .:]{{0,2}})?(?!(?:so|sn|nha|kiet|hem|ngo|ngach|duong|pho|lo|phong|gan|canh|sau"
    rf"|truoc|cho|doi dien|chung cu|day|tap the|can|quan|tro|cuoi|dau|giua|ven|chan|nga (?:ba|tu|nam)|ben|bo"
    rf"|duoi|tren|trong|ngoai|{_SMALL})(?![a-z]))"
    rf"(?:[^\W\d]+(?:[ '’\-](?!{_SMALL}(?![a-z]))[^\W\d]+){{0,3}}(?:[ ]?\d{{1,2}})?"
    rf"|\d{{1,2}}[a-z]?)[ .]*(?:\(cu\))?"
)


def lone_hamlet(text: str) -> bool:
    """Say whether the folded `text` names one hamlet and nothing that finds a house in it."""
    return _LONE.fullmatch(text.strip()) is not None
