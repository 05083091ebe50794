# SPDX-License-Identifier: Apache-2.0
"""The tables of judges: what each says of revisions of traces, and how it took those with a planted fault."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from core.store.columns import UtcTime, metadata

judgements = Table(
    "judgements",
    metadata,
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column("judge", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("score", Integer, nullable=False),
    Column("verdict", String, nullable=False),
    Column("elements", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("cost_usd", Float, nullable=True),
    Column("job_id", Integer, nullable=True),
    Column("at", UtcTime, nullable=False),
    Index(None, "judge", "trace_id"),
)

judge_canaries = Table(
    "judge_canaries",
    metadata,
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column("judge", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("fault", String, nullable=False),
    Column("score", Integer, nullable=False, comment="of the faulty one"),
    Column("sound", Integer, nullable=False, comment="of the trace as it is"),
    Column("is_caught", Boolean, nullable=False),
    Column("job_id", Integer, nullable=True),
    Column("at", UtcTime, nullable=False),
)
