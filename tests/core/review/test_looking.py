# SPDX-License-Identifier: Apache-2.0
"""Where the checks look: the same is found in a process of its own, which nothing outlives."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import core
from core.domain.jobs import JobState
from core.errors import StudioError
from core.review import looking
from core.review.reading import read
from tests.helpers.review_builders import add_trace, add_traces, answer, thought

WRONG = (thought("Audit takes 2:00 h and is due 15:00: 15:00 - 2:00 = 12:00."), answer("Answer: Audit"))
FINE = (thought("Audit takes 2:00 h and is due 15:00: 15:00 - 2:00 = 13:00."), answer("Answer: Audit"))
READINGS = (read(WRONG), read(FINE), read(()))

_PARENT = """
import sys, time
from core.review import looking
if __name__ == "__main__":
    with looking.looking(looking.FEW + 1) as look:
        look(())
        print("looked", flush=True)
        time.sleep(60)
"""


def lookers(of: psutil.Process | None = None) -> list[psutil.Process]:
    return [child for child in (of or psutil.Process()).children() if "spawn_main" in " ".join(child.cmdline())]


def test_that_a_process_of_its_own_finds_the_same_and_is_gone_at_the_end():
    with looking.looking(looking.FEW) as here:
        expected = here(READINGS)
        assert lookers() == []
    with looking.looking(looking.FEW + 1) as there:
        found = there(READINGS)
        assert len(lookers()) == 1
    assert found == expected
    assert any(one.check == "arithmetic" for one in found[0])
    assert lookers() == []


def test_that_a_process_that_is_killed_is_told_in_words():
    with looking.looking(looking.FEW + 1) as there:
        there(READINGS)
        lookers()[0].kill()
        with pytest.raises(StudioError, match="ended before it was done"):
            there(READINGS)


def test_that_the_job_finds_the_same_wherever_it_looks(review, store, jobs, monkeypatch):
    monkeypatch.setattr(looking, "FEW", 2)
    add_traces(store, 6)
    wrong = add_trace(store, 20, steps=WRONG)
    record = jobs.wait(review.start_checking(), timeout_s=60)
    assert (record.state, record.result["checked"]) == (JobState.DONE, 7)
    assert [kept.finding.check for kept in review.kept_findings(wrong) or ()].count("arithmetic") == 1
    assert lookers() == []


@pytest.mark.skipif(sys.platform == "win32", reason="a killed process leaves no message to read there")
def test_that_it_does_not_outlive_a_studio_that_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    known = os.environ | {"PYTHONPATH": str(Path(core.__file__).parents[1])}
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=known)
    try:
        assert parent.stdout.readline() == "looked\n"
        (child,) = lookers(psutil.Process(parent.pid))
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    deadline = time.monotonic() + 10
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
