"""The gateway's web application: its routes below `/services/ai/`, and nothing that could be logged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from pydantic import SecretStr
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.db import Database
from hub.errors import NotSignedIn, UserError
from hub.reference import new_reference
from hub.settings import Settings
from hub.web.guards import BodyLimit, SecurityHeaders
from hub.web.session import Sessions
from prompt_library.accounts.limits import Defaults
from prompt_library.accounts.quotas import free_interrupted
from prompt_library.gateway.config import Candidate, Limits, Models
from prompt_library.gateway.errors import error_response
from prompt_library.gateway.logs import keep_loop_quiet, log_error
from prompt_library.gateway.plan import Planner
from prompt_library.gateway.ports import Prompts
from prompt_library.gateway.providers.base import Provider
from prompt_library.gateway.providers.simulated import SimulatedProvider
from prompt_library.gateway.routes import gateway_routes
from prompt_library.gateway.run import Run
from prompt_library.gateway.signing_in import signing_in_routes

GATEWAY_PREFIX = "/services/ai/"
_LEASE_MARGIN_S = 20

log = structlog.get_logger("gateway")
_PLAIN = {
    404: ("not_found", "Cổng AI không có địa chỉ này."),
    405: ("method_not_allowed", "Địa chỉ này không nhận cách gọi vừa rồi."),
}


class Gateway:
    """What every request needs; `runs` are the requests on their way."""

    def __init__(
        self,
        *,
        settings: Settings,
        db: Database,
        sessions: Sessions,
        models: Models,
        keys: Mapping[str, SecretStr],
        prompts: Prompts,
        clock: Callable[[], datetime],
    ) -> None:
        self.settings = settings
        self.sessions = sessions
        # A request ends before its lease does, so that nobody ever has two.
        whole_s = min(models.limits.whole_s, max(5.0, settings.ai_lease_s - _LEASE_MARGIN_S))
        self.limits: Limits = models.limits.model_copy(update={"whole_s": whole_s})
        self.models = models.model_copy(update={"limits": self.limits})
        self.planner = Planner(self.models, prompts)
        self.prompts = prompts
        self.clock = clock
        self.providers = make_providers(self.models, keys)
        self.runs: set[Run] = set()
        self.quotas = Defaults.of(settings)
        self.db = db

    def track(self, run: Run) -> None:
        """Remember the run until it ends."""
        self.runs.add(run)
        run.task.add_done_callback(lambda _: self.runs.discard(run))

    async def close(self) -> None:
        """Stop every request, write down their ends, close every connection."""
        await asyncio.gather(*(run.stop() for run in tuple(self.runs)))
        for provider in self.providers.values():
            await provider.close()
        await self.db.close()


def make_providers(models: Models, keys: Mapping[str, SecretStr]) -> dict[str, Provider]:
    """Return the providers that `models` name; an SDK that nothing uses is not even loaded.

    Clients are made here, not in somebody's first request: reading certificates takes a while.
    """
    used: dict[str, list[Candidate]] = {}
    for candidate in models.candidates.values():
        used.setdefault(candidate.provider, []).append(candidate)
    providers: dict[str, Provider] = {"simulated": SimulatedProvider()}
    if "openai" in used:
        from prompt_library.gateway.providers.openai_sdk import OpenAIProvider

        providers["openai"] = OpenAIProvider(used["openai"], keys, models.limits)
    if "gemini" in used:
        from prompt_library.gateway.providers.gemini import GeminiProvider

        providers["gemini"] = GeminiProvider(used["gemini"], keys, models.limits)
    return providers


def make_gateway_app(gateway: Gateway) -> FastAPI:
    """Return the application; it opens nothing before its lifespan begins."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        keep_loop_quiet(asyncio.get_running_loop())
        app.state.settings = gateway.settings
        app.state.db = gateway.db
        await _free_interrupted(gateway.db)
        yield
        await gateway.close()

    app = FastAPI(title="Cổng AI", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    handlers: dict[Any, Any] = {
        UserError: _on_user_error,
        HTTPException: _on_http,
        OperationalError: _on_lost_database,
        InterfaceError: _on_lost_database,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
    app.include_router(gateway_routes(gateway), prefix=GATEWAY_PREFIX.rstrip("/"))
    app.include_router(gateway.sessions.router(), prefix=GATEWAY_PREFIX.rstrip("/"))
    app.include_router(signing_in_routes(gateway.sessions), prefix=GATEWAY_PREFIX.rstrip("/"))
    app.add_middleware(_NothingGetsOut)
    app.add_middleware(BodyLimit, limit=gateway.settings.max_body_kib * 1024, refuse=_on_user_error)
    app.add_middleware(SecurityHeaders, secure=gateway.settings.secure)
    return app


async def _free_interrupted(db: Database) -> None:
    """Free who was being answered when the gateway was killed; a database that is away frees them later."""
    try:
        async with db.begin() as conn:
            freed = await free_interrupted(conn)
    except (OperationalError, InterfaceError) as error:
        log_error("interrupted requests not freed", error)
        return
    if freed:
        log.warning("interrupted requests freed", count=freed)


class _NothingGetsOut:
    """ASGI middleware: an error nobody expected becomes a 500 here; a server's own log would quote it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            reference = new_reference()
            log_error("unexpected", error, path=scope["path"], reference=reference)
            if begun:
                return
            refusal = UserError(
                "Có lỗi ngoài dự kiến; chưa có câu trả lời nào. Mời đồng chí thử lại; nếu vẫn lỗi, "
                "báo quản trị.",
                code="internal",
                status=500,
            )
            await error_response(refusal, reference)(scope, receive, send)


async def _on_user_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, UserError)  # noqa: S101 - for the type checker
    reference = new_reference()
    if error.status >= 500:
        log.warning("refused", code=error.code, path=request.url.path, reference=reference)
    if isinstance(error, NotSignedIn):
        message = "Thiếu mã truy cập hợp lệ hoặc phiên đã hết. Mời đồng chí đăng nhập lại."
        return error_response(UserError(message, code="not_signed_in", status=401))
    return error_response(error, reference)


async def _on_http(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    code, message = _PLAIN.get(status, ("http_error", "Yêu cầu này không thực hiện được."))
    return error_response(UserError(message, code=code, status=status))


async def _on_lost_database(request: Request, error: Exception) -> Response:
    log_error("database away", error)
    return error_response(
        UserError(
            "Cơ sở dữ liệu đang khởi động lại. Mời đồng chí thử lại sau ít giây.",
            code="database_away",
            status=503,
        )
    )
