# SPDX-License-Identifier: Apache-2.0
"""The faults of a tool call, each with the argument that it speaks of."""

from __future__ import annotations

from core.domain.messages import ToolCallPart, ToolSpec
from core.review.checks.calls import faults_of

TOOL = ToolSpec(
    "book",
    "Book it.",
    {
        "type": "object",
        "properties": {"task": {"type": "string"}, "people": {"type": "array", "items": {"type": "string"}}},
        "required": ["task"],
    },
)


def faults(arguments, name="book", tools=(TOOL,)):
    return [(fault.argument, fault.message) for fault in faults_of(ToolCallPart("", name, arguments), tools)]


def test_that_each_fault_names_its_argument():
    found = faults({"people": ["Ada", 5], "more": 1})
    assert [argument for argument, _message in found] == ["task", "more", "people"]
    assert found[2][1] == "the argument “people → 1” does not fit: it must be of type string."


def test_that_an_unknown_tool_is_a_fault_of_the_whole_call():
    ((argument, message),) = faults({}, name="fly")
    assert (argument, message) == ("", "there is no tool “fly” on offer. Known: book.")


def test_that_a_sound_call_has_none_and_nothing_is_said_where_no_tool_is_known():
    assert faults({"task": "Audit"}) == []
    assert faults({"task": 5}, tools=()) == []
