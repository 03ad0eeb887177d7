"""Names written in small letters, as in chat: only with more proof than a capital letter gives."""

from __future__ import annotations

from prompt_library.guard import lists
from prompt_library.guard.view import fold
from prompt_library.guard.words import APART, SMALL, SPACE, Words

# Little words that cannot be a given name after `văn`, `thị`, or after a word that calls a person.
LITTLE = lists.section("small_words", "little")
# Given names that are also everyday words: not told in small letters after a word for a person.
EVERYDAY = lists.section("small_words", "everyday")
EVERYDAY_BARE = lists.section("small_words", "everyday-bare")
# Words for persons in bare letters that are something else too often: `chi` is also chỉ, `ba` three.
# Common words that without marks begin like a call and a name: `co quan`, `o to`, `chu tro`.
_NO_CALL = frozenset(fold(pair) for pair in lists.section("small_words", "no-small-call"))
# `vo thi van`, `ho thi noi`: vợ thì, họ thì.
_NO_FAMILY = frozenset(["vo", "do", "ta", "la", "ma", "ho", "con", "chi"])
_AFTER_THI = frozenset(
    ["van", "theo", "cung", "dang", "bi", "duoc", "muon", "xin", "bao", "nghe", "tham", "an"]
)
_SPEECH = lists.section("small_words", "speech")
# Of the everyday words those that alone are nothing else in a sentence: after `ông` they name him.
_PROPER = lists.section("small_words", "proper")
_STRONG_CALL = lists.section("small_words", "strong-small")
_NOT_PROPER = lists.section("small_words", "not-proper")
# After these two given names without marks may follow; none of them may be one of the common words.
_BARE_CALL = frozenset(["anh", "chi", "bac", "thay", "ong", "ba", "chu", "dc", "c"])
_NOT_BARE = LITTLE | EVERYDAY_BARE | _NOT_PROPER | lists.folded(EVERYDAY - _PROPER)
_BEFORE_BA = lists.section("small_words", "before-ba")
_OPENS = frozenset(["là", "tên", "với", "và", "gồm", "gặp", "của", "cho", "gửi", "vợ", "chồng", "con", "tôi"])
_GOES_ON = lists.section("small_words", "goes-on")
_WEAK_CALL = lists.section("small_words", "weak-call")
_WEAKEST_CALL = lists.section("small_words", "weakest-call")


def small_name(words: Words, at: int, called: bool, labelled: bool) -> tuple[int, float]:
    """Return (end, confidence) of the name in small letters at word `at`, or (0, 0)."""
    low, bare = words.low[at], words.fold[at]
    level = lists.SURNAMES.get(low, 0)
    # In a line with marks a word without any is written as it is: `bà sen`.
    marked = low != bare or words.bare[at] != bare
    if not level and not marked:
        level = lists.SURNAMES_BARE.get(words.bare[at], 0)
    if called and not marked:
        call = words.low[at - 1]
        if f"{words.fold[at - 1]} {bare}" in _NO_CALL:
            return 0, 0.0
        weakest = call in _WEAKEST_CALL and not _lady(words, at)
        called = not weakest and (call not in _WEAK_CALL or _speech(words, at) or _two(words, at) > 0)
    end = _run(words, at)
    if level >= 1 and end - at >= 2:
        found = _full(words, at, end, level, called or labelled)
        if found:
            return found, 0.85 if called or labelled else 0.75
    if (called or labelled) and len(low) > 1:
        return _given(words, at, end, marked, labelled)
    return 0, 0.0


def _run(words: Words, at: int) -> int:
    end = at + 1
    while end < len(words) and end - at < 5 and words.gap[end - 1] == SPACE and words.case[end] == SMALL:
        end += 1
    return end


