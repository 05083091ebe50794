# SPDX-License-Identifier: Apache-2.0
"""The flags that say which traces a command speaks of, for assignments and packets."""

from __future__ import annotations

import argparse
import getpass

from core.domain.traces import TraceFilter, TraceId, TraceState


def add_slice(parser: argparse.ArgumentParser) -> None:
    """Add the flags; none of them means every trace."""
    states = [state.value for state in TraceState]
    parser.add_argument("ids", metavar="ID", type=int, nargs="*", help="ids of traces (default: all that fit)")
    parser.add_argument("--state", action="append", default=[], choices=states, help="only in this state; repeatable")
    parser.add_argument("--type", action="append", default=[], metavar="T", help="only this task type; repeatable")
    parser.add_argument("--teacher", action="append", default=[], metavar="T", help="only this teacher; repeatable")
    parser.add_argument(
        "--assignee", action="append", default=[], metavar="WHO", help="only what is assigned to WHO; repeatable"
    )


def slice_of(given: argparse.Namespace) -> TraceFilter:
    """The filter that the flags make."""
    return TraceFilter(
        states=tuple(TraceState(state) for state in given.state),
        task_types=tuple(given.type),
        teachers=tuple(given.teacher),
        trace_ids=tuple(TraceId(found) for found in given.ids),
        assignees=tuple(given.assignee),
    )


def add_reviewer(parser: argparse.ArgumentParser) -> None:
    """Add the flag that says who does it."""
    parser.add_argument(
        "--reviewer", default=getpass.getuser(), metavar="WHO", help="who you are (default: %(default)s)"
    )
