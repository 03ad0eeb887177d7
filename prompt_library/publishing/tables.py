"""Tables of prompts' versions, reviews, favourites, uses and ratings (schema `prompt_library`)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
)

from hub.people.tables import people
from prompt_library.tables import metadata

# Every version of every prompt, as a file of the release or as somebody's proposal. Never changed but
# for `state`, never deleted.
prompt_versions = Table(
    "prompt_versions",
    metadata,
    Column("prompt", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("origin", String(12), nullable=False),
    Column("created_by", ForeignKey(people.c.id)),  # NULL: came with a release
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("note", Text, nullable=False, server_default=""),  # why it was proposed
    CheckConstraint("state IN ('proposed', 'returned', 'waiting', 'approved', 'retired')", name="state"),
    CheckConstraint("origin IN ('file', 'proposal')", name="origin"),
    CheckConstraint("(origin = 'file') = (created_by IS NULL)", name="origin_has_author"),
    Index("ix_prompt_versions_state", "state"),
)


def _of_version() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["prompt", "version"],
        [prompt_versions.c.prompt, prompt_versions.c.version],
        name="fk_version",
    )


# What reviewers and the owner decided of a version, with their note. Append-only.
prompt_reviews = Table(
    "prompt_reviews",
    metadata,
    Column("seq", BigInteger, Identity(), primary_key=True),
    Column("prompt", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("reviewer", ForeignKey(people.c.id), nullable=False),
    Column("decision", String(12), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("decision IN ('recommend', 'return', 'approve', 'retire', 'restore')", name="decision"),
    _of_version(),
    Index("ix_prompt_reviews_version", "prompt", "version"),
)

prompt_favourites = Table(
    "prompt_favourites",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("prompt", String(64), primary_key=True),
)

# How often a prompt served: run, copied for another app, exported to Word. Append-only, no content.
prompt_uses = Table(
    "prompt_uses",
    metadata,
    Column("seq", BigInteger, Identity(), primary_key=True),
    Column("prompt", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("kind IN ('run', 'copy', 'word')", name="kind"),
    _of_version(),
    Index("ix_prompt_uses_prompt", "prompt"),
)

prompt_ratings = Table(
    "prompt_ratings",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("prompt", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("stars", SmallInteger, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
    _of_version(),
)
