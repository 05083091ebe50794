# SPDX-License-Identifier: Apache-2.0
"""Rules: verdicts that follow from scores, applied only after a preview, as a job and as one act."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import orjson

from core.domain.codec import to_json
from core.domain.jobs import JobId
from core.domain.json import JsonObject
from core.domain.judgements import BEST, WORST, Rule, RulePreview, rule_name
from core.domain.reviews import Verdict
from core.domain.traces import Bounds, TraceId, TraceState
from core.errors import InvalidInput
from core.jobs.runner import JobRunner
from core.review.bulk import BulkDecision
from core.review.checking import CHECKS_VERSION
from core.review.judging.figures import same_word
from core.review.reasons import check_reasons
from core.review.verdicts import VERDICT_WORDS, label
from core.store.store import Store, Unit

EXAMPLES = 10
"""Traces that a preview names."""

_DECIDED = (TraceState.ACCEPTED, TraceState.EDITED, TraceState.REJECTED, TraceState.NEEDS_WORK)


def _now() -> datetime:
    return datetime.now(UTC)


class RuleService:
    """Previews and applies rules in one workspace. Any thread."""

    def __init__(self, *, store: Store, jobs: JobRunner, clock: Callable[[], datetime] = _now) -> None:
        """Decide in ``store``, by jobs of ``jobs``."""
        self._store = store
        self._jobs = jobs
        self._clock = clock

    def preview(self, rule: Rule) -> RulePreview:
        """What the rule would do now, and how far people agree with it where they decided. Raises InvalidInput."""
        checked = check_rule(rule)
        with self._store.read() as unit:
            ids = meant_by(unit, checked)
            judged = _fitting(unit, checked, _DECIDED)
            decided = unit.judgements.decided_by_people(judged)
        agreement = same_word(checked.verdict, tuple(decided.values()))
        return RulePreview(len(ids), ids[:EXAMPLES], agreement, _token(checked, ids))

    def apply(self, rule: Rule, token: str, *, reviewer: str) -> JobId:
        """Do what a preview said, as a job and as one act that undo takes back.

        Raises:
            InvalidInput: the rule would do something else by now, nothing fits it, or no reviewer is named.
        """
        checked = check_rule(rule)
        if not reviewer.strip():
            raise InvalidInput("A rule needs somebody who applies it.", hint="Give your name, such as “Ada”.")
        with self._store.read() as unit:
            ids = meant_by(unit, checked)
        if not ids:
            raise InvalidInput("The rule fits no trace.", hint="Change its bounds, or let a judge score more traces.")
        _check_token(checked, ids, token)
        word = f"{VERDICT_WORDS[checked.verdict]} by rule"
        return self._jobs.submit(
            RuleDecision(
                store=self._store,
                now=lambda: self._clock().astimezone(UTC),
                wanted=checked.wanted,
                verdict=checked.verdict,
                reasons=checked.reasons,
                note=rule_words(checked),
                reviewer=reviewer.strip(),
                title=label(word, ids),
                kind="review.rule",
                rule=checked,
                token=token,
            )
        )


@dataclass(frozen=True, slots=True)
class RuleDecision(BulkDecision):
    """The job: the verdict of a rule on what its preview named, and on nothing that people touched since."""

    rule: Rule = Rule(Verdict.ACCEPT, Bounds())
    token: str = ""

    @property
    def spec(self) -> JsonObject:
        """The rule and who applied it."""
        return {"rule": to_json(self.rule), "token": self.token, "reviewer": self.reviewer}

    @property
    def word(self) -> str:
        """Says that nobody looked."""
        return f"{VERDICT_WORDS[self.verdict]} by rule"

    @property
    def signature(self) -> str:
        """No person's name: what a rule decided must not count as a person's word."""
        return rule_name(self.reviewer)

    def chosen(self, unit: Unit) -> tuple[TraceId, ...]:
        """What the preview named. Raises InvalidInput where that is not what the rule would do any more."""
        ids = meant_by(unit, self.rule)
        _check_token(self.rule, ids, self.token)
        return ids

    def still_meant(self, unit: Unit, part: tuple[TraceId, ...]) -> tuple[TraceId, ...]:
        """Those that nobody touched while the parts before were decided."""
        return unit.judgements.untouched(part)


def check_rule(rule: Rule) -> Rule:
    """The rule with its reasons in order.

    Raises:
        InvalidInput: the verdict is neither accept nor reject, it names no score, or its bounds or reasons make none.
    """
    if rule.verdict not in (Verdict.ACCEPT, Verdict.REJECT):
        raise InvalidInput("A rule accepts or rejects.", hint="Choose one of the two.")
    least, most = rule.score.least, rule.score.most
    if least is None and most is None:
        raise InvalidInput("A rule needs a bound of the score.", hint="For example: at least 4.")
    if not WORST <= _least(rule) <= _most(rule) <= BEST:
        raise InvalidInput(f"Scores go from {WORST} to {BEST}.", hint="Give bounds between them, the lower one first.")
    return replace(rule, reasons=check_reasons(rule.verdict, rule.reasons))


def meant_by(unit: Unit, rule: Rule) -> tuple[TraceId, ...]:
    """The traces that a rule would decide now, oldest first."""
    if rule.wanted.states and TraceState.PENDING not in rule.wanted.states:
        return ()
    return unit.judgements.untouched(_fitting(unit, rule, (TraceState.PENDING,)))


def rule_words(rule: Rule) -> str:
    """The rule in a few words, as the note of its decisions says it."""
    least, most = rule.score.least, rule.score.most
    if least is not None and most is not None:
        bounds = f"from {least:g} to {most:g}"
    else:
        bounds = f"at least {least:g}" if least is not None else f"at most {most:g}"
    whose = f"the score of {rule.judge}" if rule.judge else "the mean score"
    return f"Rule: {whose} is {bounds}{' and the checks found nothing' if rule.has_no_findings else ''}."


def _fitting(unit: Unit, rule: Rule, states: tuple[TraceState, ...]) -> tuple[TraceId, ...]:
    """The traces of these states that the rule speaks of."""
    bounds = Bounds(WORST, BEST) if rule.judge else Bounds(_least(rule), _most(rule))
    scored = _narrowed(rule.wanted.judge_score, bounds)
    ids = unit.queue.ids(replace(rule.wanted, states=states, judge_score=scored))
    if rule.judge:
        ids = unit.judgements.scored_by(rule.judge, ids, least=_least(rule), most=_most(rule))
    return unit.judgements.without_findings(ids, checks=CHECKS_VERSION) if rule.has_no_findings else ids


def _narrowed(outer: Bounds, inner: Bounds) -> Bounds:
    """What lies in both stretches; ``inner`` has two ends."""
    least, most = inner.least, inner.most
    if least is not None and outer.least is not None:
        least = max(least, outer.least)
    if most is not None and outer.most is not None:
        most = min(most, outer.most)
    return Bounds(least, most)


def _least(rule: Rule) -> float:
    return WORST if rule.score.least is None else rule.score.least


def _most(rule: Rule) -> float:
    return BEST if rule.score.most is None else rule.score.most


def _token(rule: Rule, ids: Sequence[TraceId]) -> str:
    """Names this rule on these traces: how many they are, and a hash of both."""
    whole = orjson.dumps([to_json(rule), ids], option=orjson.OPT_SORT_KEYS)
    return f"{len(ids)}-{hashlib.sha256(whole).hexdigest()[:16]}"


def _check_token(rule: Rule, ids: Sequence[TraceId], token: str) -> None:
    if _token(rule, ids) != token:
        raise InvalidInput(
            "The rule would not do what its preview said any more.", hint="Look at the preview again, then apply it."
        )
