# SPDX-License-Identifier: Apache-2.0
"""Training runs in the store: what was asked, the curve, the checkpoints, how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.datasets import SnapshotId
from core.domain.jobs import JobId
from core.domain.json import JsonObject
from core.domain.runs import Adaptation, Checkpoint, MetricPoint, Run, RunId, RunState
from core.errors import UnknownName
from core.store.rows import Repo, in_chunks, now
from core.store.tables import checkpoints, metrics, runs


class RunsRepo(Repo):
    """The runs, metrics and checkpoints of one unit."""

    def insert(
        self,
        *,
        name: str,
        snapshot_id: SnapshotId,
        student: str,
        trainer: str,
        recipe: JsonObject,
        adaptations: Sequence[Adaptation] = (),
        facts: JsonObject | None = None,
        steps_total: int = 0,
    ) -> RunId:
        """Keep a queued run; its folder is ``runs/ID``."""
        row = {
            "name": name,
            "snapshot_id": snapshot_id,
            "student": student,
            "trainer": trainer,
            "recipe": dict(recipe),
            "state": RunState.QUEUED.value,
            "folder": "",
            "steps_done": 0,
            "steps_total": steps_total,
            "adaptations": to_json(tuple(adaptations)),
            "facts": dict(facts or {}),
            "error": "",
            "created_at": now(),
        }
        run_id = RunId(self._connection.execute(insert(runs).values(row).returning(runs.c.id)).scalar_one())
        folder = f"runs/{run_id}"
        self._set(run_id, folder=folder, name=name or f"run {run_id}")
        return run_id

    def get(self, run_id: RunId) -> Run:
        """One run. Raises UnknownName."""
        row = self._connection.execute(select(runs).where(runs.c.id == run_id)).mappings().one_or_none()
        if row is None:
            raise UnknownName("run", str(run_id))
        return _run(dict(row))

    def of_job(self, job_id: JobId) -> Run | None:
        """The run that a job trains; None when the job is another kind of work."""
        row = self._connection.execute(select(runs).where(runs.c.job_id == job_id)).mappings().one_or_none()
        return None if row is None else _run(dict(row))

    def all(self) -> tuple[Run, ...]:
        """Every run, the newest first."""
        return tuple(
            _run(dict(row)) for row in self._connection.execute(select(runs).order_by(runs.c.id.desc())).mappings()
        )

    def queue(self, run_id: RunId) -> None:
        """The run waits again, to be resumed."""
        self._set(run_id, state=RunState.QUEUED.value, error="", ended_at=None)

    def set_job(self, run_id: RunId, job_id: JobId) -> None:
        """Which job trains the run; its state is left alone, because the job may have begun."""
        self._set(run_id, job_id=job_id)

    def start(self, run_id: RunId, *, job_id: JobId) -> None:
        """The run trains."""
        self._set(run_id, state=RunState.RUNNING.value, job_id=job_id)

    def progress(self, run_id: RunId, *, done: int, total: int) -> None:
        """How many steps are done."""
        self._set(run_id, steps_done=done, steps_total=total)

    def add_facts(self, run_id: RunId, facts: JsonObject) -> None:
        """Add what was found out about the run; a fact said again replaces the older one."""
        self._set(run_id, facts={**self.get(run_id).facts, **facts})

    def set_adaptations(self, run_id: RunId, adaptations: Sequence[Adaptation]) -> None:
        """Keep what really became of the recipe on this machine."""
        self._set(run_id, adaptations=to_json(tuple(adaptations)))

    def end(self, run_id: RunId, state: RunState, *, error: str = "") -> None:
        """The run is over; its final loss is the last one logged."""
        query = select(metrics.c.value).where(metrics.c.run_id == run_id, metrics.c.name == "loss")
        last = self._connection.execute(query.order_by(metrics.c.step.desc()).limit(1)).scalar_one_or_none()
        self._set(run_id, state=state.value, error=error, final_loss=last, ended_at=now())

    def add_metrics(self, run_id: RunId, points: Iterable[MetricPoint]) -> None:
        """Keep points of the curve; the last one written for a name and step wins."""
        rows = [{"run_id": run_id, "name": p.name, "step": p.step, "value": p.value} for p in points]
        for chunk in in_chunks(rows, 200):
            statement = upsert(metrics).values(list(chunk))
            replaced = {"value": statement.excluded.value}
            self._connection.execute(
                statement.on_conflict_do_update(index_elements=["run_id", "name", "step"], set_=replaced)
            )
        if rows:
            self._note(ChangeKind.METRICS, run_id)

    def drop_metrics_after(self, run_id: RunId, step: int) -> None:
        """Forget the curve behind ``step``: a resumed run goes that way again."""
        self._connection.execute(delete(metrics).where(metrics.c.run_id == run_id, metrics.c.step > step))
        self._note(ChangeKind.METRICS, run_id)

    def metrics(self, run_id: RunId, *, names: Sequence[str] = (), after_step: int = -1) -> tuple[MetricPoint, ...]:
        """The points behind ``after_step`` in the order of name and step."""
        query = select(metrics.c.name, metrics.c.step, metrics.c.value)
        query = query.where(metrics.c.run_id == run_id, metrics.c.step > after_step)
        if names:
            query = query.where(metrics.c.name.in_(names))
        rows = self._connection.execute(query.order_by(metrics.c.name, metrics.c.step))
        return tuple(MetricPoint(name=row.name, step=row.step, value=row.value) for row in rows)

    def put_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint; one of the same step is replaced."""
        row = {
            "run_id": checkpoint.run_id,
            "step": checkpoint.step,
            "path": checkpoint.path,
            "eval_loss": checkpoint.eval_loss,
            "is_final": checkpoint.is_final,
        }
        statement = upsert(checkpoints).values(row)
        replaced = {name: statement.excluded[name] for name in ("path", "eval_loss", "is_final")}
        self._connection.execute(statement.on_conflict_do_update(index_elements=["run_id", "step"], set_=replaced))
        self._note(ChangeKind.RUNS, checkpoint.run_id)

    def checkpoints(self, run_id: RunId) -> tuple[Checkpoint, ...]:
        """The checkpoints in the order of their steps."""
        query = select(checkpoints).where(checkpoints.c.run_id == run_id).order_by(checkpoints.c.step)
        return tuple(Checkpoint(**row) for row in self._connection.execute(query).mappings())

    def _set(self, run_id: RunId, **values: Any) -> None:
        self._connection.execute(update(runs).where(runs.c.id == run_id).values(values))
        self._note(ChangeKind.RUNS, run_id)


def _run(row: dict[str, Any]) -> Run:
    state = RunState(row.pop("state"))
    adaptations = tuple(from_json(Adaptation, item) for item in row.pop("adaptations"))
    return Run(**row, state=state, adaptations=adaptations)
