"""Which models the agency approved, and for which abroad the transfer dossier is recorded.

Decisions are added, never changed: each with who, when and the number of the paper it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person
from hub.permissions import Action, require
from prompt_library.accounts.errors import InvalidForm
from prompt_library.accounts.tables import CODE, model_decisions
from prompt_library.accounts.typed import typed_line

DOCUMENT_MOST = 80
_APPROVE, _WITHDRAW, _DOSSIER, _NO_DOSSIER = "approve", "withdraw", "dossier", "no_dossier"


@dataclass(frozen=True)
class Decision:
    """One decision: `document` is the number and sign of its paper, `by` a person's id."""

    model: str
    decision: str  # approve | withdraw | dossier | no_dossier
    document: str
    by: int
    at: datetime


@dataclass(frozen=True)
class Approval:
    """How a model stands: the decisions that hold now, None where there is none."""

    model: str
    approved: Decision | None = None
    dossier: Decision | None = None


async def approvals(conn: AsyncConnection) -> dict[str, Approval]:
    """Return how each model stands on which anything was ever decided, by the model's id."""
    return approvals_of(await decisions(conn))


def approvals_of(decided: Iterable[Decision]) -> dict[str, Approval]:
    """Return what decisions, the first first, come to."""
    found: dict[str, Approval] = {}
    for one in decided:
        before = found.get(one.model, Approval(one.model))
        approved, dossier = before.approved, before.dossier
        if one.decision in {_APPROVE, _WITHDRAW}:
            approved = one if one.decision == _APPROVE else None
        else:
            dossier = one if one.decision == _DOSSIER else None
        found[one.model] = Approval(one.model, approved, dossier)
    return found


async def decisions(conn: AsyncConnection) -> list[Decision]:
    """Return every decision, the first first."""
    d = model_decisions.c
    rows = await conn.execute(
        select(d.model, d.decision, d.document, d.decided_by, d.decided_at).order_by(d.id)
    )
    return [Decision(*row) for row in rows]


async def approve(conn: AsyncConnection, by: Person, model: str, document: str, now: datetime) -> None:
    """Record that the agency approved the model; raise Forbidden, InvalidForm."""
    await _decide(conn, by, model, _APPROVE, document, now)


async def withdraw(conn: AsyncConnection, by: Person, model: str, document: str, now: datetime) -> None:
    """Record that the approval is withdrawn; raise Forbidden, InvalidForm."""
    await _decide(conn, by, model, _WITHDRAW, document, now)


async def record_dossier(conn: AsyncConnection, by: Person, model: str, document: str, now: datetime) -> None:
    """Record the dossier of the transfer of personal data abroad; raise Forbidden, InvalidForm."""
    await _decide(conn, by, model, _DOSSIER, document, now)


async def withdraw_dossier(
    conn: AsyncConnection, by: Person, model: str, document: str, now: datetime
) -> None:
    """Record that the transfer dossier holds no longer; raise Forbidden, InvalidForm."""
    await _decide(conn, by, model, _NO_DOSSIER, document, now)


async def _decide(
    conn: AsyncConnection, by: Person, model: str, decision: str, document: str, now: datetime
) -> None:
    require(by, Action.MANAGE_AI)
    number = typed_line(document)
    if not number:
        raise InvalidForm("Mời đồng chí ghi số, ký hiệu văn bản làm căn cứ.")
    if len(number) > DOCUMENT_MOST:
        raise InvalidForm(f"Số, ký hiệu văn bản dài quá {DOCUMENT_MOST} ký tự. Mời đồng chí viết gọn lại.")
    if len(model) > 80 or not re.match(CODE, model):
        raise InvalidForm("Tên mô hình không đúng dạng. Mời đồng chí tải lại trang.")
    await conn.execute(
        insert(model_decisions).values(
            model=model, decision=decision, document=number, decided_by=by.id, decided_at=now
        )
    )
