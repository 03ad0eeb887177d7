"""Regular expressions and small sets of words for names told by their shape and place."""

from __future__ import annotations

import re

from prompt_library.guard import lists
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import UPPER, fold

_UP = f"[{UPPER}]"
LONGEST_WORD = 29  # characters of a `WORD`, with three parts after an apostrophe or a hyphen
WORD = rf"{_UP}[^\W\d_{UPPER}]{{0,7}}(?:['’\-][^\W\d_]{{1,6}}){{0,3}}"
RUN = rf"(?P<run>{WORD}(?: {WORD}){{0,4}})(?![\w'’])"
_SHORT = r"(?:Ng|Tr|Ph|Th|Hg|Đg)[.~]"
_LETTER = rf"(?:{_UP}|Th|Tr|Ph|Ng)[.~]"
_FAMILY = "|".join(sorted(name.capitalize() for name, level in lists.SURNAMES.items() if level == 3))
# `Ng. Đ. Tuệ`, `Tr.T.Lợt`, `L. T. Gượng`, `Ng~ V. Lịch`
CUT_SHORT = Scan(
    "plain",
    rf"(?<![\w.])(?:{_SHORT} ?(?:{_LETTER} ?|(?:Văn|Thị|Đức|Hữu|Quang|Công) ){{0,2}}"
    rf"(?!Tiểu|Mầm|Đại học|Cao đẳng|THCS|THPT){_UP}[^\W\d_{UPPER}]{{1,6}}"
    rf"|(?:{_FAMILY}) (?:{_UP}\. ?){{1,2}}{_UP}[^\W\d_{UPPER}]{{1,6}}"
    rf"|{_UP}\. ?(?:{_UP}|Th"
    rf"|Tr)\. ?{_UP}[^\W\d_{UPPER}]{{1,6}})(?: {_UP}[^\W\d_{UPPER}]{{1,6}}){{0,2}}(?!\w)",
)
_SAINTS = "|".join(
    sorted(
        (rf"{word[0].upper()}{re.escape(word[1:])}" for word in lists.SAINTS.marked), key=len, reverse=True
    )
)
SAINT = Scan(
    "plain",
    rf"(?<![\w\-])(?:(?:{_SAINTS}|Đa Minh|Phê-rô|Phao-lô|Gio-an|Giu-se|Ma-ri-a|Baotixita)[ \-]){{1,3}}"
    rf"{WORD}(?: {WORD}){{0,4}}(?!\w)",
)
SAINT_WORDS = frozenset(fold(re.split(r"\W", word)[0]) for word in lists.SAINTS.marked) - {"a"}
SAINT_FORMS = ("Đa Minh", "Phê-rô", "Phao-lô", "Gio-an", "Giu-se", "Ma-ri-a", "Baotixita")
SIGNED = re.compile(
    r"(?:(?:Best|Regards|Rgds|Thanks|Cheers|Trân trọng|Thân ái|Thân mến|Thân|Kính thư|Kính|Ký tên|[Kk]ý"
    r"|\([Kk]ý tên\)|\(đã ký\)|Người (?:lập|viết|nhập|ghi|soạn|duyệt)|Cảm ơn(?: nhiều)?|Lm|LM|lưu:? ?VT"
    r"|VT)[,:.!( ]{1,3}\n?[ \t]*)"
    rf"{RUN}(?=[ .)\t]*(?:\n|$|[.;)]))"
)
# The sign of a person right after the name: an address of mail, a year of birth, an age, an id, a phone.
OFFICE_AFTER = Scan(
    "plain",
    rf"(?<!\w)(?P<run>{WORD}(?: {WORD})?) (?:lớp trưởng|lop truong|trưởng thôn|truong thon|bí thư|bi thu"
    r"|thủ quỹ|kế toán|ke toan|tổ trưởng|to truong|trưởng ban|truong ban)(?!\w)",
)
OFFICES = re.compile(r" (?=[ltbk])(?:lop truong|truong thon|bi thu|thu quy|ke toan|to truong|truong ban)")
OFFICE_BEFORE = frozenset(["của", "cua", "gặp", "gap", "nhờ", "nho", "với", "voi"])
BEFORE_ID = re.compile(rf"(?:(?<=[\n|;,:(\t•>])|(?<=[\-–] )|(?<=[,;:|(] )|(?<=[^\W\d_{UPPER}] )|^){RUN}$")
ID_SIGN = re.compile(
    r"(?<=[^\W\d_])(?=[ ,(|\-–:<])[ ]?(?:<[^<>\s]{1,40}@|[,(|\-–:]{0,1}[ ]?\(?"
    r"(?:[Ss]n|SN|[Nn]s|NS|[Ss]inh(?: năm| ngày)?)[ :.]{1,2}['’]?\d"
    r"|\((?:[1-9]\d tuổi|[1-9]\dt[,)])|,? [1-9]\d tuổi"
    r"|[,(|\-–:]{0,1}[ ]?\(?(?:CCCD|CMND|CC|căn cước|hộ chiếu|HC)[ :]{1,2}(?:số )?[\dC]"
    r"|[ ]?[\-–:][ ]?0\d{3}[ .]?\d{3}|[ ][A-Z]{1,2}\d{7,8}\b|[ ]\([A-Z]\d{7}\)|[ ]\((?:Lào|người Lào"
    r"|quốc tịch))"
)
ID_SIGN_OPENS = frozenset(" ,(|-–:<")
AFTER_CALL = Scan(
    "plain",
    r"(?<![\w])(?:(?<![^\W\d_] )Cu(?! Ba)|(?<!can )(?<!dân )(?<!dan )(?<!hung )(?<!bau )(?<!ung )cu|út"
    r"|Mrs?\.?|Ms\.?|Miss"
    r"|(?<!đặt )(?<!đổi )(?<!giữ )(?<!dat )(?<!mang )(?:tên|ten)"
    r"(?= [^\W\d_]+(?: [^\W\d_]+)?(?:[,.;)\n]| (?:người|nguoi|quê|que|làm|lam|sinh|sn|ns|ở|nhà|nha)(?!\w)))"
    r"|(?:(?<!\w)(?:con|mẹ|mạ|cha|vợ|chồng|bố|ba|má|em|anh|chị|bà|ông)(?: (?:tôi|em|cháu|con|trai|gái|nó"
    r"|tui))? là)"
    r"(?= [^\W\d_]+(?: [^\W\d_]+)?[,.;)\n])|phá lưới|(?:tài xế|em|cháu|con|đứa|người|bạn|gái|trai) tên"
    r"|pháp danh|thế danh|bút danh|nghệ danh"
    r"|tên thật|tục danh"
    r"|[Mm]k là|mình là|thằng(?: cu)?|nhóc|con bé|[Bb]ạn|mẹ con|vợ chồng|hai mẹ con"
    r"|(?P<weak>[Gg][đĐ]|[Gg]ia đình|[Hh]ộ|nhà|của|tên|tài xế|thủ môn|cầu thủ|nhân viên"
    r"|ca sĩ|HLV|lớp trưởng|BTC|gọi tên"
    r"|(?<!\w)(?:e|em|m|t|mk|minh|tui|toi|cháu|chau) la|BN|bệnh nhân|[Cc]ử tri|học viên|phóng viên|PV))[ ]"
    rf"{RUN}(?=[\s,.;:)(\"“?!]|$)",
)
SPEAKER = re.compile(
    rf"(?m)^[ \t]*(?P<open>[\[(]\d{{1,2}}[:h]\d{{2}}[^\n\]]{{0,12}}[\])][ ]?|\[)"
    rf"(?P<run>{WORD}(?: {WORD}){{0,2}})(?=[ ]?[^\w\s\]]{{0,2}}\]?:)"
)
MEETS = frozenset(["bảo", "gặp", "gọi", "nhờ", "kêu", "nhắn", "hỏi", "mời", "gửi", "chào"])
MET = Scan(
    "plain", rf"(?<![\w])(?:bảo|[Gg]ặp|[Gg]ọi|[Nn]hờ|kêu|nhắn|[Hh]ỏi)[ ](?P<run>{WORD})(?=[ ][^\W\d_{UPPER}])"
)
SLASHED = Scan("plain", r"(?<![\w/])([A-Z]{2,6})/[A-Z]{1,6}(?: [A-Z]{2,6}){0,3}(?![\w/])")
THREE_WORDS = 23  # characters before the end of the line
SLASH = re.compile(r"/(?<=[A-Z]/)[A-Z]")
OVER_LINES = Scan(
    "plain",
    rf"(?<![\w])({_UP}[^\W\d_]{{1,6}}(?: {_UP}[^\W\d_]{{1,6}}){{0,2}})[ ]*"
    rf"((?:\n[ ]{{0,6}}{_UP}[^\W\d_]{{1,6}}(?: {_UP}[^\W\d_]{{1,6}})?){{1,2}})"
    r"(?=[ ]*(?:\n|$|[|,;.(\-–]|[ ]{2}|\t))",
)
# Items after a name in a list of people.
LISTED = re.compile(rf"(?:[,;] (?:và )?{WORD}(?: {WORD}){{0,3}}){{1,8}}(?=[,;.\n]|$| và)(?:[,;] |,? và )?")
ITEM = re.compile(rf"{WORD}(?: {WORD}){{0,3}}")
LITTLE_ONE = re.compile(r"(?<![^\W_])(?:cu|út|Cu|Út) $")
LABEL = Scan(
    "fold",
    r"(?<![a-z])(?:(?:ho(?:,| va)? ?(?:chu dem,? )?(?:va )?ten|name(?: ?\([a-z ]{1,12}\))?)"
    r"(?: (?:khai sinh|chu ho|day du|nguoi [a-z]{2,6}|con|cha|me|vo|chong))?"
    r"[\"' ]{0,2}[:=][ |\"']{0,3}"
    r"|(?:toi|tui|em|chau) ten(?: la)?:? |ten (?:toi|tui)(?: la)?:? "
    r"|giay khai sinh(?: ghi)?(?: la)? (?=[^\W\d_])"
    r"|(?:chu (?:tk|tai khoan)|ten (?:tk|chu tk|tai khoan))[ ]?:?[ ])",
)
LABEL_END = re.compile(r"(?:ten|ong|ba|anh|chi|kh|em)[ :|\n]{1,4}$")
ENDS_VALUE = lists.section("shape_words", "ends-value")
# What goes on with a name: `Pa-lô`, `Trần V. Đ.`, `Đạt em`, `Cường lớn`
TAIL = re.compile(
    rf"(?:-[^\W\d_{UPPER}]{{1,5}}(?![\w]))+(?: {WORD})?|(?: {_UP}\.){{1,3}}(?![\w])"
    r"|[01][^\W\d_]{0,4}(?!\w)"  # TH0AI, Tr1 of a machine that reads pictures
    r"| [\"“'][^\W\d_]{2,8}[\"”'](?=[\s,.;)])"
)
# `Trương Thị Thảo (Dục)`: what the neighbours say.
ALIAS = re.compile(rf" \(({_UP}[^\W\d_{UPPER}]{{1,6}})\)")
NEXT_CELL = re.compile(rf"[ ]*[|\t;][ ]*({_UP}[^\W\d_]{{0,6}}(?: {_UP}[^\W\d_]{{0,6}})?)(?=[ ]*[|\t;\n])")
# Sex, country, faith in those brackets are none.
NO_ALIAS = frozenset(
    ["nam", "nữ", "kinh", "đức", "mỹ", "anh", "nhật", "pháp", "hàn", "nga", "úc", "lào", "thái", "ý"]
)
NEXT_LINE = re.compile(
    rf"[ ]{{0,4}}\n[ ]{{0,6}}{_UP}[^\W\d_]{{1,6}}(?: {_UP}[^\W\d_]{{1,6}}){{0,2}}"
    r"(?=[ ]*(?:\n|$|[|,;.(\-–]|[ ]{2}|\t))"
)
NO_NAME = lists.Words(lists.section("shape_words", "no-name"))
NO_GIVEN = lists.Words(lists.section("shape_words", "no-given"))
# Said of people alive: no historical person, no place follows.
LIVING = lists.Words(lists.section("shape_words", "living"))
PERSONAL = lists.section("shape_words", "personal")
# Family names that without marks and in capitals are no other word.
SURE_BARE = lists.section("shape_words", "sure-bare")
NICK = lists.section("shape_words", "nick")
COUNTED = lists.section("shape_words", "counted")
DYNASTIES = lists.section("shape_words", "dynasties")
# Before `Ông`, `Bà`, `Mệ` in capitals these make a piece of land, a bridge or a shop.
LAND = lists.Words(lists.section("shape_words", "land"))
LAND_TWO = lists.Words(lists.section("shape_words", "land-two"))
WHERE = lists.section("shape_words", "where")
