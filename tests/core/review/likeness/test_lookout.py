# SPDX-License-Identifier: Apache-2.0
"""Near-duplicates in a workspace: found among the earlier traces, whatever is edited, undone or checked first."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

from core.domain.traces import Step
from core.domain.workday.dice import Dice
from core.review.checks.near_duplicate import NearDuplicate
from core.review.likeness.lookout import NEARLY_THE_SAME
from core.review.likeness.shingles import likeness, wording_of
from core.review.likeness.sketch import bands_of
from core.store import sketches_repo
from tests.helpers.check_builders import planner_readings
from tests.helpers.review_builders import add_trace, answer, thought

SAID = (
    thought("Audit takes 2:00 h and is due at 15:00, so it must begin at 13:00 at the latest."),
    thought("Write report takes 1:30 h and is due at 17:00; it fits well behind the audit on this day."),
    answer("Answer: Audit"),
)
OTHER = (thought("The budget talk needs a room for seven people; only the blue room has as many chairs."), SAID[2])
FILLERS = ("so", "then", "now", "thus", "well", "here")


def _said(review, trace) -> list[str]:
    found = [kept.finding for kept in review.findings(trace) if kept.finding.check == NearDuplicate.name]
    return [finding.message for finding in found]


def _reworded(steps: tuple[Step, ...], dice: Dice, *, words: int) -> tuple[Step, ...]:
    """The same with as many more words in it."""
    changed = list(steps)
    for _ in range(words):
        at = dice.pick([place for place, step in enumerate(changed) if step.text])
        told = changed[at].text.split(" ")
        told.insert(dice.between(0, len(told)), dice.pick(FILLERS))
        changed[at] = replace(changed[at], text=" ".join(told))
    return tuple(changed)


def test_that_a_copy_and_a_near_copy_name_the_first_trace(review, store):
    first = add_trace(store, 1, steps=SAID)
    same = add_trace(store, 2, steps=SAID, teacher="another")
    near = add_trace(store, 3, steps=_reworded(SAID, Dice("near"), words=1))
    other = add_trace(store, 4, steps=OTHER)
    assert _said(review, first) == []
    assert _said(review, same) == [f"This trace says word for word the same as trace {first}."]
    (said,) = _said(review, near)
    assert re.fullmatch(rf"This trace says nearly the same \(\d\d % alike\) as trace {first}\.", said)
    assert _said(review, other) == []
    (kept,) = [kept for kept in review.findings(near) if kept.finding.check == NearDuplicate.name]
    assert kept.finding.other == first


def test_that_two_answers_of_other_figures_are_no_copies(review, store):
    add_trace(store, 1, steps=SAID)
    told = replace(SAID[0], text=SAID[0].text.replace("2:00", "1:00").replace("13:00", "14:00"))
    assert _said(review, add_trace(store, 2, steps=(told, *SAID[1:]))) == []


def test_that_the_order_in_which_the_checks_look_makes_no_difference(review, store, jobs):
    first, second = add_trace(store, 1, steps=SAID), add_trace(store, 2, steps=SAID)
    assert _said(review, second) == []
    assert _said(review, first) == []
    assert review.kept_findings(second) is None
    jobs.wait(review.start_checking(), timeout_s=60)
    assert len(_said(review, second)) == 1


def test_that_an_edit_of_the_first_frees_the_second_and_an_undo_binds_it_again(review, store):
    first, second = add_trace(store, 1, steps=SAID), add_trace(store, 2, steps=SAID)
    review.findings(first)
    assert len(_said(review, second)) == 1
    review.edit(first, OTHER, author="Ada")
    review.findings(first)
    assert _said(review, second) == []
    review.undo("Ada")
    review.findings(first)
    assert len(_said(review, second)) == 1


def test_that_an_edit_of_the_second_frees_it(review, store):
    first, second = add_trace(store, 1, steps=SAID), add_trace(store, 2, steps=SAID)
    review.findings(first)
    assert len(_said(review, second)) == 1
    review.edit(second, OTHER, author="Ada")
    assert _said(review, second) == []


def test_that_a_text_that_comes_again_and_again_is_compared_with_its_first_ones(review, store, monkeypatch):
    monkeypatch.setattr(sketches_repo, "MOST_OF_ONE_BAND", 3)
    made = [add_trace(store, number, steps=SAID) for number in range(12)]
    review._check(made)
    assert [len(_said(review, trace)) for trace in made] == [0] + [1] * 11
    assert {said for trace in made[1:] for said in _said(review, trace)} == {
        f"This trace says word for word the same as trace {made[0]}."
    }


def test_that_what_is_called_near_duplicate_is_one_and_few_are_missed():
    """Of 400 traces of the planner, every pair that is called alike tells the same of tasks of other titles (8 do).

    Of 200 planted copies with up to two more words each, at least the measured 198 are found, through the sketches.
    """
    readings = planner_readings(100)
    wordings = [wording_of(reading.steps) for reading in readings]
    pairs = [
        (one, other)
        for one, other in combinations(range(len(readings)), 2)
        if likeness(wordings[one], wordings[other]) >= NEARLY_THE_SAME
    ]
    assert len(pairs) == 8
    assert [pair for pair in pairs if not _tell_the_same(readings[pair[0]].steps, readings[pair[1]].steps)] == []
    found = 0
    for number in range(200):
        copy = wording_of(_reworded(readings[number * 2].steps, Dice("copy", number), words=1 + number % 2))
        is_met = bool(set(bands_of(copy)) & set(bands_of(wordings[number * 2])))
        found += is_met and likeness(copy, wordings[number * 2]) >= NEARLY_THE_SAME
    assert found >= 198


def _tell_the_same(one: tuple[Step, ...], other: tuple[Step, ...]) -> bool:
    """Both reason word for word the same, if one looks away from the title of the task that they speak of."""
    return _without_title(one) == _without_title(other)


def _without_title(steps: tuple[Step, ...]) -> list[str]:
    (called,) = (step.call for step in steps if step.call is not None)
    return [step.text.replace(str(called.arguments.get("task")), "…") for step in steps]
