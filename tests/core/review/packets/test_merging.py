# SPDX-License-Identifier: Apache-2.0
"""Merging a reply: every decision lands in one list, nothing is overwritten, and a second import changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.merging import ConflictKind, HeldDecision
from core.domain.packets import Reply, ReplyDecision, ReplyEdit, ReplyHeader
from core.domain.reviews import Verdict
from core.review.packets.merging import after, merge
from core.review.packets.traces import steps_hash
from tests.helpers.packet_builders import NOON, decided, held
from tests.helpers.review_builders import answer, make_steps

ACCEPT, REJECT, NEEDS_WORK, SKIP = Verdict.ACCEPT, Verdict.REJECT, Verdict.NEEDS_WORK, Verdict.SKIP
BETTER = (answer("Answer: Audit, because it is due first."),)


def reply(*decisions):
    header = ReplyHeader("0" * 64, NOON, "Bo", NOON + timedelta(hours=9), "0.1.0", len(decisions), "1" * 64)
    return Reply(header, decisions)


def here(number=0, verdict=ACCEPT, *, reviewer="Ada", minutes=3, on=None, **more):
    steps = make_steps(number) if on is None else on
    return HeldDecision(reviewer, verdict, steps_hash(steps), NOON + timedelta(minutes=minutes), **more)


def workspace(*traces):
    return {f"key-{trace.trace_id - 1}": trace for trace in traces}


def imported(found, traces):
    """The workspace once all that can be applied is applied."""
    now = dict(traces)
    for each in found.applicable:
        now[each.decision.request_key] = after(now[each.decision.request_key], each.decision)
    return now


def kinds(found):
    return [conflict.kind for conflict in found.conflicts]


def test_that_what_nobody_contradicts_can_be_applied():
    made = (decided(0, ACCEPT), decided(1, REJECT, reasons=("unclear",), note="why?", rating=2))
    found = merge(reply(*made), workspace(held(0), held(1)))
    assert [(each.trace_id, each.decision) for each in found.applicable] == [(1, made[0]), (2, made[1])]
    assert found.sentence == "2 decisions can be applied."


def test_that_a_trace_that_is_not_here_is_named():
    found = merge(reply(decided(7)), workspace(held(0)))
    assert [decision.request_key for decision in found.unknown] == ["key-7"]
    assert found.sentence.endswith("1 decision is about traces that are not in this workspace.")


def test_that_a_second_import_changes_nothing():
    made = reply(decided(0, REJECT, minutes=1), decided(0, ACCEPT, minutes=2, edit=BETTER), decided(1, SKIP))
    traces = workspace(held(0), held(1))
    first = merge(made, traces)
    assert len(first.applicable) == 3
    now = imported(first, traces)
    assert (now["key-0"].head, now["key-0"].content_hash) == (1, steps_hash(BETTER))
    again = merge(made, now)
    assert (again.applicable, again.conflicts) == ((), ())
    assert len(again.known) == 3


def test_that_the_same_word_is_known_though_it_was_kept_at_another_time():
    found = merge(
        reply(decided(0, REJECT, note="a")), workspace(held(decisions=(here(0, REJECT, reviewer="Bo", note="a"),)))
    )
    assert len(found.known) == 1
    other = merge(
        reply(decided(0, REJECT, note="b")), workspace(held(decisions=(here(0, REJECT, reviewer="Bo", note="a"),)))
    )
    assert len(other.applicable) == 1


def test_that_a_trace_that_was_edited_since_is_in_conflict():
    trace = replace(held(), head=1, content_hash=steps_hash(BETTER))
    found = merge(reply(decided(0, REJECT)), workspace(trace))
    assert (kinds(found), found.conflicts[0].ours) == ([ConflictKind.EDITED], None)
    assert found.conflicts[0].sentence == (
        "Trace 1 was edited since the packet was made; Bo says “reject” of the older text."
    )


def test_that_an_edit_that_was_taken_back_is_no_conflict():
    trace = replace(held(), decisions=(here(0, ACCEPT, on=BETTER),))
    assert len(merge(reply(decided(0, REJECT)), workspace(trace)).applicable) == 1


@pytest.mark.parametrize("theirs", [ACCEPT, REJECT, NEEDS_WORK, SKIP])
@pytest.mark.parametrize("ours", [ACCEPT, REJECT, NEEDS_WORK, SKIP])
def test_that_another_word_of_somebody_else_is_a_conflict_unless_it_is_a_skip(ours, theirs):
    found = merge(reply(decided(0, theirs)), workspace(held(decisions=(here(0, ours),))))
    if ours in (theirs, SKIP):
        assert len(found.applicable) == 1
    else:
        assert (kinds(found), found.conflicts[0].ours.verdict) == ([ConflictKind.DECIDED], ours)


def test_that_both_sides_of_a_conflict_are_said():
    found = merge(reply(decided(0, REJECT)), workspace(held(decisions=(here(0, ACCEPT),))))
    assert found.conflicts[0].sentence == "Bo says “reject” of trace 1; Ada says “accept” here."
    assert found.sentence == "0 decisions can be applied. 1 decision is in conflict."


def test_that_what_was_decided_before_the_packet_was_made_is_no_conflict():
    found = merge(reply(decided(0, REJECT)), workspace(held(decisions=(here(0, ACCEPT, minutes=-1),))))
    assert len(found.applicable) == 1


def test_that_the_last_word_of_somebody_else_counts():
    trace = held(decisions=(here(0, ACCEPT, minutes=1), here(0, REJECT, minutes=2)))
    assert len(merge(reply(decided(0, REJECT)), workspace(trace)).applicable) == 1


def test_that_an_edit_is_in_conflict_with_who_took_the_trace_as_it_is():
    found = merge(reply(decided(0, ACCEPT, edit=BETTER)), workspace(held(decisions=(here(0, ACCEPT),))))
    assert kinds(found) == [ConflictKind.DECIDED]
    assert found.conflicts[0].sentence == "Bo says “accept, edited” of trace 1; Ada says “accept” here."


def test_that_a_later_word_here_of_the_same_person_stands():
    trace = held(decisions=(here(0, ACCEPT, reviewer="Bo", minutes=60),))
    found = merge(reply(decided(0, REJECT)), workspace(trace))
    assert kinds(found) == [ConflictKind.NEWER]
    assert found.conflicts[0].sentence == "Bo says “reject” of trace 1, and later “accept” here."
    earlier = held(decisions=(here(0, ACCEPT, reviewer="Bo", minutes=1),))
    assert len(merge(reply(decided(0, REJECT)), workspace(earlier)).applicable) == 1


def test_that_two_people_in_one_reply_can_be_in_conflict():
    found = merge(reply(decided(0, ACCEPT, minutes=1), decided(0, REJECT, minutes=2, reviewer="Cy")), workspace(held()))
    assert [each.decision.reviewer for each in found.applicable] == ["Bo"]
    assert [(conflict.theirs.reviewer, conflict.ours.reviewer) for conflict in found.conflicts] == [("Cy", "Bo")]


def test_that_an_edit_makes_room_for_a_word_on_its_text():
    # Cy's word on the better text is dated before Bo's edit, as clocks may have it.
    word = decided(0, ACCEPT, reviewer="Cy", minutes=1, on=BETTER)
    found = merge(reply(word, decided(0, ACCEPT, minutes=2, edit=BETTER)), workspace(held()))
    assert [each.decision.reviewer for each in found.applicable] == ["Bo", "Cy"]
    assert found.conflicts == ()


TEXTS = (make_steps(0), BETTER, (answer("Answer: Budget"),))
names = st.sampled_from(["Bo", "Cy", "Ada"])
verdicts = st.sampled_from(Verdict)
minutes = st.integers(-2, 6)
replied = st.builds(
    lambda number, verdict, name, at, on, edit, note: ReplyDecision(
        f"key-{number}",
        steps_hash(TEXTS[on]),
        verdict,
        name,
        NOON + timedelta(minutes=at),
        note=note,
        edit=None if edit in (None, on) else ReplyEdit(TEXTS[edit]),
    ),
    st.integers(0, 2),
    verdicts,
    names,
    minutes,
    st.integers(0, 2),
    st.none() | st.integers(0, 2),
    st.sampled_from(["", "why?"]),
)
stood = st.builds(
    lambda verdict, name, at, on: here(0, verdict, reviewer=name, minutes=at, on=TEXTS[on]),
    verdicts,
    names,
    minutes,
    st.integers(0, 2),
)
traces = st.tuples(st.integers(0, 2), st.lists(stood, max_size=3)).map(
    lambda found: replace(
        held(),
        content_hash=steps_hash(TEXTS[found[0]]),
        decisions=tuple(sorted(found[1], key=lambda decision: decision.at)),
    )
)


@settings(max_examples=200, deadline=None)
@given(decisions=st.lists(replied, max_size=8), first=traces, second=traces)
def test_that_no_decision_is_dropped_and_a_second_import_applies_none(decisions, first, second):
    space = {"key-0": first, "key-1": replace(second, trace_id=2)}
    made = reply(*decisions)
    found = merge(made, space)
    assert_all_there(found, decisions)
    now = imported(found, space)
    again = merge(made, now)
    assert again.applicable == ()
    assert_all_there(again, decisions)


def assert_all_there(found, decisions):
    sorted_ones = [each.decision for each in found.applicable] + [conflict.theirs for conflict in found.conflicts]
    sorted_ones += [*found.known, *found.unknown]
    assert Counter(map(repr, sorted_ones)) == Counter(map(repr, decisions))


@settings(max_examples=200, deadline=None)
@given(decisions=st.lists(replied, max_size=8), trace=traces)
def test_that_what_is_applied_was_said_of_the_text_that_stands_then(decisions, trace):
    for each in merge(reply(*decisions), {"key-0": trace}).applicable:
        assert each.decision.content_hash == trace.content_hash
        trace = after(trace, each.decision)
