"""Pages: Jinja2 templates of every package over one layout, with Vietnamese dates and numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from hub.people.store import Person
from hub.permissions import Action, may
from hub.web.assets import Assets
from hub.web.session import Caller

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_UNSAFE_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def vi_number(value: float, digits: int = 2) -> str:
    """Return `value` the Vietnamese way: comma for decimals, no trailing zeros ("1,5")."""
    text = f"{value:.{digits}f}"
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{rest}" if rest else grouped


def vi_percent(share: float | None) -> str:
    """Return a share (0-1) as "66,7%", "–" for None."""
    return "–" if share is None else f"{vi_number(100 * share, 1)}%"


def vi_date(moment: datetime) -> str:
    """Return "14/11/2026" in Vietnam's time."""
    return moment.astimezone(HANOI).strftime("%d/%m/%Y")


def vi_time(moment: datetime) -> str:
    """Return "09:05 ngày 14/11/2026" in Vietnam's time."""
    return moment.astimezone(HANOI).strftime("%H:%M ngày %d/%m/%Y")


def script_json(data: object) -> Markup:
    """Return `data` as JSON that may stand inside a `<script type="application/json">`."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _UNSAFE_IN_SCRIPT.items():
        text = text.replace(sign, escaped)
    return Markup(text)  # noqa: S704 - every sign that could end the script is escaped


@dataclass(frozen=True)
class NavItem:
    """One entry of the menu; shown to whom `visible` allows."""

    href: str
    label: str
    visible: Callable[[Person], bool] = lambda person: True


def allowed(action: Action) -> Callable[[Person], bool]:
    """Return a condition for NavItem: the person may do `action` for some unit."""
    return lambda person: may(person, action)


class Pages:
    """Renders templates; every package adds its folder and its entries of the menu."""

    def __init__(self, prefix: str, assets: Assets) -> None:
        self.prefix = prefix
        self.assets = assets
        self.nav: list[NavItem] = []
        self.folders: list[Path] = [Path(__file__).parent / "templates"]
        self._environment: Environment | None = None

    @property
    def environment(self) -> Environment:
        """The Jinja2 environment: autoescaped, an unknown name is an error."""
        if self._environment is None:
            self._environment = Environment(
                loader=FileSystemLoader(self.folders),
                autoescape=True,
                undefined=StrictUndefined,
                trim_blocks=True,
                lstrip_blocks=True,
            )
            self._environment.filters.update(
                vi_number=vi_number, vi_percent=vi_percent, vi_date=vi_date, vi_time=vi_time
            )
            self._environment.globals.update(asset=self.assets.url, prefix=self.prefix)
        return self._environment

    def html(self, template: str, caller: Caller | None, path: str, **context: Any) -> str:
        """Return the page as text; `caller` None renders it for nobody (an error before sign-in)."""
        person = caller.person if caller else None
        nav: Sequence[dict[str, object]] = [
            {
                "href": self.prefix + item.href,
                "label": item.label,
                "current": path == self.prefix + item.href,
            }
            for item in self.nav
            if person and item.visible(person)
        ]
        return self.environment.get_template(template).render(
            person=person, nav=nav, csrf_token=caller.csrf_token if caller else "", **context
        )

    def page(self, request: Request, template: str, caller: Caller, **context: Any) -> HTMLResponse:
        """Return the page as an answer."""
        return HTMLResponse(self.html(template, caller, request.url.path, **context))
