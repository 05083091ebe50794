# SPDX-License-Identifier: Apache-2.0
"""The child process of a training: ``python -m core.training.worker FOLDER``; no database, no window."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from core.domain.json import JsonObject
from core.jobs.childmain import child_main
from core.jobs.runfolder import EventTail, EventWriter, RunFolder
from core.training.files import TrainingFiles
from core.training.trainers.catalog import TRAINERS


def train(folder: RunFolder, events: EventWriter, _secrets: Mapping[str, str]) -> JsonObject:
    """Do what spec.json says: ``trainer``, ``values``, ``student``, ``train``, ``eval``, ``sha256``, ``resume``."""
    done = [event.data["result"] for event in EventTail(folder).read() if event.kind == "done"]
    if done:
        return dict(done[-1])
    events.say("started")
    spec = folder.read_spec()
    files = TrainingFiles(
        student=Path(spec["student"]),
        train=Path(spec["train"]),
        eval=Path(spec["eval"]),
        checkpoints=folder.path / "checkpoints",
        sha256=spec.get("sha256", ""),
    )
    return TRAINERS[spec["trainer"]].train(files, spec["values"], folder, events, resume=bool(spec.get("resume")))


if __name__ == "__main__":
    sys.exit(child_main(train))
