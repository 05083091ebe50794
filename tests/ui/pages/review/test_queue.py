# SPDX-License-Identifier: Apache-2.0
"""The queue at the size of a hundred thousand traces: ids at once, rows only where somebody looks."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QObject

from core.domain.reviews import Verdict
from core.domain.traces import TraceId
from tests.helpers.shell import open_shell
from ui.pages.review.queue import ReviewQueue

MANY = 100_000


@pytest.fixture
def queue(qtbot, tmp_path):
    shell = open_shell(tmp_path)
    owner = QObject()
    made = ReviewQueue(shell.context, owner)
    made.model.set_ids(TraceId(number) for number in range(1, MANY + 1))
    yield made
    shiboken6.delete(owner)
    shell.close()


def test_that_walking_a_long_queue_reads_no_rows(queue):
    assert queue.neighbour(TraceId(50_000), 1) == 50_001
    assert queue.after(TraceId(MANY)) == 1
    assert not queue.model._pages


def test_that_ends_of_the_queue_have_no_neighbour(queue):
    assert queue.neighbour(TraceId(1), -1) is None
    assert queue.neighbour(TraceId(MANY), 1) is None


def test_that_decided_traces_are_passed_over_round_the_queue(queue):
    for number in (2, 3, MANY):
        queue.show_verdict(TraceId(number), Verdict.ACCEPT, is_edited=False)
    assert queue.after(TraceId(1)) == 4
    assert queue.after(TraceId(MANY - 1)) == 1
    queue.take_back((TraceId(2),))
    assert queue.after(TraceId(1)) == 2
