# SPDX-License-Identifier: Apache-2.0
"""Tasks that people made or changed, in every version; the shipped ones are data files and not here."""

from __future__ import annotations

from sqlalchemy import func, insert, select

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.tasks import Task
from core.store.rows import Repo, now
from core.store.tables import tasks


class TasksRepo(Repo):
    """The tasks of one unit."""

    def insert(self, task: Task) -> None:
        """Keep one version of a task; versions are never overwritten."""
        row = {"type": task.type, "version": task.version, "body": to_json(task), "created_at": now()}
        number = self._connection.execute(insert(tasks).values(row).returning(tasks.c.id)).scalar_one()
        self._note(ChangeKind.TASKS, number)

    def newest(self) -> tuple[Task, ...]:
        """The newest version of every task, by type."""
        last = select(tasks.c.type, func.max(tasks.c.version).label("version")).group_by(tasks.c.type).subquery()
        query = (
            select(tasks.c.body)
            .join(last, (tasks.c.type == last.c.type) & (tasks.c.version == last.c.version))
            .order_by(tasks.c.type)
        )
        return tuple(from_json(Task, body) for body in self._connection.execute(query).scalars())

    def versions(self, task_type: str) -> tuple[Task, ...]:
        """Every stored version of one task, oldest first."""
        query = select(tasks.c.body).where(tasks.c.type == task_type).order_by(tasks.c.version)
        return tuple(from_json(Task, body) for body in self._connection.execute(query).scalars())
