"""`python -m deploy.proxy` installs the proxy."""

from deploy.proxy import install

install()
