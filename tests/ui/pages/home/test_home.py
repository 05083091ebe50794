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


def test_that_where_nothing_was_kept_the_next_step_asks_for_more_traces(shell):
    studio = shell.context.studio
    studio.review.decide(generate(studio), Verdict.REJECT, reviewer="Ada")
    assert read_home(studio).next_station == "generate"


STATIONS = ("tasks", "generate", "review", "datasets", "train", "evaluate")


def stations_said(view):
    return [view.strip.button(page).accessibleName() for page in STATIONS]


def test_that_an_empty_workspace_says_whole_words_and_only_the_next_step(qtbot, shell):
    view = HomeView(shell.context)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view._presenter.state_read):
        view.on_shown()
    titles = ("Traces", "Reviewed", "Datasets", "Runs", "Reports")
    assert stations_said(view) == ["Problems, 0, sample some, next step", *(f"{title}, 0" for title in titles)]


def test_that_one_trace_waits_and_more_of_them_wait(qtbot, shell):
    ids = generate(shell.context.studio, 2)
    view = HomeView(shell.context)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view._presenter.state_read):
        view.on_shown()
    assert view._next_title.text() == "2 traces wait for you"
    with qtbot.waitSignal(view._presenter.state_read, check_params_cb=lambda state: state.pending == 1):
        shell.context.studio.review.decide(ids[:1], Verdict.ACCEPT, reviewer="Ada")
    assert view._next_title.text() == "1 trace waits for you"
    assert stations_said(view)[:3] == [
        "Problems, 2, of 4 tasks",
        "Traces, 2, from 1 teacher",
        "Reviewed, 1, 1 to review, next step",
    ]


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
