# SPDX-License-Identifier: Apache-2.0
"""The planner's traces are right, so the checks are silent on them; what is then damaged in them is noticed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from core.domain.matching import holds
from core.domain.matching.names import names_in
from core.domain.traces import Step
from core.domain.workday.dice import Dice
from core.review.checks.facts import facts_of
from core.review.findings import find
from core.review.reading import Reading
from tests.helpers.check_builders import again, planner_readings

Damage = Callable[[Reading, Dice], tuple[Step, ...] | None]
_VALUE = re.compile(r"\d{1,2}:\d\d|\d+")


def test_that_nothing_is_found_in_two_hundred_traces_of_the_planner():
    readings = planner_readings()
    assert len(readings) == 200
    assert [(reading.text, found.message) for reading in readings for found in find(reading)] == []


def change_number(reading: Reading, dice: Dice) -> tuple[Step, ...]:
    """Any number of a thought or the answer, made later or larger."""
    places = [(at, match) for at, step in enumerate(reading.steps) for match in _VALUE.finditer(step.text)]
    at, match = dice.pick(places)
    hours, colon, minutes = match.group().partition(":")
    if colon:
        later = int(hours) * 60 + int(minutes) + dice.pick((30, 60, 90))
        return _rewritten(reading, at, match.span(), f"{later // 60:0{len(hours)}d}:{later % 60:02d}")
    return _rewritten(reading, at, match.span(), str(int(hours) + dice.between(1, 3)))


def swap_title(reading: Reading, dice: Dice) -> tuple[Step, ...] | None:
    """A title for another of the same problem, in the answer or where it stands behind its own value."""
    assert reading.situation is not None
    subjects = facts_of(reading.situation).subjects
    places = [
        (at, named)
        for at, step in enumerate(reading.steps)
        for named in names_in(subjects, step.text)
        if step.text.startswith("Answer:") or re.search(r"\d (?:h )?$", step.text[: named.span.start])
    ]
    if not places or len(subjects) < 2:
        return None
    at, named = dice.pick(places)
    other = dice.pick([title for title in subjects if title != named.name])
    return _rewritten(reading, at, (named.span.start, named.span.end), other)


def remove_step(reading: Reading, dice: Dice) -> tuple[Step, ...]:
    """The answer, the call, or a thought without which something that the truth claims is said nowhere."""
    truth = reading.truth
    assert truth is not None
    options = [at for at, step in enumerate(reading.steps) if step.call is not None or step.text.startswith("Answer:")]
    for at in set(range(len(reading.steps))).difference(options):
        rest = "\n".join(step.text for place, step in enumerate(reading.steps) if place != at)
        if any(holds(claim, reading.text, truth) and not holds(claim, rest, truth) for claim in truth.claims):
            options.append(at)
    gone = dice.pick(sorted(options))
    return tuple(step for at, step in enumerate(reading.steps) if at != gone)


def break_argument(reading: Reading, dice: Dice) -> tuple[Step, ...]:
    """An argument of the call is left out, of another type, of another name, or something else."""
    (at,) = (at for at, step in enumerate(reading.steps) if step.call is not None)
    call = reading.steps[at].call
    assert call is not None
    name, arguments = dice.pick(sorted(call.arguments)), dict(call.arguments)
    value = arguments.pop(name)
    arguments |= dice.pick(({}, {name: 7}, {f"{name}s": value}, {name: "something else"}))
    return (*reading.steps[:at], replace(reading.steps[at], call=replace(call, arguments=arguments)))


def _rewritten(reading: Reading, at: int, place: tuple[int, int], new: str) -> tuple[Step, ...]:
    text = reading.steps[at].text
    step = replace(reading.steps[at], text=text[: place[0]] + new + text[place[1] :])
    return (*reading.steps[:at], step, *reading.steps[at + 1 :])


def _kinds_in_turn() -> list[Reading]:
    readings = planner_readings()
    each = len(readings) // 4
    return [reading for number in range(each) for reading in readings[number::each]]


@pytest.mark.parametrize(
    ("damage", "checks", "measured"),
    [
        (change_number, {"arithmetic", "context_claims", "required_elements", "conclusion"}, 84),
        (swap_title, {"context_claims", "required_elements", "conclusion"}, 95),
        (remove_step, {"required_elements", "conclusion", "tool_call"}, 100),
        (break_argument, {"tool_call"}, 100),
    ],
)
def test_that_damage_is_noticed_by_the_checks_that_should(damage: Damage, checks: set[str], measured: int):
    """``measured`` is how many of 100 seeded damages are noticed; fewer means that a check has become blind.

    A number that was worked out in the head stands in no equation: 16 of 100 changed ones go unseen for that.
    """
    noticed, made = 0, 0
    for number, reading in enumerate(_kinds_in_turn()):
        steps = damage(reading, Dice(damage.__name__, number)) if made < 100 else None
        if steps is not None:
            made += 1
            noticed += any(found.check in checks for found in find(again(reading, steps)))
    assert made == 100
    assert noticed >= measured
