"""One TLS context for all clients of providers: the SDKs made five, each with every authority of its own."""

from __future__ import annotations

import ssl
from functools import cache

import httpx2


@cache
def tls_context() -> ssl.SSLContext:
    """Return the context that httpx2 makes by default: certifi's authorities, or those of SSL_CERT_FILE."""
    return httpx2.create_ssl_context()
