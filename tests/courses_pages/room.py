"""A portal of lessons with everything real, the Hub at the same address included."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

import courses.api
import courses.pages
import grading.api
from courses.catalogue import load_catalogue, load_lessons
from courses.lesson import Lesson, parse_lesson
from courses.versions import publish_lessons
from exercises.answers import AnswerLog
from exercises.assets import component_css, component_source
from exercises.tables import answers
from grading.engine import Grader
from grading.nbgrader_gradebook import ensure_gradebook
from grading.queue import GRADING_QUEUE
from grading.queue import make_app as make_queue
from grading.standing import Standing
from grading.tables import submissions
from grading.waiting import GradedListener
from grading.worker import GradingService, register_tasks
from hub.auth.gate import GatedSessions
from hub.db import Database
from hub.legal.register import load_register
from hub.people.tables import people, units
from hub.settings import Settings
from hub.web.app import make_web_app
from hub.web.assets import Assets
from hub.web.pages import Pages
from tests.auth.people import add_person
from tests.room_hub import RoomHub, new_username
from tests.served import Served, listening
from tests.wire import Wire

PREFIX = "/services/portal/"
ROOT = Path(__file__).parents[2]


class Portal(Served):
    """The portal, served from a thread; `url` leads through `wire`."""

    def __init__(self, database_url: str, gradebook_url: str, hub: RoomHub) -> None:
        super().__init__()
        self._database_url = database_url
        self._gradebook_url = gradebook_url
        self.hub = hub
        self.settings = Settings(port=hub.port - 2)
        self.sessions = GatedSessions(
            self.settings,
            prefix=PREFIX,
            client_id="service-portal",
            api_token=hub.secret("portal"),
            key="khoa-cua-bai-thu",
        )
        self.lessons = load_lessons()

    @property
    def origin(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self.wire.port}"

    @property
    def url(self) -> str:
        """Address of the portal's home page."""
        return f"{self.origin}{PREFIX}"

    # -- what tests arrange and look up ------------------------------------------------------------

    def newcomer(self) -> str:
        """Add a cadre and return the username."""
        username = new_username()
        self.run(add_person(self.db, username, name="Nguyễn Văn Mẫu", unit="T-MAU"))
        return username

    def publish(self, *changed: Lesson) -> None:
        """Publish lessons: these, or all of the catalogue."""

        async def publish() -> None:
            async with self.db.begin() as conn:
                await publish_lessons(conn, changed or self.lessons.values(), datetime.now(UTC))

        self.run(publish())

    def edited(self, lesson_id: str, old: str, new: str) -> Lesson:
        """Return the lesson with one piece of its source changed."""
        source = self.lessons[lesson_id].source
        assert old in source
        return parse_lesson(
            source.replace(old, new, 1), register=load_register(), competencies=(), strict=False
        )

    def answers_of(self, username: str) -> list[tuple[str, str, Any]]:
        """Return lesson, question and value of every answer in the log, in the order of arrival."""

        async def look() -> list[tuple[str, str, Any]]:
            async with self.db.begin() as conn:
                rows = await conn.execute(
                    select(answers.c.lesson, answers.c.question, answers.c.value)
                    .join_from(answers, people, people.c.id == answers.c.person_id)
                    .where(people.c.username == username)
                    .order_by(answers.c.seq)
                )
                return [(row.lesson, row.question, row.value) for row in rows]

        return self.run(look())

    def submissions_of(self, username: str) -> list[Any]:
        """Return the rows of the person's submissions, first attempt first."""

        async def look() -> list[Any]:
            async with self.db.begin() as conn:
                rows = await conn.execute(
                    select(submissions)
                    .join_from(submissions, people, people.c.id == submissions.c.person_id)
                    .where(people.c.username == username)
                    .order_by(submissions.c.attempt)
                )
                return list(rows)

        return self.run(look())

    def end_sessions(self, username: str) -> None:
        """Make the person's sessions end, as after twelve hours."""
        self.hub.end_sessions(username)
        self.sessions.forget(username)

    @contextmanager
    def grading_stopped(self) -> Iterator[None]:
        """Let no worker take submissions meanwhile."""
        self.run(self._stop_worker())
        try:
            yield
        finally:
            self.run(self._start_worker())

    async def _start_worker(self) -> None:
        working = self._queue.run_worker_async(queues=[GRADING_QUEUE], install_signal_handlers=False)
        self._worker = asyncio.create_task(working)

    async def _stop_worker(self) -> None:
        self._worker.cancel()
        await asyncio.wait([self._worker])

    # -- serving -----------------------------------------------------------------------------------

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve the portal behind the wire."""
        async with listening(self.hub.beside(self._app())) as port:
            self.wire = Wire(port)
            await self.wire.start()
            yield
            await self.wire.stop()

    async def furnish(self) -> None:
        """Add a unit and publish the lessons."""
        async with self.db.begin() as conn:
            unit = {"code": "T-MAU", "name": "Đơn vị Mẫu", "folded": "don vi mau", "kind": "tinh"}
            await conn.execute(upsert(units).values(**unit).on_conflict_do_nothing())
            await publish_lessons(conn, self.lessons.values(), datetime.now(UTC))

    def _app(self) -> FastAPI:
        assets = Assets(PREFIX)
        for folder in ("hub/web/static", "hub/web/static/icons", "courses/web/static"):
            assets.add_folder(ROOT / folder)
        assets.add("mt-question.js", component_source().encode())
        assets.add("mt-question.css", component_css().encode())
        pages = Pages(PREFIX, assets)
        catalogue = load_catalogue()

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            ensure_gradebook(self._gradebook_url)
            self.db = app.state.db = Database(self._database_url, pool_size=8)
            app.state.answer_log = AnswerLog(self.db)
            self._queue = app.state.queue = make_queue(self._database_url)
            app.state.graded = GradedListener(self._database_url)
            app.state.marks_of = Standing()
            grader = Grader(self._gradebook_url)
            service = GradingService(app.state.db, grader)
            register_tasks(app.state.queue, service)
            await app.state.graded.start()
            async with app.state.queue.open_async():
                await self._start_worker()
                yield
                await self._stop_worker()
            await app.state.graded.stop()
            service.close()
            grader.close()
            await app.state.db.close()

        app = make_web_app(
            title="Học AI Mặt trận",
            settings=self.settings,
            sessions=self.sessions,
            pages=pages,
            lifespan=lifespan,
        )
        root = APIRouter(prefix=PREFIX.rstrip("/"))
        api = APIRouter(prefix="/api/v1")
        api.include_router(courses.api.api_router(self.sessions, catalogue))
        api.include_router(grading.api.api_router(self.sessions))
        root.include_router(api)
        root.include_router(assets.router())
        root.include_router(courses.pages.router(self.sessions, pages, catalogue))
        root.include_router(self.sessions.router())
        app.include_router(root)
        return app
