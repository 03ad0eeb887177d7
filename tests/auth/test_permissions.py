"""The table of rights, row by row: role x action x own or another unit."""

from __future__ import annotations

import pytest

from hub.errors import Forbidden
from hub.people.store import Person
from hub.permissions import RIGHTS, Action, may, require

OWN, OTHER = "19489", "19483"

# A word for each role: what it may do. "-" not at all, "own" in its own unit, "all" in every unit.
#                              cadre  trainer  commune_admin  province_admin
TABLE = {
    Action.LEARN: ("own", "own", "own", "own"),
    Action.SEE_COMPLETION: ("-", "all", "own", "all"),
    Action.SEE_MISSING: ("-", "-", "own", "all"),
    Action.SEE_SUBMISSION: ("-", "all", "-", "all"),
    Action.IMPORT_ROSTER: ("-", "-", "own", "all"),
    Action.SET_ROLE: ("-", "-", "-", "all"),
    Action.ISSUE_RESET_CODE: ("-", "-", "own", "all"),
    Action.MARK_BY_HAND: ("-", "all", "-", "-"),
    Action.USE_AI: ("own", "own", "own", "own"),
    Action.MANAGE_AI: ("-", "-", "-", "all"),
    Action.SEE_AI_USE: ("-", "-", "own", "all"),
    Action.PROPOSE_PROMPT: ("own", "own", "own", "own"),
    Action.REVIEW_PROMPT: ("-", "all", "-", "all"),
    Action.PROMOTE_PROMPT: ("-", "-", "-", "all"),
}
ROLES = ("cadre", "trainer", "commune_admin", "province_admin")
ROWS = [
    (role, action, unit, reach == "all" or (reach == "own" and unit != OTHER))
    for action, reaches in TABLE.items()
    for role, reach in zip(ROLES, reaches, strict=True)
    for unit in (None, OWN, OTHER)
]


def person(role: str) -> Person:
    return Person(
        id=1,
        username="mau.nv",
        full_name="Nguyễn Văn Mẫu",
        unit_code=OWN,
        unit_name="Xã Lìa",
        unit_kind="xa",
        position="",
        full_time=False,
        counted=True,
        role=role,
        active=True,
    )


@pytest.mark.parametrize(("role", "action", "unit", "allowed"), ROWS)
def test_right(role: str, action: Action, unit: str | None, allowed: bool) -> None:
    """`may` and `require` agree with the table; `None` asks whether for any unit at all."""
    assert may(person(role), action, unit) is allowed
    if allowed:
        require(person(role), action, unit)
    else:
        with pytest.raises(Forbidden) as refusal:
            require(person(role), action, unit)
        assert refusal.value.status == 403
        only_elsewhere = unit == OTHER and may(person(role), action, OWN)
        assert ("đơn vị của mình" in refusal.value.message) is only_elsewhere


def test_table_is_whole() -> None:
    """A new action or role without a row here fails."""
    assert set(TABLE) == set(Action)
    assert set(RIGHTS) == set(ROLES)


def test_unknown_role_may_do_nothing() -> None:
    """A role the table does not know has no right at all."""
    assert not any(may(person("khach"), action) for action in Action)
