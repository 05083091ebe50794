# SPDX-License-Identifier: Apache-2.0
"""One correction, four signals: what is learned of a trace, from its diff and its marks alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain import surgery
from core.domain.signal_rows import preference_row, stepwise_row, weighted_messages
from core.domain.signals import PreferencePair, signals_of
from core.domain.surgery import MarkedSteps
from core.domain.traces import StepLabel, TraceState
from tests.helpers.review_builders import answer, call, thought
from tests.helpers.step_strategies import OPERATIONS, TRACES, attempt, drafts, result

WRONG, NEEDLESS, GAP = StepLabel.WRONG, StepLabel.UNNECESSARY, StepLabel.MISSING_BEFORE
ORIGINAL = (
    thought("Audit takes two hours. It is due."),
    thought("Budget is due first."),
    answer("Budget"),
    call(),
)
KEPT = TraceState.EDITED
OPEN = [state for state in TraceState if not state.is_kept]


def learned(head, state=KEPT):
    return signals_of(ORIGINAL, head, state=state)


def test_that_an_accepted_original_teaches_all_its_steps_and_no_preference():
    found = learned(MarkedSteps(ORIGINAL), TraceState.ACCEPTED)
    assert (found.sft, found.judged) == (ORIGINAL, ORIGINAL)
    assert (found.weights, found.step_labels) == ((1.0,) * 4, (True,) * 4)
    assert (found.pair, found.corrections) == (None, ())


def test_that_a_corrected_step_gives_all_four_signals():
    head = surgery.replace(MarkedSteps(ORIGINAL), 1, thought("Audit is due first."))
    found = learned(head)
    assert found.sft == head.steps
    assert found.pair == PreferencePair(chosen=head.steps, rejected=ORIGINAL)
    assert (found.weights, found.corrections) == ((1.0,) * 4, (1,))
    assert (found.judged, found.step_labels) == (ORIGINAL[:2], (True, False))


@pytest.mark.parametrize(
    ("label", "weight", "step_labels"),
    [
        (WRONG, 0.0, (True, False)),
        (NEEDLESS, 0.0, (True, True, True, True)),
        (GAP, 1.0, (True, False)),
    ],
)
def test_that_a_mark_sets_the_weight_and_the_label_of_its_step(label, weight, step_labels):
    found = learned(MarkedSteps(ORIGINAL, {1: label}))
    assert found.weights == (1.0, weight, 1.0, 1.0)
    assert found.step_labels == step_labels
    assert found.pair is None


def test_that_the_first_fault_ends_the_labels_whatever_names_it():
    assert learned(MarkedSteps(ORIGINAL, {3: WRONG, 1: GAP})).step_labels == (True, False)
    marked_later = surgery.mark(surgery.replace(MarkedSteps(ORIGINAL), 0, thought("New")), 2, WRONG)
    assert learned(marked_later).step_labels == (False,)
    assert learned(surgery.delete(MarkedSteps(ORIGINAL), 1)).step_labels == (True, False)
    assert learned(surgery.truncate(MarkedSteps(ORIGINAL), 2)).step_labels == (True, True, False)


def test_that_a_step_put_in_is_a_correction_that_faults_no_step():
    found = learned(surgery.insert(MarkedSteps(ORIGINAL), 2, thought("So Budget first.")))
    assert (found.corrections, found.step_labels) == ((2,), (True,) * 4)
    assert found.pair is not None


def test_that_a_mark_is_found_behind_a_step_that_was_put_in():
    head = surgery.mark(surgery.insert(MarkedSteps(ORIGINAL), 0, thought("Look.")), 2, WRONG)
    assert learned(head).step_labels == (True, False)
    assert learned(head).weights == (1.0, 1.0, 0.0, 1.0, 1.0)


def test_that_a_split_alone_is_no_correction_and_no_preference():
    found = learned(surgery.split_sentences(MarkedSteps(ORIGINAL), 0))
    assert (found.pair, found.corrections) == (None, ())
    assert (len(found.weights), found.step_labels) == (5, (True,) * 4)


def test_that_a_wrong_half_makes_the_step_of_the_original_wrong_and_masks_only_the_half():
    found = learned(surgery.mark(surgery.split_sentences(MarkedSteps(ORIGINAL), 0), 1, WRONG))
    assert found.weights == (1.0, 0.0, 1.0, 1.0, 1.0)
    assert found.step_labels == (False,)


@pytest.mark.parametrize("state", OPEN)
def test_that_nothing_of_a_trace_that_is_not_kept_is_imitated_but_its_edit_is_still_preferred(state):
    head = surgery.replace(MarkedSteps(ORIGINAL), 1, thought("Audit is due first."))
    found = learned(head, state)
    assert (found.sft, found.weights, found.corrections) == ((), (), ())
    assert found.pair == PreferencePair(head.steps, ORIGINAL)
    assert found.step_labels == (True, False)


@pytest.mark.parametrize("state", OPEN)
def test_that_steps_that_nobody_judged_have_no_labels(state):
    assert learned(MarkedSteps(ORIGINAL), state).step_labels == ()
    assert learned(MarkedSteps(ORIGINAL, {1: NEEDLESS}), state).step_labels == ()
    assert learned(MarkedSteps(ORIGINAL, {1: WRONG}), state).step_labels == (True, False)


@settings(max_examples=120, deadline=None)
@given(original=TRACES, head=drafts(), state=st.sampled_from(list(TraceState)))
def test_that_any_edit_gives_signals_that_agree(original, head, state):
    check(original, head, state)


@settings(max_examples=120, deadline=None)
@given(original=TRACES, operations=st.lists(OPERATIONS, max_size=5), state=st.sampled_from(list(TraceState)))
def test_that_any_surgery_gives_signals_that_agree(original, operations, state):
    head = MarkedSteps(original)
    for operation in operations:
        head = attempt(head, operation)
    check(original, head, state)


def check(original, head, state):
    found = signals_of(original, head, state=state)
    assert found.sft == (head.steps if state.is_kept else ())
    assert len(found.weights) == len(found.sft)
    assert set(found.corrections) <= set(range(len(found.sft)))
    for index, weight in enumerate(found.weights):
        assert weight == (0.0 if head.labels.get(index) in (WRONG, NEEDLESS) else 1.0)
    assert False not in found.step_labels[:-1]
    assert found.judged == original[: len(found.step_labels)]
    if found.pair is not None:
        assert found.pair.chosen != found.pair.rejected
        assert found.pair == PreferencePair(head.steps, original)
    elif state.is_kept:
        assert found.corrections == ()


CORRECTED = learned(MarkedSteps((ORIGINAL[0], thought("Audit is due first."), *ORIGINAL[2:], result()), {0: WRONG}))


def test_that_a_stepwise_row_has_a_text_and_a_truth_value_for_each_step():
    assert stepwise_row("What first?", CORRECTED) == {
        "prompt": "What first?",
        "completions": ["Audit takes two hours. It is due."],
        "labels": [False],
    }
    whole = stepwise_row("What first?", learned(MarkedSteps(ORIGINAL)))
    assert whole is not None
    assert whole["completions"][3] == 'set_priority({"task":"Audit"})'
    assert len(whole["completions"]) == len(whole["labels"])


def test_that_a_preference_row_has_two_chats_behind_one_prompt():
    row = preference_row("What first?", CORRECTED)
    assert row is not None
    assert row["prompt"] == [{"role": "user", "content": "What first?"}]
    (said,) = row["rejected"]
    assert said["content"] == "Audit takes two hours. It is due.\nBudget is due first.\nBudget"
    assert said["tool_calls"][0]["function"] == {"name": "set_priority", "arguments": {"task": "Audit"}}
    assert [message["role"] for message in row["chosen"]] == ["assistant", "tool"]
    assert "Audit is due first." in row["chosen"][0]["content"]


def test_that_weighted_messages_end_where_the_weight_changes():
    row = weighted_messages("What first?", CORRECTED)
    assert row is not None
    asked, wrong, right, done = row["messages"]
    assert asked == {"role": "user", "content": "What first?"}
    assert wrong == {"role": "assistant", "content": "Audit takes two hours. It is due.", "weight": 0}
    assert (right["content"], right["weight"]) == ("Audit is due first.\nBudget", 1)
    assert json.loads(right["tool_calls"][0]["function"]["arguments"]) == {"task": "Audit"}
    assert done == {"role": "tool", "tool_call_id": "toolu_1", "content": "done"}


def test_that_there_is_no_row_where_there_is_no_signal():
    untouched = learned(MarkedSteps(ORIGINAL), TraceState.PENDING)
    assert stepwise_row("p", untouched) is None
    assert preference_row("p", untouched) is None
    assert weighted_messages("p", untouched) is None
