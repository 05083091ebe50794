# SPDX-License-Identifier: Apache-2.0
"""``stillroom judge``: let a model score traces, and see how far it agrees with people."""

from __future__ import annotations

import argparse
import sys

from app.cli.budget_options import add_budget, budget_of
from app.cli.command import Commands, add, add_group, open_studio, whole_above_zero
from app.cli.filter_options import TO_REVIEW, add_filter, checked_filter
from app.cli.generation_commands import check_key
from app.cli.reply import Reply, table
from app.cli.watch import finish
from core.domain.codec import to_json
from core.domain.judgements import JudgeFigures, Judgement, JudgingEstimate
from core.domain.people import Agreement
from core.domain.traces import TraceId
from core.errors import InvalidInput
from core.studio import Studio


def register(commands: Commands) -> None:
    """Add the commands."""
    group = add_group(commands, "judge", "let a model score traces, and see how far it agrees with people")
    _add_judging(add(group, "estimate", _estimate, "say what judging would send and cost; nothing is sent"))
    run = add(group, "run", _run, "judge the traces that the judge has not judged")
    _add_judging(run)
    add_budget(run)
    run.add_argument(
        "--concurrency", type=whole_above_zero, default=8, help="requests in flight at once (default: %(default)s)"
    )
    run.add_argument("--yes", action="store_true", help="do not ask before money is spent")
    add(group, "report", _report, "show each judge's agreement with people and the planted faults that it caught")
    show = add(group, "show", _show, "show what judges say of a trace")
    show.add_argument("id", metavar="ID", type=int, help="id of the trace")


def _add_judging(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--judge", required=True, metavar="NAME", help="one of those that “providers list” shows")
    parser.add_argument(
        "--canaries",
        type=_portion,
        default=0.0,
        metavar="SHARE",
        help="share of the traces that are sent once more with a planted fault, from 0 to 1 (default: none)",
    )
    parser.add_argument("--seed", type=int, default=0, help="chooses canaries and faults (default: %(default)s)")
    add_filter(parser, usual=TO_REVIEW)


def _estimate(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        estimate = _estimated(studio, given)
    return Reply(to_json(estimate), f"{_told(estimate)}\n{estimate.note}")


def _run(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        check_key(studio, studio.generation.profile(given.judge))
        _agree(studio, given, _estimated(studio, given))
        job = studio.judging.start(
            checked_filter(studio, given),
            given.judge,
            canary_share=given.canaries,
            budget=budget_of(given),
            concurrency=given.concurrency,
            seed=given.seed,
        )
        result = finish(studio, job).result
    failed = sum(result["failed"].values())
    noun = "trace" if result["judged"] == 1 else "traces"
    text = f"Judged {result['judged']:,} {noun}, {failed:,} failed."
    if result["canaries"]:
        text += f" Caught {result['caught']:,} of {result['canaries']:,} planted faults."
    if result["ended_by"] == "budget":
        text += " The budget is used up; resume the job for the rest."
    return Reply({"job": job, **result}, text)


def _report(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        found = studio.judging.judges()
    if not found:
        return Reply({"judges": []}, "No judge has scored a trace yet.")
    header = ("judge", "judged", "decided", "tau", "kappa", "precision of rejects", "faults caught")
    rows = [
        (one.judge, one.judged, one.decided, *map(figure_words, (one.tau, one.kappa, one.rejects, one.canaries)))
        for one in found
    ]
    return Reply({"judges": [to_json(one) for one in found]}, table(header, rows))


def _show(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        found = studio.judging.judgements(studio.review.trace(TraceId(given.id)).id)
        figures = {one.judge: one for one in studio.judging.judges()} if found else {}
    text = "\n".join(_lines(held, figures[held.judge]) for held in found) or "No judge has scored this trace."
    named = {held.judge for held in found}
    data = {
        "trace": given.id,
        "judgements": [to_json(held) for held in found],
        "judges": [to_json(one) for name, one in figures.items() if name in named],
    }
    return Reply(data, text)


def figure_words(figure: Agreement) -> str:
    """A figure with its interval and what it rests on, or why there is none."""
    if figure.value is None:
        return figure.reason
    between = "" if figure.low is None or figure.high is None else f" [{figure.low:.2f}, {figure.high:.2f}]"
    return f"{figure.value:.2f}{between} n={figure.n:,}"


def _estimated(studio: Studio, given: argparse.Namespace) -> JudgingEstimate:
    return studio.judging.estimate(
        checked_filter(studio, given), given.judge, canary_share=given.canaries, seed=given.seed
    )


def _told(estimate: JudgingEstimate) -> str:
    money = "unknown"
    if estimate.usd_p50 is not None and estimate.usd_p90 is not None:
        money = f"${estimate.usd_p50:.4f} to ${estimate.usd_p90:.4f} (p50 to p90)"
    return (
        f"{estimate.requests:,} requests, {estimate.canaries:,} of them with a planted fault, about "
        f"{estimate.input_tokens:,} tokens in and {estimate.output_tokens:,} out, estimated cost {money}."
    )


def _agree(studio: Studio, given: argparse.Namespace, estimate: JudgingEstimate) -> None:
    """Say what it will cost; ask first where requests leave this machine and a person is there to answer."""
    sys.stderr.write(f"{_told(estimate)}\n")
    if given.yes or studio.generation.capabilities(given.judge).is_local:
        return
    if not sys.stdin.isatty():
        raise InvalidInput("This sends paid requests.", hint="Add --yes to agree, and --budget-usd to set a limit.")
    sys.stderr.write("Send them? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise InvalidInput("Nothing was sent.")


def _lines(held: Judgement, figures: JudgeFigures) -> str:
    opinion = held.opinion
    head = f"{held.judge}, revision {held.revision}: {opinion.score} of 5, {opinion.verdict.value}. {opinion.reason}"
    marks = [
        f"  {'yes' if mark.is_there else 'no '}  {mark.element}: {mark.reason}".rstrip(": ")
        for mark in opinion.elements
    ]
    trust = f"  With people: kappa: {figure_words(figures.kappa)}; tau: {figure_words(figures.tau)}"
    return "\n".join([head.rstrip(), *marks, trust])


def _portion(text: str) -> float:
    """An argparse type: a number from 0 to 1."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"“{text}” does not lie from 0 to 1")
    return number
