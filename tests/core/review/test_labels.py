# SPDX-License-Identifier: Apache-2.0
"""Marks of steps: kept with a revision, carried to the next one, and refused where they cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from sqlalchemy import update

from core.domain.reviews import Verdict
from core.domain.surgery import MarkedSteps
from core.domain.traces import StepLabel
from core.errors import InvalidInput
from core.review.labels import carried
from core.store.review_tables import revisions
from tests.helpers.review_builders import add_trace, answer, call, make_steps, standing_of, thought
from tests.helpers.step_strategies import TRACES, drafts

WRONG, NEEDLESS, GAP = StepLabel.WRONG, StepLabel.UNNECESSARY, StepLabel.MISSING_BEFORE
FIRST, SECOND, ANSWER, CALL = make_steps()


def test_that_marks_alone_are_a_revision_with_an_empty_patch(store, review):
    trace = add_trace(store)
    revision = review.edit(trace, make_steps(), labels={1: WRONG}, author="Ada")
    assert (revision.number, revision.patch, revision.labels) == (1, (), {"1": "wrong"})
    assert review.labels(trace) == {1: WRONG}
    assert review.labels(trace, 0) == {}
    assert review.marked(trace) == MarkedSteps(make_steps(), {1: WRONG})
    assert review.undoable("Ada") == f"Mark trace {trace}"


def test_that_marks_alone_can_be_accepted_by_the_same_act(store, review):
    trace = add_trace(store)
    review.edit(trace, make_steps(), labels={1: WRONG}, author="Ada", accept=True)
    assert standing_of(store, [trace]) == [("edited", 1, False)]
    review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    assert standing_of(store, [trace]) == [("edited", 1, False)]


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.ACCEPT, "edited"),
        (Verdict.REJECT, "rejected"),
        (Verdict.NEEDS_WORK, "needs_work"),
        (Verdict.SKIP, "skipped"),
    ],
)
def test_that_a_verdict_stands_when_only_marks_change(store, review, verdict, state):
    trace = add_trace(store)
    review.decide([trace], verdict, reviewer="Ada")
    review.edit(trace, make_steps(), labels={0: WRONG}, author="Ada")
    assert standing_of(store, [trace]) == [(state, 1, False)]


def test_that_the_same_marks_again_change_nothing(store, review):
    trace = add_trace(store)
    with pytest.raises(InvalidInput, match="Nothing was changed"):
        review.edit(trace, make_steps(), labels={}, author="Ada")
    review.edit(trace, make_steps(), labels={0: GAP}, author="Ada")
    with pytest.raises(InvalidInput, match="Nothing was changed"):
        review.edit(trace, make_steps(), labels={0: GAP}, author="Ada")
    review.edit(trace, make_steps(), labels={}, author="Ada")
    assert review.labels(trace) == {}


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({4: WRONG}, "no step with the index 4"),
        ({-1: WRONG}, "no step with the index -1"),
        ({True: WRONG}, "no step with the index True"),
        ({"0": WRONG}, "no step with the index 0"),
        ({0: "terrible"}, "no mark named “terrible”"),
        ({0: None}, "no mark named “None”"),
    ],
)
def test_that_a_mark_that_cannot_be_is_refused_and_nothing_is_kept(store, review, labels, said):
    trace = add_trace(store)
    with pytest.raises(InvalidInput, match=said) as caught:
        review.edit(trace, make_steps(), labels=labels, author="Ada")
    assert caught.value.hint
    assert review.revisions(trace) == ()


def test_that_an_edit_without_marks_keeps_those_of_the_steps_that_stay(store, review):
    trace = add_trace(store)
    review.edit(trace, make_steps(), labels={0: WRONG, 1: GAP, 3: NEEDLESS}, author="Ada")
    review.edit(trace, (thought("Look."), thought("Other."), SECOND, ANSWER, CALL), author="Ben")
    assert review.labels(trace) == {2: GAP, 4: NEEDLESS}
    assert review.labels(trace, 1) == {0: WRONG, 1: GAP, 3: NEEDLESS}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((SECOND, FIRST, ANSWER, CALL), {0: GAP, 1: WRONG}),
        ((thought("Audit number 0 takes 2:00 h"), thought("and is due 15:00."), SECOND), {0: WRONG, 1: WRONG, 2: GAP}),
        ((thought(f"{FIRST.text} {SECOND.text}"), ANSWER), {0: WRONG}),
        ((FIRST, FIRST, SECOND), {0: WRONG, 2: GAP}),
        ((thought("New"), ANSWER, CALL), {}),
    ],
)
def test_that_marks_go_along_with_steps_that_are_moved_split_or_joined(steps, expected):
    assert carried(MarkedSteps(make_steps(), {0: WRONG, 1: GAP}), steps) == expected


@settings(max_examples=100, deadline=None)
@given(before=drafts(), steps=TRACES)
def test_that_carried_marks_are_of_steps_that_are_there(before, steps):
    assert set(carried(before, steps)) <= set(range(len(steps)))
    assert carried(before, before.steps) == before.labels


def test_that_undo_and_redo_restore_marks(store, review):
    trace = add_trace(store)
    review.edit(trace, make_steps(), labels={0: WRONG}, author="Ada")
    review.edit(trace, (answer("Answer: Budget"), call()), labels={1: GAP}, author="Ada")
    seen = [review.labels(trace)]
    for _turn in range(2):
        review.undo("Ada")
        seen.append(review.labels(trace))
    for _turn in range(2):
        review.redo("Ada")
        seen.append(review.labels(trace))
    assert seen == [{1: GAP}, {0: WRONG}, {}, {0: WRONG}, {1: GAP}]


@pytest.mark.parametrize(
    "damaged",
    [
        '{"9": "wrong"}',
        '{"-1": "wrong"}',
        '{"00": "wrong"}',
        '{"0": "terrible"}',
        '{"0": ["wrong"]}',
        '{"": "wrong"}',
        '["wrong"]',
        "null",
        "7",
        '{"0": ',
        "",
    ],
)
def test_that_marks_that_a_damaged_file_holds_are_refused_in_words(store, review, damaged):
    trace = add_trace(store)
    review.edit(trace, make_steps(), labels={0: WRONG}, author="Ada")
    with store.begin() as unit:
        unit.reviews._connection.exec_driver_sql("UPDATE revisions SET labels = ?", (damaged,))
    for read in (review.labels, review.signals, review.marked):
        with pytest.raises(InvalidInput, match="cannot be read") as caught:
            read(trace)
        assert caught.value.hint
    with pytest.raises(InvalidInput, match="cannot be read"):
        review.restore(trace, 1, author="Ada")


def test_that_new_marks_mend_damaged_ones(store, review):
    trace = add_trace(store)
    review.edit(trace, [answer("Answer: Budget")], labels={0: WRONG}, author="Ada")
    with store.begin() as unit:
        unit.reviews._connection.execute(update(revisions).values(labels={"8": "wrong"}))
    review.edit(trace, make_steps(), labels={1: GAP}, author="Ada")
    assert review.labels(trace) == {1: GAP}
