"""What the tests of an import ask of its plan and of the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import select

from hub.db import Database
from hub.people.roster_apply import ImportResult
from hub.people.roster_plan import ImportPlan
from hub.people.tables import people
from tests.people.files import simple

LIA, A_DOI = "19489", "19483"
FULL = ("STT", "Họ và tên", "Đơn vị", "Chức vụ", "Năm sinh", "Số điện thoại", "Mã cán bộ", "Chuyên trách")
Import = Callable[..., Awaitable[ImportResult]]
Preview = Callable[..., Awaitable[ImportPlan]]
MAU = (1, "Nguyễn Văn Mẫu", "Xã Lìa", "Chủ tịch", 1975, 600000123.0, None, "x")
THU = (2, "Trần Thị Thử", "Xã Lìa", "Phó Chủ tịch", 1980, "0600 000 456", "CB-02", "")


def hashed(password: str) -> str:
    """Stand for argon2: what is stored is not the password, and says of which password it is."""
    return f"hash of {password[::-1]}"


async def stored(database: Database, *columns: str) -> list[tuple[Any, ...]]:
    """Return columns of everybody, by id."""
    async with database.begin() as conn:
        rows = await conn.execute(select(*(people.c[name] for name in columns)).order_by(people.c.id))
        return [tuple(row) for row in rows]


def counts(plan: ImportPlan) -> tuple[int, int, int, int]:
    """Return how many are new, changed, moved, unchanged."""
    return len(plan.new), len(plan.changed), len(plan.moved), len(plan.unchanged)


def messages(plan: ImportPlan) -> str:
    """Return every error in one text."""
    return "\n".join(error.message for error in plan.errors)


def people_file(*rows: Sequence[Any], heading: Sequence[str] = FULL) -> bytes:
    """Return an .xlsx file with every column an office may fill."""
    return simple(*rows, heading=heading)
