"""The one table of levels: which models may answer, and what the guard's findings mean (docs/ai.md)."""

from __future__ import annotations

from dataclasses import dataclass

from prompt_library.gateway.errors import GatewayError
from prompt_library.library.masking import MaskedTexts

UNSURE_BELOW = 0.6
_MOST_WORDS = 5


@dataclass(frozen=True)
class ModelFacts:
    """What the table asks of a model: where it runs, and what the agency decided about it."""

    simulated: bool
    abroad: bool
    approved: bool
    dossier: bool  # the dossier of a transfer abroad is recorded


@dataclass(frozen=True)
class Rule:
    """One row of the table."""

    any_model: bool = False
    approved_model: bool = False  # also without being asked where it runs
    at_home_or_dossier: bool = False
    unsure_refuses: bool = False
    persons_refuse: bool = False


TABLE: dict[int, Rule] = {
    0: Rule(any_model=True),
    1: Rule(approved_model=True),
    2: Rule(at_home_or_dossier=True, unsure_refuses=True),
    3: Rule(at_home_or_dossier=True, unsure_refuses=True, persons_refuse=True),
    4: Rule(),
}


def model_allowed(level: int, model: ModelFacts) -> bool:
    """Tell whether `model` may receive a text of `level`."""
    rule = TABLE[level]
    if rule.any_model:
        return True
    if not rule.approved_model and not rule.at_home_or_dossier:
        return False
    if model.simulated:
        return True
    if not model.approved:
        return False
    return rule.approved_model or not model.abroad or model.dossier


def levels_of(model: ModelFacts) -> list[int]:
    """Return the levels whose texts `model` may receive."""
    return [level for level in TABLE if model_allowed(level, model)]


def level_of_texts(asked: int, masked: MaskedTexts) -> int:
    """Return the level of what is sent: the prompt's or the one asked for, at least 2 with personal data.

    So no prompt of level 0 or 1 leads a citizen's letter past the table, in a field or in a later turn.
    """
    return max(asked, 2 if any(masked.entities) else 0)


def ensure_sendable(level: int) -> None:
    """Raise GatewayError `level_refused` for what no AI may get."""
    if level >= 4:
        raise GatewayError(
            "level_refused",
            "Việc này thuộc mức 4: không đưa vào AI. Mời đồng chí mở thẻ hướng dẫn của việc này trong "
            "thư viện câu lệnh để làm theo quy trình của cơ quan; AI chỉ giúp soạn khung văn bản trống, "
            "không có thông tin của ai.",
        )


def ensure_guard_agrees(level: int, masked: MaskedTexts) -> None:
    """Raise GatewayError when the guard's findings forbid sending at `level`.

    `state_secret` at any level; `level_refused` for a person in a level 3 text; `guard_unsure` when an
    entity's confidence is below 0.6 in a level 2 text. The messages quote the words: never log them.
    """
    if masked.refused:
        raise GatewayError("state_secret", masked.refused)
    rule = TABLE[level]
    if rule.persons_refuse:
        words = _words(masked, below=2.0)
        if words:
            raise GatewayError(
                "level_refused",
                f"Việc này (mức {level}) chỉ dùng khung trống, không gửi thông tin của người cụ thể. Bộ lọc "
                f"thấy: {words}. Mời đồng chí bỏ các phần đó rồi gửi lại, và tự điền vào bản kết quả.",
            )
    if rule.unsure_refuses:
        words = _words(masked, below=UNSURE_BELOW)
        if words:
            raise GatewayError(
                "guard_unsure",
                f"Bộ lọc chưa chắc những chữ sau có phải dữ liệu cá nhân không: {words}. Chưa có gì được gửi "
                "đi. Mời đồng chí viết rõ hơn hoặc bỏ những chữ đó rồi gửi lại.",
            )


def _words(masked: MaskedTexts, *, below: float) -> str:
    """Return the distinct words masked with a confidence under `below`, quoted; "" when there are none."""
    words: dict[str, None] = {}
    for entities in masked.entities:
        for found in entities:
            if found.confidence < below:
                words[masked.tokens[found.token]] = None
    quoted = [f"“{word}”" for word in words]
    more = f" và {len(quoted) - _MOST_WORDS} chỗ khác" if len(quoted) > _MOST_WORDS else ""
    return ", ".join(quoted[:_MOST_WORDS]) + more
