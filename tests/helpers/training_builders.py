# SPDX-License-Identifier: Apache-2.0
"""Small chats, a frozen dataset and a training station over a real workspace, for tests of training."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.changes import ChangeFeed
from core.domain.datasets import Snapshot
from core.jobs.runner import JobRunner
from core.store.ledger import StoreLedger
from core.store.store import Store
from core.training.service import TrainingService
from core.workspace import Workspace

TOOL = {
    "type": "function",
    "function": {
        "name": "set_priority",
        "description": "Set what comes first.",
        "parameters": {"type": "object", "properties": {"task": {"type": "string"}}},
    },
}


def chat(number: int, *, question: str = "") -> dict:
    """One chat with a reasoning and a tool call; its length varies with the number."""
    answer = f"The report takes {number + 10} minutes, so start at once. " * (1 + number % 4)
    call = {"name": "set_priority", "arguments": json.dumps({"task": f"report {number}"})}
    return {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {
                "role": "user",
                "content": question or f"The report {number} is due at {number % 12}:00. What comes first?",
            },
            {
                "role": "assistant",
                "content": answer.strip(),
                "tool_calls": [{"id": f"call_{number}", "type": "function", "function": call}],
            },
        ]
    }


def write_jsonl(path: Path, rows: Sequence[dict]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@dataclass
class Station:
    """A training station with everything it stands on."""

    workspace: Workspace
    store: Store
    jobs: JobRunner
    training: TrainingService

    def freeze(self, name: str, train: Sequence[dict], held: Sequence[dict] = ()) -> Snapshot:
        """Keep rows as a dataset, as station 4 does."""
        folder = self.workspace.datasets / name
        paths = (write_jsonl(folder / "train.jsonl", train), write_jsonl(folder / "eval.jsonl", held))
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
        with self.store.begin() as unit:
            return unit.snapshots.insert(
                name,
                path=self.workspace.relative(folder),
                sha256=digest,
                train_count=len(train),
                eval_count=len(held),
                recipe={},
            )


@contextmanager
def open_station(root: Path, *, keep_children: bool = False) -> Iterator[Station]:
    """A training station over the workspace at ``root``, made when it is not there."""
    workspace = Workspace(root, create=True)
    store = Store(workspace.database, ChangeFeed())
    jobs = JobRunner(StoreLedger(store))
    try:
        yield Station(workspace, store, jobs, TrainingService(store=store, jobs=jobs, workspace=workspace))
    finally:
        jobs.close(keep_children=keep_children)
        store.close()
        workspace.close()
