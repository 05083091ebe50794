# SPDX-License-Identifier: Apache-2.0
"""Planted faults: one fault each, the same for the same dice, and none where none can be made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.traces import TraceId
from core.review.judging.canaries import is_canary, plant
from tests.helpers.review_builders import answer, call, make_steps, thought

OTHERS = (answer("Answer: Audit"), answer("Answer: Budget"))
STEPS = (
    thought("1. It takes 2 h."),
    thought("2. It is due 15:00."),
    thought("3. So it goes first."),
    *make_steps()[2:],
)


def faults(steps, others=OTHERS):
    """One planted trace of each fault that some dice make."""
    made = [plant(steps, others, dice=str(number)) for number in range(60)]
    return {planted.fault: planted.steps for planted in made if planted is not None}


def test_that_each_fault_changes_what_it_says_and_nothing_else():
    found = faults(STEPS)
    assert set(found) == {"swapped_steps", "changed_number", "other_answer"}
    assert found["swapped_steps"] == (STEPS[2], STEPS[1], STEPS[0], *STEPS[3:])
    assert found["other_answer"] == (*STEPS[:3], OTHERS[1], *STEPS[4:])
    changed = [place for place, step in enumerate(STEPS) if found["changed_number"][place] != step]
    assert len(changed) == 1 and changed[0] in (0, 1)


def test_that_the_number_of_a_line_is_no_number_of_the_reasoning():
    texts = {
        planted.steps[0].text
        for number in range(40)
        if (planted := plant((thought("1. It takes 2 h."), call()), (), dice=str(number))) is not None
    }
    assert texts == {"1. It takes 3 h.", "1. It takes 4 h.", "1. It takes 5 h."}


def test_that_a_changed_time_is_a_time():
    texts = {plant((thought("Due 23:30."),), (), dice=str(number)).steps[0].text for number in range(40)}
    assert texts == {"Due 00:30.", "Due 01:30.", "Due 02:30."}


@pytest.mark.parametrize("steps", [(), (call(),), (thought("No figures here."), answer("Answer: Audit"))])
def test_that_nothing_is_planted_where_nothing_can_be(steps):
    assert plant(steps, OTHERS[:1], dice="7") is None


@given(dice=st.text(max_size=5), texts=st.lists(st.text(max_size=20), max_size=5))
def test_that_a_planted_trace_is_another_one_and_the_same_each_time(dice, texts):
    steps = (*map(thought, texts), answer("Answer: Audit"))
    planted = plant(steps, OTHERS, dice=dice)
    assert planted is not None and planted.steps != steps
    assert planted == plant(steps, OTHERS, dice=dice)


def test_that_the_share_is_about_what_was_asked_for_and_fixed_by_the_seed():
    chosen = [number for number in range(5_000) if is_canary(TraceId(number), share=0.2, seed=3)]
    assert 900 < len(chosen) < 1_100
    assert chosen != [number for number in range(5_000) if is_canary(TraceId(number), share=0.2, seed=4)]
    assert not any(is_canary(TraceId(number), share=0, seed=3) for number in range(100))
    assert all(is_canary(TraceId(number), share=1, seed=3) for number in range(100))
