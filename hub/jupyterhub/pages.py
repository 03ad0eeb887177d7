"""How the Hub's pages reach our templates, texts and static files, without an inline script or style.

`configure_pages(c)` sets everything; call it after `c.JupyterHub.tornado_settings` was assigned.
Style sheet, script and icons come from the Hub's own static address (`/hub/static/mattran/…?v=hash`),
because the portal may be down when somebody must still be able to sign in.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension
from jupyterhub.handlers.static import CacheControlStaticFilesHandler
from tornado import web

from hub.jupyterhub import translate
from hub.reference import new_reference

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
# Folders whose files appear below /hub/static/mattran/: the Hub's script, and what the portal shares.
STATIC_FOLDERS = (HERE / "static", HERE.parent / "web" / "static")
PROXY_ERROR_PAGES = HERE / "static" / "proxy"  # for `configurable-http-proxy --error-path`
_PREFIX = "mattran/"
_log = logging.getLogger("JupyterHub.pages")

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self' data:"
)


def log_reference(status: int, message: str = "", exception: BaseException | None = None) -> str:
    """Return a new reference number after writing it to the Hub's log beside what happened."""
    reference = new_reference()
    level = logging.ERROR if status >= 500 else logging.INFO
    _log.log(level, "reference=%s status=%s message=%r exception=%r", reference, status, message, exception)
    return reference


class VietnamesePages(Extension):
    """Jinja extension with the functions our templates call."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals.update(
            mt_explain=translate.explain,
            mt_explain_failed_start=translate.explain_failed_start,
            mt_reference=log_reference,
        )
        environment.filters.update(
            mt_time=translate.show_time,
            mt_note=translate.translate_note,
            mt_client=translate.translate_client,
            mt_scope=translate.describe_scope,
            mt_scopes=translate.describe_scopes,
        )


class HubStaticHandler(CacheControlStaticFilesHandler):
    """JupyterHub's static files, and ours below `mattran/`."""

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        """Return the file of `path`: in one of our folders when it begins with `mattran/`."""
        if not path.startswith(_PREFIX):
            return str(super().get_absolute_path(root, path))
        wanted = path.removeprefix(_PREFIX)
        candidates = [
            Path(CacheControlStaticFilesHandler.get_absolute_path(str(folder), wanted))
            for folder in STATIC_FOLDERS
        ]
        return str(next((found for found in candidates if found.is_file()), candidates[0]))

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Return the path when it lies in the folder it was asked from; raise 404 or 403 otherwise."""
        if self.path.startswith(_PREFIX):
            path = Path(absolute_path)
            folder = next((one for one in STATIC_FOLDERS if path.is_relative_to(one)), None)
            if folder is None:
                raise web.HTTPError(404)
            root = str(folder)
        checked: str | None = super().validate_absolute_path(root, absolute_path)
        return checked


def configure_pages(c: Any) -> None:
    """Write to the traitlets config `c` what the Vietnamese pages need.

    Keeps what `c.JupyterHub.tornado_settings` already holds. The spawner class must also take the
    mixin `hub.jupyterhub.translate.VietnameseProgress`.
    """
    hub = c.JupyterHub
    hub.template_paths = [str(TEMPLATES)]
    hub.jinja_environment_options = {"extensions": [VietnamesePages]}
    hub.logo_file = str(STATIC_FOLDERS[1] / "icons" / "mark.svg")
    settings = dict(hub.tornado_settings) if isinstance(hub.tornado_settings, dict) else {}
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, **settings.get("headers", {})}
    hub.tornado_settings = {**settings, "static_handler_class": HubStaticHandler, "headers": headers}
    c.Spawner.progress_ready_hook = translate.ready_event
