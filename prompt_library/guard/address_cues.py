"""Regular expressions of what stands round a place: who lives there, who only works, meets or parks there."""

from __future__ import annotations

import re

from prompt_library.guard.address_patterns import OFFICE_LINE
from prompt_library.guard.view import View

# Further on after a name: `bà Mười, vợ ông Quắn, trại vịt bên hói Dét`, `ông Ba, sau lưng nhà thờ`.
AFTER_NAME = re.compile(
    r"(?:,? \d{1,3} tuoi)?(?:, [a-z]{2,7}(?: [a-z]{2,7})?(?=, nha ))?(?: \([^()\n]{1,24}\))?"
    r"[ ]?[,–\-]?[ ](?:(?:nha )?o )?"
    r"(?=(?:sau lung|doi dien|sat|canh(?! tranh)|ke ben|lan|choi|leu|trai (?:vit|ga|heo|bo|tom|ca|nuoi)"
    r"|can nha|ngoi nha"
    r"|nha (?:san|lop|tam|tranh|ngoi|cap|mai|la|ton|thue|tro|khong so|ong|lau)|(?:phong|day|xom) tro|ao"
    r"|(?:sau|truoc|cuoi|dau) (?:cho|chua|truong|dinh|nha|tram|ga|kho|benh vien|uy ban|hop tac|xom|kiet"
    r"|hem|ngo|duong|lang"
    r"|thon|ban|doc|cau|bai))(?![a-z]))"
)
# A visit to a house on the road: `lên km 12, xóm Quán, gặp vợ chồng Lực`; goods taken there for somebody.
VISIT_BEFORE = re.compile(
    r"(?<![a-z])(?:len|xuong|toi|den|ve|vo|vao|ghe|qua|tham|cho)(?: (?:toi|den|tan|nha))? $"
)
VISIT_AFTER = re.compile(
    r"[ ]?,?[ ](?:gap|tham|hoi tham|tim)(?: nha)? (?:vo chong|ong|ba|anh|chi|o|me|mu|bac|chu|co|cau|di"
    r"|thim|em|cu) "
)
FOR_ONE = re.compile(r"[ ]cho (?:chi|em|anh|tui|toi|minh|e|o|me|mu)(?=[ ]?(?:[.,;!?\"”\n]|$))")
# A body that only tells where a home is: `sau bến xe`, `đối diện trạm y tế`.
BODY_NEAR = re.compile(
    r"(?<![a-z])(?:sau|sau lung|canh|gan|doi dien|sat|truoc|ke|ke ben|ben canh|cach|qua|dau|cuoi|giap|ngay"
    r"|tap the|sau cho)"
    r"(?: cong| khu| lung| mat)? $"
)
# What else bears a number: `máy số 4, dãy 2`, `mộ số 45`.
NUMBERED = re.compile(
    r"(?<!\w)(?:máy|ghế|bàn|giường|toa|mộ|bãi|hàng|lớp|khoang|trận|trang|câu|mục|điều|khoản|luật|biểu|mẫu"
    r"|phiếu|lần|buổi"
    r"|đợt|kỳ|vòng|thông tư|nghị định|quyết định|công văn|trạm bơm|trạm|cống|trụ|cột|đội|tổ máy|xe|tàu"
    r"|trường)[ ]$"
)
GRAVE = re.compile(
    r"(?<![a-z])(?:mo (?:liet|ong|ba|phan|chi|cua|cu|cac)|nghia trang|nghia dia)[^;.\n]{0,40}$"
)
# Something is taken there: `giao tới 129 Lê Duẩn`.
TAKEN_TO = re.compile(r"(?<![a-z])(?:toi|ghe|qua|ship|giao|cho)(?: (?:nha|so|tan))? $")
# Cars stand there.
PARKED = re.compile(
    r"(?<![a-z])(?:xe|dau|do|tap trung|xuat phat|don khach)(?: [^\W\d_]+){0,3} (?:o|tai)(?: so)? $"
)
# What a team of helpers does: no hamlet.
TEAM_AFTER = re.compile(
    r"[ ]?(?:gom|phu trach|lam nhiem vu|chiu trach nhiem|do (?:ong|ba|anh|chi)|thang|thua|gap doi)(?![a-z])"
)
# Of a body itself: `Công an phường ở 12 Nguyễn Trãi`.
BODY_AT = re.compile(r"(?: [^\W\d_]+){0,3} (?:nam |dat |dong |moi )?o(?: tai| so)?[ ]?")
OFFICER = re.compile(r"(?<![a-z])(?:anh|chi|ong|ba|bac|chu|co|em|dong chi) $")
CLOSE_BY = re.compile(r"nha (?:o )?(?:ngay|doi dien|sat|canh|sau lung|dau|cuoi|ke) ")
BUILT = re.compile(r"(?<![a-z])(?:xoa|sua|ho tro|du an) $")
# At work or on the way, no home by itself: `đang ở ngoài đồng`.
OUTDOORS = re.compile(
    r"(?:ngoai|tren|trong|duoi) (?:dong|bien|ray|ruong|rung|bai|ben|cho|ru|song|dam)(?![a-z])"
)
BESIDE = re.compile(
    r"(?<![a-z])(?:canh|sat|ben|sau|truoc|gan|doi dien|duoi|tren|cuoi|dau|ngoai|mep|giua|ven|thu|so \d"
    r"|khong so)(?![a-z])"
)
CROSSING = re.compile(r"nga (?:ba|tu|nam|bay)")
STANDS = re.compile(
    r"(?<![a-z])(?:toi|tui|em|chau|con|minh|ong|ba|anh|chi|bac|chu|me|o|ma|co|di|cu|nha|hien|dang|van|vua"
    r"|moi) $"
)
OF_MINE = re.compile(r"(?<![a-z])(?:toi|tui|em|chau|gia dinh|minh|con)[ ]?:[ ]{0,3}$")
MAP_SHEET = re.compile(r"(?:ban do|to|bieu|mau) (?:so )?$")
# Public places by themselves: somebody may be there without living there.
OPEN_PLACE = re.compile(r"(?:cho|quan|tiem|chua|kho|bai|ben|vuon|go|con|trai|khu vuc)(?![a-z])")
# A stretch of a road: where something happened, unless somebody is said to live there.
PLOT = re.compile(r"thua|to ban do|to \d")
ROAD = re.compile(r"quoc lo|ql|tinh lo|km")


