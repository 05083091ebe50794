# SPDX-License-Identifier: Apache-2.0
"""The job that unpacks the demo student into the workspace, once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from core.domain.jobs import Lane
from core.domain.json import JsonObject
from core.jobs.child import mind
from core.jobs.reporter import Reporter
from core.jobs.runfolder import ChildEvent, RunFolder
from core.training.hardware import child_environment, usable_cores

PREPARE = "training.prepare_student"
_MODULE = "core.training.demo_student"


class PrepareStudentJob:
    """Makes the demo student's folder in a child process; it appears whole or not at all."""

    kind = PREPARE
    title = "Prepare the demo student"
    lane = Lane.DISK

    def __init__(self, folder: RunFolder, target: Path) -> None:
        """Use ``folder`` between the two processes; it is gone afterwards."""
        self._folder = folder
        self._target = target

    @property
    def spec(self) -> JsonObject:
        """Nothing to remember: there is one demo student."""
        return {}

    def run(self, report: Reporter) -> JsonObject:
        """Unpack it, unless it is there."""
        if not self._target.is_dir():
            self._folder.write_spec({"target": str(self._target)})
            environment = {**os.environ, **child_environment(threads=usable_cores(), free_memory_bytes=0)}
            mind(self._folder, _MODULE, report, lambda event: _pass_on(event, report), env=environment, stop_grace_s=2)
        shutil.rmtree(self._folder.path, ignore_errors=True)
        return {"path": str(self._target)}


def _pass_on(event: ChildEvent, report: Reporter) -> None:
    if event.kind == "progress":
        report.progress(int(event.data["done"]), int(event.data["total"]), str(event.data["message"]))
