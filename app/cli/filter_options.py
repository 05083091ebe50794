# SPDX-License-Identifier: Apache-2.0
"""The options by which a command names the traces that it is about."""

from __future__ import annotations

import argparse

from core.domain.traces import TraceFilter, TraceId, TraceState


def add_filter(parser: argparse.ArgumentParser, *, states: tuple[str, ...] = ()) -> None:
    """Let a command be narrowed; ``states`` are those that it means where none is named."""
    usual = ", ".join(states) or "any"
    parser.add_argument(
        "--state",
        action="append",
        choices=[state.value for state in TraceState],
        help=f"only traces of this state; may be repeated (default: {usual})",
    )
    parser.add_argument("--task", action="append", default=[], metavar="TYPE", help="only this task; may be repeated")
    parser.add_argument("--teacher", action="append", default=[], metavar="NAME", help="only of this teacher")
    parser.add_argument("--text", default="", help="only traces with these words")
    parser.add_argument("--trace", action="append", default=[], type=int, metavar="ID", help="only this trace")
    parser.set_defaults(usual_states=states)


def filter_from(given: argparse.Namespace) -> TraceFilter:
    """The filter that the options ask for; traces that are named are meant whatever their state."""
    states = given.state or ([] if given.trace else given.usual_states)
    return TraceFilter(
        states=tuple(TraceState(state) for state in states),
        task_types=tuple(given.task),
        teachers=tuple(given.teacher),
        text=given.text,
        trace_ids=tuple(TraceId(trace_id) for trace_id in given.trace),
    )
