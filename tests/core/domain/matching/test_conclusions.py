# SPDX-License-Identifier: Apache-2.0
"""Conclusions are read in normal form, and an answer that names several has none."""

from __future__ import annotations

import pytest

from core.domain.matching import check_call, read_conclusion
from core.domain.messages import ToolCallPart
from core.domain.tasks import ConclusionForm, ExpectedCall, Truth

TITLES = ("Fix login bug", "Write report", "Call client")


def truth(form, candidates=TITLES, targets=()):
    return Truth("", (), (), None, {}, form, candidates, targets)


@pytest.mark.parametrize(
    "text",
    [
        "Answer: Write report",
        "Fix login bug is due first.\nAnswer: Write report",
        "**Answer:** Write report.",
        "### Final answer\nWrite report",
        "Recommendation: start with “Write report” now.",
        "Fix login bug, Call client can wait.\nSo begin with write report.",
        "Answer: Write report. Then Fix login bug and Call client.",
        "Answer: Fix login bug\n\nWait, that is wrong.\nAnswer: Write report",
        "My recommendation: Write report, since it has to start by 10:00",
        "Answer - Write report",
    ],
)
def test_that_one_choice_is_read(text):
    assert read_conclusion(text, truth(ConclusionForm.CHOICE)) == "Write report"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot tell.",
        "Answer: Write report or Fix login bug",
        "Answer: Write report. Or maybe Fix login bug.",
        "Answer: Fix login bug, Write report, Call client",
        "Answer: Write report, Write report and Call client",
        "Answer: something else entirely",
        "Answer: Either Write report. Alternatively Call client.",
    ],
)
def test_that_no_or_several_choices_are_no_conclusion(text):
    assert read_conclusion(text, truth(ConclusionForm.CHOICE)) == ""


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("Answer: 10:30-13:00", "10:30-13:00"),
        ("Answer: 10:30 to 13:00", "10:30-13:00"),
        ("Answer: 10:30 – 13:00, before the deadline of 16:00", "10:30-13:00"),
        ("Answer: from 10:30 AM until 1:00 PM", "10:30-13:00"),
        ("Answer: 10:30 AM–1 PM", "10:30-13:00"),
        ("Answer: start at 10:30", "10:30"),
        ("Answer: 10:30", "10:30"),
        ("The first window is 08:00-09:00.\nSo book 10:30-13:00.", "10:30-13:00"),
        ("Answer: 10:30-13:00 or 14:00-16:30", ""),
        ("Answer: 10:30 or 13:00", ""),
        ("Answer: 08:00, 10:30, 13:00", ""),
        ("Answer: 13:00-10:30", ""),
        ("Answer: in the morning", ""),
        ("Answer: 1:30", ""),
    ],
)
def test_that_a_slot_is_read(text, slot):
    assert read_conclusion(text, truth(ConclusionForm.SLOT, ())) == slot


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Answer: Call client, Write report, Fix login bug", "Call client > Write report > Fix login bug"),
        ("Answer: Call client → Write report → Fix login bug", "Call client > Write report > Fix login bug"),
        ("Answer:\n1. Call client\n2. Write report\n3. Fix login bug", "Call client > Write report > Fix login bug"),
        ("Answer: Call client, Write report", ""),
        ("Answer: Call client, Write report, Fix login bug, Call client", ""),
        ("Answer: any order will do", ""),
    ],
)
def test_that_an_order_is_read(text, order):
    assert read_conclusion(text, truth(ConclusionForm.ORDER)) == order


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("Answer: Write report to Lab 2", "Write report -> Lab 2"),
        ("Answer: move Write report from Lab 1 to Lab 2.", "Write report -> Lab 2"),
        ("Answer: Lab 2 takes Write report", "Write report -> Lab 2"),
        ("Answer: Write report to Lab 2 or Lab 3", ""),
        ("Answer: Write report to Lab 23", ""),
        ("Answer: Write report and Call client to Lab 2", ""),
        ("Answer: Write report", ""),
    ],
)
def test_that_a_move_is_read(text, move):
    assert read_conclusion(text, truth(ConclusionForm.MOVE, TITLES, ("Lab 2", "Lab 3"))) == move


EXPECTED = ExpectedCall("schedule_block", {"task": "Write report", "start": "09:30", "day": ["Mon", "Tue"], "n": 2})


def call(name="schedule_block", **changed):
    arguments = {"task": "Write report", "start": "09:30", "day": "Mon", "n": 2, **changed}
    return ToolCallPart("1", name, {key: value for key, value in arguments.items() if value is not None})


@pytest.mark.parametrize(
    "made",
    [call(), call(task=" write Report "), call(start="9:30"), call(start="9:30 AM"), call(day="Tue"), call(note="x")],
)
def test_that_an_equal_call_is_right(made):
    assert check_call(EXPECTED, made)


@pytest.mark.parametrize(
    "made",
    [
        None,
        call("set_priority"),
        call(task="Fix login bug"),
        call(task=None),
        call(start="10:30"),
        call(start="about 9:30"),
        call(day="Wed"),
        call(n="2"),
        call(n=True),
        call(task=["Write report", "Fix login bug"]),
    ],
)
def test_that_another_call_is_wrong(made):
    assert not check_call(EXPECTED, made)
