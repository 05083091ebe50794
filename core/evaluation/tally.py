# SPDX-License-Identifier: Apache-2.0
"""From single answers to the figures of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

from core.domain.evaluations import (
    Case,
    CaseResult,
    ElementScores,
    Interval,
    NewReport,
    Report,
    Scores,
    SubjectRole,
)
from core.domain.jobs import JobId
from core.domain.json import JsonObject
from core.errors import InvalidInput
from core.evaluation.benchmarks import cases_hash
from core.evaluation.intervals import mean_interval, wilson


def new_report(
    cases: Sequence[Case],
    results: Sequence[CaseResult],
    *,
    subject: str,
    label: str,
    role: SubjectRole,
    benchmark: str,
    split: str,
    facts: JsonObject,
    job_id: JobId | None,
) -> NewReport:
    """The report over all cases. Raises InvalidInput where a case has no result: never half a report."""
    by_id = {result.case_id: result for result in results}
    missing = [case.id for case in cases if case.id not in by_id]
    if missing or not cases:
        raise InvalidInput(f"{len(missing)} of {len(cases)} cases have no answer.", hint="Evaluate again.")
    return NewReport(
        subject=subject,
        label=label,
        role=role,
        benchmark=benchmark,
        split=split,
        cases_hash=cases_hash(cases),
        n=len(cases),
        overall=scores_over([by_id[case.id] for case in cases]),
        by_category=_grouped({case.id: case.category for case in cases}, by_id),
        by_split=_grouped({case.id: case.split for case in cases}, by_id),
        by_element=_by_element([by_id[case.id] for case in cases]),
        facts={**facts, **_counts(results)},
        job_id=job_id,
    )


def scores_over(results: Sequence[CaseResult]) -> Scores:
    """The four measures over some answers, each with its interval."""
    parts = max((len(result.scores.elements) for result in results), default=1)
    tools = [result.scores.tool for result in results if result.scores.tool is not None]
    return Scores(
        mention=mean_interval([result.scores.mention for result in results], parts=parts),
        value=mean_interval([result.scores.value for result in results], parts=parts),
        conclusion=_share([result.scores.conclusion for result in results]),
        tool=_share(tools) if tools else None,
    )


def _share(outcomes: Sequence[float]) -> Interval:
    return wilson(sum(outcome >= 1 for outcome in outcomes), len(outcomes))


def _grouped(names: Mapping[str, str], results: Mapping[str, CaseResult]) -> dict[str, Scores]:
    groups: dict[str, list[CaseResult]] = {}
    for case_id, name in names.items():
        groups.setdefault(name, []).append(results[case_id])
    return {name: scores_over(held) for name, held in groups.items()}


def _by_element(results: Sequence[CaseResult]) -> dict[str, ElementScores]:
    mentions: dict[str, list[bool]] = {}
    values: dict[str, list[bool]] = {}
    for score in (score for result in results for score in result.scores.elements):
        mentions.setdefault(score.element, []).append(score.is_mentioned)
        if score.is_true is not None:
            values.setdefault(score.element, []).append(score.is_true)
    return {
        name: ElementScores(
            mention=wilson(sum(held), len(held)),
            value=wilson(sum(values[name]), len(values[name])) if name in values else None,
        )
        for name, held in mentions.items()
    }


def _counts(results: Sequence[CaseResult]) -> dict[str, int]:
    """What a reader must know beside the scores: answers cut off, empty or missing."""
    return {
        "truncated": sum(result.finish == "length" for result in results),
        "empty": sum(not result.error and not result.output.strip() and not result.calls for result in results),
        "failed": sum(bool(result.error) for result in results),
    }


def narrowed(report: Report, cases: Sequence[Case], results: Sequence[CaseResult], split: str) -> Report:
    """The report over some of its cases, which are all of one split. Raises InvalidInput where it lacks one."""
    new = new_report(
        cases,
        results,
        subject=report.subject,
        label=report.label,
        role=report.role,
        benchmark=report.benchmark,
        split=split,
        facts=report.facts,
        job_id=report.job_id,
    )
    held = {field.name: getattr(new, field.name) for field in fields(NewReport)}
    return Report(**held, id=report.id, created_at=report.created_at)
