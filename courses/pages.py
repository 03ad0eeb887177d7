"""The pages of lessons: the list of them, one lesson to read and answer, and their life without a network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.assets import add_page_assets, worker_source
from courses.catalogue import Catalogue
from courses.errors import UnknownLesson
from courses.lesson import Lesson, QuestionBlock
from courses.markdown import reference_anchor
from courses.ports import marks_of
from courses.reading import Reading, overview, reading
from courses.targets import load_targets
from courses.versions import current
from exercises.progress import last_answer
from hub.permissions import Action, require
from hub.web.assets import Assets
from hub.web.pages import NavItem, Pages, script_json
from hub.web.session import Caller, Sessions

TEMPLATES = Path(__file__).parent / "templates"
PERSON_HEADER = "X-Mattran-Person"  # the service worker keeps a page for this person only


def router(sessions: Sessions, pages: Pages, catalogue: Catalogue) -> APIRouter:
    """Return the routes of the home page, the lesson pages, the service worker and the manifest.

    Adds our templates, our scripts and the entry of the menu to `pages`.
    """
    pages.folders.append(TEMPLATES)
    pages.nav.append(NavItem("", "Bài học"))
    add_page_assets(pages.assets)
    routes = APIRouter(include_in_schema=False)

    async def learner(request: Request) -> Caller:
        caller = await sessions.caller(request)
        require(caller.person, Action.LEARN)
        return caller

    def answer(
        request: Request, template: str, caller: Caller, data: dict[str, Any], **context: Any
    ) -> Response:
        data |= {"username": caller.person.username, "home": pages.prefix, "api": f"{pages.prefix}api/v1/"}
        response = pages.page(request, template, caller, data=script_json(data), **context)
        response.headers[PERSON_HEADER] = caller.person.username
        return response

    @routes.get("/")
    async def home(request: Request) -> Response:
        caller = await learner(request)
        async with request.app.state.db.begin() as conn:
            listed = await overview(conn, marks_of(request.app), catalogue, person_id=caller.person.id)
        courses = [course for course in map(_with_progress, listed) if course["lessons"]]
        lessons = [lesson for course in courses for lesson in course["lessons"]]
        return answer(request, "home.html", caller, {}, courses=courses, following=_following(lessons))

    @routes.get("/lessons/{lesson_id}")
    async def lesson(request: Request, lesson_id: str, version: str | None = None) -> Response:
        caller = await learner(request)
        rendered_at = datetime.now(UTC)
        async with request.app.state.db.begin() as conn:
            found = await reading(
                conn,
                marks_of(request.app),
                catalogue,
                person_id=caller.person.id,
                lesson_id=lesson_id,
                version=version,
            )
            data = await _lesson_data(conn, caller, found, rendered_at)
            following = await _next_lesson(conn, found)
        answered = sum(value is not None for value in found.answers.values())
        return answer(
            request,
            "lesson.html",
            caller,
            data,
            lesson=found.lesson,
            course_title=found.course_title,
            newer=found.current_version if found.current_version != found.lesson.version else None,
            blocks=_shown(found.lesson),
            references=[(reference_anchor(r.id), Markup(r.html)) for r in found.lesson.references],  # noqa: S704
            answered=answered,
            resume=_resume(found, finished=data["last_submission"] is not None and not data["changed"]),
            following=following,
        )

    @cache
    def worker() -> tuple[bytes, str]:
        source = _worker(pages).encode()
        return source, f'"{hashlib.sha256(source).hexdigest()[:16]}"'

    @routes.get("/sw.js")
    async def service_worker(request: Request) -> Response:
        source, tag = worker()
        headers = {"Cache-Control": "no-cache", "ETag": tag, "Service-Worker-Allowed": pages.prefix}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(source, media_type="text/javascript", headers=headers)

    @routes.get("/manifest.webmanifest")
    async def manifest() -> Response:
        return Response(
            json.dumps(_manifest(pages.prefix, pages.assets), ensure_ascii=False),
            media_type="application/manifest+json",
            headers={"Cache-Control": "no-cache"},
        )

    return routes


def _with_progress(course: dict[str, Any]) -> dict[str, Any]:
    lessons = course["lessons"]
    return course | {
        "passed": sum(lesson["status"] == "passed" for lesson in lessons),
        "minutes_left": sum(lesson["minutes"] for lesson in lessons if lesson["status"] != "passed"),
    }


def _following(lessons: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the lesson to go on with: one that is begun, else the first not passed, else None."""
    begun = (lesson for lesson in lessons if lesson["status"] == "started")
    open_ = (lesson for lesson in lessons if lesson["status"] != "passed")
    return next(begun, None) or next(open_, None)


