# SPDX-License-Identifier: Apache-2.0
"""The tool call: whether it carries out the right conclusion."""

from __future__ import annotations

from core.domain.matching import check_call
from core.domain.reviews import ElementEvidence, StepSpan
from core.review.reading import Reading


class ToolCallEvidence:
    """One line of evidence for the tool call, where one is expected."""

    name = "tool_call"
    label = "Tool call"
    help = "Whether the trace calls the tool that its right conclusion asks for, with the right arguments."

    def look(self, reading: Reading) -> tuple[ElementEvidence, ...]:
        """Right, wrong or missing; one right call among several is enough."""
        expected = None if reading.truth is None else reading.truth.call
        if expected is None:
            return ()
        calls = [(index, step.call) for index, step in enumerate(reading.steps) if step.call is not None]
        is_true = any(check_call(expected, call) for _index, call in calls)
        spans = tuple(StepSpan(index, 0, 0) for index, _call in calls)
        wanted = ", ".join(f"{name}: {value}" for name, value in expected.arguments.items())
        missing = () if is_true else (f"{expected.name} ({wanted})",)
        return (ElementEvidence(self.name, self.label, spans, is_true=is_true, missing=missing),)
