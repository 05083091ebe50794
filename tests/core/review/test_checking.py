# SPDX-License-Identifier: Apache-2.0
"""The checks at work: findings are kept with their revision, put aside with a reason, and found by filters."""

from __future__ import annotations

import pytest

from core.domain.jobs import JobState
from core.domain.traces import TraceFilter, TraceOrder
from core.errors import InvalidInput, UnknownName
from core.review import checking
from tests.helpers.review_builders import add_trace, add_traces, answer, thought

WRONG = (thought("Audit takes 2:00 h and is due 15:00: 15:00 - 2:00 = 12:00."), answer("Answer: Audit"))
RIGHT = (thought("Audit takes 2:00 h and is due 15:00: 15:00 - 2:00 = 13:00."), answer("Answer: Audit"))


def _arithmetic(review, trace):
    return [kept for kept in review.findings(trace) if kept.finding.check == "arithmetic"]


def test_that_a_finding_points_at_the_words_it_speaks_of(review, store):
    trace = add_trace(store, steps=WRONG)
    (kept,) = _arithmetic(review, trace)
    span = kept.finding.span
    assert span.step == 0
    assert WRONG[0].text[span.start : span.end] == kept.finding.quote
    assert kept.is_open


def test_that_the_same_mistake_twice_is_found_twice_and_put_aside_once(review, store):
    trace = add_trace(store, steps=(WRONG[0], WRONG[0], WRONG[1]))
    first, second = _arithmetic(review, trace)
    assert (first.finding.span.step, second.finding.span.step) == (0, 1)
    review.dismiss_finding(trace, second.key, reason="so", reviewer="Ada")
    assert [kept.is_open for kept in _arithmetic(review, trace)] == [True, False]


def test_that_an_edit_is_looked_at_anew_and_an_undo_brings_the_finding_back(review, store):
    trace = add_trace(store, steps=WRONG)
    assert len(_arithmetic(review, trace)) == 1
    review.edit(trace, RIGHT, author="Ada")
    assert _arithmetic(review, trace) == []
    review.undo("Ada")
    assert len(_arithmetic(review, trace)) == 1


def test_that_a_finding_put_aside_stays_so_when_the_checks_say_it_again(review, store):
    trace = add_trace(store, steps=WRONG)
    (kept,) = _arithmetic(review, trace)
    before = review.count(TraceFilter(findings=("arithmetic",)))
    review.dismiss_finding(trace, kept.key, reason="counted otherwise here", reviewer="Ada")
    assert (before, review.count(TraceFilter(findings=("arithmetic",)))) == (1, 0)
    review.edit(trace, (*WRONG[:1], answer("Answer: Audit first")), author="Ada")
    (again,) = _arithmetic(review, trace)
    assert (again.dismissed_by, again.reason) == ("Ada", "counted otherwise here")
    review.take_up_finding(trace, kept.key)
    assert _arithmetic(review, trace)[0].is_open
    assert review.count(TraceFilter(findings=("arithmetic",))) == 1


@pytest.mark.parametrize(("reason", "reviewer"), [("", "Ada"), ("  ", "Ada"), ("so", " ")])
def test_that_nothing_is_put_aside_without_a_reason_and_a_name(review, store, reason, reviewer):
    trace = add_trace(store, steps=WRONG)
    (kept,) = _arithmetic(review, trace)
    with pytest.raises(InvalidInput, match="with a reason and a name"):
        review.dismiss_finding(trace, kept.key, reason=reason, reviewer=reviewer)


def test_that_an_unknown_finding_and_an_unknown_trace_are_said(review, store):
    trace = add_trace(store, steps=WRONG)
    with pytest.raises(InvalidInput, match="no such finding"):
        review.dismiss_finding(trace, "nothing", reason="so", reviewer="Ada")
    with pytest.raises(UnknownName):
        review.findings(trace + 1)


def test_that_the_job_looks_at_everything_once_and_most_findings_come_first(review, store, jobs, monkeypatch):
    monkeypatch.setattr(checking, "AT_ONCE", 3)
    fine = add_traces(store, 7)
    wrong = add_trace(store, 20, steps=WRONG)
    record = jobs.wait(review.start_checking(), timeout_s=60)
    assert (record.state, record.result["checked"]) == (JobState.DONE, 8)
    assert review.start_checking() is None
    queue = [place.trace_id for place in review.queue(TraceFilter(), order=TraceOrder.MOST_FINDINGS)]
    counts = {row.id: row.finding_count for row in review.rows()}
    assert set(queue) == {*fine, wrong}
    assert counts[wrong] > 0
    assert "arithmetic" in review.marks("finding")
    review.edit(fine[0], RIGHT, author="Ada")
    assert jobs.wait(review.start_checking(), timeout_s=60).result["checked"] == 1
