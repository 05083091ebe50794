# SPDX-License-Identifier: Apache-2.0
"""The further filters of a queue as params, so that the one form draws them, and the way from values to a filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication

from core.domain.json import JsonValue
from core.domain.traces import Bounds, TraceFilter
from core.params import Param, ParamType
from ui.pages.review.state import QueueChoices

_DIFFICULTIES = ("easy", "medium", "hard")
_MARKS = ("difficulties", "reviewers", "reasons", "tags", "findings", "assignees")
_BOUNDS = ("length", "cost_usd", "confidence", "rating")


def filter_params(choices: QueueChoices) -> tuple[Param, ...]:
    """One param for each further filter; those that nothing could be chosen for are left out."""
    marks = (
        ("difficulties", _tr("Difficulty"), _tr("How hard the problem is."), _DIFFICULTIES),
        ("findings", _tr("Finding"), _tr("Traces of which this check said something."), choices.findings),
        ("reasons", _tr("Reason"), _tr("Why a trace was rejected or sent back."), choices.reasons),
        ("reviewers", _tr("Reviewer"), _tr("Who gave the verdict that stands."), choices.reviewers),
        ("assignees", _tr("Assigned to"), _tr("Who is to review it."), choices.assignees),
        ("tags", _tr("Tag"), _tr("What the trace was tagged with when it was made or imported."), choices.tags),
    )
    found = [
        Param(name, ParamType.CHOICE, label, help_, None, choices=tuple(offered), is_optional=True)
        for name, label, help_, offered in marks
        if offered
    ]
    return (*found, *(_opinions() if choices.assignees else ()), *_numbers(), _drafts())


def values_of(wanted: TraceFilter, now: datetime) -> dict[str, JsonValue]:
    """What the form shows for a filter."""
    marks = {name: (values[0] if values else None) for name, values in _marks(wanted).items()}
    days = None if wanted.since is None else max(1, round((now - wanted.since) / timedelta(days=1)))
    return {
        **marks,
        "confidence_most": wanted.confidence.most,
        "rating_least": None if wanted.rating.least is None else int(wanted.rating.least),
        "judge_least": wanted.judge_score.least,
        "judge_most": wanted.judge_score.most,
        "length_least": _whole(wanted.length.least),
        "length_most": _whole(wanted.length.most),
        "cost_most": wanted.cost_usd.most,
        "days": days,
        "has_draft": bool(wanted.has_draft),
        "is_opinion_missing": wanted.is_opinion_missing,
    }


def filter_of(wanted: TraceFilter, values: Mapping[str, JsonValue], now: datetime) -> TraceFilter:
    """The filter with what the form says; what it does not show stays."""
    marks = _marks(wanted) | {name: (str(values[name]),) if values[name] else () for name in _MARKS if name in values}
    days = values.get("days")
    return replace(
        wanted,
        difficulties=marks["difficulties"],
        reviewers=marks["reviewers"],
        reasons=marks["reasons"],
        tags=marks["tags"],
        findings=marks["findings"],
        confidence=Bounds(most=_number(values.get("confidence_most"))),
        rating=Bounds(least=_number(values.get("rating_least"))),
        judge_score=Bounds(_number(values.get("judge_least")), _number(values.get("judge_most"))),
        length=Bounds(_number(values.get("length_least")), _number(values.get("length_most"))),
        cost_usd=Bounds(most=_number(values.get("cost_most"))),
        since=None if days is None else now - timedelta(days=float(str(days))),
        has_draft=True if values.get("has_draft") else None,
        assignees=marks["assignees"],
        is_opinion_missing=bool(values.get("is_opinion_missing")) and bool(marks["assignees"]),
    )


def further_count(wanted: TraceFilter) -> int:
    """How many further filters are set."""
    set_marks = sum(bool(values) for values in _marks(wanted).values())
    bounds = (wanted.length, wanted.cost_usd, wanted.confidence, wanted.rating, wanted.judge_score)
    # Drafts of any state are a choice of the box of states.
    is_drafts = wanted.has_draft is not None and bool(wanted.states)
    others = (wanted.since is not None, is_drafts, wanted.is_opinion_missing)
    return set_marks + sum(bound != Bounds() for bound in bounds) + sum(others)


def without_further(wanted: TraceFilter) -> TraceFilter:
    """The filter with none of the further ones set."""
    return filter_of(wanted, dict.fromkeys(_MARKS), datetime.now(UTC))


def _marks(wanted: TraceFilter) -> dict[str, tuple[str, ...]]:
    return {
        "difficulties": wanted.difficulties,
        "reviewers": wanted.reviewers,
        "reasons": wanted.reasons,
        "tags": wanted.tags,
        "findings": wanted.findings,
        "assignees": wanted.assignees,
    }


def _numbers() -> tuple[Param, ...]:
    number, whole = ParamType.NUMBER, ParamType.WHOLE
    confidence, stars = _tr("At most this confident"), _tr("At least rated")
    made, cost = _tr("Made in the last"), _tr("Costs at most")
    length_help = _tr("Characters of all steps together.")
    score_help = _tr("From 1 to 5, the mean of all judges; traces that none has scored stay out.")
    return (
        Param("confidence_most", number, confidence, _tr("Between 0 and 1; traces without a confidence stay out."),
              None, minimum=0, maximum=1, is_optional=True),
        Param("rating_least", whole, stars, _tr("From 1 to 5."), None, minimum=1, maximum=5, is_optional=True),
        Param("judge_least", number, _tr("Judged at least"), score_help, None, minimum=1, maximum=5, is_optional=True),
        Param("judge_most", number, _tr("Judged at most"), score_help, None, minimum=1, maximum=5, is_optional=True),
        Param("days", whole, made, _tr("Counted back from now."), None, minimum=1, unit=_tr("days"), is_optional=True),
        Param("length_least", whole, _tr("At least long"), length_help, None, minimum=0, is_optional=True),
        Param("length_most", whole, _tr("At most long"), length_help, None, minimum=0, is_optional=True),
        Param("cost_most", number, cost, _tr("What the teacher's answer cost."), None, minimum=0, unit="USD",
              is_optional=True),
    )  # fmt: skip


def _opinions() -> tuple[Param, ...]:
    label, help_ = (
        _tr("Only without their word"),
        _tr("Traces on which the one it is assigned to has said nothing yet."),
    )
    return (Param("is_opinion_missing", ParamType.SWITCH, label, help_, False),)


def _drafts() -> Param:
    return Param(
        "has_draft", ParamType.SWITCH, _tr("Only begun edits"), _tr("Traces with an edit that is not saved."), False
    )


def _number(value: JsonValue) -> float | None:
    return None if value is None else float(str(value))


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
