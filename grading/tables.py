"""Tables of submissions, marks, passes and frozen periods (PostgreSQL schema `grading`)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from hub.db import metadata_for

metadata = metadata_for("grading")

# One row for each "Nộp bài": the answers it froze, and its marks once graded. Never deleted.
submissions = Table(
    "submissions",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column(
        "key", UUID(as_uuid=True), nullable=False
    ),  # made by the client: the same key, the same submission
    Column("person_id", BigInteger, nullable=False),  # hub.people.id
    Column("lesson", String(40), nullable=False),
    Column("version", String(8), nullable=False),
    Column("attempt", Integer, nullable=False),  # 1, 2, … for this person and lesson
    Column("answers", JSONB, nullable=False),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("graded_at", DateTime(timezone=True)),
    Column("gradings", Integer, nullable=False, server_default=text("0")),
    Column("score", Float),  # points, short_text included as far as marked
    Column("max_score", Float),
    Column("auto_score", Float),  # points that decide passing: marked automatically, without short_text
    Column("auto_max", Float),
    Column("critical_missed", JSONB),  # ids of critical questions not fully right
    Column("pending_manual", Boolean),
    Column("passed", Boolean),
    UniqueConstraint("person_id", "key"),
    UniqueConstraint("person_id", "lesson", "attempt"),
    Index("ix_submissions_ungraded", "submitted_at", postgresql_where=text("graded_at IS NULL")),
)

marks = Table(
    "marks",
    metadata,
    Column("submission_id", ForeignKey("grading.submissions.id"), primary_key=True),
    Column("question", String(20), primary_key=True),
    Column("score", Float),  # None: waits for a trainer
    Column("max_score", Float, nullable=False),
    Column("needs_manual", Boolean, nullable=False),
)

# The first pass of each person and lesson; completion counts these.
passes = Table(
    "passes",
    metadata,
    Column("person_id", BigInteger, primary_key=True),
    Column("lesson", String(40), primary_key=True),
    Column("passed_at", DateTime(timezone=True), nullable=False),
    Column("submission_id", ForeignKey("grading.submissions.id"), nullable=False),
)

# A reporting period once frozen: figures are never changed, corrections come as rows of their own.
periods = Table(
    "periods",
    metadata,
    Column("period", String(7), primary_key=True),  # "2026-10"
    Column("ends_on", Date, nullable=False),
    Column("frozen_at", DateTime(timezone=True), nullable=False),
)

period_figures = Table(
    "period_figures",
    metadata,
    Column("period", ForeignKey("grading.periods.period"), primary_key=True),
    Column("target", String(10), primary_key=True),
    Column("unit_code", String(20), primary_key=True),
    Column("numerator", Integer, nullable=False),
    Column("denominator", Integer, nullable=False),
    Column("rule", Text, nullable=False),
)
