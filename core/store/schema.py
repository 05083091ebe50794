# SPDX-License-Identifier: Apache-2.0
"""The schema of a workspace database: made, backed up and migrated, or refused in plain words when it is newer."""

from __future__ import annotations

import logging
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from core.errors import StoreTooNew, WorkspaceUnusable

log = logging.getLogger(__name__)

SCHEMA_VERSION = 3
"""Counts up with each migration; kept in the file as ``user_version`` so that opening needs no migration tool."""

APPLICATION_ID = 0x5354494C
"""``STIL`` in the file header, so that another program's database is not taken for ours."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, path: Path) -> Path | None:
    """Make the schema, or migrate an older one after a backup; returns the backup's path where one was made.

    Raises:
        StoreTooNew: the file was written by a newer Stillroom.
        WorkspaceUnusable: the file is another program's database.
    """
    with engine.connect() as connection:
        version = _pragma(connection, "user_version")
        application = _pragma(connection, "application_id")
        is_empty = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one() == 0
        connection.rollback()
    if version == SCHEMA_VERSION:
        return None
    if version > SCHEMA_VERSION:
        raise StoreTooNew(
            f"This workspace was written by a newer Stillroom (schema {version}, this one knows {SCHEMA_VERSION}).",
            hint="Install the newer version, or open another workspace.",
        )
    if not is_empty and application != APPLICATION_ID:
        raise WorkspaceUnusable(f"{path.name} is a database of another program.", hint="Choose another folder.")
    backup = None if is_empty else _back_up(engine, path, version)
    _migrate(engine)
    return backup


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.execute(text(f"PRAGMA {name}")).scalar_one())


def _back_up(engine: Engine, path: Path, version: int) -> Path:
    """A consistent copy beside the file; a plain copy of a live WAL database would not be one."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    target = path.with_name(f"{path.stem}.schema{version}.{stamp}.db")
    # A connection of the engine's would begin a transaction first, and VACUUM refuses to run inside one.
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    log.info("backed up the workspace before its migration")
    return target


def _migrate(engine: Engine) -> None:
    """Run the missing migrations in one transaction, with foreign keys checked after instead of enforced during.

    With enforcement on, rebuilding a parent table would delete its child rows by cascade.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    raw = engine.connect()
    try:
        raw.exec_driver_sql("ROLLBACK")
        raw.exec_driver_sql("PRAGMA foreign_keys=OFF")
        raw.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = raw
        command.upgrade(config, "head")
        broken = raw.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise WorkspaceUnusable(
                "The migration of this workspace was taken back: it would have broken references.",
                hint="The workspace is as it was; please report this.",
                detail=str(broken[:5]),
            )
        raw.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        raw.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
        raw.commit()
    except BaseException:
        raw.rollback()
        raise
    finally:
        raw.exec_driver_sql("ROLLBACK")
        raw.exec_driver_sql("PRAGMA foreign_keys=ON")
        raw.close()
