# SPDX-License-Identifier: Apache-2.0
"""The tables of the workspace database but those of review; migrations make them, repos read and write them."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from core.store import columns, judge_tables, people_tables, review_tables
from core.store.columns import UtcTime

metadata = columns.metadata
"""The whole schema: the tables here and those of review and of its people, which lie in files of their own."""

# Without these imports the schema would lack them.
assert review_tables.trace_facets.metadata is metadata
assert people_tables.assignments.metadata is metadata
assert judge_tables.judgements.metadata is metadata

tasks = Table(
    "tasks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("type", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("type", "version"),
)

problems = Table(
    "problems",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("task_type", String, nullable=False),
    Column("task_version", Integer, nullable=False),
    Column("template_id", String, nullable=False),
    Column("split", String, nullable=False),
    Column("difficulty", String, nullable=False),
    Column("domain", String, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("prompt", Text, nullable=False),
    Column("context", JSON, nullable=False),
    Column("truth", JSON, nullable=True),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "task_type", "split", "difficulty"),
)

traces = Table(
    "traces",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("problem_id", ForeignKey("problems.id"), nullable=False, index=True),
    Column("teacher", String, nullable=False),
    Column("teacher_kind", String, nullable=False),
    Column("model", String, nullable=False),
    Column("title", String, nullable=False),
    Column("steps", JSON, nullable=False),
    Column("head_steps", JSON, nullable=True, comment="steps of the current revision; null while it is the original"),
    Column("conclusion", Text, nullable=False),
    Column("reasoning_source", String, nullable=False),
    Column("sampling", JSON, nullable=False),
    Column("usage", JSON, nullable=False),
    Column("latency_s", Float, nullable=False),
    Column("cost_usd", Float, nullable=True),
    Column("confidence", Float, nullable=True),
    Column("confidence_method", String, nullable=True),
    Column("request_id", String, nullable=True),
    Column("request_key", String, nullable=False, unique=True),
    Column("prompt_hash", String, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("job_id", Integer, nullable=True),
    Column("tags", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "teacher", "problem_id"),
)
"""What teachers answered; where a trace stands is in ``trace_facets``, so that a verdict rewrites no wide row."""

snapshots = Table(
    "snapshots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("path", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("train_count", Integer, nullable=False),
    Column("eval_count", Integer, nullable=False),
    Column("recipe", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("snapshot_id", ForeignKey("snapshots.id"), nullable=False, index=True),
    Column("student", String, nullable=False),
    Column("trainer", String, nullable=False),
    Column("recipe", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("folder", String, nullable=False),
    Column("job_id", Integer, nullable=True),
    Column("steps_done", Integer, nullable=False),
    Column("steps_total", Integer, nullable=False),
    Column("final_loss", Float, nullable=True),
    Column("adaptations", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("error", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime, nullable=True),
)

metrics = Table(
    "metrics",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("value", Float, nullable=False),
    sqlite_with_rowid=False,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("path", String, nullable=False),
    Column("eval_loss", Float, nullable=True),
    Column("is_final", Boolean, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String, nullable=False),
    Column("label", String, nullable=False),
    Column("role", String, nullable=False),
    Column("benchmark", String, nullable=False),
    Column("split", String, nullable=False),
    Column("cases_hash", String, nullable=False),
    Column("n", Integer, nullable=False),
    Column("overall", JSON, nullable=False),
    Column("by_category", JSON, nullable=False),
    Column("by_split", JSON, nullable=False),
    Column("by_element", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("job_id", Integer, nullable=True),
    Column("created_at", UtcTime, nullable=False),
)

case_results = Table(
    "case_results",
    metadata,
    Column("report_id", ForeignKey("reports.id"), primary_key=True),
    Column("case_id", String, primary_key=True),
    Column("category", String, nullable=False),
    Column("output", Text, nullable=False),
    Column("conclusion", Text, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("latency_s", Float, nullable=False),
    Column("error", Text, nullable=False),
    Column("finish", String, nullable=False),
    Column("calls", JSON, nullable=False),
    Column("output_tokens", Integer, nullable=True),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("spec", JSON, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("folder", String, nullable=True),
    Column("result", JSON, nullable=False),
    Column("error", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("started_at", UtcTime, nullable=True),
    Column("ended_at", UtcTime, nullable=True),
)

providers = Table(
    "providers",
    metadata,
    Column("name", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("model", String, nullable=False),
    Column("base_url", String, nullable=False),
    Column("key_env", String, nullable=False),
    Column("options", JSON, nullable=False),
    Column("is_enabled", Boolean, nullable=False),
)
