# SPDX-License-Identifier: Apache-2.0
"""Tasks' presenter on a real studio: what it previews, stores, stops and keeps."""

from __future__ import annotations

import pytest

from core.domain.tasks import Difficulty, Split
from tests.helpers.shell import open_shell
from ui.pages.tasks.presenter import TasksPresenter, outcome_words
from ui.pages.tasks.state import SampleOutcome, SampleWish, situation_of


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def presenter(shell):
    return TasksPresenter(shell.context, shell.owner)


def wish(n=6, types=(), split=Split.TRAIN, difficulty=None, seed=1):
    return SampleWish(types=types, n=n, seed=seed, split=split, difficulty=difficulty)


def test_that_a_preview_stores_nothing_and_is_balanced_over_the_types(qtbot, shell, presenter):
    with qtbot.waitSignal(presenter.previewed) as made:
        presenter.preview(wish(n=6))
    kinds = [problem.task_type for problem in made.args[0]]
    assert len(kinds) == 6
    assert {kinds.count(kind) for kind in kinds} == {1, 2}
    assert shell.context.studio.tasks.problem_ids() == ()


def test_that_a_preview_shows_what_sampling_stores(qtbot, shell, presenter):
    asked = wish(n=3, types=("scheduling",), split=Split.OOD, difficulty=Difficulty.HARD)
    with qtbot.waitSignal(presenter.previewed) as made:
        presenter.preview(asked)
    with qtbot.waitSignal(presenter.sampled):
        presenter.sample(asked)
    tasks = shell.context.studio.tasks
    stored = tasks.problems(tasks.problem_ids())
    assert [problem.prompt for problem in stored] == [problem.prompt for problem in made.args[0]]
    assert all(situation_of(problem.made) is not None for problem in stored)


def test_that_problems_that_are_there_already_are_counted_apart(qtbot, shell, presenter):
    with qtbot.waitSignal(presenter.sampled) as first:
        presenter.sample(wish(n=4))
    with qtbot.waitSignal(presenter.sampled) as second:
        presenter.sample(wish(n=8))
    assert first.args[0] == SampleOutcome(new_count=4, there_count=0)
    assert second.args[0] == SampleOutcome(new_count=4, there_count=4)
    assert [toast.text for toast in shell.toasts] == [
        "4 new problems stored.",
        "4 new problems stored; 4 were there already.",
    ]


def test_that_a_stopped_sampling_keeps_what_it_had_and_says_so(qtbot, shell, presenter):
    presenter.work_moved.connect(lambda _count: presenter.stop())
    with qtbot.waitSignal(presenter.work_ended, timeout=20_000):
        presenter.sample(wish(n=5_000, types=("decomposition",)))
    assert 0 < len(shell.context.studio.tasks.problem_ids()) < 5_000
    assert shell.toasts[-1].text.startswith("Stopped")
    assert shell.failures == []


def test_that_a_closing_window_does_not_wait_for_a_long_preview(qtbot, shell, presenter):
    presenter.preview(wish(n=10_000))
    shell.context.work.close()
    assert shell.bugs == []


def test_that_the_coverage_follows_the_store_while_the_page_is_shown(qtbot, shell, presenter):
    with qtbot.waitSignal(presenter.state_read):
        presenter.show()
    with qtbot.waitSignal(
        presenter.state_read, check_params_cb=lambda state: sum(cell.count for cell in state.coverage) == 3
    ):
        shell.context.studio.tasks.sample(n=3, seed=2)


def test_that_a_hidden_page_reads_nothing(qtbot, shell, presenter):
    presenter.show()
    presenter.hide()
    qtbot.waitSignal(presenter.state_read).wait()
    with qtbot.assertNotEmitted(presenter.state_read, wait=150):
        shell.context.studio.tasks.sample(n=1, seed=2)


def test_that_export_and_import_keep_a_task_as_its_next_version(qtbot, shell, presenter, tmp_path):
    path = tmp_path / "mine.toml"
    presenter.export_toml("scheduling", path)
    qtbot.waitUntil(path.is_file)
    with qtbot.waitSignal(presenter.saved) as kept:
        presenter.import_toml(path)
    assert (kept.args[0].type, kept.args[0].version) == ("scheduling", 2)


def test_that_a_broken_file_is_told_in_words(qtbot, shell, presenter, tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("[[task]]\ntype = \n", encoding="utf-8")
    presenter.import_toml(path)
    qtbot.waitUntil(lambda: bool(shell.failures))
    assert "line 2" in shell.failures[0].message


def test_that_one_problem_is_not_told_in_the_plural():
    assert outcome_words(SampleOutcome(1, 1)) == "1 new problem stored; 1 was there already."
