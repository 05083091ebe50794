# SPDX-License-Identifier: Apache-2.0
"""The options by which a command names the traces that it is about, the same for all of them."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from core.domain.tasks import Difficulty
from core.domain.traces import WAITING, Bounds, TraceFilter, TraceId, TraceState
from core.errors import UnknownName
from core.studio import Studio

TO_REVIEW = "to_review"
"""The word for the two states that wait for a decision."""
ANY = "any"
"""The word for every state."""
_MOST_DAYS = 36_500

_MARKS = (
    ("--finding", "in which this check found something"),
    ("--decided-by", "whose verdict is by this reviewer"),
    ("--decided-for", "whose verdict has this reason"),
    ("--tag", "with this tag"),
)
_BOUNDS = (
    ("--rating-least", "rated so high or higher, 1 to 5"),
    ("--confidence-most", "with this confidence or less, 0 to 1"),
    ("--judged-least", "that judges score so high or higher on average, 1 to 5"),
    ("--judged-most", "that judges score so low or lower on average, 1 to 5"),
)
_NAMES = (
    (("--task", "--type"), "of this task type"),
    (("--difficulty",), "that are this hard"),
    (("--teacher",), "of this teacher"),
    (("--assignee",), "that are assigned to this reviewer"),
)


def add_filter(parser: argparse.ArgumentParser, *, usual: str = ANY) -> None:
    """Let a command be narrowed; ``usual`` are the states that it means where neither a state nor a trace is named."""
    parser.add_argument("ids", metavar="ID", type=int, nargs="*", help="ids of the traces (default: all that fit)")
    parser.add_argument(
        "--trace", action="append", default=[], type=int, metavar="ID", help="the same as an ID; may be repeated"
    )
    parser.add_argument(
        "--state",
        action="append",
        choices=[TO_REVIEW, ANY, *(state.value for state in TraceState)],
        help=f"only traces in this state; may be repeated (default: {usual})",
    )
    for flags, words in _NAMES:
        parser.add_argument(
            *flags, action="append", default=[], metavar="NAME", help=f"only traces {words}; may be repeated"
        )
    for flag, words in _MARKS:
        parser.add_argument(flag, action="append", default=[], metavar="NAME", help=f"only traces {words}; repeatable")
    for flag, words in _BOUNDS:
        parser.add_argument(flag, type=_bound, metavar="N", help=f"only traces {words}")
    parser.add_argument("--days", type=_days, metavar="N", help="only traces that were made in the last so many days")
    parser.add_argument("--text", default="", help="only traces with these words, quoted phrases, none of the -words")
    parser.set_defaults(usual_state=usual)


def named_ids(given: argparse.Namespace) -> tuple[TraceId, ...]:
    """The traces that are named by their ids, each once, in the order in which they are named."""
    return tuple(TraceId(found) for found in dict.fromkeys([*given.ids, *given.trace]))


def filter_from(given: argparse.Namespace) -> TraceFilter:
    """The filter that the options ask for; traces that are named are meant whatever their state."""
    named = named_ids(given)
    return TraceFilter(
        states=_states(given.state or [ANY if named else given.usual_state]),
        task_types=tuple(given.task),
        difficulties=tuple(given.difficulty),
        teachers=tuple(given.teacher),
        text=given.text,
        trace_ids=named,
        assignees=tuple(given.assignee),
        findings=tuple(given.finding),
        reviewers=tuple(given.decided_by),
        reasons=tuple(given.decided_for),
        tags=tuple(given.tag),
        rating=Bounds(given.rating_least),
        confidence=Bounds(None, given.confidence_most),
        judge_score=Bounds(given.judged_least, given.judged_most),
        since=None if given.days is None else datetime.now(UTC) - timedelta(days=given.days),
    )


def checked_filter(studio: Studio, given: argparse.Namespace) -> TraceFilter:
    """The same, once all that it names is known here. Raises UnknownName, which lists what is."""
    wanted = filter_from(given)
    held = {row.id for row in studio.review.rows_of(wanted.trace_ids)}
    for trace_id in wanted.trace_ids:
        if trace_id not in held:
            raise UnknownName("trace", str(trace_id))
    review = studio.review
    _check(
        "task", wanted.task_types, lambda: (*(task.type for task in studio.tasks.tasks()), *review.values("task_type"))
    )
    _check("teacher", wanted.teachers, review.teachers)
    _check("difficulty", wanted.difficulties, lambda: tuple(known.value for known in Difficulty))
    _check("reviewer", wanted.assignees, lambda: tuple(load.reviewer for load in studio.people.workloads()))
    _check("reviewer", wanted.reviewers, lambda: (*review.reviewers(), *review.values("reviewer")))
    for noun, names in (("finding", wanted.findings), ("reason", wanted.reasons), ("tag", wanted.tags)):
        _check(noun, names, partial(review.marks, noun))
    return wanted


def check_judge(studio: Studio, name: str) -> None:
    """Raise UnknownName for a judge that has scored nothing here; no name means all of them."""
    _check("judge", (name,) if name else (), lambda: tuple(found.judge for found in studio.judging.judges()))


def _check(noun: str, names: Sequence[str], known: Callable[[], Sequence[str]]) -> None:
    if names:
        there = tuple(dict.fromkeys(known()))
        for name in names:
            if name not in there:
                raise UnknownName(noun, name, there)


def _bound(text: str) -> float:
    """An argparse type: a number to compare with."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number")
    return number


def _days(text: str) -> float:
    """An argparse type: a number of days above zero that a date can be counted back by."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of days above 0")
    return number


def _states(words: list[str]) -> tuple[TraceState, ...]:
    """The states that some words mean; none at all, which is no limit, where one of them is “any”."""
    if ANY in words:
        return ()
    meant = [WAITING if word == TO_REVIEW else (TraceState(word),) for word in words]
    return tuple(dict.fromkeys(state for states in meant for state in states))
