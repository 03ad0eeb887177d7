"""Tables of people, units and accounts (PostgreSQL schema `hub`)."""

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
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

from hub.db import metadata_for

metadata = metadata_for("hub")

# The 78 units of the province and the provincial bodies.
units = Table(
    "units",
    metadata,
    Column("code", String(20), primary_key=True),  # "19742"; provincial bodies "T-…"
    Column("name", Text, nullable=False),  # "Xã Hướng Phùng"
    Column("folded", Text, nullable=False),
    Column("kind", String(20), nullable=False),  # xa | phuong | dac_khu | tinh
    CheckConstraint("kind IN ('xa', 'phuong', 'dac_khu', 'tinh')", name="kind"),
)

# Who may have an account. Rows come from the roster import only.
people = Table(
    "people",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("username", String(64), nullable=False, unique=True),  # ASCII, lower case, stable
    Column("full_name", Text, nullable=False),
    Column("folded_name", Text, nullable=False),
    Column("unit_code", ForeignKey("hub.units.code"), nullable=False, index=True),
    Column("position", Text, nullable=False, server_default=""),
    Column("folded_position", Text, nullable=False, server_default=""),
    Column("organisation", Text, nullable=False, server_default=""),
    Column("full_time", Boolean, nullable=False, server_default=text("false")),  # chuyên trách
    Column("counted", Boolean, nullable=False, server_default=text("true")),
    Column("staff_code", Text, unique=True),
    Column("birth_year", Integer),
    Column("phone_last4", String(4)),
    Column("role", String(20), nullable=False, server_default="cadre"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    CheckConstraint("role IN ('cadre', 'trainer', 'commune_admin', 'province_admin')", name="role"),
    Index("ix_people_natural_key", "folded_name", "unit_code", "folded_position"),
)

# Where a person belonged and when: moves are kept, so that a frozen period stays explainable.
memberships = Table(
    "memberships",
    metadata,
    Column("person_id", ForeignKey("hub.people.id"), primary_key=True),
    Column("since", Date, primary_key=True),
    Column("unit_code", ForeignKey("hub.units.code"), nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("person_id", ForeignKey("hub.people.id"), primary_key=True),
    Column("password_hash", Text, nullable=False),  # argon2id
    Column("must_change", Boolean, nullable=False, server_default=text("true")),
    Column("changed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

# Failed sign-ins, counted for an account and for an account at an address (hub/auth/throttle.py).
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
)

# Codes an administrator gives to somebody who forgot the password: valid 15 minutes, once, recorded.
reset_codes = Table(
    "reset_codes",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("person_id", ForeignKey("hub.people.id"), nullable=False, index=True),
    Column("issued_by", ForeignKey("hub.people.id"), nullable=False),
    Column("code_hash", Text, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
)

# The unprivileged uid of each learner's server, allocated once and never reused.
learner_uids = Table(
    "learner_uids",
    metadata,
    Column("username", String(64), primary_key=True),
    Column("uid", Integer, nullable=False),
    UniqueConstraint("uid"),
)
