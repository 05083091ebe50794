# SPDX-License-Identifier: Apache-2.0
"""Empty steps: thoughts without words, calls without a tool, results without a result."""

from __future__ import annotations

from core.domain.findings import Finding, Severity
from core.domain.traces import Step, StepKind
from core.review.checks.marking import finding, shortened, whole_step
from core.review.reading import Reading


class EmptySteps:
    """Speaks of each step that says nothing."""

    name = "empty_steps"
    label = "Empty steps"
    help = "Whether every step says something, and the trace has any step at all."

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """One finding for each empty step."""
        if not reading.steps:
            return (finding(self.name, Severity.ERROR, "The trace has no steps.", reading=reading),)
        found = []
        for index, step in enumerate(reading.steps):
            said = _emptiness(step)
            if said is not None:
                severity, what = said
                message = f"Step {index + 1} {what}."
                found.append(finding(self.name, severity, message, reading=reading, at=whole_step(index, reading)))
        return tuple(found)


def _emptiness(step: Step) -> tuple[Severity, str] | None:
    """How much it matters, and what is empty."""
    match step.kind:
        case StepKind.TOOL_CALL:
            is_named = step.call is not None and bool(step.call.name.strip())
            return None if is_named else (Severity.ERROR, "is a tool call without a tool")
        case StepKind.TOOL_RESULT:
            return None if step.result is not None else (Severity.WARNING, "is a tool result without a result")
        case StepKind.THOUGHT | StepKind.ANSWER:
            if any(sign.isalnum() for sign in step.text):
                return None
            if any(sign.isprintable() and not sign.isspace() for sign in step.text):
                return Severity.HINT, f"has no words: “{shortened(step.text)}”"
            return Severity.WARNING, "is empty"
