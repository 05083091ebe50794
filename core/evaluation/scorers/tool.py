# SPDX-License-Identifier: Apache-2.0
"""Tool-call validity: the call fits the tool's schema and has the arguments that follow from the right conclusion."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.evaluations import Measure
from core.domain.matching import check_call
from core.domain.messages import ToolCallPart, ToolSpec
from core.evaluation.schema import fits_schema
from core.evaluation.scorers.base import Answer, Scored


class ToolScorer:
    """1 when every call is valid and the expected tool is called once, with the expected arguments.

    Calling the same tool for every candidate is hedging and scores 0.
    """

    name = "tool"
    measure = Measure.TOOL
    label = "Tool call right"
    help = "Whether the tool call fits the tool's schema and has the arguments that follow from the right conclusion."

    def score(self, answer: Answer) -> Scored:
        """Check the calls; None where the case expects none."""
        expected = answer.case.truth.call
        if expected is None:
            return Scored(None)
        own = [call for call in answer.calls if call.name == expected.name]
        is_right = len(own) == 1 and check_call(expected, own[0])
        return Scored(float(is_right and all(is_valid(call, answer.tools) for call in answer.calls)))


def is_valid(call: ToolCallPart, tools: Sequence[ToolSpec]) -> bool:
    """True when the call names a tool on offer and its arguments fit that tool's schema."""
    tool = next((tool for tool in tools if tool.name == call.name), None)
    return tool is not None and fits_schema(call.arguments, {"type": "object", **tool.parameters})
