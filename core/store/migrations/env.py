# SPDX-License-Identifier: Apache-2.0
"""Alembic's door: migrates over the connection that ``core.store.schema`` hands in, inside its transaction."""

from __future__ import annotations

from alembic import context

from core.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
