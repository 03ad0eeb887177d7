"""A portal of lessons with everything real but the Hub: who is signed in is a cookie of these tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import insert, select
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
from hub.db import Database
from hub.errors import NotSignedIn
from hub.legal.register import load_register
from hub.people.tables import people, units
from hub.settings import Settings
from hub.web.app import make_web_app
from hub.web.assets import Assets
from hub.web.pages import Pages
from hub.web.session import Sessions
from tests.served import Served, listening
from tests.wire import Wire

PREFIX = "/services/portal/"
COOKIE = "test-session"
ROOT = Path(__file__).parents[2]


class CookieSessions(Sessions):
    """Asks no Hub: the cookie's token names the person while it is in `live`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, prefix=PREFIX, client_id="service-portal", api_token="t", key="k")
        self.live: dict[str, str] = {}  # token -> username
        self._numbers = count(1)

    def begin(self, username: str) -> str:
        """Return a token for a new session of the person."""
        token = f"{username}-{next(self._numbers)}"
        self.live[token] = username
        return token

    def _session(self, request: Request) -> tuple[str, str]:
        token = request.cookies.get(COOKIE, "")
        if token not in self.live:
            raise NotSignedIn
        return token, "session"

    async def _hub_user(self, token: str, session_id: str) -> str:
        if token not in self.live:
            raise NotSignedIn
        return self.live[token]

    def login_redirect(self, request: Request) -> Response:
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/hub/login?next={quote(target)}", status_code=302)

    def hub(self) -> APIRouter:
        """Return the pages of a Hub as far as a browser meets them, and the way back from signing in."""
        hub = APIRouter()

        @hub.get("/hub/login")
        async def login(next: str = PREFIX) -> HTMLResponse:  # noqa: A002
            return HTMLResponse(f'<!doctype html><title>Đăng nhập</title><p id="next">{quote(next)}</p>')

        @hub.get("/hub/enter")
        async def enter(username: str, next: str = PREFIX) -> Response:  # noqa: A002
            response = RedirectResponse(f"{PREFIX}oauth_callback?next={quote(next)}", status_code=302)
            response.set_cookie(COOKIE, self.begin(username), httponly=True, samesite="lax")
            return response

        @hub.get(f"{PREFIX}oauth_callback")
        async def callback(next: str) -> Response:  # noqa: A002
            return RedirectResponse(next, status_code=302)

        @hub.get("/hub/logout")
        async def logout(request: Request) -> Response:
            self.live.pop(request.cookies.get(COOKIE, ""), None)
            response = HTMLResponse("<!doctype html><title>Đã đăng xuất</title>")
            response.delete_cookie(COOKIE)
            return response

        return hub


class Portal(Served):
    """The portal, served from a thread; `url` leads through `wire`."""

    def __init__(self, database_url: str, gradebook_url: str) -> None:
        super().__init__()
        self._database_url = database_url
        self._gradebook_url = gradebook_url
        self.settings = Settings(port=8000)
        self.sessions = CookieSessions(self.settings)
        self.lessons = load_lessons()
        self._people = count(1)

    @property
    def url(self) -> str:
        """Address of the portal's home page."""
        return f"http://127.0.0.1:{self.wire.port}{PREFIX}"

    # -- what tests arrange and look up ------------------------------------------------------------

    def newcomer(self) -> str:
        """Add a cadre and return the username."""
        number = next(self._people)
        username = f"mau{number:03}"

        async def add() -> None:
            async with self.db.begin() as conn:
                await conn.execute(
                    insert(people).values(
                        username=username,
                        full_name="Nguyễn Văn Mẫu",
                        folded_name="nguyen van mau",
                        unit_code="T-MAU",
                        staff_code=f"M{number}",
                    )
                )

        self.run(add())
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
        for token, name in tuple(self.sessions.live.items()):
            if name == username:
                del self.sessions.live[token]

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
        async with listening(self._app()) as port:
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
        app.include_router(self.sessions.hub())
        app.include_router(root)
        return app
