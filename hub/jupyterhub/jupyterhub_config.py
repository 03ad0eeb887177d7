"""Read by `jupyterhub -f`: everything is in hub/jupyterhub/config.py."""

from hub.jupyterhub.config import configure
from hub.settings import current_settings

configure(get_config(), current_settings())  # type: ignore[name-defined]  # noqa: F821
