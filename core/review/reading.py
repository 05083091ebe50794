# SPDX-License-Identifier: Apache-2.0
"""A trace beside its problem, as evidence readers and checks look at it: one text, with the way back to the steps."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from core.domain.codec import from_json
from core.domain.findings import Alike
from core.domain.matching import Span
from core.domain.messages import ToolSpec
from core.domain.reviews import StepSpan
from core.domain.tasks import Element, NewProblem, Truth
from core.domain.traces import Step
from core.domain.workday.situations import Situation, situation_from_json
from core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Reading:
    """A trace as one text, with the way back from the text to its steps, and what is known of its problem.

    Attributes:
        truth: what the solver proved about the problem; None where no program can.
        text: the texts of the steps, a step a line.
        starts: where in ``text`` each step with a text begins, with the index of the step.
        prompt: what was asked; empty where it is not known.
        situation: what the prompt tells of, as data; None where no program can read it.
        tools: the tools on offer; empty where none is known.
        is_whole: False where only the beginning of a very long trace is looked at, so that nothing is called missing.
        alike: the earlier trace that says nearly the same; None where none is known.
    """

    steps: tuple[Step, ...]
    requires: tuple[Element, ...]
    truth: Truth | None
    text: str
    starts: tuple[tuple[int, int], ...]
    prompt: str = ""
    situation: Situation | None = None
    tools: tuple[ToolSpec, ...] = ()
    is_whole: bool = True
    alike: Alike | None = None

    def place(self, span: Span) -> StepSpan:
        """The stretch of a step that a stretch of the text is; it ends with the step in which it begins."""
        start, index = self.starts[bisect_right(self.starts, (span.start, len(self.steps))) - 1]
        return StepSpan(index, span.start - start, min(span.end - start, len(self.steps[index].text)))

    def quote(self, span: StepSpan) -> str:
        """The words that a stretch of a step covers."""
        return self.steps[span.step].text[span.start : span.end]


def read(
    steps: tuple[Step, ...],
    *,
    requires: tuple[Element, ...] = (),
    truth: Truth | None = None,
    prompt: str = "",
    situation: Situation | None = None,
    tools: tuple[ToolSpec, ...] = (),
    is_whole: bool = True,
) -> Reading:
    """The steps as one text, a step a line, as the scorers read it too."""
    starts: list[tuple[int, int]] = []
    cursor = 0
    for index, step in enumerate(steps):
        if step.text:
            starts.append((cursor, index))
            cursor += len(step.text) + 1
    text = "\n".join(steps[index].text for _start, index in starts)
    return Reading(steps, requires, truth, text, tuple(starts), prompt, situation, tools, is_whole)


def read_answer(
    steps: tuple[Step, ...],
    problem: NewProblem,
    *,
    requires: tuple[Element, ...] = (),
    tools: tuple[ToolSpec, ...] = (),
) -> Reading:
    """The steps beside the problem that they answer; a problem that was imported brings tools of its own."""
    return read(
        steps,
        requires=requires,
        truth=problem.truth,
        prompt=problem.prompt,
        situation=_situation(problem),
        tools=tools or _own_tools(problem),
    )


def _situation(problem: NewProblem) -> Situation | None:
    try:
        return situation_from_json(problem.context)
    except InvalidInput:
        return None


def _own_tools(problem: NewProblem) -> tuple[ToolSpec, ...]:
    """The tools that an imported chat was made with; those that cannot be read are left out together."""
    held = problem.context.get("tools", [])
    if not isinstance(held, list):
        return ()
    try:
        return tuple(from_json(ToolSpec, tool) for tool in held)
    except InvalidInput:
        return ()
