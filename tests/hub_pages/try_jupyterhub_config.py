"""Configuration of the throwaway Hub; addresses, tokens and the database come on the command line."""

from hub.jupyterhub.pages import configure_pages
from tests.hub_pages import stubs

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.JupyterHub.authenticator_class = stubs.TryAuthenticator
c.JupyterHub.spawner_class = stubs.TrySpawner
c.JupyterHub.default_url = "/hub/home"
c.JupyterHub.tornado_settings = {"slow_stop_timeout": 1}
c.JupyterHub.concurrent_spawn_limit = 1
c.JupyterHub.spawn_throttle_retry_range = (25, 30)
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {stubs.ADMIN}
c.Spawner.http_timeout = 20
c.ConfigurableHTTPProxy.should_start = False
c.JupyterHub.services = [
    {
        "name": "kiemthu",
        "api_token": "kiemthu-" + "0" * 40,
        "oauth_client_id": "service-kiemthu",
        "oauth_redirect_uri": "/services/kiemthu/oauth_callback",
    },
    {"name": "operator", "api_token": "operator-" + "0" * 40},
]
c.JupyterHub.load_roles = [
    {"name": "user", "scopes": ["self", "access:services!service=kiemthu"]},
    {"name": "operator", "services": ["operator"], "scopes": ["shares", "admin:users", "admin:servers"]},
]
configure_pages(c)
