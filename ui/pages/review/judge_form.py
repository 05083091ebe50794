# SPDX-License-Identifier: Apache-2.0
"""The fields of judging and of a rule, described so that the one form draws them, and what their values mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from core.domain.json import JsonValue
from core.domain.judgements import BEST, WORST, Rule
from core.domain.reviews import Verdict
from core.domain.traces import Bounds, TraceFilter
from core.params import Param, ParamType

VERDICTS = (Verdict.ACCEPT.value, Verdict.REJECT.value)


def judging_params(judges: Sequence[str]) -> tuple[Param, ...]:
    """What judging can be told; ``judges`` are the providers that can judge."""
    number, whole = ParamType.NUMBER, ParamType.WHOLE
    first = judges[0] if judges else None
    again = _tr("Between 0 and 1: this share is sent once more with a planted fault, to see whether the judge notices.")
    never = _tr("Nothing is sent that could go beyond it; empty means no limit.")
    return (
        Param("judge", ParamType.CHOICE, _tr("Judge"), _tr("A model that was set up in Generate."), first,
              choices=tuple(judges)),
        Param("canary_share", number, _tr("Planted faults"), again, 0.1, minimum=0, maximum=1),
        Param("budget_usd", number, _tr("Budget"), never, None, minimum=0.01, unit="USD", is_optional=True),
        Param("budget_tokens", whole, _tr("Most tokens"), _tr("In and out together."), None, minimum=1,
              unit=_tr("tokens"), is_optional=True, is_advanced=True),
        Param("budget_requests", whole, _tr("Most requests"), _tr("Those with a planted fault count too."), None,
              minimum=1, unit=_tr("requests"), is_optional=True, is_advanced=True),
        Param("concurrency", whole, _tr("Requests at once"), _tr("How many wait for an answer at the same time."), 8,
              minimum=1, maximum=256, is_advanced=True),
    )  # fmt: skip


def rule_params(judges: Sequence[str], reasons: Sequence[str]) -> tuple[Param, ...]:
    """What a rule can be told; ``judges`` are those who scored something."""
    number, choice = ParamType.NUMBER, ParamType.CHOICE
    whose = _tr("Whose score is meant; not set means the mean of all judges.")
    return (
        Param("verdict", choice, _tr("Verdict"), _tr("What it does with the traces that fit."), VERDICTS[0],
              choices=VERDICTS),
        Param("least", number, _tr("Score at least"), _tr("From 1 to 5."), BEST - 1, minimum=WORST, maximum=BEST,
              is_optional=True),
        Param("most", number, _tr("Score at most"), _tr("From 1 to 5."), None, minimum=WORST, maximum=BEST,
              is_optional=True),
        Param("has_no_findings", ParamType.SWITCH, _tr("Without findings"),
              _tr("Only traces that the checks looked at and found nothing in."), True),
        *([Param("judge", choice, _tr("Judge"), whose, None, choices=tuple(judges), is_optional=True)]
          if len(judges) > 1 else []),
        Param("reason", choice, _tr("Reason"), _tr("Why it rejects; an acceptance takes none."), None,
              choices=tuple(reasons), is_optional=True),
    )  # fmt: skip


def rule_of(values: Mapping[str, JsonValue], wanted: TraceFilter) -> Rule:
    """The rule that the form describes, for what the queue shows."""
    reason = values.get("reason")
    return Rule(
        verdict=Verdict(values["verdict"]),
        score=Bounds(values["least"], values["most"]),
        judge=str(values.get("judge") or ""),
        has_no_findings=bool(values["has_no_findings"]),
        reasons=(str(reason),) if reason else (),
        wanted=wanted,
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
