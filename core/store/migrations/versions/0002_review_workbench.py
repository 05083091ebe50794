# SPDX-License-Identifier: Apache-2.0
"""The review workbench: a narrow table for queues, findings, drafts, ratings, notes and saved filters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FACETS = """
INSERT INTO trace_facets
SELECT t.id, t.state, t.state IN ('pending', 'skipped'), t.is_flagged, p.task_type, p.difficulty, p.split, t.teacher,
       t.job_id, t.created_at,
       coalesce((SELECT sum(length(json_extract(step.value, '$.text'))) FROM json_each(t.steps) AS step), 0),
       t.cost_usd, coalesce(t.confidence, 2.0), t.head, NULL, '', '', '[]', 0, 0, 0, 0.0,
       (t.id * 2654435761) % 4294967296
FROM traces AS t JOIN problems AS p ON p.id = t.problem_id
"""
_STANDING_VERDICT = """
UPDATE trace_facets SET reviewer = last.reviewer, reasons = last.reasons
FROM (SELECT trace_id, reviewer, reasons, max(id) FROM decisions GROUP BY trace_id) AS last
WHERE last.trace_id = trace_facets.id AND NOT trace_facets.is_waiting
"""
_MARKS = (
    "INSERT OR IGNORE INTO trace_marks"
    " SELECT 'reason', mark.value, f.id FROM trace_facets AS f, json_each(f.reasons) AS mark",
    "INSERT OR IGNORE INTO trace_marks SELECT 'tag', mark.value, t.id FROM traces t, json_each(t.tags) mark",
)
_COUNTS = "INSERT INTO state_counts SELECT state, count(*), sum(is_flagged) FROM trace_facets GROUP BY state"
_ADD = (
    "INSERT INTO state_counts VALUES (NEW.state, 1, NEW.is_flagged) ON CONFLICT (state) DO UPDATE SET "
    "count = count + 1, flagged = flagged + NEW.is_flagged;"
)
_TAKE = "UPDATE state_counts SET count = count - 1, flagged = flagged - OLD.is_flagged WHERE state = OLD.state;"
_TRIGGERS = (
    f"CREATE TRIGGER trace_facets_added AFTER INSERT ON trace_facets BEGIN {_ADD} END",
    f"CREATE TRIGGER trace_facets_moved AFTER UPDATE OF state, is_flagged ON trace_facets "
    f"WHEN OLD.state != NEW.state OR OLD.is_flagged != NEW.is_flagged BEGIN {_TAKE} {_ADD} END",
    f"CREATE TRIGGER trace_facets_gone AFTER DELETE ON trace_facets BEGIN {_TAKE} END",
)


def upgrade() -> None:
    """Make the new tables and fill them from what is there."""
    for name in ("ix_traces_job_id", "ix_traces_state_id_problem_id", "ix_traces_flagged"):
        op.drop_index(name, "traces")
    _make_facets()
    _make_marks_and_counts()
    _make_findings()
    _make_drafts()
    for statement in (_FACETS, _STANDING_VERDICT, *_MARKS, _COUNTS, *_TRIGGERS):
        op.execute(sa.text(statement))
    for column in ("state", "is_flagged", "head"):
        op.drop_column("traces", column)


def _make_facets() -> None:
    op.create_table(
        "trace_facets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("task_type", sa.String(), nullable=False),
        sa.Column("difficulty", sa.String(), nullable=False),
        sa.Column("split", sa.String(), nullable=False),
        sa.Column("teacher", sa.String(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("has_draft", sa.Boolean(), nullable=False),
        sa.Column("finding_count", sa.Integer(), nullable=False),
        sa.Column("finding_rank", sa.Integer(), nullable=False),
        sa.Column("dispute", sa.Float(), nullable=False),
        sa.Column("shuffle", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["traces.id"], name=op.f("fk_trace_facets_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace_facets")),
    )
    for columns in (
        ("is_waiting", "id"),
        ("is_waiting", "confidence", "id"),
        ("is_waiting", "finding_rank", "id"),
        ("is_waiting", "shuffle", "id"),
        ("state", "id"),
        ("task_type", "is_waiting", "id"),
        ("difficulty", "is_waiting", "id"),
        ("split", "is_waiting", "id"),
        ("teacher", "is_waiting", "id"),
        ("created_at",),
    ):
        op.create_index(op.f(f"ix_trace_facets_{'_'.join(columns)}"), "trace_facets", list(columns))
    for name, columns, where in (
        ("disputed", ("is_waiting", "dispute", "id"), "dispute < 0"),
        ("job", ("job_id", "id"), "job_id IS NOT NULL"),
        ("flagged", ("id",), "is_flagged = 1"),
        ("drafts", ("id",), "has_draft = 1"),
        ("rated", ("rating", "id"), "rating IS NOT NULL"),
        ("reviewed", ("reviewer", "is_waiting", "id"), "reviewer != ''"),
    ):
        op.create_index(f"ix_trace_facets_{name}", "trace_facets", list(columns), sqlite_where=sa.text(where))


def _make_marks_and_counts() -> None:
    op.create_table(
        "trace_marks",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_trace_marks_trace_id")),
        sa.PrimaryKeyConstraint("kind", "value", "trace_id", name=op.f("pk_trace_marks")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_trace_marks_trace_id"), "trace_marks", ["trace_id"])
    op.create_table(
        "state_counts",
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("flagged", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_state_counts")),
    )


def _make_findings() -> None:
    op.create_table(
        "findings",
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_findings_trace_id")),
        sa.PrimaryKeyConstraint("trace_id", "key", name=op.f("pk_findings")),
    )
    op.create_table(
        "checked_traces",
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("checks", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_checked_traces_trace_id")),
        sa.PrimaryKeyConstraint("trace_id", name=op.f("pk_checked_traces")),
    )
    op.create_table(
        "dismissals",
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_dismissals_trace_id")),
        sa.PrimaryKeyConstraint("trace_id", "key", name=op.f("pk_dismissals")),
    )


def _make_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_drafts_trace_id")),
        sa.PrimaryKeyConstraint("trace_id", "reviewer", name=op.f("pk_drafts")),
    )
    op.create_table(
        "saved_filters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_filters")),
    )
