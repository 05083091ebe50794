# SPDX-License-Identifier: Apache-2.0
"""Refusals and boilerplate: words about the model itself, offers of more help, and marks of a chat format left over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.domain.findings import Finding, Severity
from core.domain.reviews import StepSpan
from core.domain.traces import StepKind
from core.review.checks.marking import finding, shortened, written_steps
from core.review.reading import Reading


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A kind of phrase, with what is said of it."""

    severity: Severity
    message: str
    pattern: re.Pattern[str]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_CANNOT = r"\bI(?: (?:can ?not|can['’]t|won['’]t|will not|am unable to|am not able to)|['’]m (?:unable|not able) to)"
_PHRASES = (
    _Phrase(
        Severity.ERROR,
        "This refuses to answer: “{}”.",
        _any(
            rf"{_CANNOT} (?:help|assist|comply|answer (?:this|that|your)|fulfil|complete (?:this|that|your)|"
            r"provide (?:that|this|you|an answer|assistance|any)|do (?:that|this)|engage|continue with)\b",
            r"\bI(?:['’]m| am) sorry,? but I (?:can|am|do|will)",
            r"\bI (?:must|have to) (?:decline|refuse)\b",
        ),
    ),
    _Phrase(
        Severity.WARNING,
        "This speaks of the model instead of the task: “{}”.",
        _any(
            r"\bas an? (?:AI|artificial intelligence|(?:large )?language model|virtual assistant|chatbot)\b",
            r"\bI(?:['’]m| am) (?:just |only )?an? (?:AI\b|(?:large )?language model|virtual assistant|chatbot)",
            r"\bmy (?:training data|knowledge cut-?off|system prompt|developers)\b",
        ),
    ),
    _Phrase(
        Severity.WARNING,
        "A mark of a chat format or of a form was left in the text: “{}”.",
        _any(
            r"<\|[a-z_]{2,30}\|>",
            r"</?(?:think|thinking|tool_call|tool_response)>",
            r"\[/?INST\]|<</?SYS>>",
            r"\{\{? ?(?:situation|prompt|question|answer|name|task) ?\}?\}",
            r"\[(?:insert|your) [a-z ]{1,30}\]",
            r"\blorem ipsum\b",
        ),
    ),
    _Phrase(
        Severity.HINT,
        "This is a phrase that says nothing about the task: “{}”.",
        _any(
            r"\b(?:I )?hope (?:this|that) helps\b",
            r"\b(?:please )?let me know if (?:you|there|I)\b",
            r"\b(?:please )?feel free to\b",
            r"\bhappy to help\b",
            r"\bis there anything else\b",
            r"^(?:certainly|of course|absolutely|sure|great question)[!,]",
        ),
    ),
)


class Refusal:
    """Speaks of each such phrase where it stands."""

    name = "refusal"
    label = "Refusal and boilerplate"
    help = "Whether the trace refuses, speaks of the model itself, or holds phrases and marks that belong to no answer."

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """The phrases in the order of the steps; a refusal in a thought is no refusal yet."""
        found = []
        for index, step in written_steps(reading):
            for phrase in _PHRASES:
                severity = phrase.severity
                if severity is Severity.ERROR and step.kind is StepKind.THOUGHT:
                    severity = Severity.WARNING
                for match in phrase.pattern.finditer(step.text):
                    message = phrase.message.format(shortened(match.group()))
                    at = StepSpan(index, *match.span())
                    found.append(finding(self.name, severity, message, reading=reading, at=at))
        return tuple(found)
