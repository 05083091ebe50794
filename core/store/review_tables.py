# SPDX-License-Identifier: Apache-2.0
"""The tables of review: what people did, what checks found, and the narrow table that queues are read from."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from core.store.columns import UtcTime, metadata

acts = Table(
    "acts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("label", String, nullable=False),
    Column("reviewer", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("undoes", ForeignKey("acts.id"), nullable=True),
    Index(None, "reviewer", "id"),
    Index(None, "undoes", sqlite_where=text("undoes IS NOT NULL")),
)

act_traces = Table(
    "act_traces",
    metadata,
    Column("act_id", ForeignKey("acts.id"), primary_key=True),
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column("before", JSON, nullable=False, comment="state, head and flag before the act"),
    Column("after", JSON, nullable=False, comment="the same after it"),
    Index(None, "trace_id"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("act_id", ForeignKey("acts.id"), nullable=False, index=True),
    Column("trace_id", ForeignKey("traces.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("verdict", String, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("reviewer", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("rating", Integer, nullable=True, comment="that came with it from elsewhere"),
    Index(None, "at", "verdict", "act_id", "trace_id"),
    Index("ix_decisions_skipped", "reviewer", "trace_id", sqlite_where=text("verdict = 'skip'")),
)

revisions = Table(
    "revisions",
    metadata,
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("act_id", ForeignKey("acts.id"), nullable=False),
    Column("patch", JSON, nullable=False, comment="operations over the steps of the original"),
    Column("labels", JSON, nullable=False),
    Column("author", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

continuations = Table(
    "continuations",
    metadata,
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column("number", Integer, primary_key=True, comment="the revision that the steps came into"),
    Column("place", Integer, primary_key=True, comment="0 for the first of that revision"),
    Column("teacher", String, nullable=False),
    Column("teacher_kind", String, nullable=False),
    Column("model", String, nullable=False),
    Column("from_step", Integer, nullable=False, comment="number of the last step that stayed"),
    Column("step_count", Integer, nullable=False),
    Column("usage", JSON, nullable=False),
    Column("cost_usd", Float, nullable=True, comment="null where it is not known"),
    Column("latency_s", Float, nullable=False),
    Column("is_stopped", Boolean, nullable=False),
    Column("request_id", String, nullable=True),
    sqlite_with_rowid=False,
)

trace_facets = Table(
    "trace_facets",
    metadata,
    Column("id", ForeignKey("traces.id"), primary_key=True),
    Column("state", String, nullable=False),
    Column("is_waiting", Boolean, nullable=False, comment="nobody decided on it or skipped it out"),
    Column("is_flagged", Boolean, nullable=False),
    Column("task_type", String, nullable=False),
    Column("difficulty", String, nullable=False),
    Column("split", String, nullable=False),
    Column("teacher", String, nullable=False),
    Column("job_id", Integer, nullable=True),
    Column("created_at", UtcTime, nullable=False),
    Column("length", Integer, nullable=False, comment="characters of the steps"),
    Column("cost_usd", Float, nullable=True),
    Column("confidence", Float, nullable=False, comment="2 where it is not known, so that those come last"),
    Column("head", Integer, nullable=False, comment="number of the current revision; 0 is the original"),
    Column("rating", Integer, nullable=True),
    Column("note", Text, nullable=False),
    Column("reviewer", String, nullable=False, comment="who gave the verdict that stands"),
    Column("reasons", JSON, nullable=False, comment="of the verdict that stands"),
    Column("has_draft", Boolean, nullable=False),
    Column("finding_count", Integer, nullable=False),
    Column("finding_rank", Integer, nullable=False, comment="falls with each finding, by its severity"),
    Column("dispute", Float, nullable=False, comment="falls the further judges and people are apart"),
    Column("judge_score", Float, nullable=True, comment="mean of what judges gave the current revision"),
    Column("shuffle", Integer, nullable=False, comment="the place in a fixed random order"),
    Column(
        "kept_from", String, nullable=False, server_default="", comment="whom a skipped trace does not come back to"
    ),
    Column(
        "looked_by",
        String,
        nullable=False,
        server_default="",
        comment="version of the checks that looked at the current revision; a trigger empties it with each other one",
    ),
    Index(None, "looked_by", "id"),
    Index(None, "is_waiting", "id"),
    Index(None, "is_waiting", "confidence", "id"),
    Index(None, "is_waiting", "finding_rank", "id"),
    Index(None, "is_waiting", "shuffle", "id"),
    Index("ix_trace_facets_disputed", "is_waiting", "dispute", "id", sqlite_where=text("dispute < 0")),
    Index(None, "state", "id"),
    Index(None, "task_type", "is_waiting", "id"),
    Index(None, "difficulty", "is_waiting", "id"),
    Index(None, "split", "is_waiting", "id"),
    Index(None, "teacher", "is_waiting", "id"),
    Index(None, "created_at"),
    Index(None, "length", "id"),
    Index("ix_trace_facets_cost", "cost_usd", "id", sqlite_where=text("cost_usd IS NOT NULL")),
    Index("ix_trace_facets_job", "job_id", "id", sqlite_where=text("job_id IS NOT NULL")),
    Index("ix_trace_facets_flagged", "id", sqlite_where=text("is_flagged = 1")),
    Index("ix_trace_facets_drafts", "id", sqlite_where=text("has_draft = 1")),
    Index("ix_trace_facets_rated", "rating", "id", sqlite_where=text("rating IS NOT NULL")),
    Index("ix_trace_facets_judged", "is_waiting", "judge_score", "id", sqlite_where=text("judge_score IS NOT NULL")),
    Index("ix_trace_facets_kept", "kept_from", "id", sqlite_where=text("kept_from != ''")),
    Index("ix_trace_facets_reviewed", "reviewer", "is_waiting", "id", sqlite_where=text("reviewer != ''")),
)
"""One narrow row a trace, written with it: where it stands in review, and what filters and orders ask for."""

trace_marks = Table(
    "trace_marks",
    metadata,
    Column("kind", String, primary_key=True, comment="reason, tag or finding"),
    Column("value", String, primary_key=True),
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Index(None, "trace_id"),
    sqlite_with_rowid=False,
)

state_counts = Table(
    "state_counts",
    metadata,
    Column("state", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("flagged", Integer, nullable=False),
)
"""How many traces stand in each state: kept by triggers, because counting a million takes longer than a frame."""

findings = Table(
    "findings",
    metadata,
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("place", Integer, nullable=False, comment="the order in which a reviewer reads them"),
    Column("check", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("body", JSON, nullable=False),
)

dismissals = Table(
    "dismissals",
    metadata,
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("reviewer", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column("reviewer", String, primary_key=True),
    Column("base", Integer, nullable=False, comment="the revision that the edit began with"),
    Column("steps", JSON, nullable=False),
    Column("labels", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("continued", JSON, nullable=False, server_default=text("'[]'"), comment="what teachers wrote of it"),
)

saved_filters = Table(
    "saved_filters",
    metadata,
    Column("name", String, primary_key=True),
    Column("body", JSON, nullable=False),
    Column("at", UtcTime, nullable=False),
)

trace_sketches = Table(
    "trace_sketches",
    metadata,
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    Column(
        "bands", LargeBinary, nullable=False, comment="the bands of the trace, so that an edit finds those to take away"
    ),
)

trace_bands = Table(
    "trace_bands",
    metadata,
    Column("band", BigInteger, primary_key=True),
    Column("trace_id", ForeignKey("traces.id"), primary_key=True),
    sqlite_with_rowid=False,
)
"""Which traces agree in a band of their sketches; the whole table is the index."""
