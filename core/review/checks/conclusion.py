# SPDX-License-Identifier: Apache-2.0
"""The conclusion: whether it is right, and whether the reasoning came to the same one."""

from __future__ import annotations

import re

from core.domain.findings import Finding, Severity
from core.domain.matching import read_conclusion
from core.domain.matching.spans import Span, lines_of
from core.domain.reviews import StepSpan
from core.domain.tasks import ConclusionForm, Truth
from core.domain.traces import StepKind
from core.review.checks.marking import finding, whole_step
from core.review.reading import Reading

_LAST_WORD = re.compile(
    r"^[\s#>*_\-]{0,8}(?:final |overall )?(?:recommendation|conclusion|decision|answer)\b|\b(?:therefore|thus|hence)\b",
    re.IGNORECASE,
)
_UNDECIDED = re.compile(
    r"\b(?:not|never|neither|nor|without|unless|if|or|instead|later|after|before|too late|cannot)\b|n['’]t\b",
    re.IGNORECASE,
)
_LOOKED_BACK = 8
"""Lines of reasoning, from its end, in which its last word is looked for."""

_LONGEST_LINE = 400


class Conclusion:
    """Speaks of the answer; whether it is right it can tell where the problem can be solved by program."""

    name = "conclusion"
    label = "Conclusion"
    help = "Whether the conclusion is provably right, and the same as the reasoning comes to."

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """Wrong, missing or at odds with the reasoning."""
        truth = reading.truth
        if not reading.is_whole:
            return ()
        answers = [index for index, step in enumerate(reading.steps) if step.kind is StepKind.ANSWER]
        at = whole_step(answers[-1], reading) if answers else None
        found = () if answers else self._unanswered(reading)
        if truth is None:
            return found
        found += self._judged(read_conclusion(reading.text, truth), truth, at, reading)
        return found + (self._at_odds(reading.steps[answers[-1]].text, truth, at, reading) if answers else ())

    def _unanswered(self, reading: Reading) -> tuple[Finding, ...]:
        """No answer in words; where a tool is called, that may be what was wanted."""
        has_call = any(step.call is not None for step in reading.steps)
        severity = Severity.HINT if has_call else Severity.WARNING
        return (finding(self.name, severity, "There is no answer in words.", reading=reading),)

    def _judged(self, concluded: str, truth: Truth, at: StepSpan | None, reading: Reading) -> tuple[Finding, ...]:
        if concluded in truth.accepted:
            return ()
        said = f"The conclusion “{concluded}” is wrong." if concluded else "No single conclusion can be read."
        severity = Severity.ERROR if concluded else Severity.WARNING
        return (finding(self.name, severity, said, reading=reading, at=at, expected=truth.conclusion),)

    def _at_odds(self, answer: str, truth: Truth, at: StepSpan | None, reading: Reading) -> tuple[Finding, ...]:
        """The reasoning's last word, where it is a plain one and the answer says another."""
        concluded = read_conclusion(answer, truth)
        for index, line in _last_lines(reading):
            text = line.of(reading.steps[index].text)
            if not _LAST_WORD.search(text) or _UNDECIDED.search(text):
                continue
            reasoned = read_conclusion(text, truth)
            if not reasoned or not concluded or _agree(reasoned, concluded, truth.form):
                return ()
            message = f"The reasoning comes to “{reasoned}”, the answer says “{concluded}”."
            place = StepSpan(index, line.start, line.end)
            return (finding(self.name, Severity.WARNING, message, reading=reading, at=place),)
        return ()


def _last_lines(reading: Reading) -> list[tuple[int, Span]]:
    """The last lines of the reasoning, the last one first, with the steps that they stand in."""
    found: list[tuple[int, Span]] = []
    for index in range(len(reading.steps) - 1, -1, -1):
        step = reading.steps[index]
        if step.kind is StepKind.THOUGHT:
            found += [(index, line) for line in reversed(lines_of(step.text)) if line.end - line.start <= _LONGEST_LINE]
        if len(found) >= _LOOKED_BACK:
            break
    return found[:_LOOKED_BACK]


def _agree(one: str, other: str, form: ConclusionForm) -> bool:
    """The same; a slot may be given by its start alone, and one time of two is not enough to differ."""
    if form is ConclusionForm.SLOT and ("-" in one) != ("-" in other):
        return True
    return one == other
