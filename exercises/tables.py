"""The answer log (PostgreSQL schema `exercises`): rows are added, never changed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, Index, String, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from hub.db import metadata_for
from hub.people.tables import people

metadata = metadata_for("exercises")

# One row for each change of an answer. `id` comes from the browser, so that sending again is harmless;
# `seq` says which answer is the latest. A JSON null is an answer taken back.
answers = Table(
    "answers",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("person_id", BigInteger, ForeignKey(people.c.id), nullable=False),
    Column("lesson", String(64), nullable=False),
    Column("version", String(16), nullable=False),
    Column("question", String(16), nullable=False),
    Column("value", JSONB, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
)
Index(
    "ix_answers_latest",
    answers.c.person_id,
    answers.c.lesson,
    answers.c.version,
    answers.c.question,
    answers.c.seq.desc(),
)
