"""Regular expressions and small sets of words for names: labels, who speaks, offices."""

from __future__ import annotations

import re

from prompt_library.guard import lists
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import UPPER

# Before a historical name these make it an ordinary person who bears the same name.
ORDINARY = lists.section("small_words", "ordinary")
# `đặt tên Nguyễn Hữu Cảnh`: a street gets the name, no person bears it.
NAMES_STREETS = frozenset(["đặt", "giữ", "đổi", "dat", "giu", "doi"])
OFFICES = lists.section("small_words", "offices")
MEET = lists.Words(lists.section("small_words", "meet"))
# Before a name with a rare family name: `vợ tôi Viên ...`, `tôi Văn ...`.
BEFORE_PEOPLE = lists.Words(lists.section("small_words", "before-people"))
SAYS = lists.Words(lists.section("small_words", "says"))
# A syllable of Vietnamese without marks; `David`, `Jenny` are none.
SYLLABLE = re.compile(
    r"(?:ngh?|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?(?:[aeiou]|y){1,3}(?:ch|ng|nh|[cmnpt])?"
)
VOWEL = re.compile("[aeiouy]")
SMALL_CALLS = lists.section("small_words", "small-calls")
# Who speaks, at the head of a line of a chat or of minutes: `Hạnh: ...`, `[10:23] Bích Ngọc: ...`.
# Words that call a person, cut short and so written with a dot.
ABBREVIATED = frozenset(
    ["mr", "ms", "mrs", "bs", "ths", "ts", "gs", "ks", "ls", "cn", "gv", "ng", "pgs", "đc", "nv", "mc"]
)
# Before a lone given name that ends its phrase: `nộp quỹ cho Oanh,`.
WHOSE = frozenset(["cho", "của", "với", "cùng", "giúp", "nhờ"])
WHOSE_BARE = lists.folded(WHOSE)
# Words that call a person and are written without marks in any case.
PLAIN_CALLS = frozenset(["anh", "em", "o", "eng", "con", "đ/c"])
# Nicknames go on in small letters: `Hải đen`, `Tư ròm`.
NICKNAMES = lists.section("shape_words", "nicknames")
NICKNAMES_BARE = lists.section("shape_words", "nicknames-bare")
NICKNAMES_FOLDED = lists.folded(NICKNAMES) | NICKNAMES_BARE
# Before a name that need not be known: parents are called by the name of a child.
PARENTS = frozenset(["vợ", "chồng", "con", "hộ", "mẹ", "bố", "ba", "má", "mạ", "cha", "bé", "thằng", "mụ"])
GOES_ON = lists.section("small_words", "goes-on")
# Heads of lines that no person speaks: `Tổng:`, `Con:`, `Hỏi:`.
NO_SPEAKER = lists.Words(lists.section("small_words", "no-speaker"))
# Without marks `o`, `cau` are ở, cầu where one of these stands before.
PLACES_AFTER = lists.folded(lists.section("small_words", "places-after"))
# After `Trường` these make it a school, after `Sinh` a birth; else both are given names.
AFTER_SCHOOL = lists.folded(lists.section("name_stops", "schools"))
AFTER_BIRTH = lists.folded(lists.section("name_stops", "births"))
CHILD_CALLS = frozenset(("bé", "thằng"))
# Given by the order of birth, they open a nickname: `Tư Gừng`, `Út Mận`.
BY_BIRTH = frozenset(["cả", "hai", "ba", "tư", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười", "út"])
SPEAKER = re.compile(
    r"(?m)^[ \t]*(?:[\[(]?\d{1,2}[:h]\d{2}(?::\d{2})?[^\n:]{0,12}[\])]?[ ,\-]{1,3}|[-+•*][ ])?"
    rf"((?:[{UPPER}][^\W\d_]{{0,6}} ){{0,3}}[{UPPER}][^\W\d_]{{0,6}})(?: \([^()\n]{{1,20}}\))?:(?=\s)"
)
ENDS_BODY = lists.section("small_words", "ends-body")
LABEL = Scan(
    "fold",
    r"(?<![a-z])(?:ho(?:,| va)? ?ten(?: (?:khai sinh|chu ho|nguoi [a-z ]{2,16}|tre|con|cha|me|vo"
    r"|chong|hoc sinh|nan nhan|chu so huu|chu tk|sinh vien|hoi vien|thuong goi))*"
    r"|ten (?:khai sinh|thuong goi|goi|tre|chu ho|toi|em|tui|chau|con|chu tai khoan|nguoi [a-z]{2,8})"
    r"|ten (?:goi )?khac|biet danh|bi danh|ten o nha|phap danh|ten thanh|tai khoan"
    r"|(?:toi|em|tui|chau|con|minh|anh|chi|ong|ba|may) ten(?: la)?|ten la|goi la|tuc|ten|chu ho"
    r"|chu tai khoan|chu tk|nguoi (?:viet|lam|gui|nop|khai|dung) don"
    r"|nguoi(?: [a-z]{2,8}){1,4}|nguoi (?:gui|khai|lap(?: bieu)?|phan anh|kien nghi|nhan|lien he|giao"
    r"|bao|giam ho|than|dai dien"
    r"|trinh bay|cung cap|tiep nhan|ghi bien ban|ghi|ky|vay|duoc tham|to cao|khieu nai|bi to cao"
    r"|bi hai|lam chung|uy quyen|duoc uy quyen|thua ke)"
    r"|ghi bien ban|thu ky ghi|(?<=\+ )ghi"
    r"|can bo(?: [a-z]{2,8}){0,4}|ca (?:\d{1,2}|sang|chieu|dem|truc)|kip \d{1,2}|vang(?: mat)?|co mat"
    r"|du hop|thanh phan"
    r"|danh sach(?: [a-z]{2,8}){1,3}|truc(?: ban| dem| ca)?|truong (?:ca|doan|nhom|kip)|to (?:truong|pho"
    r"|vien|hoa giai)|pho ban"
    r"|ban cho|ben ban|ben mua|giao cho|giam sat|kiem phieu|to kiem(?: phieu)?|ban kiem phieu"
    r"|ung cu vien|lai xe|tai xe|tro ly|tro giang|giang vien|bao cao vien|phien dich|mc|dan chuong trinh"
    r"|anh"
    r"|thuc hien|dang ky|xung la"
    r"|nhom truong|doi truong|bi thu|pho bi thu|uy vien|hoi vien|hoc vien|hoc sinh|giao vien|bac si"
    r"|em ruot|chi ruot"
    r"|anh ruot|con (?:trai|gai|dau|re)|bo (?:vo|chong)|me (?:vo|chong)|chu xe|tai khoan zalo|zalo"
    r"|facebook|fb|cong dan|doi tuong|chu tri|chu toa"
    r"|thu ky|thanh vien|dai dien|ben [ab]|ho va ten nguoi khai"
    r"|ky ten|nguoi ky|vo|chong|cha|bo|me|con|anh|chi|em|ba|ma|chau|ong|dau moi|lien he|phu trach"
    r"|khach hang|benh nhan|thi sinh|tac gia|kinh gui|gui|nguoi nhan|cc|nguoi soan|soan thao|ke toan"
    r"|thu quy|truong thon|truong ban|chu nha)"
    r"[ \t]*(?:\([^()\n]{1,30}\))?[ \t]*(?:[:=]|\t|(?<=ten )|(?<=la )|(?<=ten la )"
    r"|(?<=goi la ))[ \t\-.]{0,4}(?:(?:ong|ba|anh|chi|d/c|dong chi|em|chau)[ .:]{1,3})?",
)
# After these labels stands a name, whatever the word is.
NAMED = re.compile(
    r"(?:ten (?:goi )?khac|biet danh|bi danh|ten o nha|phap danh|xung la|ho ten|ho va ten|(?:toi|em) ten)"
)
SPOKEN_LABEL = Scan(
    "fold",
    r"(?<![a-z])(?:(?:toi|em|tui|chau|con|minh|anh|chi|ong|ba|may|bo|me) ten(?: la)?|ten (?:toi|em"
    r"|tui|chau) la|ten la|ho ten|ho va ten|mang ten|ten goi|xung la|ten la|tuc|phien dich"
    r"|dan chuong trinh)[ ]",
)
# Another name of the same person follows; read only where one of the words is.
OTHER_LABEL = Scan(
    "fold",
    r"(?<![a-z])(?:(?:phap|the|bi|biet) danh|thuong goi(?: la)?|(?:ten|o) nha goi la|ten (?:that|thiet)"
    r"|nickname) ",
)
OTHER_LABEL_WORDS = frozenset(["danh", "goi", "that", "thiet", "nickname"])
