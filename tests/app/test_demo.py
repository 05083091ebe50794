# SPDX-License-Identifier: Apache-2.0
"""The demo: the whole story headless on a tiny student, and the recorded workspace of a real one."""

from __future__ import annotations

import json

import pytest

from app.cli import main
from app.demo.recorded import unpack_recorded_demo
from core.domain.evaluations import SubjectRole
from core.domain.runs import RunState
from core.errors import InvalidInput
from core.studio import Studio


def test_that_the_whole_story_runs_headless(tmp_path, capsys):
    folder = tmp_path / "demo"
    assert main(["--json", "demo", "--size", "tiny", "--dir", str(folder)]) == 0
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
    assert main(["demo", "--size", "tiny", "--dir", str(tmp_path)]) == 1
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
