"""The count of rows sees what a person's request leaves behind, and not what the clock does by itself."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.acceptance.world import row_counts
from tests.stack import Stack

pytestmark = pytest.mark.stack

NOBODYS_QUEUE = "nobody"  # no worker takes jobs from it


def test_a_job_of_the_clock_is_not_counted_another_is(stack: Stack) -> None:
    before = row_counts(stack)
    hourly, asked = f"hourly-{uuid4()}", f"asked-{uuid4()}"
    stack.sql(
        "SELECT procrastinate_defer_periodic_job_v2(%s, NULL, NULL, %s, 0, '', 1::bigint, '{}'::jsonb)",
        NOBODYS_QUEUE,
        hourly,
    )
    assert row_counts(stack) == before
    stack.sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES (%s, %s, '{}')",
        NOBODYS_QUEUE,
        asked,
    )
    assert row_counts(stack) == before | {"jobs": before["jobs"] + 1}
    stack.sql("DELETE FROM procrastinate_jobs WHERE queue_name = %s", NOBODYS_QUEUE)
    assert row_counts(stack) == before
