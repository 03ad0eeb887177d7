"""The AI gateway, assembled from the rooms. Run by `python -m deploy.gateway`."""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.auth.gate import GatedSessions
from hub.db import Database
from hub.people.store import Person
from hub.secrets import ensure_secret
from hub.settings import Settings, current_settings
from hub.web.logs import configure_logs
from hub.web.serve import serve
from prompt_library.gateway.app import GATEWAY_PREFIX, Gateway, make_gateway_app
from prompt_library.gateway.config import (
    ConfigurationError,
    ensure_keys,
    load_keys,
    load_models,
    models_path,
)
from prompt_library.gateway.logs import configure_gateway_logs
from prompt_library.library.model import Prompt
from prompt_library.publishing.reactions import record_use
from prompt_library.publishing.versions import usable


class PublishedPrompts:
    """The prompts that the province released, as the gateway asks for them."""

    async def find(
        self, conn: AsyncConnection, prompt_id: str, version: int | None, person: Person
    ) -> tuple[Prompt, int]:
        """Return the version that `person` may run; raise UnknownPrompt."""
        found = await usable(conn, prompt_id, version, person)
        return found.prompt, found.version

    async def ran(
        self, conn: AsyncConnection, person: Person, prompt_id: str, version: int, now: datetime
    ) -> None:
        """Count a run."""
        await record_use(conn, person.id, prompt_id, version, "run", now)


def make_gateway(settings: Settings) -> FastAPI:
    """Return the gateway for `settings`; raise ConfigurationError when its files cannot be used."""
    secrets = settings.secrets_dir
    models = load_models(models_path(settings), required=settings.ai_models is not None)
    keys = load_keys(secrets / "ai-keys.yml")
    ensure_keys(models, keys)
    sessions = GatedSessions(
        settings,
        prefix=GATEWAY_PREFIX,
        client_id="service-ai",
        api_token=ensure_secret(secrets, "ai"),
        key=ensure_secret(secrets, "ai-session"),
    )
    return make_gateway_app(
        Gateway(
            settings=settings,
            # A request holds a connection for some milliseconds at a time; each costs both sides memory.
            db=Database(settings.database("mattran"), pool_size=6),
            sessions=sessions,
            models=models,
            keys=keys,
            prompts=PublishedPrompts(),
            clock=lambda: datetime.now(UTC),
        )
    )


def serve_gateway(settings: Settings) -> None:
    """Serve the gateway on 127.0.0.1 until the process is asked to stop."""
    configure_logs()
    try:
        app = make_gateway(settings)
    except ConfigurationError as error:
        sys.exit(f"mattran: {error}")
    configure_gateway_logs()
    # What is loaded by now stays: searching it for garbage holds up every stream for a tenth of a second.
    gc.collect()
    gc.freeze()
    serve(app, settings.gateway_port)


def main() -> None:
    """Serve the gateway of this process's settings."""
    serve_gateway(current_settings())


if __name__ == "__main__":
    main()
