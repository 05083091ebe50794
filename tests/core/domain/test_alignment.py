# SPDX-License-Identifier: Apache-2.0
"""Two versions of steps side by side."""

from __future__ import annotations

from hypothesis import given, settings

from core.domain.alignment import Fate, aligned, canonical
from tests.helpers.review_builders import answer, call, thought
from tests.helpers.step_strategies import TRACES


def fates(before, after):
    return [(found.fate.value, found.end - found.start, found.last - found.first) for found in aligned(before, after)]


def test_that_equal_versions_are_one_stretch_that_is_the_same():
    steps = (thought("a"), answer("b"))
    assert fates(steps, steps) == [("same", 2, 2)]
    assert fates((), ()) == []


def test_that_a_split_and_a_join_are_no_change_of_words():
    before = (thought("a b"), thought("c"), thought("d"), call())
    assert fates(before, (thought("a"), thought("b"), thought("c\nd"), call())) == [
        ("recut", 1, 2),
        ("recut", 2, 1),
        ("same", 1, 1),
    ]


def test_that_an_edit_beside_a_split_is_told_from_it():
    before = (thought("a b"), thought("c"), thought("d e"))
    after = (thought("a"), thought("b"), thought("other"), thought("d"), thought("e"))
    assert fates(before, after) == [("recut", 1, 2), ("changed", 1, 1), ("recut", 1, 2)]


def test_that_another_kind_or_a_call_is_a_change():
    assert fates((thought("a b"),), (thought("a"), answer("b"))) == [("changed", 1, 2)]
    assert fates((call("Audit"),), (call("Budget"),)) == [("changed", 1, 1)]


@settings(max_examples=150, deadline=None)
@given(before=TRACES, after=TRACES)
def test_that_stretches_cover_both_versions_once(before, after):
    start = first = 0
    for stretch in aligned(before, after):
        assert (stretch.start, stretch.first) == (start, first)
        assert stretch.end > start or stretch.last > first
        start, first = stretch.end, stretch.last
        if stretch.fate is Fate.SAME:
            assert [*map(canonical, before[stretch.start : stretch.end])] == [
                *map(canonical, after[stretch.first : stretch.last])
            ]
        if stretch.fate is Fate.RECUT:
            assert words(before[stretch.start : stretch.end]) == words(after[stretch.first : stretch.last])
    assert (start, first) == (len(before), len(after))


def words(steps):
    assert len({step.kind for step in steps}) == 1
    return "".join("".join(step.text.split()) for step in steps)
