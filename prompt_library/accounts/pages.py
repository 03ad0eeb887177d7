"""The administration of AI in the portal, below /ai/: accounts, quotas, models, the log of use."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from hub.permissions import Action
from hub.web.pages import NavItem, Pages, allowed
from hub.web.session import Sessions
from prompt_library.accounts.pages_accounts import accounts_router
from prompt_library.accounts.pages_limits import limits_router
from prompt_library.accounts.pages_models import models_router
from prompt_library.accounts.pages_usage import usage_router


def router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the pages; add their templates and their entry of the menu to `pages`.

    `app.state.model_catalogue` is a `ports.ModelCatalogue`.
    """
    pages.folders.append(Path(__file__).parent / "templates")
    pages.nav.append(NavItem("ai/accounts", "Quản trị AI", allowed(Action.SEE_AI_USE)))
    routes = APIRouter(prefix="/ai", include_in_schema=False)
    for part in (accounts_router, limits_router, models_router, usage_router):
        routes.include_router(part(sessions, pages))
    return routes
