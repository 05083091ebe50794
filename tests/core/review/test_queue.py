# SPDX-License-Identifier: Apache-2.0
"""Queues: every filter lets through what it says, every order is walked page by page without a gap or a double."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.reviews import Verdict
from core.domain.traces import Bounds, Confidence, ConfidenceMethod, TraceFilter, TraceOrder, TraceState
from core.store.rows import now
from tests.helpers.review_builders import make_problem, make_trace

COUNT = 40


@pytest.fixture
def ids(store):
    """Traces with two teachers, three confidences and none, costs, tags, and two lengths."""
    made = []
    with store.begin() as unit:
        for number in range(COUNT):
            problem_id = unit.problems.insert(make_problem(number))
            confidence = Confidence(0.2 * (number % 4), ConfidenceMethod.VOTE) if number % 4 else None
            trace = replace(
                make_trace(problem_id, request_key=str(number)),
                teacher="bo" if number % 3 else "ada",
                confidence=confidence,
                cost_usd=0.01 * number if number % 2 else None,
                tags=("odd",) if number % 2 else (),
            )
            made.append(unit.traces.insert(trace, f"Trace {number}"))
    return tuple(made)


def _walk(unit, wanted, order, limit):
    places, after = [], None
    while page := unit.queue.page(wanted, order=order, limit=limit, after=after):
        places += page
        after = page[-1]
    return [place.trace_id for place in places]


@pytest.mark.parametrize("order", list(TraceOrder))
@pytest.mark.parametrize("states", [(), (TraceState.PENDING, TraceState.SKIPPED), (TraceState.ACCEPTED,)])
def test_that_pages_of_any_size_give_the_same_whole_queue(store, review, ids, order, states):
    review.decide(ids[::3], Verdict.ACCEPT, reviewer="Ada")
    review.decide(ids[1::7], Verdict.SKIP, reviewer="Ada")
    wanted = TraceFilter(states=states)
    with store.read() as unit:
        whole = _walk(unit, wanted, order, COUNT + 1)
        assert sorted(whole) == list(unit.queue.ids(wanted))
        assert len(whole) == len(set(whole)) == unit.queue.count(wanted) > 0
        assert all(_walk(unit, wanted, order, limit) == whole for limit in (1, 3, 7))


def test_that_the_least_confident_come_first_and_those_without_a_confidence_last(store, ids):
    with store.read() as unit:
        found = _walk(unit, TraceFilter(), TraceOrder.LEAST_CONFIDENT, 7)
        known = [trace.original.confidence for trace in unit.traces.many(found)]
    values = [confidence.value for confidence in known if confidence]
    assert values == sorted(values)
    assert known[len(values) :] == [None] * (COUNT - len(values))


def test_that_a_random_queue_is_no_order_of_ids_and_the_same_every_time(store, ids):
    with store.read() as unit:
        found = _walk(unit, TraceFilter(), TraceOrder.RANDOM, 5)
        assert found == _walk(unit, TraceFilter(), TraceOrder.RANDOM, 9)
    assert sorted(found) == list(ids)
    assert found not in (list(ids), list(reversed(ids)))


def test_that_each_filter_lets_through_what_it_says(store, review, ids):
    review.decide(ids[:5], Verdict.REJECT, reasons=("unclear", "off topic"), reviewer="Ada")
    review.decide(ids[5:9], Verdict.REJECT, reasons=("unclear",), reviewer="Bo")
    review.flag(ids[3:6], True, "Ada")
    review.rate(ids[:2], 5, reviewer="Ada")
    later = now() + timedelta(days=1)
    expected = {
        TraceFilter(reasons=("unclear",)): ids[:9],
        TraceFilter(reasons=("unclear", "off topic")): ids[:9],
        TraceFilter(reasons=("off topic",)): ids[:5],
        TraceFilter(reviewers=("Bo",)): ids[5:9],
        TraceFilter(is_flagged=True): ids[3:6],
        TraceFilter(is_flagged=True, reasons=("off topic",)): ids[3:5],
        TraceFilter(rating=Bounds(least=5)): ids[:2],
        TraceFilter(teachers=("ada",), states=(TraceState.PENDING,)): ids[9::3],
        TraceFilter(tags=("odd",), trace_ids=ids[:6]): ids[1:6:2],
        TraceFilter(cost_usd=Bounds(most=0.05)): ids[1:6:2],
        TraceFilter(confidence=Bounds(least=0.5)): ids[3::4],
        TraceFilter(since=later): (),
        TraceFilter(until=later): ids,
        TraceFilter(length=Bounds(most=1)): (),
        TraceFilter(has_draft=True): (),
        TraceFilter(difficulties=("hard",)): (),
    }
    with store.read() as unit:
        assert {wanted: unit.queue.ids(wanted) for wanted in expected} == expected
        assert {wanted: unit.queue.count(wanted) for wanted in expected} == {
            wanted: len(found) for wanted, found in expected.items()
        }


def test_that_counts_by_state_are_true_after_every_kind_of_act(store, review, ids):
    review.decide(ids[:9], Verdict.ACCEPT, reviewer="Ada")
    review.decide(ids[4:12], Verdict.SKIP, reviewer="Ada")
    review.flag(ids[2:6], True, "Ada")
    review.undo("Ada")
    review.redo("Ada")
    review.undo("Ada")
    review.undo("Ada")
    with store.read() as unit:
        kept = unit.queue.count_by_state(TraceFilter())
        assert kept == {TraceState.PENDING: COUNT - 9, TraceState.ACCEPTED: 9}
        assert kept == unit.queue.count_by_state(TraceFilter(trace_ids=ids))
        assert unit.queue.count_flagged() == 0


def test_that_the_values_of_a_facet_are_listed_once(store, ids):
    with store.read() as unit:
        assert unit.queue.values("teacher") == ("ada", "bo")
        assert unit.queue.marks("tag") == ("odd",)
