# SPDX-License-Identifier: Apache-2.0
"""All quick checks together: in order, in bounds, and heard even where one of them fails."""

from __future__ import annotations

import time

import pytest

from core.domain.findings import Finding, Severity
from core.domain.messages import ToolResultPart
from core.domain.traces import Step, StepKind
from core.review.checks.catalog import CHECKS
from core.review.findings import MOST_OF_ONE_CHECK, find
from core.review.limits import MOST_CHARACTERS, MOST_STEPS, within_limits
from core.review.reading import read
from tests.helpers.check_builders import PROMPT, again, answer, call, planner_readings, thoughts

SLOW_S = 12.0
"""Many times what is aimed at, about a second: a busy machine is slow, and what grows with the square is slower."""


class Broken:
    name = "broken"
    label = "Broken"
    help = "It raises."

    def look(self, reading):
        raise ZeroDivisionError


def test_that_what_matters_most_comes_first_and_then_what_stands_first():
    steps = (*thoughts("I hope this helps.", "12:00 - 1:00 = 10:00, 9:00 - 1:00 = 7:00"), answer("3 + 4 = 8"))
    found = find(read(steps, prompt=PROMPT))
    ranks = [(list(Severity).index(held.severity), held.span.step if held.span else -1) for held in found]
    assert ranks == sorted(ranks)
    assert [held.quote for held in found if held.severity is Severity.ERROR] == [
        "12:00 - 1:00 = 10:00",
        "9:00 - 1:00 = 7:00",
        "3 + 4 = 8",
    ]


def test_that_a_check_that_fails_is_logged_and_the_others_are_heard(caplog):
    found = find(read(thoughts("3 + 4 = 8")), checks=(Broken(), *CHECKS))
    assert "arithmetic" in {held.check for held in found}
    assert [record.getMessage() for record in caplog.records] == ["check broken failed"]
    caplog.clear()


def test_that_every_finding_names_its_check():
    steps = (*thoughts("", "3 + 4 = 8", "I hope this helps", "3 + 4 = 8"), call(" "), answer("sk-" + "a1B2c3D4" * 4))
    found = find(read(steps, prompt=PROMPT))
    assert {held.check for held in found} <= set(CHECKS.names)
    assert len({held.check for held in found}) >= 5


def test_that_no_check_lists_more_than_a_person_goes_through():
    found = find(read((answer("3 + 4 = 8, " * 500),)))
    listed = [held for held in found if held.check == "arithmetic"]
    assert len(listed) == MOST_OF_ONE_CHECK + 1
    assert listed[-1].message == "“Arithmetic” found 450 more of these, which are not listed."


def _cut(found: tuple[Finding, ...]) -> bool:
    return any(held.check == "length" and "too long to be checked as a whole" in held.message for held in found)


def test_that_of_a_very_long_trace_the_beginning_is_looked_at_and_it_is_said_so():
    steps = (*thoughts("3 + 4 = 8", "a " * MOST_CHARACTERS, "3 + 5 = 9"), answer("Audit"))
    found = find(read(steps))
    assert [held.quote for held in found if held.check == "arithmetic"] == ["3 + 4 = 8"]
    assert _cut(found)
    assert not _cut(find(read(steps[:1])))


def test_that_nothing_is_called_missing_where_the_end_is_not_looked_at():
    reading = planner_readings(2)[0]
    filler = thoughts(*(f"Thought {number} goes on." for number in range(MOST_STEPS)))
    found = find(again(reading, (*filler, *reading.steps)))
    assert {held.check for held in found} == {"length"}


def test_that_a_long_result_of_a_tool_counts_too():
    result = Step(StepKind.TOOL_RESULT, result=ToolResultPart("call_1", "x " * MOST_CHARACTERS))
    assert not within_limits(read((result,))).is_whole


@pytest.mark.parametrize(
    "steps",
    [
        (answer("Audit takes 2:00 h, due 15:00. 17:00 - 1:30 = 15:30. " * 20_000),),
        thoughts(*(f"Step {number}: 17:00 - 1:30 = 15:30, so Audit is due 15:00." for number in range(10_000))),
        (answer("\n" * 1_000_000),),
        tuple(call(task="x" * 100, priority=str(number)) for number in range(10_000)),
    ],
    ids=["one step of a megabyte", "ten thousand steps", "a megabyte of line ends", "ten thousand calls"],
)
def test_that_a_huge_trace_takes_no_longer_than_a_long_one(steps):
    reading = again(planner_readings(2)[0], tuple(steps))
    find(again(reading, steps[:1]) if len(steps) > 1 else read(thoughts("a")))
    began = time.process_time()
    assert _cut(find(reading))
    assert time.process_time() - began < SLOW_S
