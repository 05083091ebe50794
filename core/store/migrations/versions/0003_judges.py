# SPDX-License-Identifier: Apache-2.0
"""Judges: their judgements, how they took planted faults, and the score that queues are filtered by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of judges and the column of scores; nothing was judged before."""
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
    op.add_column("trace_facets", sa.Column("judge_score", sa.Float(), nullable=True))
    op.create_index(
        "ix_trace_facets_judged",
        "trace_facets",
        ["is_waiting", "judge_score", "id"],
        sqlite_where=sa.text("judge_score IS NOT NULL"),
    )
