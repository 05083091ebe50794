# SPDX-License-Identifier: Apache-2.0
"""Where skipped traces go: whom each one does not come back to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let every trace that was skipped so far come back to everybody, as it does now."""
    op.add_column("trace_facets", sa.Column("kept_from", sa.String(), nullable=False, server_default=""))
    op.create_index(
        "ix_trace_facets_kept", "trace_facets", ["kept_from", "id"], sqlite_where=sa.text("kept_from != ''")
    )
