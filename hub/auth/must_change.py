"""A one-time password must be changed before anything else.

Apart from `change`, so that a service that only asks loads nothing that hashes.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.errors import UserError
from hub.people.tables import accounts


class PasswordMustChange(UserError):
    """The person still has the one-time password of the account sheet."""

    code = "password_must_change"
    status = 403

    def __init__(self) -> None:
        super().__init__("Mời đồng chí đổi mật khẩu một lần thành mật khẩu của riêng mình rồi học tiếp.")


async def must_change_password(conn: AsyncConnection, person_id: int) -> bool:
    """Tell whether the person still has a one-time password."""
    found = await conn.scalar(select(accounts.c.must_change).where(accounts.c.person_id == person_id))
    return bool(found)


async def ensure_password_changed(conn: AsyncConnection, person_id: int) -> None:
    """Raise PasswordMustChange while the person still has a one-time password."""
    if await must_change_password(conn, person_id):
        raise PasswordMustChange
