# SPDX-License-Identifier: Apache-2.0
"""From what a model gave back to a scored case result."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.evaluations import Case, CaseResult, CaseScores, ElementScore, Measure
from core.domain.messages import Completion, ToolSpec
from core.domain.tasks import Element
from core.errors import InvalidInput, ProviderRefused
from core.evaluation.scorers.base import Answer, Scored
from core.evaluation.scorers.catalog import SCORERS

_CUT_OFF = "truncated"
_LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case with what it is asked and judged by: the expected elements and the tools on offer."""

    case: Case
    elements: tuple[Element, ...]
    tools: tuple[ToolSpec, ...]


def make_sheet(case: Case, requires: tuple[Element, ...], tools: tuple[ToolSpec, ...]) -> Sheet:
    """The sheet of a case. Raises InvalidInput where it expects an element that its task does not define."""
    known = {element.name: element for element in requires}
    missing = [name for name in case.expected_reasoning_elements if name not in known]
    if missing:
        raise InvalidInput(
            f"Case {case.id} expects “{missing[0]}”, which the task “{case.category}” does not define.",
            hint=f"Defined there: {', '.join(known)}.",
        )
    return Sheet(case, tuple(known[name] for name in case.expected_reasoning_elements), tools)


def grade(sheet: Sheet, outcome: Completion | ProviderRefused) -> CaseResult:
    """Score one outcome; a refusal scores 0 on every measure and keeps its words."""
    if isinstance(outcome, ProviderRefused):
        return _failed(sheet, outcome)
    message = outcome.message
    text = "\n\n".join(part for part in (*(part.text for part in message.reasoning), message.text) if part.strip())
    answer = Answer(sheet.case, text, message.tool_calls, sheet.elements, sheet.tools)
    scored = {scorer.measure: scorer.score(answer) for scorer in SCORERS}
    return CaseResult(
        case_id=sheet.case.id,
        category=sheet.case.category,
        output=text,
        conclusion=scored[Measure.CONCLUSION].found,
        scores=_scores(scored),
        latency_s=outcome.latency_s,
        finish=outcome.finish.value,
        calls=message.tool_calls,
        output_tokens=outcome.usage.output_tokens,
    )


def _scores(scored: dict[Measure, Scored]) -> CaseScores:
    mention, value = scored[Measure.MENTION], scored[Measure.VALUE]
    return CaseScores(
        mention=mention.score or 0.0,
        value=value.score or 0.0,
        conclusion=scored[Measure.CONCLUSION].score or 0.0,
        tool=scored[Measure.TOOL].score,
        elements=tuple(
            ElementScore(name, bool(is_mentioned), value.by_element[name])
            for name, is_mentioned in mention.by_element.items()
        ),
    )


def _failed(sheet: Sheet, refused: ProviderRefused) -> CaseResult:
    """A case without an answer; one that the provider cut off counts as cut off."""
    claimed = {claim.element for claim in sheet.case.truth.claims}
    elements = tuple(
        ElementScore(element.name, is_mentioned=False, is_true=False if element.name in claimed else None)
        for element in sheet.elements
    )
    return CaseResult(
        case_id=sheet.case.id,
        category=sheet.case.category,
        output="",
        conclusion="",
        scores=CaseScores(0.0, 0.0, 0.0, 0.0 if sheet.case.truth.call is not None else None, elements),
        latency_s=0.0,
        error=f"{refused.reason}: {refused.message}",
        finish=_LENGTH if refused.reason == _CUT_OFF else "",
    )
