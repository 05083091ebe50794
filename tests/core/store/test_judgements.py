# SPDX-License-Identifier: Apache-2.0
"""Judgements in the store: the score and the dispute of a trace follow judges and people, forth and back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.domain.judgements import CanaryOutcome, ElementMark, Judgement, Opinion, rule_name
from core.domain.reviews import Verdict
from core.domain.traces import WAITING, Bounds, QueuePlace, TraceFilter, TraceOrder
from core.jobs.runner import JobRunner
from core.review.service import ReviewService
from core.store.ledger import StoreLedger
from core.store.review_tables import trace_facets
from tests.helpers.review_builders import Clock, add_trace, add_traces, answer, open_store

AT = datetime(2026, 3, 4, 9, tzinfo=UTC)


def judged(trace_id, score, verdict=Verdict.ACCEPT, *, judge="loop", revision=0, cost_usd=0.5):
    opinion = Opinion(score, verdict, (ElementMark("time_estimation", True, "said"),), "fine")
    return Judgement(trace_id, judge, revision, opinion, AT, cost_usd)


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def review(store):
    runner = JobRunner(StoreLedger(store))
    yield ReviewService(store=store, jobs=runner, requires_for=lambda _type: (), clock=Clock())
    runner.close()


def put(store, *made):
    with store.begin() as unit:
        for one in made:
            unit.judgements.put(one)


def facets(store, trace_id):
    """Score and dispute of a trace."""
    query = trace_facets.select().where(trace_facets.c.id == trace_id)
    with store.read() as unit:
        row = unit.queue._connection.execute(query).one()
    return row.judge_score, row.dispute


def test_that_what_was_put_is_read_back_and_a_second_word_takes_the_place_of_the_first(store):
    trace = add_trace(store)
    put(store, judged(trace, 2), judged(trace, 4), judged(trace, 3, judge="other"))
    with store.read() as unit:
        assert unit.judgements.of(trace) == (judged(trace, 4), judged(trace, 3, judge="other"))
        assert unit.judgements.one(trace, "loop", 0) == judged(trace, 4)
        assert unit.judgements.one(trace, "loop", 1) is None
        assert unit.judgements.judges() == ("loop", "other")
        assert unit.judgements.costs("loop", limit=5) == (0.5,)


def test_that_nobody_else_makes_no_dispute(store):
    trace = add_trace(store)
    put(store, judged(trace, 1, Verdict.REJECT))
    assert facets(store, trace) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("verdict", "dispute"),
    [(Verdict.ACCEPT, 0.0), (Verdict.REJECT, -1.0), (Verdict.NEEDS_WORK, -1.0), (Verdict.SKIP, 0.0)],
)
def test_that_a_verdict_disputes_a_judge_and_undo_makes_peace(store, review, verdict, dispute):
    trace = add_trace(store)
    put(store, judged(trace, 5))
    review.decide((trace,), verdict, reviewer="Ada")
    assert facets(store, trace) == (5.0, dispute)
    review.undo("Ada")
    assert facets(store, trace) == (5.0, 0.0)
    review.redo("Ada")
    assert facets(store, trace) == (5.0, dispute)


def test_that_a_rating_is_as_far_from_a_score_as_the_scale_says(store, review):
    trace = add_trace(store)
    put(store, judged(trace, 5), judged(trace, 4, judge="other"))
    assert facets(store, trace) == (4.5, -0.25)
    review.rate((trace,), 2, reviewer="Ada")
    assert facets(store, trace) == (4.5, -0.625)
    review.rate((trace,), None, reviewer="Ada")
    assert facets(store, trace) == (4.5, -0.25)


def test_that_the_share_of_judges_who_say_otherwise_counts(store, review):
    trace = add_trace(store)
    put(store, judged(trace, 4), judged(trace, 4, Verdict.REJECT, judge="other"))
    review.decide((trace,), Verdict.ACCEPT, reviewer="Ada")
    assert facets(store, trace) == (4.0, -0.5)


def test_that_a_judgement_speaks_of_its_own_revision_only(store, review):
    trace = add_trace(store)
    put(store, judged(trace, 1, Verdict.REJECT))
    review.edit(trace, [answer("Answer: Budget")], author="Ada", accept=True)
    assert facets(store, trace) == (None, 0.0)
    put(store, judged(trace, 2, Verdict.REJECT, revision=1))
    assert facets(store, trace) == (2.0, -1.0)
    review.undo("Ada")
    assert facets(store, trace) == (1.0, 0.0)


def test_that_the_queue_begins_with_what_is_most_disputed_and_filters_by_score(store):
    ids = add_traces(store, 4)
    put(store, judged(ids[1], 4), judged(ids[1], 3, judge="other"))
    put(store, judged(ids[2], 5), judged(ids[2], 1, judge="other"), judged(ids[3], 5))
    with store.read() as unit:
        found = unit.queue.page(TraceFilter(states=WAITING), order=TraceOrder.MOST_DISPUTED, limit=9)
        high = unit.queue.ids(TraceFilter(judge_score=Bounds(least=3.5)))
        low = unit.queue.ids(TraceFilter(judge_score=Bounds(most=3.5)))
    assert found[:2] == (QueuePlace(-1.0, ids[2]), QueuePlace(-0.25, ids[1]))
    assert [place.trace_id for place in found[2:]] == [ids[0], ids[3]]
    assert (high, low) == ((ids[1], ids[3]), (ids[1], ids[2]))


def test_that_a_filter_by_score_reads_the_index_of_scores(store):
    with store.read() as unit:
        plan = unit.queue._connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM trace_facets WHERE is_waiting = 1 AND judge_score >= 4"
        ).fetchall()
    assert "ix_trace_facets_judged" in str(plan)


def test_that_what_is_missing_is_what_the_judge_has_not_said_of_the_current_revision(store, review):
    ids = add_traces(store, 3)
    put(store, judged(ids[0], 4), judged(ids[1], 4), judged(ids[2], 4, judge="other"))
    review.edit(ids[1], [answer("Answer: Budget")], author="Ada")
    with store.begin() as unit:
        unit.judgements.put_canary(CanaryOutcome(ids[0], "loop", 0, "changed_number", 1, 4, True, AT))
    with store.read() as unit:
        assert unit.judgements.unjudged(ids, "loop") == ids[1:]
        assert unit.judgements.without_canary(ids, "loop") == ids[1:]
        assert [found.fault for found in unit.judgements.canaries("loop")] == ["changed_number"]
        assert unit.judgements.canaries("other") == ()


def test_that_the_word_of_a_rule_is_no_persons_word(store, review):
    ids = add_traces(store, 2)
    put(store, judged(ids[0], 5), judged(ids[1], 5))
    review.decide(ids[:1], Verdict.REJECT, reviewer="Ada")
    review.decide(ids[1:], Verdict.REJECT, reviewer=rule_name("Ada"))
    assert [facets(store, found) for found in ids] == [(5.0, -1.0), (5.0, 0.0)]
    with store.read() as unit:
        assert [found.decided for found in unit.judgements.compared("loop")] == [Verdict.REJECT, None]
        assert unit.judgements.decided_by_people(ids) == {ids[0]: Verdict.REJECT}
