# SPDX-License-Identifier: Apache-2.0
"""The tables of several reviewers: who is to read what, and the packets that were read here."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, text

from core.store.columns import UtcTime, metadata

assignments = Table(
    "assignments",
    metadata,
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column("reviewer", String, primary_key=True),
    Column("act_id", ForeignKey("acts.id"), nullable=False, comment="the act that gave it: only later words count"),
    Column("at", UtcTime, nullable=False),
    Column("verdict", String, nullable=False, comment="the last word that stands; empty while there is none"),
    Column("revision", Integer, nullable=False, comment="the revision that it is on"),
    Index(None, "reviewer", "trace_id"),
    Index("ix_assignments_open", "reviewer", "trace_id", sqlite_where=text("verdict = ''")),
    sqlite_with_rowid=False,
)
"""Two rows of one trace make a double review. Whatever is said or taken back renews the verdicts in the same unit."""

assignment_moves = Table(
    "assignment_moves",
    metadata,
    Column("act_id", ForeignKey("acts.id"), primary_key=True),
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column("reviewer", String, primary_key=True),
    Column("given_by", Integer, nullable=False, comment="the act that first gave it"),
    Column("at", UtcTime, nullable=False),
    Column("is_added", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""What each act gave or took; undo is its inverse."""

packets = Table(
    "packets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String, nullable=False, unique=True),
    Column("header", JSON, nullable=False),
    Column("at", UtcTime, nullable=False),
)

packet_traces = Table(
    "packet_traces",
    metadata,
    Column("packet_id", ForeignKey("packets.id"), primary_key=True),
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column("content_hash", String, nullable=False, comment="of the steps as the packet has them"),
    sqlite_with_rowid=False,
)
