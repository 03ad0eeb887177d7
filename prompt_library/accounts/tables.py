"""Tables of AI accounts (PostgreSQL schema `prompt_library`).

No column of the usage log can hold what somebody wrote: each text there is a short code without white
space, held so by the database itself.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    Uuid,
    text,
)

from hub.people.tables import people, units
from prompt_library.tables import metadata

CODE = "^[A-Za-z0-9][A-Za-z0-9_.:/@+-]*$"  # ids of models, prompts, providers: no white space


def _code(name: str, length: int, *, nullable: bool = False) -> tuple[Column[str], CheckConstraint]:
    """Return a column for a short code and the check that keeps anything else out."""
    return (
        Column(name, String(length), nullable=nullable),
        CheckConstraint(f"{name} ~ '{CODE}'", name=f"{name}_is_code"),
    )


# -- who may ------------------------------------------------------------------------------------------

# An administrator's decision that somebody may use AI whose position does not say so. Never deleted.
grants = Table(
    "grants",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("reason", Text, nullable=False),
    Column("granted_by", ForeignKey(people.c.id), nullable=False),
    Column("granted_at", DateTime(timezone=True), nullable=False),
    Column("revoked_by", ForeignKey(people.c.id)),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revoked_reason", Text),
)
Index("uq_grants_open", grants.c.person_id, unique=True, postgresql_where=grants.c.revoked_at.is_(None))

# Facts that grading writes down (licences.py): what the licence asks for, who passed what, who has it.
licence_lessons = Table(
    "licence_lessons",
    metadata,
    Column("lesson", String(40), primary_key=True),
    Column("title", Text, nullable=False),
    Column("place", Integer, nullable=False),  # 1, 2, … in the order people take them
)
licence_passes = Table(
    "licence_passes",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("lesson", String(40), primary_key=True),
)
licences = Table(
    "licences",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("granted_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
)

# -- how much -----------------------------------------------------------------------------------------

# Limits an administrator set for one person or unit (tokens a month); who has none has the settings'.
quota_limits = Table(
    "quota_limits",
    metadata,
    Column("scope", String(10), primary_key=True),
    Column("subject", String(20), primary_key=True),  # a person's id or a unit's code
    Column("tokens", BigInteger, nullable=False),
    Column("set_by", ForeignKey(people.c.id), nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("scope IN ('person', 'unit', 'lab')", name="scope"),
    CheckConstraint("tokens >= 0", name="tokens"),
)

# Tokens used in a calendar month of Vietnam. A row is locked while somebody reserves against it.
spending = Table(
    "spending",
    metadata,
    Column("scope", String(10), primary_key=True),  # person | unit | lab
    Column("subject", String(20), primary_key=True),
    Column("month", Date, primary_key=True),  # its first day
    Column("used", BigInteger, nullable=False, server_default=text("0")),
    CheckConstraint("scope IN ('person', 'unit', 'lab')", name="scope"),
    CheckConstraint("used >= 0", name="used"),
)

# One row per request that was let through. `open`: runs, or was killed and frees itself at `expires_at`.
reservations = Table(
    "reservations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("unit_code", ForeignKey(units.c.code), nullable=False),
    Column("month", Date, nullable=False),
    Column("lab", Boolean, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("state IN ('open', 'settled', 'released', 'expired')", name="state"),
    CheckConstraint("tokens > 0", name="tokens"),
)
Index(
    "uq_reservations_open_person",
    reservations.c.person_id,
    unique=True,
    postgresql_where=reservations.c.state == "open",
)
Index("ix_reservations_open_unit", reservations.c.unit_code, postgresql_where=reservations.c.state == "open")
Index("ix_reservations_made_at", reservations.c.made_at)

# -- how, as the person wishes ------------------------------------------------------------------------

personal_settings = Table(
    "personal_settings",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("call_me", Text, nullable=False, server_default=""),
    Column("style", Text, nullable=False, server_default=""),
    Column("work", Text, nullable=False, server_default=""),
    Column("more", Text, nullable=False, server_default=""),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

# -- what happened, without content -------------------------------------------------------------------

usage = Table(
    "usage",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("unit_code", ForeignKey(units.c.code), nullable=False),
    *_code("prompt", 64, nullable=True),  # None: a free conversation
    Column("prompt_version", Integer),
    *_code("model", 80),  # logical: nhanh, sau
    *_code("provider", 80, nullable=True),  # None: nothing was sent
    *_code("place", 40, nullable=True),  # where it runs, folded: "viet-nam"
    Column("abroad", Boolean),
    Column("simulated", Boolean, nullable=False),
    Column("lab", Boolean, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("prompt_tokens", BigInteger, nullable=False),
    Column("completion_tokens", BigInteger, nullable=False),
    Column("cost_vnd", Numeric(14, 2)),
    *_code("status", 40),  # "ok" or the error's code
    Column("duration_ms", Integer, nullable=False),
    CheckConstraint("level BETWEEN 0 AND 4", name="level"),
    CheckConstraint("prompt_tokens >= 0 AND completion_tokens >= 0", name="tokens"),
    CheckConstraint("duration_ms >= 0", name="duration"),
    Index("ix_usage_at", "at"),
    Index("ix_usage_person", "person_id", "at"),
)
usage_masked = Table(
    "usage_masked",
    metadata,
    Column("usage_id", ForeignKey("prompt_library.usage.id", ondelete="CASCADE"), primary_key=True),
    Column("type", String(20), primary_key=True),  # TEN_NGUOI, DIEN_THOAI …
    Column("count", Integer, nullable=False),
    CheckConstraint("type ~ '^[A-Z_]+$'", name="type_is_code"),
    CheckConstraint("count > 0", name="count"),
)

# -- which models -------------------------------------------------------------------------------------

# Every decision on a model, the latest of a pair counts: approve/withdraw, dossier/no_dossier.
model_decisions = Table(
    "model_decisions",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("model", String(80), nullable=False),  # id in the gateway's configuration
    Column("decision", String(20), nullable=False),
    Column("document", Text, nullable=False),  # number and sign of the paper: "12/QĐ-MTTQ-BTT"
    Column("decided_by", ForeignKey(people.c.id), nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("decision IN ('approve', 'withdraw', 'dossier', 'no_dossier')", name="decision"),
    Index("ix_model_decisions_model", "model", "id"),
)