def _full(words: Words, at: int, end: int, level: int, called: bool) -> int:
    """Return the end of a full name in small letters, 0 if it is not one."""
    if words.pairs(at, min(end, at + 3)) in lists.PUBLIC and not called:
        return 0
    second = words.pair(at + 1)
    bare_words = words.low[at] == words.fold[at] and not called
    if bare_words and at and words.gap[at - 1] == SPACE and words.pairs(at - 1, at + 1) in lists.COMPOUNDS:
        return 0  # mat tran thi tran, quan ly do thi
    then = bare_words and words.fold[at] in _NO_FAMILY and second[1] == "thi" and at + 2 < end
    if then and (words.fold[at + 2] in LITTLE or words.fold[at + 2] in _AFTER_THI):
        return 0  # vo thi van
    if words.pairs(at, at + 2) in lists.COMPOUNDS and second not in lists.MIDDLES_SURE:
        return 0
    if end - at >= 3 and second in lists.MIDDLES_SURE and (level >= 2 or called):
        third = words.fold[at + 2]
        good = words.pair(at + 2) in lists.GIVENS or len(third) == 1 or level == 3 or called
        good = good or words.low[at + 1] == "thị"
        if (
            third in LITTLE
            and not (words.pair(at + 2) in lists.GIVENS and words.low[at + 2] != third)
            and not (called and words.pair(at + 2) in lists.GIVENS)
        ):
            good = False
        surely = words.fold[at] in ("nguyen", "tran", "pham", "huynh")
        if words.pairs(at + 1, at + 3) in lists.COMPOUNDS and not called and not surely:
            good = False
        if good and len(third) <= 7:
            stop = at + 3
            longer = (
                words.pair(at + 2) in lists.MIDDLES
                or called
                or (level == 3 and words.low[at] != words.fold[at])
            )
            closes = stop + 1 == len(words) or (stop < end and words.gap[stop] != SPACE)
            if (
                stop < end
                and longer
                and (_plain_given(words, stop) or (closes and words.pair(stop) in lists.GIVENS))
            ):
                stop += 1
            return stop
    if end - at >= 3 and second in lists.MIDDLES and (level == 3 or called) and _plain_given(words, at + 2):
        if words.pairs(at, at + 2) in lists.COMPOUNDS or words.pairs(at + 1, at + 3) in lists.COMPOUNDS:
            return 0
        # Without marks only after a word for a person, or with a family name that is no other word.
        if words.low[at] != words.fold[at] or called or words.fold[at] in ("nguyen", "tran", "pham", "huynh"):
            return at + 3
    if called and level >= 2 and 3 <= end - at <= 4 and _whole(words, at, end):
        return end
    if called and level >= 2 and _plain_given(words, at + 1):
        return at + 3 if end - at > 3 and _two(words, at + 1) == at + 3 else at + 2
    return _item(words, at, end)


def _whole(words: Words, at: int, end: int) -> bool:
    """Say whether a run in small letters from a family name to the end of its phrase is one name."""
    if words.gap[end - 1] == SPACE:
        return False
    marked = words.low[at] != words.fold[at] or words.bare[at] != words.fold[at]
    given = words.pair(end - 1) in lists.GIVENS and words.low[end - 1] not in EVERYDAY - _PROPER
    common = any(words.pairs(k, k + 2) in lists.COMPOUNDS for k in range(at, end - 1))
    return marked and given and not common and all(len(words.low[k]) <= 7 for k in range(at, end))


def _item(words: Words, at: int, end: int) -> int:
    """Return the end of a name of three words that is an item of a list: `3 cao xuân tỵ`; 0 for none."""
    opens = at == 0 or words.gap[at - 1] != SPACE or words.low[at - 1] in _OPENS
    if opens and lists.SURNAMES.get(words.low[at], 0) == 3 and 2 <= end - at <= 4 and _whole(words, at, end):
        return end
    closes = end - at == 3 or (end - at > 3 and words.low[at + 3] in ("sn", "ns", "sinh"))
    if not (opens and closes) or words.pair(at + 1) not in lists.MIDDLES:
        return 0
    if words.pair(at + 2) not in lists.GIVENS or words.low[at + 2] in ("thì", "là"):
        return 0
    family = lists.SURNAMES.get(words.low[at], 0) or lists.SURNAMES_BARE.get(words.bare[at], 0)
    common = any(words.pairs(k, k + 2) in lists.COMPOUNDS for k in (at, at + 1))
    place = words.pair(at) in lists.PLACE_HEADS or words.pairs(at + 1, at + 3) in lists.PLACES
    return 0 if common or place or family < 2 or words.low[at] in _NO_FAMILY else at + 3


