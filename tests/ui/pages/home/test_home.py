# SPDX-License-Identifier: Apache-2.0
"""Home: figures as they stand, and the one next step, from the first start to a finished comparison."""

from __future__ import annotations

import pytest

from core.domain.evaluations import Measure
from core.domain.reviews import Verdict
from tests.helpers.report_builders import keep_three
from tests.helpers.shell import open_shell
from ui.pages.home.state import read_home
from ui.pages.home.view import HomeView


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


def generate(studio, count=4):
    ids = studio.tasks.sample(n=count, seed=1)
    studio.jobs.wait(studio.generation.start(ids, teacher="planner"), timeout_s=60)
    return studio.review.ids()


def test_that_the_next_step_follows_the_story(shell):
    studio = shell.context.studio
    assert read_home(studio).next_station == "tasks"
    studio.tasks.sample(n=2, seed=1)
    assert read_home(studio).next_station == "generate"
    ids = generate(studio)
    assert read_home(studio).next_station == "review"
    studio.review.decide(ids, Verdict.ACCEPT, reviewer="Ada")
    assert read_home(studio).next_station == "datasets"
    studio.datasets.freeze("mine", selection=studio_selection())
    assert read_home(studio).next_station == "train"


def studio_selection():
    from core.domain.datasets import Selection

    return Selection()


def test_that_the_figures_are_those_of_the_store(shell):
    ids = generate(shell.context.studio)
    shell.context.studio.review.decide(ids[:1], Verdict.ACCEPT, reviewer="Ada")
    state = read_home(shell.context.studio)
    assert (state.problems, state.traces, state.pending, state.reviewed, state.kept) == (4, 4, 3, 1, 1)


def test_that_a_comparison_is_made_once_for_the_same_reports(shell):
    studio = shell.context.studio
    kept = keep_three(studio)
    first = read_home(studio)
    assert set(first.compared) == set(kept)
    assert first.comparison is not None
    assert {test.measure for test in first.comparison.tests} == {Measure.CONCLUSION}
    assert read_home(studio, first).comparison is first.comparison
    keep_three(studio)
    assert read_home(studio, first).comparison is not first.comparison


def test_that_home_shows_the_next_step_and_goes_there(qtbot, shell):
    view = HomeView(shell.context)
    qtbot.addWidget(view)
    view.show()
    view.on_shown()
    qtbot.waitUntil(lambda: view.strip.button("tasks") is not None if view.strip._buttons else False)
    shell.context.actions.set_page("home")
    with qtbot.waitSignal(shell.context.navigator.page_requested) as went:
        shell.context.actions.action("home.go_on").trigger()
    assert went.args[0] == "tasks"


def test_that_home_reads_again_when_something_was_committed(qtbot, shell):
    view = HomeView(shell.context)
    qtbot.addWidget(view)
    view.on_shown()
    with qtbot.waitSignal(view._presenter.state_read):
        pass
    with qtbot.waitSignal(view._presenter.state_read, check_params_cb=lambda state: state.problems == 3):
        shell.context.studio.tasks.sample(n=3, seed=2)


def test_that_a_hidden_home_waits_with_reading(qtbot, shell):
    view = HomeView(shell.context)
    qtbot.addWidget(view)
    view.on_shown()
    with qtbot.waitSignal(view._presenter.state_read):
        pass
    view.on_hidden()
    with qtbot.assertNotEmitted(view._presenter.state_read, wait=200):
        shell.context.studio.tasks.sample(n=3, seed=2)
