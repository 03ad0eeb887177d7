"""Every page of the library together, with their templates, scripts, styles and entries of the menu."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from hub.permissions import Action
from hub.web.assets import Assets
from hub.web.modules import join_modules
from hub.web.pages import NavItem, Pages, allowed
from hub.web.session import Sessions
from prompt_library.pages import exchanging, filling, listing, proposing, reviewing

_HERE = Path(__file__).parent
_WEB = _HERE / "web"


def router(sessions: Sessions, pages: Pages) -> APIRouter:
    """Return the routes; adds templates, assets and entries of the menu to `pages`."""
    pages.folders.append(_HERE / "templates")
    pages.nav.append(NavItem("prompts", "Thư viện câu lệnh", allowed(Action.LEARN)))
    pages.nav.append(NavItem("assistant", "Trợ lý", allowed(Action.USE_AI)))
    add_assets(pages.assets)
    joined = APIRouter(include_in_schema=False)
    for part in (listing, reviewing, exchanging, proposing, filling):
        joined.include_router(part.router(sessions, pages))
    return joined


def add_assets(assets: Assets) -> None:
    """Add the styles and the scripts, each script with what it needs in one file."""
    styles = (_WEB / "prompts.css").read_bytes()
    assets.add("prompts.css", styles)
    # In a notebook the form stands in a shadow root, whose colours and sizes are its host's.
    assets.add("prompt-notebook.css", assets.body("mattran.css").replace(b":root {", b":host {") + styles)
    for name, entry in (("prompts-list", "list"), ("prompt-form", "form"), ("assistant", "assistant")):
        assets.add(f"{name}.js", join_modules(_WEB / f"{entry}.js", exports=True).encode())