def _plain_given(words: Words, at: int) -> bool:
    """Say whether word `at` is a given name that does not open a common two-syllable word."""
    low, bare = words.low[at], words.fold[at]
    if words.pair(at) not in lists.GIVENS or (low == bare and bare in LITTLE):
        return False
    after = at + 1
    follows = after < len(words) and words.gap[at] == SPACE and words.case[after] == SMALL
    return not (follows and words.pairs(at, after + 1) in lists.COMPOUNDS)


def _given(words: Words, at: int, end: int, marked: bool, labelled: bool) -> tuple[int, float]:
    """Read a given name in small letters after a word for a person: `chị hoa`, `anh tuan oi`."""
    low, bare = words.pair(at)
    if labelled and words.pair(at) not in lists.GIVENS:
        return 0, 0.0
    if words.pairs(at - 1, at + 1) in lists.COMPOUNDS or words.pairs(at - 1, at + 1) in lists.PLACES:
        return 0, 0.0
    if two := _two(words, at):
        return two, 0.65
    if not _plain_given(words, at):
        return 0, 0.0
    if low in EVERYDAY:
        proper = marked and low in _PROPER and words.low[at - 1] in _STRONG_CALL
        proper = proper and words.gap[at - 1] != APART
        return (at + 1, 0.62) if proper else (0, 0.0)
    little = bare in LITTLE or (bare in EVERYDAY_BARE and not labelled)
    return (0, 0.0) if little and not marked else (at + 1, 0.65)


def _two(words: Words, at: int) -> int:
    """Return the end of two given names in small letters that end their phrase: `chị minh anh:`; else 0."""
    end = at + 2
    if end > len(words) or words.gap[at] != SPACE or words.case[at + 1] != SMALL:
        return 0
    if words.pair(at) not in lists.GIVENS or words.pair(at + 1) not in lists.GIVENS:
        return 0
    if words.pairs(at, end) in lists.COMPOUNDS or words.pairs(at, end) in lists.PLACES:
        return 0
    marked = words.low[at] != words.fold[at] or words.bare[at] != words.fold[at]
    if not marked and (
        words.low[at - 1] not in _BARE_CALL
        or any(words.fold[k] in _NOT_BARE or words.pair(k) in lists.PLACE_HEADS for k in (at, at + 1))
    ):
        return 0
    second, plain = words.low[at + 1], words.fold[at + 1]
    if second in _GOES_ON or plain in LITTLE - {"anh", "ba"} or (plain in _GOES_ON and second == plain):
        return 0
    if words.low[at] in EVERYDAY and words.low[at] not in _PROPER:
        return 0
    follows = end < len(words) and words.gap[end - 1] == SPACE
    if follows and words.pairs(end - 1, end + 1) in lists.COMPOUNDS:
        return 0
    return end if not follows or words.fold[end] in _GOES_ON or words.fold[end] in _SPEECH else 0


def _lady(words: Words, at: int) -> bool:
    """Say whether `ba`, `me` without marks before word `at` is bà, mẹ: opening its clause, or after và."""
    call = words.low[at - 1]
    if call not in ("ba", "me", "cu") or words.fold[at] in _NOT_PROPER:
        return False
    opens = at < 2 or words.gap[at - 2] != SPACE
    return (opens or words.fold[at - 2] in _BEFORE_BA) and (
        _speech(words, at) or words.fold[at] in lists.SURNAMES_BARE
    )


def _speech(words: Words, at: int) -> bool:
    """Say whether what follows is how one goes on after naming a person."""
    if at + 1 >= len(words) or words.gap[at] != SPACE:
        return True
    return words.fold[at + 1] in _SPEECH or words.fold[at + 1] in _GOES_ON
