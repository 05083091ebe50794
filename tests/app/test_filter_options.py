# SPDX-License-Identifier: Apache-2.0
"""The options that say which traces a command means: the same for every command, and none of the old ones lost."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta

import pytest

from app.cli.entry import build_parser
from app.cli.filter_options import TO_REVIEW, add_filter, filter_from
from core.domain.traces import Bounds, TraceFilter, TraceState

COMMANDS = {
    ("review", "list"): (TraceState.PENDING, TraceState.SKIPPED),
    ("review", "decide", "--verdict", "accept"): (TraceState.PENDING,),
    ("judge", "estimate", "--judge", "loop"): (TraceState.PENDING, TraceState.SKIPPED),
    ("judge", "run", "--judge", "loop"): (TraceState.PENDING, TraceState.SKIPPED),
    ("rules", "preview", "--verdict", "accept"): (),
    ("rules", "apply", "--verdict", "accept", "--token", "t"): (),
    ("people", "assign", "--to", "Ada"): (),
    ("people", "unassign"): (),
    ("packet", "export", "for-bo.jsonl"): (),
}
"""Each command that can be narrowed, with the states that it means where none is named."""


def of(*words: str, usual: str = "any") -> TraceFilter:
    parser = argparse.ArgumentParser()
    add_filter(parser, usual=usual)
    return filter_from(parser.parse_args(words))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_that_every_command_is_narrowed_by_the_same_flags(command):
    flags = ("--task", "a", "--type", "b", "--difficulty", "hard", "--teacher", "t", "--text", "x", "--assignee", "Ada")
    bare = filter_from(build_parser().parse_args(command))
    assert bare == TraceFilter(states=COMMANDS[command])
    narrowed = filter_from(build_parser().parse_args([*command, *flags, "--state", "accepted", "--trace", "7"]))
    assert narrowed == TraceFilter(
        states=(TraceState.ACCEPTED,),
        task_types=("a", "b"),
        difficulties=("hard",),
        teachers=("t",),
        text="x",
        assignees=("Ada",),
        trace_ids=(7,),
    )


def test_that_a_trace_is_named_by_its_place_or_by_its_flag_once():
    assert of("3", "1", "--trace", "2", "--trace", "3").trace_ids == (3, 1, 2)


def test_that_named_traces_are_meant_whatever_their_state_unless_one_is_asked_for():
    assert of("3", usual=TO_REVIEW).states == ()
    assert of("3", "--state", "rejected", usual=TO_REVIEW).states == (TraceState.REJECTED,)


def test_that_states_add_up_and_any_is_no_limit():
    assert of("--state", "to_review", "--state", "pending", "--state", "accepted").states == (
        TraceState.PENDING,
        TraceState.SKIPPED,
        TraceState.ACCEPTED,
    )
    assert of("--state", "pending", "--state", "any", usual="pending").states == ()


def test_that_what_was_said_of_a_trace_and_its_figures_narrow_too():
    wanted = of("--finding", "quotes", "--decided-by", "Ada", "--decided-for", "unclear", "--tag", "odd")
    assert (wanted.findings, wanted.reviewers, wanted.reasons, wanted.tags) == (
        ("quotes",),
        ("Ada",),
        ("unclear",),
        ("odd",),
    )
    bounded = of("--rating-least", "4", "--confidence-most", "0.5", "--judged-least", "2", "--judged-most", "3")
    assert (bounded.rating, bounded.confidence, bounded.judge_score) == (Bounds(4), Bounds(None, 0.5), Bounds(2, 3))
    assert of("--days", "2").since < datetime.now(UTC) - timedelta(days=1.9)


@pytest.mark.parametrize("words", [("--days", "0"), ("--days", "1e9"), ("--rating-least", "nan")])
def test_that_a_number_that_bounds_nothing_is_wrong_usage(words):
    with pytest.raises(SystemExit):
        of(*words)
