# SPDX-License-Identifier: Apache-2.0
"""The demo: the whole story headless on a tiny student, and the recorded workspace of a real one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from app.cli import main
from app.demo.recorded import unpack_recorded_demo
from core.domain.evaluations import SubjectRole
from core.domain.runs import RunState
from core.errors import InvalidInput
from core.studio import Studio

ROOT = Path(__file__).resolve().parents[2]
# A shell that starts a command behind itself lets it ignore Ctrl+C.
TINY_DEMO = (
    "import signal, sys\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from app.main import main\n"
    "sys.exit(main(['demo', '--size', 'tiny', *sys.argv[1:]]))\n"
)


def stop_once_a_child_runs(home, number, *words):
    """A tiny demo that is sent a signal once its first child process runs; exit code, standard error, and the child."""
    known = {**os.environ, "TMPDIR": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", TINY_DEMO, *words]
    demo = subprocess.Popen(command, env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not (found := list(home.rglob("runs/*/child.json"))):
        assert demo.poll() is None, demo.communicate()
        assert time.monotonic() < deadline, "no child was started"
        time.sleep(0.02)
    child = json.loads(found[0].read_text(encoding="utf-8"))["pid"]
    demo.send_signal(number)
    said = demo.communicate(timeout=120)[1]
    return demo.returncode, said.splitlines(), child


@pytest.mark.slow
def test_that_a_demo_ended_by_sigterm_leaves_no_process_and_no_temporary_folder(tmp_path):
    code, said, child = stop_once_a_child_runs(tmp_path, signal.SIGTERM)
    assert code == 143
    assert not psutil.pid_exists(child)
    assert list(tmp_path.glob("stillroom-demo-*")) == []
    assert said[0].startswith("Stillroom demo, size tiny: under a minute")
    assert said[1].startswith(f"Workspace: {tmp_path}")
    assert said[-1].startswith("The demo was stopped before its end, and its temporary workspace")


@pytest.mark.slow
def test_that_a_demo_stopped_by_ctrl_c_keeps_the_workspace_that_was_named(tmp_path):
    folder = tmp_path / "mine"
    code, said, child = stop_once_a_child_runs(tmp_path, signal.SIGINT, "-w", str(folder))
    assert code == 130
    assert not psutil.pid_exists(child)
    assert said[1] == f"Workspace: {folder}"
    assert said[-1] == f"The demo was stopped before its end; what it had done stays in the workspace at {folder}."
    studio = Studio.open(folder)
    studio.close()


def test_that_the_whole_story_runs_headless(tmp_path, capsys):
    folder = tmp_path / "demo"
    assert main(["--json", "demo", "--size", "tiny", "-w", str(folder)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["meaningful"] is False
    names = [stage["name"].split(" ")[0] for stage in told["stages"]]
    assert names == ["sample", "ask", "review", "freeze", "train", "evaluate", "evaluate", "evaluate"]
    assert all(stage["seconds"] > 0 for stage in told["stages"])
    rows = told["table"]["held_out"]["rows"]
    assert [row["role"] for row in rows] == ["teacher", "base", "student"]
    assert rows[0]["overall"]["conclusion"]["mean"] == 1.0
    page = (folder / "reports" / "demo-tiny-held_out.html").read_text(encoding="utf-8")
    assert "these figures mean nothing" in page
    studio = Studio.open(folder)
    (run,) = studio.training.runs()
    assert (run.state, run.steps_done) == (RunState.DONE, run.steps_total)
    assert {point.name for point in studio.training.metrics(run.id)} >= {"loss", "eval_loss", "learning_rate"}
    studio.close()


def test_that_a_folder_with_something_in_it_is_not_used(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for name in ("-w", "--dir"):
        assert main(["demo", "--size", "tiny", name, str(tmp_path)]) == 1
        assert "not empty" in capsys.readouterr().err
    with pytest.raises(InvalidInput, match="not an empty folder"):
        unpack_recorded_demo(tmp_path)


def test_that_the_recorded_demo_fills_every_page(tmp_path):
    unpack_recorded_demo(tmp_path / "demo")
    studio = Studio.open(tmp_path / "demo")
    try:
        counts = studio.review.counts()
        assert counts.total > 0
        assert any(state.value == "pending" for state in counts.by_state)
        assert studio.datasets.snapshots()
        (run,) = studio.training.runs()
        assert run.state is RunState.DONE
        assert len(studio.training.metrics(run.id, names=("loss",))) > 10
        reports = studio.evaluation.reports()
        assert {report.role for report in reports} == {SubjectRole.TEACHER, SubjectRole.BASE, SubjectRole.STUDENT}
        found = studio.evaluation.compare([report.id for report in reports], split="held_out")
        assert found.n >= 60
        assert studio.evaluation.results(reports[0].id)
        assert studio.datasets.rows(studio.datasets.snapshots()[0].name, "train", 3)
    finally:
        studio.close()


def test_that_the_distilled_student_of_the_record_beats_its_base_beyond_doubt(tmp_path):
    unpack_recorded_demo(tmp_path / "demo")
    studio = Studio.open(tmp_path / "demo")
    try:
        reports = studio.evaluation.reports()
        found = studio.evaluation.compare([report.id for report in reports], split="held_out")
        scores = {row.role: row.overall for row in found.rows}
        base, student = scores[SubjectRole.BASE], scores[SubjectRole.STUDENT]
        assert student.conclusion.low > base.conclusion.high
        assert student.value.low > base.value.high
    finally:
        studio.close()
