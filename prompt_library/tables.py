"""The one metadata of the PostgreSQL schema `prompt_library`: every room's tables stand on it."""

from __future__ import annotations

from hub.db import metadata_for

metadata = metadata_for("prompt_library")
