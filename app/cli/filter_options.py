# SPDX-License-Identifier: Apache-2.0
"""The options by which a command names the traces that it is about, the same for all of them."""

from __future__ import annotations

import argparse

from core.domain.traces import WAITING, TraceFilter, TraceId, TraceState

TO_REVIEW = "to_review"
"""The word for the two states that wait for a decision."""
ANY = "any"
"""The word for every state."""

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
    )


def _states(words: list[str]) -> tuple[TraceState, ...]:
    """The states that some words mean; none at all, which is no limit, where one of them is “any”."""
    if ANY in words:
        return ()
    meant = [WAITING if word == TO_REVIEW else (TraceState(word),) for word in words]
    return tuple(dict.fromkeys(state for states in meant for state in states))
