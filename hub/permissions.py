"""Who may do what, in one table: role x action -> own unit, every unit, or not at all."""

from __future__ import annotations

from enum import StrEnum

from hub.errors import Forbidden
from hub.people.store import Person


class Action(StrEnum):
    """Everything that needs a right."""

    LEARN = "learn"  # take lessons, answer, submit, see one's own marks
    SEE_COMPLETION = "see_completion"  # figures of units
    SEE_MISSING = "see_missing"  # names of who has not completed
    SEE_SUBMISSION = "see_submission"  # another person's submission
    IMPORT_ROSTER = "import_roster"
    SET_ROLE = "set_role"
    ISSUE_RESET_CODE = "issue_reset_code"
    MARK_BY_HAND = "mark_by_hand"
    USE_AI = (
        "use_ai"  # with an AI account and the licence; prompt_library.accounts.standing says who has both
    )
    MANAGE_AI = "manage_ai"  # AI accounts, quotas, approvals of models
    SEE_AI_USE = "see_ai_use"  # who has an AI account, and figures of its use; never what was written
    PROPOSE_PROMPT = "propose_prompt"
    REVIEW_PROMPT = "review_prompt"
    PROMOTE_PROMPT = "promote_prompt"  # approve for everybody, retire


class Scope(StrEnum):
    """How far a right reaches."""

    OWN_UNIT = "own_unit"
    EVERY_UNIT = "every_unit"


_OWN, _ALL = Scope.OWN_UNIT, Scope.EVERY_UNIT

# The one table. A missing cell is a refusal.
RIGHTS: dict[str, dict[Action, Scope]] = {
    "cadre": {
        Action.LEARN: _OWN,
        Action.USE_AI: _OWN,
        Action.PROPOSE_PROMPT: _OWN,
    },
    "trainer": {
        Action.LEARN: _OWN,
        Action.USE_AI: _OWN,
        Action.PROPOSE_PROMPT: _OWN,
        Action.REVIEW_PROMPT: _ALL,
        Action.SEE_COMPLETION: _ALL,
        Action.SEE_SUBMISSION: _ALL,
        Action.MARK_BY_HAND: _ALL,
    },
    "commune_admin": {
        Action.LEARN: _OWN,
        Action.USE_AI: _OWN,
        Action.SEE_AI_USE: _OWN,
        Action.PROPOSE_PROMPT: _OWN,
        Action.SEE_COMPLETION: _OWN,
        Action.SEE_MISSING: _OWN,
        Action.IMPORT_ROSTER: _OWN,
        Action.ISSUE_RESET_CODE: _OWN,
    },
    "province_admin": {
        Action.LEARN: _OWN,
        Action.USE_AI: _OWN,
        Action.MANAGE_AI: _ALL,
        Action.SEE_AI_USE: _ALL,
        Action.PROPOSE_PROMPT: _OWN,
        Action.REVIEW_PROMPT: _ALL,
        Action.PROMOTE_PROMPT: _ALL,
        Action.SEE_COMPLETION: _ALL,
        Action.SEE_MISSING: _ALL,
        Action.SEE_SUBMISSION: _ALL,
        Action.IMPORT_ROSTER: _ALL,
        Action.SET_ROLE: _ALL,
        Action.ISSUE_RESET_CODE: _ALL,
    },
}


def scope_of(person: Person, action: Action) -> Scope | None:
    """Return how far the person's right to `action` reaches, or None."""
    return RIGHTS.get(person.role, {}).get(action)


def may(person: Person, action: Action, unit_code: str | None = None) -> bool:
    """Tell whether the person may do `action`, for `unit_code` when one is named."""
    scope = scope_of(person, action)
    if scope is None:
        return False
    return scope is Scope.EVERY_UNIT or unit_code is None or unit_code == person.unit_code


def require(person: Person, action: Action, unit_code: str | None = None) -> None:
    """Raise Forbidden unless the person may do `action` (for `unit_code`)."""
    if may(person, action, unit_code):
        return
    if scope_of(person, action) is None:
        raise Forbidden
    raise Forbidden("Đồng chí chỉ làm được việc này với đơn vị của mình.")
