# SPDX-License-Identifier: Apache-2.0
"""A frozen dataset and runs of it in a studio, without any training, for tests of the screen."""

from __future__ import annotations

import hashlib

from core.domain.runs import MetricPoint, RunState
from tests.helpers.training_builders import chat, write_jsonl


def freeze(studio, name="mine"):
    """A dataset of three rows to train on and one held back, as station 4 leaves it."""
    folder = studio.workspace.datasets / name
    train = write_jsonl(folder / "train.jsonl", [chat(number) for number in range(3)])
    held = write_jsonl(folder / "eval.jsonl", [chat(9)])
    digest = hashlib.sha256(train.read_bytes() + held.read_bytes()).hexdigest()
    path = studio.workspace.relative(folder)
    with studio.store.begin() as unit:
        return unit.snapshots.insert(name, path=path, sha256=digest, train_count=3, eval_count=1, recipe={})


def add_run(studio, snapshot, *, steps=3, state=RunState.DONE, name="first"):
    with studio.store.begin() as unit:
        run_id = unit.runs.insert(
            name=name,
            snapshot_id=snapshot.id,
            student="models/tiny",
            trainer="sft",
            recipe={"name": "tiny", "values": {"method": "lora", "lora_rank": 4, "epochs": 2.0}},
            steps_total=10,
        )
        unit.runs.add_metrics(run_id, [MetricPoint("loss", step, 3.0 - step) for step in range(1, steps + 1)])
        if state is not RunState.QUEUED:
            unit.runs.end(run_id, state, error="It broke." if state is RunState.FAILED else "")
    return run_id
