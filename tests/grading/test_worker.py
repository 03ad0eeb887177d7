"""A submission whose job was given up is graded after the worker's next start, and once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import procrastinate
import pytest
from procrastinate.jobs import Status
from sqlalchemy import func, select

from courses.lesson import Lesson
from courses.versions import publish_lessons
from grading.engine import Grader
from grading.queue import make_app
from grading.submissions import record_submission, submission_by_id
from grading.tables import marks, submissions
from grading.worker import GradingService, register_tasks, retry_given_up, retry_interrupted
from hub.db import Database
from tests.auth.people import add_person, add_units
from tests.grading.grading_samples import QUESTIONS, right_answers

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


@pytest.fixture
async def queue(database: Database, database_url: str, grader: Grader) -> AsyncIterator[procrastinate.App]:
    """Return an open queue whose jobs are really graded."""
    app = make_app(database_url)
    service = GradingService(database, grader)
    register_tasks(app, service)
    async with app.open_async():
        yield app
    service.close()


@pytest.fixture
async def submit(database: Database, queue: procrastinate.App, lesson: Lesson) -> list[UUID]:
    """Return three submissions of one person, each with its job."""
    await add_units(database)
    person = await add_person(database, "mau.nv")
    made = []
    async with database.begin() as conn:
        await publish_lessons(conn, [lesson], NOW)
        for _ in range(3):
            submission, _ = await record_submission(
                conn,
                queue,
                key=uuid4(),
                person_id=person.id,
                lesson=lesson.id,
                version=lesson.version,
                answers=right_answers(lesson),
                now=NOW,
            )
            made.append(submission.id)
    return made


async def jobs(app: procrastinate.App, status: Status) -> list[str]:
    """Return the submissions of the jobs in this state."""
    found = await app.job_manager.list_jobs_async(status=status.value)
    return sorted(job.task_kwargs["submission_id"] for job in found)


async def give_up(app: procrastinate.App, submission: UUID) -> None:
    """End the submission's job as procrastinate does after the last attempt."""
    for job in await app.job_manager.list_jobs_async(status=Status.TODO.value):
        if job.task_kwargs["submission_id"] == str(submission):
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)


async def test_a_job_that_was_given_up_is_taken_up_and_graded_once(
    database: Database, queue: procrastinate.App, submit: list[UUID]
) -> None:
    lost, *_ = submit
    await give_up(queue, lost)
    assert await jobs(queue, Status.FAILED) == [str(lost)]
    worker = await queue.job_manager.register_worker()
    job = await queue.job_manager.fetch_job(queues=None, worker_id=worker)  # a worker killed in its middle
    assert job is not None
    assert await retry_interrupted(queue) == 1
    assert await retry_given_up(queue, database) == 1
    assert await retry_given_up(queue, database) == 0, "its new job is live"
    assert await jobs(queue, Status.TODO) == sorted(map(str, submit))
    await queue.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")
    async with database.begin() as conn:
        for submission in submit:
            assert (await submission_by_id(conn, submission)).status == "graded"
        assert list(await conn.scalars(select(submissions.c.gradings))) == [1, 1, 1]
        assert await conn.scalar(select(func.count()).select_from(marks)) == 3 * len(QUESTIONS)
    assert await retry_given_up(queue, database) == 0
    assert await jobs(queue, Status.TODO) == []
