# SPDX-License-Identifier: Apache-2.0
"""The training child by itself: how it says that memory ran out, and what it does when it was done already."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.jobs.childmain import EXIT_OUT_OF_MEMORY
from core.jobs.runfolder import ChildEvent, EventTail, EventWriter, RunFolder
from tests.helpers.training_builders import chat, write_jsonl

LIMIT = 3 * 2**30


def run(folder: RunFolder, *, memory: int | None = None) -> tuple[int, list[ChildEvent]]:
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory})); " if memory else ""
    code = (
        f"{limit}import sys; from core.jobs.childmain import child_main; from core.training.worker import train; "
        "sys.exit(child_main(train))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder.path)], input=b"{}\n", capture_output=True, timeout=300, check=False
    )
    return done.returncode, list(EventTail(folder).read())


@pytest.mark.skipif(sys.platform != "linux", reason="limits the address space as only Linux does")
def test_that_full_memory_is_a_failed_run_with_its_own_exit_code(tiny_student: Path, tmp_path: Path) -> None:
    rows = [chat(number, question="Read this. " * 100) for number in range(256)]
    folder = RunFolder(tmp_path / "run")
    values = {"epochs": 1, "batch_size": 256, "precision": "fp32", "threads": 1, "max_length": 4000}
    spec = {"trainer": "sft", "values": values, "student": str(tiny_student), "eval": str(tmp_path / "none.jsonl")}
    folder.write_spec({**spec, "train": str(write_jsonl(tmp_path / "train.jsonl", rows))})
    code, events = run(folder, memory=LIMIT)
    assert (events[-1].kind, events[-1].data["reason"]) == ("failed", "oom")
    assert code == EXIT_OUT_OF_MEMORY


def test_that_a_child_of_a_finished_run_gives_its_result_again(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.write_spec({})
    writer = EventWriter(folder)
    writer.say("done", result={"steps": 7})
    writer.close()
    code, events = run(folder)
    assert code == 0
    assert [event.kind for event in events] == ["done", "done"]
    assert events[-1].data["result"] == {"steps": 7}
