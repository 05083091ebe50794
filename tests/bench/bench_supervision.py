# SPDX-License-Identifier: Apache-2.0
"""What supervision costs a training: the same training by hand and in the studio, in interleaved pairs.

Both train the same random Llama (8 layers of 256) on the same examples with the same trainer, evaluations and
checkpoints, in a process of their own with the same environment. The one by hand is a plain script; the other is a
child that says events, is minded by a job, and has its books kept in the store. Each has a session of its own, because
Linux shares its processors out by session.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.domain.jobs import JobState
from core.jobs.runfolder import EventTail, RunFolder
from core.training.hardware import child_environment, usable_cores
from tests.bench.row import Row
from tests.helpers.tiny_model import build_tiny_model
from tests.helpers.training_builders import Station, chat, open_station

PAIRS = 5
ROWS = [chat(number) for number in range(160)]
VALUES = {"epochs": 1, "batch_size": 4, "accumulation": 1, "precision": "fp32", "eval_every": 10, "save_every": 20}
_WIDEN = "hidden_size=256, intermediate_size=704, num_hidden_layers=8, num_attention_heads=8, num_key_value_heads=4"


@dataclass(frozen=True, slots=True)
class Took:
    """What one training took; processor seconds are those of child and parent together, start and all."""

    wall_s: float
    processor_s: float


def run() -> list[Row]:
    """The median ratios over the pairs: of the time that the training took, and of the work of all processes."""
    with tempfile.TemporaryDirectory(prefix="stillroom-bench-") as place, open_station(Path(place) / "w") as station:
        student = _student(Path(place) / "student")
        station.freeze("bench", ROWS, ROWS[:8])
        pairs = []
        for number in range(PAIRS):
            order = ("hand", "studio") if number % 2 == 0 else ("studio", "hand")
            took = {way: _train(way, station, student, Path(place) / f"{number}") for way in order}
            pairs.append((took["hand"], took["studio"]))
    by_wall = [100 * (studio.wall_s / hand.wall_s - 1) for hand, studio in pairs]
    by_work = [100 * (studio.processor_s / hand.processor_s - 1) for hand, studio in pairs]
    return [_row("time that supervision costs a training", by_wall), _row("work that supervision adds to it", by_work)]


def _row(what: str, costs: list[float]) -> Row:
    middle = statistics.median(costs)
    note = f"median of {len(costs)} interleaved pairs, from {min(costs):+.1f} to {max(costs):+.1f} %"
    return Row(what, middle, "%", "at most 3", middle <= 3, note)


def _train(way: str, station: Station, student: Path, out: Path) -> Took:
    before = _processor_s()
    wall_s = _in_studio(station, student) if way == "studio" else _by_hand(station, student, out)
    return Took(wall_s, _processor_s() - before)


def _processor_s() -> float:
    """Processor seconds of this process and of the children that it has waited for."""
    ours, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime


def _in_studio(station: Station, student: Path) -> float:
    run_id, job_id = station.training.start("bench", student=str(student), recipe="cpu", overrides=VALUES)
    record = station.jobs.wait(job_id, 600)
    if record.state is not JobState.DONE:
        raise RuntimeError(record.error)
    folder = RunFolder(station.workspace.resolve(station.training.run(run_id).folder))
    at = {event.kind: float(event.data["at"]) for event in EventTail(folder).read() if event.kind in ("log", "done")}
    return at["done"] - at["log"]


def _by_hand(station: Station, student: Path, out: Path) -> float:
    folder = RunFolder(out)
    dataset = station.workspace.datasets / "bench"
    values = {**station.training.recipe("cpu").values, **VALUES}
    files = {"train": str(dataset / "train.jsonl"), "eval": str(dataset / "eval.jsonl")}
    folder.write_spec({"student": str(student), "values": values, **files})
    command = [sys.executable, "-m", "tests.bench.by_hand", str(folder.spec_path), str(out / "checkpoints")]
    environment = {**os.environ, **child_environment(threads=usable_cores(), free_memory_bytes=2**40)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, start_new_session=True)
    return float(done.stdout.strip().splitlines()[-1])


def _student(folder: Path) -> Path:
    """A random Llama large enough that a step takes a good part of a second."""
    build_tiny_model(folder)
    code = (
        "import sys; from transformers import AutoConfig, LlamaForCausalLM; "
        f"config = AutoConfig.from_pretrained(sys.argv[1]); config.update(dict({_WIDEN}, head_dim=32)); "
        "LlamaForCausalLM(config).save_pretrained(sys.argv[1])"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, capture_output=True)
    return folder
