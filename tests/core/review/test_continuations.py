# SPDX-License-Identifier: Apache-2.0
"""What teachers wrote of a revision is kept with it: in its note, with its usage and cost."""

from __future__ import annotations

from dataclasses import replace

from core.domain.continuations import Continuation
from core.domain.messages import Usage
from tests.helpers.review_builders import add_traces, thought

MADE = Continuation(
    teacher="loop",
    teacher_kind="openai_compatible",
    model="loop-1",
    from_step=1,
    step_count=1,
    usage=Usage(input_tokens=10, output_tokens=20),
    cost_usd=0.0004,
    latency_s=1.5,
    request_id="req-7",
)


def test_that_the_note_names_the_teacher_and_usage_and_cost_are_kept(store, review):
    (trace_id,) = add_traces(store, 1)
    (first, *_rest) = review.trace(trace_id).steps
    stopped = replace(MADE, is_stopped=True, usage=Usage(), cost_usd=None, request_id=None)
    revision = review.edit(
        trace_id, (first, thought("New.")), author="Ada", note="Better so.", continued=(MADE, stopped)
    )
    assert revision.note == (
        "Better so. Continued behind step 1 by loop (loop-1)."
        " Continued behind step 1 by loop (loop-1), stopped before its end."
    )
    assert review.continuations(trace_id) == {1: (MADE, stopped)}


def test_that_a_revision_of_people_alone_has_no_continuation(store, review):
    (trace_id,) = add_traces(store, 1)
    review.edit(trace_id, (thought("New."),), author="Ada", note="Mine.")
    assert review.continuations(trace_id) == {}


def test_that_undo_takes_the_steps_and_leaves_what_they_cost(store, review):
    (trace_id,) = add_traces(store, 1)
    before = review.trace(trace_id).steps
    review.edit(trace_id, (before[0], thought("New.")), author="Ada", continued=(MADE,))
    review.undo("Ada")
    assert review.trace(trace_id).steps == before
    assert review.continuations(trace_id) == {1: (MADE,)}
