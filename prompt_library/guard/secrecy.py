"""State secrets never leave: a text that bears a marking (Mật, Tối mật, Tuyệt mật) is refused whole.

A marking is a stamp, a heading or a field; the words alone (mật ong, bảo vệ bí mật nhà nước) are not.
"""

from __future__ import annotations

import re
import unicodedata

from prompt_library.guard.lists import agrees
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import View

REFUSAL = (
    "Văn bản này mang dấu chỉ độ mật ({level}) nên không được đưa vào công cụ AI và chưa có nội dung "
    "nào được gửi đi. "
    "Mời đồng chí xử lý văn bản trên máy tính dành cho bí mật nhà nước theo quy định của cơ quan."
)
_LEVEL = r"(?:tuyet[ ]{1,3}mat|toi[ ]{1,3}mat|mat)"
_SPACED = r"(?:t ?u ?y ?e ?t {1,3}m ?a ?t|t ?o ?i {1,3}m ?a ?t|m ?a ?t)"
_EDGE = r"[ \t\[\](){}<>|*_\-–=.:;\"'“”«»#~/\\]"
# On a line of its own, in any case; at the right end of a heading's line; in brackets; after a field.
_OWN_LINE = re.compile(
    rf"(?:^|\n){_EDGE}{{0,20}}(?:(?:do mat|dau|dong dau"
    rf"|muc do mat)[ :]{{0,3}})?({_SPACED}){_EDGE}{{0,20}}(?=\n|$)"
)
_COLUMN = re.compile(rf"(?:\t|[ ]{{3,}}|\|)[ ]?\[?\(?({_LEVEL})\)?\]?{_EDGE}{{0,6}}(?=\n|$|\t|\||[ ]{{3,}})")
_START = re.compile(rf"(?:^|\n){_EDGE}{{0,8}}({_LEVEL}){_EDGE}{{0,4}}(?:\n|[ ]?[\-–:|.][ ]|[ ]{{2,}})")
_BRACKET = re.compile(rf"[\[({{<][ ]?(?:(?:dau|dong dau)(?: do)?[ :]{{1,3}})?({_LEVEL})[ ]?[\])}}>]")
_FIELDS = Scan(
    "fold",
    rf"(?<!\w)(?:do mat|muc do mat|muc mat|dau do mat|dau chi do mat|phan loai mat)[ ]?(?:la|:|=|-"
    rf"|–)?[ ]?[\"“'(\[]?({_LEVEL})(?!\w)",
)
_STAMPS = Scan(
    "fold",
    rf"(?<!\w)(?:dau|dong dau|van ban|tai lieu|cong van|bao cao|ho so|ban)[ ][\"“'(\[]?({_LEVEL})(?!\w)",
)
_SERIES = re.compile(rf"(?:so|so:)[ :]{{0,3}}\d+[^\n]{{0,24}}?[ ,\-(]({_LEVEL})\)?(?=[ ,.;\n]|$)")
_FIELD, _STAMPED = _FIELDS.compiled, _STAMPS.compiled
# Of every marking that stands at an edge: the word most often means the Front (mặt trận) and is at none.
_AT_EDGE = re.compile(r"m ?a ?t(?! tran)")
# In capitals without marks MAT is also `mất` (lost, died): the words beside it tell.
_LOST = re.compile(
    r"(?:bi|da|lam|danh|bao|khong|dang|moi|tien|giay to|the|cccd|cmnd|xe|vi|mo|dau|doi|chua|con|bo|me|ong"
    r"|ba|cha|ma"
    r"|chong|vo|hoi|nguoi|ho so|dien thoai|thoi gian|cap|so) $"
)
_LOST_AFTER = re.compile(
    r"[ ]?(?:het|ca|do|roi|mat|the|giay|cccd|cmnd|tien|xe|vi|buoi|ngay|cong|thoi|nuoc|dien|mua|trom|cap"
    r"|tich|goc|nha"
    r"|dat|suc|tri|ngu|con|chong|vo|me|cha|bo|o |nam|luc|tu|khi|may|luon|tieu|ong|kinh|vien|phan"
    r"|\d)(?![a-z]*:)"
)
_DOCUMENT_NUMBER = re.compile(r"\d+ ?[-/] ?[a-z]{2,}")
# What may be lost, at the head of a row; what may be marked, right after the mark.
_PAPER = re.compile(
    r"(?:cccd|cmnd|the|bhyt|bhxh|giay|ho khau|khai sinh|bang|xe|vi|dien thoai|so do)(?![a-z])|^[ |]*\d"
)
_DOCUMENT = re.compile(
    r"[\])} \-–:|.]{0,5}(?:bao cao|ke hoach|cong van|phuong an|to trinh|thong bao|quyet dinh|kinh gui|van ban"
    r"|tai lieu|uy ban|ubnd|tinh uy|dang uy|ket luan|nghi quyet|bien ban|huong dan|so \d|so:)"
)
_DOCUMENTS = ("dấu", "đóng dấu", "văn bản", "tài liệu", "công văn", "báo cáo", "hồ sơ", "bản")
# A sentence that explains the levels or says what is forbidden is about them, not marked with one.
_ABOUT = re.compile(
    r"bi mat nha nuoc|khong (?:duoc )?(?:dua|nhap|gui|soan|dang|tai|chup)|the nao|la gi|gom|phan biet"
    r"|quy dinh|tuyet doi khong|nghiem cam|cam (?:dua|nhap|gui)"
    r"|neu|truong hop|khi |cac do mat|cac muc|ba cap|3 cap|cau hoi|hoc vien|bai hoc|vi du"
)


