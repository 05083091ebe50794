# SPDX-License-Identifier: Apache-2.0
"""``stillroom people``: who reviews what, and how far they agree, from a shell."""

from __future__ import annotations

import argparse

from app.cli.command import Commands, add, add_group, add_reviewer, open_studio
from app.cli.filter_options import add_filter, checked_filter
from app.cli.reply import Reply, table
from core.domain.codec import to_json
from core.domain.people import Agreement, PeopleReport, Workload
from core.domain.reviews import Act


def register(commands: Commands) -> None:
    """Add the commands."""
    people = add_group(commands, "people", "assign traces to reviewers and compare what they say")
    add(people, "report", _report, "show what each reviewer did and how far they agree")
    add(people, "disputes", _disputes, "list the traces on which reviewers differ")
    assigning = add(people, "assign", _assign, "deal out traces that wait among reviewers")
    assigning.add_argument("--to", action="append", required=True, metavar="WHO", help="a reviewer; repeatable")
    assigning.add_argument(
        "--twice", type=float, default=0.0, metavar="SHARE", help="share that two review blind (default: %(default)s)"
    )
    assigning.add_argument("--seed", type=int, default=0, help="of the dealing (default: %(default)s)")
    add_filter(assigning)
    add_reviewer(assigning, does="assigns")
    taking = add(people, "unassign", _unassign, "take assignments back; what was decided stays")
    taking.add_argument("--from", action="append", default=[], dest="names", metavar="WHO", help="only from WHO")
    add_filter(taking)
    add_reviewer(taking, does="takes them back")


def _assign(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        act = studio.people.assign(
            checked_filter(studio, given), given.to, share_twice=given.twice, seed=given.seed, reviewer=given.reviewer
        )
        loads = studio.people.workloads()
    return _assigned(act, loads)


def _unassign(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        act = studio.people.unassign(checked_filter(studio, given), given.names, reviewer=given.reviewer)
        loads = studio.people.workloads()
    return _assigned(act, loads)


def _assigned(act: Act, loads: tuple[Workload, ...]) -> Reply:
    data = {"act": act.id, "count": len(act.trace_ids), "assigned": [to_json(load) for load in loads]}
    rows = [(load.reviewer, load.assigned, load.waiting) for load in loads]
    listed = f"\n{table(('reviewer', 'assigned', 'waiting'), rows)}" if rows else ""
    return Reply(data, f"{act.label}.{listed}")


def _disputes(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        found = studio.people.disputes()
    lines = [f"{dispute.trace_id}  {'; '.join(opinion.sentence for opinion in dispute.opinions)}" for dispute in found]
    return Reply(
        {"disputes": [to_json(dispute) for dispute in found]}, "\n".join(lines) or "Nothing needs adjudication."
    )


def _report(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        report, loads, reasons = studio.people.report(), studio.people.workloads(), studio.people.reasons()
    data = {**to_json(report), "assigned": [to_json(load) for load in loads], "reasons": reasons}
    if not report.reviewers:
        return Reply(data, "Nobody has decided anything yet.")
    return Reply(data, "\n\n".join(_parts(report, loads, reasons)))


def _parts(report: PeopleReport, loads: tuple[Workload, ...], reasons: dict[str, int]) -> list[str]:
    waiting = {load.reviewer: load.waiting for load in loads}
    people = [
        (
            one.reviewer,
            one.done,
            waiting.get(one.reviewer, 0),
            one.accept_share,
            one.edit_share,
            one.reject_share,
            one.median_seconds,
            one.disagreement_rate,
        )
        for one in report.reviewers
    ]
    header = ("reviewer", "done", "waiting", "accepted", "edited", "rejected", "seconds", "disagreed")
    pairs = [
        (
            f"{pair.first} and {pair.second}",
            pair.shared,
            *map(_figure, (pair.percent, pair.kappa, pair.ac1, pair.rating)),
        )
        for pair in report.pairs
        if pair.shared
    ]
    parts = [table(header, people)]
    if pairs:
        parts.append(table(("pair", "shared", "percent", "kappa", "AC1", "ratings AC2"), pairs))
    whole = (
        ("Percent agreement", report.percent),
        ("Krippendorff's alpha", report.alpha),
        ("Gwet's AC1", report.ac1),
        ("Alpha of the ratings", report.rating_alpha),
    )
    parts.append("\n".join(f"{name}: {_figure(found)}" for name, found in whole))
    if reasons:
        parts.append(table(("reason", "traces"), list(reasons.items())))
    if report.disagreements:
        parts.append(f"{len(report.disagreements):,} texts were judged differently and not settled.")
    return parts


def _figure(found: Agreement) -> str:
    """A figure with its interval and n, or that there is none."""
    if found.value is None:
        return f"not defined (n {found.n:,})"
    if found.low is None or found.high is None:
        return f"{found.value:.3f} (n {found.n:,}, no interval)"
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f}, n {found.n:,})"
