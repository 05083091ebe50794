# SPDX-License-Identifier: Apache-2.0
"""Steps, drafts and operations on them for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from core.domain import surgery
from core.domain.messages import ToolCallPart, ToolResultPart
from core.domain.surgery import MarkedSteps
from core.domain.traces import Step, StepKind, StepLabel
from core.errors import InvalidInput
from tests.helpers.review_builders import answer, thought

TEXTS = st.sampled_from(["a", "b", "a b", "Due 15:00. Go first.", "1. Audit\n2. Budget", "One.\n\nTwo. Three."])
CALL_IDS = st.sampled_from(["one", "two"])


def result(call_id: str = "toolu_1", content: str = "done") -> Step:
    return Step(StepKind.TOOL_RESULT, result=ToolResultPart(call_id, content))


STEPS = st.one_of(
    st.builds(thought, TEXTS),
    st.builds(thought, TEXTS),
    st.builds(answer, TEXTS),
    st.builds(lambda call_id: Step(StepKind.TOOL_CALL, call=ToolCallPart(call_id, "f", {"n": 1})), CALL_IDS),
    st.builds(result, CALL_IDS),
)
LABELS = st.sampled_from(list(StepLabel))
TRACES = st.lists(STEPS, min_size=1, max_size=7).map(tuple)


@st.composite
def drafts(draw: st.DrawFn) -> MarkedSteps:
    steps = draw(TRACES)
    return MarkedSteps(steps, draw(st.dictionaries(st.integers(0, len(steps) - 1), LABELS)))


PLACES = st.integers(-1, 8)
OPERATIONS = st.one_of(
    st.tuples(st.just(surgery.split), PLACES, st.integers(-1, 12)),
    st.tuples(st.just(surgery.split_sentences), PLACES),
    st.tuples(st.just(surgery.join), PLACES),
    st.tuples(st.just(surgery.move), PLACES, PLACES),
    st.tuples(st.just(surgery.mark), PLACES, st.none() | LABELS),
    st.tuples(st.just(surgery.replace), PLACES, STEPS),
    st.tuples(st.just(surgery.insert), PLACES, STEPS),
    st.tuples(st.just(surgery.delete), PLACES),
    st.tuples(st.just(surgery.truncate), PLACES),
)
TEXT_KEEPING = (surgery.split, surgery.split_sentences, surgery.join, surgery.move, surgery.mark)


def attempt(draft: MarkedSteps, operation: tuple) -> MarkedSteps:
    """The draft after an operation; as it was where the operation is refused, which must come with a way out."""
    act, *wishes = operation
    try:
        return act(draft, *wishes)
    except InvalidInput as error:
        assert error.message
        assert error.hint
        return draft
