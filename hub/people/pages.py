"""Pages about people: one's own password, codes for forgotten passwords, the roster."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from hub.auth.gate import GatedSessions
from hub.people import pages_forgot, pages_password, pages_people, pages_roster
from hub.permissions import Action
from hub.web.pages import NavItem, Pages, allowed


def router(sessions: GatedSessions, pages: Pages) -> APIRouter:
    """Return the routes of every page here; adds their templates and entries of the menu to `pages`."""
    pages.folders.append(Path(__file__).parent / "templates")
    pages.nav.append(NavItem("people", "Cán bộ", allowed(Action.ISSUE_RESET_CODE)))
    pages.nav.append(NavItem("roster", "Danh sách", allowed(Action.IMPORT_ROSTER)))
    joined = APIRouter(include_in_schema=False)
    for part in (pages_password, pages_forgot, pages_people, pages_roster):
        joined.include_router(part.router(sessions, pages))
    return joined
