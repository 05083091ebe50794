# SPDX-License-Identifier: Apache-2.0
"""``stillroom review rate``, ``note``, ``flag``, ``check`` ...: what is said beside a verdict."""

from __future__ import annotations

import argparse

from app.cli.command import Commands, Handler, add, add_reviewer, open_studio
from app.cli.reply import Reply
from app.cli.watch import finish
from core.domain.codec import to_json
from core.domain.findings import KeptFinding
from core.domain.traces import TraceId
from core.errors import InvalidInput
from core.review.remarks import MOST_STARS


def register(review: Commands) -> None:
    """Add the commands to the group."""
    rating = _add(review, "rate", _rate, "rate a trace from 1 to 5; 0 takes the rating off", has_reviewer=True)
    rating.add_argument("rating", metavar="N", type=int, help="1 to 5, or 0")
    noting = _add(review, "note", _note, "put a note on a trace; an empty one takes it off", has_reviewer=True)
    noting.add_argument("text", metavar="TEXT", help="the note")
    flagging = add(review, "flag", _flag, "flag traces to look at again, as one act")
    flagging.add_argument("ids", metavar="ID", type=int, nargs="+", help="ids of the traces")
    flagging.add_argument("--off", action="store_true", help="take the flag off them")
    add_reviewer(flagging, does="flags")
    add(review, "check", _check, "let the checks look at every trace that they have not looked at")
    _add(review, "findings", _findings, "show what the checks say of a trace")
    dismissing = _add(review, "dismiss", _dismiss, "put a finding aside", has_reviewer=True)
    dismissing.add_argument("key", metavar="KEY", help="key of the finding, as findings shows it")
    dismissing.add_argument("--reason", required=True, help="why it does not matter")


def _add(
    review: Commands, name: str, handler: Handler, words: str, *, has_reviewer: bool = False
) -> argparse.ArgumentParser:
    parser = add(review, name, handler, words)
    parser.add_argument("id", metavar="ID", type=int, help="id of the trace")
    if has_reviewer:
        add_reviewer(parser, does="says so")
    return parser


def _rate(given: argparse.Namespace) -> Reply:
    if given.rating not in range(MOST_STARS + 1):
        hint = f"Rate from 1 to {MOST_STARS}, or give 0 to take the rating off."
        raise InvalidInput(f"{given.rating} is no rating.", hint=hint)
    with open_studio(given) as studio:
        act = studio.review.rate((TraceId(given.id),), given.rating or None, reviewer=given.reviewer)
    return Reply({"trace": given.id, "rating": given.rating or None, "act": act.id}, f"{act.label}.")


def _note(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        act = studio.review.write_note(TraceId(given.id), given.text, reviewer=given.reviewer)
    return Reply({"trace": given.id, "note": given.text.strip(), "act": act.id}, f"{act.label}.")


def _flag(given: argparse.Namespace) -> Reply:
    ids = tuple(TraceId(found) for found in dict.fromkeys(given.ids))
    with open_studio(given) as studio:
        act = studio.review.flag(ids, not given.off, given.reviewer)
    return Reply({"traces": list(act.trace_ids), "is_flagged": not given.off, "act": act.id}, f"{act.label}.")


def _check(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        job = studio.review.start_checking()
        checked = 0 if job is None else int(finish(studio, job).result.get("checked", 0))
    noun = "trace" if checked == 1 else "traces"
    said = f"Looked at {checked:,} {noun}." if checked else "Every trace was looked at already."
    return Reply({"checked": checked}, said)


def _findings(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        found = studio.review.findings(TraceId(given.id))
    lines = [_line(kept) for kept in found] or ["The checks found nothing."]
    rows = [to_json(kept) for kept in found]
    return Reply({"trace": given.id, "findings": rows}, "\n".join(lines))


def _dismiss(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        studio.review.dismiss_finding(TraceId(given.id), given.key, reason=given.reason, reviewer=given.reviewer)
    return Reply({"trace": given.id, "key": given.key}, "Put aside.")


def _line(kept: KeptFinding) -> str:
    finding = kept.finding
    place = f"step {finding.span.step + 1}" if finding.span is not None else "whole trace"
    aside = f" (put aside by {kept.dismissed_by}: {kept.reason})" if not kept.is_open else ""
    expected = f" Expected: {finding.expected}" if finding.expected else ""
    return f"{kept.key}  {finding.severity.value}, {place}: {finding.message}{expected}{aside}"
