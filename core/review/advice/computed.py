# SPDX-License-Identifier: Apache-2.0
"""Advice without a model: worked out from a sample of traces, what the checks find of them, and why people reject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from core.domain.findings import Finding
from core.domain.reviews import ElementEvidence
from core.domain.tasks import Element
from core.domain.traces import Step, StepKind, Trace
from core.review.checks.catalog import CHECKS

OFTEN = 0.1
"""From this share of the sample on, something is worth a line to the teacher."""

_SHORT = 200
"""Characters of reasoning under which a median trace shows a student little."""

_LINES = {
    "arithmetic": "Write out every calculation with its result, and check it before you go on.",
    "context_claims": "Use only times, durations and titles that the prompt gives, exactly as it gives them.",
    "conclusion": "Let the last line follow from the steps: name nothing that they did not arrive at.",
    "tool_call": "Call only a tool that is offered, with exactly the arguments that its schema names.",
    "refusal": "Answer at once: no greeting, no apology, no closing words.",
    "length": "Show each step between the facts and the conclusion, and keep the whole under two pages.",
    "language": "Write in the language of the prompt.",
    "empty_steps": "Leave no step empty.",
    "repeated_steps": "Say each thing once; do not repeat an earlier step.",
    "near_duplicate": "Tell each case in its own words; do not fall back on one wording.",
    "secrets": "Write no key, password, address or number of a person.",
}
"""What a teacher is told where a check speaks often."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One trace of the sample with what the checks and the readers say of it."""

    trace: Trace
    findings: Sequence[Finding]
    evidence: Sequence[ElementEvidence]


@dataclass(frozen=True, slots=True)
class Answers:
    """The four answers, and what the task should tell its teachers."""

    detail: str
    patterns: str
    missing: str
    change: str
    guidance: str


def answers_of(
    sample: Sequence[Looked], *, requires: Sequence[Element], reasons: Counter[str], guidance: str
) -> Answers:
    """The answers for a sample; ``reasons`` counts why traces of the task were rejected, ``guidance`` is today's."""
    absent = _absent(sample)
    spoken = Counter(check for looked in sample for check in {finding.check for finding in looked.findings})
    wanted = _lines(sample, requires, absent, spoken)
    new = [line for line in wanted if line not in guidance]
    return Answers(
        detail=_detail(sample),
        patterns=_patterns(absent, requires, len(sample)),
        missing=_missing(spoken, reasons, len(sample)),
        change=_change(new, len(wanted)),
        guidance="\n".join(filter(None, (guidance, *new))),
    )


def _detail(sample: Sequence[Looked]) -> str:
    lengths = [sum(len(step.text) for step in _thoughts(looked.trace)) for looked in sample]
    steps = [len(_thoughts(looked.trace)) for looked in sample]
    usual = (_counted(round(median(steps)), "step"), _counted(round(median(lengths)), "character"))
    bare = sum(1 for length in lengths if not length)
    said = f" {_share(bare, len(sample))} do not reason at all." if bare else ""
    verdict = "That is little to learn from." if median(lengths) < _SHORT else "That is enough to follow."
    return f"The usual trace reasons in {usual[0]} and {usual[1]}.{said} {verdict}"


def _patterns(absent: Counter[str], requires: Sequence[Element], total: int) -> str:
    if not requires:
        return "The task requires no element, so nothing can be said of its patterns."
    parts = [f"{element.label} is absent or not all there in {_share(absent[element.name], total)}"
             for element in requires if absent[element.name]]  # fmt: skip
    return f"{'; '.join(parts)}." if parts else "Every required element is there in every trace that was read."


def _missing(spoken: Counter[str], reasons: Counter[str], total: int) -> str:
    found = [f"“{CHECKS[name].label}” in {_share(count, total)}" for name, count in spoken.most_common(5)]
    said = f"The checks speak of {', '.join(found)}." if found else "The checks find nothing."
    why = ", ".join(f"“{reason}” {count:,}" for reason, count in reasons.most_common(5))
    return f"{said} Rejected for {why}." if why else said


def _change(new: Sequence[str], wanted_count: int) -> str:
    if new:
        return f"Yes: {_counted(len(new), 'line')} would speak of what goes wrong most often."
    if wanted_count:
        return "No: it speaks already of what goes wrong; look at the traces, or choose another teacher."
    return "No: nothing goes wrong often enough."


def _lines(
    sample: Sequence[Looked], requires: Sequence[Element], absent: Counter[str], spoken: Counter[str]
) -> list[str]:
    most = OFTEN * len(sample)
    lines = [
        f"Always show {element.label.lower()}: {element.description.rstrip('.')}."
        for element in requires
        if absent[element.name] >= most
    ]
    return [*lines, *(line for check, line in _LINES.items() if spoken[check] >= most)]


def _absent(sample: Sequence[Looked]) -> Counter[str]:
    return Counter(
        held.element for looked in sample for held in looked.evidence if not held.spans or held.is_true is False
    )


def _thoughts(trace: Trace) -> list[Step]:
    return [step for step in trace.steps if step.kind is StepKind.THOUGHT]


def _share(count: int, total: int) -> str:
    return f"{count:,} of {total:,}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
