# SPDX-License-Identifier: Apache-2.0
"""Where a skipped trace goes: to the end of the queue, to the others, or out of it until somebody asks."""

from __future__ import annotations

import pytest

from core.domain.reviews import SkipTo, Verdict
from core.domain.traces import WAITING, TraceFilter, TraceOrder, TraceState
from tests.helpers.review_builders import add_traces

TO_REVIEW = TraceFilter(states=WAITING)
SKIPPED = TraceFilter(states=(TraceState.SKIPPED,))


@pytest.fixture
def ids(store):
    return add_traces(store, 6)


def _skip(review, trace, to, reviewer="Ada"):
    review.decide([trace], Verdict.SKIP, reviewer=reviewer, skip_to=to)


def _ids(review, wanted, order=TraceOrder.OLDEST):
    """All ids of a filter, read in pages of two."""
    found, after = [], None
    while page := review.queue(wanted, order=order, after=after, limit=2):
        found += [place.trace_id for place in page]
        after = page[-1]
    return found


def _queue(review, reviewer, order=TraceOrder.OLDEST):
    """The queue of a reviewer, part by part as the window reads it."""
    parts = review.parts_of(review.queue_of(TO_REVIEW, reviewer))
    return [found for part in parts for found in _ids(review, part, order)]


def test_that_a_trace_that_comes_back_stands_at_the_end_of_the_queue_of_everybody(review, ids):
    _skip(review, ids[1], SkipTo.ME)
    expected = [ids[0], *ids[2:], ids[1]]
    assert _queue(review, "Ada") == _queue(review, "Bo") == expected


def test_that_a_trace_for_the_others_does_not_come_back_to_who_skipped_it(review, ids):
    _skip(review, ids[1], SkipTo.OTHERS)
    assert _queue(review, "Ada") == [ids[0], *ids[2:]]
    assert _queue(review, "Bo") == [ids[0], *ids[2:], ids[1]]
    assert (review.counts(reviewer="Ada").kept_away, review.counts(reviewer="Bo").kept_away) == (1, 0)


def test_that_a_trace_that_was_skipped_out_comes_only_to_who_asks_for_skipped_ones(review, ids):
    _skip(review, ids[1], SkipTo.OUT)
    _skip(review, ids[2], SkipTo.ME)
    assert _queue(review, "Ada") == _queue(review, "Bo") == [ids[0], *ids[3:], ids[2]]
    assert _ids(review, TO_REVIEW) == [ids[0], *ids[2:]]
    assert review.counts(reviewer="Bo").kept_away == review.counts().kept_away == 1
    for order in (TraceOrder.OLDEST, TraceOrder.RANDOM, TraceOrder.MOST_FINDINGS):
        assert sorted(_ids(review, SKIPPED, order)) == [ids[1], ids[2]]
    assert review.queue_of(SKIPPED, "Ada") == SKIPPED
    assert review.count(SKIPPED) == 2


def test_that_next_never_gives_what_is_kept_from_the_reviewer(review, ids):
    review.decide(ids[2:], Verdict.ACCEPT, reviewer="Ada")
    _skip(review, ids[0], SkipTo.OTHERS)
    _skip(review, ids[1], SkipTo.OUT)
    assert (review.next("Ada"), review.next("Bo")) == (None, ids[0])


def test_that_a_verdict_an_edit_and_another_skip_each_let_a_trace_go(store, review, ids):
    for trace in ids[:3]:
        _skip(review, trace, SkipTo.OUT)
    review.decide([ids[0]], Verdict.ACCEPT, reviewer="Bo")
    steps = review.trace(ids[1]).steps
    review.edit(ids[1], (*steps[:1], *steps[2:]), author="Bo")
    _skip(review, ids[2], SkipTo.ME, "Bo")
    with store.read() as unit:
        assert {held.kept_from for held in unit.standings.of(ids)} == {""}
    assert _queue(review, "Ada") == [ids[1], *ids[3:], ids[2]]


def test_that_undo_brings_back_the_skip_of_somebody_else_as_it_was(review, ids):
    _skip(review, ids[0], SkipTo.OTHERS)
    _skip(review, ids[0], SkipTo.ME, "Bo")
    assert ids[0] in _queue(review, "Ada")
    review.undo("Bo")
    assert ids[0] not in _queue(review, "Ada")
    review.redo("Bo")
    assert ids[0] in _queue(review, "Ada")


def test_that_a_skip_of_all_takes_the_same_way_as_a_skip_of_one(review, jobs, ids):
    job = review.start_deciding(TO_REVIEW, Verdict.SKIP, reviewer="Ada", skip_to=SkipTo.OUT)
    jobs.wait(job, timeout_s=30)
    assert (_queue(review, "Bo"), review.count(SKIPPED)) == ([], len(ids))
    review.undo("Ada")
    assert _queue(review, "Bo") == list(ids)


def test_that_the_other_filters_of_a_queue_hold_for_what_comes_back(review, ids):
    _skip(review, ids[1], SkipTo.OTHERS)
    review.flag([ids[1], ids[2]], True, "Bo")
    flagged = review.queue_of(TraceFilter(states=WAITING, is_flagged=True, task_types=("prioritization",)), "Ada")
    for order in (TraceOrder.OLDEST, TraceOrder.RANDOM):
        assert _ids(review, flagged, order) == [ids[2]]
    assert review.count(flagged) == 1
