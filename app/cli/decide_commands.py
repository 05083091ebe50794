# SPDX-License-Identifier: Apache-2.0
"""``stillroom review list`` and ``decide``: the queue in any order, and one verdict on one trace or on many."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice

from app.cli.command import Commands, add, add_reviewer, open_studio, whole_above_zero
from app.cli.filter_options import TO_REVIEW, add_filter, checked_filter, named_ids
from app.cli.reply import Reply
from app.cli.trace_commands import rows_reply
from core.domain.codec import to_json
from core.domain.reviews import Act, SkipTo, Verdict
from core.domain.traces import QueuePlace, TraceFilter, TraceId, TraceOrder, TraceState
from core.errors import InvalidInput
from core.studio import Studio

_PAGE = 200


def register(review: Commands) -> None:
    """Add the commands to the group."""
    listing = add(review, "list", _list, "list a queue in the order in which it is reviewed")
    add_filter(listing, usual=TO_REVIEW)
    listing.add_argument(
        "--order",
        choices=[order.value for order in TraceOrder],
        default=TraceOrder.OLDEST.value,
        help="which come first; gap: those of the category in which the student is furthest behind "
        "(default: %(default)s)",
    )
    listing.add_argument(
        "--limit", type=whole_above_zero, default=50, help="at most so many traces (default: %(default)s)"
    )
    add_reviewer(listing, does="reviews")
    decide = add(review, "decide", _decide, "decide on traces by their ids, or with --all on all of a filter")
    decide.add_argument("--all", action="store_true", help="every trace that the filters let through; no ids then")
    add_filter(decide, usual=TraceState.PENDING.value)
    decide.add_argument(
        "--verdict", required=True, choices=[verdict.value for verdict in Verdict], help="what you decide"
    )
    decide.add_argument(
        "--reason", action="append", default=[], metavar="R", help="why; may be repeated (default: none)"
    )
    decide.add_argument("--note", default="", help="a word of your own that is kept with the decision")
    decide.add_argument(
        "--skip-to",
        choices=[to.value for to in SkipTo],
        default=SkipTo.ME.value,
        help="where a skipped trace goes: to the end of the queue, to all but you, or only to who asks for it "
        "(default: %(default)s)",
    )
    add_reviewer(decide)


def standing_reply(studio: Studio, trace_id: TraceId, act: Act) -> Reply:
    """Where a trace stands after an act on it."""
    state = studio.review.trace(trace_id).state
    return Reply(
        {"trace": trace_id, "state": state.value, "act": act.id}, f"{act.label}: trace {trace_id} is {state.value}."
    )


def _list(given: argparse.Namespace) -> Reply:
    order = TraceOrder(given.order)
    with open_studio(given) as studio:
        gaps = studio.review.gaps() if order is TraceOrder.LONGEST_GAP else ()
        wanted = studio.review.queue_of(checked_filter(studio, given), given.reviewer)
        ids = [place.trace_id for place in islice(_places(studio, wanted, order), given.limit)]
        reply = rows_reply(studio.review.rows_of(ids))
    if not gaps:
        return reply
    said = ", ".join(f"{gap.category} {gap.gap:.1f}" for gap in gaps)
    told = [to_json(gap) for gap in gaps]
    return Reply({**reply.data, "gaps": told}, f"Points behind the teacher: {said}.\n\n{reply.text}")


def _places(studio: Studio, wanted: TraceFilter, order: TraceOrder) -> Iterator[QueuePlace]:
    """The places of a queue from its beginning on, a page at a time."""
    for part in studio.review.parts_of(wanted):
        after: QueuePlace | None = None
        while page := studio.review.queue(part, order=order, after=after, limit=_PAGE):
            yield from page
            after = page[-1]


def _decide(given: argparse.Namespace) -> Reply:
    ids = named_ids(given)
    if given.all == bool(ids):
        raise InvalidInput("Name one trace or several, or use --all with --state and other filters.")
    with open_studio(given) as studio:
        if given.all:
            ids = studio.review.ids_of(studio.review.queue_of(checked_filter(studio, given), given.reviewer))
        if not ids:
            return Reply({"count": 0}, "No trace fits.")
        act = studio.review.decide(
            ids,
            Verdict(given.verdict),
            reasons=tuple(given.reason),
            note=given.note,
            reviewer=given.reviewer,
            skip_to=SkipTo(given.skip_to),
        )
        if len(ids) > 1 or given.all:
            return Reply({"count": len(act.trace_ids), "act": act.id}, f"{act.label}.")
        return standing_reply(studio, ids[0], act)
