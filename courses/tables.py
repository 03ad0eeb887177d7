"""Published lessons (PostgreSQL schema `courses`): sources are kept for ever, publications are added."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    String,
    Table,
    Text,
)

from hub.db import metadata_for

metadata = metadata_for("courses")

# Each source that was ever published. A row never changes: answers and marks name it.
lesson_versions = Table(
    "lesson_versions",
    metadata,
    Column("lesson", String(40), primary_key=True),
    Column("version", String(8), primary_key=True),  # the first 8 hex digits of sha256
    Column("sha256", String(64), nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),  # the first time
    CheckConstraint("version = left(sha256, 8)", name="version"),
)

# Which version was made the current one, and when; the latest row of a lesson counts. An old source
# that is published again gets a new row.
publications = Table(
    "publications",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("lesson", String(40), nullable=False),
    Column("version", String(8), nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["lesson", "version"], [lesson_versions.c.lesson, lesson_versions.c.version]),
)
Index("ix_publications_latest", publications.c.lesson, publications.c.seq.desc())
