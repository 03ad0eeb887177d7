"""The portal's web application, assembled from the rooms. Run by `python -m deploy.portal`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI

from courses.api import api_router as courses_api
from courses.catalogue import load_catalogue
from courses.pages import router as courses_pages
from courses.versions import current_lessons
from exercises.answers import AnswerLog
from exercises.assets import component_css, component_source
from grading.api import api_router as grading_api
from grading.completion_api import router as completion_api
from grading.pages import router as grading_pages
from grading.queue import make_app as make_queue
from grading.standing import Standing
from grading.waiting import GradedListener
from hub.auth.gate import GatedSessions
from hub.auth.passwords import PasswordPool
from hub.db import Database
from hub.jupyterhub.config import PORTAL_PREFIX
from hub.people.pages import router as people_pages
from hub.secrets import ensure_secret
from hub.settings import Settings, current_settings
from hub.web.app import make_web_app
from hub.web.assets import Assets
from hub.web.logs import configure_logs
from hub.web.pages import Pages
from hub.web.serve import serve
from prompt_library.accounts.pages import router as ai_pages
from prompt_library.accounts.ports import ListedModel
from prompt_library.gateway.config import load_models, models_path
from prompt_library.pages.api import api_router as prompts_api
from prompt_library.pages.router import router as prompts_pages

_ROOT = Path(__file__).parent.parent


class ConfiguredModels:
    """The models of the operator's file, for the pages of the administration; keys are not read here."""

    def __init__(self, settings: Settings) -> None:
        self._models = load_models(models_path(settings), required=settings.ai_models is not None)

    def models(self) -> list[ListedModel]:
        """Return every model once, with the names that people choose it by."""
        found = self._models
        return [
            ListedModel(
                id=one.id,
                title=one.title,
                names=tuple(name.title for name in found.models.values() if one in name.candidates),
                where=one.where,
                abroad=one.abroad,
                simulated=one.simulated,
                shutdown_on=one.shutdown_on,
            )
            for one in found.candidates.values()
        ]


def make_assets() -> Assets:
    """Return the static files of every room."""
    assets = Assets(PORTAL_PREFIX)
    assets.add_folder(_ROOT / "hub" / "web" / "static")
    assets.add_folder(_ROOT / "hub" / "web" / "static" / "icons")
    assets.add_folder(_ROOT / "courses" / "web" / "static")
    assets.add("mt-question.js", component_source().encode())
    assets.add("mt-question.css", component_css().encode())
    return assets


def make_portal(settings: Settings) -> FastAPI:
    """Return the portal for `settings`."""
    secrets = settings.secrets_dir
    sessions = GatedSessions(
        settings,
        prefix=PORTAL_PREFIX,
        client_id="service-portal",
        api_token=ensure_secret(secrets, "portal"),
        key=ensure_secret(secrets, "session"),
    )
    assets = make_assets()
    pages = Pages(PORTAL_PREFIX, assets)
    catalogue = load_catalogue()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.settings = settings
        app.state.db = Database(settings.database("mattran"), pool_size=12)
        app.state.answer_log = AnswerLog(app.state.db)
        app.state.queue = make_queue(settings.database("mattran"))
        app.state.graded = GradedListener(settings.database("mattran"))
        app.state.marks_of = Standing()
        app.state.model_catalogue = ConfiguredModels(settings)
        app.state.passwords = PasswordPool(
            memory_mib=settings.hash_memory_mib, parallel=settings.hash_parallel
        )
        async with app.state.db.begin() as conn:
            lessons = await current_lessons(conn)
        app.state.lesson_titles = {lesson.id: lesson.title for lesson in lessons.values()}
        await app.state.graded.start()
        async with app.state.queue.open_async():
            yield
        await app.state.graded.stop()
        app.state.passwords.close()
        await app.state.db.close()

    app = make_web_app(
        title="Học AI Mặt trận",
        settings=settings,
        sessions=sessions,
        pages=pages,
        lifespan=lifespan,
        larger_bodies={
            f"{PORTAL_PREFIX}roster": settings.max_upload_mib * 2**20,
            f"{PORTAL_PREFIX}prompt-exchange": 3 * 2**20,
        },
    )

    root = APIRouter(prefix=PORTAL_PREFIX.rstrip("/"))

    @root.get("/health", include_in_schema=False)
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    api = APIRouter(prefix="/api/v1")
    api.include_router(courses_api(sessions, catalogue))
    api.include_router(grading_api(sessions))
    api.include_router(completion_api(sessions))
    api.include_router(prompts_api(sessions, PORTAL_PREFIX))
    root.include_router(api)
    root.include_router(sessions.router())
    root.include_router(assets.router())
    root.include_router(courses_pages(sessions, pages, catalogue))
    root.include_router(prompts_pages(sessions, pages))
    root.include_router(grading_pages(sessions, pages))
    root.include_router(ai_pages(sessions, pages))
    root.include_router(people_pages(sessions, pages))
    app.include_router(root)
    sessions.guard(app)
    return app


def main() -> None:
    """Serve the portal on 127.0.0.1 until the process is asked to stop."""
    settings = current_settings()
    configure_logs()
    serve(make_portal(settings), settings.portal_port)


if __name__ == "__main__":
    main()
