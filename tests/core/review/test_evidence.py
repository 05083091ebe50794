# SPDX-License-Identifier: Apache-2.0
"""Evidence beside a trace: where elements are mentioned, whether what is said is true, and what is missing."""

from __future__ import annotations

from core.domain.reviews import StepSpan
from tests.helpers.review_builders import add_trace, answer, call, make_steps, thought


def _by_element(review, trace):
    return {found.element: found for found in review.evidence(trace)}


def test_that_a_right_trace_has_every_element_and_a_right_end(store, review):
    found = _by_element(review, add_trace(store))
    assert list(found) == ["time_estimation", "deadline_awareness", "conclusion", "tool_call"]
    assert all(evidence.is_true for evidence in found.values())
    assert all(evidence.missing == () for evidence in found.values())
    assert found["conclusion"].spans == (StepSpan(2, 0, len("Answer: Audit")),)
    assert found["tool_call"].spans == (StepSpan(3, 0, 0),)


def test_that_a_span_points_into_its_step(store, review):
    steps = make_steps()
    found = _by_element(review, add_trace(store))["deadline_awareness"]
    assert [steps[span.step].text[span.start : span.end] for span in found.spans] == ["due", "due"]
    assert [span.step for span in found.spans] == [0, 1]


def test_that_a_wrong_value_is_mentioned_but_not_true(store, review):
    steps = (thought("Audit takes 3:00 h and is due 15:00."), answer("Answer: Audit"), call())
    found = _by_element(review, add_trace(store, steps=steps))["time_estimation"]
    assert found.spans
    assert found.is_true is False
    assert found.missing == ("Audit: 2:00 h",)


def test_that_a_missing_element_has_no_span(store, review):
    steps = (thought("Audit takes 2:00 h."), answer("Answer: Audit"), call())
    found = _by_element(review, add_trace(store, steps=steps))["deadline_awareness"]
    assert found.spans == ()
    assert found.is_true is False


def test_that_a_wrong_end_names_the_right_one(store, review):
    steps = (*make_steps()[:2], answer("Answer: Budget"), call("Budget"))
    trace = add_trace(store, steps=steps)
    found = _by_element(review, trace)
    assert (found["conclusion"].is_true, found["conclusion"].missing) == (False, ("Audit",))
    assert (found["tool_call"].is_true, found["tool_call"].missing) == (False, ("set_priority (task: Audit)",))
    assert review.is_conclusion_right(trace) is False


def test_that_evidence_is_of_the_current_revision(store, review):
    trace = add_trace(store, steps=(thought("Audit takes 2:00 h."), answer("Answer: Budget")))
    assert review.is_conclusion_right(trace) is False
    review.edit(trace, [thought("Audit takes 2:00 h."), answer("Answer: Audit")], author="Ada")
    assert review.is_conclusion_right(trace) is True


def test_that_an_unknown_task_type_still_has_its_conclusion(store, review):
    found = _by_element(review, add_trace(store, task_type="forgotten"))
    assert list(found) == ["conclusion", "tool_call"]


def test_that_a_trace_without_an_answer_has_no_conclusion(store, review):
    found = _by_element(review, add_trace(store, steps=(call(),)))
    assert found["conclusion"].spans == ()
    assert found["conclusion"].is_true is False
    assert found["tool_call"].is_true is True
