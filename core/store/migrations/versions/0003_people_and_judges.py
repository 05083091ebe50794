# SPDX-License-Identifier: Apache-2.0
"""Several reviewers, judges, near-duplicates, steps that a teacher went on with, and where skipped traces go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables and columns; what is there stays as it is."""
    op.add_column("decisions", sa.Column("rating", sa.Integer(), nullable=True))
    _widen_facets()
    _keep_who_looked()
    _make_assignments()
    _make_packets()
    _make_judgements()
    _make_sketches()
    _make_continuations()


def _widen_facets() -> None:
    """A score of judges, whom a skipped trace does not come back to, and indexes of lengths and costs."""
    op.add_column("trace_facets", sa.Column("judge_score", sa.Float(), nullable=True))
    op.add_column("trace_facets", sa.Column("kept_from", sa.String(), nullable=False, server_default=""))
    for name, columns, where in (
        ("judged", ("is_waiting", "judge_score", "id"), "judge_score IS NOT NULL"),
        ("kept", ("kept_from", "id"), "kept_from != ''"),
        ("cost", ("cost_usd", "id"), "cost_usd IS NOT NULL"),
    ):
        op.create_index(f"ix_trace_facets_{name}", "trace_facets", list(columns), sqlite_where=sa.text(where))
    op.create_index(op.f("ix_trace_facets_length_id"), "trace_facets", ["length", "id"])


def _keep_who_looked() -> None:
    """Which checks looked at a trace stands beside it, so that those without a look are found without counting."""
    op.add_column("trace_facets", sa.Column("looked_by", sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE trace_facets SET looked_by = looked.checks FROM checked_traces AS looked"
        " WHERE looked.trace_id = trace_facets.id AND looked.revision = trace_facets.head"
    )
    op.create_index(op.f("ix_trace_facets_looked_by_id"), "trace_facets", ["looked_by", "id"])
    op.execute(
        "CREATE TRIGGER look_again AFTER UPDATE OF head ON trace_facets WHEN NEW.head != OLD.head"
        " BEGIN UPDATE trace_facets SET looked_by = '' WHERE id = NEW.id; END"
    )
    op.drop_table("checked_traces")


def _make_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_assignments_trace_id")),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_assignments_act_id")),
        sa.PrimaryKeyConstraint("trace_id", "reviewer", name=op.f("pk_assignments")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_assignments_reviewer_trace_id"), "assignments", ["reviewer", "trace_id"])
    op.create_index(
        "ix_assignments_open", "assignments", ["reviewer", "trace_id"], sqlite_where=sa.text("verdict = ''")
    )
    op.create_table(
        "assignment_moves",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("is_added", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_assignment_moves_act_id")),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_assignment_moves_trace_id")),
        sa.PrimaryKeyConstraint("act_id", "trace_id", "reviewer", name=op.f("pk_assignment_moves")),
        sqlite_with_rowid=False,
    )


def _make_packets() -> None:
    op.create_table(
        "packets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packets")),
        sa.UniqueConstraint("sha256", name=op.f("uq_packets_sha256")),
    )
    op.create_table(
        "packet_traces",
        sa.Column("packet_id", sa.Integer(), nullable=False),
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["packet_id"], ["packets.id"], name=op.f("fk_packet_traces_packet_id")),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_packet_traces_trace_id")),
        sa.PrimaryKeyConstraint("packet_id", "trace_id", name=op.f("pk_packet_traces")),
        sqlite_with_rowid=False,
    )


def _make_judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("judge", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("elements", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_judgements_trace_id")),
        sa.PrimaryKeyConstraint("trace_id", "judge", "revision", name=op.f("pk_judgements")),
    )
    op.create_index(op.f("ix_judgements_judge_trace_id"), "judgements", ["judge", "trace_id"])
    op.create_table(
        "judge_canaries",
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("judge", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("sound", sa.Integer(), nullable=False),
        sa.Column("is_caught", sa.Boolean(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_judge_canaries_trace_id")),
        sa.PrimaryKeyConstraint("trace_id", "judge", "revision", name=op.f("pk_judge_canaries")),
    )


def _make_sketches() -> None:
    op.create_table(
        "trace_sketches",
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("bands", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_trace_sketches_trace_id")),
        sa.PrimaryKeyConstraint("trace_id", name=op.f("pk_trace_sketches")),
    )
    op.create_table(
        "trace_bands",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_trace_bands_trace_id")),
        sa.PrimaryKeyConstraint("band", "trace_id", name=op.f("pk_trace_bands")),
        sqlite_with_rowid=False,
    )


def _make_continuations() -> None:
    op.create_table(
        "continuations",
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="the revision that the steps came into"),
        sa.Column("place", sa.Integer(), nullable=False, comment="0 for the first of that revision"),
        sa.Column("teacher", sa.String(), nullable=False),
        sa.Column("teacher_kind", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("from_step", sa.Integer(), nullable=False, comment="number of the last step that stayed"),
        sa.Column("step_count", sa.Integer(), nullable=False),
        sa.Column("usage", sa.JSON(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=True, comment="null where it is not known"),
        sa.Column("latency_s", sa.Float(), nullable=False),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_continuations_trace_id")),
        sa.PrimaryKeyConstraint("trace_id", "number", "place", name=op.f("pk_continuations")),
        sqlite_with_rowid=False,
    )
    op.add_column(
        "drafts",
        sa.Column(
            "continued",
            sa.JSON(),
            nullable=False,
            server_default=sa.text("'[]'"),
            comment="what teachers wrote of it",
        ),
    )
