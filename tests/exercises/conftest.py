"""Two people to answer, and a question of each type."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from exercises.questions import BaseQuestion, parse_question
from hub.db import Database
from hub.people.tables import people, units
from tests.exercises.question_samples import WRITTEN, written


@pytest.fixture(params=list(WRITTEN))
def question(request: pytest.FixtureRequest) -> BaseQuestion:
    """One question of each type in turn."""
    return parse_question(written(request.param))


@pytest.fixture
async def database(database: Database) -> Database:
    """The fresh database with two people, 1 and 2, of one unit."""
    async with database.begin() as conn:
        await conn.execute(
            insert(units).values(code="T-MAU", name="Đơn vị Mẫu", folded="don vi mau", kind="tinh")
        )
        for person_id in (1, 2):
            await conn.execute(
                insert(people).values(
                    id=person_id,
                    username=f"mau{person_id}",
                    full_name="Nguyễn Văn Mẫu",
                    folded_name="nguyen van mau",
                    unit_code="T-MAU",
                    staff_code=f"M{person_id}",
                )
            )
    return database
