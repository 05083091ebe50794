# SPDX-License-Identifier: Apache-2.0
"""Domain values to JSON and back: nothing is lost, and data of another form is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.codec import from_json, to_json
from core.domain.messages import (
    Message,
    ReasoningPart,
    ReasoningSource,
    Role,
    Sampling,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    Usage,
)
from core.domain.tasks import Claim, ExpectedCall, Truth
from core.domain.traces import Revision, Step, StepKind, TraceId
from core.errors import InvalidInput

TEXT = st.text(max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
CALLS = st.builds(ToolCallPart, id=TEXT, name=TEXT, arguments=st.dictionaries(TEXT, JSON, max_size=3))
PARTS = (
    st.builds(TextPart, TEXT)
    | st.builds(ReasoningPart, TEXT, st.sampled_from(ReasoningSource), st.none() | TEXT)
    | CALLS
    | st.builds(ToolResultPart, TEXT, TEXT, st.booleans())
)
MESSAGES = st.builds(Message, st.sampled_from(Role), st.lists(PARTS, max_size=4).map(tuple))


@given(MESSAGES)
def test_that_a_message_survives_json(message):
    assert from_json(Message, json.loads(json.dumps(to_json(message)))) == message


@given(st.builds(Step, st.sampled_from(StepKind), TEXT, st.none() | CALLS))
def test_that_a_step_survives_json(step):
    assert from_json(Step, json.loads(json.dumps(to_json(step)))) == step


def test_that_times_ids_and_nested_values_survive_json():
    revision = Revision(TraceId(3), 1, ({"op": "keep"},), "Ada", datetime(2026, 1, 2, tzinfo=UTC))
    truth = Truth(
        conclusion="A",
        accepted=("a",),
        claims=(Claim("time", ("A",), ("1:00",)),),
        call=ExpectedCall("f", {"a": [1]}),
        shortcuts={"first": "a"},
    )
    for cls, value in ((Revision, revision), (Truth, truth), (Usage, Usage(1, None)), (Sampling, Sampling(seed=4))):
        assert from_json(cls, json.loads(json.dumps(to_json(value)))) == value


def test_that_defaults_are_left_out():
    assert to_json(Sampling()) == {}
    assert to_json(Sampling(temperature=None)) == {"temperature": None}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"role": "user"},
        {"role": "king", "parts": []},
        {"role": "user", "parts": "text"},
        {"role": "user", "parts": [{"type": "video"}]},
        {"role": "user", "parts": [{"type": "text", "text": 3}]},
    ],
)
def test_that_another_form_is_refused(data):
    with pytest.raises(InvalidInput, match="not a Message"):
        from_json(Message, data)
