# SPDX-License-Identifier: Apache-2.0
"""Steps of two answers in pairs: nothing is lost, what is alike stands together, what differs is marked."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.screen_builders import answer, small_trace, thought
from ui.widgets.side_by_side import SideBySide
from ui.widgets.step_changes import Mark
from ui.widgets.step_pairs import MOST_STEPS, pairs_between
from ui.widgets.step_reader import step_text

TEXTS = st.text(st.sampled_from("ab 预\u202e<img>\x00\n😀"), max_size=12)
STEPS = st.lists(st.builds(thought, TEXTS), max_size=8)


def _texts(pairs, side):
    found = [getattr(pair, side) for pair in pairs]
    return ["".join(piece.text for piece in step.pieces) for step in found if step is not None]


@settings(max_examples=60, deadline=None)
@given(STEPS, STEPS)
def test_that_both_answers_can_be_read_from_the_pairs(left, right):
    pairs = pairs_between(left, right)
    assert _texts(pairs, "left") == [step_text(step) for step in left]
    assert _texts(pairs, "right") == [step_text(step) for step in right]
    assert [pair.left.place for pair in pairs if pair.left] == list(range(len(left)))
    assert [pair.right.place for pair in pairs if pair.right] == list(range(len(right)))


def test_that_steps_that_say_much_the_same_stand_beside_one_another():
    left = (thought("The call blocks 14:00 to 15:00."), thought("Budget takes two hours."), answer("Audit"))
    right = (thought("First what cannot move."), thought("Budget takes three hours."), answer("Audit"))
    pairs = pairs_between(left, right)
    assert [(pair.left.place, pair.right.place) for pair in pairs] == [(0, 0), (1, 1), (2, 2)]
    own = [piece.text for piece in pairs[1].right.pieces if piece.mark is Mark.CHANGED]
    assert (own, pairs[2].is_same) == (["three"], True)


def test_that_a_step_without_a_twin_stands_alone():
    first, *rest = small_trace()
    pairs = pairs_between((first, *rest), (first, thought("Something quite different: 12345."), *rest))
    assert [pair.left is None for pair in pairs].count(True) == 1
    assert sum(pair.is_same for pair in pairs) == len(rest) + 1


def test_that_ten_thousand_steps_and_a_megabyte_are_cut_to_what_can_be_read(qtbot):
    many = [thought(f"Step {number}") for number in range(10_000)]
    other = [thought("x" * 1_000_000), *(replace(step, text=step.text + " more") for step in many)]
    pairs = pairs_between(many, other)
    assert len(pairs) == MOST_STEPS
    page = SideBySide()
    qtbot.addWidget(page)
    page.set_pairs(pairs)
    assert len(page.toPlainText()) < 400_000


def test_that_the_text_of_strangers_stays_text(qtbot):
    page = SideBySide()
    qtbot.addWidget(page)
    page.set_pairs(pairs_between([thought("<b>bold</b> ![x](http://a.b/c.png)")], [thought("<img src='file:///x'>")]))
    shown = page.toPlainText()
    assert "<b>bold</b> ![x](http://a.b/c.png)" in shown
    assert "<img src='file:///x'>" in shown
