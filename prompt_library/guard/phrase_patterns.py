"""Regular expressions for the phrases that names stand in; `FOLD` ones read text without marks."""

from __future__ import annotations

import re

from prompt_library.guard import lists
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import UPPER

_UP = f"[{UPPER}]"
_WORD = rf"{_UP}[^\W\d_{UPPER}]{{0,7}}"
PAIR = rf"{_WORD}(?: {_WORD})?"
# (fold) `vợ chồng`, `2 vc`: two given names follow, with or without something between them.
COUPLE = Scan(
    "fold", r"(?<![a-z])(?:(?:vo chong|vc|gia dinh|cap doi|hai anh chi)(?: (?:anh|chi|em|ong|chu|nha))?)[ ]"
)
COUPLE_NAMES = re.compile(
    rf"({_WORD})(?: | - |-| và | va | \+ |/| với | voi )(?:chị |chi |bà |ba |vợ |vo )?({_WORD})(?![\w-]"
    rf"| {_UP}|/)"
)
# (fold) a row of children or brothers and sisters follows.
COUPLE_WORDS = frozenset(["chong", "vc", "dinh", "doi", "hai"])
AGE = re.compile(r"[0-9] ?t(?:uoi|h|hang)?(?!\w)")  # in folded text
AGE_AFTER = 26  # characters of a name of two words, and of what may stand between it and the age
AGED_WORDS = frozenset(["t", "tuoi", "th", "thang"])
CHILDREN = Scan(
    "fold",
    r"(?<![a-z])(?:dua(?: con| chau| nho| em| be)?"
    r"|(?:cac|may|hai|ba|bon|nhung|\d) (?:chau|con|em|ban|chi|anh|ong|ba|bac|chu|co|be)"
    r"|(?P<one>(?:thang|con|dua|chau|em|be|ut) (?:nho|lon|ut|dau|ca|be|gai nho)"
    r"|con (?:trai|gai|dau|re|ut)|chau (?:noi|ngoai|trai|gai)|em (?:trai|gai|dau|re)|nhan thay|ky thay"
    r"|ky nhan)"
    r"|anh chi em|anh em|chi em|mo coi|(?:tre con|lu tre|dam tre|con nit|con cai)(?: [a-z]{1,6}){0,3}:)"
    r"(?: (?:nho|lon|mo coi|la|ten|ten la|toi la|cua|ruot|sinh doi|trai|gai|deu|gom))*[:,]? (?=[^\W\d_])",
)
ROW = re.compile(rf"{PAIR}(?:(?:, | và | va |; ){PAIR}){{0,6}}(?![\w-]| {_UP})")
# What stands before the name at the head of a line: a clock in brackets.
HEAD = re.compile(r"[ \t]*(?:\[[^\]\n]{1,24}\][ \t]*)?")
# Who sends: `Thuy Nga gui: ...`, `Lan Anh nhắn: ...`
SENDER = re.compile(
    rf"(?P<run>{_WORD}(?: {_WORD}){{0,2}})(?P<firm> (?:gửi|gui|nhắn|nhan|báo|bao|nói|noi|hỏi|hoi|gọi|goi"
    r"|trả lời|tra loi|viết|viet|hỏi lại|báo cáo):)"
)
# Who is called at the head of a message: `Huong a, ...`, `Lan nè`
HAILED = re.compile(
    rf"(?:(?:chị|chi|chj|anh|em|a|c|e|dì|chú|chu|cô|bác|bac|o|mệ|me) )?(?P<run>{_WORD}(?: {_WORD})?)[ ]"
    r"(?:(?P<firm>ơi|oi|ui|uj)|a|à|ạ|ah|nè|ne|nek|này|nay|nha|nhé|nhe|ê)"
    r"(?=[ ]?[,.!:?\n]|$| (?:mai|cho|nho|nhờ|ma|mà|goi|gọi)(?!\w))"
)
# What follows who writes of himself: `tui Chien ne`, `em là Lyy nek`, `con Thắm đây`
HERE = lists.section("shape_words", "here")
HERE_BARE = lists.folded(HERE)
# A child or an old one with the age: `con Bi 3t`, `thằng nhỏ Ti 6 tuổi`.
AGED = Scan(
    "plain",
    rf"(?<!\w)(?P<run>{_WORD}(?: {_WORD})?)"
    r"(?P<firm>)(?=[ ,(]{1,2}(?:mới |moi )?\d{1,2} ?(?:t|tuổi|tuoi|th|tháng|thang)(?!\w))",
)
# Words right before those two; `là`, `tên` may stand between.
SELF = lists.section("shape_words", "self")
LITTLE_ONES = lists.section("shape_words", "little-ones")
# Who wrote or drew; read only where one of the words of `CREDIT_WORDS` is.
CREDIT_WORDS = frozenset(["tap", "soan", "phim", "thuat"])
CREDIT = Scan(
    "plain",
    r"(?<!\w)(?:[Bb]iên tập|[Bb]ien tap|[Kk]ỹ thuật|[Bb]iên soạn|[Ss]oạn|[Qq]uay phim)"
    rf"[ ]?[: ][ ]?(?P<run>{_WORD}(?: {_WORD}){{1,3}})(?P<firm>(?!.))?(?=[ ]?(?:[.,;|)\n]|$))",
)
FOREIGN_WORDS = frozenset(["mr", "mrs", "ms", "miss", "mister", "dr", "sir", "madam"])
SHOWN_WORDS = frozenset(["hien", "zalo", "facebook", "fb", "nick", "nickname", "name", "biet", "ba"])
# A foreigner after a title: `Mr. Souphanthong Keomany`; the words need not be of any list.
FOREIGN = Scan(
    "plain",
    rf"(?<![\w])(?:Mr|Mrs|Ms|Miss|Mister|Dr|Sir|Madam)(?:\. ?"
    rf"| )(?P<run>{_UP}[^\W\d_{UPPER}]{{0,15}}(?: {_UP}[^\W\d_{UPPER}]{{0,15}}){{0,3}})(?![\w])",
)
# (fold) the name a service shows, to the end of the line.
SHOWN = Scan(
    "fold",
    r"(?<![a-z])(?:ten (?:hien thi|zalo|facebook|fb|nguoi dung|tai khoan zalo|nick|danh ba)|biet danh"
    r"|nickname|nick"
    r"|display name|full ?name|user ?name)[ ]?:[ ]{0,3}(?=[^\W\d_])",
)
REST_OF_LINE = re.compile(rf"{_UP}[^\W\d_]*(?: [^\W\d_]+){{0,4}}(?=[ ]?(?:\n|$|[|,;(\t]))")
# A field of data: {"ho_ten": "..."}
FIELD = re.compile(
    r"[\"'](?P<key>[^\W\d]{2,24})[\"'] ?: ?[\"'](?P<run>[^\W\d_]+(?:[ '’\-][^\W\d_]+){0,5})[\"']"
)
FIELD_NAME = re.compile(
    r"(?:ho(?: va)? ?ten(?: [a-z]+)*|(?:ho ?)?ten|ho|(?:ten|ho)? ?dem|ho (?:va )?(?:ten )?dem|ho lot"
    r"|ten (?:goi|khai sinh|nguoi [a-z]+|chu [a-z]+|con|me|cha)"
    r"|(?:full|first|last|middle|given|family|display|customer|owner|sender|receiver|contact)? ?name"
    r"|surname"
    r"|fullname|hoten|chu ho|nguoi(?: [a-z]+){1,3}|(?:dai dien|lien he|phu trach|chu xe|chu tk"
    r"|chu tai khoan|vo|chong|cha|me|con|bo|ong|ba"
    r"|can bo|ky ten|nguoiky|tac gia|author|khach hang|benh nhan|thu huong|hoc sinh|phu huynh))"
)
# `N.V.T`, `T.T.H.`: the letters of a person who wants no name.
INITIALS = Scan(
    "plain", rf"(?<![\w.]){_UP}\. ?(?:[VTĐHXQMNKCBLDPA]|Th|Tr)\. ?{_UP}(?![\w])\.?(?= |$|[,;)(|\n\t])"
)
NO_INITIALS = frozenset(
    [
        "u.s.a",
        "s.o.s",
        "t.p.h",
        "u.b.n",
        "m.t.t",
        "h.đ.n",
        "t.d.p",
        "v.v.v",
        "k.h.t",
        "h.t.x",
        "g.p.s",
        "b.t.v",
    ]
)
