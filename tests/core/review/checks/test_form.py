# SPDX-License-Identifier: Apache-2.0
"""The checks of form: length, empty steps, repeated steps, and the elements that a task requires."""

from __future__ import annotations

import pytest

from core.domain.findings import Severity
from core.domain.tasks import Claim
from core.domain.traces import Step, StepKind
from core.review.checks.empty_steps import EmptySteps
from core.review.checks.length import Length, LengthParams
from core.review.checks.repeated_steps import RepeatedSteps
from core.review.checks.required_elements import RequiredElements
from tests.helpers.check_builders import ELEMENTS, TRUTH, answer, call, look, thoughts

LONG = "Audit has to be started at 13:00 at the latest, so that it is done when it is due."


def _said(check, *steps, **known):
    return [(found.severity, found.message) for found in look(check, *steps, **known)]


def test_that_reasoning_of_usual_length_is_passed_over():
    assert look(Length(), *thoughts(LONG), answer("Answer: Audit")) == ()


def test_that_missing_short_and_endless_reasoning_is_found():
    assert [found.message for found in look(Length(), answer("Answer: Audit"))] == ["The trace has no reasoning."]
    assert [found.message for found in look(Length(), *thoughts("Audit."))] == [
        "The reasoning has only 6 characters; at least 40 are usual."
    ]
    assert [found.message for found in look(Length(LengthParams(longest=50)), *thoughts(LONG))] == [
        "The trace has 82 characters; at most 50 are usual."
    ]


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (thoughts(" \u200b\n")[0], (Severity.WARNING, "Step 1 is empty.")),
        (answer(""), (Severity.WARNING, "Step 1 is empty.")),
        (thoughts("---")[0], (Severity.HINT, "Step 1 has no words: “---”.")),
        (Step(StepKind.TOOL_CALL), (Severity.ERROR, "Step 1 is a tool call without a tool.")),
        (call(" "), (Severity.ERROR, "Step 1 is a tool call without a tool.")),
        (Step(StepKind.TOOL_RESULT), (Severity.WARNING, "Step 1 is a tool result without a result.")),
    ],
)
def test_that_an_empty_step_is_found(step, found):
    assert _said(EmptySteps(), step) == [found]


def test_that_steps_that_say_something_are_passed_over():
    assert look(EmptySteps(), *thoughts("审计", "13:00"), answer("A"), call(task="Audit")) == ()


def test_that_a_trace_without_steps_is_found():
    assert _said(EmptySteps()) == [(Severity.ERROR, "The trace has no steps.")]


def test_that_a_step_that_comes_at_once_again_is_found():
    assert _said(RepeatedSteps(), *thoughts(LONG, LONG.upper())) == [(Severity.WARNING, "Step 2 repeats step 1.")]


def test_that_a_step_that_comes_again_and_again_is_found_once():
    steps = thoughts(LONG, "Next.", LONG, "Then on.", LONG)
    assert _said(RepeatedSteps(), *steps) == [(Severity.WARNING, "Step 3 repeats step 1, as does 1 more.")]


def test_that_a_look_at_the_same_thing_later_is_a_hint():
    steps = thoughts(LONG, "What follows from it?", LONG)
    assert _said(RepeatedSteps(), *steps) == [(Severity.HINT, "Step 3 repeats step 1.")]


def test_that_nearly_the_same_words_are_a_hint():
    steps = thoughts(LONG, LONG.replace("so that", "so"))
    assert _said(RepeatedSteps(), *steps) == [(Severity.HINT, "Step 2 says nearly the same as step 1.")]


@pytest.mark.parametrize(
    "texts",
    [
        (LONG, LONG.replace("13:00", "13:30")),
        ("Next:", "Next:"),
        (LONG, "Write report can wait, as it is due at the end of the day."),
    ],
)
def test_that_steps_that_differ_or_are_short_are_passed_over(texts):
    assert look(RepeatedSteps(), *thoughts(*texts)) == ()


def test_that_an_answer_may_say_again_what_was_thought():
    assert look(RepeatedSteps(), *thoughts(LONG), answer(LONG)) == ()


def test_that_a_missing_element_is_found():
    assert _said(RequiredElements(), *thoughts("Audit takes 2:00 h."), requires=ELEMENTS) == [
        (Severity.WARNING, "“Deadline awareness” is missing.")
    ]
    assert look(RequiredElements(), *thoughts("Audit takes 2:00 h, due 15:00."), requires=ELEMENTS) == ()


def test_that_an_element_without_its_values_is_a_hint():
    truth = type(TRUTH)(
        TRUTH.conclusion,
        TRUTH.accepted,
        (Claim("time_estimation", ("Audit",), ("2:00 h",)),),
        None,
        {},
        candidates=TRUTH.candidates,
    )
    (found,) = look(RequiredElements(), *thoughts("Audit takes long."), requires=ELEMENTS[:1], truth=truth)
    assert (found.severity, found.expected) == (Severity.HINT, "Audit: 2:00 h")
