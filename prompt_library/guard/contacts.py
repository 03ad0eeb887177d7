"""E-mail addresses, also disguised ones; the shared mailbox of an office is not a person's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_library.guard.entity import EMAIL, Found
from prompt_library.guard.view import View

_PLAIN = re.compile(
    r"(?<![\w.+\-])[\w.+\-]{1,64}\s?@\s?[\w\-]{1,63}(?:\n?\.[\w\-]{2,63}){1,4}"
    r"|(?<![\w.+\-])[\w.+\-]{2,64}@(?:[\w\-]{2,40},(?:com|vn|net|org|example)|(?:gmail|yahoo|hotmail"
    r"|outlook|icloud)"
    r"(?!\.\w))(?!\w)"
)
_AT = (
    r"(?:[ ]?[\[({<][ ]?(?:at|a|a[ \-]?cong|@|a vong|a moc|tai)[ ]?[\])}>][ ]?"
    r"|[ ](?:at|(?:chu |dau )?(?:a[ \-]?co{1,2}ng|a vong|a moc|a khoanh|@)|chu a vong tron)[ ])"
)
_DOT = r"(?:\.|[ ]?[\[({][ ]?(?:dot|cham|\.)[ ]?[\])}][ ]?|[ ](?:dot|cham)[ ])"
_JOIN = r"(?:[ ](?:gach duoi|gach ngang|gach noi|gach|cong|viet lien)[ ])"
_DISGUISED = re.compile(
    rf"(?<![\w.+\-])[\w+\-]{{1,40}}(?:(?:{_DOT}|{_JOIN})[\w+\-]{{1,40}}){{0,3}}(?:{_AT}"
    rf"|[ ]?@[ ]?)[\w\-]{{1,40}}(?:{_DOT}[\w\-]{{2,30}}){{1,3}}"
)
_HINT = re.compile(
    r"@|[(\[{<][ ]?(?:a(?:t|[ \-]?cong| vong| moc)?|tai)[ ]?[)\]}>]| at |(?<![a-z])a(?:[ \-]?co{1,2}ng| vong"
    r"| moc| khoanh)"
)
# Said aloud the name before the sign has several words: `mail em là mau thang nam a còng vidu chấm com`.
_CALLED = re.compile(
    r"(?<![a-z])(?:e-?mail|mail|gmail|thu dien tu|hop thu)(?: (?:cua|em|toi|tui|chi|anh|chau|con|la|minh|e"
    r"|c|so|dia chi"
    r"|ca nhan|rieng))*(?: [a-z]{1,6}){0,3}?(?:[ ]?:[ ]{1,2}|(?<= la)[ ]|(?<=mail)[ ]|(?<=dien tu)[ ]"
    r"|(?<=hop thu)[ ]|(?<= em)[ ]|(?<= e)[ ]"
    r"|(?<= toi)[ ])"
    r"(?=[a-z\d])([a-z\d+\- ]{1,40}[ ])$|: ((?:[a-z\d+\-]{1,12}[ ]){1,6})$"
)
# The first line of a name that a line break cuts: `E-mail: nguyen.hoai` above `thuong@…`.
_CUT = re.compile(r"e-?mail[ ]?:[ ]?([a-z\d]+[._+\-][a-z\d._+\-]*)\n$")
# Before what a mail program calls a message: no mailbox.
_MESSAGE = re.compile(r"(?:message-id|in-reply-to|references|content-id|cid): ?<?$")
_AROUND = 130  # characters beside the sign that may belong to the address
_SPACED = re.compile(
    r"(?<![\w.])[\w+\-]{1,40}(?: ?\. ?[\w+\-]{1,40}){0,3} ?@ ?[\w\-]{1,40}(?: ?\. ?[\w\-]{2,30}){1,3}"
)
_APART = re.compile(r" @|@ |\w \. ?\w{1,40}@|@[\w\-]{1,40} \.")
_ROLE = re.compile(
    r"(?:van ?phong|vp|vanthu|vt|info|lienhe|contact|hotro|support|admin|tiepdan|tiepcongdan|phananh"
    r"|gopy|duongdaynong"
    r"|toasoan|banbientap|bbt|mttq|ubmttq|ubmttqvn|mattran|ubnd|hdnd|congan|ban[a-z]{3,12}"
    r"|quyvinguoingheo|tinhdoan)"
    r"(?:[._\-][a-z.]{1,30})?"
)


def find_contacts(view: View) -> Iterator[Found]:
    """Yield e-mail addresses of persons."""
    if "@" in view.plain:
        for match in _PLAIN.finditer(view.plain):
            if not _shared(match[0].lower()) and not _message(view.fold, match.start()):
                cut = _CUT.search(view.low, max(0, match.start() - 50), match.start())
                yield Found(cut.start(1) if cut else match.start(), match.end(), EMAIL, 0.98)
        for match in _SPACED.finditer(view.low) if _APART.search(view.low) else ():
            if not re.search(r" \.|\. | @|@ ", match[0]) or re.search(
                r"[^ ]\. (?!(?:com|vn|net|org|edu|gov|example)(?!\w))", match[0]
            ):
                continue
            yield Found(match.start(), match.end(), EMAIL, 0.85)
    # An underscore reads as a space in `fold`; in an address it is a letter.
    fold = view.fold
    if "_" in view.plain:
        letters = list(fold)
        for line in re.finditer("_", view.plain):
            letters[line.start()] = "_"
        fold = "".join(letters)
    for start, end in _regions(fold):
        for match in _DISGUISED.finditer(fold, start, end):
            if not _shared(match[0]) and not _message(fold, match.start()):
                told = (
                    None
                    if "@" in match[0]
                    else _CALLED.search(fold, max(0, match.start() - 60), match.start())
                )
                yield Found(
                    told.start(told.lastindex or 0) if told else match.start(), match.end(), EMAIL, 0.9
                )


def _message(fold: str, start: int) -> bool:
    """Say whether what begins at `start` names a message, as mail programs do, and no mailbox."""
    return bool(_MESSAGE.search(fold, max(0, start - 24), start))


def _regions(fold: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text that may hold a disguised address, apart and in order."""
    start = end = 0
    for hint in _HINT.finditer(fold):
        if hint.start() - _AROUND > end:
            if end:
                yield start, end
            start = max(0, hint.start() - _AROUND)
        end = hint.end() + _AROUND
    if end:
        yield start, end


def _shared(address: str) -> bool:
    """Say whether the mailbox is an office's: a role before the @, at a government or sample domain."""
    name, _, domain = address.partition("@")
    return bool(_ROLE.fullmatch(name.strip())) and (
        domain.strip().endswith((".gov.vn", ".org.vn", ".edu.vn"))
        or name.strip().startswith(("vanphong", "vanthu", "info", "lienhe"))
    )
