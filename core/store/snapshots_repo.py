# SPDX-License-Identifier: Apache-2.0
"""Snapshots in the store: which frozen folders there are; the folders themselves are files."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select

from core.changes import ChangeKind
from core.domain.datasets import Snapshot, SnapshotId
from core.domain.json import JsonObject
from core.errors import InvalidInput, UnknownName
from core.store.rows import Repo, now
from core.store.tables import snapshots


class SnapshotsRepo(Repo):
    """The snapshots of one unit."""

    def insert(
        self, name: str, *, path: str, sha256: str, train_count: int, eval_count: int, recipe: JsonObject
    ) -> Snapshot:
        """Keep a snapshot. Raises InvalidInput where the name is taken."""
        self.check_free(name)
        row = {
            "name": name,
            "path": path,
            "sha256": sha256,
            "train_count": train_count,
            "eval_count": eval_count,
            "recipe": dict(recipe),
            "created_at": now(),
        }
        found = self._connection.execute(insert(snapshots).values(row).returning(snapshots)).one()
        self._note(ChangeKind.SNAPSHOTS, found.id)
        return _snapshot(found)

    def check_free(self, name: str) -> None:
        """Raise InvalidInput where the name is taken, with one that is free."""
        taken = frozenset(snapshot.name for snapshot in self.all())
        if name not in taken:
            return
        free = next(f"{name}-{number}" for number in range(2, len(taken) + 3) if f"{name}-{number}" not in taken)
        raise InvalidInput(
            f"There is a dataset named “{name}” already; a frozen dataset is never overwritten.",
            hint=f"Choose another name, such as “{free}”.",
        )

    def all(self) -> tuple[Snapshot, ...]:
        """All snapshots, newest first."""
        query = select(snapshots).order_by(snapshots.c.id.desc())
        return tuple(_snapshot(row) for row in self._connection.execute(query))

    def get(self, snapshot_id: SnapshotId) -> Snapshot:
        """One snapshot by its id. Raises UnknownName."""
        row = self._connection.execute(select(snapshots).where(snapshots.c.id == snapshot_id)).one_or_none()
        if row is None:
            raise UnknownName("dataset", str(snapshot_id), tuple(snapshot.name for snapshot in self.all()))
        return _snapshot(row)

    def named(self, name: str) -> Snapshot:
        """One snapshot by its name. Raises UnknownName, which lists the others."""
        row = self._connection.execute(select(snapshots).where(snapshots.c.name == name)).one_or_none()
        if row is None:
            raise UnknownName("dataset", name, tuple(snapshot.name for snapshot in self.all()))
        return _snapshot(row)


def _snapshot(row: Row[Any]) -> Snapshot:
    return Snapshot(
        id=SnapshotId(row.id),
        name=row.name,
        path=row.path,
        sha256=row.sha256,
        train_count=row.train_count,
        eval_count=row.eval_count,
        recipe=row.recipe,
        created_at=row.created_at,
    )
