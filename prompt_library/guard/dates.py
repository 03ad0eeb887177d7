"""Birth dates: a date or a year that words, or a person just before, make somebody's birth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from prompt_library.guard import lists
from prompt_library.guard.entity import BIRTH, Found
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import View

_DIGIT = (
    r"(?:mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|khong|linh|le|mung|mong|ram|gieng|chap|nghin"
    r"|ngan|tram)(?![a-z])"
)
_PEOPLES = "|".join(sorted(map(re.escape, lists.PEOPLES.bare), key=len, reverse=True))
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
# A year by its name in the cycle of sixty: `Canh Dần`.
_YEAR_SIGN = (
    r"(?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy) (?:ty|suu|dan|mao|meo|thin|ngo|mui|than|dau|tuat|hoi)"
    r"(?:[ ,]{1,2}\(?(?:19|20)\d{2}\)?)?(?![a-z])"
)
_SIGN_AFTER = r"(?:[ ,]{0,2}\(?(?:tuc )?(?:nam )?" + _YEAR_SIGN.partition("(?:[ ,]")[0] + r"\)?)?"
_FULL = (
    r"(?:(?:ngay )?\d{1,2}\s{0,2}(?:[/.\-|]|\s)\s{0,2}\d{1,2}\s{0,2}[/.\-|]?\s{0,2}(?:18|19|20)\d{2}"
    r"|\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)(?:\n\d\d|\d\n\d)"
    r"|\d{1,2}\s?[/.\-|]\s?(?:\d{1,2}|[ivx]{1,4})\s?[/.\-|]\s?\d{2,4}"
    r"|(?:\d ?){1,2}[/.\-|] ?(?:\d ?){1,2}[/.\-|] ?(?:\d ?){3}\d"
    rf"|(?:ngay\s|mong |mung )*\d{{1,2}},?\s{{1,2}}(?:thang|thg|th)\s?(?:\d{{1,2}}"
    rf"|{_DIGIT}(?: {_DIGIT})?)(?:,?\s{{1,2}}nam|,|[ /\-])\s?\d{{4}}"
    rf"|(?:ngay |mong "
    rf"|mung )*{_DIGIT}(?: {_DIGIT}){{0,2}} thang {_DIGIT}(?: {_DIGIT})?,? nam (?:\d{{4}}"
    rf"|{_DIGIT}(?: {_DIGIT}){{1,7}})"
    r"|(?:18|19|20)\d{2}\s?[/\-]\s?\d{1,2}\s?[/\-]\s?\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ \-]{_MONTH}[.,]?[ \-](?:19|20)\d{{2}}"
    rf"|{_MONTH}[.]? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19"
    rf"|20)\d{{2}}"
    rf"|(?:ngay |mong |mung )*\d{{1,2}},? thang (?:\d{{1,2}}|{_DIGIT})(?: am lich)?,? nam {_YEAR_SIGN}"
    rf"|(?:ngay |mong |mung )*{_DIGIT}(?: {_DIGIT}){{0,2}} thang (?:\d{{1,2}}|{_DIGIT}(?: {_DIGIT})?)"
    rf"(?: am lich)?,? nam {_YEAR_SIGN}"
    rf"|(?:mong|mung) \d{{1,2}} tet(?: nam)? (?:(?:19|20)\d{{2}}|{_YEAR_SIGN})"
    r"|(?:ngay )?\d{1,2} \([a-z ]{2,12}\) thang \d{1,2} \([a-z ]{2,12}\) nam \d{4}"
    # broken by the end of a line
    r"|\d{1,2}[/.\-](?:\d\n\d|\n\d{1,2}|\d{1,2}\n)[/.\-]?(?:19|20)\d{2}"
    # on dotted lines and in boxes of a form
    r"|\d{1,2}[.… ]{1,24}(?:/|-|thang)[.… ]{0,24}\d{1,2}[.… ]{1,24}(?:/|-|nam)[.… ]{0,24}\d{4}"
    r"|(?:\|?[ ]?\d[ ]?\|[ ]?){2}[/\-]?[ ]?(?:\|?[ ]?\d[ ]?\|[ ]?){2}[/\-]?"
    r"[ ]?(?:\|?[ ]?\d[ ]?\|?){4})(?![\d])"
)
_PART = (
    r"(?:19\d\n\d(?=[ ]?[|,;.])|(?:thang |quy )?(?:\d{1,2}|(?<=quy )[iv]{1,3})\s?[/.\-]\s?(?:19|20)\d{2}"
    rf"|thang (?:\d{{1,2}}|{_DIGIT}(?: {_DIGIT})?),? (?:(?:nam )?(?:19|20)\d{{2}}|(?:nam )?(?:ngoai|nay|ni"
    rf"|kia)(?![a-z]))"
    r"|[.… ]{0,24}/[.… ]{0,24}/[.… ]{0,24}(?:19|20)\d{2}|(?:1 9|2 0) \d \d(?! ?\d)"
    rf"|(?:19|20)\d{{2}}(?!\d|[a-z]\d){_SIGN_AFTER}|[li]9\d{{2}}|2k\d{{0,2}}(?![a-z])|{_YEAR_SIGN}"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|\d{{1,2}}[ \-]{_MONTH}[ \-]\d{{2}}"
    r"|[\doil]{1,2}[/.\-][\doil]{1,2}[/.\-][\doil]{2,4}(?![a-z])"
    r"|(?:ngay |mong |mung )*\d{1,2},? thang \d{1,2},? nam \d{2}(?!\d)"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}(?!\d)"
    r"|(?:ngay |mong |mung )*\d{1,2} thang \d{1,2}"
    r"|(?:bon|nam|sau|bay|tam|chin) (?:muoi )?(?:mot|hai|ba|bon|tu|lam|sau|bay|tam"
    r"|chin)(?![a-z ]{0,8}(?:thang|tuoi))"
    rf"|mot (?:nghin |ngan )?chin (?:tram )?{_DIGIT}(?: {_DIGIT}){{0,4}}(?![a-z])|hai (?:nghin"
    rf"|ngan){{0,1}}(?: {_DIGIT}){{1,5}})(?![\d])"
)
_BORN = Scan(
    "fold",
    r"(?<![a-z])(?:(?:ngay|nam|thang)(?:[,/]? ?(?:thang|nam))*[,/]? ?s[ia]nh|sinh nhat"
    r"|s[ia]nh(?: ra)?(?: (?:con|be|chau|mo|doi)(?: [a-z]{1,8}){0,4}?(?= (?:ngay|nam|hom|vao"
    r"|luc) ))?(?: tai [^,;:\n\d]{2,30},?)?(?: (?:dung|cung|nham|ngay|nam|vao|thang|trong"
    r"|hom|luc|la))*(?:(?<=ngay)|(?<=nam))(?: voi(?: [a-z]{1,7}){1,3})?"
    r"|s[ia]nh(?: ra)?(?: tai [^,;:\n\d]{2,30},?)?(?: (?:vao|trong|luc|la|hoi))*"
    r"|de(?: ra)?(?= (?:(?:ngay|nam|hom|vao|hoi|thang) |\d{1,2}/\d{1,2}/\d))(?: (?:ngay|nam|hom|vao|hoi))*"
    r"|khai sinh(?= (?:\d{1,2}[/.\-]\d{1,2}[/.\-]\d|(?:19|20)\d\d(?=[,;.)\n])))"
    r"|khai sinh(?= (?:ghi|de|la|in) )(?: (?:ghi|de|la|in))?(?: (?:la|ngay|nam|sinh))*|sinhngay|sinhnam"
    r"|(?:chao doi|ra doi)(?= (?:ngay|nam|hom|vao))(?: (?:ngay|nam|vao|hom))*|ntns|n/s"
    r"|s/n|ns|n\.s|sn"
    r"|s\.n|s(?:[.] ?)?(?=(?:19|20)\d\d(?!\d))|dob|d\.o\.b|date of birth|born(?: on| in)?|birth ?(?:day"
    r"|date|year)|yob"
    r"|year of birth)"
    r"[ \t]*(?:\([^()\n]{1,20}\))?(?: (?:ghi |de |khai )?(?:cua|tren|trong"
    r"|theo) [^\n,;:.]{1,30}?)?(?: (?:toi|em|chau|con|anh"
    r"|chi|ong"
    r"|ba))?[ \t\"'“”]*(?:(?:(?: may| nao)?\?|(?: may| nao) /)[ \-–]{0,4}(?:[a-z]{1,6}: )?)?[:=\-–"
    r"|]{0,2}[ ]{0,2}[.…]{0,40}[\"'“”]?\s{0,3}"
    r"(?:(?:khong|chua|ko) (?:nho|ro|biet)[^,;\d\n]{0,16}[,;:] (?:chi (?:nho|biet) )?)?[\"'“”(\[]?"
    r"(?:\d{1,2} ?(?:gio|h|g) ?\d{0,2}(?: phut)?,? |gio [a-z]{2,5},? )?"
    rf"(?:the |la |ngay |nam:? |nu:? |quy (?:\d|[iv]{{1,3}}) |vao |hom "
    r"|khoang |chung |cuoi |dau |giua |tam |do |truoc |mua (?:he|xuan|thu|dong|mua|lu|lut|gat|ray"
    r"|lua|ngo|nuong|nang|kho|bao|cay|cat|gio|mang|nuoc [a-z]{1,4})(?: nam)? )*"
    rf"({_FULL}|{_PART}"
    rf"|{_DIGIT} (?:muoi|chin|tam|bay|sau"
    rf"|nam)(?: {_DIGIT})?(?![a-z])|['’]?(?:c|k)?(?:a|o)?\d{{2}}(?!\d|[/.,]\d|[ ]?%)"
    rf"|\d{{1,2}}[/\-]\d{{1,2}}(?![\d/]))",
)
_BEFORE_LABEL = re.compile(rf"({_FULL})(?= (?:la|chinh la) (?:ngay sinh|sinh nhat))")
# Small words before `sinh` that make it another word: phát sinh, học sinh, tuyển sinh ...
_NOT_BORN = re.compile(
    r"(?<![^\W\d_])(?:khe|phát|học|tuyển|giáng|lễ|vệ|dân|thí|an|tái|khai|hy|hi|nảy|sỹ|sĩ|hộ|ký|giám|môi"
    r"|tôn|quyên"
    r"|tân|thư|sát|hồi|nữ|nam|viên|y|giáo|kháng|cứu|sơ|du|mưu|phục"
    r"|phat|hoc|tuyen|ve|dan|thi|tai|khai|nay|giao|quyen)[ ]+$"
)
_REGISTERED = re.compile(r"(?<![^\W\d_])(?:đăng ký|làm|nhận|số|giấy|dang ky|lam|nhan|so|giay) $")
_OFFICIAL = re.compile(
    r"chu tich ho chi minh|bac ho|cua bac(?= (?:ho|kinh)|[ ]*$)|thanh lap|ky niem|tong bi thu le duan"
    r"|dai tuong"
)
_AFTER_NAME = re.compile(
    rf"(?:,?[ ]\d{{1,3}} tuoi)?(?:[ ]\([^()\d\n]{{2,30}}\))?[.'\"]?[ \t]*(?:[,;(\-–:\[|/{{~=]"
    rf"|(?:</?[a-z]{{1,6}}>){{1,3}})[ \t]*['\"]?(?:(?:(?:dan toc )?(?:{_PEOPLES})(?=[,;|]))[ \t,;|]{{1,3}})?"
    r"(?:(?:nam|nu|m|f|male|female|gioi tinh|sinh|sn|ns|nam sinh|sinh nam|ngay sinh|cccd"
    r"|cmnd|sdt|dt|so|lop \d{1,2}[a-z]?\d?|hc|ho chieu|[a-z]?[ .]?\d[\d .]{6,18})[ \t,.:;|()/\-–]{1,3}){0,4}"
    rf"({_FULL}|{_PART})"
)
# With one word about the person between: `Lê Văn Mẫu/chủ hộ/1957/nam`, `..., nông dân, 1957;`.
_AFTER_ROLE = re.compile(
    r"[ ]?([,/|;]|[\-–](?= ))[ ]?(?!ngay|thang|nam |so |theo|tai |khoa|nhiem ky|lop|quyet|tu "
    r"|den )[^\W\d][^\d,/|;\n]{1,24}?[ ]?\1[ ]?"
    rf"({_FULL}|(?:19[2-9]\d|20[01]\d))(?=[ ]?(?:[,;/|)\n–]|-[ ]|$))"
)
# On the line below a name that ends its line: a record in lines.
_BELOW = re.compile(
    rf"[ \t]*\n[ \t]*(?:(?:nam|nu)[ \t]*\n[ \t]*)?({_FULL}|(?:19[2-9]\d|20[01]\d))[ \t]*(?=\n|$)"
)
_BARE_AFTER = re.compile(
    r"(?:[ ]\([^()\d\n]{2,30}\))?[ \t]+(?:(?:sinh|sn|ns)[ .:]*|\d[\d .]{6,16}[ \t]+(?=\d{1,2}/))?"
    rf"({_FULL}|(?:19[2-9]\d|20[01]\d)(?!\d))"
)
# A second year right after the first: `sinh 1970 và 1973`; a correction: `30/02/1971, đúng ra là 20/02/1971`.
_AND = re.compile(
    rf"(?: va | hay | hoac |, | / |,? tuc (?:la )?(?:nam )?)({_FULL}|(?:19[2-9]\d|20[01]\d)(?![\d/]))"
)
# Of the next one in the family: `bố sinh 1940, mẹ 1942`.
_KIN = re.compile(
    r"(?: a| nhe| ha| nha)?[,;] (?:bo|ba|me|vo|chong|con|em|anh|chi|be|c|a|chau|ong|cha"
    r"|ma)(?: [a-z]{1,7}){0,3} (?:sn |sinh |ns )?"
    r"((?:19[2-9]\d|20[01]\d|2k\d{1,2})(?![\d/a-z]))"
)
_RIGHT = re.compile(
    rf"[^\n]{{0,40}}?(?:dung ra(?: la)?|sua (?:lai )?(?:la|thanh)|dung la|chinh xac la|thanh ngay"
    rf"|nham thanh) ({_FULL})"
)
# What it is not: `sinh 1939 chứ không phải 1993`, `trước ghi nhầm 13/2/1971`.
_WRONG = re.compile(
    r"[^\n.;\d]{0,24}?(?:khong phai(?: la)?|(?:ghi|viet|go|danh|danh may|khai|in|nhap) (?:nham|sai|lon)"
    rf"(?: la| thanh)?|nham(?: la| thanh)|doc nham(?: la| thanh)?)(?: (?:nam|ngay|sinh))* ({_FULL}"
    rf"|(?:19[2-9]\d|20[01]\d)(?![\d/]))"
)
# By the cycle of sixty, said of somebody: `ông Mẫu tuổi Canh Tý`.
_SIGN = re.compile(rf"tuoi(?: la)? ({_YEAR_SIGN})")
_SOMEBODY = re.compile(
    r"(?<![a-z])(?:toi|tui|em|chau|ong|ba|anh|chi|me|mu|o|bac|chu|co|di|cu|thay|vo|chong|con)"
    r"(?: [^\W\d_]+){0,4},? (?:cam )?$"
)
# What the papers say beside it: `sinh 1948 (giấy tờ ghi 1950)`.
_PAPERS = re.compile(
    r"(?:[ ]?[(,;][ ]?(?:nhung |con |ma )?|[ ]?,?[ ](?:nhung|con|ma|trong khi|the ma)[ ])"
    r"(?:trong |tren |theo )?(?:giay|ho so|cccd|cmnd|can cuoc|khai sinh"
    r"|so ho khau|ho khau|so huu|ly lich|so bhxh|bang|the|so"
    rf"|hoc ba|bao hiem)[a-z ]{{0,20}} (?:ghi|khai|la|de|lam|in)(?: [a-z]+){{0,2}}[ :]{{1,2}}({_FULL}"
    rf"|(?:19[2-9]\d"
    rf"|20[01]\d)(?!\d))"
)
# The same date once more in words: `... 09/03/1971, ghi bằng chữ: ngày chín tháng ba năm ...`.
_IN_WORDS = re.compile(
    r"[ ,;.()\n]{1,4}(?:ghi )?bang chu[ :)]{1,3}"
    rf"((?:ngay |mong |mung )*{_DIGIT}(?: {_DIGIT}){{0,2}},? thang {_DIGIT}(?: {_DIGIT})?,?"
    rf" nam {_DIGIT}(?: {_DIGIT}){{1,8}})"
)
_DATE_WORDS = re.compile(r"(?<![a-z])(?:(?:the|ngay|thang|nam|mung|mong|khoang|mua(?: [a-z]{2,5})?) )+$")
_SHORT = re.compile(r"[ ]?\((?:sn |ns |sinh )?(['’]\d{2}|(?:\d ){3}\d|[ ](?:\d ){3}\d[ ])\)")
# Of one of the family, without a name: `vợ 1972, chồng 1969`.
_KIN_YEAR = re.compile(r"(?:19[2-9]\d|20[0-2]\d)(?=[ ]?(?:[,;.)\n]|$)| (?:cua|va)(?![a-z]))(?!\.\d)")
_OF_KIN = re.compile(
    r"(?<![a-z])(?:(?:vo|chong|me|con (?:trai|gai|ut|dau|re|ca)|chau (?:noi|ngoai))(?: (?:toi|tui|em|chau"
    r"|no))?|toi|tui)"
    r" (?:sn |ns )?"
    r"((?:\d{1,2}[/.\-]\d{1,2}[/.\-])?)$"
)
_KIN_WORDS = frozenset(("vợ", "chồng", "mẹ", "con", "cháu", "tôi", "tui", "vo", "chong", "me", "chau"))
_SHORT_YEAR = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-][3-9]\d")
_DIGITS = re.compile(r"\d")
_YOUNG = re.compile(r"(?<![a-z])(?:chau|con|tre|hoc sinh|be|mau giao|lop|so sinh)(?![a-z])")
_YEAR = re.compile(r"(?:18|19|20)\d{2}")


def find_births(view: View) -> Iterator[Found]:
    """Yield the dates that words call a birth date."""
    for match in _BORN.over(view):
        before = view.low[max(0, match.start() - 12) : match.start()]
        if view.fold.startswith("de ", match.start()) and not view.low.startswith("đẻ", match.start()):
            continue  # `để năm 2026`
        if view.fold.startswith(("sinh", "sanh"), match.start()) and _NOT_BORN.search(before):
            continue
        if match[0].startswith("khai sinh") and _REGISTERED.search(before):
            continue  # when a birth was registered
        if (
            match[0].startswith("sinh nhat")
            and len(match[1]) < 5
            and not match[1].isdigit()
            and "/" not in match[1]
        ):
            continue
        short = len(match[1]) < 4
        if short and match[1].isdigit() and int(match[1]) < 20:
            continue
        year = _YEAR.search(match[1])
        if year and int(year[0]) < 1900:
            continue
        if _OFFICIAL.search(view.fold, max(0, match.start() - 60), match.start()):
            continue
        words = _DATE_WORDS.search(view.fold, max(0, match.start(1) - 16), match.start(1))
        yield Found(words.start() if words else match.start(1), match.end(1), BIRTH, 0.95)
        for pattern in (_AND, _RIGHT, _WRONG, _PAPERS, _KIN, _IN_WORDS):
            more = pattern.match(view.fold, match.end(1), match.end(1) + 110)
            if more and not (pattern is _AND and view.fold[more.end() :].lstrip(" ")[:1] in ("-", "/")):
                yield Found(more.start(1), more.end(1), BIRTH, 0.85)
            if more and pattern is _PAPERS:  # what a further paper says
                further = _PAPERS.search(view.fold, more.end(), more.end() + 70)
                if further and "\n" not in view.fold[more.end() : further.end()]:
                    yield Found(further.start(1), further.end(1), BIRTH, 0.8)
    for year in _KIN_YEAR.finditer(view.fold):
        kin = _OF_KIN.search(view.fold, max(0, year.start() - 24), year.start())
        if kin and view.low[kin.start() : kin.end()].partition(" ")[0] in _KIN_WORDS:
            yield Found(kin.start(1), year.end(), BIRTH, 0.75)
    if "tuoi " in view.fold:
        for match in _SIGN.finditer(view.fold):
            if view.low[match.start() : match.start() + 4] in ("tuổi", "tuoi") and _SOMEBODY.search(
                view.fold, max(0, match.start() - 40), match.start()
            ):
                yield Found(match.start(1), match.end(1), BIRTH, 0.8)
    if "la ngay sinh" not in view.fold and "la sinh nhat" not in view.fold:
        return
    for match in _BEFORE_LABEL.finditer(view.fold):
        yield Found(match.start(1), match.end(1), BIRTH, 0.9)


def find_births_after(view: View, names: Sequence[Found]) -> Iterator[Found]:
    """Yield dates that follow a name at once: `Nguyễn Văn Mẫu (1958)`, `..., 12/03/1970`."""
    for name in names:
        if not _DIGITS.search(view.fold, name.end, name.end + 60):
            continue
        short = _SHORT.match(view.fold, name.end, name.end + 20)
        if short:
            yield Found(short.start(1), short.end(1), BIRTH, 0.8)
            continue
        for pattern in (_AFTER_NAME, _BARE_AFTER, _BELOW, _AFTER_ROLE):
            match = pattern.match(view.fold, name.end, name.end + 60)
            if match:
                break
        else:
            continue
        start, end = match.span(match.lastindex or 1)
        year = _YEAR.search(view.fold, start, end)
        if not year and _SHORT_YEAR.fullmatch(view.fold, start, end):
            yield Found(start, end, BIRTH, 0.8)
        last = 2026 if _YOUNG.search(view.fold, max(0, name.start - 120), end) else 2022
        if year and 1900 <= int(year[0]) <= last and not _range_follows(view, end):
            yield Found(start, end, BIRTH, 0.85)


def _range_follows(view: View, end: int) -> bool:
    return bool(re.match(r"\s?[-–]\s?\d{4}|\.\d|/\d", view.fold[end : end + 8]))
