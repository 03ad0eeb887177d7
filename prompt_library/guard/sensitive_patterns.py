"""Regular expressions of health, religion and ethnicity: what leads to a term and what governs it."""

from __future__ import annotations

import re

from prompt_library.guard import lists
from prompt_library.guard.scan import Scan

VERBS = lists.Words(
    frozenset(
        [
            "bị",
            "mắc",
            "nhiễm",
            "đau",
            "chữa",
            "mổ",
            "bệnh",
            "chứng",
            "phải",
            "trị",
            "thêm",
            "là",
            "đoán",
            "hiện",
            "nguyên",
            "một",
            "cơn",
        ]
    )
)
ILL = re.compile(
    r"(?<![a-z])(?:bi|mac(?: phai)?|nhiem|dau|chua|len con|dieu tri|mo|benh|chan doan|phat hien)(?: (?:bi|mac"
    r"|benh|can benh|phai|chung|them|mot|nguyen|la)){0,2} $"
)
LEAD = re.compile(r"(?<![a-z])(?:benh|chung|hoi chung|di chung|can benh) $")
# `cơ sở cai nghiện`, `khoa ung bướu`: a body.
OF_BODY = re.compile(
    r"(?<![a-z])(?:co so|trung tam|benh vien|khoa|(?<!ra )(?<!nhap )(?<!vao )(?<!xuat )(?<!nam )vien"
    r"|(?:co so|trung tam|trai|diem) (?:dieu tri |tu van )?cai|hoi|quy|chuong trinh|phong kham|lop"
    r"|cau lac bo) $"
)
MIST = re.compile(r"(?<![a-z])(?:bui|suong|toi|mit) $")  # before `mù`
ILL_BEFORE = re.compile(
    r"(?<![^\W\d_])(?:(?:bị|mắc|nhiễm|mắc phải)(?: (?:mắc|nhiễm|thêm|chứng|bệnh|căn bệnh|tai nạn|phải))*"
    r"|(?:(?:đang|mới) )?(?:có|mang)|(?:lên|nổi|phát) (?:cơn|bệnh)(?: đau)?|nằm|(?:đang )?(?:điều trị"
    r"|chạy chữa|chữa|trị)(?: bệnh)?"
    r"|bi(?: benh)?|mac(?: benh)?|nhiem|(?:len|phat) (?:con|benh)(?: dau)?|nam|dieu tri(?: benh)?) $"
)
GENERAL_HEALTH = re.compile(
    r"noi (?:chuyen )?ve|(?<![a-z])neu (?:uong|dung|duoc|mac)|(?:bao cao|trao doi|tap huan|chia se"
    r"|tim hieu|bai viet|tai lieu|thong tin|kien thuc|video|clip|chuyen) ve"
    r"|(?<![a-z])(?:phong"
    r"|man chong|thuoc chong) (?:sot|benh|dich|lao|hiv|tranh)|(?:day|cho|tang"
    r"|giup|ho tro"
    r"|cham soc|ung ho"
    r"|thuong|cua|cac|nhung) (?:tre(?: em)?|nguoi|benh nhan|hoc sinh) (?:bi |mac )?[a-z]|toan (?:tinh|xa"
    r"|huyen|quoc|phuong) co|phong(?:,| ngua va)? chong|chuong trinh|tuyen truyen|ty le"
    r"|ti le|hoi (?:nguoi|nan nhan|khuyet"
    r"|chat|bao tro)|trung tam|ngay the gioi|du an|tiem|tam soat|kham (?:sang loc|benh)|truyen thong"
    r"|chuyen de"
    r"|so ca\b|ca mac|so nguoi|thong ke|nghi dinh|(?<![a-z])luat (?!su)|quy dinh|vac ?xin|vaccin"
    r"|(?<![a-z])quy (?!hoach)|nguy co|phong ngua|phong benh|(?<![a-z])(?<!tran )dich (?!vu|mang|vi"
    r"|kinh)|day nghe cho"
    r"|bao gom|cac benh|nguoi khuyet tat"
    r"|nguoi nghien|nguoi mac|tre em khuyet|tre khuyet|(?<!\d)\d{1,5} (?:nguoi|ho|ca|truong hop|tre"
    r"|em|luot|hoi vien|nan nhan|benh nhan)|hoi thao|toa dam|kien thuc|dau hieu|trieu chung"
    r"|(?<![a-z])cach (?!ly)|tu van ve|neu bi"
    r"|cho nguoi|nhung nguoi|doi voi nguoi|cac doi tuong|chuyen khoa|khoa (?:noi|ngoai|ung|tam|lao)"
    r"|benh vien (?:tam|lao|ung|phong|mat)|bac si"
)
GENERAL_FAITH = re.compile(
    r"noi (?:chuyen )?ve|ke chuyen|co tich|tho cam|su tam|day (?:tieng|nau|lam|mon)|nau mon"
    r"|(?<![a-z])mon |am nhac|nhac cu"
    r"|lich su|co cau|hoi (?:nguoi|ho |ve)|bai viet ve|tai lieu ve|sach ve|tim hieu|nghien cuu|diem nhom"
    r"|tuc (?:cuoi|le|ma|di)|dong bao|cac dan toc|cac ton giao"
    r"|dai dien|ban dai dien|giao hoi|hoi thanh|ban tri su|giao phan"
    r"|giao xu|giao ho|chuc sac|hoi dong|ty le|so nguoi|vung |khu vuc|toan tinh|chinh sach|cong tac"
    r"|luat"
    r"|ban ton giao|ban dan toc|(?<!di )(?<![a-z])le |ngon ngu|tieng|van hoa|trang phuc|truyen thong"
    r"|le hoi|ban sac|dan toc thieu so|(?<!\d)\d{1,6} (?:nguoi|ho|tin do|giao dan|phat tu|vi|tin huu)"
    r"|cong dong|chiem|ba con|nhan dan|phu nu|thanh nien|hoc sinh dan toc"
    r"|doan ket|cac to chuc|to chuc ton giao|phong tuc|to quoc|tin do cac|toan xa|dan so"
    r"|nguoi co uy tin trong|cac ho"
)
AFTER_GENERAL = re.compile(
    r"[ ]?(?:[□☐◻▢]|chiem|giao xu|da so|(?:trong|o) (?:ban|thon|xa|vung|xom)[a-z ]{0,14}(?:da so|chiem"
    r"|theo|giu"
    r"|deu)|gom|co \d|thieu so|o (?:tinh|cac|vung)|va (?:pa ko|bru)[a-z ]{0,14}(?:chiem|o ))"
)
PEOPLE_FIELD = Scan(
    "fold",
    r"(?<![a-z])(?:dan toc|d/?t|d\.t|dtoc)[ ]?[:\-=|][ ]?(?=([a-z][a-z'\-]*(?:[ \-–]{1,3}[a-z]+){0,2}))",
)
FAITH_FIELD = Scan(
    "fold",
    r"(?<![a-z])(?:ton giao|(?<!lanh )(?<!chi )(?<!chu )dao)[ ]?[:=|\-][ ]?"
    r"(khong(?: ton giao| theo dao)?|co)(?![a-z]| ?[□☐◻▢])",
)
PEOPLE_LEAD = re.compile(
    r"(?<![a-z])(?:dan toc|d/t|nguoi dan toc|ng|nhom|dt|(?<!nhan )dan"
    r"|nguoi dong bao(?: dan toc)?|nguoi|goc|con nha"
    r"|toc nguoi)(?:(?: cua [a-z]{1,6}){0,1} la)?[ ]?[:=\-|]?[ ]?$"
)
FAITH_LEAD = re.compile(
    r"(?<![a-z])(?:theo|theo dao|vao dao|di dao|bo dao|van|thi van|deu|cung|cai dao|cai sang|chuyen sang"
    r"|tin do|goc|ben"
    r"|dao|ton giao|tg|giu|van giu|tin theo|sinh hoat|tin huu|nguoi|giao dan|gia dinh|la|nha|ho dao)"
    r"(?: (?:dao|cua|cac|mot|phai|he phai|to chuc|ben|hoi thanh))?(?: cua [a-z ]{2,16})?[ ]?[:=|\-]?[ ]?$"
)
# Without marks these are other words as often: mụ, mở, cám ơn, lần, lâu, trị, lùn.
OTHER_BARE = frozenset(
    ["loa", "lu", "tho may", "mu", "mo", "cam", "lan", "lau", "tri", "lun", "bong", "gu", "lao", "sot"]
) | lists.folded(lists.section("conditions", "unsure-bare"))
NO_ILLNESS = frozenset(("bệnh viện", "bệnh nhân", "bệnh binh", "bệnh án"))
GONE = re.compile(r" (?:nay |hien |da )*(?:khong con|duoc thanh toan|duoc day lui)(?![a-z])")
# A statistic of kinds of illness: `vận động 31, khiếm thị 12, tâm thần 9`.
TALLY = re.compile(r"(?:[a-z][a-z ]+ \d{1,4}(?![\d%/.])[,;] ){2}")
# Peoples whose names are no other word, also in small letters.
UNMISTAKEN = re.compile(
    r"(?:bru[ –-]{1,3})?van[ -]kieu|pa[ -]?[ck]oh?|ta[ -]oi|ma[ -]coong|ma[ -]lieng|bru|co tu|ktu|katu"
    r"|khmer|e de|ede"
    r"|gia rai|xe dang|pa ?hy|h?'?mong|chut|arem"
)
# Peoples whose names without marks are other words as often, unless `dân tộc` stands before.
UNSURE_BARE = frozenset(
    ("tho", "hoa", "thai", "lao", "co", "tri", "may", "ma", "sach", "dao", "tay", "lu", "kor")
)
PERSON_ROW = re.compile(r"[ \-+•*\d.)]*(?:nha|ho|ong|ba|anh|chi|em|chau|con|cu|me) ")
# A religion in short in the column after the people: `;Kinh;PG;`.
SHORT_FAITH = re.compile(r" ?[;,|\t/] ?(pg|tl|cg|tcg|cao dai|phat|tin lanh)(?= ?[;,|\t/\n]|$)")
COUNTED = re.compile(r"\d[ ]?$")
TAKES = re.compile(r"(?<![a-z])(?:uong|dung|lay|mua|het) thuoc $")
CONVERT = re.compile(r"(?:theo dao|vao dao|bo dao|cai dao|di dao|theo) ")
DT = re.compile(r"(?:nguoi )?(?:dan toc|dt|ton giao|theo dao|nguoi) ")
CODE = re.compile(r"[ ]?\([a-z]\d{2}(?:\.\d)?\)[ /;,]*")
MARTYR = re.compile(r" s[iy](?![a-z])")
BLOOD = re.compile(r"[ :]{1,3}(?:ab|a|b|o)(?![a-z])(?:[ ]?[+\-])?|[ :]{1,3}(?:rh)")
MANY = re.compile(r"(?<![a-z])(?:nguoi|ho|nha|ai|dan|con|nhieu|viec|khi|neu|deu) $")
VALUE_END = re.compile(r"[ ]*[,;(/]|[ ]{2,}|[.](?:[ ]|$)")
NOT_FAITH = re.compile(r"(?:chua|co|khac|nt|x|[.\-–]+)(?![a-z])")
NOT_ILL = re.compile(
    r"(?:khong(?: co| ro| mac| bi)?|chua(?: [a-z]+){0,2}|binh thuong|tot|on|khoe(?: manh)?|co|x|nt|null|none"
    r"|n/a|-+)$|\d+ |(?:da|dang) (?:xu ly|duyet|nhan|gui|giai quyet)|doc than|da ket hon|uy ban|so|hoi"
    r"|trung tam|benh vien|to chuc"
)
BREAK = re.compile(  # the sign goes first, so that `re` skips to it
    r"[.!?\n](?:(?<=\n)|(?<![ .,(\n][a-z].)(?<![ .,(\n][a-z]{2}.)(?=[ \n|]|$))"
)
# `trộn lẫn`, `nhầm lẫn`: nobody is confused with age.
MIXED = frozenset(("trộn", "nhầm", "lẫn", "xen", "pha", "cả", "khác", "nhau"))
# After a term that is counted among others.
COUNTS = re.compile(r" \d{1,4}[,;] [a-z][a-z ]{2,30} \d{1,4}(?![\d%/])")
# Who is meant is anybody: `người nhiễm HIV vẫn ...`, `cho trẻ tự kỷ`; a term that a sentence explains.
_ANY = (
    r" ?(?:nguoi(?: dan| benh| gia| cao tuoi| lon)?|tre(?: em| nho)?|phu nu|benh nhan|hoc sinh"
    r"|thanh nien|ai|ba bau"
    r"|cac chau|nan nhan|doi tuong|con em|hoi vien|ho)(?: (?:bi|mac|co|nhiem|dang|song chung voi"
    r"|khong may|phai)){0,3} $"
)
ANYBODY = re.compile(
    r"(?<![a-z])(?:va|cho|voi|cac|nhung|moi|nhieu|khi|neu|hoac|hay|ky thi|giup|tung|so|cham soc|day"
    r"|ho tro|tu van|giup do|nuoi day|cuu tro|danh cho|ung ho|quan ly|dan so|co ai|khong ai)" + _ANY
)
ANYBODY_OPENS = re.compile(r"(?:^|[.!?;\n•*,]|[\n;][ ]?[-–+])" + _ANY)
OF_ALL = re.compile(
    r" (?:la (?:benh|mot|gi|nguy|can|tinh|chung)|lay (?:qua|lan|nhiem|tu)|co (?:lay|the |chua|nguy|dau"
    r"|bieu|may|nhieu)|can (?:duoc|phai"
    r"|kham|den|luu|biet|uong|an|tranh|theo)|nen |duoc (?:phat hien som|mien|cap|chi tra|huong"
    r"|dieu tri mien|ho tro)"
    r"|mien phi|van (?:song|con anh|co the|lao|sinh)|thuong (?:gap|xay|do|co|bat)|trong cong dong"
    r"|tren dia ban|o (?:tre em|nguoi|ta"
    r"|dia phuong)|neu |thi |khong (?:lay|phai|nen|duoc|con la)|gay (?:ra|tu|chet)|de lai|do (?:muoi"
    r"|virus|vi)|theo (?:quy|nghi)|va cach"
    r"|hien nay|can ho tro|nam \d|: )"
)
ANY_ONE = re.compile(r"(?:tre|nhan|tuong|sinh|vien|dan|phu|khoe|trang|canh|tat|dinh|con|em)(?![a-z])")
NO_ONE = re.compile(r"(?:khoe|trang|canh|tat|dinh)(?![a-z])")
# Half of another word: `lò mổ`, `mổ heo`, `cận nghèo`.
OTHER_HARM = re.compile(r"(?:mo (?:heo|lon|bo|ga|trau|de)|gian hang|ho co)(?![a-z])")
NO_TERM = re.compile(
    r"(?:can ngheo|loa (?:phat|phuong|keo|dai)|dan toc|mo (?:heo|lon|bo|ga|trau)|cam (?:on|ket|doan)"
    r"|chua (?:co|lam|biet|duoc"
    r"|nop))(?![a-z])"
)
SLAUGHTER = re.compile(r"(?<![a-z])lo $")
# `bị suy tim độ 4, cụ đã từ trần`: who is ill follows.
SUBJECT = re.compile(
    r", (?:nen |do do |vi vay )?(?:cu|ong|ba|anh|chi|chau|em|me|ma|con|toi|tui|vo|chong|o)(?: (?:ay|toi"
    r"|em|tui|chau))?"
    r" (?:da|phai|khong|hien|nay|mat|qua doi|tu tran|xin|nam|chua|dang|moi|van|chi con)(?![a-z])"
)
# A second name of the people in brackets: `Tà Ôi (Pa Kô)`.
ALSO = re.compile(r" ?\([a-z][a-z \-]{1,15}\)")
BOX = re.compile(r" ?[□☐◻▢]")
# What belongs to the people or the religion in the masked words: `dân tộc`, `gốc`, `đạo`.
OWN_LEAD = re.compile(
    r"(?:nguoi dan toc|nguoi dong bao(?: dan toc)?|dan toc|nguoi|goc|dan|dao|dt|theo dao) ?$"
)
# The last of a statistic: `nghe nói 5, tâm thần 7`.
COUNTED_BEFORE = re.compile(r"\d[,;] $")
COUNTED_AFTER = re.compile(r" \d{1,4}(?![\d%/.])")
# What of the fields' labels stands in a text that holds one.
PEOPLE_FIELDS = frozenset(["dan", "d", "dt", "t", "dtoc"])
FAITH_FIELDS = frozenset(["ton", "dao"])
