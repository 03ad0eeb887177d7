"""The calls of docs/ai.md: models, chat completions, the guard alone, and one's own standing and settings."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from hub.people.store import Person
from prompt_library.accounts.models import approvals
from prompt_library.accounts.personal import PersonalSettings, save_settings, settings_of
from prompt_library.accounts.standing import standing
from prompt_library.gateway.begin import begin
from prompt_library.gateway.errors import GatewayError
from prompt_library.gateway.listing import model_list
from prompt_library.gateway.masking import preview
from prompt_library.gateway.request import Ask, ensure_size, read_ask, read_object
from prompt_library.gateway.streaming import ClientGone, EventStream, Shape, collect, first_event

if TYPE_CHECKING:
    from prompt_library.gateway.app import Gateway

_GUARD_TEXTS = 40
_CLIENT_GONE = 499


def gateway_routes(gateway: Gateway) -> APIRouter:
    """Return the routes, without the prefix."""
    router = APIRouter()
    sessions, db = gateway.sessions, gateway.db

    @router.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/v1/models")
    async def models(request: Request) -> dict[str, Any]:
        await sessions.caller(request)
        async with db.begin() as conn:
            known = await approvals(conn)
        return {"object": "list", "data": model_list(gateway.models, known, gateway.clock().date())}

    @router.post("/v1/chat/completions")
    async def completions(request: Request) -> Response:
        caller = await sessions.writer(request)
        ask = read_ask(await request.body(), gateway.limits)
        with suppress(ClientGone):
            return await _answer(gateway, request, caller.person, ask)
        return Response(status_code=_CLIENT_GONE)

    @router.post("/v1/guard")
    async def guard(request: Request) -> dict[str, Any]:
        await sessions.writer(request)
        texts = read_object(await request.body()).get("texts")
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise GatewayError("invalid_request", "“texts” phải là một danh sách chữ.", param="texts")
        if len(texts) > _GUARD_TEXTS:
            raise GatewayError("too_large", f"Mỗi lần xem trước nhiều nhất {_GUARD_TEXTS} ô.", param="texts")
        ensure_size(sum(map(len, texts)), gateway.limits)
        done = await preview(texts)
        return {
            "texts": [one.text for one in done],
            "entities": [
                [
                    {"type": found.type, "start": found.start, "end": found.end, "token": found.token}
                    for found in one.entities
                ]
                for one in done
            ],
            "refused": next((one.refused for one in done if one.refused), None),
        }

    @router.get("/api/v1/me")
    async def me(request: Request) -> dict[str, Any]:
        caller = await sessions.caller(request)
        person = caller.person
        async with db.begin() as conn:
            stands = await standing(conn, person, gateway.clock(), defaults=gateway.quotas)
            wishes = await settings_of(conn, person.id)
        quota = asdict(stands.quota) | {"resets_on": stands.quota.resets_on.isoformat()}
        return {
            "username": person.username,
            "name": person.full_name,
            "csrf_token": caller.csrf_token,
            "entitled": stands.entitled,
            "entitlement_reason": stands.why,
            "licensed": stands.licensed,
            "missing_lessons": list(stands.missing_lessons),
            "quota": quota,
            "settings": asdict(wishes),
        }

    @router.put("/api/v1/me/settings")
    async def save(request: Request) -> dict[str, str]:
        caller = await sessions.writer(request)
        body = read_object(await request.body())
        fields = {name: body.get(name, "") for name in asdict(PersonalSettings())}
        if not all(isinstance(value, str) for value in fields.values()):
            raise GatewayError("invalid_request", "Các ô thiết lập phải là chữ.")
        async with db.begin() as conn:
            saved = await save_settings(conn, caller.person.id, PersonalSettings(**fields), gateway.clock())
        return asdict(saved)

    return router


async def _answer(gateway: Gateway, request: Request, person: Person, ask: Ask) -> Response:
    """Answer one request; raise a UserError when there is no answer, ClientGone when nobody waits."""
    run = await begin(gateway, person, ask)
    shape = Shape(run, f"chatcmpl-{uuid4().hex}", int(gateway.clock().timestamp()))
    streams = False
    try:
        first, rest = await first_event(run, request)
        if first is None and run.error:
            raise run.error
        if ask.stream:
            streams = True
            return EventStream(run, shape, first, rest)
        texts = await collect(run, first, rest, request)
        if run.error:
            raise run.error
        return JSONResponse(shape.whole(texts))
    finally:
        if not streams:
            await run.stop()
