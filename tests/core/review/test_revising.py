# SPDX-License-Identifier: Apache-2.0
"""Restoring and comparing revisions, and what a reviewed trace teaches."""

from __future__ import annotations

import pytest

from core.domain.reviews import ActKind, Verdict
from core.domain.surgery import MarkedSteps
from core.domain.traces import StepLabel, TraceState
from core.errors import InvalidInput, UnknownName
from tests.helpers.review_builders import add_trace, answer, call, make_steps, standing_of, thought

WRONG, NEEDLESS = StepLabel.WRONG, StepLabel.UNNECESSARY
FIRST = MarkedSteps((thought("Audit is due 15:00."), answer("Answer: Audit"), call()), {0: WRONG})
SECOND = MarkedSteps((thought("Audit is late."), answer("Answer: Audit")), {1: NEEDLESS})


@pytest.fixture
def trace(store, review):
    """A trace with two revisions by Ada."""
    found = add_trace(store)
    for draft in (FIRST, SECOND):
        review.edit(found, draft.steps, labels=draft.labels, author="Ada")
    return found


def test_that_an_old_revision_comes_back_as_a_new_one_with_its_marks(store, review, trace):
    revision = review.restore(trace, 1, author="Ben", note="the first was better")
    assert (revision.number, revision.author, revision.note) == (3, "Ben", "the first was better")
    assert review.marked(trace) == FIRST
    assert review.trace(trace).steps == FIRST.steps
    assert review.marked(trace, 2) == SECOND
    entry = review.history(trace)[-1]
    assert (entry.kind, entry.label) == (ActKind.EDIT, f"Restore revision 1 of trace {trace}")


def test_that_the_original_comes_back_without_marks_and_can_be_taken_back(store, review, trace):
    review.restore(trace, 0, author="Ada")
    assert review.marked(trace) == MarkedSteps(make_steps())
    assert standing_of(store, [trace]) == [("pending", 3, False)]
    assert review.undoable("Ada") == f"Restore the original of trace {trace}"
    review.undo("Ada")
    assert review.marked(trace) == SECOND
    assert standing_of(store, [trace]) == [("pending", 2, False)]
    review.redo("Ada")
    assert review.marked(trace) == MarkedSteps(make_steps())


def test_that_a_revision_that_was_taken_back_can_be_restored(review, trace):
    review.undo("Ada")
    review.restore(trace, 2, author="Ada")
    assert review.marked(trace) == SECOND


def test_that_a_restored_revision_waits_for_a_verdict_unless_it_is_accepted_at_once(store, review, trace):
    review.decide([trace], Verdict.REJECT, reviewer="Ada")
    review.restore(trace, 1, author="Ada")
    assert standing_of(store, [trace]) == [("pending", 3, False)]
    review.restore(trace, 2, author="Ada", accept=True)
    assert standing_of(store, [trace]) == [("edited", 4, False)]


def test_that_restoring_what_stands_or_what_never_was_is_refused(review, trace):
    with pytest.raises(InvalidInput, match="Nothing was changed"):
        review.restore(trace, 2, author="Ada")
    with pytest.raises(UnknownName, match="revision"):
        review.restore(trace, 3, author="Ada")
    with pytest.raises(UnknownName, match="revision"):
        review.restore(trace, -1, author="Ada")
    assert len(review.revisions(trace)) == 2


def test_that_any_two_revisions_are_compared(review, trace):
    found = review.compare(trace, 0, 2)
    assert (found.one, found.other) == (MarkedSteps(make_steps()), SECOND)
    assert review.compare(trace, 2, 1).other == FIRST
    with pytest.raises(UnknownName, match="revision"):
        review.compare(trace, 0, 5)


def test_that_signals_speak_of_the_revision_and_the_state_that_stand(review, trace):
    assert review.signals(trace).sft == ()
    review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    found = review.signals(trace)
    assert (found.sft, found.weights) == (SECOND.steps, (1.0, 0.0))
    assert found.pair is not None
    assert (found.pair.chosen, found.pair.rejected) == (SECOND.steps, make_steps())
    assert found.step_labels == (False,)
    review.undo("Ada")
    review.restore(trace, 0, author="Ada", accept=True)
    assert review.trace(trace).state is TraceState.EDITED
    back = review.signals(trace)
    assert (back.sft, back.pair, back.corrections) == (make_steps(), None, ())
