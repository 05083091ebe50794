# SPDX-License-Identifier: Apache-2.0
"""``stillroom rules``: accept or reject by the scores of judges, after a preview."""

from __future__ import annotations

import argparse

from app.cli.command import Commands, add, add_group, add_reviewer, open_studio
from app.cli.filter_options import add_filter, check_judge, checked_filter
from app.cli.judge_commands import figure_words
from app.cli.reply import Reply
from app.cli.watch import finish
from core.domain.codec import to_json
from core.domain.judgements import Rule, RulePreview
from core.domain.reviews import Verdict
from core.domain.traces import Bounds
from core.studio import Studio


def register(commands: Commands) -> None:
    """Add the commands."""
    group = add_group(commands, "rules", "accept or reject by the scores of judges, after a preview")
    _add_rule(add(group, "preview", _preview, "say what a rule would do now; nothing is changed"))
    apply = add(group, "apply", _apply, "do what a preview said, as one act that undo takes back")
    _add_rule(apply)
    apply.add_argument("--token", required=True, help="token of the preview; it must still be true")
    add_reviewer(apply, does="applies it")


def _add_rule(parser: argparse.ArgumentParser) -> None:
    choices = [Verdict.ACCEPT.value, Verdict.REJECT.value]
    parser.add_argument("--verdict", required=True, choices=choices, help="what the rule decides")
    parser.add_argument("--least", type=float, metavar="SCORE", help="lowest score that it takes, from 1 to 5")
    parser.add_argument("--most", type=float, metavar="SCORE", help="highest score that it takes")
    parser.add_argument("--judge", default="", metavar="NAME", help="whose score (default: the mean of all judges)")
    parser.add_argument("--no-findings", action="store_true", help="only traces in which the checks found nothing")
    parser.add_argument("--reason", action="append", default=[], metavar="R", help="why it rejects; may be repeated")
    add_filter(parser)


def _preview(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        found = studio.rules.preview(_rule(studio, given))
    return Reply(to_json(found), _told(found))


def _apply(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        job = studio.rules.apply(_rule(studio, given), given.token, reviewer=given.reviewer)
        result = finish(studio, job).result
    noun = "trace" if result["count"] == 1 else "traces"
    return Reply({"job": job, **result}, f"Decided {result['count']:,} {noun}; one undo takes it back.")


def _rule(studio: Studio, given: argparse.Namespace) -> Rule:
    check_judge(studio, given.judge)
    return Rule(
        verdict=Verdict(given.verdict),
        score=Bounds(given.least, given.most),
        judge=given.judge,
        has_no_findings=given.no_findings,
        reasons=tuple(given.reason),
        wanted=checked_filter(studio, given),
    )


def _told(found: RulePreview) -> str:
    noun = "trace" if found.count == 1 else "traces"
    lines = [f"The rule would decide {found.count:,} {noun}."]
    if found.examples:
        lines.append(f"The first: {', '.join(map(str, found.examples))}.")
    figure = found.agreement
    prefix = "" if figure.value is None else "Agreement with people where they decided: "
    lines.append(f"{prefix}{figure_words(figure)}")
    lines.append(f"To apply it: --token {found.token}")
    return "\n".join(lines)
