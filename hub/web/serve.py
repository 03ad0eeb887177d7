"""Serve a web application of ours behind the proxy: one way for portal and gateway."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI


def serve(app: FastAPI, port: int) -> None:
    """Serve `app` on 127.0.0.1:`port` until the process is asked to stop."""
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        log_config=None,
        ws="none",  # neither speaks it; loading it takes memory
        access_log=False,
        # uvicorn would believe what a visitor on this machine wrote: hub/addresses.py finds the address, and
        # the settings say whether people come by HTTPS.
        proxy_headers=False,
        timeout_graceful_shutdown=8,
        # Longer than the proxy keeps an idle connection (Node: 5 s): whoever closes first must be the one
        # that sends the next request, or a page meets a 503 now and then.
        timeout_keep_alive=65,
        server_header=False,
    )
