"""The page /ai/models: where each model runs, whether the agency approved it, and when it ends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.errors import NotFound
from hub.people.counting import ZONE
from hub.people.store import Person, person_by_id
from hub.permissions import Action, require
from hub.web.pages import Pages
from hub.web.session import Sessions
from prompt_library.accounts.errors import InvalidForm
from prompt_library.accounts.models import (
    DOCUMENT_MOST,
    Approval,
    approvals,
    approve,
    decisions,
    record_dossier,
    withdraw,
    withdraw_dossier,
)
from prompt_library.accounts.ports import ListedModel, ModelCatalogue
from prompt_library.accounts.reach import field

WARN_DAYS = 60
_SHOWN = 50
_Decide = Callable[[AsyncConnection, Person, str, str, datetime], Awaitable[None]]
_DECIDE: dict[str, _Decide] = {
    "approve": approve,
    "withdraw": withdraw,
    "dossier": record_dossier,
    "no_dossier": withdraw_dossier,
}
DECIDED = {
    "approve": "Phê duyệt",
    "withdraw": "Thôi phê duyệt",
    "dossier": "Ghi nhận hồ sơ chuyển dữ liệu xuyên biên giới",
    "no_dossier": "Hồ sơ chuyển dữ liệu xuyên biên giới hết hiệu lực",
}


@dataclass(frozen=True)
class ModelCard:
    """A model with how it stands; `days_left` until its last day (negative: over), None: none announced."""

    model: ListedModel
    approval: Approval
    days_left: int | None

    @property
    def warn(self) -> bool:
        """Whether the last day is near or over."""
        return self.days_left is not None and self.days_left < WARN_DAYS


def cards(models: list[ListedModel], known: dict[str, Approval], today: date) -> list[ModelCard]:
    """Return the cards, models that end soon first, else in the order of the configuration."""
    listed = [
        ModelCard(
            model,
            known.get(model.id, Approval(model.id)),
            (model.shutdown_on - today).days if model.shutdown_on else None,
        )
        for model in models
    ]
    return sorted(listed, key=lambda card: not card.warn)


def models_router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the routes of /ai/models."""
    routes = APIRouter()

    def listed(request: Request) -> list[ListedModel]:
        catalogue: ModelCatalogue = request.app.state.model_catalogue
        return list(catalogue.models())

    @routes.get("/models")
    async def models_page(request: Request) -> Response:
        caller = await sessions.caller(request)
        require(caller.person, Action.MANAGE_AI)
        models = listed(request)
        async with request.app.state.db.begin() as conn:
            known = await approvals(conn)
            history = list(reversed(await decisions(conn)))[:_SHOWN]
            shown = cards(models, known, datetime.now(ZONE).date())
            deciders = {one.by for one in history} | {
                one.by for card in shown for one in (card.approval.approved, card.approval.dossier) if one
            }
            people = {by: await person_by_id(conn, by) for by in deciders}
        return pages.page(
            request,
            "ai_models.html",
            caller,
            cards=shown,
            history=history,
            titles={model.id: model.title for model in models},
            names={by: person.full_name if person else "–" for by, person in people.items()},
            decided=DECIDED,
            document_most=DOCUMENT_MOST,
        )

    @routes.post("/models")
    async def decide(request: Request) -> Response:
        caller = await sessions.writer(request)
        require(caller.person, Action.MANAGE_AI)
        model, decision = await field(request, "model"), await field(request, "decision")
        if model not in {one.id for one in listed(request)}:
            raise NotFound("Không còn mô hình này trong cấu hình. Mời đồng chí tải lại trang.")
        if decision not in _DECIDE:
            raise InvalidForm("Chưa rõ quyết định nào. Mời đồng chí tải lại trang rồi làm lại.")
        document = await field(request, "document")
        async with request.app.state.db.begin() as conn:
            await _DECIDE[decision](conn, caller.person, model, document, datetime.now(UTC))
        return RedirectResponse(f"{sessions.prefix}ai/models", status_code=303)

    return routes
