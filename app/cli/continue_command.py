# SPDX-License-Identifier: Apache-2.0
"""``stillroom review continue``: cut a trace behind a step and let a teacher go on from there."""

from __future__ import annotations

import argparse
import asyncio

from app.cli.command import Commands, add, add_reviewer, open_studio, whole_above_zero
from app.cli.reply import Reply
from core.domain.codec import to_json
from core.domain.continuations import ContinuationForecast
from core.domain.traces import TraceId
from core.errors import InvalidInput


def register(review: Commands) -> None:
    """Add the command to the group."""
    parser = add(review, "continue", _continue, "cut a trace behind a step and let a teacher go on from there")
    parser.add_argument("id", metavar="ID", type=int, help="id of the trace")
    parser.add_argument(
        "--from-step", required=True, metavar="N", type=whole_above_zero, help="number of the last step that stays"
    )
    parser.add_argument("--teacher", default="", metavar="NAME", help="who goes on (default: the teacher of the trace)")
    parser.add_argument("--dry-run", action="store_true", help="show what it would send and cost, and ask nobody")
    parser.add_argument("--accept", action="store_true", help="accept the revision in the same act")
    parser.add_argument("--note", default="", help="a word of your own that is kept with the revision")
    add_reviewer(parser)


def _continue(given: argparse.Namespace) -> Reply:
    trace_id = TraceId(given.id)
    with open_studio(given) as studio:
        trace = studio.review.trace(trace_id)
        if given.from_step > len(trace.steps):
            raise InvalidInput(
                f"There is no step {given.from_step} in trace {trace_id}.",
                hint=f"Its steps are 1 to {len(trace.steps)}.",
            )
        kept = trace.steps[: given.from_step]
        run = studio.generation.continuation(trace_id, kept, teacher=given.teacher or trace.original.teacher)
        forecast = to_json(run.forecast)
        if given.dry_run:
            return Reply({"trace": trace_id, "forecast": forecast}, forecast_text(run.forecast))
        found = asyncio.run(run.ask(lambda _steps: None))
        revision = studio.review.edit(
            trace_id,
            (*kept, *found.steps),
            author=given.reviewer,
            note=given.note,
            accept=given.accept,
            base=trace.head,
            continued=(found.made,),
        )
        state = studio.review.trace(trace_id).state.value
    data = {"trace": trace_id, "state": state, "revision": revision.number, "note": revision.note}
    data |= {"forecast": forecast, "continuation": to_json(found.made)}
    return Reply(data, f"Trace {trace_id} is at revision {revision.number}, {state}. {found.made.sentence}")


def forecast_text(found: ContinuationForecast) -> str:
    """A forecast in two lines."""
    most = f"at most {found.most_output_tokens:,}"
    out = f"{most}; no answer of {found.teacher} was counted yet"
    if found.p50_output_tokens is not None:
        counted = f"{found.measured_count:,} whole answer{'' if found.measured_count == 1 else 's'}"
        out = f"p50 {found.p50_output_tokens:,}, p90 {found.p90_output_tokens:,} ({counted} of {found.teacher}), {most}"
    cost = "unknown"
    if found.p50_cost_usd is not None and found.p90_cost_usd is not None:
        cost = f"p50 ${found.p50_cost_usd:.4f}, p90 ${found.p90_cost_usd:.4f}"
    return f"Tokens: about {found.input_tokens:,} in; out {out}.\nCost: {cost}."
