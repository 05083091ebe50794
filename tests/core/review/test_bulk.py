# SPDX-License-Identifier: Apache-2.0
"""One verdict on everything that a filter lets through: one act, one undo, and a stop that leaves nothing unclear."""

from __future__ import annotations

import threading

import pytest

from core.domain.jobs import JobId, JobState
from core.domain.reviews import Verdict
from core.domain.traces import TraceFilter, TraceState
from core.errors import InvalidInput, JobCancelled
from core.jobs.reporter import Reporter
from core.review import bulk
from tests.helpers.review_builders import add_traces, answer, standing_of


def _finished(review, jobs, *args, **values):
    return jobs.wait(review.start_deciding(*args, **values), timeout_s=30)


def test_that_all_of_a_filter_are_decided_by_one_act_and_come_back_by_one_undo(review, jobs, store):
    ids = add_traces(store, 25)
    review.flag(ids[:3], True, "Ada")
    before = standing_of(store, ids)
    wanted = TraceFilter(states=(TraceState.PENDING,), is_flagged=False)
    record = _finished(review, jobs, wanted, Verdict.REJECT, reasons=("unclear",), note="all", reviewer="Ada")
    assert (record.state, record.result["count"]) == (JobState.DONE, 22)
    assert set(review.ids(states=(TraceState.REJECTED,))) == set(ids[3:])
    assert review.count(TraceFilter(reasons=("unclear",), reviewers=("Ada",))) == 22
    assert review.undoable("Ada") == "Reject 22 traces"
    review.undo("Ada")
    assert standing_of(store, ids) == before
    assert review.count(TraceFilter(reasons=("unclear",))) == 0


def test_that_edits_become_edited_and_originals_accepted(review, jobs, store):
    first, second = add_traces(store, 2)
    review.edit(first, [answer("Answer: Budget")], author="Ada")
    _finished(review, jobs, TraceFilter(), Verdict.ACCEPT, reviewer="Ada")
    assert [review.trace(found).state for found in (first, second)] == [TraceState.EDITED, TraceState.ACCEPTED]
    assert [entry.verdict for entry in review.history(first)] == [None, Verdict.ACCEPT]


def test_that_a_stop_keeps_what_was_decided_as_an_act_that_undo_takes_back(review, store, monkeypatch):
    monkeypatch.setattr(bulk, "PART", 4)
    ids = add_traces(store, 10)
    cancelled = threading.Event()

    def emit(_event):
        cancelled.set()

    job = bulk.BulkDecision(store, review._now, TraceFilter(), Verdict.ACCEPT, (), "", "Ada", "Accept 10 traces")
    with pytest.raises(JobCancelled):
        job.run(Reporter(JobId(1), emit, cancelled))
    assert review.ids(states=(TraceState.ACCEPTED,)) == ids[:4]
    assert review.undoable("Ada") == "Accept 4 traces"
    review.undo("Ada")
    assert review.ids(states=(TraceState.PENDING,)) == ids


def test_that_nothing_to_decide_and_nobody_who_decides_are_said_at_once(review, store):
    with pytest.raises(InvalidInput, match="No trace fits"):
        review.start_deciding(TraceFilter(), Verdict.ACCEPT, reviewer="Ada")
    add_traces(store, 1)
    with pytest.raises(InvalidInput, match="needs a reviewer"):
        review.start_deciding(TraceFilter(), Verdict.ACCEPT, reviewer=" ")
    with pytest.raises(InvalidInput, match="no reason named"):
        review.start_deciding(TraceFilter(), Verdict.REJECT, reasons=("because",), reviewer="Ada")