async def _lesson_data(
    conn: AsyncConnection, caller: Caller, found: Reading, rendered_at: datetime
) -> dict[str, Any]:
    """Return what the page's script needs; nothing of a mark: the page may be kept for offline reading.

    `changed` tells that answers were given after the last submission of this version.
    """
    lesson, last = found.lesson, found.last_submission
    changed = False
    if last is not None and last.version != lesson.version:
        last = None
    if last is not None:
        given = await last_answer(conn, person_id=caller.person.id, lesson=lesson.id)
        changed = (
            given is not None and given.version == lesson.version and given.received_at > last.submitted_at
        )
    return {
        "lesson": lesson.id,
        "version": lesson.version,
        "title": lesson.title,
        "answers": found.answers,
        "last_submission": str(last.id) if last else None,
        "changed": changed,
        "rendered_at": rendered_at.isoformat(),
        "pass_share": load_targets().pass_share,
    }


async def _next_lesson(conn: AsyncConnection, found: Reading) -> Lesson | None:
    if found.next_lesson is None:
        return None
    try:
        return await current(conn, found.next_lesson)
    except UnknownLesson:  # listed in the catalogue, not published yet
        return None


def _shown(lesson: Lesson) -> list[dict[str, Any]]:
    """Return the blocks for the template: `{"html"}`, or `{"question", "number", "json"}`."""
    shown: list[dict[str, Any]] = []
    for block in lesson.blocks:
        if isinstance(block, QuestionBlock):
            public = block.question.public()
            number = block.question.id.removeprefix("q")
            shown.append({"question": public, "number": number, "json": script_json(public)})
        else:
            shown.append({"html": Markup(block.html)})  # noqa: S704 - safe by courses.markdown
    return shown


def _resume(found: Reading, *, finished: bool) -> str | None:
    """Return the number of the first question without an answer when somebody stopped in the middle."""
    given = {question for question, value in found.answers.items() if value is not None}
    missing = [q.id.removeprefix("q") for q in found.lesson.questions if q.id not in given]
    return missing[0] if given and missing and not finished else None


def _worker(pages: Pages) -> str:
    """Return the service worker with the page it shows for what was never opened, and its files."""
    offline = pages.environment.get_template("offline.html").render()
    files = [pages.assets.url("mattran.css"), pages.assets.url("mark.svg")]
    return (
        worker_source()
        .replace('"OFFLINE_PAGE"', json.dumps(offline, ensure_ascii=False))
        .replace('["OFFLINE_FILES"]', json.dumps(files))
    )


def _manifest(prefix: str, assets: Assets) -> dict[str, Any]:
    """Return the web application manifest: what a phone needs to put us on its home screen."""
    icons = [("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any")]
    icons.append(("icon-maskable-512.png", "512x512", "maskable"))
    return {
        "id": prefix,
        "name": "Học AI Mặt trận",
        "short_name": "Học AI",
        "description": "Nơi cán bộ Mặt trận học và thực hành dùng trí tuệ nhân tạo an toàn.",
        "lang": "vi",
        "start_url": prefix,
        "scope": prefix,
        "display": "standalone",
        "background_color": "#faf6ee",
        "theme_color": "#9c1c1c",
        "icons": [
            {"src": assets.url(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in icons
        ],
    }
