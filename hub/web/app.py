"""A web application of the platform: one error envelope, one error page, the guards around it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from hub.errors import NotSignedIn, UserError
from hub.reference import new_reference
from hub.settings import Settings
from hub.web.guards import BodyLimit, SecurityHeaders, protect
from hub.web.pages import Pages
from hub.web.session import Sessions, error_body, wants_page

log = structlog.get_logger("web")

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


_PLAIN = {
    400: ("unreadable", "Dữ liệu gửi lên không đọc được. Mời đồng chí tải lại trang rồi làm lại."),
    404: ("not_found", "Không có trang này. Mời đồng chí quay về trang học."),
    405: ("method_not_allowed", "Địa chỉ này không nhận cách gọi vừa rồi."),
}


def make_web_app(
    *,
    title: str,
    settings: Settings,
    sessions: Sessions,
    pages: Pages,
    lifespan: Lifespan,
    larger_bodies: dict[str, int] | None = None,
) -> FastAPI:
    """Return a FastAPI application with our errors and guards; routes are added by the caller."""
    prefix = sessions.prefix
    app = FastAPI(
        title=title,
        lifespan=lifespan,
        openapi_url=f"{prefix}api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )

    async def refuse(request: Request, error: UserError) -> Response:
        reference = new_reference()
        if error.status >= 500 or error.status == 403:
            log.warning("refused", code=error.code, path=request.url.path, reference=reference)
        if isinstance(error, NotSignedIn) and wants_page(request) and request.method == "GET":
            return sessions.login_redirect(request)
        if wants_page(request):
            caller = getattr(request.state, "caller", None)
            html = pages.html(
                "error.html",
                caller,
                request.url.path,
                status=error.status,
                message=error.message,
                details=error.details,
                reference=reference,
                back=None,
            )
            return HTMLResponse(html, status_code=error.status)
        return Response(
            error_body(error.code, error.message, reference, error.details),
            status_code=error.status,
            media_type="application/json",
        )

    async def on_user_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, UserError)  # noqa: S101 - for the type checker
        return await refuse(request, error)

    async def on_http(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        code, message = _PLAIN.get(status, ("http_error", "Yêu cầu này không thực hiện được."))
        return await refuse(request, UserError(message, code=code, status=status))

    async def on_invalid(request: Request, error: Exception) -> Response:
        details = []
        if isinstance(error, RequestValidationError):
            details = [".".join(str(p) for p in item["loc"]) for item in error.errors()[:10]]
        return await refuse(
            request,
            UserError(
                "Dữ liệu gửi lên không đúng dạng. Mời đồng chí tải lại trang rồi làm lại.",
                code="invalid_request",
                status=422,
                details=details,
            ),
        )

    async def on_lost_database(request: Request, error: Exception) -> Response:
        log.error("database away", error=str(error).splitlines()[0] if str(error) else "")
        return await refuse(
            request,
            UserError(
                "Cơ sở dữ liệu đang khởi động lại. Câu trả lời chưa lưu vẫn còn trên máy; "
                "mời đồng chí thử lại sau ít giây.",
                code="database_away",
                status=503,
            ),
        )

    async def on_anything(request: Request, error: Exception) -> Response:
        log.exception("unexpected", path=request.url.path, exc_info=error)
        response = await refuse(
            request,
            UserError(
                "Có lỗi ngoài dự kiến. Mời đồng chí thử lại; nếu vẫn lỗi, báo quản trị kèm số tham chiếu.",
                code="internal",
                status=500,
            ),
        )
        protect(response.headers, secure=settings.secure)  # this one is made outside of every middleware
        return response

    handlers: dict[Any, Any] = {
        UserError: on_user_error,
        HTTPException: on_http,
        RequestValidationError: on_invalid,
        UnicodeDecodeError: on_invalid,
        OperationalError: on_lost_database,
        InterfaceError: on_lost_database,
        Exception: on_anything,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(BodyLimit, limit=settings.max_body_kib * 1024, refuse=refuse, larger=larger_bodies)
    app.add_middleware(SecurityHeaders, secure=settings.secure)
    return app
