# SPDX-License-Identifier: Apache-2.0
"""The tool call: whether its tool is on offer, its arguments are valid, and it carries the right conclusion out."""

from __future__ import annotations

from core.domain.findings import Finding, Severity
from core.domain.matching import check_call
from core.domain.messages import ToolCallPart
from core.domain.reviews import StepSpan
from core.domain.tasks import ExpectedCall
from core.review.checks.calls import faults_of
from core.review.checks.marking import finding
from core.review.checks.schemas import EFFORT
from core.review.reading import Reading


class ToolCall:
    """Speaks of each call, and of one that is missing."""

    name = "tool_call"
    label = "Tool call"
    help = "Whether each tool call is valid for a tool on offer, and the one that the task asks for is there."

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """Unknown tools and invalid arguments, then what is wrong beside the truth."""
        calls = [(index, step.call) for index, step in enumerate(reading.steps) if step.call is not None]
        found = []
        for index, call in calls:
            for fault in faults_of(call, reading.tools, effort=EFFORT // len(calls)):
                found.append(self._finding(Severity.ERROR, f"Step {index + 1}: {fault.message}", reading, index))
        expected = None if reading.truth is None else reading.truth.call
        if expected is None or not reading.is_whole or any(check_call(expected, call) for _index, call in calls):
            return tuple(found)
        return (*found, self._missed(expected, calls, reading))

    def _missed(self, expected: ExpectedCall, calls: list[tuple[int, ToolCallPart]], reading: Reading) -> Finding:
        """The expected call is made with other arguments, or not at all."""
        wanted = f"{expected.name} ({', '.join(f'{name}: {value}' for name, value in expected.arguments.items())})"
        for index, call in reversed(calls):
            if call.name == expected.name:
                message = f"Step {index + 1}: the call does not carry out the right conclusion."
                return self._finding(Severity.ERROR, message, reading, index, wanted)
        return self._finding(Severity.WARNING, f"There is no call of “{expected.name}”.", reading, None, wanted)

    def _finding(
        self, severity: Severity, message: str, reading: Reading, index: int | None, expected: str = ""
    ) -> Finding:
        at = None if index is None else StepSpan(index, 0, 0)
        return finding(self.name, severity, message, reading=reading, at=at, expected=expected)
