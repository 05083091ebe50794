# SPDX-License-Identifier: Apache-2.0
"""Ratings, notes, drafts and saved filters: kept beside a verdict, undone like one where they are acts."""

from __future__ import annotations

import pytest

from core.domain.reviews import SavedFilter, Verdict
from core.domain.traces import Bounds, StepLabel, TraceFilter, TraceOrder, TraceState
from core.errors import InvalidInput, UnknownName
from tests.helpers.review_builders import add_trace, add_traces, answer, thought


def test_that_a_rating_is_an_act_that_leaves_the_state_alone(review, store):
    first, second = add_traces(store, 2)
    review.decide((first,), Verdict.ACCEPT, reviewer="Ada")
    review.rate((first, second), 4, reviewer="Ada")
    assert [row.rating for row in review.rows()] == [4, 4]
    assert review.trace(first).state is TraceState.ACCEPTED
    assert review.count(TraceFilter(rating=Bounds(least=4))) == 2
    review.rate((second,), None, reviewer="Ada")
    assert [row.rating for row in review.rows()] == [4, None]
    review.undo("Ada")
    review.undo("Ada")
    assert [row.rating for row in review.rows()] == [None, None]


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_that_a_rating_out_of_bounds_is_refused(review, store, rating):
    with pytest.raises(InvalidInput, match="no rating"):
        review.rate((add_trace(store),), rating, reviewer="Ada")


def test_that_a_note_gives_way_to_the_next_and_comes_back_by_undo(review, store):
    trace = add_trace(store)
    review.write_note(trace, "Look at the second step.", reviewer="Ada")
    review.write_note(trace, "Ask Bo.", reviewer="Ada")
    assert [review.standing(trace).note, review.undoable("Ada")] == ["Ask Bo.", f"Write a note on trace {trace}"]
    review.undo("Ada")
    assert review.standing(trace).note == "Look at the second step."
    with pytest.raises(InvalidInput, match="so already"):
        review.write_note(trace, " Look at the second step. ", reviewer="Ada")


def test_that_a_draft_is_kept_for_each_reviewer_and_goes_with_the_edit(review, store):
    trace = add_trace(store)
    steps = (thought(""), answer("Answer: Bud"))
    review.keep_draft(trace, steps, base=0, reviewer="Ada", labels={"0": "wrong"}, note="half")
    review.keep_draft(trace, (*steps, answer("get")), base=0, reviewer="Ada", labels={"0": "wrong"}, note="half")
    kept = review.draft(trace, "Ada")
    assert (kept.steps, kept.base, kept.labels, kept.note) == ((*steps, answer("get")), 0, {"0": "wrong"}, "half")
    assert review.draft(trace, "Bo") is None
    assert review.ids(states=(TraceState.PENDING,)) == (trace,)
    assert review.count(TraceFilter(has_draft=True)) == 1
    review.edit(trace, [answer("Answer: Budget")], author="Ada")
    assert review.draft(trace, "Ada") is None
    assert review.count(TraceFilter(has_draft=True)) == 0


def test_that_a_draft_has_the_marks_of_the_steps_that_stay(review, store):
    trace = add_trace(store)
    steps = review.trace(trace).steps
    review.edit(trace, steps, labels={0: StepLabel.WRONG, 1: StepLabel.UNNECESSARY}, author="Ada")
    review.keep_draft(trace, (thought("New."), steps[1], *steps[2:]), base=1, reviewer="Ada")
    assert review.draft(trace, "Ada").labels == {"1": "unnecessary"}
    review.keep_draft(trace, (thought("New."),), base=7, reviewer="Ada")
    assert review.draft(trace, "Ada").labels == {}


def test_that_a_draft_outlives_a_mark_and_its_undo_and_has_the_mark_on_the_steps_that_stay(review, store):
    trace = add_trace(store)
    steps = review.trace(trace).steps
    review.keep_draft(trace, (thought("New."), *steps[1:]), base=0, reviewer="Ada", note="half")
    review.keep_draft(trace, (thought("Bo's."), *steps[1:]), base=0, reviewer="Bo")
    before = review.draft(trace, "Ada")
    marks = {0: StepLabel.WRONG, 1: StepLabel.UNNECESSARY}
    review.edit(trace, steps, labels=marks, author="Ada")
    after = review.draft(trace, "Ada")
    assert (after.steps, after.note, after.base, after.labels) == (before.steps, "half", 1, {"1": "unnecessary"})
    assert review.draft(trace, "Bo").base == 0
    review.undo("Ada")
    assert review.draft(trace, "Ada") == before
    review.redo("Ada")
    assert review.draft(trace, "Ada") == after
    review.edit(trace, after.steps, author="Ada", base=after.base)
    assert (review.draft(trace, "Ada"), review.labels(trace)) == (None, {1: StepLabel.UNNECESSARY})


def test_that_a_draft_of_an_older_revision_stays_one_when_a_step_is_marked(review, store):
    trace = add_trace(store)
    steps = review.trace(trace).steps
    review.keep_draft(trace, (thought("New."), *steps[1:]), base=0, reviewer="Ada")
    review.edit(trace, (*steps[:1], thought("Bo's."), *steps[2:]), author="Bo")
    review.edit(trace, review.trace(trace).steps, labels={0: StepLabel.WRONG}, author="Ada")
    assert review.draft(trace, "Ada").base == 0


def test_that_a_draft_can_be_thrown_away(review, store):
    trace = add_trace(store)
    review.keep_draft(trace, (answer("x"),), base=0, reviewer="Ada")
    review.drop_draft(trace, "Ada")
    review.drop_draft(trace, "Ada")
    assert [row.has_draft for row in review.rows()] == [False]
    with pytest.raises(UnknownName):
        review.keep_draft(trace + 1, (answer("x"),), base=0, reviewer="Ada")


def test_that_a_filter_is_kept_under_its_name(review):
    wanted = TraceFilter(states=(TraceState.PENDING,), confidence=Bounds(most=0.5), text="budget -audit")
    review.keep_filter("  not   sure ", wanted, TraceOrder.LEAST_CONFIDENT)
    assert review.saved_filters() == (SavedFilter("not sure", wanted, TraceOrder.LEAST_CONFIDENT),)
    review.keep_filter("not sure", TraceFilter(), TraceOrder.OLDEST)
    assert review.saved_filters() == (SavedFilter("not sure", TraceFilter(), TraceOrder.OLDEST),)
    review.drop_filter("not sure")
    assert review.saved_filters() == ()
    with pytest.raises(InvalidInput, match="needs a name"):
        review.keep_filter("  ", wanted, TraceOrder.OLDEST)