# A lane as a place of works or complaints, nobody's home: `phản ánh ngõ 12 ngập`, `sửa kiệt 45`.
WORKS_BEFORE = re.compile(
    r"(?<![a-z])(?:phan anh|kien nghi|de nghi|sua|lam|mo rong|nang cap|be tong(?: hoa)?|thap sang|ve sinh"
    r"|tu sua|cai tao"
    r"|khao sat|thi cong|lat|dao|don|tuyen|mo|dap|hem cong trinh)(?: (?:viec|duong|cong|den|mat|tai|o|cho"
    r"|doan))* $"
)
WORKS_AFTER = re.compile(
    r"[ ]?(?:bi )?(?:ngap|hu|hong|xuong cap|lay loi|o ga|un tac|sut lun|toi om|chua co den|thieu den"
    r"|mat dien|dai \d|rong \d"
    r"|dang thi cong|da xong)(?![a-z])"
)
SEAT_BEFORE = re.compile(
    r"(?:nha van hoa|hoi truong|tru so|nha sinh hoat(?: cong dong)?|ban cong tac mat tran|ban ctmt"
    r"|chi bo|san van dong|dinh|chua|mieu|den|cho|cong chao) $"
)
# Houses that are built or given there: `xây 02 nhà ở thôn Tà Lao`.
GIVEN = re.compile(
    r"(?<![a-z])(?:xay|sua|sua chua|ho tro|ban giao|trao)(?: moi)? \d{1,4} (?:can "
    r"|ngoi )?nha(?: o)?(?: tai)? $"
)
WHOSE = re.compile(r"nha (?:o )?(?:toi|tui|tau|mi|may|em|chau|con|anh|chi|minh|o|me|ong|ba|bac|chu|co) ")
RECORD = re.compile(r"\d{1,3}[.)/]")
# Where a home is, asked right before: `Nhà mệ ở mô? — Xóm Hói`.
_ASKED = re.compile(
    r"(?<![a-z])(?:nha|o|tro|song)(?: [a-z]{1,8}){0,4} (?:mo|dau|cho nao|doan nao|khuc nao|duong nao|so may)"
    r"(?: (?:chi|anh|o|me|bac|ong|ba|chu|em|ri|rua|vay|a|hi|he|ha|the|nhi|du|co|mi|con|chau|ta)){0,3}[ ]?\?"
    r"[^a-z\d]{0,8}(?:(?:[a-z]{1,8}: ?)?(?:da|u|a|o|thi|thua|vang)[ ,]{1,2}){0,2}$"
)
# Somebody comes to the very door: `lên tận cụm 3, bản Húc`.
_TO_THE_DOOR = re.compile(r"(?<![a-z])(?:len|xuong|toi|den|vao|ve|ra|vo|ghe)(?: den| toi)? tan(?: nha)? $")
# A house that only tells how somebody lives: `còn 9 hộ ở nhà tạm`.
MERE_HOUSE = re.compile(r"nha (?:tam|tranh|tre|la|san|cap (?:4|bon)|rong|tinh nghia|tinh thuong|thue|tro)")
_STAMP = re.compile(r"[ ]*[\[(]?\d{1,2}[:hg]\d{2}")


def last_body(fold: str, start: int, end: int) -> re.Match[str] | None:
    """Return the last body named in `start:end` that is more than a landmark."""
    found = None
    for match in OFFICE_LINE.finditer(fold, start, end):
        if not BODY_NEAR.search(fold, max(start, match.start() - 16), match.start()):
            found = match
    return found


def asked(fold: str, start: int) -> bool:
    """Say whether somebody asks right before `start` where a home is."""
    return _ASKED.search(fold, max(0, start - 60), start) is not None


def tag(view: View, start: int, end: int) -> bool:
    """Say whether a hamlet belongs to how a chat calls one who speaks: `[08:15] anh Tuất bản 3: …`."""
    return view.fold.startswith(":", end) and _STAMP.match(view.fold, view.line(start)[0]) is not None


def visited(fold: str, before: str, end: int, kinds: set[str]) -> bool:
    """Say whether somebody is met at the address that ends at `end`, or has something brought there."""
    if _TO_THE_DOOR.search(before) and "hamlet" in kinds and end:
        return True
    met = FOR_ONE if kinds == {"hamlet"} else VISIT_AFTER
    return "hamlet" in kinds and met.match(fold, end) is not None and VISIT_BEFORE.search(before) is not None
