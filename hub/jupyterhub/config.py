"""JupyterHub's configuration, built by a pure function on its `c` from our settings.

`jupyterhub_config.py` beside this file is what the Hub reads; it calls `configure`.
"""

from __future__ import annotations

from typing import Any

from hub.auth.authenticator import RosterAuthenticator
from hub.db import ENGINE_OPTIONS, driver_url
from hub.jupyterhub.pages import configure_pages
from hub.jupyterhub.spawner import configure_spawner
from hub.secrets import ensure_secret
from hub.settings import Settings

PORTAL_PREFIX = "/services/portal/"
GATEWAY_PREFIX = "/services/ai/"


def configure(c: Any, settings: Settings) -> None:
    """Write the platform's JupyterHub settings to the traitlets config object `c`."""
    secrets = settings.secrets_dir
    hub = c.JupyterHub
    hub.bind_url = f"http://127.0.0.1:{settings.port}"
    hub.public_url = f"{settings.url}/"
    hub.hub_bind_url = f"http://127.0.0.1:{settings.hub_port}"
    hub.db_url = driver_url(settings.database("jupyterhub")).render_as_string(hide_password=False)
    hub.db_kwargs = ENGINE_OPTIONS
    hub.cookie_secret = bytes.fromhex(ensure_secret(secrets, "cookie"))
    hub.authenticator_class = RosterAuthenticator
    hub.default_url = PORTAL_PREFIX
    hub.tornado_settings = {
        "cookie_options": {"secure": settings.secure, "samesite": "Lax"},
        "xsrf_cookie_kwargs": {"secure": settings.secure, "samesite": "Lax"},
    }
    hub.cookie_max_age_days = settings.session_hours / 24
    configure_pages(c)
    configure_spawner(c, settings)
    # The proxy and the learners' servers outlive a restart of the Hub.
    hub.cleanup_servers = False
    hub.cleanup_proxy = False
    hub.proxy_check_interval = 5
    c.ConfigurableHTTPProxy.should_start = False
    c.ConfigurableHTTPProxy.auth_token = ensure_secret(secrets, "proxy")
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.proxy_api_port}"
    c.Authenticator.allow_all = True  # whoever has an active roster account
    c.Authenticator.delete_invalid_users = False

    hub.services = [
        {
            "name": "portal",
            "url": f"http://127.0.0.1:{settings.portal_port}",
            "api_token": ensure_secret(secrets, "portal"),
            "oauth_client_id": "service-portal",
            "oauth_redirect_uri": f"{PORTAL_PREFIX}oauth_callback",
            "oauth_no_confirm": True,
            "display": False,
        },
        {
            "name": "ai",
            "url": f"http://127.0.0.1:{settings.gateway_port}",
            "api_token": ensure_secret(secrets, "ai"),
            "oauth_client_id": "service-ai",
            "oauth_redirect_uri": f"{GATEWAY_PREFIX}oauth_callback",
            "oauth_no_confirm": True,
            "display": False,
        },
        {"name": "operator", "api_token": ensure_secret(secrets, "operator")},
    ]
    hub.load_roles = [
        {
            "name": "user",
            "scopes": ["self", "access:services!service=portal", "access:services!service=ai"],
        },
        {
            # The supervisor and `mattran token`: mint tokens, reload the proxy's routes.
            "name": "operator",
            "services": ["operator"],
            "scopes": ["admin:users", "tokens", "proxy", "read:hub", "admin:servers"],
        },
    ]
