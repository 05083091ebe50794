# SPDX-License-Identifier: Apache-2.0
"""Continuations: which teacher went on with a trace in which revision, and what that took."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and room for the same in drafts; nothing was continued before."""
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
