"""Who has an AI account: those whom the plan names by position, others by an administrator's grant.

The plan (Đề án Chuyển đổi số, mục IV.1 and III.4): cadres, officials and employees of the provincial
agency; chairs and vice chairs of the Front's committees in communes, wards and the special zone.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person
from hub.permissions import Action, may, require
from hub.text import fold
from prompt_library.accounts.errors import AlreadyEntitled, InvalidForm, NothingToRevoke
from prompt_library.accounts.tables import grants
from prompt_library.accounts.typed import typed_line

REASON_MOST = 300
BY_AGENCY = "cán bộ cơ quan cấp tỉnh"
BY_POSITION = "Chủ tịch, Phó Chủ tịch cấp xã"
BY_GRANT = "quản trị tỉnh cấp"

# A person may hold several posts: "Phó Chủ tịch Ủy ban MTTQ Việt Nam xã, Chủ tịch Hội Nông dân xã".
_BETWEEN_POSTS = re.compile(r"[,;/+()]|\s[–—-]\s|\bkiem(?: nhiem)?\b|\bdong thoi(?: la)?\b|\bva\b")
_LEADER = r"(?:quyen |q\. ?)?(?:(?:pho |p\.? ?)?(?:chu tich|ct)|pct)"
_FRONT = r"(?:u[yi] ban |ub ?)?(?:mttq|mat tran to quoc|mat tran|mt)(?: ?(?:viet nam|vn))?"
# "Chủ tịch" alone is the Front's, as the roster is. "Chủ tịch Hội Nông dân xã", "Chủ tịch UBND" is not.
_FRONT_LEADER = re.compile(rf"{_LEADER}(?: thuong truc| chuyen trach| phu trach)?(?:[ .]{_FRONT}(?: .*)?)?")
_COMMUNE_KINDS = frozenset({"xa", "phuong", "dac_khu"})


@dataclass(frozen=True)
class Grant:
    """An administrator's grant that holds now."""

    person_id: int
    reason: str
    granted_by: int
    granted_at: datetime


@dataclass(frozen=True)
class Entitlement:
    """Whether somebody has an AI account and why (Vietnamese; "" when not). `grant` when one holds."""

    entitled: bool
    why: str = ""
    grant: Grant | None = None


def leads_the_front(position: str) -> bool:
    """Tell whether a position held at a commune is chair or vice chair of the Front's committee there."""
    posts = (part.strip(" .:") for part in _BETWEEN_POSTS.split(fold(position)))
    return any(_FRONT_LEADER.fullmatch(post) for post in posts)


def by_position(person: Person) -> str:
    """Return why the person's unit and position give an AI account (Vietnamese), "" when they do not."""
    if person.unit_kind == "tinh":
        return BY_AGENCY
    if person.unit_kind in _COMMUNE_KINDS and leads_the_front(person.position):
        return BY_POSITION
    return ""


def entitlement_of(person: Person, grant: Grant | None) -> Entitlement:
    """Return the person's entitlement; `grant` is the one that holds now, if any."""
    if not person.active or not may(person, Action.USE_AI):
        return Entitlement(False)
    why = by_position(person)
    if why:
        return Entitlement(True, why, grant)
    if grant is not None:
        return Entitlement(True, f"{BY_GRANT}: {grant.reason}", grant)
    return Entitlement(False)


async def open_grants(conn: AsyncConnection, people: Collection[int] | None = None) -> dict[int, Grant]:
    """Return the grants that hold now by person id, of everybody or of `people`."""
    query = select(grants.c.person_id, grants.c.reason, grants.c.granted_by, grants.c.granted_at).where(
        grants.c.revoked_at.is_(None)
    )
    if people is not None:
        query = query.where(grants.c.person_id.in_(people))
    return {row.person_id: Grant(*row) for row in await conn.execute(query)}


async def entitlement(conn: AsyncConnection, person: Person) -> Entitlement:
    """Return the person's entitlement."""
    return entitlement_of(person, (await open_grants(conn, [person.id])).get(person.id))


async def grant_account(
    conn: AsyncConnection, by: Person, person: Person, reason: str, now: datetime
) -> None:
    """Give `person` an AI account; recorded with who, when and why.

    Raises Forbidden, InvalidForm (no reason, too long) and AlreadyEntitled.
    """
    require(by, Action.MANAGE_AI, person.unit_code)
    why = _reason(reason)
    if not person.active:
        raise InvalidForm("Cán bộ này không còn hoạt động trong danh sách nên không cấp được tài khoản AI.")
    held = await entitlement(conn, person)
    if held.entitled:
        raise AlreadyEntitled(held.why)
    await conn.execute(
        insert(grants).values(person_id=person.id, reason=why, granted_by=by.id, granted_at=now)
    )


async def revoke_account(
    conn: AsyncConnection, by: Person, person: Person, reason: str, now: datetime
) -> None:
    """Take back an administrator's grant; raises Forbidden, InvalidForm and NothingToRevoke.

    An account that comes with the position goes with the position, by the roster.
    """
    require(by, Action.MANAGE_AI, person.unit_code)
    why = _reason(reason)
    done = await conn.execute(
        update(grants)
        .where(grants.c.person_id == person.id, grants.c.revoked_at.is_(None))
        .values(revoked_by=by.id, revoked_at=now, revoked_reason=why)
    )
    if done.rowcount == 0:
        raise NothingToRevoke


def _reason(text: str) -> str:
    reason = typed_line(text)
    if not reason:
        raise InvalidForm("Mời đồng chí ghi lý do.")
    if len(reason) > REASON_MOST:
        raise InvalidForm(f"Lý do dài quá {REASON_MOST} ký tự. Mời đồng chí viết gọn lại.")
    return reason
