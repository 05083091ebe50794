# SPDX-License-Identifier: Apache-2.0
"""Datasets' presenter: counts before anything is written, and long steps off the main thread."""

from __future__ import annotations

import json

import pytest
import shiboken6
from PySide6.QtCore import QObject

from core.domain.datasets import Selection
from core.domain.reviews import Verdict
from core.domain.tasks import Split
from core.domain.traces import TraceState
from tests.helpers.review_pages import copy_template, generate, keep_all
from tests.helpers.shell import open_shell
from ui.pages.datasets.presenter import DatasetsPresenter
from ui.pages.datasets.state import ExportWish, FreezeWish, MixWish, read_detail, turns_of


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    keep_all(made.context.studio)
    yield made
    made.close()


@pytest.fixture
def presenter(qtbot, shell):
    owner = QObject()
    made = DatasetsPresenter(shell.context, owner)
    with qtbot.waitSignals([made.snapshots_read, made.counts_read, made.choices_read]):
        made.show()
    yield made
    shiboken6.delete(owner)


def wish(name="first", **changes):
    return FreezeWish(name, Selection(**changes), 0.75, 7)


def frozen(shell, name="first"):
    return shell.context.studio.datasets.freeze(name, split=0.75, seed=7)


def existing_file(folder, count=600):
    path = folder / "old.jsonl"
    path.write_text('{"messages": [{"role": "user", "content": "old"}]}\n' * count, encoding="utf-8")
    return path


def test_that_the_count_tells_what_goes_in_and_what_stays_out(qtbot, shell, presenter):
    studio = shell.context.studio
    generate(studio, 2, seed=5)
    generate(studio, 2, seed=6, split=Split.HELD_OUT)
    held = studio.review.ids()[-2:]
    studio.review.decide(held, Verdict.ACCEPT, reviewer="Ada")
    with qtbot.waitSignal(presenter.counts_read, check_params_cb=lambda counts: counts.held_out == 2) as told:
        presenter.count(Selection())
    counts = told.args[0]
    assert (counts.total, counts.undecided, counts.by_task) == (4, 2, {"prioritization": 4})


def test_that_freezing_gives_a_snapshot_and_looks_into_it(qtbot, shell, presenter):
    with qtbot.waitSignals([presenter.frozen, presenter.detail_read]):
        presenter.freeze(wish())
        assert presenter.busy == "Freezing “first”…"
    assert presenter.busy == ""
    (snapshot,) = shell.context.studio.datasets.snapshots()
    assert (snapshot.train_count, snapshot.eval_count) == (3, 1)
    assert presenter.current == snapshot.id


def test_that_a_second_long_step_waits_for_the_user(qtbot, shell, presenter):
    with qtbot.waitSignal(presenter.frozen):
        presenter.freeze(wish())
        presenter.freeze(wish("second"))
    assert [made.name for made in shell.context.studio.datasets.snapshots()] == ["first"]
    assert shell.toasts[0].text == "Freezing “first”…"


def test_that_a_taken_name_is_told_and_nothing_is_busy_afterwards(qtbot, shell, presenter):
    frozen(shell)
    presenter.freeze(wish())
    qtbot.waitUntil(lambda: bool(shell.failures))
    assert presenter.busy == ""


def test_that_traces_nobody_accepted_cannot_be_counted_in(qtbot, shell, presenter):
    presenter.count(Selection(states=(TraceState.REJECTED,)))
    qtbot.waitUntil(lambda: bool(shell.failures))
    assert "cannot enter a dataset" in shell.failures[0].message


def test_that_the_count_follows_what_is_reviewed(qtbot, shell, presenter):
    with qtbot.waitSignal(presenter.counts_read, check_params_cb=lambda counts: counts.total == 0):
        shell.context.studio.review.undo("Ada")


def test_that_an_export_writes_the_rows_of_one_side(qtbot, shell, presenter, tmp_path):
    snapshot = frozen(shell)
    out = tmp_path / "out.jsonl"
    presenter.export(snapshot, ExportWish("openai_chat", "source", "train"), out)
    qtbot.waitUntil(lambda: bool(shell.toasts) and not presenter.busy)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 3
    assert rows[0]["messages"][-1]["content"] is None
    assert shell.toasts[-1].text == "Wrote 3 rows to out.jsonl"


def test_that_a_mix_is_counted_before_anything_is_written(qtbot, shell, presenter, tmp_path):
    snapshot = frozen(shell)
    asked = MixWish(existing_file(tmp_path, 7), 0.3, 1, "stop", ExportWish("openai_chat"))
    before = sorted(tmp_path.rglob("*.jsonl"))
    with qtbot.waitSignal(presenter.mix_counted) as told:
        presenter.count_mix(snapshot, asked)
    assert (told.args[0].existing, told.args[0].distillation, told.args[0].total) == (7, 3, 10)
    assert sorted(tmp_path.rglob("*.jsonl")) == before
    out = tmp_path / "mixed.jsonl"
    with qtbot.waitSignal(presenter.mix_counted):
        presenter.mix(snapshot, asked, out)
    assert len(out.read_text(encoding="utf-8").splitlines()) == 10
    assert sorted(tmp_path.rglob("*.jsonl")) == sorted([*before, out])


def test_that_six_hundred_existing_rows_want_257_distilled_ones(qtbot, shell, presenter, tmp_path):
    asked = MixWish(existing_file(tmp_path), 0.3, 1, "stop", ExportWish("openai_chat"))
    with qtbot.waitSignal(presenter.mix_counted) as told:
        presenter.count_mix(frozen(shell), asked)
    assert told.args[0].distillation + told.args[0].shortfall == 257


def test_that_a_broken_line_is_told_beside_the_form(qtbot, shell, presenter, tmp_path):
    path = existing_file(tmp_path, 2)
    path.write_text(path.read_text(encoding="utf-8") + "not json\n", encoding="utf-8")
    with qtbot.waitSignal(presenter.mix_refused) as told:
        presenter.count_mix(frozen(shell), MixWish(path, 0.3, 1, "stop", ExportWish("openai_chat")))
    assert "Line 3" in told.args[0]
    with qtbot.waitSignal(presenter.mix_counted) as counted:
        presenter.count_mix(frozen(shell, "second"), MixWish(path, 0.3, 1, "skip", ExportWish("openai_chat")))
    assert counted.args[0].skipped == 1


def test_that_a_broken_manifest_is_said_and_the_rows_still_show(shell):
    studio = shell.context.studio
    snapshot = frozen(shell)
    (studio.workspace.resolve(snapshot.path) / "manifest.json").write_text("{", encoding="utf-8")
    detail = read_detail(studio, snapshot.id)
    assert detail.manifest is None
    assert "no readable manifest" in detail.fault
    assert len(detail.train) == 3


def test_that_a_row_becomes_turns_as_the_student_sees_them(shell):
    row = read_detail(shell.context.studio, frozen(shell).id).train[0]
    turns = turns_of(row)
    assert [turn.speaker for turn in turns] == [
        "system",
        "user",
        "assistant",
        "assistant, tool call",
        "tools on offer",
    ]
    assert turns[3].text.startswith("set_priority({")


def test_that_a_strange_row_is_shown_as_far_as_it_goes():
    row = {"messages": [3, {"role": "user", "content": [{"type": "text"}], "tool_calls": ["x"]}], "tools": ["y"]}
    assert [turn.text for turn in turns_of(row)] == ['[{"type": "text"}]', '"x"', '"y"']