def marking(view: View) -> str | None:
    """Return the secrecy level the text is marked with ('Mật', 'Tối mật', 'Tuyệt mật'), or None."""
    fold = view.fold
    if "m" not in fold:
        return None
    edges = (_OWN_LINE, _COLUMN, _START, _BRACKET) if _AT_EDGE.search(fold) else ()
    for matches, capital in (
        *((pattern.finditer(fold), pattern is not _OWN_LINE) for pattern in edges),
        (_FIELDS.over(view), False),
        (_SERIES.finditer(fold), True),
        (_STAMPS.over(view), True),
    ):
        for match in matches:
            pattern = match.re
            if pattern is _STAMPED and not _bears(view, match):
                continue
            level = _level(view, match, capital and pattern not in (_BRACKET, _SERIES))
            if level and (pattern in (_OWN_LINE, _COLUMN) or not _about(view, match, pattern)):
                return level
    return None


def _level(view: View, match: re.Match[str], capital: bool) -> str | None:
    """Return the level written, None when its marks or its case make it another word."""
    start, end = match.span(1)
    plain, low = view.plain[start:end], view.low[start:end]
    letters = re.sub(r"\s", "", low)
    for name in ("tuyệt mật", "tối mật", "mật"):
        stamp = match.re is _OWN_LINE and plain.isupper() and " " in name
        if agrees(letters, name.replace(" ", "")) or (stamp and _faded(letters, name.replace(" ", ""))):
            bare = letters.isascii()
            if capital and not plain.isupper():
                return None
            # Without marks `mat` is also eyes, face, lost: only in capitals or as a field's value.
            if bare and name == "mật" and (not plain.isupper() or _lost(view, match)):
                return None
            # In brackets or after a number, the word begins with a capital.
            return name.capitalize() if plain[0].isupper() or _is_field(match) else None
    return None


def _lost(view: View, match: re.Match[str]) -> bool:
    """Say whether MAT, typed in capitals without marks, is `mất` or another word and no stamp.

    A stamp stands alone on its line, in a field, or beside a number; in a line of words it is lost or died.
    """
    if match.re in (_OWN_LINE, _FIELD):
        return False
    start, end = match.span(1)
    line, stop = view.line(start)
    before, after = view.fold[line:start], view.fold[end:stop]
    if match.re is _COLUMN:
        return bool(_PAPER.search(before))
    if _DOCUMENT.match(after):
        return False
    words = re.search(r"[^\W\d_]", view.plain[line : match.start()] + view.plain[match.end() : stop])
    if match.re is _BRACKET:
        return words is not None and not _DOCUMENT_NUMBER.search(view.fold, line, stop)
    if match.re is _STAMPED:  # `VAN BAN MAT` fills its line, `HO SO MAT ROI` goes on
        return words is not None
    if match.re is _START:
        return bool(re.search(r"[^\W\d_]", after))
    return bool(_LOST.search(before) or _LOST_AFTER.match(after))


def _bears(view: View, match: re.Match[str]) -> bool:
    """Say whether the word before names a document or a stamp: `bản MẬT`, not `bán MẬT ong`."""
    word = view.low[match.start() : match.start(1)].strip(" \"'“([")
    known = any(agrees(word, name) for name in _DOCUMENTS)
    return known and not re.match(
        r" (?:ong|ma|do|khau|nghi|thiet)(?![a-z])", view.fold[match.end(1) : match.end(1) + 8]
    )


def _faded(letters: str, name: str) -> bool:
    """Say whether a scanner lost marks of `name` but changed none: `TÔI MÂT` of `TỐI MẬT`."""
    return len(letters) == len(name) and all(
        set(unicodedata.normalize("NFD", a)) <= set(unicodedata.normalize("NFD", b))
        for a, b in zip(letters, name, strict=True)
    )


def _is_field(match: re.Match[str]) -> bool:
    return match.re is _FIELD or match.re is _OWN_LINE


def _about(view: View, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Say whether the sentence round the match talks of the levels instead of bearing one."""
    begin = max(
        view.fold.rfind("\n", 0, match.start(1)),
        view.fold.rfind(". ", 0, match.start(1)),
        match.start(1) - 160,
        0,
    )
    stop = min(match.end(1) + 120, len(view.fold))
    cut = re.search(r"[.\n]", view.fold[match.end(1) : stop])
    sentence = view.fold[begin : match.end(1) + cut.start() if cut else stop]
    levels = len(set(re.findall(rf"(?<!bi )(?<!\w){_LEVEL}(?!\w)", sentence)))
    if levels >= 2:
        return True
    head = sentence[: match.start(1) - begin]
    if pattern is _START:
        return False
    return bool(_ABOUT.search(head if pattern in (_FIELD, _SERIES) else sentence))
