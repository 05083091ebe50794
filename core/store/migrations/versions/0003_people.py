# SPDX-License-Identifier: Apache-2.0
"""Several reviewers: assignments with the opinions on them, packets that were read here, and ratings from elsewhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables; what is there stays as it is."""
    op.add_column("decisions", sa.Column("rating", sa.Integer(), nullable=True))
    _make_assignments()
    _make_packets()


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
