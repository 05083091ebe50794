# SPDX-License-Identifier: Apache-2.0
"""Whatever cannot be done says why: in an empty workspace and in one whose run has no checkpoint, on every page."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel

from core.domain.reviews import Verdict
from tests.helpers.run_builders import add_run, freeze
from tests.helpers.shell import open_shell
from ui.actions import ActionRegistry, ActionSpec
from ui.pages.catalog import PAGES
from ui.window import MainWindow


@pytest.fixture
def shell(qapp, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(qtbot, shell):
    made = MainWindow(shell.context, PAGES)
    made.resize(1_280, 800)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.finish_close()
    made.deleteLater()


def silent(window):
    """What is on screen, cannot be used and does not say why."""
    found = []
    for kind in (QAbstractButton, QComboBox):
        for widget in window.findChildren(kind):
            if widget.isVisible() and not widget.isEnabled():
                tip, has_place = widget.toolTip().removesuffix("</qt>"), isinstance(widget, QComboBox)
                is_said = tip.endswith((".", "?")) or (has_place and widget.placeholderText().endswith("yet"))
                found += [] if is_said else [f"{widget.objectName()}: {tip!r}"]
    return found


def read(qtbot, window):
    work = window._context.work
    qtbot.waitUntil(lambda: work.is_idle)


@pytest.mark.parametrize("page", [page.id for page in PAGES])
def test_that_nothing_is_disabled_without_a_reason_in_an_empty_workspace(qtbot, window, page):
    window.show_page(page)
    read(qtbot, window)
    assert silent(window) == []


def test_that_a_run_without_checkpoints_says_why_it_cannot_be_evaluated(qtbot, shell, window):
    add_run(shell.context.studio, freeze(shell.context.studio))
    window.show_page("train")
    words = "No checkpoint of this run is kept in this workspace; a new run on the same dataset keeps its own."
    qtbot.waitUntil(lambda: window.findChild(QLabel, "run_hindrance").text() == words)
    button = window.findChild(QAbstractButton, "do.train.evaluate")
    assert not button.isEnabled()
    assert words in button.toolTip()
    assert button.accessibleDescription() == words
    assert silent(window) == []


def test_that_nothing_is_disabled_without_a_reason_where_one_trace_is_kept(qtbot, shell, window):
    studio = shell.context.studio
    ids = studio.tasks.sample(n=1, seed=1)
    studio.jobs.wait(studio.generation.start(ids, teacher="planner"), timeout_s=60)
    for page in ("review", "datasets", "generate", "tasks"):
        window.show_page(page)
        read(qtbot, window)
        assert silent(window) == []
    studio.review.decide(studio.review.ids(), Verdict.ACCEPT, reviewer="Ada")
    window.show_page("datasets")
    read(qtbot, window)
    assert silent(window) == []


def test_that_the_reason_goes_when_the_hindrance_goes(qapp):
    registry, reasons = ActionRegistry(), ["Choose a run first."]
    done: list[str] = []
    spec = ActionSpec("x.y", "Evaluate", shortcut="Ctrl+E", why_not=lambda: reasons[0])
    action = registry.add(spec, lambda: done.append("yes"))
    registry.run("x.y")
    assert (done, action.isEnabled(), action.statusTip()) == ([], False, "Choose a run first.")
    reasons[0] = ""
    registry.run("x.y")
    assert (done, action.isEnabled(), action.statusTip()) == (["yes"], True, "")
    assert "Choose" not in action.toolTip()
    registry.deleteLater()
