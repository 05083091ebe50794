# SPDX-License-Identifier: Apache-2.0
"""The job of one training: its thread minds the child process and keeps the books of the run."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import Any

from core.domain.codec import from_json
from core.domain.jobs import Lane
from core.domain.json import JsonObject
from core.domain.runs import Adaptation, Checkpoint, MetricPoint, Run, RunState
from core.errors import JobCancelled, StudioError
from core.jobs.child import find_child, log_tail, mind
from core.jobs.reporter import Reporter
from core.jobs.runfolder import ChildEvent, EventTail, RunFolder, Wish
from core.store.store import Store
from core.training.hardware import child_environment, glance

WORKER = "core.training.worker"
TRAIN = "training.train"
_FLUSH_EVERY_S = 0.3


@dataclass(slots=True)
class Bookkeeper:
    """Writes what a training child says into the store; hearing the same event twice changes nothing.

    Attributes:
        workspace_path: folder of the run relative to the workspace, which checkpoint paths are put behind.
    """

    store: Store
    run: Run
    report: Reporter
    _points: list[MetricPoint] = field(default_factory=list)
    _steps: tuple[int, int] | None = None
    _flushed_at: float = 0.0

    def hear(self, event: ChildEvent) -> None:
        """Take one event in; the curve is written in batches."""
        data = event.data
        match event.kind:
            case "metric":
                self._metric(int(data["step"]), data["values"])
            case "progress":
                self._steps = (int(data["done"]), int(data["total"]))
                self.report.progress(self._steps[0], self._steps[1], str(data.get("message", "")))
            case "fact" | "adaptations" | "checkpoint":
                self.flush()
                self._keep(event.kind, data)
            case "log":
                self.report.log(str(data["text"]))
        if time.monotonic() - self._flushed_at > _FLUSH_EVERY_S:
            self.flush()

    def flush(self) -> None:
        """Write what was heard since the last time."""
        self._flushed_at = time.monotonic()
        if not self._points and self._steps is None:
            return
        with self.store.begin() as unit:
            unit.runs.add_metrics(self.run.id, self._points)
            if self._steps is not None:
                unit.runs.progress(self.run.id, done=self._steps[0], total=self._steps[1])
        self._points, self._steps = [], None

    def _metric(self, step: int, values: dict[str, float]) -> None:
        for name, value in values.items():
            self._points.append(MetricPoint(name=name, step=step, value=float(value)))
            self.report.metric(name, step, float(value))

    def _keep(self, kind: str, data: JsonObject) -> None:
        with self.store.begin() as unit:
            if kind == "fact":
                unit.runs.add_facts(self.run.id, data["facts"])
            elif kind == "adaptations":
                unit.runs.set_adaptations(self.run.id, [from_json(Adaptation, item) for item in data["items"]])
                unit.runs.add_facts(self.run.id, {"warnings": data["warnings"]})
            else:
                unit.runs.put_checkpoint(self._checkpoint(data))

    def _checkpoint(self, data: JsonObject) -> Checkpoint:
        return Checkpoint(
            run_id=self.run.id,
            step=int(data["step"]),
            path=f"{self.run.folder}/{data['path']}",
            eval_loss=data["eval_loss"],
            is_final=bool(data["is_final"]),
        )


class TrainJob:
    """Trains one run in a child process."""

    kind = TRAIN
    lane = Lane.GPU

    def __init__(self, store: Store, run: Run, folder: RunFolder, *, is_adopted: bool = False) -> None:
        """Train ``run`` in ``folder``; an adopted job finds its child again and never starts one."""
        self._store = store
        self._run = run
        self._folder = folder
        self._is_adopted = is_adopted

    @property
    def title(self) -> str:
        """What the jobs panel shows."""
        return f"Train {self._run.name}"

    @property
    def spec(self) -> JsonObject:
        """The run; everything else is kept with it."""
        return {"run": self._run.id}

    def run(self, report: Reporter) -> JsonObject:
        """Mind the child to its end; the run is done, stopped or failed afterwards, never left running."""
        with self._store.begin() as unit:
            unit.runs.start(self._run.id, job_id=report.job)
        books = Bookkeeper(self._store, self._run, report)
        try:
            final = self._mind(report, books)
            books.flush()
        except JobCancelled:
            if not report.has_detached:
                self._end(books, RunState.STOPPED)
            raise
        except BaseException as error:
            self._let_go()
            self._end(books, RunState.FAILED, error=str(error))
            raise
        if final.kind == "stopped":
            self._end(books, RunState.STOPPED)
            raise JobCancelled
        return self._done(dict(final.data["result"]))

    def _mind(self, report: Reporter, books: Bookkeeper) -> ChildEvent:
        if self._is_adopted and find_child(self._folder) is None:
            return self._read_to_end(books)
        threads = int(self._folder.read_spec().get("threads", 1))
        environment = {**os.environ, **child_environment(threads=threads, free_memory_bytes=glance().free_memory_bytes)}
        return mind(self._folder, WORKER, report, books.hear, env=environment)

    def _read_to_end(self, books: Bookkeeper) -> ChildEvent:
        """The books of a training that ended while no studio was open."""
        final: ChildEvent | None = None
        for event in EventTail(self._folder).read():
            books.hear(event)
            final = event if event.is_final else final
        if final is not None and final.kind != "failed":
            return final
        said = "" if final is None else str(final.data.get("message", ""))
        raise StudioError(
            said or "The training's process ended while Stillroom was closed.",
            hint="Resume the run to go on from its last checkpoint.",
            detail=log_tail(self._folder),
        )

    def _done(self, result: dict[str, Any]) -> JsonObject:
        with self._store.begin() as unit:
            unit.runs.add_facts(self._run.id, {"result": result})
            unit.runs.end(self._run.id, RunState.DONE)
        return {"run": self._run.id, **result}

    def _end(self, books: Bookkeeper, state: RunState, *, error: str = "") -> None:
        books.flush()
        with self._store.begin() as unit:
            unit.runs.end(self._run.id, state, error=error)

    def _let_go(self) -> None:
        """A child whose books cannot be kept is asked to stop; its checkpoint stays."""
        if find_child(self._folder) is not None:
            self._folder.wish(Wish.STOP)
