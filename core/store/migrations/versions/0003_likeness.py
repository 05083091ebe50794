# SPDX-License-Identifier: Apache-2.0
"""Sketches of traces, so that near-duplicates are found by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; the checks fill them when they look at the traces again."""
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
