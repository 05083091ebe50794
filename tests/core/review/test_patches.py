# SPDX-License-Identifier: Apache-2.0
"""Edits as diffs: applied to the original they give the edit again, and they say no more than what changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.codec import to_json
from core.domain.messages import ToolCallPart, ToolResultPart
from core.domain.traces import Step, StepKind
from core.errors import InvalidInput
from core.review.patches import apply, diff, is_same
from tests.helpers.review_builders import answer, call, thought

values = st.none() | st.booleans() | st.integers(-(2**31), 2**31) | st.floats(-10, 10) | st.text(max_size=4)
texts = st.sampled_from(["a", "b", "c", "A", ""])
steps = st.one_of(
    st.builds(thought, texts),
    st.builds(answer, texts),
    st.builds(
        lambda name, arguments: Step(StepKind.TOOL_CALL, call=ToolCallPart("1", name, arguments)),
        texts,
        st.dictionaries(st.text(max_size=2), values, max_size=2),
    ),
    st.builds(lambda text: Step(StepKind.TOOL_RESULT, result=ToolResultPart("1", text)), texts),
)
traces = st.lists(steps, max_size=12).map(tuple)


@given(traces, traces)
def test_that_a_patch_turns_the_original_into_the_edit(original, edited):
    assert is_same(apply(original, diff(original, edited)), edited)


@given(traces)
def test_that_no_change_is_an_empty_patch(original):
    assert diff(original, original) == ()


def test_that_a_patch_holds_only_what_changed():
    original = tuple(thought(str(number)) for number in range(50))
    edited = (*original[:20], thought("new"), *original[21:])
    assert diff(original, edited) == ({"start": 20, "end": 21, "steps": [to_json(thought("new"))]},)


def test_that_one_is_not_true_in_arguments():
    one, true = (Step(StepKind.TOOL_CALL, call=ToolCallPart("1", "f", {"n": value})) for value in (1, True))
    assert not is_same((one,), (true,))
    assert is_same(apply((one,), diff((one,), (true,))), (true,))


def test_that_thousands_of_steps_are_compared_in_one_piece():
    original = tuple(thought(f"{number % 7}") for number in range(3_000))
    edited = (thought("first"), *(thought(f"{number % 5}") for number in range(3_000)), call())
    assert apply(original, diff(original, edited)) == edited


@pytest.mark.parametrize(
    "operation",
    [
        {"start": 0, "end": 9, "steps": []},
        {"start": 2, "end": 1, "steps": []},
        {"start": 0, "end": 1},
        {"start": "0", "end": 1, "steps": []},
        {"start": 0, "end": 1, "steps": [{"kind": "unheard of"}]},
    ],
)
def test_that_a_patch_of_another_original_is_refused(operation):
    with pytest.raises(InvalidInput):
        apply((thought("a"), answer("b")), (operation,))
