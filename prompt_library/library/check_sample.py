"""A prompt's sample and cases: as the platform would run them, with the guard between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_library.errors import InvalidInputs
from prompt_library.guard import detect, restore
from prompt_library.guard.entity import ADDRESS, EMAIL, FAITH_PEOPLE, HEALTH, PERSON_ID, PHONE
from prompt_library.library.checks import run_checks
from prompt_library.library.masking import MaskedTexts, mask
from prompt_library.library.model import Prompt
from prompt_library.library.reading import TOKEN, count_words
from prompt_library.library.render import clean_inputs, render

SURE = 0.6  # below it the gateway refuses a request of level 2
_PARAGRAPH_MOST = 100
_INVENTED = {
    PHONE: (re.compile(r"(?:0|\+?84)600000\d{3}"), "0600 000 xxx"),
    PERSON_ID: (re.compile(r"(?:000|097|099)\d{9}"), "000…, 097… or 099…"),
    EMAIL: (re.compile(r".+@(?:.+\.)?vidu\.example"), "…@vidu.example"),
}
Problem = tuple[str, str, bool]


def problems_of_sample(prompt: Prompt) -> Iterator[Problem]:
    """Yield (words that stand on the line, sentence, is a warning) for the sample and the cases."""
    alone = mask(prompt.system, [])
    if alone.refused:
        yield "system:", f"the system block is refused: {alone.refused}", False
    for token, seen in alone.tokens.items():
        # A name or a place may be the guard's mistake; it masks it all the same, so other words are better.
        doubtful = token.startswith(("[NGƯỜI", "[ĐỊA_CHỈ", "[SỨC_KHỎE", "[TÔN_GIÁO"))
        yield seen, f"the guard masks {seen!r} in the system block ({token}): reword it", doubtful
    if prompt.sample is not None:
        try:
            messages = render(prompt, prompt.sample.inputs)
        except InvalidInputs as error:
            for name, sentence in error.fields.items():
                yield "sample:", f"sample: {name}: {sentence}", False
        else:
            masked = mask(prompt.system, [messages[1].text])
            if masked.refused:
                yield "sample:", f"sample: {masked.refused}", False
            else:
                yield from _inputs(prompt, masked)
                yield from _answer(prompt, masked)
    for number, case in enumerate(prompt.cases, 1):
        try:
            text = "\n".join(message.text for message in render(prompt, case.inputs))
        except InvalidInputs as error:
            yield "cases:", f"case {number}: {' '.join(error.fields.values())}", False
            continue
        for words in case.contains:
            if words not in text:
                yield "cases:", f"case {number}: the messages do not hold {words!r}", False
        for words in case.absent:
            if words in text:
                yield "cases:", f"case {number}: the messages hold {words!r}", False


def _inputs(prompt: Prompt, masked: MaskedTexts) -> Iterator[Problem]:
    """Yield what the guard's findings in the typed part say against the sample."""
    entities = masked.entities[0]
    for entity in entities:
        original = masked.tokens[entity.token]
        rule = _INVENTED.get(entity.type)
        if rule and not rule[0].fullmatch(
            re.sub(r"[\s.()-]", "", original) if entity.type != EMAIL else original
        ):
            yield original, f"{original}: invented data must read as such ({rule[1]})", False
        if prompt.level >= 2 and entity.confidence < SURE:
            yield original, f"{original}: the guard is unsure ({entity.token}); the request is refused", False
    found = list(dict.fromkeys(masked.tokens[entity.token] for entity in entities))
    if found and prompt.level == 3:
        yield "sample:", f"level 3, but the guard finds {', '.join(found)}", False
    if found and prompt.level < 2:
        yield found[0], f"level {prompt.level}, but the guard masks {', '.join(found)} of the sample", True


def _reads_as_invented(kind: str, text: str) -> bool:
    rule = _INVENTED.get(kind)
    bare = text if kind == EMAIL else re.sub(r"[\s.()-]", "", text)
    return rule is None or bool(rule[0].fullmatch(bare))


def _answer(prompt: Prompt, masked: MaskedTexts) -> Iterator[Problem]:
    assert prompt.sample is not None  # noqa: S101 - for the type checker
    answer = prompt.sample.answer
    for token in dict.fromkeys(TOKEN.findall(answer)):
        if token not in masked.tokens:
            made = ", ".join(f"{one} = {text}" for one, text in masked.tokens.items()) or "none"
            yield (
                token,
                f"{token}: the guard makes no such token of the sample's inputs (it makes: {made})",
                False,
            )
    given = {text.casefold() for text in masked.tokens.values()}
    for entity in detect(answer):
        text = answer[entity.start : entity.end]
        open_bracket = answer.rfind("[", 0, entity.start) > answer.rfind("]", 0, entity.start)
        if open_bracket or TOKEN.search(text):  # [NGƯỜI_1], [cần bổ sung: tên]
            continue
        if entity.type in _INVENTED and _reads_as_invented(entity.type, text):
            continue
        if text.casefold() in given:
            doubtful = entity.type in (ADDRESS, HEALTH, FAITH_PEOPLE)
            yield text, f"{text}: the guard masks it in the inputs, so the answer has a token here", doubtful
        else:
            yield text, f"{text}: the guard takes it for {entity.type} in the answer, not in the inputs", True
    for paragraph in answer.split("\n\n"):
        if (
            not paragraph.lstrip().startswith(("|", "-", "*", "1."))
            and (n := count_words(paragraph)) > _PARAGRAPH_MOST
        ):
            yield paragraph[:40].split("\n")[0], f"a paragraph of {n} words; about 90 are readable", True
    shown = restore(answer, masked.tokens)
    for result in run_checks(prompt, shown, clean_inputs(prompt, prompt.sample.inputs)):
        if not result.passed:
            yield "checks:", f"the sample fails its own check: {result.label} ({result.detail})", False
