# SPDX-License-Identifier: Apache-2.0
"""Claims about the context speak where a value or a name contradicts the problem, and only there."""

from __future__ import annotations

import pytest

from core.domain.findings import Severity
from core.domain.workday.truths import truth_of
from core.review.checks.context_claims import ContextClaims
from tests.helpers.check_builders import CLASH, OPENING, PRIORITIES, PROJECT, answer, call, look, said, thoughts

CHECK = ContextClaims()


@pytest.mark.parametrize(
    ("situation", "text", "right"),
    [
        (PRIORITIES, "Audit is due at 16:00.", "15:00"),
        (PRIORITIES, "Audit's deadline is 14:00.", "15:00"),
        (PRIORITIES, "The deadline of Audit is 14:00.", "15:00"),
        (PRIORITIES, "Audit takes 2:00 h, deadline 16:00", "15:00"),
        (PRIORITIES, "“Audit” must be done by 4 pm.", "15:00"),
        (PRIORITIES, "Audit takes 3 hours.", "2:00 h"),
        (PRIORITIES, "**Write report** (2 h, due 17:00)", "1:30 h"),
        (PRIORITIES, "It is now 09:00.", "08:00"),
        (OPENING, "Keep a buffer of 0:15 h.", "0:30 h"),
        (OPENING, "It takes 2:00, with buffer 0:30 it can run:", "1:30 h"),
        (OPENING, "Stand-up runs from 9:00 to 11:00.", "09:00-10:00"),
        (OPENING, "Blocked: 09:00-12:00.", "09:00-10:00"),
        (PROJECT, "login page needs 3:00 h.", "2:00 h"),
        (CLASH, "Budget talk has 5 people.", "4 people"),
        (CLASH, "Job interview: 11:00-12:00", "11:00-13:00"),
    ],
)
def test_that_a_contradiction_is_found_with_what_the_problem_gives(situation, text, right):
    (found,) = look(CHECK, *thoughts(text), situation=situation)
    assert (found.severity, found.expected) == (Severity.ERROR, right)
    assert found.span is not None
    assert found.quote in text


@pytest.mark.parametrize(
    ("situation", "text"),
    [
        (PRIORITIES, "Audit is due at 3 pm and takes 120 minutes."),
        (PRIORITIES, "Audit is due at 3:00."),
        (PRIORITIES, "Audit, but not before the next deadline at 16:00."),
        (PRIORITIES, "Audit is not due at 16:00."),
        (PRIORITIES, "Audit needs 1 hour more than it has."),
        (PRIORITIES, "Audit needs at least 1 hour."),
        (PRIORITIES, "Audit takes 13:00-15:00."),
        (PRIORITIES, "Audit takes 1:00 + 1:00 = 2:00."),
        (PRIORITIES, "Audit comes before Write report, which is due 17:00."),
        (PRIORITIES, "09:00 Audit, 11:00 Write report, 12:30 lunch"),
        (PRIORITIES, "I know now 10:00 to 11:00 is free."),
        (OPENING, "With the buffer Stand-up is 8:30-10:30."),
        (OPENING, "Blocked: 08:30-10:30."),
        (OPENING, "With buffer 10:30 is the first free time."),
        (CLASH, "Budget talk, Job interview: 11:00 - 12:00 = -1:00, overlap"),
        (CLASH, "Job interview: 10:00 - 10:00 = 0:00"),
        (CLASH, "Budget talk has 2 of its people there early."),
        (None, "Audit is due at 16:00."),
    ],
)
def test_that_what_agrees_or_is_unclear_is_passed_over(situation, text):
    assert said(CHECK, text, situation=situation) == []


def test_that_an_answer_that_names_nothing_of_the_problem_is_found():
    (found,) = look(CHECK, answer("Answer: Audits"), situation=PRIORITIES)
    assert (found.quote, found.expected) == ("Audits", "Audit")
    assert [held.quote for held in look(CHECK, answer("Answer: map, garage, login page"), situation=PROJECT)] == [
        "garage"
    ]


@pytest.mark.parametrize(
    "text",
    ["Answer: **Audit**", "Answer: the audit", "There is no single answer", "Answer: none of them", "10:30-12:00"],
)
def test_that_an_answer_that_names_a_task_or_no_title_is_passed_over(text):
    assert look(CHECK, answer(text), situation=PRIORITIES) == ()


def test_that_a_strange_title_or_place_in_a_call_is_found():
    made = call("reassign_resource", booking="Budget talks", resource="Room 9")
    found = look(CHECK, made, situation=CLASH)
    assert [held.message for held in found] == [
        "The problem does not have “Budget talks”.",
        "The problem does not have “Room 9”.",
    ]
    assert look(CHECK, call("reassign_resource", booking="budget talk", resource="room 3"), situation=CLASH) == ()


def test_that_a_numbered_place_that_is_not_there_is_found():
    assert said(CHECK, "Room 9 is free.", situation=CLASH) == ["The problem does not have “Room 9”."]
    assert said(CHECK, "Room 3 is free, room 12:00 is not a place.", situation=CLASH) == []


def test_that_the_odd_one_of_a_list_is_found():
    known = {"situation": PROJECT, "truth": truth_of(PROJECT)}
    found = look(CHECK, *thoughts("Left 2:00 login page, 1:00 help texts, 1:30 map."), **known)
    assert [(held.quote, held.expected, held.severity) for held in found] == [("1:30 map", "0:30", Severity.WARNING)]
    assert said(CHECK, "2:00 login page, 1:00 help texts, 0:30 map", **known) == []
    assert said(CHECK, "10:00 login page, 12:00 help texts, 13:00 map", **known) == []
