# SPDX-License-Identifier: Apache-2.0
"""From completions to steps: reasoning apart from the answer in every form that servers send."""

from __future__ import annotations

import pytest

from core.domain.messages import (
    Completion,
    FinishReason,
    Message,
    ReasoningPart,
    ReasoningSource,
    Role,
    TextPart,
    ToolCallPart,
    Usage,
)
from core.domain.traces import StepKind
from core.errors import ProviderRefused
from core.generation.parse import parse_completion


def completion(*parts):
    return Completion(Message(Role.ASSISTANT, parts), FinishReason.STOP, "m", Usage(), 0.1)


def texts(parsed, kind):
    return [step.text for step in parsed.steps if step.kind is kind]


def test_that_native_reasoning_keeps_its_source():
    parsed = parse_completion(
        completion(ReasoningPart("First.\nSecond.", ReasoningSource.NATIVE_SUMMARY), TextPart("Do A."))
    )
    assert texts(parsed, StepKind.THOUGHT) == ["First.", "Second."]
    assert texts(parsed, StepKind.ANSWER) == ["Do A."]
    assert parsed.source is ReasoningSource.NATIVE_SUMMARY


def test_that_think_tags_are_reasoning():
    parsed = parse_completion(completion(TextPart("<think>\nOne.\nTwo.\n</think>\n\nDo B.")))
    assert texts(parsed, StepKind.THOUGHT) == ["One.", "Two."]
    assert (parsed.conclusion, parsed.source) == ("Do B.", ReasoningSource.PROMPTED)


def test_that_an_unclosed_think_tag_hides_nothing():
    parsed = parse_completion(completion(TextPart("<think>never closed")))
    assert texts(parsed, StepKind.ANSWER) == ["<think>never closed"]


@pytest.mark.parametrize("heading", ["Answer:", "**Answer:**", "Final answer: ", "### Recommendation: ", "conclusion:"])
def test_that_prompted_reasoning_ends_where_the_answer_starts(heading):
    parsed = parse_completion(completion(TextPart(f"1. A takes 2 h.\n2. B is due first.\n{heading} Start with B.")))
    assert texts(parsed, StepKind.THOUGHT) == ["1. A takes 2 h.", "2. B is due first."]
    assert parsed.conclusion == "Start with B."


def test_that_without_a_heading_the_last_paragraph_is_the_answer():
    parsed = parse_completion(completion(TextPart("A is long.\n\nB is due.\n\nStart with B.")))
    assert texts(parsed, StepKind.THOUGHT) == ["A is long.", "B is due."]
    assert parsed.conclusion == "Start with B."


def test_that_one_plain_line_is_an_answer_without_reasoning():
    parsed = parse_completion(completion(TextPart("Start with B.")))
    assert [step.kind for step in parsed.steps] == [StepKind.ANSWER]


def test_that_tool_calls_come_last_and_can_be_the_conclusion():
    call = ToolCallPart("1", "set_priority", {"task": "B"})
    parsed = parse_completion(completion(ReasoningPart("Hm.", ReasoningSource.NATIVE_RAW), call))
    assert parsed.steps[-1].call == call
    assert parsed.conclusion == "set_priority(task=B)"


@pytest.mark.parametrize("parts", [(), (TextPart("  \n"),)])
def test_that_an_empty_answer_is_refused(parts):
    with pytest.raises(ProviderRefused, match="empty answer") as caught:
        parse_completion(completion(*parts))
    assert caught.value.reason == "bad_response"
