"""The worker: takes grading jobs from the queue, one at a time, in a process kept warm.

Grading runs in one thread of its own, since nbgrader's Gradebook is one session; parallel grading
is more worker processes, never more threads.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import procrastinate
import structlog
from procrastinate import RetryStrategy
from procrastinate.jobs import Status

from courses.lesson import Lesson
from courses.targets import load_targets
from courses.versions import published
from grading.engine import Grader
from grading.licence import ensure_licences
from grading.passing import outcome_of
from grading.periods import freeze_due
from grading.queue import GRADE_TASK, GRADING_QUEUE, enqueue_grading, make_app
from grading.submissions import best_submission, record_marks, submission_by_id, ungraded
from hub.db import Database
from hub.people.store import person_by_id
from hub.settings import Settings
from prompt_library.accounts.usage import delete_old

log = structlog.get_logger("worker")


class GradingService:
    """Grades one submission from the database to the database, exactly once."""

    def __init__(self, db: Database, grader: Grader) -> None:
        self._db = db
        self._grader = grader
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nbgrader")
        self._targets = load_targets()

    async def grade(self, submission_id: UUID) -> None:
        """Grade the submission unless it has its marks already; keep nbgrader's gradebook in step."""
        loop = asyncio.get_running_loop()
        async with self._db.begin() as conn:
            submission = await submission_by_id(conn, submission_id)
            lesson = await published(conn, submission.lesson, submission.version)
            person = await person_by_id(conn, submission.person_id)
        if person is None:  # people are never deleted while they have submissions
            raise LookupError(f"no person {submission.person_id} of submission {submission_id}")
        if submission.graded_at is None:
            graded = await loop.run_in_executor(
                self._thread, self._grader.grade, lesson, person.username, submission.answers
            )
            outcome = outcome_of(
                graded.marks,
                critical=frozenset(q.id for q in lesson.questions if q.critical),
                free_text=frozenset(q.id for q in lesson.questions if q.type == "short_text"),
                share=self._targets.pass_share,
            )
            async with self._db.begin() as conn:
                locked = await submission_by_id(conn, submission_id, lock=True)
                await record_marks(conn, locked, graded.marks, outcome, datetime.now(UTC))
        # The gradebook shows the attempt that counts. Repeating this is harmless, so a worker killed
        # between the two steps is made good when the job runs again.
        async with self._db.begin() as conn:
            best = await best_submission(conn, person_id=person.id, lesson=submission.lesson)
        if best is not None:
            lesson = await self._lesson(best.lesson, best.version)
            await loop.run_in_executor(
                self._thread, self._grader.project, lesson, person.username, best.answers, best.submitted_at
            )

    async def _lesson(self, lesson_id: str, version: str) -> Lesson:
        async with self._db.begin() as conn:
            return await published(conn, lesson_id, version)

    def close(self) -> None:
        """End the grading thread."""
        self._thread.shutdown(wait=True)


def register_tasks(app: procrastinate.App, service: GradingService) -> None:
    """Register the grading task on `app`."""

    @app.task(
        name=GRADE_TASK,
        queue=GRADING_QUEUE,
        retry=RetryStrategy(max_attempts=20, exponential_wait=2),
    )
    async def grade_submission(submission_id: str) -> None:
        await service.grade(UUID(submission_id))


def register_timers(app: procrastinate.App, db: Database, cutoff_day: int, ai_usage_days: int) -> None:
    """Register what runs by the clock: freezing a period that is over, retention of the log of AI use."""

    @app.periodic(cron="7 * * * *")
    @app.task(name="grading.freeze_due", queue=GRADING_QUEUE, pass_context=False)
    async def freeze_periods(timestamp: int) -> None:
        async with db.begin() as conn:
            frozen = await freeze_due(conn, datetime.fromtimestamp(timestamp, UTC), cutoff_day=cutoff_day)
        for period in frozen:
            log.info("period frozen", period=period.name)

    @app.periodic(cron="23 19 * * *")  # UTC: at night in Vietnam
    @app.task(name="ai.delete_old_usage", queue=GRADING_QUEUE, pass_context=False)
    async def delete_old_usage(timestamp: int) -> None:
        async with db.begin() as conn:
            gone = await delete_old(conn, datetime.fromtimestamp(timestamp, UTC), days=ai_usage_days)
        if gone:
            log.info("old log of AI use deleted", rows=gone)


async def retry_interrupted(app: procrastinate.App) -> int:
    """Put back the jobs a killed worker left half done; return how many.

    Called at the start of the only worker of the queue, so whatever is "doing" is nobody's.
    """
    interrupted = list(await app.job_manager.list_jobs_async(status=Status.DOING.value))
    for job in interrupted:
        if job.id is not None:
            await app.job_manager.retry_job_by_id_async(job.id, retry_at=datetime.now(UTC))
    return len(interrupted)


async def retry_given_up(app: procrastinate.App, db: Database) -> int:
    """Enqueue again each submission that has no marks and whose job is no more; return how many.

    A job is given up after its last attempt, though what stood in its way may be mended by now. Called after
    `retry_interrupted`; a submission that gets a second job by chance is still graded once.
    """
    async with db.begin() as conn:  # before the jobs are read: a submission is written together with its job
        waiting = await ungraded(conn)
    live = {
        job.task_kwargs.get("submission_id")
        for status in (Status.TODO, Status.DOING)
        for job in await app.job_manager.list_jobs_async(task=GRADE_TASK, status=status.value)
    }
    left = [submission for submission in map(str, waiting) if submission not in live]
    async with db.begin() as conn:
        for submission in left:
            await enqueue_grading(app, conn, submission)
    return len(left)


async def run_worker(settings: Settings, ready: Path | None = None) -> None:
    """Run until the process is asked to stop; touch `ready` once it takes jobs."""
    db = Database(settings.database("mattran"), pool_size=3)
    grader = Grader(settings.database("gradebook"))
    service = GradingService(db, grader)
    app = make_app(settings.database("mattran"))
    register_tasks(app, service)
    register_timers(app, db, settings.report_cutoff_day, settings.ai_usage_days)
    async with db.begin() as conn:
        licensed = await ensure_licences(conn, datetime.now(UTC))
    if licensed:
        log.info("licences given for earlier passes", count=licensed)
    async with app.open_async():
        again = await retry_interrupted(app)
        if again:
            log.info("jobs of a killed worker put back", count=again)
        again = await retry_given_up(app, db)
        if again:
            log.warning("submissions whose job was given up enqueued again", count=again)
        if ready is not None:
            ready.touch()
        await app.run_worker_async(
            queues=[GRADING_QUEUE],
            concurrency=1,
            fetch_job_polling_interval=2.0,
            delete_jobs="successful",
        )
    service.close()
    await db.close()
