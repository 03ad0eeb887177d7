"""Numbers that lead to one person: what digits are, by length, by shape and by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_library.guard import entity as kinds
from prompt_library.guard import lists
from prompt_library.guard import number_patterns as patterns
from prompt_library.guard.entity import Found
from prompt_library.guard.number_owners import Context, office, personal, public_account, social
from prompt_library.guard.number_papers import find_papers
from prompt_library.guard.number_shapes import find_shapes
from prompt_library.guard.number_spoken import after_letter, with_letters
from prompt_library.guard.view import View

# Province codes of numbers issued so far; another code only lowers confidence (there is no check digit).
_PROVINCES = frozenset(int(code) for code in lists.section("province_codes"))
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)

_FEWEST = 6  # digits of a number that is told
_FRACTIONS = (" 0.", ":0.", " 0,")
_BARE_LABEL = re.compile(r"\W*(?:so|no|number|ma so)[ .:]*")
_WHOLE = re.compile(r"\+?\d{12,}\s")
_LETTERS = str.maketrans("oil", "011")

_WORD_DIGITS = {
    "khong": "0", "ko": "0", "zero": "0", "linh": "0", "le": "0", "o": "0", "tram": "00", "muoi": "",
    "cong": "",
    "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "sau": "6", "bay": "7",
    "tam": "8", "chin": "9",
}  # fmt: skip


_ID_SHAPES = (
    [3, 3, 3, 3],
    [4, 4, 4],
    [3, 9],
    [6, 6],
    [3, 1, 2, 6],
    [3, 3, 6],
    [3, 3, 2, 4],
    [4, 2, 6],
    [3, 6, 3],
    [9, 3],
)


def tax_code_holds(digits: str) -> bool:
    """Say whether the ten digits of a tax code agree with its check digit (TT 105/2020)."""
    total = sum(w * int(d) for w, d in zip(_TAX_WEIGHTS, digits, strict=False)) % 11
    return total != 0 and 10 - total == int(digits[9])


def find_numbers(view: View) -> Iterator[Found]:
    """Yield identity numbers, phones, accounts, cards, passports and plates."""
    yield from find_shapes(view)
    yield from find_papers(view)
    for match in patterns.LETTER_ZERO.finditer(view.fold):
        digits = re.sub(r"[ .\-]", "", match[0]).translate(_LETTERS)
        if not re.search("[oil]", match[0]) or sum(c.isdigit() for c in match[0]) < 3:
            continue
        word = _context(view, match.start(), match.end()).label
        if digits[0] == "0" or word in ("id", "cmnd", "phone"):
            kind = kinds.PERSON_ID if len(digits) == 12 else kinds.OLD_ID if len(digits) == 9 else kinds.PHONE
            yield Found(match.start(), match.end(), kind, 0.85)
        elif len(digits) == 10 and (word == "bhxh" or social(view, match.start())):
            yield Found(match.start(), match.end(), kinds.SOCIAL_INSURANCE, 0.8)
    for match in patterns.SLASHED.over(view):
        yield Found(match.start(), match.end(), kinds.PHONE, 0.75)
    for match in patterns.SPOKEN.over(view):
        found = _spoken(view, match)
        if found:
            yield found
    for match in patterns.RUN.finditer(view.plain):
        if match.end() - match.start() < _FEWEST:
            continue
        yield from _segments(
            view, [(m.start(), m.end()) for m in patterns.GROUP.finditer(view.plain, *match.span())]
        )
    if patterns.BREAK_INSIDE.search(view.plain):
        for match in patterns.BROKEN.finditer(view.plain):
            if len(match[0]) > _FEWEST and "\n" in match[0] and not _WHOLE.match(match[0]):
                groups = [(m.start(), m.end()) for m in patterns.GROUP.finditer(view.plain, *match.span())]
                yield from (f for f in _segments(view, groups) if "\n" in view.plain[f.start : f.end])


def _spoken(view: View, match: re.Match[str]) -> Found | None:
    spoken = patterns.TIMES.sub(lambda m: " ".join([m[2]] * int(_WORD_DIGITS[m[1]])), match[0])
    digits = "".join(_WORD_DIGITS.get(w, w) for w in re.findall(r"[a-z]+|\d+", spoken))
    words = sum(1 for w in re.findall(r"[a-z]+", spoken) if w in _WORD_DIGITS)
    if words < (1 if len(digits) == 10 and digits[0] == "0" else 3) or not 4 <= len(digits) <= 19:
        return None
    if len(digits) < 8 and not after_letter(view, match.start()):
        return None
    context = _context(view, match.start(), match.end())
    found = with_letters(view, match.start(), match.end(), digits, context.label)
    if found or len(digits) < 8:
        return found
    if context.label == "hot" or match[0].endswith("tram"):
        return None  # a hotline; money
    kind = {
        "bank": kinds.ACCOUNT,
        "cmnd": kinds.OLD_ID,
        "tax": kinds.TAX,
        "bhxh": kinds.SOCIAL_INSURANCE,
    }.get(context.label, kinds.PERSON_ID if len(digits) == 12 else kinds.PHONE)
    return Found(match.start(), match.end(), kind, 0.9)


def _context(view: View, start: int, end: int) -> Context:
    """Return the label nearest before `start` (same line, or the line above at its end), and neighbours."""
    line, stop = view.line(start)
    left = max(line, start - 70)
    before = view.fold[left:start]
    if line and (start - line < 4 or _BARE_LABEL.fullmatch(before)):
        left = max(0, line - 60)  # the label stands on the line above
        before = view.fold[left:start]
    label, stop_label = "", 0
    for match in patterns.LABEL.inside(view, left, start):
        label, stop_label = match.lastgroup or "", match.end()
    between = before[stop_label:]
    if label and (";" in between or patterns.OTHER_NUMBER.search(between)):
        label = label if label not in ("other", "hot") and patterns.LISTED.fullmatch(between) else ""
    if label == "hot" and patterns.CALLED.search(between):
        label = "phone"
    if label and between == "-" and view.plain[start - 1] == "-":
        label = "other"  # a code: DT-2026-0815
    elif label == "other" and patterns.DIRECT.fullmatch(between):
        label = "code"
    elif label in ("", "other") and "mã" in view.low[max(line, start - 36) : start]:
        code = patterns.CODE_OF.search(view.low, max(line, start - 36), start)
        if code and not patterns.PERSONAL_CODE.search(view.fold, code.start(), start):
            label = "code"
    elif between and patterns.CODE_BEFORE.search(view.plain, max(line, start - 18), start):
        label = "prefixed"
    return Context(label, before, view.fold[end : min(stop, end + 40)])


def _is_date(groups: list[str]) -> bool:
    """Say whether three groups read as day, month, year."""
    day, month, year = groups
    return (
        len(day) <= 2 and len(month) <= 2 and len(year) == 4
        and 1 <= int(day) <= 31 and 1 <= int(month) <= 12 and year[:2] in ("18", "19", "20")
    )  # fmt: skip


def _segments(view: View, spans: list[tuple[int, int]]) -> Iterator[Found]:
    """Cut a run of digit groups into numbers, each told by `_classify`."""
    groups = [view.plain[a:b] for a, b in spans]
    at = 0
    while at < len(groups):
        if at + 2 < len(groups) and _is_date(groups[at : at + 3]):
            at += 3
            continue
        if view.plain[spans[at][0] - 1 : spans[at][0]] == ":" and len(groups[at]) == 2:
            at += 1  # the minutes of an hour
            continue
        if (
            at
            and len(groups[at]) == 3
            and spans[at][0] - spans[at - 1][1] == 1
            and view.plain[spans[at][0] - 1] in "."
        ):
            at += 1  # inside an amount: 1.000.000.000
            continue
        found, used = _longest(view, spans, groups, at)
        if found:
            yield found
        at += used


def _longest(
    view: View, spans: list[tuple[int, int]], groups: list[str], at: int
) -> tuple[Found | None, int]:
    """Return the number that begins at group `at` and how many groups it takes (at least one)."""
    best: tuple[Found | None, int] = (None, 1)
    best_weight = 0.0
    digits = ""
    single = len(groups[at]) == 1 and at + 1 < len(groups) and len(groups[at + 1]) == 1
    start = spans[at][0]
    context: Context | None = None
    plus = "+" in view.plain[max(0, start - 2) : start]
    body = 0  # groups of a body's tax code: no piece of it is a number either
    for end in range(at, min(len(groups), at + 19)):
        if (len(groups[end]) == 1) != single and end > at and single:
            break
        if len(digits) >= 9 and "  " in view.plain[spans[end - 1][1] : spans[end][0]]:
            break  # the next column
        if len(digits) >= 8 and view.plain[spans[end - 1][1] : spans[end][0]] == " -":
            break  # an amount taken off: `TK 0000100000219 -5,000,000VND`
        digits += groups[end]
        if len(digits) > 19:
            break
        if len(digits) < _FEWEST:
            continue
        if context is None:
            context = _context(view, start, start)
        if single and not context.label and digits[0] != "0" and digits[:2] != "84":
            break
        # Without a word beside it only an id, a phone or a lone group can be told: long runs stay cheap.
        card = len(digits) in (16, 19) and digits.startswith("9704")
        if (
            not context.label
            and not card
            and not (plus or patterns.BARE_CODE.search(context.before))
            and (
                not 9 <= len(digits) <= 15
                or (end > at and digits[0] != "0" and digits[:2] != "84" and len(digits) < 12)
            )
        ):
            continue
        stop = spans[end][1]
        rest = Context(context.label, context.before, view.fold[stop : stop + 40].split("\n")[0])
        kind, confidence, person = _classify(view, digits, groups[at : end + 1], start, stop, rest)
        if not kind and context.label == "tax" and len(digits) in (10, 13):
            body = end + 1 - at
        if not kind and (
            (digits[:2] == "02" and len(digits) in (10, 11))
            or (context.label == "bank" and patterns.OF_BODY.match(view.low, stop))
            or (
                context.label == "bank"
                and [len(g) for g in groups[at : end + 1]] in ([4, 1, 7], [4, 1, 7, 5])
            )
        ):
            best, best_weight, body = (None, 1), 0.0, end + 1 - at  # a body's: no piece of it is a number
        weight = confidence - (0.5 if person else 0) + len(digits) / 20
        # A piece of a longer row of equal groups (money, statistics) is not a number by itself.
        if kind and weight > best_weight:
            best = Found(_opening(view, start, stop), stop, kind, confidence, person), end + 1 - at
            best_weight = weight
    return best if best[0] or not body else (None, body)


def _opening(view: View, start: int, end: int) -> int:
    """Return where the number begins with its `+`, and its bracket if that closes: `(+84) 600`."""
    allowed = "+(" if ")" in view.plain[start:end] else "+"
    while start and view.plain[start - 1] in allowed:
        start -= 1
    return start


def _classify(
    view: View, digits: str, groups: list[str], start: int, end: int, around: Context
) -> tuple[str, float, bool]:
    """Return type ('' for none), confidence, and whether a person must be near."""
    none = ("", 0.0, False)
    label, size, alone = around.label, len(digits), len(groups) == 1
    if label == "code" or (label == "prefixed" and size != 12 and not patterns.MOBILE.match(digits)):
        return none
    if label == "prefixed" and not alone and view.plain[start - 1] == ".":
        return none  # MBVCB.000012.345678
    if start and view.plain[start - 1] == "/" and len(groups[0]) == 4 and groups[0][:2] in ("19", "20"):
        return none  # a date with its hour
    label = "" if label == "prefixed" else label
    slash = view.fold[end : end + 1] == "/" or (view.plain[max(0, start - 1) : start] == "/" and not label)
    if digits[:4] in ("1900", "1800") and 8 <= size <= 10 and (size == 8 or label in ("", "phone", "hot")):
        return none  # a service number
    if slash and not (size >= 9 and digits[0] == "0"):
        return none
    money = patterns.MONEY_AFTER.match(around.after) or (start and view.plain[start - 1] == "$")
    thirds = (
        len(groups) > 1 and digits[0] != "0" and all(len(g) == 3 for g in groups[1:]) and len(groups[0]) <= 3
    )
    separators = view.plain[start:end]
    if (
        not label
        and size != 10
        and (separators.startswith("0.") or view.plain[max(0, start - 3) : start] in _FRACTIONS)
    ):
        return none  # a version, a fraction
    thirds = thirds and ("." in separators or " " in separators)
    if money and not (digits[0] == "0" and size >= 9 and (size in (10, 12) or label)):
        return none
    plus = start and "+" in view.plain[max(0, start - 2) : start]
    if label == "bank" or (patterns.BANK_AFTER.match(around.after) and label not in ("phone", "id", "cmnd")):
        if (
            not 6 <= size <= 19
            or (thirds and (label != "bank" or size < 9 or ("." in separators and digits.endswith("000"))))
            or (size == 8 and _is_date_digits(groups))
        ):
            return none
        if public_account(view, start, end) or [len(g) for g in groups[:3]] == [4, 1, 7]:
            return none
        return kinds.ACCOUNT, 0.93, False
    if size in (16, 19) and digits.startswith("9704"):
        return kinds.ACCOUNT, 0.95, False  # a bank card of this country
    if label == "tax" and size in (10, 12, 13):
        return (
            (kinds.TAX, 0.95 if size == 12 or tax_code_holds(digits) else 0.7, False)
            if personal(around, view.fold[max(view.line(start)[0], start - 160) : start], view, start)
            else none
        )
    if label == "bhxh" and size in (10, 12):
        return kinds.SOCIAL_INSURANCE, 0.95, False
    if label == "bhyt" and size in (10, 12, 13, 15):
        return kinds.HEALTH_CARD, 0.9, False
    if size == 10 and digits[0] != "0" and label in ("", "other", "bhxh") and social(view, start):
        return kinds.SOCIAL_INSURANCE, 0.85, False
    if label == "hot" and not re.search(r"nha rieng", around.after) and size <= 11:
        return none
    if size == 12 and not thirds and (alone or label in ("id", "cmnd") or _id_shape(groups)):
        if digits[0] != "0" and label not in ("id", "cmnd") and (label == "other" or not alone):
            return none
        known = digits[0] == "0" and int(digits[:3]) in _PROVINCES
        return kinds.PERSON_ID, 0.97 if known else 0.88 if digits[0] == "0" else 0.75, False
    if size == 12 and label == "id":
        return kinds.PERSON_ID, 0.8, False
    if label == "other" and digits[0] != "0" and not plus:
        return none
    if size == 10 and not label and re.match(r"[ ]?[(\-–][ ]?(?:so )?bhxh", around.after):
        return kinds.SOCIAL_INSURANCE, 0.85, False
    if size == 8 and label == "cmnd" and alone:
        return kinds.OLD_ID, 0.85, False  # of an officer of the army
    if size == 9 and (label in ("cmnd", "id") or patterns.ISSUED.match(around.after)):
        return kinds.OLD_ID, 0.95, False
    if label == "passport" and 7 <= size <= 9:
        return kinds.PASSPORT, 0.8, False
    if (
        not label
        and 11 <= size <= 15
        and not thirds
        and not patterns.PHONE_LIKE.match(digits)
        and "stk" in view.fold[max(0, start - 300) : start]
    ):
        return kinds.ACCOUNT, 0.75, False  # an answer to `gửi STK`
    if patterns.PHONE_OF_BODY.match(around.after):
        return none
    if phone := _phone(digits, groups, label, bool(plus), bool(patterns.NEAR.search(around.before))):
        return (
            (kinds.PHONE, phone, False)
            if not (size in (10, 11) and digits[:2] == "02" and office(around, view, start))
            else none
        )
    if size == 9 and alone and label != "other" and not around.before.rstrip(' "').endswith('"id":'):
        return kinds.OLD_ID, 0.85 if digits[0] == "0" else 0.6, digits[0] != "0"
    if (
        size == 9
        and not alone
        and not label
        and groups == [g for g in groups if len(g) == 3]
        and "." not in separators
    ):
        return kinds.OLD_ID, 0.55, True
    if size == 9 and digits[0] == "0" and not thirds:
        return kinds.OLD_ID, 0.8, False
    if size == 10 and alone and digits[0] == "8" and tax_code_holds(digits) and label != "other":
        return kinds.TAX, 0.6, True
    return none


def _id_shape(groups: list[str]) -> bool:
    """Say whether twelve digits are grouped as people group an id, not a phone with something after it."""
    sizes = [len(g) for g in groups]
    ends = {sum(sizes[: n + 1]) for n in range(len(sizes))}
    if groups[0][0] == "0" and len(groups) <= 4 and sizes[0] > 1 and not ends & {10, 11}:
        return True  # no telephone number with something after it
    return sizes in _ID_SHAPES or set(sizes) == {1} or set(sizes) == {2}


def _is_date_digits(groups: list[str]) -> bool:
    return len(groups) == 3 and _is_date(groups)


def _phone(digits: str, groups: list[str], label: str, plus: bool, near: bool) -> float:
    """Return how surely the digits are a telephone number, 0 when they are none."""
    size = len(digits)
    if label in ("id", "cmnd") and size in (9, 12):
        return 0.0
    if digits.startswith("0084"):
        digits, size = "0" + digits[4:], size - 3
    elif digits.startswith("84") and (plus or size == 11) and 10 <= size <= 12:
        if digits[2:3] == "0":
            digits = digits[1:]
        digits, size = "0" + digits[2:], len(digits) - 1
        if plus or patterns.MOBILE.match(digits) or label == "phone" or digits.startswith("060"):
            return 0.95
        return 0.0
    elif plus and 8 <= size <= 15:
        return 0.85
    abroad = label == "phone" or (size >= 13 and len(groups) > 2)
    if digits[:2] == "00" and digits[2] != "0" and abroad and 11 <= size <= 15:
        return 0.85
    if len(groups) > 1 and len(groups[0]) == 1 and any(len(g) > 4 for g in groups):
        return 0.0
    if digits[0] == "0" and size == 10:
        if not label and len(groups) == 1 and digits[1] in "14" and tax_code_holds(digits):
            return 0.0  # an organisation's tax code
        return 0.97 if patterns.MOBILE.match(digits) else 0.9 if label in ("phone", "") else 0.75
    if digits[:2] in ("02", "01") and size == 11:
        return 0.9
    if label == "phone" and digits[0] == "0" and size in (9, 11):
        return 0.8
    if label == "phone" and near and size in (7, 8, 9) and not (len(groups) == 3 and len(groups[-1]) == 4):
        return 0.7
    return 0.0
