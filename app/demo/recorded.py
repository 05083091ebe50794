# SPDX-License-Identifier: Apache-2.0
"""The recorded demo: a real standard run, kept as an archive, so that no page of a new workspace is empty.

``python -m app.demo.recorded WORKSPACE`` packs the workspace of a finished demo; weights are left out.
"""

from __future__ import annotations

import sqlite3
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from core.errors import InvalidInput, StudioError, WorkspaceUnusable
from core.store.tables import metadata
from core.studio import Studio
from resources import resource_path

ARCHIVE = ("demo", "recorded.tar.xz")
_LEFT_OUT = ("checkpoints", "state_counts")
"""Weights are not packed, so no checkpoint is; the counts are kept by triggers while the rest is copied."""

_KEPT_FOLDERS = ("datasets", "benchmarks", "reports")


def unpack_recorded_demo(folder: Path) -> None:
    """Lay the recorded workspace into an empty or new folder; opening it afterwards migrates an older schema.

    Raises:
        InvalidInput: the folder holds something already.
        WorkspaceUnusable: the folder cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput(f"“{folder.name}” is not an empty folder.", hint="Name a new one.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with resource_path(*ARCHIVE).open("rb") as file, tarfile.open(fileobj=file, mode="r:xz") as archive:
            archive.extractall(folder, filter="data")
    except OSError as error:
        raise WorkspaceUnusable(
            f"The demo workspace cannot be written to “{folder}”.",
            hint="Choose a folder that you can write, with 50 MB of room.",
            detail=str(error),
        ) from error


def pack_recorded_demo(workspace: Path, target: Path) -> None:
    """Write the archive from a finished demo's workspace: the store without checkpoints, datasets and reports."""
    Studio.open(workspace).close()
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "fresh"
        Studio.open(fresh, create=True).close()
        with closing(sqlite3.connect(fresh / "studio.db")) as database:
            _copy_rows(database, workspace / "studio.db")
            _forget_the_machine(database, workspace)
            _say_that_it_is_a_record(database)
            database.commit()
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.execute("VACUUM")
        with tarfile.open(target, "w:xz", preset=9) as archive:
            archive.add(fresh / "studio.db", "studio.db", filter=_anonymous)
            for file in (file for name in _KEPT_FOLDERS for file in sorted((workspace / name).rglob("*"))):
                if file.is_file():
                    copy = Path(scratch) / "copy"
                    copy.write_text(_without_prefix(file.read_text(encoding="utf-8"), workspace), encoding="utf-8")
                    archive.add(copy, file.relative_to(workspace).as_posix(), filter=_anonymous)


def _copy_rows(database: sqlite3.Connection, source: Path) -> None:
    """Every row of the source into the tables of the current schema."""
    database.execute("ATTACH DATABASE ? AS source", (str(source),))
    for table in metadata.sorted_tables:
        if table.name in _LEFT_OUT:
            continue
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        database.execute(f"INSERT INTO main.{table.name} ({columns}) SELECT {columns} FROM source.{table.name}")
    database.execute(
        "INSERT INTO trace_search(rowid, prompt, body) SELECT rowid, prompt, body FROM source.trace_search"
    )
    database.commit()
    database.execute("DETACH DATABASE source")


def _forget_the_machine(database: sqlite3.Connection, workspace: Path) -> None:
    """Paths of the machine that made the record become relative to the workspace."""
    prefix = f"{workspace.resolve().as_posix()}/"
    for table, columns in (
        ("jobs", ("spec", "result")),
        ("runs", ("student", "facts", "recipe")),
        ("reports", ("subject", "facts")),
    ):
        for column in columns:
            database.execute(f"UPDATE {table} SET {column} = replace({column}, ?, '')", (prefix,))


def _without_prefix(text: str, workspace: Path) -> str:
    """A text without the place of the workspace on the machine that made it."""
    return text.replace(f"{workspace.resolve().as_posix()}/", "")


def _say_that_it_is_a_record(database: sqlite3.Connection) -> None:
    """Run and reports carry the date and the command of the record wherever they are shown."""
    for run, name, made_at in database.execute("SELECT id, name, created_at FROM runs").fetchall():
        words = f"recorded {made_at[:10]} by “stillroom demo --size {name.removeprefix('demo-')}”"
        database.execute("UPDATE runs SET name = ? WHERE id = ?", (f"{name}, recorded {made_at[:10]}", run))
    for report, note in database.execute("SELECT id, json_extract(facts, '$.note') FROM reports").fetchall():
        said = f"{note}; {words}" if note else words
        database.execute("UPDATE reports SET facts = json_set(facts, '$.note', ?) WHERE id = ?", (said, report))


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who made the archive and when."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    return member


def main(arguments: list[str]) -> int:
    """Pack the workspace that was named."""
    try:
        target = resource_path(*ARCHIVE)
        target.parent.mkdir(exist_ok=True)
        pack_recorded_demo(Path(arguments[0]), target)
    except (IndexError, StudioError) as error:
        sys.stderr.write(f"{error}. Name the workspace of a finished demo.\n")
        return 1
    sys.stdout.write(f"{target.name}: {target.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
