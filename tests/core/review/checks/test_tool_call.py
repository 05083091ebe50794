# SPDX-License-Identifier: Apache-2.0
"""Calls are held against the tools on offer, their schemas, and the call that the truth expects."""

from __future__ import annotations

import pytest

from core.domain.findings import Severity
from core.domain.messages import ToolSpec
from core.review.checks.schemas import faults_in
from core.review.checks.tool_call import ToolCall
from core.tasks.tools import TOOLS
from tests.helpers.check_builders import TRUTH, answer, call, look

CHECK = ToolCall()
TOOL = (TOOLS["set_priority"],)
RIGHT = call(task="Audit", priority="first")


def _said(*steps, **known):
    return [(found.severity, found.message) for found in look(CHECK, *steps, tools=TOOL, **known)]


def test_that_a_valid_and_right_call_is_passed_over():
    assert _said(RIGHT, truth=TRUTH) == []


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (call("set_prio", task="Audit"), "Step 1: there is no tool “set_prio” on offer. Known: set_priority."),
        (call(task="Audit"), "Step 1: the argument “priority” is missing."),
        (call(task="Audit", priority=1), "Step 1: the argument “priority” does not fit: it must be of type string."),
        (
            call(task="Audit", priority="first", day="Monday"),
            "Step 1: there is no argument “day”. Known: task, priority.",
        ),
    ],
)
def test_that_a_call_that_does_not_fit_its_tool_is_found(made, message):
    assert _said(made) == [(Severity.ERROR, message)]


def test_that_a_call_that_carries_out_another_conclusion_is_found():
    (found,) = look(CHECK, call(task="Write report", priority="first"), tools=TOOL, truth=TRUTH)
    assert found.severity is Severity.ERROR
    assert found.expected == "set_priority (task: Audit, priority: first)"


def test_that_a_missing_call_is_found_only_where_one_is_expected():
    assert _said(answer("Answer: Audit"), truth=TRUTH) == [(Severity.WARNING, "There is no call of “set_priority”.")]
    assert _said(answer("Answer: Audit")) == []


def test_that_one_right_call_among_several_is_enough():
    assert _said(call(task="Write report", priority="first"), RIGHT, truth=TRUTH) == []


def test_that_calls_are_not_judged_where_no_tool_is_known():
    assert look(CHECK, call("anything", x=1)) == ()


NESTED = {
    "type": "object",
    "properties": {
        "blocks": {"type": "array", "items": {"type": "object", "properties": {"start": {"type": "string"}}}},
        "day": {"enum": ["Monday", "Friday"]},
    },
}


def test_that_values_are_judged_however_deep_they_stand():
    found = list(faults_in({"blocks": [{"start": "9:00"}, {"start": 9}], "day": "Sunday"}, NESTED))
    assert found == [
        "the argument “blocks → 1 → start” does not fit: it must be of type string.",
        "the argument “day” does not fit: it must be one of Monday, Friday.",
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"task": {"$ref": "http://127.0.0.1:1/schema.json"}}},
        {"properties": {"task": {"type": "string", "pattern": "^(a+)+$"}}},
        {"properties": {"task": {"type": "no such type"}}},
        {"properties": {"task": 7}},
        {"properties": ["task"]},
        {"allOf": [{"$ref": "#"}]},
        {},
        7,
    ],
)
def test_that_a_schema_is_never_fetched_run_or_taken_for_what_it_is_not(schema):
    tool = ToolSpec("set_priority", "", schema)
    assert look(CHECK, call(task="a" * 40 + "!"), tools=(tool,)) == ()


def test_that_arguments_that_are_no_object_are_found():
    assert list(faults_in(["Audit"], NESTED)) == ["the arguments are not an object."]
