# SPDX-License-Identifier: Apache-2.0
"""Operations on steps: what each does to words and marks, and which wishes cannot be met."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain import surgery
from core.domain.surgery import MarkedSteps
from core.domain.traces import StepLabel
from core.errors import InvalidInput
from tests.helpers.review_builders import answer, call, thought
from tests.helpers.step_strategies import OPERATIONS, TEXT_KEEPING, attempt, drafts, result

WRONG, NEEDLESS, GAP = StepLabel.WRONG, StepLabel.UNNECESSARY, StepLabel.MISSING_BEFORE
DRAFT = MarkedSteps(
    (thought("Audit is due 15:00. It takes two hours."), thought("So it is first."), call(), result(), answer("Audit")),
    {1: GAP, 4: WRONG},
)


def test_that_a_step_is_split_at_a_character_and_later_marks_move_along():
    halves = surgery.split(DRAFT, 0, 19)
    assert halves.steps[:2] == (thought("Audit is due 15:00."), thought("It takes two hours."))
    assert halves.labels == {2: GAP, 5: WRONG}


def test_that_the_indent_of_a_line_stays_with_it():
    halves = surgery.split(MarkedSteps((thought("if late:\n    go first"),)), 0, 9)
    assert [step.text for step in halves.steps] == ["if late:", "    go first"]
    assert surgery.join(halves, 0).steps == (thought("if late:\n    go first"),)


@pytest.mark.parametrize(
    ("label", "expected"), [(WRONG, [WRONG, WRONG]), (NEEDLESS, [NEEDLESS] * 2), (GAP, [GAP, None])]
)
def test_that_halves_keep_the_mark_but_only_the_first_misses_what_is_before(label, expected):
    halves = surgery.split(surgery.mark(DRAFT, 0, label), 0, 19)
    assert [halves.labels.get(index) for index in range(2)] == expected
    assert surgery.join(halves, 0).labels[0] is label


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        (WRONG, None, WRONG),
        (NEEDLESS, WRONG, WRONG),
        (GAP, WRONG, WRONG),
        (None, GAP, GAP),
        (GAP, NEEDLESS, GAP),
        (NEEDLESS, NEEDLESS, NEEDLESS),
        (NEEDLESS, None, None),
        (None, None, None),
    ],
)
def test_that_joined_steps_have_the_graver_mark(first, second, whole):
    draft = surgery.mark(surgery.mark(DRAFT, 0, first), 1, second)
    joined = surgery.join(draft, 0)
    assert joined.steps[0].text == "Audit is due 15:00. It takes two hours.\nSo it is first."
    assert (joined.labels.get(0), joined.labels.get(3)) == (whole, WRONG)


def test_that_a_step_is_split_into_its_sentences():
    pieces = surgery.split_sentences(surgery.mark(DRAFT, 0, WRONG), 0)
    assert [step.text for step in pieces.steps[:3]] == ["Audit is due 15:00.", "It takes two hours.", "So it is first."]
    assert pieces.labels == {0: WRONG, 1: WRONG, 2: GAP, 5: WRONG}


def test_that_a_mark_is_set_changed_and_taken_off():
    assert surgery.mark(DRAFT, 0, NEEDLESS).labels == {0: NEEDLESS, 1: GAP, 4: WRONG}
    assert surgery.mark(DRAFT, 1, WRONG).labels == {1: WRONG, 4: WRONG}
    assert surgery.mark(DRAFT, 1, None).labels == {4: WRONG}


def test_that_a_rewritten_step_loses_its_mark_and_an_untouched_one_keeps_it():
    assert surgery.replace(DRAFT, 4, answer("Budget")) == MarkedSteps((*DRAFT.steps[:4], answer("Budget")), {1: GAP})
    assert surgery.replace(DRAFT, 4, answer("Audit")) == DRAFT


def test_that_an_inserted_step_has_no_mark_and_moves_those_behind_it():
    more = surgery.insert(DRAFT, 1, thought("Budget is due 17:00."))
    assert more.steps[1:3] == (thought("Budget is due 17:00."), thought("So it is first."))
    assert more.labels == {2: GAP, 5: WRONG}
    assert surgery.insert(DRAFT, 5, thought("End")).steps[-1] == thought("End")


def test_that_a_deleted_step_takes_its_mark_with_it():
    fewer = surgery.delete(DRAFT, 1)
    assert fewer == MarkedSteps((DRAFT.steps[0], *DRAFT.steps[2:]), {3: WRONG})


def test_that_a_moved_step_takes_its_mark_along():
    assert surgery.move(DRAFT, 4, 0).labels == {0: WRONG, 2: GAP}
    assert surgery.move(DRAFT, 0, 1) == MarkedSteps(
        (DRAFT.steps[1], DRAFT.steps[0], *DRAFT.steps[2:]), {0: GAP, 4: WRONG}
    )
    assert surgery.move(DRAFT, 1, 1) == DRAFT


def test_that_truncating_takes_the_step_and_all_behind_it():
    assert surgery.truncate(DRAFT, 2) == MarkedSteps(DRAFT.steps[:2], {1: GAP})


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (lambda: surgery.split(DRAFT, 2, 1), "Step 3 is a tool call and cannot be split"),
        (lambda: surgery.split(DRAFT, 3, 1), "Step 4 is a tool result and cannot be split"),
        (lambda: surgery.split(DRAFT, 0, 0), "one half would be empty"),
        (lambda: surgery.split(DRAFT, 0, 39), "one half would be empty"),
        (lambda: surgery.split(DRAFT, 0, -4), "one half would be empty"),
        (lambda: surgery.split(MarkedSteps((thought("  a"),)), 0, 2), "one half would be empty"),
        (lambda: surgery.split(DRAFT, 9, 1), "There is no step 10"),
        (lambda: surgery.split_sentences(DRAFT, 1), "Step 2 is one sentence"),
        (lambda: surgery.split_sentences(DRAFT, 2), "cannot be split"),
        (lambda: surgery.join(DRAFT, 1), "Steps 2 and 3 cannot be joined: a thought and a tool call"),
        (lambda: surgery.join(DRAFT, 2), "Step 3 is a tool call and cannot be joined"),
        (lambda: surgery.join(DRAFT, 4), "Step 5 is the last one"),
        (lambda: surgery.join(MarkedSteps((thought("a"), answer("b"))), 0), "a thought and an answer"),
        (lambda: surgery.mark(DRAFT, 5, WRONG), "There is no step 6"),
        (lambda: surgery.mark(DRAFT, -1, WRONG), "There is no step 0"),
        (lambda: surgery.replace(DRAFT, 5, thought("a")), "There is no step 6"),
        (lambda: surgery.replace(DRAFT, 2, thought("a")), "cannot stand without its tool call"),
        (lambda: surgery.insert(DRAFT, 6, thought("a")), "There is no place 7"),
        (lambda: surgery.insert(DRAFT, 0, result("unheard of")), "cannot stand without its tool call"),
        (lambda: surgery.delete(DRAFT, 5), "There is no step 6"),
        (lambda: surgery.delete(DRAFT, 2), "cannot stand without its tool call"),
        (lambda: surgery.delete(MarkedSteps((thought("a"),)), 0), "cannot be empty"),
        (lambda: surgery.move(DRAFT, 0, 5), "There is no step 6"),
        (lambda: surgery.move(DRAFT, 3, 0), "cannot stand without its tool call"),
        (lambda: surgery.truncate(DRAFT, 0), "cannot be empty"),
        (lambda: surgery.truncate(DRAFT, 5), "There is no step 6"),
    ],
)
def test_that_a_wish_that_cannot_be_met_is_refused_with_a_way_out(wish, said):
    with pytest.raises(InvalidInput, match=said) as caught:
        wish()
    assert caught.value.hint


def test_that_a_result_without_its_call_that_came_so_can_still_be_worked_on():
    draft = MarkedSteps((result("lost"), thought("a"), thought("b")))
    assert surgery.move(draft, 1, 2).steps == (result("lost"), thought("b"), thought("a"))


@settings(max_examples=150, deadline=None)
@given(draft=drafts(), operations=st.lists(OPERATIONS, max_size=12))
def test_that_marks_stay_in_range_and_no_word_is_lost_by_cutting_and_moving(draft, operations):
    for operation in operations:
        after = attempt(draft, operation)
        assert after.steps
        assert set(after.labels) <= set(range(len(after.steps)))
        if operation[0] in TEXT_KEEPING:
            assert letters(after) == letters(draft)
        if operation[0] in (surgery.split, surgery.split_sentences, surgery.join):
            assert said(after) == said(draft)
        draft = after


@settings(max_examples=100, deadline=None)
@given(draft=drafts(), place=st.integers(0, 6), at=st.integers(1, 12))
def test_that_joining_what_was_split_gives_words_and_marks_again(draft, place, at):
    halves = attempt(draft, (surgery.split, place, at))
    if halves is not draft:
        joined = surgery.join(halves, place)
        assert (said(joined), joined.labels) == (said(draft), draft.labels)


def said(draft):
    """All text in order without white space."""
    return "".join("".join(step.text.split()) for step in draft.steps)


def letters(draft):
    return Counter(said(draft))
