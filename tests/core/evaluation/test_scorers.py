# SPDX-License-Identifier: Apache-2.0
"""Scorers: what counts as mentioned, as true, as concluded and as called."""

from __future__ import annotations

import pytest

from core.domain.evaluations import Measure
from core.domain.messages import (
    Completion,
    FinishReason,
    Message,
    ReasoningPart,
    ReasoningSource,
    Role,
    TextPart,
    ToolCallPart,
    ToolSpec,
    Usage,
)
from core.domain.tasks import Element
from core.errors import InvalidInput, ProviderRefused
from core.evaluation.grade import grade, make_sheet
from core.evaluation.schema import fits_schema
from core.evaluation.scorers.catalog import SCORERS
from tests.helpers.evaluation_builders import make_case

REQUIRES = (
    Element("time_estimation", "Time", "How long it takes.", ("takes", r"\d+ ?h\b")),
    Element("deadline_awareness", "Deadline", "When it is due.", ("due", "deadline")),
    Element("priority_logic", "Priority", "What comes first.", ("first", "latest start")),
)
TOOL = ToolSpec(
    "set_priority",
    "Put a task first.",
    {"properties": {"task": {"type": "string"}}, "required": ["task"], "additionalProperties": False},
)
CALL = ToolCallPart("c", "set_priority", {"task": "audit"})
TRUE = "The deadline of Audit is 15:00. It takes long.\n\nAnswer: Audit first."


def sheet():
    return make_sheet(make_case(1), REQUIRES, (TOOL,))


def answer(text, *, calls=(CALL,), finish=FinishReason.STOP, reasoning=""):
    parts = [ReasoningPart(reasoning, ReasoningSource.NATIVE_RAW)] if reasoning else []
    message = Message(Role.ASSISTANT, (*parts, TextPart(text), *calls))
    return Completion(message, finish, "tiny", Usage(output_tokens=7), latency_s=0.25)


def scores(text, **more):
    return grade(sheet(), answer(text, **more)).scores


def test_that_there_is_a_scorer_for_every_measure():
    assert [scorer.measure for scorer in SCORERS] == list(Measure)
    assert all(scorer.name == scorer.measure.value for scorer in SCORERS)


def test_that_a_true_answer_scores_on_every_measure():
    found = scores(TRUE)
    assert (found.mention, found.value, found.conclusion, found.tool) == (1.0, 1.0, 1.0, 1.0)


def test_that_a_false_value_is_mentioned_and_not_true():
    found = scores(TRUE.replace("15:00", "16:00"))
    assert (found.mention, found.value, found.conclusion) == (1.0, 0.0, 1.0)


def test_that_a_wrong_conclusion_costs_nothing_elsewhere():
    found = scores(TRUE.replace("Answer: Audit", "Answer: Budget"))
    assert (found.value, found.conclusion) == (1.0, 0.0)


def test_that_an_answer_that_names_every_candidate_concludes_nothing():
    assert scores("Answer: Audit or Budget.").conclusion == 0.0


def test_that_reasoning_that_is_kept_apart_counts_and_stands_first():
    found = grade(sheet(), answer("Answer: Audit first.", reasoning="The deadline of Audit is 15:00. It takes long."))
    assert found.scores.value == 1.0
    assert found.output.startswith("The deadline")


def test_that_an_element_without_a_claim_is_left_out_of_the_values():
    case = make_case(1)
    (first, *_rest) = case.truth.claims
    narrow = type(case)(**{name: getattr(case, name) for name in case.__slots__} | {"truth": _only(case.truth, first)})
    found = grade(make_sheet(narrow, REQUIRES, (TOOL,)), answer(TRUE)).scores
    assert found.value == 1.0
    assert [element.is_true for element in found.elements] == [True, None, None]


def _only(truth, claim):
    return type(truth)(**{name: getattr(truth, name) for name in truth.__slots__} | {"claims": (claim,)})


@pytest.mark.parametrize(
    ("calls", "score"),
    [
        ((), 0.0),
        ((CALL,), 1.0),
        ((ToolCallPart("c", "set_priority", {"task": "Budget"}),), 0.0),
        ((ToolCallPart("c", "set_priority", {"task": "Audit", "colour": "red"}),), 0.0),
        ((ToolCallPart("c", "set_priority", {"task": ["Audit"]}),), 0.0),
        ((ToolCallPart("c", "unknown_tool", {"task": "Audit"}),), 0.0),
        ((CALL, ToolCallPart("d", "unknown_tool", {})), 0.0),
        ((CALL, ToolCallPart("d", "set_priority", {"task": "Budget"})), 0.0),
    ],
    ids=["none", "right", "wrong task", "extra argument", "wrong type", "wrong tool", "right and unknown", "hedged"],
)
def test_that_a_tool_call_must_fit_the_schema_and_the_conclusion(calls, score):
    assert scores(TRUE, calls=calls).tool == score


def test_that_an_answer_that_was_cut_off_is_kept_and_scored():
    found = grade(sheet(), answer("The deadline of Audit is 15:00", calls=(), finish=FinishReason.LENGTH))
    assert (found.finish, found.output_tokens, found.error) == ("length", 7, "")
    assert found.scores.value == 1.0


def test_that_a_refusal_is_kept_with_its_words_and_scores_nothing():
    found = grade(sheet(), ProviderRefused("The server is busy.", reason="server"))
    assert found.error == "server: The server is busy."
    assert (found.scores.mention, found.scores.value, found.scores.conclusion, found.scores.tool) == (0, 0, 0, 0)
    assert [element.element for element in found.scores.elements] == [element.name for element in REQUIRES]


def test_that_an_answer_that_a_provider_threw_away_as_too_long_counts_as_cut_off():
    assert grade(sheet(), ProviderRefused("Cut off.", reason="truncated")).finish == "length"


def test_that_a_case_cannot_expect_what_its_task_does_not_define():
    with pytest.raises(InvalidInput, match="expects “priority_logic”, which the task “prioritization” does not define"):
        make_sheet(make_case(1), REQUIRES[:2], ())


@pytest.mark.parametrize(
    ("value", "schema", "fits"),
    [
        (1, {"type": "integer"}, True),
        (1.0, {"type": "integer"}, True),
        (True, {"type": "integer"}, False),
        (10**400, {"type": "integer"}, True),
        (1.5, {"type": ["string", "number"]}, True),
        ("a", {"enum": ["a", "b"]}, True),
        (True, {"enum": [1]}, False),
        ("abc", {"type": "string", "maxLength": 2}, False),
        ("09:30", {"type": "string", "pattern": r"^\d\d:\d\d$"}, True),
        (["a", 1], {"type": "array", "items": {"type": "string"}}, False),
        ([], {"type": "array", "minItems": 1}, False),
        ({"a": {"b": 1}}, {"properties": {"a": {"required": ["c"]}}}, False),
        ({"x": 1}, {"additionalProperties": {"type": "string"}}, False),
        (7, {"minimum": 8}, False),
        (None, {"anyOf": [{"type": "null"}, {"type": "string"}]}, True),
        ("x", {"const": "y"}, False),
    ],
)
def test_that_a_schema_is_kept_to(value, schema, fits):
    assert fits_schema(value, schema) is fits
