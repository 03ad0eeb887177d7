"""The queue of gradings: procrastinate on our own PostgreSQL.

A job is written in the transaction that writes the submission, so neither exists without the other.
"""

from __future__ import annotations

import procrastinate
from procrastinate import PsycopgConnector
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.db import libpq_url

GRADE_TASK = "grading.grade_submission"
GRADING_QUEUE = "grading"


def make_app(url: str) -> procrastinate.App:
    """Return a procrastinate app on the database `url` (libpq URL); open it before deferring."""
    return procrastinate.App(connector=PsycopgConnector(conninfo=libpq_url(url), min_size=1, max_size=4))


async def enqueue_grading(app: procrastinate.App, conn: AsyncConnection, submission_id: str) -> None:
    """Write the job that grades `submission_id`, in the open transaction of `conn`."""
    raw = await conn.get_raw_connection()
    await app.configure_task(
        GRADE_TASK, queue=GRADING_QUEUE, connection=raw.driver_connection, allow_unknown=True
    ).defer_async(submission_id=submission_id)
