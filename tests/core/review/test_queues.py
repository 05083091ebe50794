# SPDX-License-Identifier: Apache-2.0
"""The order by the longest gap, and the other traces of a problem."""

from __future__ import annotations

import pytest

from core.domain.evaluations import Gap, Measure, ReportId
from core.domain.reviews import Verdict
from core.domain.traces import WAITING, TraceFilter, TraceOrder
from core.errors import InvalidInput, UnknownName
from core.review.service import ReviewService
from core.store import queue_repo
from tests.helpers.review_builders import add_trace, add_traces

TASKS = ("decomposition", "prioritization", "scheduling", "imported")
GAPS = ("scheduling", "decomposition", "prioritization")


def _gap(category, points):
    return Gap(category, Measure.CONCLUSION, 0.9, None, 0.9 - points / 100, points, None, None, ReportId(1))


@pytest.fixture
def review(store, jobs, clock):
    gaps = tuple(_gap(name, 30.0 - 10 * place) for place, name in enumerate(GAPS))
    return ReviewService(store=store, jobs=jobs, requires_for=lambda _task: (), gaps=lambda: gaps, clock=clock)


@pytest.fixture
def ids(store):
    """The ids of three traces of each task, task by task."""
    return {task: add_traces(store, 3, task_type=task) for task in TASKS}


def _walk(review, wanted, limit):
    found, after = [], None
    while page := review.queue(wanted, order=TraceOrder.LONGEST_GAP, after=after, limit=limit):
        found += [place.trace_id for place in page]
        after = page[-1]
    return found


@pytest.mark.parametrize("few", [0, 4_000], ids=["walked", "sorted"])
@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_that_the_categories_with_the_longest_gap_come_first_page_by_page(monkeypatch, review, ids, few, limit):
    monkeypatch.setattr(queue_repo, "_FEW", few)
    expected = [trace for task in (*GAPS, "imported") for trace in ids[task]]
    gone = [ids["scheduling"][1], ids["imported"][0]]
    review.decide(gone, Verdict.ACCEPT, reviewer="Ada")
    assert _walk(review, TraceFilter(), limit) == expected
    waiting = [trace for trace in expected if trace not in gone]
    assert _walk(review, TraceFilter(states=WAITING), limit) == waiting
    two = TraceFilter(states=WAITING, task_types=("prioritization", "scheduling"), teachers=("planner",))
    assert _walk(review, two, limit) == [*ids["scheduling"][::2], *ids["prioritization"]]


def test_that_the_order_by_gap_says_what_to_do_without_a_report(store, jobs, ids):
    review = ReviewService(store=store, jobs=jobs, requires_for=lambda _task: ())
    with pytest.raises(InvalidInput) as raised:
        review.queue(TraceFilter(), order=TraceOrder.LONGEST_GAP)
    assert "No report says yet" in raised.value.message
    assert "Evaluate" in raised.value.hint


def test_that_the_categories_of_the_first_page_hold_for_the_others(store, jobs, ids):
    review = ReviewService(store=store, jobs=jobs, requires_for=lambda _task: ())
    first = review.queue(TraceFilter(), order=TraceOrder.LONGEST_GAP, limit=4, categories=GAPS)
    rest = review.queue(TraceFilter(), order=TraceOrder.LONGEST_GAP, after=first[-1], categories=GAPS)
    found = [place.trace_id for place in (*first, *rest)]
    assert found == [trace for task in (*GAPS, "imported") for trace in ids[task]]


def test_that_the_other_traces_of_the_problem_stand_beside_one(store, review):
    first = add_trace(store, 7)
    others = add_trace(store, 7, sample=1), add_trace(store, 7, teacher="bo")
    add_trace(store, 8)
    assert [row.id for row in review.beside(first)] == list(others)
    assert [row.teacher for row in review.beside(others[0])] == ["planner", "bo"]
    with pytest.raises(UnknownName):
        review.beside(99)
