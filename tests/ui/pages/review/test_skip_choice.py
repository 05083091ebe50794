# SPDX-License-Identifier: Apache-2.0
"""Where a skipped trace goes is chosen under the queue, said by the toast, and kept to by the queue."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QObject

from core.domain.reviews import SkipTo, Verdict
from core.domain.traces import TraceOrder
from tests.helpers.report_builders import keep_three
from tests.helpers.review_pages import copy_template
from tests.helpers.shell import open_shell
from ui.pages.review.presenter import ReviewPresenter
from ui.pages.review.state import QueueFilter
from ui.pages.review.view import ReviewView


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def ids(shell):
    return shell.context.studio.review.ids()


@pytest.fixture
def presenter(qtbot, shell, ids):
    owner = QObject()
    made = ReviewPresenter(shell.context, owner)
    with qtbot.waitSignal(made.sheet_shown):
        made.show()
    yield made
    shiboken6.delete(owner)


def _skip(qtbot, shell, presenter, to):
    shell.context.settings.change(skip_to=to.value)
    presenter.decide(Verdict.SKIP)
    qtbot.waitUntil(lambda: presenter.is_idle and presenter.sheet is not None)


def _read_anew(qtbot, presenter):
    with qtbot.waitSignal(presenter.queue.was_read):
        presenter.queue.read()
    qtbot.waitUntil(lambda: presenter.context.work.is_idle)
    return list(presenter.queue.model.ids())


def test_that_a_skipped_trace_comes_back_at_the_end(qtbot, shell, presenter, ids):
    _skip(qtbot, shell, presenter, SkipTo.ME)
    assert shell.toasts[-1].text == f"Skipped trace {ids[0]}; it comes back at the end"
    assert _read_anew(qtbot, presenter) == [*ids[1:], ids[0]]
    assert presenter.queue.after(ids[3]) == ids[0]


@pytest.mark.parametrize(("to", "words"), [(SkipTo.OTHERS, "; it goes to others"), (SkipTo.OUT, " out of the queue")])
def test_that_a_trace_that_does_not_come_back_is_passed_over_and_gone(qtbot, shell, presenter, ids, to, words):
    _skip(qtbot, shell, presenter, to)
    assert shell.toasts[-1].text == f"Skipped trace {ids[0]}{words}"
    assert presenter.queue.after(ids[3]) == ids[1]
    assert _read_anew(qtbot, presenter) == list(ids[1:])
    presenter.undo()
    qtbot.waitUntil(lambda: presenter.is_idle)
    assert sorted(_read_anew(qtbot, presenter)) == list(ids)


def test_that_the_choice_under_the_queue_is_the_setting(qtbot, shell, ids):
    shell.context.settings.change(skip_to=SkipTo.OUT.value)
    view = ReviewView(shell.context)
    qtbot.addWidget(view)
    view.on_shown()
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and shell.context.work.is_idle)
    assert view.queue.skip_to.currentText() == "Skipped: out of the queue"
    view.queue.skip_to.activated.emit(1)
    qtbot.waitUntil(lambda: shell.context.settings.current.skip_to == SkipTo.OTHERS.value)


def test_that_the_order_by_gap_without_a_report_says_so_and_gives_way(qtbot, shell, presenter, ids):
    with qtbot.waitSignal(presenter.queue.order_dropped):
        presenter.set_filter(QueueFilter(order=TraceOrder.LONGEST_GAP))
    qtbot.waitUntil(lambda: shell.context.work.is_idle)
    assert "No report says yet" in shell.failures[-1].message
    assert presenter.queue.wanted.order is TraceOrder.OLDEST
    assert list(presenter.queue.model.ids()) == list(ids)


def test_that_the_order_by_gap_reads_the_whole_queue_with_a_report(qtbot, shell, presenter, ids):
    keep_three(shell.context.studio)
    with qtbot.waitSignal(presenter.queue.was_read):
        presenter.set_filter(QueueFilter(order=TraceOrder.LONGEST_GAP))
    assert sorted(presenter.queue.model.ids()) == list(ids)
    assert shell.failures == []
